import { nameFromTitle } from '@incipit/contract/rules';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { codeOf, fieldError, sentenceOf } from '../../lib/failure.js';
import { useKeys } from '../../lib/keys.js';
import { refreshLibrary } from '../../lib/query.js';
import { useTitle } from '../../lib/title.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { useWorkspace } from '../account/account.queries.js';
import { useCollections } from '../collections/collection.queries.js';
import { CollectionSelect } from '../collections/collection.select.js';
import { TagInput } from '../tags/tag-input.js';
import { ContentEditor } from './content-editor.js';
import { configOf, contentOf, draftOf, emptyContent } from './draft.js';

/** A new prompt: what it is called and what it says. Nothing is sent before "Create". */
export function NewPage() {
  const { t } = useTranslation();
  useTitle(t('action.newPrompt'));
  const search = useSearch({ from: '/app/new' });
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const collections = useCollections(workspace.id);
  const [title, setTitle] = useState(search.title ?? '');
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [collectionId, setCollectionId] = useState(search.in ?? null);
  const [tags, setTags] = useState<string[]>([]);
  const [draft, setDraft] = useState(() => draftOf(emptyContent));
  // One key for one attempt at this prompt: pressing twice, or again after a lost answer, makes one prompt.
  const [idempotencyKey] = useState(() => crypto.randomUUID?.() ?? String(Math.random()));
  const create = useMutation({
    mutationFn: () =>
      client.prompts.create(
        {
          workspaceId: workspace.id,
          title,
          name: name || undefined,
          description,
          collectionId: collections.some((item) => item.id === collectionId) ? collectionId : null,
          tags,
          content: contentOf(draft),
        },
        { idempotencyKey: `${idempotencyKey}-${hashOf([title, name, description, collectionId, tags, draft])}` },
      ),
    onSuccess: async ({ data }) => {
      await refreshLibrary();
      await navigate({ to: '/p/$id', params: { id: data.id } });
    },
  });
  const hasProblem = 'problem' in configOf(draft.config);
  const send = () => {
    if (!hasProblem && !create.isPending && title.trim()) create.mutate();
  };
  useKeys({ 'mod+s': send });
  const nameError = codeOf(create.error) === 'name_taken' ? t('error.name_taken') : fieldError(create.error, 'name');
  const titleError = fieldError(create.error, 'title');
  return (
    <form
      className="new"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <header className="p-head new-head">
        <h1>{t('action.newPrompt')}</h1>
        {create.isError && !nameError && !titleError && <Note kind="bad">{sentenceOf(create.error, t)}</Note>}
        <div className="pair">
          <TextField
            autoFocus
            required
            label={t('details.titleField')}
            maxLength={200}
            value={title}
            error={titleError}
            onChange={(event) => setTitle(event.target.value)}
          />
          <TextField
            label={t('details.name')}
            hint={t('details.nameHint')}
            className="mono"
            maxLength={100}
            placeholder={title.trim() && nameFromTitle(title)}
            value={name}
            error={nameError}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <TextField
          label={t('details.description')}
          hint={t('field.optional')}
          maxLength={10_000}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <div className="pair">
          <CollectionSelect
            none={t('collections.none')}
            collections={collections}
            value={collectionId}
            onChange={setCollectionId}
          />
          <TagInput workspaceId={workspace.id} tags={tags} onChange={setTags} />
        </div>
      </header>
      <ContentEditor draft={draft} onChange={setDraft} />
      <div className="save">
        <Button kind="bare" onClick={() => history.back()}>
          {t('action.cancel')}
        </Button>
        <span className="end" />
        <Button kind="ink" type="submit" isBusy={create.isPending} aria-disabled={hasProblem}>
          {t('editor.create')} <kbd>Ctrl S</kbd>
        </Button>
      </div>
    </form>
  );
}

/** Tells one body from another, so that a mended form is not taken for a repetition. */
function hashOf(value: unknown): string {
  let hash = 0;
  for (const sign of JSON.stringify(value)) hash = (Math.imul(hash, 31) + (sign.codePointAt(0) ?? 0)) | 0;
  return (hash >>> 0).toString(16);
}
