import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../lib/query.js';
import { Button } from '../ui/button.js';
import { Icon } from '../ui/icon.js';

const subscribe = (listener: () => void) => {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
};

/** A banner while the browser has no network. Nothing is blocked by it. */
export function Connection() {
  const { t } = useTranslation();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (isOnline) return null;
  return (
    <div className="note note-warn" role="status">
      <Icon name="offline" />
      <span>
        <b>{t('offline.title')}</b> {t('offline.text')}
      </span>
      <Button isSmall onClick={() => void queryClient.invalidateQueries()}>
        {t('offline.retry')}
      </Button>
    </div>
  );
}
