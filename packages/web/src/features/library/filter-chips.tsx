import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { Menu, type MenuItem } from '../../ui/menu.js';
import { pathName, useCollections } from '../collections/collection.queries.js';
import { hasFilters, type LibrarySearch } from './library.search.js';

interface ChipsProps {
  search: LibrarySearch;
  workspaceId: string;
  onChange: (changed: LibrarySearch) => void;
  onClear: () => void;
}

/** What narrows the list, each with its own way out, and what else could. */
export function FilterChips({ search, workspaceId, onChange, onClear }: ChipsProps) {
  const { t } = useTranslation();
  const collections = useCollections(workspaceId);
  const collection = collections.find((item) => item.id === search.in);
  const chips: { key: string; kind: string; name: string; without: LibrarySearch }[] = [];
  if (collection)
    chips.push({ key: 'in', kind: t('filter.in'), name: pathName(collection), without: { in: undefined } });
  for (const tag of search.tag ?? []) {
    const rest = search.tag?.filter((other) => other !== tag);
    chips.push({
      key: `tag ${tag}`,
      kind: t('filter.tag'),
      name: tag,
      without: { tag: rest?.length ? rest : undefined },
    });
  }
  if (search.label)
    chips.push({ key: 'label', kind: t('filter.label'), name: search.label, without: { label: undefined } });
  if (search.type)
    chips.push({ key: 'type', kind: t('filter.type'), name: t(`type.${search.type}`), without: { type: undefined } });
  if (search.visibility) {
    const name = t(`visibility.${search.visibility}`);
    chips.push({ key: 'visibility', kind: t('filter.visibility'), name, without: { visibility: undefined } });
  }
  const add: MenuItem[] = [
    { id: 'text', label: t('filter.onlyText'), onSelect: () => onChange({ type: 'text' }) },
    { id: 'chat', label: t('filter.onlyChat'), onSelect: () => onChange({ type: 'chat' }) },
    ...['production', 'staging'].map((label) => ({
      id: label,
      label: t('filter.withLabel', { label }),
      onSelect: () => onChange({ label }),
    })),
    { id: 'none', label: t('library.unfiled'), onSelect: () => onChange({ in: 'none' }) },
    { id: 'public', label: t('filter.onlyPublic'), onSelect: () => onChange({ visibility: 'public' }) },
  ];
  return (
    <fieldset className="chips" aria-label={t('filter.group')}>
      {chips.map((chip) => (
        <span className="chip" key={chip.key}>
          <em>{chip.kind}</em> {chip.name}
          <button
            type="button"
            aria-label={t('filter.remove', { name: `${chip.kind} ${chip.name}` })}
            onClick={() => onChange(chip.without)}
          >
            <Icon name="x" />
          </button>
        </span>
      ))}
      <Menu
        className="btn btn-bare btn-sm"
        button={
          <>
            <Icon name="plus" /> {t('filter.add')}
          </>
        }
        items={add}
      />
      {hasFilters(search) && (
        <Button kind="bare" isSmall onClick={onClear}>
          {t('filter.clear')}
        </Button>
      )}
    </fieldset>
  );
}
