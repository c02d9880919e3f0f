import { useTranslation } from 'react-i18next';
import { copyText } from '../../lib/copy.js';
import { Icon } from '../../ui/icon.js';
import { showToast } from '../../ui/toast.js';

/** Copies a text and says so, or says that it could not. */
export function useCopy(): (text: string, done: string) => void {
  const { t } = useTranslation();
  return (text, done) => {
    copyText(text).then(
      () => showToast({ text: done }),
      () => showToast({ text: t('copy.failed'), isFailure: true }),
    );
  };
}

/** The fetch key of a prompt. */
export function CopyName({ name }: { name: string }) {
  const { t } = useTranslation();
  const copy = useCopy();
  return (
    <button type="button" className="name" title={t('prompt.copyName')} onClick={() => copy(name, t('copy.name'))}>
      {name} <Icon name="copy" />
    </button>
  );
}
