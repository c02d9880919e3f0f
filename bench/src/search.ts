import { type Library, library, withKey } from './library.js';
import { type Contender, interleave } from './load.js';
import { type Figure, publish } from './results.js';
import { startTarget } from './target.js';

/**
 * The first page of a search, of each kind: what it costs in a library of 100,000 prompts against one of 1,000, and how
 * long it takes in a still larger one: its size may be the argument, 1000000 for example.
 */
const small = await library(1000);
const large = await library(100_000);
const largest = process.argv[2] === undefined ? undefined : await library(Number(process.argv[2]));

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

const pathOf = (q: string) => `/api/v1/prompts?limit=20&q=${encodeURIComponent(q)}`;

/** CPU for each kind in the large library ÷ in the small one. */
async function costs(): Promise<Figure[]> {
  const few = await startTarget('incipit', small.folder);
  const many = await startTarget('incipit', large.folder);
  const contenders = Object.entries(searches).flatMap(([what, q]): Contender[] => {
    const load = { path: pathOf(q), status: 200, amount } as const;
    return [
      { name: `few: ${what}`, target: few, load: { ...load, headers: withKey(small.apiKey) } },
      { name: `many: ${what}`, target: many, load: { ...load, headers: withKey(large.apiKey) } },
    ];
  });
  // Once each before they are measured: how common a word is, is counted once a minute.
  for (const { target, load } of contenders) await fetch(`${target.url}${load.path}`, { headers: load.headers });
  const results = await interleave(contenders, 3);
  await few.stop();
  await many.stop();
  const cpu = (name: string) => results.get(name)!.cpu;
  return Object.keys(searches).map((what) => ({
    what: `CPU at ${large.size.toLocaleString('en')} ÷ 1,000 prompts: ${what}`,
    value: cpu(`many: ${what}`) / cpu(`few: ${what}`),
    unit: '×',
    must: { atMost: 4 },
  }));
}

/** Searches of a kind, one after the other, of which the slowest hundredth is left out. */
const oneByOne = 300;

async function times({ folder, apiKey, size }: Library): Promise<Figure[]> {
  const target = await startTarget('incipit', folder);
  const ask = async (q: string) => {
    const began = performance.now();
    const answer = await fetch(target.url + pathOf(q), { headers: withKey(apiKey) });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`The search answers ${answer.status}`);
    return performance.now() - began;
  };
  const figures: Figure[] = [];
  for (const [what, q] of Object.entries(searches)) {
    for (let time = 0; time < 50; time += 1) await ask(q);
    const all: number[] = [];
    for (let time = 0; time < oneByOne; time += 1) all.push(await ask(q));
    const value = all.sort((a, b) => a - b)[Math.floor(oneByOne * 0.99)]!;
    figures.push({
      what: `p99 at ${size.toLocaleString('en')} prompts: ${what}`,
      value,
      unit: 'ms',
      must: { atMost: 50 },
    });
  }
  await target.stop();
  return figures;
}

const figures = await costs();
if (largest) figures.push(...(await times(largest)));
publish('search', figures);
