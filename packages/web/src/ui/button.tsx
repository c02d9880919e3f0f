import type { ComponentProps } from 'react';
import { Icon, type IconName } from './icon.js';

type Kind = 'ink' | 'bare' | 'end';

interface ButtonProps extends ComponentProps<'button'> {
  /** One filled button (`ink`) per view; `end` deletes for good. */
  kind?: Kind | undefined;
  icon?: IconName;
  isSmall?: boolean;
  /** What it does is under way: it says so, keeps the focus and takes no second press. */
  isBusy?: boolean;
}

const classes = (kind: Kind | undefined, isSmall: boolean, isIcon: boolean, more: string) =>
  ['btn', kind && `btn-${kind}`, isSmall && 'btn-sm', isIcon && 'btn-icon', more].filter(Boolean).join(' ');

export function Button({
  kind,
  icon,
  isSmall = false,
  isBusy = false,
  className = '',
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(kind, isSmall, children === undefined, className)}
      aria-disabled={isBusy || rest['aria-disabled']}
      onClick={isBusy || rest['aria-disabled'] ? (event) => event.preventDefault() : rest.onClick}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A button that is only a sign: its name is read out and shown as a title. */
export function IconButton({ label, ...rest }: Omit<ButtonProps, 'children'> & { icon: IconName; label: string }) {
  return <Button title={label} aria-label={label} {...rest} />;
}
