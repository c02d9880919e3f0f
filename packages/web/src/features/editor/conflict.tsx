import type { Content, Prompt } from '@incipit/contract';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../lib/format.js';
import { Button } from '../../ui/button.js';
import { Note } from '../../ui/note.js';
import { ContentDiff } from '../history/content-diff.js';

interface ConflictProps {
  theirs: Prompt;
  mine: Content;
  /** The version that the draft began from. */
  base: number;
  isBusy: boolean;
  onKeepTheirs: () => void;
  onSaveMine: () => void;
}

/** Two people changed the same version: both texts are shown, both are kept, and one chooses. */
export function Conflict({ theirs, mine, base, isBusy, onKeepTheirs, onSaveMine }: ConflictProps) {
  const { t } = useTranslation();
  const { version, latestVersion } = theirs;
  const who = version.author?.displayName || version.author?.username || t('conflict.someone');
  return (
    <section className="conflict" aria-label={t('conflict.label')}>
      <Note
        kind="bad"
        actions={
          <>
            <Button isSmall onClick={onKeepTheirs}>
              {t('conflict.keepTheirs')}
            </Button>
            <Button isSmall kind="ink" isBusy={isBusy} onClick={onSaveMine}>
              {t('conflict.saveMine', { version: latestVersion + 1 })}
            </Button>
          </>
        }
      >
        <b>{t('conflict.title', { who, version: latestVersion })}</b> {t('conflict.text')}
      </Note>
      <ContentDiff
        from={version.content}
        to={mine}
        layout="split"
        caption={t('conflict.label')}
        heads={[
          <span key="theirs">
            {t('history.version')} <b>{latestVersion}</b>{' '}
            <span className="muted">
              {who}, {formatMoment(version.createdAt)}
            </span>
          </span>,
          <span key="mine">
            <b>{t('conflict.mine')}</b> <span className="muted">{t('conflict.from', { version: base })}</span>
          </span>,
        ]}
      />
    </section>
  );
}
