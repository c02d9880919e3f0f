import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { StarButton } from '../../ui/star-button.js';
import { TemplateText } from '../../ui/template-text.js';
import { RowLabels, type RowProps } from './prompt-row.js';

/** The same prompt for browsing and for touch. */
export function PromptCard({ item, index, isPicked, isCursor, onPick, onStar }: RowProps) {
  const { t } = useTranslation();
  return (
    <li data-at={index} className={isCursor ? 'card is-cursor' : 'card'}>
      <div className="card-head">
        <Link className="row-title" to="/p/$id" params={{ id: item.id }}>
          {item.title}
        </Link>
        <span className="end row-flex">
          {onPick && (
            <label className="pick">
              <input
                type="checkbox"
                aria-label={t('library.select', { title: item.title })}
                checked={isPicked}
                onChange={onPick}
              />
            </label>
          )}
          <StarButton isOn={item.starred} label={t('star.named', { title: item.title })} onToggle={onStar} />
        </span>
      </div>
      <p className="row-pre">
        <TemplateText text={item.preview} />
      </p>
      <RowLabels labels={item.labels} />
    </li>
  );
}
