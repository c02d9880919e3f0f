import type { api, CallOf, PromptItem } from '@incipit/contract';
import { promptSorts, promptTypes, sortOrders, visibilities } from '@incipit/contract/rules';

export const densities = ['compact', 'comfortable', 'cards'] as const;
export type Density = (typeof densities)[number];

/** What the list shows, as it stands in the address. */
export interface LibrarySearch {
  /** Workspace; left out, the one used last. */
  ws?: string;
  q?: string;
  /** Collection. */
  in?: string;
  tag?: string[];
  label?: string;
  type?: PromptItem['type'];
  visibility?: PromptItem['visibility'];
  starred?: '1';
  trash?: '1';
  sort?: (typeof promptSorts)[number];
  order?: (typeof sortOrders)[number];
  view?: Density;
}

const oneOf = <T extends string>(value: unknown, allowed: readonly T[]): T | undefined =>
  allowed.find((item) => item === value);
const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Takes what is understood from an address and leaves the rest. */
export function readLibrarySearch(raw: Record<string, unknown>): LibrarySearch {
  const tags = [raw.tag].flat().filter((tag): tag is string => typeof tag === 'string' && tag !== '');
  return {
    ws: word(raw.ws),
    q: word(raw.q),
    in: word(raw.in),
    tag: tags.length > 0 ? tags : undefined,
    label: word(raw.label),
    type: oneOf(raw.type, promptTypes),
    visibility: oneOf(raw.visibility, visibilities),
    starred: oneOf(raw.starred, ['1']),
    trash: oneOf(raw.trash, ['1']),
    sort: oneOf(raw.sort, promptSorts),
    order: oneOf(raw.order, sortOrders),
    view: oneOf(raw.view, densities),
  };
}

/** The same as a query of the API. */
export function toListQuery(search: LibrarySearch, workspaceId: string): CallOf<typeof api.prompts.list> {
  return {
    workspaceId,
    q: search.q,
    collectionId: search.in,
    deep: search.in && search.in !== 'none' ? true : undefined,
    tag: search.tag,
    label: search.label,
    type: search.type,
    visibility: search.visibility,
    starred: search.starred ? true : undefined,
    trashed: search.trash ? true : undefined,
    sort: search.sort,
    order: search.order,
  };
}

/** Whether anything narrows the list. */
export const hasFilters = ({ q, tag, label, type, visibility }: LibrarySearch): boolean =>
  Boolean(q ?? tag ?? label ?? type ?? visibility);

/** What stays when filters are cleared: where one is and how it looks. */
export const withoutFilters = ({
  ws,
  in: collection,
  starred,
  trash,
  sort,
  order,
  view,
}: LibrarySearch): LibrarySearch => ({
  ws,
  in: collection,
  starred,
  trash,
  sort,
  order,
  view,
});
