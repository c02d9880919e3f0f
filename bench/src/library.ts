import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@incipit/sdk';
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

/** A library with `size` prompts. Kept in the temporary folder, so that the next run need not make it again. */
export async function library(size: number): Promise<Library> {
  const folder = join(tmpdir(), `incipit-bench-${size}`);
  const file = join(folder, 'library.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Library;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'data');
  const target = await startTarget('incipit', data);
  const apiKey = await fill(target, size);
  await target.stop();
  const made: Library = { folder: data, apiKey, size };
  writeFileSync(file, JSON.stringify(made));
  return made;
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
      if (number % 1000 === 0) process.stderr.write(`made ${number} of ${size} prompts\n`);
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
