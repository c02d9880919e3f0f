import type { Collection } from '@incipit/contract';
import { limits } from '@incipit/contract/rules';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { fieldError, sentenceOf } from '../../lib/failure.js';
import { refreshLibrary } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { CollectionSelect } from './collection.select.js';

export type CollectionTask =
  | { kind: 'create'; parentId: string | null }
  | { kind: 'edit'; collection: Collection }
  | { kind: 'delete'; collection: Collection };

interface DialogProps {
  task: CollectionTask;
  workspaceId: string;
  collections: Collection[];
  onClose: () => void;
}

export function CollectionDialog({ task, ...props }: DialogProps) {
  if (task.kind === 'delete') return <DeleteCollection onClose={props.onClose} collection={task.collection} />;
  return <NameCollection {...props} task={task} />;
}

/** The newest ETag is fetched when the dialog is sent: it shows all that it changes, so nothing unseen is overwritten. */
async function etagOf(id: string): Promise<string | undefined> {
  return (await client.collections.get({ id })).etag;
}

function NameCollection({
  task,
  workspaceId,
  collections,
  onClose,
}: DialogProps & { task: Exclude<CollectionTask, { kind: 'delete' }> }) {
  const { t } = useTranslation();
  const edited = task.kind === 'edit' ? task.collection : undefined;
  const [name, setName] = useState(edited?.name ?? '');
  const [parentId, setParentId] = useState(edited ? edited.parentId : task.kind === 'create' ? task.parentId : null);
  const save = useMutation({
    mutationFn: async () => {
      if (!edited) return client.collections.create({ workspaceId, name, parentId });
      return client.collections.update({ id: edited.id, name, parentId }, { ifMatch: await etagOf(edited.id) });
    },
    onSuccess: async () => {
      await refreshLibrary();
      onClose();
    },
  });
  // Not into itself, nor into what is inside it.
  const parents = collections.filter((item) => !edited || !item.path.some((step) => step.id === edited.id));
  return (
    <Dialog
      isNarrow
      title={edited ? t('collections.editTitle', { name: edited.name }) : t('collections.newTitle')}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="ink" type="submit" isBusy={save.isPending}>
            {edited ? t('action.save') : t('collections.create')}
          </Button>
        </>
      }
    >
      {save.isError && !fieldError(save.error, 'name') && <Note kind="bad">{sentenceOf(save.error, t)}</Note>}
      <TextField
        data-focus
        label={t('collections.name')}
        value={name}
        maxLength={limits.collection}
        required
        onChange={(event) => setName(event.target.value)}
        error={fieldError(save.error, 'name')}
      />
      <CollectionSelect
        label={t('collections.parent')}
        none={t('collections.top')}
        collections={parents}
        value={parentId}
        onChange={setParentId}
      />
    </Dialog>
  );
}

function DeleteCollection({ collection, onClose }: Pick<DialogProps, 'onClose'> & { collection: Collection }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const [prompts, setPrompts] = useState<'keep' | 'trash'>('keep');
  const remove = useMutation({
    mutationFn: async () =>
      client.collections.remove({ id: collection.id, prompts }, { ifMatch: await etagOf(collection.id) }),
    onSuccess: async () => {
      if (search.in === collection.id) await navigate({ to: '/', search: { ws: search.ws } });
      await refreshLibrary();
      onClose();
    },
  });
  return (
    <Dialog
      isNarrow
      title={t('collections.deleteTitle', { name: collection.name })}
      onClose={onClose}
      onSubmit={() => remove.mutate()}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="ink" type="submit" isBusy={remove.isPending}>
            {t('collections.delete')}
          </Button>
        </>
      }
    >
      {remove.isError && <Note kind="bad">{sentenceOf(remove.error, t)}</Note>}
      <fieldset className="stack">
        <legend className="field-label">{t('collections.deleteWhat')}</legend>
        {(['keep', 'trash'] as const).map((choice) => (
          <label key={choice} className="row-flex">
            <input type="radio" name="prompts" checked={prompts === choice} onChange={() => setPrompts(choice)} />
            {t(`collections.${choice}`)}
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
