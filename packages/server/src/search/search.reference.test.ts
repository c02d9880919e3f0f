import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { openSearchLibrary } from '../testing/search-library.js';

/** The search against a reference that looks through everything, word by word. */

let library: Awaited<ReturnType<typeof openSearchLibrary>>;
beforeAll(async () => {
  library = await openSearchLibrary();
});
afterAll(async () => {
  await library?.close();
});

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
const simplified = (word: string) =>
  word.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
const naiveWords = (text: string): string[] =>
  text
    .normalize('NFKC')
    .split(/\s+/)
    .flatMap((part) => [...segmenter.segment(part.replace(/[_.-]/g, ' '))])
    .filter((part) => part.isWordLike)
    .map((part) => simplified(part.segment))
    .filter((word) => word !== '');

interface Known {
  readonly prompt: Prompt;
  readonly title: readonly string[][];
  readonly text: readonly string[][];
}

/** One part of a query, as it is typed. */
interface Part {
  readonly kind: 'word' | 'phrase' | 'minus';
  readonly raw: string;
}

const written = ({ kind, raw }: Part) => (kind === 'word' ? raw : kind === 'phrase' ? `"${raw}"` : `-"${raw}"`);

/** The ids that these parts find, best first. @param known in the order they were made */
function naiveSearch(known: readonly Known[], parts: readonly Part[]): string[] {
  const of = (kind: Part['kind']) => parts.filter((part) => part.kind === kind).map(({ raw }) => naiveWords(raw));
  const whole = of('word').flat();
  const prefix = whole.pop();
  const phrases = of('phrase').filter((phrase) => phrase.length > 0);
  const without = of('minus').filter((phrase) => phrase.length > 0);
  const occurs = (texts: readonly string[][], phrase: readonly string[]) =>
    texts.some((text) => ` ${text.join(' ')} `.includes(` ${phrase.join(' ')} `));
  const fits = (texts: readonly string[][]) =>
    whole.every((word) => occurs(texts, [word])) &&
    phrases.every((phrase) => occurs(texts, phrase)) &&
    (prefix === undefined || texts.some((text) => text.some((word) => word.startsWith(prefix))));
  if (prefix === undefined && phrases.length === 0) return [];
  const newestFirst = known.toReversed();
  const matches = newestFirst.filter(({ title, text }) => {
    const all = [...title, ...text];
    return fits(all) && !without.some((phrase) => occurs(all, phrase));
  });
  const inTitle = new Set(matches.filter(({ title }) => fits(title)));
  return [...inTitle, ...matches.filter((match) => !inTitle.has(match))].map(({ prompt }) => prompt.id);
}

async function fill(workspaceId: string, prompts: readonly { title: string; description: string; text: string }[]) {
  const added = await library.add(workspaceId, prompts);
  return added.map((prompt, at): Known => {
    const { title, description, text } = prompts[at]!;
    return { prompt, title: [title, prompt.name].map(naiveWords), text: [description, text].map(naiveWords) };
  });
}

/** The same text as others would type it. */
const retyped = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => {
  const ways: ((given: string) => string)[] = [
    (given) => given,
    (given) => given.toUpperCase(),
    (given) => given.normalize('NFD'),
    (given) => given.normalize('NFD').replace(/\p{M}/gu, ''),
    (given) => given.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
  ];
  return fc.tuple(text, fc.constantFrom(...ways)).map(([given, way]) => way(given));
};

