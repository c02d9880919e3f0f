import { createHash } from 'node:crypto';
import { DataService } from '../data/data.service.js';
import type { TestServer } from './create-test-server.js';

/** Everything that is stored: the SHA-256 of each record's bytes by `collection id`. */
export type Fingerprint = ReadonlyMap<string, string>;

/** Reads every record of every collection of the database, those included that no model knows. */
export async function fingerprint({ app }: TestServer): Promise<Fingerprint> {
  const data = app.get(DataService);
  const prints = new Map<string, string>();
  for (const collection of (await data.models[0]?.db.db?.collections()) ?? []) {
    const records = (await collection.find({}, { raw: true }).toArray()) as unknown as Buffer[];
    for (const bytes of records) {
      prints.set(`${collection.collectionName} ${idIn(bytes)}`, createHash('sha256').update(bytes).digest('hex'));
    }
  }
  return prints;
}

/** BSON: four bytes of length, then the first element: its type, `_id\0` and the twelve bytes of an ObjectId. */
const idIn = (bytes: Buffer): string =>
  bytes.toString('latin1', 4, 9) === '\x07_id\0' ? bytes.toString('hex', 9, 21) : bytes.toString('latin1');

/** What differs: `+` came, `-` went, `~` changed. */
export function differences(before: Fingerprint, after: Fingerprint): string[] {
  const changed = [...after].filter(([key, hash]) => before.get(key) !== hash);
  const gone = [...before.keys()].filter((key) => !after.has(key));
  return [...changed.map(([key]) => `${before.has(key) ? '~' : '+'} ${key}`), ...gone.map((key) => `- ${key}`)];
}
