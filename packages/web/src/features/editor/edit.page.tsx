import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../lib/failure.js';
import { useKeys } from '../../lib/keys.js';
import { Button } from '../../ui/button.js';
import { Note } from '../../ui/note.js';
import { useMe } from '../account/account.queries.js';
import { ContentDiff } from '../history/content-diff.js';
import { usePrompt } from '../prompt/prompt.queries.js';
import { Conflict } from './conflict.js';
import { ContentEditor } from './content-editor.js';
import { configOf, contentOf, isSameContent } from './draft.js';
import { type DraftPlace, type Edits, promptPlace } from './draft-place.js';
import { DraftStatus, DraftTrouble } from './draft-status.js';
import { SaveBar } from './save-bar.js';
import { useEditing } from './use-editing.js';
import { type Start, WithDraft } from './with-draft.js';

/** Writes the next version of a prompt. What is typed is kept by the server until it is saved or discarded. */
export function EditPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/app/p/$id/edit' });
  const { user } = useMe();
  const { version } = usePrompt(id).prompt;
  const place = promptPlace(user.id, id);
  return (
    <WithDraft
      key={id}
      place={place}
      isNews={({ draft }: Edits) => !isSameContent(contentOf(draft), version.content)}
      preview={({ draft }: Edits) => (
        <ContentDiff
          from={version.content}
          to={contentOf(draft)}
          layout="inline"
          caption={t('draft.preview', { version: version.number })}
        />
      )}
    >
      {(start) => <Editor id={id} place={place} start={start} />}
    </WithDraft>
  );
}

function Editor({ id, place, start }: { id: string; place: DraftPlace; start: Start }) {
  const { t } = useTranslation();
  const editing = useEditing(id, place, start);
  const { draft, change, message, setMessage, base, status, isDirty, save, theirs } = editing;
  const [label, setLabel] = useState('');
  const parsed = configOf(draft.config);
  const send = () => {
    if (isDirty && !('problem' in parsed)) save.run(label ? [label] : undefined);
  };
  useKeys({ 'mod+s': send });
  return (
    <>
      <ContentEditor draft={draft} onChange={change} status={<DraftStatus status={status} />}>
        {theirs && (
          <Conflict
            theirs={theirs.prompt}
            mine={contentOf(draft)}
            base={editing.baseVersion}
            isBusy={save.isPending}
            onKeepTheirs={editing.keepTheirs}
            onSaveMine={() => save.over(theirs, label ? [label] : undefined)}
          />
        )}
        {save.error !== null && !theirs && <Note kind="bad">{sentenceOf(save.error, t)}</Note>}
        {save.isEqual && <Note kind="info">{t('editor.equal', { version: base.prompt.latestVersion })}</Note>}
        <DraftTrouble status={status} onCompare={editing.compare} />
      </ContentEditor>
      <SaveBar
        prompt={base.prompt}
        message={message}
        onMessage={setMessage}
        label={label}
        onLabel={setLabel}
        isBusy={save.isPending}
        isReady={isDirty && !('problem' in parsed) && !theirs}
        onSave={send}
      >
        {isDirty && (
          <Button kind="bare" onClick={editing.discard}>
            {t('draft.discard')}
          </Button>
        )}
      </SaveBar>
    </>
  );
}
