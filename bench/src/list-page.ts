import { createClient } from '@incipit/sdk';
import { type Library, library, withKey } from './library.js';
import { interleave } from './load.js';
import { publish } from './results.js';
import { startTarget, type Target } from './target.js';

/** The first page and a deep page of the list: what they cost in a large library against a small one. */
const small = await library(1000);
const large = await library(Number(process.argv[2] ?? 100_000));

/** The path of the page that begins after half of the library. */
async function deepPath(target: Target, { apiKey, size }: Library): Promise<string> {
  const client = createClient({ baseUrl: target.url, apiKey });
  let cursor: string | undefined;
  for (let seen = 0; seen < size / 2; seen += 100) {
    const { data } = await client.prompts.list({ limit: 100, cursor });
    cursor = data.nextCursor ?? undefined;
  }
  return `/api/v1/prompts?limit=20&cursor=${encodeURIComponent(cursor ?? '')}`;
}

const few = await startTarget('incipit', small.folder);
const many = await startTarget('incipit', large.folder);
const first = '/api/v1/prompts?limit=20';
const fewDeep = await deepPath(few, small);
const manyDeep = await deepPath(many, large);
const results = await interleave([
  { name: 'few', target: few, load: { path: first, headers: withKey(small.apiKey), status: 200 } },
  { name: 'many', target: many, load: { path: first, headers: withKey(large.apiKey), status: 200 } },
  { name: 'few, deep', target: few, load: { path: fewDeep, headers: withKey(small.apiKey), status: 200 } },
  { name: 'many, deep', target: many, load: { path: manyDeep, headers: withKey(large.apiKey), status: 200 } },
]);
await few.stop();
await many.stop();
const cpu = (name: string) => results.get(name)!.cpu;
const size = large.size.toLocaleString('en');
publish('list-page', [
  {
    what: `CPU of the first page, ${size} ÷ 1,000 prompts`,
    value: cpu('many') / cpu('few'),
    unit: '×',
    must: { atMost: 1.3 },
  },
  {
    what: `CPU of a page in the middle, ${size} ÷ 1,000 prompts`,
    value: cpu('many, deep') / cpu('few, deep'),
    unit: '×',
    must: { atMost: 1.3 },
  },
]);
