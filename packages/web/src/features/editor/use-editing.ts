import type { Prompt } from '@incipit/contract';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '../../lib/failure.js';
import { queryClient } from '../../lib/query.js';
import { showToast } from '../../ui/toast.js';
import { type PromptState, promptQuery, useChangePrompt, usePrompt } from '../prompt/prompt.queries.js';
import { contentOf, type Draft, draftOf, isSameContent } from './draft.js';
import type { DraftPlace } from './draft-place.js';
import { useKeeper } from './use-keeper.js';
import type { Start } from './with-draft.js';

/** The state of one editing: what it began from, what is typed, and what the server says to it. */
export function useEditing(id: string, place: DraftPlace, start: Start) {
  const { t } = useTranslation();
  const now = usePrompt(id);
  const { keeper, status } = useKeeper(place, start.etag);
  const [base, setBase] = useState(now);
  const [baseVersion, setBaseVersion] = useState(start.edits?.baseVersion ?? now.prompt.latestVersion);
  const [draft, setDraft] = useState<Draft>(() => start.edits?.draft ?? draftOf(now.prompt.version.content));
  const [message, setMessage] = useState(start.edits?.message ?? '');
  const [isEqual, setIsEqual] = useState(false);
  // A draft that began from an older version meets what was saved meanwhile before it can be sent.
  const [theirs, setTheirs] = useState<PromptState | undefined>(
    baseVersion < now.prompt.latestVersion ? now : undefined,
  );
  const saving = useChangePrompt(id);
  const isDirty = !isSameContent(contentOf(draft), base.prompt.version.content);

  const isFirst = useRef(!start.isUnsent);
  useEffect(() => {
    const isAsOpened = isFirst.current;
    isFirst.current = false;
    if (!isAsOpened) keeper.change(isDirty ? { draft, message, baseVersion } : undefined);
  }, [keeper, draft, message, isDirty, baseVersion]);

  const begin = (state: PromptState) => {
    setBase(state);
    setBaseVersion(state.prompt.latestVersion);
    setDraft(draftOf(state.prompt.version.content));
    setMessage('');
    setTheirs(undefined);
  };

  const send = async (from: PromptState, labels: string[] | undefined): Promise<void> => {
    setIsEqual(false);
    const sent = draft;
    const change = {
      content: contentOf(draft),
      message: message || undefined,
      labels,
      baseVersion: from.prompt.latestVersion,
    };
    await keeper.hold();
    try {
      const state = await saving.mutateAsync({ change, etag: from.etag });
      keeper.release(true);
      saved(state, labels, sent);
    } catch (error) {
      keeper.release(false);
      const code = codeOf(error);
      if (code !== 'precondition_failed' && code !== 'version_conflict') return;
      const fresh = await queryClient.fetchQuery({ ...promptQuery(id), staleTime: 0 });
      // Only the title or the tags changed meanwhile: this save does not touch them.
      if (fresh.prompt.latestVersion === from.prompt.latestVersion) return send(fresh, labels);
      setTheirs(fresh);
    }
  };

  const saved = (state: PromptState, labels: string[] | undefined, sent: Draft) => {
    setBase(state);
    setBaseVersion(state.prompt.latestVersion);
    setTheirs(undefined);
    setMessage('');
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
    baseVersion,
    status,
    isDirty,
    theirs,
    /** Shows what is kept on the server beside what is kept here. */
    compare: () => void keeper.flush().then(start.reopen),
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
