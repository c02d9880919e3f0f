import { fetchPath, library, withKey } from './library.js';
import { load, median } from './load.js';
import { publish } from './results.js';
import { startTarget } from './target.js';

/** A fetch that reads the store, against the same fetch from memory: each name once in a fresh process, then again. */
const names = 5000;
const passes = 3;
const books = await library(10_000);
const headers = withKey(books.apiKey);
const paths = Array.from({ length: names }, (_, index) => fetchPath(`prompt-${index + 1}`));
const missed: number[] = [];
const cached: number[] = [];
for (let pass = 1; pass <= passes; pass += 1) {
  process.stderr.write(`pass ${pass} of ${passes}\n`);
  const incipit = await startTarget('incipit', books.folder);
  // Warm code, cold cache: these names are none of the measured ones.
  const others = Array.from({ length: names }, (_, index) => fetchPath(`prompt-${names + index + 1}`));
  await load(incipit, { path: others, headers, status: 200, amount: names });
  missed.push((await load(incipit, { path: paths, headers, status: 200, amount: names })).rate);
  cached.push((await load(incipit, { path: paths, headers, status: 200, amount: names })).rate);
  await incipit.stop();
}
publish('cache-miss', [
  {
    what: 'requests that miss the cache ÷ cached',
    value: median(missed) / median(cached),
    unit: '×',
    must: { atLeast: 0.1 },
  },
]);
