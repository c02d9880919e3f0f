import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../lib/failure.js';
import { queryKeys } from '../../lib/query.js';
import { Failed, Loading } from '../../ui/states.js';
import { showToast } from '../../ui/toast.js';
import { settled } from './draft-keeper.js';
import { DraftOffer } from './draft-offer.js';
import type { DraftPlace, Edits } from './draft-place.js';
import { type Found, foundIn } from './kept-edits.js';
import { dropHere } from './kept-here.js';

/** What an editor begins with. */
export interface Start {
  /** `undefined`: nothing was kept, or it was discarded. */
  edits: Edits | undefined;
  /** They are not on the server yet. */
  isUnsent: boolean;
  /** What the server has now. */
  etag: string | undefined;
  /** Looks again at what is kept, and asks. */
  reopen: () => void;
}

interface WithDraftProps {
  /** Of the page, while it asks; left out: there is one already. */
  heading?: string;
  place: DraftPlace;
  /** Whether edits say anything that is not saved. */
  isNews: (edits: Edits) => boolean;
  /** Shows edits before one chooses. */
  preview: (edits: Edits) => ReactNode;
  children: (start: Start) => ReactNode;
}

/** Looks for unsaved edits, offers what it finds, and then shows the editor. */
export function WithDraft({ heading, place, isNews, preview, children }: WithDraftProps) {
  const { t } = useTranslation();
  const [round, setRound] = useState(0);
  const kept = useQuery({
    queryKey: queryKeys.draft(place.key, round),
    queryFn: async ({ signal }) => {
      await settled(place);
      const server = await place.read(signal);
      return { etag: server?.etag, found: foundIn(place, server).filter(({ edits }) => isNews(edits)) };
    },
    // Asked once, when the page is opened: what comes later is met by the keeper.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
  });
  const [gone, setGone] = useState<Found[]>([]);
  const [chosen, setChosen] = useState<{ found: Found; isAsked: boolean }>();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that had the focus went away.
    if (chosen?.isAsked) box.current?.querySelector<HTMLElement>('.cm-content')?.focus();
  }, [chosen]);
  if (kept.isPending) return <Loading label={t('draft.loading')} />;
  if (!kept.data) return <Failed title={t('draft.failed')} error={kept.error} onRetry={() => void kept.refetch()} />;

  const { etag } = kept.data;
  const offers = kept.data.found.filter((item) => !gone.includes(item));
  const [only] = offers;
  const found = chosen?.found ?? (only?.isOwn && offers.length === 1 && round === 0 ? only : undefined);
  if (offers.length > 0 && !found) {
    const discard = async (item: Found) => {
      if (item.where === 'here') dropHere(place.key);
      else await place.remove(etag);
      setGone([...gone, item]);
    };
    return (
      <DraftOffer
        heading={heading}
        offers={offers}
        preview={preview}
        onContinue={(item) => setChosen({ found: item, isAsked: true })}
        onDiscard={(item) =>
          discard(item).catch((error: unknown) => {
            showToast({ text: sentenceOf(error, t), isFailure: true });
            setRound(round + 1);
          })
        }
      />
    );
  }
  const isServerGone = gone.some((item) => item.where === 'server');
  return (
    <div className="contents" ref={box} key={round}>
      {children({
        edits: found?.edits,
        isUnsent: found?.where === 'here',
        etag: isServerGone ? undefined : etag,
        reopen: () => {
          setGone([]);
          setChosen(undefined);
          setRound(round + 1);
        },
      })}
    </div>
  );
}
