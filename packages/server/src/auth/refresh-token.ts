import { limits } from '@incipit/contract';
import type { KeyRing } from './key-ring.js';

/** What a refresh token says: the session, and its running number. */
export interface RefreshClaims {
  readonly sessionId: string;
  readonly n: number;
}

/** The longest time between two uses, in milliseconds. */
export const refreshIdle = limits.sessionIdleDays * 86_400_000;
/** The longest life of a session, in milliseconds. */
export const sessionLife = limits.sessionDays * 86_400_000;
/** How long the number before the present one still gets the present token: tabs, and answers that were lost. */
export const refreshGrace = 10_000;

/** `<session id>.<n>.<MAC>`: nothing of it is stored but the number. */
export const makeRefreshToken = (keys: KeyRing, { sessionId, n }: RefreshClaims): string =>
  `${sessionId}.${n}.${keys.mac(`${sessionId}.${n}`)}`;

/** What a token says; `null` when we did not make it. */
export function readRefreshToken(keys: KeyRing, token: string): RefreshClaims | null {
  const found = /^(([0-9a-f]{24})\.([1-9]\d{0,9}))\.([A-Za-z0-9_-]{43})$/.exec(token);
  if (!found) return null;
  const [, signed, sessionId, n, mac] = found as unknown as [string, string, string, string, string];
  return keys.isMac(signed, mac) ? { sessionId, n: Number(n) } : null;
}

/** What a genuine token is worth. */
export type RefreshVerdict = 'rotate' | 'repeat' | 'theft';

/**
 * The present number rotates; the one before, within the grace, gets the present one again; anything else was copied.
 * @param now milliseconds since 1970
 */
export function judgeRefresh(
  n: number,
  session: { readonly n: number; readonly rotatedAt: Date },
  now: number,
): RefreshVerdict {
  if (n === session.n) return 'rotate';
  return n === session.n - 1 && now - session.rotatedAt.getTime() <= refreshGrace ? 'repeat' : 'theft';
}
