import { limits } from '@incipit/contract/rules';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { codeOf, fieldError, sentenceOf } from '../../lib/failure.js';
import { queryClient, queryKeys, refresh } from '../../lib/query.js';
import { useTitle } from '../../lib/title.js';
import { Button } from '../../ui/button.js';
import { Field, TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { Failed, Loading } from '../../ui/states.js';
import { useMe } from '../account/account.queries.js';

type Profile = Awaited<ReturnType<typeof client.profiles.get>>;

/** The public face of the account. */
export function ProfilePage() {
  const { t } = useTranslation();
  useTitle(t('profile.title'));
  const { profile } = useMe();
  const own = useQuery({
    queryKey: queryKeys.profile(profile.id),
    queryFn: ({ signal }) => client.profiles.get({ username: profile.username }, { signal }),
  });
  return (
    <div className="set">
      <div>
        <h1>{t('profile.title')}</h1>
        <p className="second">{t('profile.text')}</p>
      </div>
      {own.data ? (
        <ProfileForm key={own.data.etag} state={own.data} />
      ) : own.isError ? (
        <Failed title={t('state.page')} error={own.error} onRetry={() => void own.refetch()} />
      ) : (
        <Loading label={t('profile.title')} />
      )}
    </div>
  );
}

function ProfileForm({ state }: { state: Profile }) {
  const { t } = useTranslation();
  const [values, setValues] = useState(() => {
    const { username, displayName, bio, website } = state.data;
    return { username, displayName, bio, website };
  });
  const save = useMutation({
    mutationFn: () => {
      const changed = Object.entries(values).filter(([key, value]) => value !== state.data[key as keyof typeof values]);
      return client.profiles.update(Object.fromEntries(changed), { ifMatch: state.etag });
    },
    onSuccess: async (answer) => {
      // Under the name that it has now.
      queryClient.setQueryData(queryKeys.profile(state.data.id), answer);
      await refresh(queryKeys.me);
    },
  });
  const bind = (name: 'username' | 'displayName' | 'website') => ({
    value: values[name],
    error:
      name === 'username' && codeOf(save.error) === 'username_taken'
        ? t('error.username_taken')
        : fieldError(save.error, name),
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  });
  const isElsewhere =
    save.isError &&
    !fieldError(save.error, 'bio') &&
    !(['username', 'displayName', 'website'] as const).some((name) => bind(name).error);
  return (
    <form
      className="stack set-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {isElsewhere && <Note kind="bad">{sentenceOf(save.error, t)}</Note>}
      {save.isSuccess && <Note kind="good">{t('profile.saved')}</Note>}
      <TextField label={t('door.username')} autoComplete="username" required {...bind('username')} />
      <TextField label={t('door.name')} autoComplete="name" maxLength={limits.displayName} {...bind('displayName')} />
      <Field label={t('profile.bio')} error={fieldError(save.error, 'bio')}>
        {(props) => (
          <textarea
            className="input"
            {...props}
            rows={4}
            maxLength={limits.bio}
            value={values.bio}
            onChange={(event) => setValues({ ...values, bio: event.target.value })}
          />
        )}
      </Field>
      <TextField
        label={t('profile.website')}
        type="url"
        maxLength={limits.website}
        placeholder="https://"
        {...bind('website')}
      />
      <div className="row-flex">
        <Button kind="ink" type="submit" isBusy={save.isPending}>
          {t('action.save')}
        </Button>
      </div>
    </form>
  );
}
