import { isDeepStrictEqual } from 'node:util';
import type { DataService } from '../data/data.service.js';
import type { Filter } from '../data/filter.js';
import type { Repository } from '../data/repository.js';
import { inPublic, type Prompt } from '../data/schemas/prompt.schema.js';
import { ofLive, type SearchEntry } from '../data/schemas/search-entry.schema.js';

/**
 * Where words are looked for: all that members read in one workspace, or in several; or what is public, in all of them
 * and only as it is published.
 */
export type Place = Pick<Filter<SearchEntry>, 'workspaceId'> | 'public';

/** The words of a place: the records, and which of them. */
export const entriesIn = (
  data: DataService,
  place: Place,
): { readonly entries: Repository<SearchEntry>; readonly within: Filter<SearchEntry> } =>
  place === 'public' ? { entries: data.publicEntries, within: {} } : { entries: data.searchEntries, within: place };

/**
 * The entries of exactly the prompts of `where`. `null`: it asks what entries do not know (folder, stars …), or it is
 * about several workspaces, which no index has in one order.
 */
export function entriesOf(
  place: Place,
  { $and = [], workspaceId, ...where }: Filter<Prompt>,
): Filter<SearchEntry> | null {
  const asksMore = $and.some((one) => Object.values(one).some((value) => value !== undefined));
  const isKnown = isDeepStrictEqual(where, place === 'public' ? inPublic : { deletedAt: null });
  const hasOneOrder = place === 'public' || typeof workspaceId === 'string';
  return !asksMore && isKnown && hasOneOrder ? { workspaceId, ...ofLive } : null;
}
