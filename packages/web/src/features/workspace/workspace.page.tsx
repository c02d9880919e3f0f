import type { Workspace } from '@incipit/contract';
import { limits } from '@incipit/contract/rules';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { fieldError, sentenceOf } from '../../lib/failure.js';
import { queryKeys, refresh } from '../../lib/query.js';
import { useTitle } from '../../lib/title.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { useWorkspace } from '../account/account.queries.js';
import { Invites } from './invites.section.js';
import { Members } from './members.section.js';
import { ProtectedLabels } from './protected-labels.section.js';
import { DeleteWorkspaceDialog, NewWorkspaceDialog } from './workspace.dialogs.js';

/** The workspace one is in: who is in it, who may come, what it protects, its name and its end. */
export function WorkspacePage() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  useTitle(t('workspace.title'));
  const [task, setTask] = useState<'new' | 'delete'>();
  const isTeam = workspace.kind === 'team';
  const isOwner = workspace.role === 'owner';
  return (
    <div className="set" key={workspace.id}>
      <div className="bar">
        <div>
          <h1>{workspace.name}</h1>
          <p className="second">
            {t(isTeam ? 'workspace.team' : 'workspace.personal', { role: t(`memberRole.${workspace.role}`) })}
          </p>
        </div>
        <Button icon="plus" className="end" onClick={() => setTask('new')}>
          {t('workspace.new')}
        </Button>
      </div>
      {isTeam && <Members workspace={workspace} />}
      {isTeam && isOwner && <Invites workspace={workspace} />}
      <ProtectedLabels workspace={workspace} />
      {isOwner && <NameForm workspace={workspace} />}
      {isTeam && isOwner && (
        <section className="stack set-narrow" aria-labelledby="workspace-end">
          <h2 id="workspace-end">{t('workspace.end')}</h2>
          <p className="second">{t('workspace.endText')}</p>
          <div className="row-flex">
            <Button kind="end" onClick={() => setTask('delete')}>
              {t('workspace.delete')}
            </Button>
          </div>
        </section>
      )}
      {task === 'new' && <NewWorkspaceDialog onClose={() => setTask(undefined)} />}
      {task === 'delete' && <DeleteWorkspaceDialog workspace={workspace} onClose={() => setTask(undefined)} />}
    </div>
  );
}

function NameForm({ workspace: { id, name: before } }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const [name, setName] = useState(before);
  const rename = useMutation({
    mutationFn: async () => {
      const { etag } = await client.workspaces.get({ id });
      return client.workspaces.update({ id, name }, { ifMatch: etag });
    },
    onSuccess: () => refresh(queryKeys.me),
  });
  const error = fieldError(rename.error, 'name');
  return (
    <form
      className="stack set-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate();
      }}
    >
      <h2>{t('workspace.name')}</h2>
      {rename.isError && !error && <Note kind="bad">{sentenceOf(rename.error, t)}</Note>}
      {rename.isSuccess && <Note kind="good">{t('workspace.renamed')}</Note>}
      <TextField
        label={t('workspace.nameField')}
        required
        maxLength={limits.workspace}
        value={name}
        error={error}
        onChange={(event) => setName(event.target.value)}
      />
      <div className="row-flex">
        <Button type="submit" isBusy={rename.isPending}>
          {t('action.save')}
        </Button>
      </div>
    </form>
  );
}
