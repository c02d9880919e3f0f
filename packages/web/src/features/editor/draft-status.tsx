import { useTranslation } from 'react-i18next';
import { codeOf, sentenceOf } from '../../lib/failure.js';
import { formatTime } from '../../lib/format.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { Note } from '../../ui/note.js';
import type { KeptStatus } from './draft-keeper.js';

/** One quiet line: where the draft is by now. */
export function DraftStatus({ status }: { status: KeptStatus }) {
  const { t } = useTranslation();
  return (
    <span className="draft" role="status">
      {status.kind === 'server' && (
        <>
          <Icon name="check" /> {t('draft.kept', { time: formatTime(status.at) })}
        </>
      )}
      {(status.kind === 'here' || status.kind === 'elsewhere') && (
        <>
          <Icon name="clock" /> {t('draft.keptHere')}
        </>
      )}
    </span>
  );
}

/** What one should know when the draft could not be kept as usual. That the server is away is said elsewhere. */
export function DraftTrouble({ status, onCompare }: { status: KeptStatus; onCompare: () => void }) {
  const { t } = useTranslation();
  if (status.kind === 'elsewhere') {
    return (
      <Note
        kind="warn"
        actions={
          <Button isSmall onClick={onCompare}>
            {t('draft.compare')}
          </Button>
        }
      >
        <b>{t('draft.elsewhere')}</b> {t('draft.elsewhereText')}
      </Note>
    );
  }
  if (status.kind === 'nowhere') {
    return (
      <Note kind="bad">
        <b>{t('draft.nowhere')}</b> {t('draft.nowhereText')}
      </Note>
    );
  }
  if (status.kind !== 'here' || status.error === undefined || codeOf(status.error) === 'network') return null;
  return (
    <Note kind="warn">
      <b>{t('draft.refused')}</b> {sentenceOf(status.error, t)}
    </Note>
  );
}
