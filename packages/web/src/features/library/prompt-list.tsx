import type { PromptItem } from '@incipit/contract';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { groupOf } from '../../lib/format.js';
import { useKeys } from '../../lib/keys.js';
import { useStar } from './library.queries.js';
import type { LibrarySearch } from './library.search.js';
import { PromptCard } from './prompt-card.js';
import { PromptRow } from './prompt-row.js';

interface ListProps {
  items: PromptItem[];
  search: LibrarySearch;
  picked: ReadonlySet<string>;
  /** Left out: nothing can be picked. */
  onPick?: ((picked: ReadonlySet<string>) => void) | undefined;
  onEnd: () => void;
  isFetchingMore: boolean;
}

/** Only the rows near the screen are in the page; the rest is room above and below. */
export function PromptList({ items, search, picked, onPick, onEnd, isFetchingMore }: ListProps) {
  const { t } = useTranslation();
  const star = useStar();
  const root = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [cursor, setCursor] = useState(-1);
  const isGrouped = !search.q && (search.sort ?? 'updated') === 'updated' && !search.trash;
  const isCards = search.view === 'cards';
  const perLine = isCards ? 3 : 1;
  const lines = Math.ceil(items.length / perLine);
  const heights = { compact: 36, comfortable: 58, cards: 172 };
  const virtual = useWindowVirtualizer({
    count: lines,
    estimateSize: () => heights[search.view ?? 'comfortable'],
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => items[index * perLine]?.id ?? index,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;

  useEffect(() => setTop((root.current?.getBoundingClientRect().top ?? 0) + scrollY), []);
  useEffect(() => {
    if (last >= lines - 10) onEnd();
  });

  const go = (to: number) => {
    const index = Math.max(0, Math.min(items.length - 1, to));
    setCursor(index);
    virtual.scrollToIndex(Math.floor(index / perLine), { align: 'auto' });
    requestAnimationFrame(() => root.current?.querySelector<HTMLElement>(`[data-at="${index}"] .row-title`)?.focus());
  };
  const at = items[cursor];
  const toggle = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    onPick?.(next);
  };
  useKeys({
    j: () => go(cursor + 1),
    k: () => go(cursor - 1),
    x: () => at && toggle(at.id),
    s: () => at && star.mutate({ id: at.id, starred: !at.starred }),
    escape: () => onPick?.(new Set()),
  });

  const before = (shown[0]?.start ?? top) - top;
  const after = virtual.getTotalSize() - ((shown.at(-1)?.end ?? top) - top);
  const density = isCards ? 'is-cards' : search.view === 'compact' ? 'rows-compact' : '';
  return (
    <div ref={root} className={`${density} ${picked.size > 0 ? 'rows-picking' : ''}`}>
      <Room height={before} />
      {sectionsOf(
        shown.map(({ index }) => index),
        items,
        perLine,
        isGrouped,
      ).map((section) => (
        <section key={section.key} aria-label={section.name ?? t('library.list')}>
          {section.name && section.isStart && <h2 className="group">{section.name}</h2>}
          <ul className={isCards ? 'cards' : undefined}>
            {section.indexes.map((index) => {
              const item = items[index];
              if (!item) return null;
              const props = {
                item,
                index,
                isPicked: picked.has(item.id),
                onPick: onPick && (() => toggle(item.id)),
                onStar: () => star.mutate({ id: item.id, starred: !item.starred }),
                isCursor: index === cursor,
              };
              return isCards ? (
                <PromptCard key={item.id} {...props} />
              ) : (
                <PromptRow key={item.id} {...props} measure={virtual.measureElement} />
              );
            })}
          </ul>
        </section>
      ))}
      <Room height={after} />
      <p className="vh" role="status">
        {isFetchingMore ? t('library.loadingMore') : ''}
      </p>
    </div>
  );
}

/** Stands for the rows that are not in the page. Its height is set as a property: the policy allows no style attribute. */
function Room({ height }: { height: number }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current) box.current.style.blockSize = `${Math.max(0, height)}px`;
  }, [height]);
  return <div ref={box} />;
}

interface Section {
  key: string;
  name: string | undefined;
  /** Its first row is the first of its group, so that the group's name stands above it. */
  isStart: boolean;
  indexes: number[];
}

/** Cuts the shown rows where the group changes. */
function sectionsOf(lines: number[], items: PromptItem[], perLine: number, isGrouped: boolean): Section[] {
  const sections: Section[] = [];
  const nameAt = (index: number) => {
    const item = items[index];
    return isGrouped && item ? groupOf(item.updatedAt) : undefined;
  };
  for (const line of lines) {
    for (let index = line * perLine; index < Math.min(items.length, (line + 1) * perLine); index += 1) {
      const name = nameAt(index);
      const open = sections.at(-1);
      if (open && open.name === name) open.indexes.push(index);
      else sections.push({ key: name ?? 'all', name, isStart: nameAt(index - 1) !== name, indexes: [index] });
    }
  }
  return sections;
}
