import { useMutation } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { queryClient } from '../../lib/query.js';
import { keepTokens } from '../../lib/session.js';
import { useTitle } from '../../lib/title.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { useInstance } from '../account/account.queries.js';
import { AccountForm } from './account.form.js';
import { Door } from './door.js';
import { PasswordField } from './password-field.js';

export { InvitePage } from './invite.page.js';

/** The first account of a server. The token comes in the part of the address that is never sent anywhere. */
export function SetupPage() {
  const { t } = useTranslation();
  useTitle(t('door.setupTitle'));
  const instance = useInstance();
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  if (instance && !instance.needsSetup) return <Navigate to="/sign-in" />;
  return (
    <Door title={t('door.setupHeading')} text={t('door.setupText')}>
      {instance && (
        <AccountForm
          passwordMin={instance.passwordMin}
          setupToken={instance.setupTokenRequired || token ? token : undefined}
        />
      )}
    </Door>
  );
}

export function SignUpPage() {
  const { t } = useTranslation();
  useTitle(t('door.signUp'));
  const instance = useInstance();
  const { next } = useSearch({ from: '/sign-up' });
  if (instance?.needsSetup) return <Navigate to="/setup" />;
  return (
    <Door title={t('door.signUp')} text={t('door.signUpText', { name: instance?.name ?? 'Incipit' })}>
      {instance?.registration === 'open' && <AccountForm passwordMin={instance.passwordMin} next={next} />}
      {instance && instance.registration !== 'open' && <Note kind="info">{t(`door.${instance.registration}`)}</Note>}
      <p className="small second">
        {t('door.haveAccount')} <Link to="/sign-in">{t('door.signIn')}</Link>
      </p>
    </Door>
  );
}

export function SignInPage() {
  const { t } = useTranslation();
  useTitle(t('door.signIn'));
  const navigate = useNavigate();
  const instance = useInstance();
  const { next } = useSearch({ from: '/sign-in' });
  const [who, setWho] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () =>
      client.auth.login({ ...(who.includes('@') ? { email: who.trim() } : { username: who.trim() }), password }),
    onSuccess: async ({ data }) => {
      keepTokens(data);
      queryClient.clear();
      await navigate({ href: next ?? '/', replace: true });
    },
  });
  if (instance?.needsSetup) return <Navigate to="/setup" />;
  return (
    <Door title={t('door.signIn')} text={t('door.signInText', { name: instance?.name ?? 'Incipit' })}>
      {signIn.isError && <Note kind="bad">{sentenceOf(signIn.error, t)}</Note>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        <TextField
          label={t('door.who')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          value={who}
          onChange={(event) => setWho(event.target.value)}
        />
        <PasswordField
          label={t('door.password')}
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button kind="ink" type="submit" isBusy={signIn.isPending}>
          {t('door.signIn')}
        </Button>
      </form>
      {instance && (
        <p className="small second">
          {instance.registration === 'open' ? (
            <>
              {t('door.newHere')} <Link to="/sign-up">{t('door.signUp')}</Link>
            </>
          ) : (
            t('door.askOwner')
          )}
        </p>
      )}
    </Door>
  );
}
