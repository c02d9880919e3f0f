import { useInfiniteQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { client } from '../../lib/client.js';
import { formatMoment } from '../../lib/format.js';
import { queryKeys } from '../../lib/query.js';
import { Button } from '../../ui/button.js';
import { Failed, Loading } from '../../ui/states.js';
import { activitySentence, withoutEchoes } from './sentence.js';

/** What happened to a prompt, newest first, for everybody who sees it. */
export function ActivityPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/app/p/$id/activity' });
  const activity = useInfiniteQuery({
    queryKey: queryKeys.prompt(id, 'activity'),
    queryFn: async ({ pageParam, signal }) =>
      (await client.audit.activity({ id, limit: 50, cursor: pageParam }, { signal })).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  if (activity.isPending) return <Loading label={t('activity.loading')} />;
  if (!activity.data)
    return <Failed title={t('activity.failed')} error={activity.error} onRetry={() => void activity.refetch()} />;
  const items = withoutEchoes(activity.data.pages.flatMap((page) => page.items));
  return (
    <section className="events-page" aria-label={t('activity.title')}>
      <ol className="events">
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two changes of one instant differ in nothing else
          <li key={`${item.at} ${index}`}>
            <span>{activitySentence(item, t)}</span>
            <time dateTime={item.at}>{formatMoment(item.at)}</time>
          </li>
        ))}
      </ol>
      {activity.hasNextPage && (
        <Button isBusy={activity.isFetchingNextPage} onClick={() => void activity.fetchNextPage()}>
          {t('activity.older')}
        </Button>
      )}
    </section>
  );
}
