import { useEffect, useState, useSyncExternalStore } from 'react';
import { DraftKeeper, type KeptStatus } from './draft-keeper.js';
import type { DraftPlace } from './draft-place.js';

/** A keeper for as long as the page is open. */
export function useKeeper(place: DraftPlace, etag: string | undefined): { keeper: DraftKeeper; status: KeptStatus } {
  const [keeper] = useState(() => new DraftKeeper(place, etag));
  const status = useSyncExternalStore(keeper.subscribe, keeper.status);
  useEffect(() => {
    addEventListener('pagehide', keeper.leave);
    addEventListener('online', keeper.flush);
    return () => {
      removeEventListener('pagehide', keeper.leave);
      removeEventListener('online', keeper.flush);
      keeper.leave();
    };
  }, [keeper]);
  return { keeper, status };
}
