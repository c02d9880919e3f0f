import type { Version } from '@incipit/contract';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../lib/format.js';
import { LabelMark } from '../../ui/label-mark.js';

interface ListProps {
  versions: Version[];
  from: number;
  to: number;
  onFrom: (number: number) => void;
  onTo: (number: number) => void;
}

/** Two columns of radio buttons choose what is compared with what. */
export function VersionList({ versions, from, to, onFrom, onTo }: ListProps) {
  const { t } = useTranslation();
  return (
    <section className="vers" aria-label={t('history.versions')}>
      <div className="vers-head" aria-hidden="true">
        <span>
          <span>{t('history.from')}</span>
          <span>{t('history.to')}</span>
        </span>
      </div>
      <ol>
        {versions.map((version) => (
          <li
            key={version.number}
            className={`ver ${version.number === to ? 'is-to' : ''} ${version.number === from ? 'is-from' : ''}`}
          >
            <label className="pick">
              <input
                type="radio"
                name="from"
                aria-label={t('history.compareFrom', { version: version.number })}
                checked={version.number === from}
                onChange={() => onFrom(version.number)}
              />
            </label>
            <label className="pick">
              <input
                type="radio"
                name="to"
                aria-label={t('history.compareTo', { version: version.number })}
                checked={version.number === to}
                onChange={() => onTo(version.number)}
              />
            </label>
            <span className="ver-n">{version.number}</span>
            <div>
              <p className="ver-msg">
                {messageOf(version, t('history.noMessage'), (number) => t('history.restoredFrom', { version: number }))}
              </p>
              <p className="ver-by">
                {[version.author?.displayName || version.author?.username, formatMoment(version.createdAt)]
                  .filter(Boolean)
                  .join(', ')}
              </p>
              {version.labels.length > 0 && (
                <div className="row-labels">
                  {version.labels.map((name) => (
                    <LabelMark key={name} name={name} />
                  ))}
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function messageOf(version: Version, none: string, restored: (from: number) => string): React.ReactNode {
  if (version.message) return version.message;
  if (version.restoredFrom) return restored(version.restoredFrom);
  return <span className="muted">{none}</span>;
}
