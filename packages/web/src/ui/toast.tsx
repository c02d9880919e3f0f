import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './button.js';
import { Icon } from './icon.js';

interface Toast {
  text: string;
  /** A failure stays until it is closed. */
  isFailure?: boolean;
  action?: { label: string; run: () => void };
}

const shownMs = 8_000;
let current: Toast | undefined;
const listeners = new Set<() => void>();

/** Shows one message at the edge of the page, in place of the one before. */
export function showToast(toast: Toast | undefined): void {
  current = toast;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function Toasts() {
  const { t } = useTranslation();
  const toast = useSyncExternalStore(subscribe, () => current);
  useEffect(() => {
    if (!toast || toast.isFailure) return;
    const timer = setTimeout(() => showToast(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toast && (
        <div className="toast">
          {toast.isFailure && <Icon name="alert" />}
          {toast.text}
          {toast.action && (
            <Button
              isSmall
              onClick={() => {
                showToast(undefined);
                toast.action?.run();
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <IconButton isSmall icon="x" label={t('action.close')} onClick={() => showToast(undefined)} />
        </div>
      )}
    </div>
  );
}
