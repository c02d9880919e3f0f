import type { Prompt } from '@incipit/contract';
import { useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, sentenceOf } from '../../lib/failure.js';
import { useKeys } from '../../lib/keys.js';
import { queryClient } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { Note } from '../../ui/note.js';
import { showToast } from '../../ui/toast.js';
import { useMe } from '../account/account.queries.js';
import { type PromptState, promptQuery, useChangePrompt, usePrompt } from '../prompt/prompt.queries.js';
import { Conflict } from './conflict.js';
import { ContentEditor } from './content-editor.js';
import { configOf, contentOf, type Draft, draftOf, isSameContent } from './draft.js';
import { dropDraft, keepDraft, readDraft } from './kept-draft.js';
import { SaveBar } from './save-bar.js';

const autosaveMs = 600;

export function EditPage() {
  const { id } = useParams({ from: '/app/p/$id/edit' });
  return <Editor key={id} id={id} />;
}

/** Writes the next version of a prompt. What is typed is kept in this browser until the server has it. */
function Editor({ id }: { id: string }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const editing = useEditing(id, user.id);
  const { draft, change, message, setMessage, base, keptAt, isDirty, save, theirs } = editing;
  const [label, setLabel] = useState('');
  const parsed = configOf(draft.config);
  const send = () => {
    if (isDirty && !('problem' in parsed)) save.run(label ? [label] : undefined);
  };
  useKeys({ 'mod+s': send });
  return (
    <>
      <ContentEditor
        draft={draft}
        onChange={change}
        status={
          keptAt && (
            <span className="draft" role="status">
              <Icon name="check" /> {t('editor.kept', { time: keptAt })}
            </span>
          )
        }
      >
        {theirs && (
          <Conflict
            theirs={theirs.prompt}
            mine={contentOf(draft)}
            base={base.prompt.latestVersion}
            isBusy={save.isPending}
            onKeepTheirs={editing.keepTheirs}
            onSaveMine={() => save.over(theirs, label ? [label] : undefined)}
          />
        )}
        {save.error !== null && !theirs && <Note kind="bad">{sentenceOf(save.error, t)}</Note>}
        {save.isEqual && <Note kind="info">{t('editor.equal', { version: base.prompt.latestVersion })}</Note>}
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
            {t('editor.discard')}
          </Button>
        )}
      </SaveBar>
    </>
  );
}

/** The state of one editing: what it began from, what is typed, and what the server says to it. */
function useEditing(id: string, userId: string) {
  const { t } = useTranslation();
  const now = usePrompt(id);
  const kept = useState(() => readDraft(userId, id))[0];
  const [base, setBase] = useState(now);
  const [draft, setDraft] = useState<Draft>(() => draftOf(kept?.content ?? now.prompt.version.content));
  const [message, setMessage] = useState(kept?.message ?? '');
  const [keptAt, setKeptAt] = useState<string>();
  const [isEqual, setIsEqual] = useState(false);
  // A draft that began from an older version meets what was saved meanwhile before it can be sent.
  const [theirs, setTheirs] = useState<PromptState | undefined>(() =>
    kept && kept.baseVersion < now.prompt.latestVersion ? now : undefined,
  );
  const saving = useChangePrompt(id);
  const isDirty = !isSameContent(contentOf(draft), base.prompt.version.content);

  useEffect(() => {
    if (!isDirty) return;
    const timer = setTimeout(() => {
      const baseVersion = kept && theirs ? kept.baseVersion : base.prompt.latestVersion;
      keepDraft(userId, id, { content: contentOf(draft), message, baseVersion, savedAt: new Date().toISOString() });
      setKeptAt(
        new Date().toLocaleTimeString(document.documentElement.lang === 'de' ? 'de' : 'en-GB', {
          hour: '2-digit',
          minute: '2-digit',
        }),
      );
    }, autosaveMs);
    return () => clearTimeout(timer);
  }, [draft, message, isDirty, id, userId, base, kept, theirs]);

  const begin = (state: PromptState) => {
    dropDraft(userId, id);
    setBase(state);
    setDraft(draftOf(state.prompt.version.content));
    setMessage('');
    setKeptAt(undefined);
    setTheirs(undefined);
  };

  const send = async (from: PromptState, labels: string[] | undefined): Promise<void> => {
    setIsEqual(false);
    const change = {
      content: contentOf(draft),
      message: message || undefined,
      labels,
      baseVersion: from.prompt.latestVersion,
    };
    const sent = draft;
    try {
      const state = await saving.mutateAsync({ change, etag: from.etag });
      saved(state, labels, sent);
    } catch (error) {
      const code = codeOf(error);
      if (code !== 'precondition_failed' && code !== 'version_conflict') return;
      const fresh = await queryClient.fetchQuery({ ...promptQuery(id), staleTime: 0 });
      // Only the title or the tags changed meanwhile: this save does not touch them.
      if (fresh.prompt.latestVersion === from.prompt.latestVersion) return send(fresh, labels);
      setTheirs(fresh);
    }
  };

  const saved = (state: PromptState, labels: string[] | undefined, sent: Draft) => {
    dropDraft(userId, id);
    setBase(state);
    setTheirs(undefined);
    setMessage('');
    setKeptAt(undefined);
    setIsEqual(state.prompt.deduplicated ?? false);
    // What was typed while the save was under way stays, as a new draft.
    setDraft((current) => (current === sent ? draftOf(state.prompt.version.content) : current));
    if (!state.prompt.deduplicated) showToast({ text: savedText(state.prompt, labels) });
  };
  const savedText = (prompt: Prompt, labels: string[] | undefined): string =>
    labels?.[0]
      ? t('editor.savedLabel', { version: prompt.latestVersion, label: labels[0] })
      : t('editor.saved', { version: prompt.latestVersion });

  return {
    draft,
    change: (next: Draft) => {
      setIsEqual(false);
      setDraft(next);
    },
    message,
    setMessage,
    base,
    keptAt,
    isDirty,
    theirs,
    discard: () => begin(queryClient.getQueryData(promptQuery(id).queryKey) ?? base),
    keepTheirs: () => theirs && begin(theirs),
    save: {
      run: (labels: string[] | undefined) => void send(base, labels),
      over: (state: PromptState, labels: string[] | undefined) => void send(state, labels),
      isPending: saving.isPending,
      error: saving.error,
      isEqual,
    },
  };
}
