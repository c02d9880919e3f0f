import type { Tokens } from '@incipit/contract';

/** The access token lives in this module and nowhere else: never in storage, never in a global. */
let token: { value: string; staleAt: number } | undefined;
let refreshing: Promise<boolean> | undefined;
const listeners = new Set<() => void>();

/** Whether this browser signed in before: asking for a refresh without a cookie would only be an error in the console. */
const flag = 'incipit-signed-in';
const channel = new BroadcastChannel('incipit-session');
channel.onmessage = () => forget();

/** A token with less than this left is exchanged before it is used. */
const marginMs = 30_000;

/** Takes the tokens of a sign-in, a registration or a refresh. */
export function keepTokens({ accessToken, expiresIn }: Tokens): void {
  token = { value: accessToken, staleAt: Date.now() + expiresIn * 1000 - marginMs };
  localStorage.setItem(flag, '1');
}

/** Ends the session in this tab and tells the others. The server has to be told by the caller. */
export function endSession(): void {
  forget();
  channel.postMessage('ended');
}

function forget(): void {
  token = undefined;
  localStorage.removeItem(flag);
  for (const listener of listeners) listener();
}

/** Calls `listener` when the session has ended, here or in another tab. Answers how to stop that. */
export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A token that is still good; refreshed when it is not; `undefined`: nobody is signed in. */
export async function accessToken(): Promise<string | undefined> {
  if (token && Date.now() < token.staleAt) return token.value;
  if (localStorage.getItem(flag) === null) return undefined;
  await refresh();
  return token?.value;
}

/** `fetch` that exchanges a refused token once. An answer 401 after that means that the session is over. */
export const sessionFetch: typeof fetch = async (input, init) => {
  const sent = new Headers(init?.headers);
  const response = await fetch(input, init);
  if (response.status !== 401 || !sent.has('authorization')) return response;
  const problem = (await response.clone().json()) as { code?: string };
  // A wrong current password is a 401 as well, with a session that is fine.
  if (problem.code !== 'unauthorized') return response;
  if (sent.get('authorization') === `Bearer ${token?.value}`) token = undefined;
  const renewed = await accessToken();
  if (!renewed) return response;
  sent.set('authorization', `Bearer ${renewed}`);
  return fetch(input, { ...init, headers: sent });
};

/** One refresh at a time: in this tab by the promise, among tabs by a lock where the browser has one. */
function refresh(): Promise<boolean> {
  const locked = () => (navigator.locks ? navigator.locks.request('incipit-refresh', exchange) : exchange());
  refreshing ??= locked().finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

async function exchange(): Promise<boolean> {
  const response = await fetch('/api/v1/auth/refresh', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-incipit': '1' },
    body: '{}',
  });
  if (response.ok) {
    keepTokens((await response.json()) as Tokens);
    return true;
  }
  if (response.status === 401) endSession();
  return false;
}
