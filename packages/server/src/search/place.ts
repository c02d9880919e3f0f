import { isDeepStrictEqual } from 'node:util';
import type { DataService } from '../data/data.service.js';
import type { Filter } from '../data/filter.js';
import type { Repository } from '../data/repository.js';
import { inPublic, type Prompt } from '../data/schemas/prompt.schema.js';
import type { SearchEntry } from '../data/schemas/search-entry.schema.js';

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

/** Whether they are all live prompts of one place: nothing else says which. */
export function isWhole(place: Place, { $and = [], ...where }: Filter<Prompt>): boolean {
  if (place !== 'public' && typeof place.workspaceId !== 'string') return false;
  const isEmpty = (condition: object): boolean => Object.values(condition).every((value) => value === undefined);
  return $and.every(isEmpty) && isDeepStrictEqual(where, place === 'public' ? inPublic : { ...place, deletedAt: null });
}
