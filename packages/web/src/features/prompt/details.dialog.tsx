import type { Prompt } from '@incipit/contract';
import { limits, visibilities } from '@incipit/contract/rules';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, fieldError, sentenceOf } from '../../lib/failure.js';
import { queryClient } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { showToast } from '../../ui/toast.js';
import { useCollections } from '../collections/collection.queries.js';
import { CollectionSelect } from '../collections/collection.select.js';
import { TagInput } from '../tags/tag-input.js';
import { type PromptState, promptQuery, useChangePrompt } from './prompt.queries.js';

const shown = ['title', 'name', 'description', 'collectionId', 'visibility'] as const;
type Details = Pick<Prompt, (typeof shown)[number]> & { tags: string[] };

const detailsOf = (prompt: Prompt): Details => ({
  title: prompt.title,
  name: prompt.name,
  description: prompt.description,
  collectionId: prompt.collectionId,
  visibility: prompt.visibility,
  tags: prompt.tags.map((tag) => tag.name),
});

interface DetailsProps {
  state: PromptState;
  isOwner: boolean;
  onClose: () => void;
}

/** Everything of a prompt that is not its text. Only what was changed here is sent. */
export function DetailsDialog({ state, isOwner, onClose }: DetailsProps) {
  const { t } = useTranslation();
  const { id, workspaceId } = state.prompt;
  const collections = useCollections(workspaceId);
  // What the form began with: the state may be read anew below it while one types.
  const [base, setBase] = useState(state);
  const [theirs, setTheirs] = useState<string[]>([]);
  const [details, setDetails] = useState(() => detailsOf(state.prompt));
  const save = useChangePrompt(id);

  const submit = () => {
    const before = detailsOf(base.prompt);
    const change = Object.fromEntries(
      Object.entries(details).filter(
        ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof Details]),
      ),
    );
    if (Object.keys(change).length === 0) return onClose();
    save.mutate(
      { change, etag: base.etag },
      {
        onSuccess: () => {
          showToast({ text: t('details.saved') });
          onClose();
        },
        onError: async (error) => {
          if (codeOf(error) !== 'precondition_failed') return;
          const now = await queryClient.fetchQuery({ ...promptQuery(id), staleTime: 0 });
          setTheirs(changedWords(base.prompt, now.prompt));
          setBase(now);
        },
      },
    );
  };
  const set = (change: Partial<Details>) => setDetails({ ...details, ...change });
  const isStale = codeOf(save.error) === 'precondition_failed';
  const nameError = codeOf(save.error) === 'name_taken' ? t('error.name_taken') : fieldError(save.error, 'name');
  const isInField = nameError || fieldError(save.error, 'title') || fieldError(save.error, 'description');
  return (
    <Dialog
      title={t('details.title')}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="ink" type="submit" isBusy={save.isPending}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      {isStale && (
        <Note kind="bad">
          {t('details.stale')} {theirs.join(' · ')}
        </Note>
      )}
      {save.isError && !isStale && !isInField && <Note kind="bad">{sentenceOf(save.error, t)}</Note>}
      <TextField
        data-focus
        required
        label={t('details.titleField')}
        maxLength={limits.title}
        value={details.title}
        error={fieldError(save.error, 'title')}
        onChange={(event) => set({ title: event.target.value })}
      />
      <TextField
        required
        label={t('details.name')}
        help={t('details.nameHelp')}
        className="mono"
        maxLength={limits.promptName}
        value={details.name}
        error={nameError}
        onChange={(event) => set({ name: event.target.value })}
      />
      <Field label={t('details.description')} error={fieldError(save.error, 'description')}>
        {(props) => (
          <textarea
            className="input"
            {...props}
            rows={3}
            value={details.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      <div className="pair">
        <CollectionSelect
          none={t('collections.none')}
          collections={collections}
          value={details.collectionId}
          onChange={(collectionId) => set({ collectionId })}
        />
        {isOwner && (
          <Field label={t('details.visibility')}>
            {(props) => (
              <select
                className="input"
                {...props}
                value={details.visibility}
                onChange={(event) => set({ visibility: event.target.value as Prompt['visibility'] })}
              >
                {visibilities.map((value) => (
                  <option key={value} value={value}>
                    {t(`visibility.${value}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
      </div>
      <TagInput workspaceId={workspaceId} tags={details.tags} onChange={(tags) => set({ tags })} />
    </Dialog>
  );
}

/** What somebody else changed meanwhile, as it is now. */
function changedWords(before: Prompt, now: Prompt): string[] {
  const [was, is] = [detailsOf(before), detailsOf(now)];
  return (['title', 'name', 'description', 'tags'] as const)
    .filter((key) => String(was[key]) !== String(is[key]))
    .map((key) => `${key}: ${String(is[key])}`);
}
