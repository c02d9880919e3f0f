import { promptTypes } from '@incipit/contract/rules';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../lib/format.js';
import { Button } from '../../ui/button.js';
import { Note } from '../../ui/note.js';
import { Seg } from '../../ui/seg.js';
import { ConfigPanel } from './config-panel.js';
import { type Draft, type DraftMessage, variablesIn, withKey, withType } from './draft.js';
import { MessageEditor } from './message-editor.js';
import { TemplateEditor } from './template-editor.js';
import { VariablesPanel } from './variables-panel.js';

interface ContentEditorProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
  /** Beside the type: "draft kept at 10:42". */
  status?: React.ReactNode;
  /** Above the text: what went wrong with saving. */
  children?: React.ReactNode;
}

/** The text or the messages, and beside them the variables and the settings of the model. */
export function ContentEditor({ draft, onChange, status, children }: ContentEditorProps) {
  const { t } = useTranslation();
  const { found, unused, problem } = variablesIn(draft);
  const offers = [...found, ...unused].map((variable) => ({
    name: variable.name,
    detail: t(`variable.${variable.type}`),
  }));
  const texts =
    draft.type === 'text' ? [draft.text] : draft.messages.map((item) => ('content' in item ? item.content : ''));
  const tokens = formatNumber(Math.ceil(texts.join('').length / 4.5));
  const setMessages = (messages: DraftMessage[]) => onChange({ ...draft, messages });
  return (
    <div className="edit">
      <div className="edit-main">
        {children}
        <div className="bar">
          <Seg
            label={t('editor.type')}
            value={draft.type}
            options={promptTypes.map((value) => ({ value, name: t(`type.${value}`) }))}
            onChange={(type) => onChange(withType(draft, type))}
          />
          {status}
          <span className="end muted small not-phone">
            {draft.type === 'chat'
              ? t('editor.sizeChat', { count: draft.messages.length, tokens })
              : t('editor.size', { tokens })}
          </span>
        </div>
        {problem && <Note kind="bad">{problem}</Note>}
        {draft.type === 'text' ? (
          <div className="msg is-whole">
            <TemplateEditor
              label={t('editor.text')}
              value={draft.text}
              dialect={draft.dialect}
              offers={offers}
              onChange={(text) => onChange({ ...draft, text })}
            />
          </div>
        ) : (
          <>
            {draft.messages.map((message, index) => (
              <MessageEditor
                key={message.key}
                message={message}
                number={index + 1}
                count={draft.messages.length}
                dialect={draft.dialect}
                offers={offers}
                onChange={(changed) =>
                  setMessages(draft.messages.map((item) => (item.key === changed.key ? changed : item)))
                }
                onMove={(by) => setMessages(moved(draft.messages, index, index + by))}
                onRemove={() => setMessages(draft.messages.filter((item) => item.key !== message.key))}
              />
            ))}
            <div className="row-flex">
              <Button
                kind="bare"
                isSmall
                icon="plus"
                onClick={() => setMessages([...draft.messages, withKey({ role: 'user', content: '' })])}
              >
                {t('editor.addMessage')}
              </Button>
              <Button
                kind="bare"
                isSmall
                icon="plus"
                onClick={() => setMessages([...draft.messages, withKey({ placeholder: freeName(draft.messages) })])}
              >
                {t('editor.addPlaceholder')}
              </Button>
            </div>
          </>
        )}
      </div>
      <aside className="panel" aria-label={t('editor.panel')}>
        <VariablesPanel found={found} unused={unused} draft={draft} onChange={onChange} />
        <ConfigPanel draft={draft} onChange={onChange} />
      </aside>
    </div>
  );
}

function moved(messages: DraftMessage[], from: number, to: number): DraftMessage[] {
  const rest = messages.toSpliced(from, 1);
  return rest.toSpliced(to, 0, ...messages.slice(from, from + 1));
}

function freeName(messages: DraftMessage[]): string {
  const names = new Set(messages.map((message) => ('placeholder' in message ? message.placeholder : '')));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'conversation' : `conversation_${number}`;
    if (!names.has(name)) return name;
  }
}
