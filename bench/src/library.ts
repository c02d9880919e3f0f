import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '@incipit/embedded-mongo';
import { createClient } from '@incipit/sdk';
import { type Document, MongoClient, ObjectId, type WithId } from 'mongodb';
import { startTarget, type Target } from './target.js';

/** A library on disk, with the means to read it. */
export interface Library {
  readonly folder: string;
  readonly apiKey: string;
  /** `prompt-1` … `prompt-<size>`. */
  readonly size: number;
}

const account = { email: 'bench@example.org', username: 'bench', password: 'a long enough bench password' };
/** Creates under way at once. */
const lanes = 8;

/** The opening of a real prompt is about this long. */
const textOf = (number: number) =>
  `Act as an editor of issue ${number}. Summarize {{article}} for {{audience}} in {{language}}.\n`.repeat(10);

/** So many are made through the API; more are copies of these, written to the store directly. */
const made = 1000;

/** A library with `size` prompts. Kept in the temporary folder, so that the next run need not make it again. */
export async function library(size: number): Promise<Library> {
  const folder = join(tmpdir(), `incipit-bench-${size}`);
  const file = join(folder, 'library.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Library;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'data');
  const target = await startTarget('incipit', data);
  const apiKey = await fill(target, Math.min(size, made));
  await target.stop();
  if (size > made) await multiply(data, size);
  const done: Library = { folder: data, apiKey, size };
  writeFileSync(file, JSON.stringify(done));
  return done;
}

async function fill(target: Target, size: number): Promise<string> {
  const anonymous = createClient({ baseUrl: target.url });
  const { data: me } = await anonymous.auth.register({ ...account, client: 'native' });
  const signedIn = createClient({ baseUrl: target.url, accessToken: () => me.accessToken });
  const { data: key } = await signedIn.apiKeys.create({
    name: 'bench',
    scopes: ['prompts:read', 'prompts:write', 'labels:write'],
  });
  const client = createClient({ baseUrl: target.url, apiKey: key.secret });
  let next = 1;
  const work = async () => {
    for (let number = next++; number <= size; number = next++) {
      if (number % 250 === 0) process.stderr.write(`made ${number} of ${size} prompts\n`);
      await client.prompts.create({
        name: `prompt-${number}`,
        title: `Editorial prompt ${number}`,
        content: { type: 'text', text: textOf(number) },
        labels: ['production'],
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return key.secret;
}

/** Copies the prompts that are there, with their versions and labels, until there are `size`. */
async function multiply(data: string, size: number): Promise<void> {
  const store = await start({ dir: data });
  const client = await MongoClient.connect(store.uri);
  const db = client.db('incipit');
  const prompts = await db.collection('prompts').find().toArray();
  for (let at = prompts.length; at < size; at += prompts.length) {
    process.stderr.write(`copied ${at} of ${size} prompts\n`);
    const part = prompts.slice(0, size - at);
    const ids = new Map(part.map((prompt) => [String(prompt._id), new ObjectId()]));
    const copies = part.map((prompt, index) => copyOf(prompt, ids, at + index + 1));
    await db.collection('prompts').insertMany(copies);
    for (const name of ['prompt_versions', 'labels']) {
      const rows = await db
        .collection(name)
        .find({ promptId: { $in: part.map((prompt) => prompt._id) } })
        .toArray();
      const moved = rows.map((row) => ({ ...row, _id: new ObjectId(), promptId: ids.get(String(row.promptId)) }));
      await db.collection(name).insertMany(moved);
    }
    const entries = await db
      .collection('search_entries')
      .find({ promptId: { $in: part.map((prompt) => prompt._id) } })
      .toArray();
    const numbers = new Map(part.map((prompt, index) => [String(prompt._id), at + index + 1]));
    await db
      .collection('search_entries')
      .insertMany(entries.map((entry) => entryOf(entry, ids, numbers.get(String(entry.promptId))!)));
  }
  await client.close();
  await store.close();
}

function copyOf(prompt: WithId<Document>, ids: ReadonlyMap<string, ObjectId>, number: number): Document {
  const name = `prompt-${number}`;
  const title = `Editorial prompt ${number}`;
  return {
    ...prompt,
    _id: ids.get(String(prompt._id)),
    name,
    names: [name],
    title,
    titleKey: title.toLowerCase(),
    updatedAt: later(prompt.updatedAt, number),
    createdAt: later(prompt.createdAt, number),
  };
}

/** One a second, as if they had been written one after the other. */
const later = (time: Date, number: number): Date => new Date(time.getTime() + number * 1000);

/** What search finds a copy by: its own number, and the text with that of the prompt it was copied from. */
function entryOf(entry: WithId<Document>, ids: ReadonlyMap<string, ObjectId>, number: number): Document {
  return {
    ...entry,
    _id: new ObjectId(),
    promptId: ids.get(String(entry.promptId)),
    promptUpdatedAt: later(entry.promptUpdatedAt, number),
    titleWords: ['editorial', 'prompt', String(number)].sort(),
    words: [...new Set([...entry.words, String(number)])].sort(),
  };
}

/** Bearer headers. */
export const withKey = (secret: string) => ({ authorization: `Bearer ${secret}` });

/** An access token of the library's own user. */
export async function accessToken(target: Target): Promise<string> {
  const client = createClient({ baseUrl: target.url });
  const { data } = await client.auth.login({
    username: account.username,
    password: account.password,
    client: 'native',
  });
  return data.accessToken;
}

/** The path of the hot route. */
export const fetchPath = (name: string) => `/api/v1/prompts/by-name/${name}`;

/** What Incipit answers for a name, as a file for the bare servers, and its ETag. */
export async function answerOf(target: Target, { apiKey, folder }: Library): Promise<{ file: string; etag: string }> {
  const answer = await fetch(target.url + fetchPath('prompt-1'), { headers: withKey(apiKey) });
  if (answer.status !== 200) throw new Error(`The library answers ${answer.status}`);
  const file = join(folder, '..', 'answer.json');
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  return { file, etag: answer.headers.get('etag') ?? '' };
}
