import { isWrittenHere } from './draft-keeper.js';
import { type DraftPlace, type Edits, isSameEdits, type ServerEdits } from './draft-place.js';
import { type KeptHere, readHere, thisPage } from './kept-here.js';

/** Unsaved edits that were found when a page was opened. */
export interface Found {
  where: 'server' | 'here';
  edits: Edits;
  at: string;
  /** This very page kept them: there is nothing to ask. */
  isOwn: boolean;
}

/** What the server and this browser have, without what is in both or continues the other. */
export function foundIn(place: DraftPlace, server: ServerEdits | undefined): Found[] {
  const here = readHere(place.key);
  const found: Found[] = [];
  if (here && !(server && isSameEdits(here.edits, server.edits))) {
    found.push({ where: 'here', edits: here.edits, at: here.at, isOwn: here.page === thisPage });
  }
  if (server && !continues(here, server)) {
    found.push({ where: 'server', edits: server.edits, at: server.at, isOwn: isWrittenHere(place, server.etag) });
  }
  return found;
}

const continues = (here: KeptHere | undefined, server: ServerEdits): boolean =>
  here !== undefined && here.etag === server.etag && !isSameEdits(here.edits, server.edits);
