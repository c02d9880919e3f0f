import { createClient } from '@incipit/sdk';
import { type Library, library, withKey } from './library.js';
import { type Contender, interleave } from './load.js';
import { publish } from './results.js';
import { startTarget, type Target } from './target.js';

/**
 * The first page and a page in the middle of the list: what they cost in larger libraries against one of 1,000 prompts.
 * The sizes are the arguments, `100000 1000000` for example; 100,000 without.
 */
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100_000];
const small = await library(1000);
const larger: Library[] = [];
for (const size of sizes) larger.push(await library(size));

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

// Measured side by side, so that the noise of the machine is in all of them.
const libraries = [small, ...larger];
const targets = await Promise.all(libraries.map(({ folder }) => startTarget('incipit', folder)));
const first = '/api/v1/prompts?limit=20';
const load = ({ apiKey }: Library, path: string) => ({ path, headers: withKey(apiKey), status: 200 as const });
const sides: Contender[] = [];
for (const [index, library] of libraries.entries()) {
  const target = targets[index]!;
  sides.push({ name: `first of ${library.size}`, target, load: load(library, first) });
  sides.push({
    name: `middle of ${library.size}`,
    target,
    load: load(library, await deepPath(target, library)),
  });
}
const results = await interleave(sides);
for (const target of targets) await target.stop();

const cpu = (name: string) => results.get(name)!.cpu;
const figures = larger.flatMap(({ size }) =>
  (['first', 'middle'] as const).map((place) => ({
    what: `CPU of ${place === 'first' ? 'the first page' : 'a page in the middle'}, ${size.toLocaleString('en')} ÷ 1,000 prompts`,
    value: cpu(`${place} of ${size}`) / cpu(`${place} of ${small.size}`),
    unit: '×',
    must: { atMost: size > 100_000 ? 1.5 : 1.3 },
  })),
);
publish('list-page', figures);
