import type { Version } from '@incipit/contract';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { refreshLibrary } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { LabelMark } from '../../ui/label-mark.js';
import { Seg } from '../../ui/seg.js';
import { Failed, Loading } from '../../ui/states.js';
import { showToast } from '../../ui/toast.js';
import { canWrite, useMe } from '../account/account.queries.js';
import { usePrompt, useVersions } from '../prompt/prompt.queries.js';
import { ContentDiff, changesOf } from './content-diff.js';
import { VersionList } from './version-list.js';

const LabelDialog = lazy(async () => ({ default: (await import('../labels/label.dialog.js')).LabelDialog }));

/** Two columns of text need room. */
const usual = (): 'split' | 'inline' => (matchMedia('(max-width: 47.99rem)').matches ? 'inline' : 'split');

/** All versions, and any two of them compared. */
export function HistoryPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/app/p/$id/history' });
  const search = useSearch({ from: '/app/p/$id/history' });
  const navigate = useNavigate({ from: '/p/$id/history' });
  const { prompt } = usePrompt(id);
  const versions = useVersions(id);
  const { workspaces } = useMe();
  const isWriter = canWrite(workspaces.find((item) => item.id === prompt.workspaceId)) && prompt.deletedAt === null;
  if (versions.isPending) return <Loading label={t('history.loading')} />;
  if (!versions.data)
    return <Failed title={t('history.failed')} error={versions.error} onRetry={() => void versions.refetch()} />;
  const list = versions.data;
  const find = (number: number | undefined) => list.find((version) => version.number === number);
  const to = find(search.to) ?? list[0];
  const before = list[(to ? list.indexOf(to) : 0) + 1];
  const from =
    find(search.from) ??
    find(prompt.labels.production === to?.number ? undefined : prompt.labels.production) ??
    before ??
    to;
  if (!from || !to) return null;
  return (
    <div className="hist">
      <VersionList
        versions={list}
        from={from.number}
        to={to.number}
        onFrom={(number) => void navigate({ search: { ...search, to: to.number, from: number }, replace: true })}
        onTo={(number) => void navigate({ search: { ...search, from: from.number, to: number }, replace: true })}
      />
      <Comparison
        from={from}
        to={to}
        layout={search.layout ?? usual()}
        onLayout={(layout) => void navigate({ search: { ...search, layout }, replace: true })}
        actions={isWriter && <VersionActions id={id} from={from} to={to} latest={prompt.latestVersion} />}
      />
    </div>
  );
}

interface ComparisonProps {
  from: Version;
  to: Version;
  layout: 'split' | 'inline';
  onLayout: (layout: 'split' | 'inline') => void;
  actions: React.ReactNode;
}

function Comparison({ from, to, layout, onLayout, actions }: ComparisonProps) {
  const { t } = useTranslation();
  const { added, removed } = changesOf(from.content, to.content);
  const head = (version: Version) => (
    <>
      {t('history.version')} <b>{version.number}</b>
      {version.labels.map((name) => (
        <LabelMark key={name} name={name} />
      ))}
    </>
  );
  const title =
    from === to ? t('history.only', { version: to.number }) : t('history.pair', { from: from.number, to: to.number });
  return (
    <section className="cmp" aria-label={t('history.comparison')}>
      <div className="bar">
        <h2>{title}</h2>
        <p className="small">
          <span className="plus">{t('history.added', { count: added })}</span> <span className="muted">·</span>{' '}
          <span className="minus">{t('history.removed', { count: removed })}</span>
        </p>
        <Seg
          isSmall
          className="end"
          label={t('history.layout')}
          value={layout}
          options={[
            {
              value: 'split',
              name: t('history.split'),
              show: (
                <>
                  <Icon name="split" /> {t('history.split')}
                </>
              ),
            },
            {
              value: 'inline',
              name: t('history.inline'),
              show: (
                <>
                  <Icon name="inline" /> {t('history.inline')}
                </>
              ),
            },
          ]}
          onChange={onLayout}
        />
        {actions}
      </div>
      <ContentDiff from={from.content} to={to.content} layout={layout} caption={title} heads={[head(from), head(to)]} />
    </section>
  );
}

function VersionActions({ id, from, to, latest }: { id: string; from: Version; to: Version; latest: number }) {
  const { t } = useTranslation();
  const { prompt } = usePrompt(id);
  const navigate = useNavigate({ from: '/p/$id/history' });
  const [isMoving, setIsMoving] = useState(false);
  const restore = useMutation({
    mutationFn: async () => (await client.versions.restore({ id, n: from.number })).data,
    onSuccess: async (version) => {
      await refreshLibrary();
      await navigate({ search: { from: from.number, to: version.number }, replace: true });
      showToast({
        text: version.deduplicated
          ? t('history.restoreEqual', { version: version.number })
          : t('history.restored', { from: from.number, version: version.number }),
      });
    },
    onError: (error) => showToast({ text: sentenceOf(error, t), isFailure: true }),
  });
  return (
    <>
      {from.number !== latest && (
        <Button isSmall isBusy={restore.isPending} onClick={() => restore.mutate()}>
          {t('history.restore', { version: from.number })}
        </Button>
      )}
      <Button isSmall onClick={() => setIsMoving(true)}>
        {t('labels.move')}
      </Button>
      <Suspense>
        {isMoving && (
          <LabelDialog prompt={prompt} label={undefined} version={to.number} onClose={() => setIsMoving(false)} />
        )}
      </Suspense>
    </>
  );
}
