import { limits } from '@incipit/contract/rules';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../../lib/keys.js';
import { Icon } from '../../ui/icon.js';
import { Menu } from '../../ui/menu.js';
import { Seg } from '../../ui/seg.js';
import { densities, type LibrarySearch } from './library.search.js';

const orders = [
  { name: 'newest', sort: 'updated', order: 'desc' },
  { name: 'oldest', sort: 'updated', order: 'asc' },
  { name: 'created', sort: 'created', order: 'desc' },
  { name: 'titleUp', sort: 'title', order: 'asc' },
  { name: 'titleDown', sort: 'title', order: 'desc' },
  { name: 'stars', sort: 'stars', order: 'desc' },
] as const;
const usual = { sort: undefined, order: undefined };
const pauseMs = 200;

interface ToolsProps {
  search: LibrarySearch;
  onChange: (changed: LibrarySearch) => void;
}

/** Search, order and density. */
export function ListTools({ search, onChange }: ToolsProps) {
  const { t } = useTranslation();
  const sort = search.sort ?? (search.q ? undefined : 'updated');
  const order = search.order ?? (sort === 'title' ? 'asc' : 'desc');
  const chosen = orders.find((item) => item.sort === sort && item.order === order);
  const current = t(chosen ? `sort.${chosen.name}` : 'sort.relevance');
  const items = orders.map((item) => ({
    id: item.name,
    label: t(`sort.${item.name}`),
    isChosen: item === chosen,
    // What is so anyway stays out of the address.
    onSelect: () => onChange(item.name === 'newest' && !search.q ? usual : { sort: item.sort, order: item.order }),
  }));
  const best = { id: 'best', label: t('sort.relevance'), isChosen: !chosen, onSelect: () => onChange(usual) };
  return (
    <search className="tools">
      <SearchBox q={search.q ?? ''} onChange={(q) => onChange({ q: q || undefined })} />
      <Menu
        className="btn sort"
        label={t('sort.label', { current })}
        button={
          <>
            <Icon name="filter" /> <span className="not-phone">{current}</span>
          </>
        }
        items={search.q ? [best, ...items] : items}
      />
      <Seg
        className="not-phone"
        label={t('density.label')}
        value={search.view ?? 'comfortable'}
        options={densities.map((value) => ({ value, name: t(`density.${value}`), show: <Icon name={value} /> }))}
        onChange={(view) => onChange({ view: view === 'comfortable' ? undefined : view })}
      />
    </search>
  );
}

function SearchBox({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(q);
  const input = useRef<HTMLInputElement>(null);
  const sent = useRef(q);
  useKeys({ '/': () => input.current?.select() });
  // The address may change from elsewhere: back, a cleared filter.
  useEffect(() => {
    if (q !== sent.current) setText(q);
    sent.current = q;
  }, [q]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onChange(text);
    }, pauseMs);
    return () => clearTimeout(timer);
  });
  return (
    <div className="search">
      <Icon name="search" />
      <input
        ref={input}
        className="input"
        type="search"
        aria-label={t('library.search')}
        placeholder={t('library.searchHint')}
        maxLength={limits.query}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setText('');
        }}
      />
      <kbd>/</kbd>
    </div>
  );
}
