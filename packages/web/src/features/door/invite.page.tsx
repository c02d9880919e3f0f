import type { Workspace } from '@incipit/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { queryClient } from '../../lib/query.js';
import { accessToken } from '../../lib/session.js';
import { useTitle } from '../../lib/title.js';
import { Button } from '../../ui/button.js';
import { Note } from '../../ui/note.js';
import { meQuery, rememberWorkspace, useInstance } from '../account/account.queries.js';
import { AccountForm } from './account.form.js';
import { Door } from './door.js';

const kept = 'incipit-invite';

/** The token of the address. It is kept in this tab, for those who sign in first, and leaves the address bar. */
function readToken(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return sessionStorage.getItem(kept) ?? '';
  sessionStorage.setItem(kept, given);
  history.replaceState(history.state, '', location.pathname);
  return given;
}

/** Where the link of an invite leads: those who have an account join, the others make one. */
export function InvitePage() {
  const { t } = useTranslation();
  useTitle(t('invited.title'));
  const instance = useInstance();
  const [token] = useState(readToken);
  const signedIn = useQuery({
    queryKey: ['signed-in'],
    queryFn: async () => (await accessToken()) !== undefined,
    gcTime: 0,
  });
  return (
    <Door title={t('invited.title')} text={t('invited.text', { name: instance?.name ?? 'Incipit' })}>
      {token === '' && <Note kind="bad">{t('invited.noToken')}</Note>}
      {token !== '' && signedIn.data === true && <Join token={token} />}
      {token !== '' && signedIn.data === false && instance && (
        <>
          {instance.registration === 'closed' ? (
            <Note kind="info">{t('door.closed')}</Note>
          ) : (
            <AccountForm passwordMin={instance.passwordMin} inviteToken={token} onMade={() => goWhereInvited([])} />
          )}
          <p className="small second">
            {t('door.haveAccount')}{' '}
            <Link to="/sign-in" search={{ next: '/invite' }}>
              {t('door.signIn')}
            </Link>
          </p>
        </>
      )}
    </Door>
  );
}

/** The library opens in the team that one has joined. @param before those that one was in already */
async function goWhereInvited(before: readonly Workspace[]): Promise<void> {
  sessionStorage.removeItem(kept);
  const { workspaces } = await queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
  const joined = workspaces.find(({ id, kind }) => kind === 'team' && !before.some((known) => known.id === id));
  if (joined) rememberWorkspace(joined.id);
}

function Join({ token }: { token: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const join = useMutation({
    mutationFn: async () => {
      const before = await queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
      await client.invites.accept({ token });
      await goWhereInvited(before.workspaces);
    },
    onSuccess: () => navigate({ to: '/', replace: true }),
  });
  return (
    <>
      {join.isError && <Note kind="bad">{sentenceOf(join.error, t)}</Note>}
      <div className="row-flex">
        <Button kind="ink" isBusy={join.isPending} onClick={() => join.mutate()}>
          {t('invited.join')}
        </Button>
        <Link to="/">{t('notFound.back')}</Link>
      </div>
    </>
  );
}
