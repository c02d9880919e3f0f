import type { ApiKey, Scope } from '@incipit/contract';
import { limits, scopes } from '@incipit/contract/rules';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { fieldError, sentenceOf } from '../../lib/failure.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, FieldError, TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { useMe, useWorkspace } from '../account/account.queries.js';
import { useCollections } from '../collections/collection.queries.js';
import { CollectionSelect } from '../collections/collection.select.js';

const spans = ['30', `${limits.keyDefaultDays}`, `${limits.keyDays}`, ''] as const;

interface FormProps {
  onClose: () => void;
  onMade: (key: ApiKey & { secret: string }) => void;
}

export function KeyForm({ onClose, onMade }: FormProps) {
  const { t } = useTranslation();
  const { workspaces } = useMe();
  const here = useWorkspace();
  const [name, setName] = useState('');
  const [workspaceId, setWorkspaceId] = useState(here.id);
  const [picked, setPicked] = useState<Scope[]>(['prompts:read']);
  const [labels, setLabels] = useState('');
  const [collectionId, setCollectionId] = useState<string | null>(null);
  const [span, setSpan] = useState<string>(`${limits.keyDefaultDays}`);
  const collections = useCollections(workspaceId);
  const isOwner = workspaces.find((item) => item.id === workspaceId)?.role === 'owner';
  const make = useMutation({
    mutationFn: async () => {
      const names = labels.split(/[\s,]+/).filter(Boolean);
      const { data } = await client.apiKeys.create({
        name,
        workspaceId,
        scopes: picked,
        limits: { labels: names.length > 0 ? names : undefined, collectionId: collectionId ?? undefined },
        expiresInDays: span === '' ? null : Number(span),
      });
      return data;
    },
    onSuccess: onMade,
  });
  const scopeError = fieldError(make.error, 'scopes');
  const labelError = make.isError ? firstError(make.error, 'limits.labels') : undefined;
  return (
    <Dialog
      isNarrow
      title={t('keys.newTitle')}
      onClose={onClose}
      onSubmit={() => make.mutate()}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="ink" type="submit" isBusy={make.isPending} aria-disabled={picked.length === 0}>
            {t('keys.make')}
          </Button>
        </>
      }
    >
      {make.isError && !scopeError && !labelError && !fieldError(make.error, 'name') && (
        <Note kind="bad">{sentenceOf(make.error, t)}</Note>
      )}
      <TextField
        data-focus
        required
        label={t('keys.name')}
        help={t('keys.nameHelp')}
        maxLength={limits.keyName}
        value={name}
        error={fieldError(make.error, 'name')}
        onChange={(event) => setName(event.target.value)}
      />
      {workspaces.length > 1 && (
        <Field label={t('keys.workspace')}>
          {(props) => (
            <select
              className="input"
              {...props}
              value={workspaceId}
              onChange={(event) => {
                setWorkspaceId(event.target.value);
                setCollectionId(null);
              }}
            >
              {workspaces.map((workspace) => (
                <option key={workspace.id} value={workspace.id}>
                  {workspace.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <fieldset className="scopes">
        <legend className="field-label">{t('keys.may')}</legend>
        {scopes.map((scope) => (
          <label key={scope} className="row-flex">
            <input
              type="checkbox"
              checked={picked.includes(scope)}
              onChange={(event) =>
                setPicked(event.target.checked ? [...picked, scope] : picked.filter((item) => item !== scope))
              }
            />{' '}
            {t(`scope.${scope}`)}
          </label>
        ))}
        {scopeError && <FieldError>{scopeError}</FieldError>}
      </fieldset>
      <TextField
        label={t('keys.labels')}
        hint={t('field.optional')}
        help={t('keys.labelsHelp')}
        className="mono"
        placeholder="production"
        value={labels}
        error={labelError}
        onChange={(event) => setLabels(event.target.value)}
      />
      <div className="pair">
        <CollectionSelect
          hint={t('field.optional')}
          none={t('keys.anywhere')}
          collections={collections}
          value={collectionId}
          onChange={setCollectionId}
        />
        <Field label={t('keys.ends')}>
          {(props) => (
            <select className="input" {...props} value={span} onChange={(event) => setSpan(event.target.value)}>
              {spans
                .filter((days) => days !== '' || isOwner)
                .map((days) => (
                  <option key={days} value={days}>
                    {days === '' ? t('keys.never') : t('keys.days', { count: Number(days) })}
                  </option>
                ))}
            </select>
          )}
        </Field>
      </div>
    </Dialog>
  );
}

/** Lists name the place in them: `limits.labels.0`. */
function firstError(error: unknown, path: string): string | undefined {
  for (let index = 0; index < 50; index += 1) {
    const found = fieldError(error, `${path}.${index}`);
    if (found) return found;
  }
  return fieldError(error, path);
}
