import type { Prompt } from '@incipit/contract';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { formatDay } from '../../lib/format.js';
import { refreshLibrary } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { useInstance } from '../account/account.queries.js';
import { usePromptActions } from './prompt.actions.js';

/** Says that a prompt lies in the trash, and how it leaves it. */
export function TrashedNote({ prompt, isOwner }: { prompt: Prompt; isOwner: boolean }) {
  const { t } = useTranslation();
  const instance = useInstance();
  const { restore } = usePromptActions(prompt);
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Note
        kind="warn"
        actions={
          <>
            <Button isSmall onClick={restore}>
              {t('prompt.restore')}
            </Button>
            {isOwner && (
              <Button isSmall kind="bare" onClick={() => setIsAsking(true)}>
                {t('prompt.deleteForGood')}
              </Button>
            )}
          </>
        }
      >
        {instance &&
          t('prompt.inTrash', { date: formatDay(prompt.deletedAt ?? prompt.updatedAt), count: instance.trashDays })}
      </Note>
      {isAsking && <DeleteForGood prompt={prompt} onClose={() => setIsAsking(false)} />}
    </>
  );
}

function DeleteForGood({ prompt, onClose }: { prompt: Prompt; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: () => client.prompts.remove({ id: prompt.id, permanent: true }, { ifMatch: '*' }),
    onSuccess: async () => {
      await navigate({ to: '/', search: { ws: prompt.workspaceId, trash: '1' } });
      await refreshLibrary();
    },
  });
  const isSame = typed === prompt.name;
  return (
    <Dialog
      isNarrow
      title={t('prompt.deleteTitle', { title: prompt.title })}
      onClose={onClose}
      onSubmit={() => isSame && remove.mutate()}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="end" type="submit" aria-disabled={!isSame} isBusy={remove.isPending}>
            {t('prompt.deleteForGood')}
          </Button>
        </>
      }
    >
      {remove.isError && <Note kind="bad">{sentenceOf(remove.error, t)}</Note>}
      <p className="second">
        {t('prompt.deleteText', { count: prompt.latestVersion })} <code>{prompt.name}</code>
      </p>
      <TextField
        label={t('prompt.deleteType')}
        className="mono"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </Dialog>
  );
}
