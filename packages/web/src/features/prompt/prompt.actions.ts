import type { Prompt } from '@incipit/contract';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { refreshLibrary } from '../../lib/query.js';
import { showToast } from '../../ui/toast.js';
import { useCopy } from './copy-name.js';

/** What can be done with a prompt from its menu and from the palette. */
export function usePromptActions(prompt: Prompt) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const copy = useCopy();
  const orSay = (work: () => Promise<unknown>) => () => {
    work().catch((error: unknown) => showToast({ text: sentenceOf(error, t), isFailure: true }));
  };
  const restore = orSay(async () => {
    await client.prompts.restore({ id: prompt.id });
    await refreshLibrary();
  });
  return {
    copyLink: () => copy(`${location.origin}/p/${prompt.id}`, t('copy.link')),
    duplicate: orSay(async () => {
      const { data } = await client.prompts.duplicate({ id: prompt.id });
      await refreshLibrary();
      await navigate({ to: '/p/$id', params: { id: data.id } });
      showToast({ text: t('prompt.duplicated', { title: data.title }) });
    }),
    trash: orSay(async () => {
      await client.prompts.remove({ id: prompt.id }, { ifMatch: '*' });
      await navigate({ to: '/', search: { ws: prompt.workspaceId } });
      await refreshLibrary();
      showToast({
        text: t('prompt.trashed', { title: prompt.title }),
        action: { label: t('action.undo'), run: restore },
      });
    }),
    restore,
  };
}
