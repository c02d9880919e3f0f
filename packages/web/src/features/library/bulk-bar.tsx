import { limits } from '@incipit/contract/rules';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { refreshLibrary } from '../../lib/query.js';
import { Button, IconButton } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { showToast } from '../../ui/toast.js';
import { useCollections } from '../collections/collection.queries.js';
import { CollectionSelect } from '../collections/collection.select.js';

interface BulkProps {
  ids: string[];
  workspaceId: string;
  isTrash: boolean;
  onDone: () => void;
}

type Step = (id: string) => Promise<unknown>;

/** What can be done with several prompts at once. Each is its own change: what fails is named, the rest is done. */
export function BulkBar({ ids, workspaceId, isTrash, onDone }: BulkProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'move' | 'tag'>();
  const run = useMutation({
    mutationFn: async ({ step }: { step: Step; done: string; undo?: Step }) => {
      const outcomes = await Promise.allSettled(ids.map(step));
      return outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason as unknown);
    },
    onSuccess: (failures, { done, undo }) => {
      const [failure] = failures;
      if (failure)
        showToast({
          text: t('bulk.failed', { count: failures.length, reason: sentenceOf(failure, t) }),
          isFailure: true,
        });
      else if (undo)
        showToast({
          text: done,
          action: { label: t('action.undo'), run: () => run.mutate({ step: undo, done: t('bulk.undone') }) },
        });
      else showToast({ text: done });
      onDone();
    },
    onSettled: refreshLibrary,
  });
  const restore: Step = (id) => client.prompts.restore({ id });
  const trash: Step = (id) => client.prompts.remove({ id }, { ifMatch: '*' });
  const { length: count } = ids;
  return (
    <section className="bulk" aria-label={t('bulk.selected', { count })}>
      <p aria-live="polite">{t('bulk.selected', { count })}</p>
      <Button className="clear only-phone" onClick={onDone}>
        {t('filter.clear')}
      </Button>
      <hr className="not-phone" />
      {isTrash ? (
        <Button
          icon="undo"
          isBusy={run.isPending}
          onClick={() => run.mutate({ step: restore, done: t('bulk.restored', { count }) })}
        >
          {t('bulk.restore')}
        </Button>
      ) : (
        <>
          <Button icon="move" onClick={() => setAsking('move')}>
            {t('bulk.move')}
          </Button>
          <Button icon="tag" onClick={() => setAsking('tag')}>
            {t('bulk.tag')}
          </Button>
          <Button
            icon="trash"
            isBusy={run.isPending}
            onClick={() => run.mutate({ step: trash, done: t('bulk.trashed', { count }), undo: restore })}
          >
            {t('bulk.trash')}
          </Button>
        </>
      )}
      <hr className="not-phone" />
      <IconButton icon="x" className="clear not-phone" label={t('bulk.clear')} onClick={onDone} />
      {asking === 'move' && (
        <MoveDialog
          workspaceId={workspaceId}
          onClose={() => setAsking(undefined)}
          onMove={(collectionId) => {
            setAsking(undefined);
            run.mutate({
              step: (id) => client.collections.put({ id: collectionId, promptId: id }),
              done: t('bulk.moved', { count }),
            });
          }}
        />
      )}
      {asking === 'tag' && (
        <TagsDialog
          onClose={() => setAsking(undefined)}
          onTag={(name) => {
            setAsking(undefined);
            run.mutate({
              step: (id) => client.promptTags.create({ id, name }),
              done: t('bulk.tagged', { count, name }),
            });
          }}
        />
      )}
    </section>
  );
}

function MoveDialog({
  workspaceId,
  onClose,
  onMove,
}: {
  workspaceId: string;
  onClose: () => void;
  onMove: (id: string) => void;
}) {
  const { t } = useTranslation();
  const collections = useCollections(workspaceId);
  const [id, setId] = useState(collections[0]?.id ?? null);
  return (
    <Dialog
      isNarrow
      title={t('bulk.moveTitle')}
      onClose={onClose}
      onSubmit={() => id && onMove(id)}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="ink" type="submit" aria-disabled={!id}>
            {t('bulk.move')}
          </Button>
        </>
      }
    >
      <CollectionSelect collections={collections} value={id} onChange={setId} />
    </Dialog>
  );
}

function TagsDialog({ onClose, onTag }: { onClose: () => void; onTag: (name: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  return (
    <Dialog
      isNarrow
      title={t('bulk.tagTitle')}
      onClose={onClose}
      onSubmit={() => onTag(name)}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="ink" type="submit">
            {t('bulk.tag')}
          </Button>
        </>
      }
    >
      <TextField
        data-focus
        required
        label={t('tags.name')}
        maxLength={limits.tag}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
    </Dialog>
  );
}
