import { limits, nameFromTitle } from '@incipit/contract/rules';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { codeOf, fieldError, sentenceOf } from '../../lib/failure.js';
import { useKeys } from '../../lib/keys.js';
import { refreshLibrary } from '../../lib/query.js';
import { useTitle } from '../../lib/title.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { TemplateText } from '../../ui/template-text.js';
import { useMe, useWorkspace } from '../account/account.queries.js';
import { useCollections } from '../collections/collection.queries.js';
import { CollectionSelect } from '../collections/collection.select.js';
import { sectionsOf } from '../history/content-facts.js';
import { TagInput } from '../tags/tag-input.js';
import { ContentEditor } from './content-editor.js';
import { configOf, contentOf, draftOf, emptyContent, isSameContent } from './draft.js';
import { type DraftPlace, type Edits, newPlace } from './draft-place.js';
import { DraftStatus, DraftTrouble } from './draft-status.js';
import { useKeeper } from './use-keeper.js';
import { type Start, WithDraft } from './with-draft.js';

/** A new prompt: what it is called and what it says. Until "Create" it is a draft that only its author sees. */
export function NewPage() {
  const { t } = useTranslation();
  useTitle(t('action.newPrompt'));
  const { user } = useMe();
  const workspace = useWorkspace();
  const place = newPlace(user.id, workspace.id);
  return (
    <WithDraft
      key={workspace.id}
      heading={t('action.newPrompt')}
      place={place}
      isNews={isBegun}
      preview={(edits) => <Preview edits={edits} />}
    >
      {(start) => <NewForm place={place} start={start} workspaceId={workspace.id} />}
    </WithDraft>
  );
}

const isBegun = ({ title, description, draft }: Edits): boolean =>
  Boolean(title?.trim() || description) || !isSameContent(contentOf(draft), emptyContent);

function Preview({ edits }: { edits: Edits }) {
  return (
    <article className="sheet">
      <h2>{edits.title}</h2>
      {sectionsOf(contentOf(edits.draft)).map((section, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the sections of a text have no other name, and do not move
        <p key={index}>
          <TemplateText text={section.text} />
        </p>
      ))}
    </article>
  );
}

interface NewFormProps {
  place: DraftPlace;
  start: Start;
  workspaceId: string;
}

function NewForm({ place, start, workspaceId }: NewFormProps) {
  const { t } = useTranslation();
  const search = useSearch({ from: '/app/new' });
  const navigate = useNavigate();
  const collections = useCollections(workspaceId);
  const { keeper, status } = useKeeper(place, start.etag);
  const [title, setTitle] = useState(start.edits?.title ?? search.title ?? '');
  const [name, setName] = useState('');
  const [description, setDescription] = useState(start.edits?.description ?? '');
  const [collectionId, setCollectionId] = useState(search.in ?? null);
  const [tags, setTags] = useState<string[]>([]);
  const [draft, setDraft] = useState(() => start.edits?.draft ?? draftOf(emptyContent));
  const isFirst = useRef(!start.isUnsent);
  useEffect(() => {
    const isAsOpened = isFirst.current;
    isFirst.current = false;
    const edits = { title, description, draft, message: '', baseVersion: null };
    if (!isAsOpened) keeper.change(isBegun(edits) ? edits : undefined);
  }, [keeper, title, description, draft]);
  // One key for one attempt at this prompt: pressing twice, or again after a lost answer, makes one prompt.
  const [idempotencyKey] = useState(() => crypto.randomUUID?.() ?? String(Math.random()));
  const create = useMutation({
    mutationFn: async () => {
      await keeper.hold();
      return client.prompts.create(
        {
          workspaceId,
          title,
          name: name || undefined,
          description,
          collectionId: collections.some((item) => item.id === collectionId) ? collectionId : null,
          tags,
          content: contentOf(draft),
        },
        { idempotencyKey: `${idempotencyKey}-${hashOf([title, name, description, collectionId, tags, draft])}` },
      );
    },
    onError: () => keeper.release(false),
    onSuccess: async ({ data }) => {
      keeper.release(true);
      await refreshLibrary();
      await navigate({ to: '/p/$id', params: { id: data.id } });
    },
  });
  const discard = () => {
    setTitle('');
    setDescription('');
    setDraft(draftOf(emptyContent));
  };
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
            maxLength={limits.title}
            value={title}
            error={titleError}
            onChange={(event) => setTitle(event.target.value)}
          />
          <TextField
            label={t('details.name')}
            hint={t('details.nameHint')}
            className="mono"
            maxLength={limits.promptName}
            placeholder={title.trim() && nameFromTitle(title)}
            value={name}
            error={nameError}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <TextField
          label={t('details.description')}
          hint={t('field.optional')}
          maxLength={limits.description}
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
          <TagInput workspaceId={workspaceId} tags={tags} onChange={setTags} />
        </div>
      </header>
      <ContentEditor draft={draft} onChange={setDraft} status={<DraftStatus status={status} />}>
        <DraftTrouble status={status} onCompare={() => void keeper.flush().then(start.reopen)} />
      </ContentEditor>
      <div className="save">
        <Button kind="bare" onClick={() => history.back()}>
          {t('action.cancel')}
        </Button>
        {isBegun({ title, description, draft, message: '', baseVersion: null }) && (
          <Button kind="bare" onClick={discard}>
            {t('draft.discard')}
          </Button>
        )}
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
