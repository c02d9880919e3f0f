import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../lib/format.js';
import { useTitle } from '../../lib/title.js';
import { Button } from '../../ui/button.js';
import { Blank, Failed, Loading } from '../../ui/states.js';
import { canWrite, useInstance, useWorkspace } from '../account/account.queries.js';
import { useCollections } from '../collections/collection.queries.js';
import { BulkBar } from './bulk-bar.js';
import { FilterChips } from './filter-chips.js';
import { usePromptCount, usePrompts } from './library.queries.js';
import { hasFilters, type LibrarySearch, withoutFilters } from './library.search.js';
import { ListTools } from './list-tools.js';
import { PromptList } from './prompt-list.js';

/** All prompts, or some of them: the address says which. */
export function LibraryPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/app/' });
  const navigate = useNavigate({ from: '/' });
  const workspace = useWorkspace();
  const prompts = usePrompts(search, workspace.id);
  const everything = usePromptCount(workspace.id);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const title = useListTitle(search, workspace.id);
  useTitle(title);
  const change = (changed: LibrarySearch) => {
    setPicked(new Set());
    void navigate({ search: { ...search, ...changed }, replace: changed.q !== undefined });
  };
  const first = prompts.data?.pages[0];
  const items = prompts.data?.pages.flatMap((page) => page.items) ?? [];
  const total = first?.total;
  const isWriter = canWrite(workspace);
  return (
    <div className="lib">
      <div className="lib-head">
        <h1>
          {title}{' '}
          {total !== undefined && (
            <span>
              {total !== everything && everything !== undefined && !search.trash
                ? t('library.of', { count: total, shown: formatNumber(total), all: formatNumber(everything) })
                : `${formatNumber(total)}${first?.totalIsExact === false ? '+' : ''}`}
            </span>
          )}
        </h1>
        {isWriter && !search.trash && (
          <Link className="btn btn-ink" to="/new" search={{ ws: search.ws, in: search.in }}>
            {t('action.newPrompt')} <kbd>C</kbd>
          </Link>
        )}
      </div>
      <ListTools search={search} onChange={change} />
      <FilterChips
        search={search}
        workspaceId={workspace.id}
        onChange={change}
        onClear={() => void navigate({ search: withoutFilters(search) })}
      />
      <ListBody
        search={search}
        prompts={prompts}
        isEmptyLibrary={everything === 0}
        isWriter={isWriter}
        onClear={() => void navigate({ search: withoutFilters(search) })}
      >
        <PromptList
          items={items}
          search={search}
          picked={picked}
          onPick={isWriter ? setPicked : undefined}
          onEnd={() => {
            if (prompts.hasNextPage && !prompts.isFetching) void prompts.fetchNextPage();
          }}
          isFetchingMore={prompts.isFetchingNextPage}
        />
      </ListBody>
      {picked.size > 0 && (
        <BulkBar
          ids={[...picked]}
          workspaceId={workspace.id}
          isTrash={Boolean(search.trash)}
          onDone={() => setPicked(new Set())}
        />
      )}
    </div>
  );
}

function useListTitle(search: LibrarySearch, workspaceId: string): string {
  const { t } = useTranslation();
  const collections = useCollections(workspaceId);
  if (search.trash) return t('nav.trash');
  if (search.starred) return t('nav.starred');
  if (search.in === 'none') return t('library.unfiled');
  if (search.in) return collections.find((item) => item.id === search.in)?.name ?? t('nav.all');
  return t('nav.all');
}

interface BodyProps {
  search: LibrarySearch;
  prompts: ReturnType<typeof usePrompts>;
  isEmptyLibrary: boolean;
  isWriter: boolean;
  onClear: () => void;
  children: React.ReactNode;
}

/** Loading, failed, nothing yet and no match are told apart. */
function ListBody({ search, prompts, isEmptyLibrary, isWriter, onClear, children }: BodyProps) {
  const { t } = useTranslation();
  const instance = useInstance();
  if (prompts.isPending) return <Loading label={t('library.loading')} />;
  if (prompts.isError && !prompts.data) {
    return <Failed title={t('library.failed')} error={prompts.error} onRetry={() => void prompts.refetch()} />;
  }
  if (prompts.data?.pages[0]?.items.length) return children;
  if (hasFilters(search)) {
    return (
      <Blank
        title={search.q ? t('library.noMatchFor', { q: search.q }) : t('library.noMatch')}
        actions={<Button onClick={onClear}>{t('library.clearFilters')}</Button>}
      >
        {t('library.noMatchText')}
      </Blank>
    );
  }
  if (search.trash)
    return (
      <Blank title={t('library.noTrash')}>{instance && t('library.noTrashText', { count: instance.trashDays })}</Blank>
    );
  if (search.starred) return <Blank title={t('library.noStars')}>{t('library.noStarsText')}</Blank>;
  return (
    <Blank
      hasMark
      title={isEmptyLibrary ? t('library.emptyTitle') : t('library.emptyHere')}
      actions={
        isWriter && (
          <Link className="btn" to="/new" search={{ ws: search.ws, in: search.in }}>
            {t('action.newPrompt')}
          </Link>
        )
      }
    >
      {t('library.emptyText')}
    </Blank>
  );
}
