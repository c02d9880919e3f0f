import { library, withKey } from './library.js';
import { type Contender, interleave } from './load.js';
import { publish } from './results.js';
import { startTarget } from './target.js';

/** The first page of a search, of each kind: what it costs in a large library against a small one. */
const small = await library(1000);
const large = await library(Number(process.argv[2] ?? 100_000));

/** Searches of a kind in a round. */
const amount = 64;

/** One kind of search each: what is typed, and what is particular about it. */
const searches = {
  'a word of every prompt': 'editorial',
  'two words of every text': 'summarize audience',
  'a word of every prompt and a rare one': 'editor 571',
  'the beginning of many words': 'editor 57',
  'a phrase, and a word that must not occur': '"act as an editor" -571 prompt',
  'a word that is nowhere': 'editorial quince',
};

const few = await startTarget('incipit', small.folder);
const many = await startTarget('incipit', large.folder);
const contenders = Object.entries(searches).flatMap(([what, q]): Contender[] => {
  const path = `/api/v1/prompts?limit=20&q=${encodeURIComponent(q)}`;
  return [
    { name: `few: ${what}`, target: few, load: { path, headers: withKey(small.apiKey), status: 200, amount } },
    { name: `many: ${what}`, target: many, load: { path, headers: withKey(large.apiKey), status: 200, amount } },
  ];
});
// Once each before they are measured: how common a word is, is counted once a minute.
for (const { target, load } of contenders) await fetch(`${target.url}${load.path}`, { headers: load.headers });
const results = await interleave(contenders, 3);
await few.stop();
await many.stop();
const size = large.size.toLocaleString('en');
const cpu = (name: string) => results.get(name)!.cpu;
publish(
  'search',
  Object.keys(searches).map((what) => ({
    what: `CPU at ${size} ÷ 1,000 prompts: ${what}`,
    value: cpu(`many: ${what}`) / cpu(`few: ${what}`),
    unit: '×',
    must: { atMost: 4 },
  })),
);
