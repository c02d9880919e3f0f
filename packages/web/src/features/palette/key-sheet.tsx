import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';

const keys = [
  ['Ctrl K', 'palette'],
  ['C', 'create'],
  ['/', 'search'],
  ['J', 'next'],
  ['K', 'previous'],
  ['X', 'select'],
  ['S', 'star'],
  ['Ctrl ⏎', 'copy'],
  ['Ctrl S', 'save'],
  ['Esc', 'close'],
  ['?', 'sheet'],
] as const;

/** All keys on one sheet. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      isNarrow
      title={t('palette.allKeys')}
      onClose={onClose}
      onSubmit={onClose}
      actions={
        <Button type="submit" className="end">
          {t('action.close')}
        </Button>
      }
    >
      <dl className="key-sheet">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`key.${what}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
