import type { Invite, Role, Workspace } from '@incipit/contract';
import { limits, roles } from '@incipit/contract/rules';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { fieldError, sentenceOf } from '../../lib/failure.js';
import { formatDay } from '../../lib/format.js';
import { refresh } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, TextField } from '../../ui/field.js';
import { Note } from '../../ui/note.js';
import { Failed, Loading } from '../../ui/states.js';
import { TableHead } from '../../ui/table-head.js';
import { showToast } from '../../ui/toast.js';
import { useCopy } from '../prompt/copy-name.js';
import { useInvites, workspaceKeys } from './workspace.queries.js';

type NewInvite = Invite & { url: string };

/** The open invites into a workspace. The link of a new one is shown once, here. */
export function Invites({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const invites = useInvites(workspace);
  const [isMaking, setIsMaking] = useState(false);
  const [made, setMade] = useState<NewInvite>();
  return (
    <section className="stack" aria-labelledby="invites">
      <div className="row-flex">
        <h2 id="invites">{t('invites.title')}</h2>
        <Button icon="plus" isSmall className="end" onClick={() => setIsMaking(true)}>
          {t('invites.new')}
        </Button>
      </div>
      {made && <InviteLink invite={made} onDone={() => setMade(undefined)} />}
      {invites.isPending ? (
        <Loading label={t('invites.title')} />
      ) : !invites.data ? (
        <Failed title={t('invites.failed')} error={invites.error} onRetry={() => void invites.refetch()} />
      ) : invites.data.length === 0 ? (
        <p className="second">{t('invites.none')}</p>
      ) : (
        <InviteTable
          invites={invites.data}
          workspaceId={workspace.id}
          onGone={(id) => made?.id === id && setMade(undefined)}
        />
      )}
      {isMaking && (
        <InviteDialog
          workspace={workspace}
          onClose={() => setIsMaking(false)}
          onMade={(invite) => {
            setIsMaking(false);
            setMade(invite);
            void refresh(workspaceKeys.invites(workspace.id));
          }}
        />
      )}
    </section>
  );
}

function InviteTable(props: { invites: Invite[]; workspaceId: string; onGone: (id: string) => void }) {
  const { t } = useTranslation();
  const whom = ({ email }: Invite) => email ?? t('invites.anybody');
  const remove = useMutation({
    mutationFn: (id: string) => client.invites.remove({ id }),
    onSuccess: (_, id) => props.onGone(id),
    onError: (error) => showToast({ text: sentenceOf(error, t), isFailure: true }),
    onSettled: () => refresh(workspaceKeys.invites(props.workspaceId)),
  });
  return (
    <table className="table">
      <TableHead columns={[t('invites.whom'), t('members.role'), t('keys.ends')]} />
      <tbody>
        {props.invites.map((invite) => (
          <tr key={invite.id}>
            <td>
              <b className="t">{whom(invite)}</b>
            </td>
            <td data-l={t('members.role')}>{invite.role && t(`memberRole.${invite.role}`)}</td>
            <td data-l={t('keys.ends')}>{formatDay(invite.expiresAt)}</td>
            <td>
              <Button
                kind="bare"
                isSmall
                aria-label={t('invites.takeBackNamed', { name: whom(invite) })}
                onClick={() => remove.mutate(invite.id)}
              >
                {t('invites.takeBack')}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function InviteLink({ invite: { url, email }, onDone }: { invite: NewInvite; onDone: () => void }) {
  const { t } = useTranslation();
  const copy = useCopy();
  return (
    <section className="secret" aria-labelledby="invite-made">
      <div>
        <h3 id="invite-made">{email === null ? t('invites.made') : t('invites.madeFor', { email })}</h3>
        <p className="second">{t('invites.madeText', { days: limits.inviteDays })}</p>
      </div>
      <div className="secret-line">
        <code>{url}</code>
        <Button kind="ink" icon="copy" onClick={() => copy(url, t('copy.link'))}>
          {t('action.copy')}
        </Button>
      </div>
      <div className="row-flex">
        <Button isSmall className="end" onClick={onDone}>
          {t('action.done')}
        </Button>
      </div>
    </section>
  );
}

interface DialogProps {
  workspace: Workspace;
  onClose: () => void;
  onMade: (invite: NewInvite) => void;
}

function InviteDialog({ workspace: { id, name }, onClose, onMade }: DialogProps) {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const make = useMutation({
    mutationFn: async () =>
      (await client.invites.create({ workspaceId: id, role, email: email.trim() || undefined })).data,
    onSuccess: onMade,
  });
  const error = fieldError(make.error, 'email');
  return (
    <Dialog
      isNarrow
      title={t('invites.newTitle', { name })}
      onClose={onClose}
      onSubmit={() => make.mutate()}
      actions={
        <>
          <Button className="end" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="ink" type="submit" isBusy={make.isPending}>
            {t('invites.make')}
          </Button>
        </>
      }
    >
      {make.isError && !error && <Note kind="bad">{sentenceOf(make.error, t)}</Note>}
      <TextField
        data-focus
        type="email"
        autoComplete="off"
        label={t('door.email')}
        hint={t('field.optional')}
        help={t('invites.emailHelp')}
        value={email}
        error={error}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field label={t('members.role')} help={t(`memberMay.${role}`)}>
        {(props) => (
          <select className="input" {...props} value={role} onChange={(event) => setRole(event.target.value as Role)}>
            {roles.map((item) => (
              <option key={item} value={item}>
                {t(`memberRole.${item}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </Dialog>
  );
}
