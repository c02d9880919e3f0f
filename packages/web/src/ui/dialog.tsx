import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.js';

interface DialogProps {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** The buttons at the foot. */
  actions: ReactNode;
  /** Sends the form that the dialog is. */
  onSubmit: () => void;
  isNarrow?: boolean;
}

/**
 * The browser's own modal: the rest is inert, Esc closes, the focus goes back to where it came from. It begins at
 * `data-focus`, because React's `autoFocus` acts before the dialog is shown.
 */
export function Modal({
  onClose,
  className,
  label,
  children,
}: {
  onClose: () => void;
  className: string;
  label: { 'aria-label'?: string; 'aria-labelledby'?: string };
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element?.open) element?.showModal();
    element?.querySelector<HTMLElement>('[data-focus]')?.focus();
    // Closed before it leaves the page, or the browser could not give the focus back.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className}
      {...label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {children}
    </dialog>
  );
}

/** A question, what it needs to be answered, and the answer as buttons. */
export function Dialog({ title, onClose, children, actions, onSubmit, isNarrow = false }: DialogProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Modal onClose={onClose} className={isNarrow ? 'dlg dlg-narrow' : 'dlg'} label={{ 'aria-labelledby': id }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <div className="dlg-head">
          <h2 id={id}>{title}</h2>
          <IconButton kind="bare" icon="x" label={t('action.cancel')} className="end" onClick={onClose} />
        </div>
        <div className="dlg-body">{children}</div>
        <div className="dlg-foot">{actions}</div>
      </form>
    </Modal>
  );
}
