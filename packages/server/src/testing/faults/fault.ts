import { isDeepStrictEqual } from 'node:util';
import type { DataService } from '../../data/data.service.js';

/** Nothing, if the two are equal; else a sentence. */
export const unless = (what: string, found: unknown, expected: unknown): string[] =>
  isDeepStrictEqual(found, expected)
    ? []
    : [`${what} is ${JSON.stringify(found)} and should be ${JSON.stringify(expected)}`];

/** Ids of accounts and workspaces whose rows are still being taken away. */
export async function leaving(data: DataService, kind: 'account.removal' | 'workspace.removal'): Promise<Set<string>> {
  return new Set(await data.jobs.idsIn('subjectId', { kind }));
}
