import type { Workspace } from '@incipit/contract';
import { limits } from '@incipit/contract/rules';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { fieldError, sentenceOf } from '../../lib/failure.js';
import { queryKeys, refresh } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { showToast } from '../../ui/toast.js';
import { rememberWorkspace } from '../account/account.queries.js';

/** Makes a team workspace and goes there. */
export function NewWorkspaceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const make = useMutation({
    mutationFn: async () => (await client.workspaces.create({ name })).data,
    onSuccess: async ({ id }) => {
      rememberWorkspace(id);
      await refresh(queryKeys.me);
      onClose();
      await navigate({ to: '/settings/workspace' });
    },
  });
  const error = fieldError(make.error, 'name');
  return (
    <Dialog
      isNarrow
      title={t('workspace.newTitle')}
      onClose={onClose}
      onSubmit={() => make.mutate()}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="ink" type="submit" isBusy={make.isPending}>
            {t('workspace.make')}
          </Button>
        </>
      }
    >
      {make.isError && !error && <Note kind="bad">{sentenceOf(make.error, t)}</Note>}
      <TextField
        data-focus
        required
        label={t('workspace.nameField')}
        help={t('workspace.newHelp')}
        maxLength={limits.workspace}
        value={name}
        error={error}
        onChange={(event) => setName(event.target.value)}
      />
    </Dialog>
  );
}

/** Deletes a workspace for good, after its name was typed. */
export function DeleteWorkspaceDialog({ workspace, onClose }: { workspace: Workspace; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id, name } = workspace;
  const [confirm, setConfirm] = useState('');
  const remove = useMutation({
    mutationFn: async () => {
      const { etag } = await client.workspaces.get({ id });
      return client.workspaces.remove({ id, confirm }, { ifMatch: etag });
    },
    onSuccess: async () => {
      // First, so that nobody asks for what is gone.
      await refresh(queryKeys.me);
      await navigate({ to: '/' });
      showToast({ text: t('workspace.deleted', { name }) });
    },
  });
  return (
    <Dialog
      isNarrow
      title={t('workspace.deleteTitle', { name })}
      onClose={onClose}
      onSubmit={() => remove.mutate()}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="end" type="submit" isBusy={remove.isPending} aria-disabled={confirm !== name}>
            {t('workspace.delete')}
          </Button>
        </>
      }
    >
      {remove.isError && <Note kind="bad">{sentenceOf(remove.error, t)}</Note>}
      <p className="second">{t('workspace.deleteText')}</p>
      <TextField
        data-focus
        autoComplete="off"
        label={t('workspace.deleteType')}
        value={confirm}
        onChange={(event) => setConfirm(event.target.value)}
      />
    </Dialog>
  );
}
