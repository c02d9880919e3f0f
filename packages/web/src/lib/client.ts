import { createClient } from '@incipit/sdk';
import { accessToken, endSession, sessionFetch } from './session.js';

/** Every call of the API, as whoever is signed in here. */
export const client = createClient({ baseUrl: '', accessToken, fetch: sessionFetch });

/** Signs out on the server first, so that "signed out" is true when it is shown. */
export async function signOut(): Promise<void> {
  await client.auth.logout({}, { headers: { 'x-incipit': '1' } });
  endSession();
}
