import { type ComponentProps, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button.js';
import { Field } from '../../ui/field.js';

interface PasswordProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: string;
  error?: string | undefined;
  help?: ReactNode;
}

/** A password that can be looked at; pasting and password managers work. */
export function PasswordField({ label, error, help, ...input }: PasswordProps) {
  const { t } = useTranslation();
  const [isShown, setIsShown] = useState(false);
  return (
    <Field label={label} error={error} help={help}>
      {(props) => (
        <div className="with-btn">
          <input className="input" {...props} {...input} type={isShown ? 'text' : 'password'} />
          <IconButton
            kind="bare"
            icon="eye"
            label={t(isShown ? 'door.hidePassword' : 'door.showPassword')}
            aria-pressed={isShown}
            onClick={() => setIsShown(!isShown)}
          />
        </div>
      )}
    </Field>
  );
}
