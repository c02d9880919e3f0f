import { dialects } from '@incipit/contract/rules';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { configOf, type Draft } from './draft.js';

interface ConfigProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** The model and its settings: read as a list, written as JSON. */
export function ConfigPanel({ draft, onChange }: ConfigProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const parsed = configOf(draft.config);
  const problem = 'problem' in parsed ? parsed.problem : undefined;
  const entries = 'config' in parsed ? Object.entries(parsed.config) : [];
  return (
    <section>
      <div className="panel-h">
        <h2>{t('editor.model')}</h2>
        <Button kind="bare" isSmall className="end" aria-pressed={isOpen} onClick={() => setIsOpen(!isOpen)}>
          JSON
        </Button>
      </div>
      {isOpen || problem ? (
        <Field label={t('editor.config')} error={problem && t('editor.badJson', { problem })}>
          {(props) => (
            <textarea
              className="input mono"
              {...props}
              rows={8}
              spellCheck={false}
              placeholder={'{ "model": "…", "temperature": 0.2 }'}
              value={draft.config}
              onChange={(event) => onChange({ ...draft, config: event.target.value })}
            />
          )}
        </Field>
      ) : entries.length > 0 ? (
        <dl className="kv">
          {entries.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="small muted">{t('editor.noConfig')}</p>
      )}
      <Field label={t('editor.dialect')} help={t(`dialect.${draft.dialect}`, { skipInterpolation: true })}>
        {(props) => (
          <select
            className="input"
            {...props}
            value={draft.dialect}
            onChange={(event) => onChange({ ...draft, dialect: event.target.value as Draft['dialect'] })}
          >
            {dialects.map((dialect) => (
              <option key={dialect}>{dialect}</option>
            ))}
          </select>
        )}
      </Field>
    </section>
  );
}
