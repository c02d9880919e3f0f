import type { FoundVariable } from '@incipit/template';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import type { Typed } from './filled.js';

interface FormProps {
  variables: FoundVariable[];
  typed: Typed;
  invalid: Record<string, string>;
  missing: string[];
  onChange: (typed: Typed) => void;
}

/** A form made from the variables of a prompt. */
export function VariableForm({ variables, typed, invalid, missing, onChange }: FormProps) {
  const { t } = useTranslation();
  return (
    <form className="use-form" aria-labelledby="fill" onSubmit={(event) => event.preventDefault()}>
      <div className="row-flex">
        <h2 id="fill">{t('use.fill')}</h2>
        <Button kind="bare" isSmall icon="undo" className="end" onClick={() => onChange({})}>
          {t('use.defaults')}
        </Button>
      </div>
      {variables.map((variable) => (
        <VariableField
          key={variable.name}
          variable={variable}
          value={typed[variable.name]}
          error={
            invalid[variable.name] ??
            (missing.includes(variable.name) && variable.name in typed ? t('use.stillEmpty') : undefined)
          }
          onChange={(value) => onChange({ ...typed, [variable.name]: value })}
        />
      ))}
    </form>
  );
}

interface VariableFieldProps {
  variable: FoundVariable;
  value: string | boolean | undefined;
  error: string | undefined;
  onChange: (value: string | boolean) => void;
}

const manyOptions = 4;

function VariableField({ variable, value, error, onChange }: VariableFieldProps) {
  const { t } = useTranslation();
  const { name, type, description, options = [], use } = variable;
  const hint =
    variable.default !== undefined
      ? t('use.default', { value: String(variable.default) })
      : variable.required
        ? t('use.required')
        : type === 'text' || type === 'multiline'
          ? undefined
          : t(`variable.${type}`);
  const text = typeof value === 'string' ? value : '';
  const isShort = options.length > 0 && options.length < manyOptions && options.join('').length < 30;
  if (use === 'value' && (type === 'boolean' || (type === 'select' && isShort))) {
    const choices = type === 'boolean' ? ['true', 'false'] : options;
    const chosen = value === undefined ? String(variable.default ?? '') : String(value);
    return (
      <fieldset className="field">
        <legend className="vh">{name}</legend>
        <div className="field-head">
          <span className="var" aria-hidden="true">
            {name}
          </span>
          {hint && <span className="opt">{hint}</span>}
        </div>
        <div className="seg">
          {choices.map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name={`variable ${name}`}
                checked={chosen === choice}
                onChange={() => onChange(type === 'boolean' ? choice === 'true' : choice)}
              />
              {type === 'boolean' ? t(`use.${choice as 'true' | 'false'}`) : choice}
            </label>
          ))}
        </div>
        {description && <p className="help">{description}</p>}
      </fieldset>
    );
  }
  return (
    <Field
      label={name}
      hint={hint}
      help={use === 'value' ? description : (description ?? t(`use.${use}`))}
      error={error}
    >
      {(props) => {
        const common = {
          ...props,
          className: use === 'value' ? 'input' : 'input mono',
          value: text,
          onChange: (event: { target: { value: string } }) => onChange(event.target.value),
        };
        if (use === 'value' && type === 'select') {
          return (
            <select {...common} value={value === undefined ? String(variable.default ?? '') : text}>
              <option value="">{t('use.choose')}</option>
              {options.map((option) => (
                <option key={option}>{option}</option>
              ))}
            </select>
          );
        }
        if (type === 'multiline' || use !== 'value')
          return <textarea {...common} rows={3} placeholder={defaultText(variable)} />;
        const kind = { number: { inputMode: 'decimal' as const }, date: { type: 'date' } }[type as string] ?? {};
        return <input {...common} {...kind} placeholder={defaultText(variable)} />;
      }}
    </Field>
  );
}

const defaultText = (variable: FoundVariable): string | undefined =>
  variable.default === undefined ? undefined : String(variable.default);