/** Queries out of what is there: words and phrases as they stand in the texts, beginnings, and some that are nowhere. */
function queries(texts: readonly string[]): fc.Arbitrary<Part[]> {
  const runs = texts.map((text) =>
    text
      .replace(/["“”„＂]/g, ' ')
      .split(/\s+/)
      .filter((word) => word !== '' && !word.startsWith('-')),
  );
  const run = fc.constantFrom(...runs.filter((words) => words.length > 0));
  const taken = (most: number) =>
    fc.tuple(run, fc.nat(), fc.integer({ min: 1, max: most })).map(([words, at, length]) => {
      const from = at % words.length;
      return words.slice(from, from + length).join(' ');
    });
  const strange = fc.constantFrom('zzzzz', '→', '!!!', 'C++', '{{x}}', 'é', '語', '🙂', "don't", 'a_b-c.d', '1,000');
  const word = fc.oneof({ weight: 8, arbitrary: taken(1) }, { weight: 1, arbitrary: strange });
  const begun = fc
    .tuple(word, fc.integer({ min: 1, max: 6 }))
    .map(([given, length]) => [...given].slice(0, length).join(''));
  // A minus at the front, or a code unit of a mark alone, would be another query than it looks.
  const safe = (text: string) => text.replace(/^[-－]+/, '') || 'x';
  const part = (kind: Part['kind'], raw: fc.Arbitrary<string>) =>
    retyped(raw).map((given): Part => ({ kind, raw: safe(given) }));
  const some = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: part('word', word) },
      { weight: 2, arbitrary: part('phrase', taken(4)) },
      { weight: 1, arbitrary: part('minus', taken(2)) },
    ),
    { maxLength: 3 },
  );
  return fc.tuple(some, part('word', fc.oneof(word, begun))).map(([parts, last]) => [...parts, last]);
}

async function agree(workspaceId: string, known: readonly Known[], texts: readonly string[], numRuns: number) {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(queries(texts), fc.integer({ min: 1, max: 100 }), async (parts, limit) => {
      const q = parts.map(written).join(' ');
      const hasPositive = parts.some(({ kind, raw }) => kind !== 'minus' && naiveWords(raw).length > 0);
      fc.pre(hasPositive);
      const { total, totalIsExact } = await library.total(workspaceId, q);
      // Of a word that is in more than 10,000 prompts not all are looked at.
      fc.pre(totalIsExact);
      const expected = naiveSearch(known, parts);
      found += expected.length;
      expect(total).toBe(expected.length);
      // Single-item pages of a word that is everywhere would be asked for all day.
      const size = Math.max(limit, Math.ceil(expected.length / 6));
      expect((await library.find(workspaceId, q, size)).map(({ id }) => id)).toEqual(expected);
    }),
    { numRuns },
  );
  // Queries that find nothing would prove nothing.
  expect(found).toBeGreaterThan(numRuns);
}

const syllables = [
  'the',
  'write',
  'écris',
  'Straße',
  'λόγος',
  'snake_case',
  'v1.2',
  '日本語',
  'テキスト',
  'ｗｉｄｅ',
  'Prompt',
  "don't",
  'int',
  'integer',
  'ﬁle',
  'C++',
  '{{name}}',
  '--flag',
  '→',
  '🙂',
  'ภาษาไทย',
  'x',
];

/** Generated prompts; more with `SEARCH_PROMPTS`, which takes about a minute for 10,000. */
const generated = Number(process.env.SEARCH_PROMPTS ?? 150);

it(`agrees on ${generated} generated prompts in many scripts`, { timeout: 3_600_000 }, async () => {
  const workspaceId = library.newWorkspace();
  // The more prompts, the more words, so that some are rare.
  const rare = fc.nat(Math.ceil(generated / 10)).map((number) => `w${number}`);
  const word = fc.oneof(fc.constantFrom(...syllables), rare);
  const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
  const prompts = fc.sample(fc.record({ title: text, description: text, text }), { numRuns: generated, seed: 7 });
  const known = await fill(workspaceId, prompts);
  await agree(
    workspaceId,
    known,
    prompts.map(({ title, description, text }) => `${title} ${description} ${text}`),
    80,
  );
});

const real = new URL('../../../../../shared/data/prompts-chat.csv', import.meta.url);

it.skipIf(!existsSync(real))('agrees on 1,476 community prompts', { timeout: 600_000 }, async () => {
  const workspaceId = library.newWorkspace();
  const rows = readCsv(readFileSync(real, 'utf8')).slice(1);
  const prompts = rows.map(([title = '', text = '']) => ({ title, description: '', text }));
  expect(prompts).toHaveLength(1_476);
  const known = await fill(workspaceId, prompts);
  await agree(
    workspaceId,
    known,
    prompts.flatMap(({ title, text }) => [title, text]),
    25,
  );
});

function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}
