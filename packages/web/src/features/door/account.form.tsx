import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { codeOf, fieldError, sentenceOf } from '../../lib/failure.js';
import { queryClient } from '../../lib/query.js';
import { keepTokens } from '../../lib/session.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { PasswordField } from './password-field.js';

const fields = ['email', 'username', 'displayName', 'password', 'setupToken'] as const;
type FieldName = (typeof fields)[number];

interface AccountFormProps {
  /** Given: the form asks for the set-up token, and this is what the address brought. */
  setupToken?: string;
  /** The invite that one comes with. */
  inviteToken?: string;
  /** The least length of a password on this server. */
  passwordMin: number;
  next?: string | undefined;
  /** What else is done before one goes on. */
  onMade?: () => Promise<void>;
  children?: ReactNode;
}

/** Makes an account. Errors stand below their field; whatever was typed stays. */
export function AccountForm({ setupToken, inviteToken, passwordMin, next, onMade, children }: AccountFormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [values, setValues] = useState({
    email: '',
    username: '',
    displayName: '',
    password: '',
    setupToken: setupToken ?? '',
  });
  const register = useMutation({
    mutationFn: () => {
      const { displayName, setupToken: token, ...needed } = values;
      return client.auth.register({
        ...needed,
        displayName: displayName || undefined,
        setupToken: token.trim() || undefined,
        inviteToken,
      });
    },
    onSuccess: async ({ data }) => {
      keepTokens(data);
      queryClient.clear();
      await onMade?.();
      await navigate({ href: next ?? '/', replace: true });
    },
  });
  const [isTooShort, setIsTooShort] = useState(false);
  const length = [...values.password].length;
  const errorOf = (name: FieldName): string | undefined => {
    const code = codeOf(register.error);
    if (name === 'email' && code === 'email_taken') return t('error.email_taken');
    if (name === 'username' && code === 'username_taken') return t('error.username_taken');
    if (name === 'setupToken' && code === 'setup_token_required') return t('error.setup_token_required');
    if (name === 'password' && isTooShort) return t('door.tooShort', { count: length, least: passwordMin });
    return fieldError(register.error, name);
  };
  const bind = (name: FieldName) => ({
    name,
    value: values[name],
    error: errorOf(name),
    onChange: (event: { target: { value: string } }) => {
      setValues({ ...values, [name]: event.target.value });
      if (name === 'password') setIsTooShort(false);
    },
  });
  const isElsewhere = register.isError && !fields.some((name) => errorOf(name));
  return (
    <>
      {isElsewhere && <Note kind="bad">{sentenceOf(register.error, t)}</Note>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setIsTooShort(length < passwordMin);
          if (length >= passwordMin) register.mutate();
        }}
      >
        {setupToken !== undefined && (
          <TextField
            label={t('door.setupToken')}
            hint={t('door.setupTokenHint')}
            className="mono"
            autoComplete="off"
            required
            {...bind('setupToken')}
          />
        )}
        <TextField label={t('door.email')} type="email" autoComplete="email" required {...bind('email')} />
        <div className="pair">
          <TextField
            label={t('door.username')}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            {...bind('username')}
          />
          <TextField label={t('door.name')} hint={t('field.optional')} autoComplete="name" {...bind('displayName')} />
        </div>
        <PasswordField
          label={t('door.password')}
          help={t('door.passwordHelp', { least: passwordMin })}
          autoComplete="new-password"
          required
          {...bind('password')}
        />
        <Button kind="ink" type="submit" isBusy={register.isPending}>
          {t('door.create')}
        </Button>
      </form>
      {children}
    </>
  );
}
