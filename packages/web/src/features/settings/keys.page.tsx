import type { ApiKey } from '@incipit/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { formatDay, formatMoment } from '../../lib/format.js';
import { allPages } from '../../lib/pages.js';
import { queryKeys, refresh } from '../../lib/query.js';
import { useTitle } from '../../lib/title.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Icon } from '../../ui/icon.js';
import { LabelMark } from '../../ui/label-mark.js';
import { Note } from '../../ui/note.js';
import { Blank, Failed, Loading } from '../../ui/states.js';
import { TableHead } from '../../ui/table-head.js';
import { useMe } from '../account/account.queries.js';
import { KeyForm } from './key.form.js';
import { KeySecret } from './key-secret.js';

const day = 86_400_000;
const soonDays = 7;

/** The caller's API keys. A secret is shown once, here, and nowhere else again. */
export function KeysPage() {
  const { t } = useTranslation();
  useTitle(t('keys.title'));
  const [isMaking, setIsMaking] = useState(false);
  const [made, setMade] = useState<ApiKey & { secret: string }>();
  const [revoking, setRevoking] = useState<ApiKey>();
  const keys = useQuery({
    queryKey: queryKeys.apiKeys,
    queryFn: ({ signal }) => allPages((cursor) => client.apiKeys.list({ limit: 100, cursor }, { signal })),
  });
  return (
    <div className="set">
      <div className="bar">
        <div>
          <h1>{t('keys.title')}</h1>
          <p className="second">{t('keys.text')}</p>
        </div>
        <Button icon="plus" className="end" onClick={() => setIsMaking(true)}>
          {t('keys.new')}
        </Button>
      </div>
      {made && <KeySecret made={made} onDone={() => setMade(undefined)} />}
      {keys.isPending ? (
        <Loading label={t('keys.title')} />
      ) : !keys.data ? (
        <Failed title={t('keys.failed')} error={keys.error} onRetry={() => void keys.refetch()} />
      ) : keys.data.length === 0 ? (
        <Blank title={t('keys.none')}>{t('keys.noneText')}</Blank>
      ) : (
        <KeyTable keys={keys.data} onRevoke={setRevoking} />
      )}
      {isMaking && (
        <KeyForm
          onClose={() => setIsMaking(false)}
          onMade={(key) => {
            setIsMaking(false);
            setMade(key);
            void refresh(queryKeys.apiKeys);
          }}
        />
      )}
      {revoking && (
        <RevokeDialog
          apiKey={revoking}
          onClose={(isGone) => {
            setRevoking(undefined);
            if (isGone && made?.id === revoking.id) setMade(undefined);
          }}
        />
      )}
    </div>
  );
}

function KeyTable({ keys, onRevoke }: { keys: ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  const { t } = useTranslation();
  const { workspaces } = useMe();
  const placeOf = (key: ApiKey) => workspaces.find((item) => item.id === key.workspaceId)?.name ?? '';
  return (
    <table className="table">
      <TableHead columns={(['key', 'may', 'limited', 'lastUsed', 'ends'] as const).map((name) => t(`keys.${name}`))} />
      <tbody>
        {keys.map((key) => (
          <tr key={key.id} className={isOver(key) ? 'is-off' : undefined}>
            <td>
              <b className="t">{key.name}</b>
              <code className="muted">
                {key.prefix}…{key.last4}
              </code>
            </td>
            <td data-l={t('keys.may')}>{key.scopes.map((scope) => t(`scope.${scope}`)).join(', ')}</td>
            <td data-l={t('keys.limited')}>
              {key.limits.labels?.map((name) => <LabelMark key={name} name={name} />) ?? (
                <span className="muted">{t('keys.all', { workspace: placeOf(key) })}</span>
              )}
            </td>
            <td data-l={t('keys.lastUsed')}>
              {key.lastUsedAt ? formatMoment(key.lastUsedAt) : <span className="muted">{t('keys.notYet')}</span>}
            </td>
            <td data-l={t('keys.ends')}>
              <End expiresAt={key.expiresAt} />
            </td>
            <td>
              <Button
                kind="bare"
                isSmall
                aria-label={t('keys.revokeNamed', { name: key.name })}
                onClick={() => onRevoke(key)}
              >
                {t('keys.revoke')}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const isOver = (key: ApiKey): boolean => key.expiresAt !== null && Date.parse(key.expiresAt) <= Date.now();

function End({ expiresAt }: { expiresAt: string | null }) {
  const { t } = useTranslation();
  if (expiresAt === null) return <span className="muted">{t('keys.never')}</span>;
  const days = Math.ceil((Date.parse(expiresAt) - Date.now()) / day);
  if (days <= 0) return t('keys.ended', { date: formatDay(expiresAt) });
  if (days > soonDays) return formatDay(expiresAt);
  return (
    <span className="err">
      <Icon name="alert" /> {t('keys.soon', { count: days })}
    </span>
  );
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: (isGone: boolean) => void }) {
  const { t } = useTranslation();
  const revoke = useMutation({
    mutationFn: () => client.apiKeys.remove({ id: apiKey.id }),
    onSuccess: async () => {
      await refresh(queryKeys.apiKeys);
      onClose(true);
    },
  });
  return (
    <Dialog
      isNarrow
      title={t('keys.revokeTitle', { name: apiKey.name })}
      onClose={() => onClose(false)}
      onSubmit={() => revoke.mutate()}
      actions={
        <>
          <Button className="end" onClick={() => onClose(false)}>
            {t('action.cancel')}
          </Button>
          <Button kind="end" type="submit" isBusy={revoke.isPending}>
            {t('keys.revoke')}
          </Button>
        </>
      }
    >
      {revoke.isError && <Note kind="bad">{sentenceOf(revoke.error, t)}</Note>}
      <p className="second">{t('keys.revokeText')}</p>
    </Dialog>
  );
}
