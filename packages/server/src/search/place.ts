import type { DataService } from '../data/data.service.js';
import type { Filter } from '../data/filter.js';
import type { Repository } from '../data/repository.js';
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
