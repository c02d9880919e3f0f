import type { Message } from '@incipit/contract';
import { messageRoles } from '@incipit/contract/rules';
import type { Dialect } from '@incipit/template';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.js';
import type { Offer } from './code-mirror.js';
import type { DraftMessage } from './draft.js';
import { TemplateEditor } from './template-editor.js';

type Role = Extract<Message, { role: unknown }>['role'];

interface MessageProps {
  message: DraftMessage;
  number: number;
  count: number;
  dialect: Dialect;
  offers: Offer[];
  onChange: (message: DraftMessage) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** One message of a chat, or the place where earlier messages are put in. */
export function MessageEditor({ message, number, count, dialect, offers, onChange, onMove, onRemove }: MessageProps) {
  const { t } = useTranslation();
  const tools = (
    <>
      {number > 1 && (
        <IconButton
          kind="bare"
          isSmall
          icon="move-up"
          label={t('editor.moveUp', { number })}
          onClick={() => onMove(-1)}
        />
      )}
      {number < count && (
        <IconButton
          kind="bare"
          isSmall
          icon="move-down"
          label={t('editor.moveDown', { number })}
          onClick={() => onMove(1)}
        />
      )}
      {count > 1 && (
        <IconButton kind="bare" isSmall icon="trash" label={t('editor.remove', { number })} onClick={onRemove} />
      )}
    </>
  );
  if ('placeholder' in message) {
    return (
      <div className="slot">
        <i>{t('role.placeholder')}</i>
        <input
          className="input slot-name"
          aria-label={t('editor.placeholderName', { number })}
          value={message.placeholder}
          onChange={(event) => onChange({ ...message, placeholder: event.target.value })}
        />
        <span className="muted not-phone">{t('editor.placeholderHelp')}</span>
        <span className="end" />
        {tools}
      </div>
    );
  }
  return (
    <section className="msg" aria-label={t('editor.message', { number })}>
      <div className="msg-head">
        <select
          className="role picker"
          aria-label={t('editor.roleOf', { number })}
          value={message.role}
          onChange={(event) => onChange({ ...message, role: event.target.value as Role })}
        >
          {messageRoles.map((role) => (
            <option key={role} value={role}>
              {t(`role.${role}`)}
            </option>
          ))}
        </select>
        <span className="end" />
        {tools}
      </div>
      <TemplateEditor
        label={t('editor.textOf', { number })}
        value={message.content}
        dialect={dialect}
        offers={offers}
        onChange={(content) => onChange({ ...message, content })}
      />
    </section>
  );
}
