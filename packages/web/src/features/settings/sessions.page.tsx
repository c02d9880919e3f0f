import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { codeOf, fieldError, sentenceOf } from '../../lib/failure.js';
import { formatMoment } from '../../lib/format.js';
import { allPages } from '../../lib/pages.js';
import { queryKeys, refresh } from '../../lib/query.js';
import { useTitle } from '../../lib/title.js';
import { Button } from '../../ui/button.js';
import { Note } from '../../ui/note.js';
import { Failed, Loading } from '../../ui/states.js';
import { TableHead } from '../../ui/table-head.js';
import { showToast } from '../../ui/toast.js';
import { useInstance } from '../account/account.queries.js';
import { PasswordField } from '../door/password-field.js';

/** Where one is signed in, and the password. */
export function SessionsPage() {
  const { t } = useTranslation();
  useTitle(t('sessions.title'));
  return (
    <div className="set">
      <div>
        <h1>{t('sessions.title')}</h1>
        <p className="second">{t('sessions.text')}</p>
      </div>
      <Sessions />
      <PasswordForm />
    </div>
  );
}

function Sessions() {
  const { t } = useTranslation();
  const sessions = useQuery({
    queryKey: queryKeys.sessions,
    queryFn: ({ signal }) => allPages((cursor) => client.sessions.list({ limit: 100, cursor }, { signal })),
  });
  const end = useMutation({
    mutationFn: (id: string) => client.sessions.remove({ id }),
    onSuccess: () => refresh(queryKeys.sessions),
    onError: (error) => showToast({ text: sentenceOf(error, t), isFailure: true }),
  });
  if (sessions.isPending) return <Loading label={t('sessions.title')} />;
  if (!sessions.data)
    return <Failed title={t('state.page')} error={sessions.error} onRetry={() => void sessions.refetch()} />;
  return (
    <table className="table">
      <TableHead columns={[t('sessions.client'), t('sessions.since'), t('sessions.lastUsed')]} />
      <tbody>
        {sessions.data.map((session) => (
          <tr key={session.id}>
            <td>
              <b className="t">{session.client || t('sessions.unknown')}</b>
            </td>
            <td data-l={t('sessions.since')}>{formatMoment(session.createdAt)}</td>
            <td data-l={t('sessions.lastUsed')}>{formatMoment(session.lastUsedAt)}</td>
            <td>
              {session.current ? (
                <span className="muted">{t('sessions.current')}</span>
              ) : (
                <Button kind="bare" isSmall onClick={() => end.mutate(session.id)}>
                  {t('sessions.end')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PasswordForm() {
  const { t } = useTranslation();
  const instance = useInstance();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useMutation({
    mutationFn: () => client.auth.password({ currentPassword, newPassword }),
    onSuccess: async () => {
      setCurrent('');
      setNew('');
      await refresh(queryKeys.sessions);
    },
  });
  const wrong = codeOf(change.error) === 'invalid_credentials' ? t('sessions.wrongPassword') : undefined;
  const weak = fieldError(change.error, 'newPassword');
  return (
    <form
      className="stack set-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <h2>{t('sessions.password')}</h2>
      {change.isError && !wrong && !weak && <Note kind="bad">{sentenceOf(change.error, t)}</Note>}
      {change.isSuccess && <Note kind="good">{t('sessions.changed')}</Note>}
      <PasswordField
        label={t('sessions.currentPassword')}
        autoComplete="current-password"
        required
        value={currentPassword}
        error={wrong}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <PasswordField
        label={t('sessions.newPassword')}
        autoComplete="new-password"
        required
        value={newPassword}
        error={weak}
        help={instance && t('door.passwordHelp', { least: instance.passwordMin })}
        onChange={(event) => setNew(event.target.value)}
      />
      <div className="row-flex">
        <Button kind="ink" type="submit" isBusy={change.isPending}>
          {t('sessions.change')}
        </Button>
      </div>
    </form>
  );
}
