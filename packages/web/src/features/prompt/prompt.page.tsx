import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { NotFound, PageFailed } from '../../app/page-state.js';
import { codeOf } from '../../lib/failure.js';
import { formatNumber } from '../../lib/format.js';
import { useTitle } from '../../lib/title.js';
import { Loading } from '../../ui/states.js';
import { canWrite, useMe } from '../account/account.queries.js';
import { promptQuery } from './prompt.queries.js';
import { PromptHead } from './prompt-head.js';
import { TrashedNote } from './trashed-note.js';

/** One prompt: what it is called and where it stands, and below that one of its tabs. */
export function PromptPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/app/p/$id' });
  const { data, error, isPending, refetch } = useQuery(promptQuery(id));
  const { workspaces } = useMe();
  useTitle(data?.prompt.title);
  if (isPending) return <Loading label={t('prompt.loading')} />;
  if (!data) {
    if (codeOf(error) !== 'prompt_not_found') return <PageFailed error={error} reset={() => void refetch()} />;
    return <NotFound />;
  }
  const { prompt } = data;
  const workspace = workspaces.find((item) => item.id === prompt.workspaceId);
  const isWriter = canWrite(workspace) && prompt.deletedAt === null;
  return (
    <>
      <header className="p-head">
        {prompt.deletedAt && <TrashedNote prompt={prompt} isOwner={workspace?.role === 'owner'} />}
        <PromptHead state={data} isWriter={isWriter} isOwner={workspace?.role === 'owner'} />
        <nav className="tabs" aria-label={t('prompt.tabs')}>
          <Link to="/p/$id" params={{ id }} activeOptions={{ exact: true }}>
            {t('prompt.use')}
          </Link>
          {isWriter && (
            <Link to="/p/$id/edit" params={{ id }}>
              {t('prompt.edit')}
            </Link>
          )}
          <Link to="/p/$id/history" params={{ id }}>
            {t('prompt.history')} <span className="n">{formatNumber(prompt.latestVersion)}</span>
          </Link>
          <Link to="/p/$id/activity" params={{ id }}>
            {t('activity.title')}
          </Link>
        </nav>
      </header>
      <Outlet />
    </>
  );
}
