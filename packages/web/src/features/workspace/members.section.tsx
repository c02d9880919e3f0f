import type { Member, Role, Workspace } from '@incipit/contract';
import { roles } from '@incipit/contract/rules';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { formatDay } from '../../lib/format.js';
import { queryKeys, refresh } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Note } from '../../ui/note.js';
import { Failed, Loading } from '../../ui/states.js';
import { TableHead } from '../../ui/table-head.js';
import { showToast } from '../../ui/toast.js';
import { useMe } from '../account/account.queries.js';
import { useMembers, workspaceKeys } from './workspace.queries.js';

/** Who is in the workspace. Owners change roles and remove people; everybody may leave. */
export function Members({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const members = useMembers(workspace);
  const [leaving, setLeaving] = useState<Member>();
  return (
    <section className="stack" aria-labelledby="members">
      <h2 id="members">{t('members.title')}</h2>
      {members.isPending ? (
        <Loading label={t('members.title')} />
      ) : !members.data ? (
        <Failed title={t('members.failed')} error={members.error} onRetry={() => void members.refetch()} />
      ) : (
        <table className="table">
          <TableHead columns={[t('members.who'), t('members.role'), t('members.since')]} />
          <tbody>
            {members.data.map((member) => (
              <MemberRow
                key={member.userId}
                workspace={workspace}
                member={member}
                onRemove={() => setLeaving(member)}
              />
            ))}
          </tbody>
        </table>
      )}
      {leaving && <RemoveDialog workspace={workspace} member={leaving} onClose={() => setLeaving(undefined)} />}
    </section>
  );
}

interface RowProps {
  workspace: Workspace;
  member: Member;
  onRemove: () => void;
}

function MemberRow({ workspace: { id, role: own }, member, onRemove }: RowProps) {
  const { t } = useTranslation();
  const { user } = useMe();
  const { userId, username, displayName, role, joinedAt } = member;
  const isMe = userId === user.id;
  const change = useMutation({
    mutationFn: (to: Role) => client.members.update({ id, userId, role: to }, { ifMatch: '*' }),
    onError: (error) => showToast({ text: sentenceOf(error, t), isFailure: true }),
    onSettled: () => Promise.all([refresh(workspaceKeys.members(id)), isMe && refresh(queryKeys.me)]),
  });
  return (
    <tr>
      <td>
        <b className="t">{displayName}</b>
        <span className="muted">@{username}</span>
      </td>
      <td data-l={t('members.role')}>
        {own === 'owner' ? (
          <select
            className="input"
            aria-label={t('members.roleOf', { name: displayName })}
            value={change.isPending ? change.variables : role}
            disabled={change.isPending}
            onChange={(event) => change.mutate(event.target.value as Role)}
          >
            {roles.map((item) => (
              <option key={item} value={item}>
                {t(`memberRole.${item}`)}
              </option>
            ))}
          </select>
        ) : (
          t(`memberRole.${role}`)
        )}
      </td>
      <td data-l={t('members.since')}>{formatDay(joinedAt)}</td>
      <td>
        {(isMe || own === 'owner') && (
          <Button
            kind="bare"
            isSmall
            aria-label={isMe ? undefined : t('members.removeNamed', { name: displayName })}
            onClick={onRemove}
          >
            {t(isMe ? 'members.leave' : 'action.remove')}
          </Button>
        )}
      </td>
    </tr>
  );
}

function RemoveDialog({ workspace, member, onClose }: Omit<RowProps, 'onRemove'> & { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { user } = useMe();
  const { id, name } = workspace;
  const isMe = member.userId === user.id;
  const remove = useMutation({
    mutationFn: () => client.members.remove({ id, userId: member.userId }),
    onSuccess: async () => {
      if (isMe) {
        // First, so that nobody asks for what is not seen any more.
        await refresh(queryKeys.me);
        await navigate({ to: '/' });
      } else await refresh(workspaceKeys.members(id));
      onClose();
    },
  });
  return (
    <Dialog
      isNarrow
      title={isMe ? t('members.leaveTitle', { name }) : t('members.removeTitle', { name: member.displayName })}
      onClose={onClose}
      onSubmit={() => remove.mutate()}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="end" type="submit" isBusy={remove.isPending}>
            {t(isMe ? 'members.leave' : 'action.remove')}
          </Button>
        </>
      }
    >
      {remove.isError && <Note kind="bad">{sentenceOf(remove.error, t)}</Note>}
      <p className="second">{t(isMe ? 'members.leaveText' : 'members.removeText')}</p>
    </Dialog>
  );
}
