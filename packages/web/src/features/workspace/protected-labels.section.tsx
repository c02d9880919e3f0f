import type { KnownLabel, Workspace } from '@incipit/contract';
import { limits } from '@incipit/contract/rules';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { refresh } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { LabelMark } from '../../ui/label-mark.js';
import { Failed, Loading } from '../../ui/states.js';
import { showToast } from '../../ui/toast.js';
import { useKnownLabels, workspaceKeys } from './workspace.queries.js';

/** The labels of the workspace, and which of them only owners move. */
export function ProtectedLabels({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const { id, role } = workspace;
  const labels = useKnownLabels(workspace);
  const [name, setName] = useState('');
  const protect = useMutation({
    mutationFn: (label: KnownLabel) => client.labels.protect({ id, label: label.name, protected: label.protected }),
    onSuccess: () => setName(''),
    onError: (error) => showToast({ text: sentenceOf(error, t), isFailure: true }),
    // A prompt shows whether its labels are protected.
    onSettled: () => Promise.all([refresh(workspaceKeys.labels(id)), refresh(['prompt'])]),
  });
  const isOwner = role === 'owner';
  return (
    <section className="stack set-narrow" aria-labelledby="protected-labels">
      <h2 id="protected-labels">{t('protect.title')}</h2>
      <p className="second">{t('protect.text')}</p>
      {labels.isPending ? (
        <Loading label={t('protect.title')} />
      ) : !labels.data ? (
        <Failed title={t('state.page')} error={labels.error} onRetry={() => void labels.refetch()} />
      ) : (
        <ul className="scopes">
          {labels.data.map((label) => (
            <li key={label.name}>
              <label className="row-flex">
                <input
                  type="checkbox"
                  checked={label.protected}
                  disabled={!isOwner || protect.isPending}
                  onChange={(event) => protect.mutate({ ...label, protected: event.target.checked })}
                />{' '}
                <LabelMark name={label.name} />
              </label>
            </li>
          ))}
        </ul>
      )}
      {isOwner && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            protect.mutate({ name, protected: true });
          }}
        >
          <TextField
            required
            className="mono"
            label={t('protect.other')}
            help={t('labels.nameRule', { most: limits.label })}
            maxLength={limits.label}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <div className="row-flex">
            <Button type="submit" isBusy={protect.isPending}>
              {t('protect.add')}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
