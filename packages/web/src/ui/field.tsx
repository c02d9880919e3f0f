import { type ComponentProps, type ReactNode, useId } from 'react';
import { Icon } from './icon.js';

interface FieldProps {
  label: ReactNode;
  /** At the end of the label's line: "optional", "number". */
  hint?: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
  children: (props: { id: string; 'aria-invalid': boolean; 'aria-describedby': string | undefined }) => ReactNode;
}

/** A label, a control, and below it what is wrong. The control gets its id and what describes it. */
export function Field({ label, hint, help, error, children }: FieldProps) {
  const id = useId();
  const describedBy = error ? `${id}-error` : help ? `${id}-help` : undefined;
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={id}>{label}</label>
        {hint && <span className="opt">{hint}</span>}
      </div>
      {children({ id, 'aria-invalid': Boolean(error), 'aria-describedby': describedBy })}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
      {help && !error ? (
        <p className="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
    </div>
  );
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p className="err" id={id}>
      <Icon name="alert" /> {children}
    </p>
  );
}

type TextFieldProps = Omit<FieldProps, 'children'> & Omit<ComponentProps<'input'>, 'children'>;

/** The common case: one line of text. */
export function TextField({ label, hint, help, error, className = '', ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} help={help} error={error}>
      {(props) => <input className={`input ${className}`} {...props} {...input} />}
    </Field>
  );
}
