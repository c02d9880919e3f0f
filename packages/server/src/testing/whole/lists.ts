import type { Client } from '@incipit/sdk';

/** All items of a list. */
export async function all<T>(page: (cursor?: string) => Promise<{ data: { items: T[]; nextCursor: string | null } }>) {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const { data } = await page(cursor);
    items.push(...data.items);
    if (data.nextCursor === null) return items;
    cursor = data.nextCursor;
  }
}

export type Item = Awaited<ReturnType<Client['prompts']['list']>>['data']['items'][number];

/** All prompts that a list query finds. */
export const listed = (client: Client, query: object): Promise<Item[]> =>
  all((cursor) => client.prompts.list({ ...query, limit: 100, cursor }));
/** What search finds by one word. */
export const foundBy = (client: Client, workspaceId: string | undefined, q: string) =>
  listed(client, { workspaceId, q });
export const activityOf = async (client: Client, id: string) =>
  (await all((cursor) => client.audit.activity({ id, limit: 100, cursor }))).map(({ action }) => action).reverse();
export const namesOf = (tags: readonly { readonly name: string }[]) => tags.map(({ name }) => name).sort();

/** `base`, `base-2`, `base-3` …: what so many prompts are named. */
export const numbered = (base: string, from: number, count: number) =>
  Array.from({ length: count }, (_, at) => (from + at === 1 ? base : `${base}-${from + at}`)).sort();

/** Of things that were asked for, those that must be there; all others may be. */
export const answered = <T extends { readonly isAnswered: boolean }>(asked: readonly T[]) =>
  asked.filter(({ isAnswered }) => isAnswered);
