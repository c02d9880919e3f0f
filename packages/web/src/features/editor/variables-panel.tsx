import { limits, variableTypes } from '@incipit/contract/rules';
import type { FoundVariable, Variable, VariableType } from '@incipit/template';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Field, TextField } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { type Draft, declare } from './draft.js';

interface PanelProps {
  found: FoundVariable[];
  unused: Variable[];
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** The variables of the text appear here by themselves; what they are is said here. */
export function VariablesPanel({ found, unused, draft, onChange }: PanelProps) {
  const { t } = useTranslation();
  return (
    <section>
      <div className="panel-h">
        <h2>{t('editor.variables')}</h2>
        <span className="small muted end">{t('editor.found', { count: found.length })}</span>
      </div>
      {found.length === 0 && unused.length === 0 && (
        <p className="small muted">{t('editor.noVariables', { skipInterpolation: true })}</p>
      )}
      {found.map((variable) => (
        <VariableRow
          key={variable.name}
          variable={variable}
          onChange={(changed) => onChange(declare(draft, changed))}
        />
      ))}
      {unused.map((variable) => (
        <div className="vrow row-flex small" key={variable.name}>
          <span className="var">{variable.name}</span> <span className="muted">{t('editor.unused')}</span>
          <Button
            kind="bare"
            isSmall
            className="end"
            onClick={() =>
              onChange({ ...draft, variables: draft.variables.filter((item) => item.name !== variable.name) })
            }
          >
            {t('action.remove')}
          </Button>
        </div>
      ))}
    </section>
  );
}

function VariableRow({ variable, onChange }: { variable: FoundVariable; onChange: (variable: Variable) => void }) {
  const { t } = useTranslation();
  const { isDeclared: _, use, ...declared } = variable;
  const kind =
    use === 'value'
      ? t(`variable.${variable.type}`)
      : t(use === 'messages' ? 'editor.useMessages' : 'editor.useStructure');
  const set = (change: Partial<Variable>) => onChange({ ...declared, ...change });
  return (
    <details className="vrow">
      <summary>
        <Icon name="right" />
        <span className="var">{variable.name}</span>
        <span className="kindof">{variable.required ? t('editor.kindRequired', { kind }) : kind}</span>
      </summary>
      <div className="vrow-body">
        {use === 'value' && (
          <>
            <div className="pair">
              <Field label={t('editor.variableType')}>
                {(props) => (
                  <select
                    className="input"
                    {...props}
                    value={variable.type}
                    onChange={(event) => set({ type: event.target.value as VariableType, default: undefined })}
                  >
                    {variableTypes.map((type) => (
                      <option key={type} value={type}>
                        {t(`variable.${type}`)}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
              <DefaultField variable={variable} onChange={(value) => set({ default: value })} />
            </div>
            {variable.type === 'select' && (
              <Field label={t('editor.options')}>
                {(props) => (
                  <textarea
                    className="input mono"
                    {...props}
                    rows={3}
                    defaultValue={variable.options?.join('\n') ?? ''}
                    onBlur={(event) => set({ options: event.target.value.split('\n').filter((line) => line !== '') })}
                  />
                )}
              </Field>
            )}
          </>
        )}
        <TextField
          label={t('editor.variableHelp')}
          value={variable.description ?? ''}
          maxLength={limits.variableDescription}
          onChange={(event) => set({ description: event.target.value || undefined })}
        />
        <label className="row-flex small">
          <input
            type="checkbox"
            checked={variable.required}
            onChange={(event) => set({ required: event.target.checked })}
          />{' '}
          {t('editor.mustBeGiven')}
        </label>
      </div>
    </details>
  );
}

type Default = Variable['default'];

function DefaultField({ variable, onChange }: { variable: Variable; onChange: (value: Default) => void }) {
  const { t } = useTranslation();
  const text = variable.default === undefined ? '' : String(variable.default);
  const choices =
    variable.type === 'boolean' ? ['true', 'false'] : variable.type === 'select' ? (variable.options ?? []) : undefined;
  const take = (value: string) => {
    if (value === '') onChange(undefined);
    else if (variable.type === 'boolean') onChange(value === 'true');
    else if (variable.type === 'number') onChange(Number.isFinite(Number(value)) ? Number(value) : undefined);
    else onChange(value);
  };
  return (
    <Field label={t('editor.default')}>
      {(props) =>
        choices ? (
          <select className="input" {...props} value={text} onChange={(event) => take(event.target.value)}>
            <option value="">{t('editor.noDefault')}</option>
            {choices.map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </select>
        ) : (
          <input
            className="input"
            {...props}
            type={{ number: 'number', date: 'date' }[variable.type as string] ?? 'text'}
            step="any"
            value={text}
            onChange={(event) => take(event.target.value)}
          />
        )
      }
    </Field>
  );
}
