import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { sentenceOf } from '../../lib/failure.js';
import { formatMoment } from '../../lib/format.js';
import { allPages } from '../../lib/pages.js';
import { queryKeys } from '../../lib/query.js';
import { Icon } from '../../ui/icon.js';
import { Note } from '../../ui/note.js';
import { moveSentence } from '../activity/sentence.js';

/** Who moved a label, when, where to and why. Read when it is opened. */
export function LabelHistory({ id, label }: { id: string; label: string }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const moves = useQuery({
    queryKey: queryKeys.prompt(id, 'labels', label),
    queryFn: ({ signal }) => allPages((cursor) => client.labels.history({ id, label, limit: 100, cursor }, { signal })),
    enabled: isOpen,
  });
  return (
    <details className="past" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="right" /> {t('labels.past', { label })}
      </summary>
      {moves.isError && <Note kind="bad">{sentenceOf(moves.error, t)}</Note>}
      <ol className="events">
        {moves.data?.map((move, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two moves of one instant differ in nothing else
          <li key={`${move.at} ${index}`}>
            <span>
              {moveSentence(move, t)}
              {move.reason && <q>{move.reason}</q>}
            </span>
            <time dateTime={move.at}>{formatMoment(move.at)}</time>
          </li>
        ))}
      </ol>
    </details>
  );
}
