import type { PromptItem } from '@incipit/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatWhen } from '../../lib/format.js';
import { Icon } from '../../ui/icon.js';
import { LabelMark, orderedLabels } from '../../ui/label-mark.js';
import { StarButton } from '../../ui/star-button.js';
import { TagMark } from '../../ui/tag-mark.js';
import { TemplateText } from '../../ui/template-text.js';

export interface RowProps {
  item: PromptItem;
  index: number;
  isPicked: boolean;
  isCursor: boolean;
  onPick: (() => void) | undefined;
  onStar: () => void;
}

/** One prompt in the list. */
export function PromptRow({
  item,
  index,
  isPicked,
  isCursor,
  onPick,
  onStar,
  measure,
}: RowProps & { measure: (row: HTMLElement | null) => void }) {
  const { t } = useTranslation();
  const [first, ...rest] = item.tags;
  return (
    <li ref={measure} data-index={index} data-at={index} className={isCursor ? 'row is-cursor' : 'row'}>
      {onPick ? (
        <label className="pick">
          <input
            type="checkbox"
            aria-label={t('library.select', { title: item.title })}
            checked={isPicked}
            onChange={onPick}
          />
        </label>
      ) : (
        <span />
      )}
      <Kind type={item.type} />
      <div className="row-main">
        <div className="row-line">
          <Link className="row-title" to="/p/$id" params={{ id: item.id }}>
            {item.title}
          </Link>
          <span className="row-name">{item.name}</span>
          <Seen visibility={item.visibility} />
        </div>
        <p className="row-pre">
          <TemplateText text={item.preview} />
        </p>
      </div>
      <RowLabels labels={item.labels} />
      <div className="row-tags">
        {first && <TagMark tag={first} />}
        {rest.length > 0 && (
          <span className="tag muted" title={rest.map((tag) => tag.name).join(', ')}>
            +{rest.length}
          </span>
        )}
      </div>
      <div className="row-when">
        <time dateTime={item.updatedAt}>{formatWhen(item.updatedAt)}</time>
        <span>{item.author?.displayName || item.author?.username}</span>
      </div>
      <StarButton isOn={item.starred} label={t('star.named', { title: item.title })} onToggle={onStar} />
    </li>
  );
}

function Kind({ type }: { type: PromptItem['type'] }) {
  const { t } = useTranslation();
  return (
    <span className={type === 'chat' ? 'kind kind-chat' : 'kind'} title={t(`type.${type}`)}>
      <span aria-hidden="true">{type === 'chat' ? '“' : '¶'}</span>
      <span className="vh">{t(`type.${type}`)}</span>
    </span>
  );
}

function Seen({ visibility }: { visibility: PromptItem['visibility'] }) {
  const { t } = useTranslation();
  if (visibility === 'private') return null;
  return (
    <span className="row-seen" title={t(`visibility.${visibility}`)}>
      <Icon name={visibility === 'public' ? 'globe' : 'link'} />
      <span className="vh">{t(`visibility.${visibility}`)}</span>
    </span>
  );
}

/** The two that matter most: `latest` only where it says something that the others do not. */
export function RowLabels({ labels }: { labels: PromptItem['labels'] }) {
  const all = orderedLabels(labels);
  const others = all.filter(([name]) => name !== 'latest');
  const isSaid = others.some(([name, version]) => name === 'production' && version === labels.latest);
  const shown = isSaid ? others : all;
  return (
    <div className="row-labels">
      {shown.slice(0, 2).map(([name, version]) => (
        <LabelMark key={name} name={name} version={version} />
      ))}
    </div>
  );
}
