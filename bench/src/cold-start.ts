import { answerOf, fetchPath, library, withKey } from './library.js';
import { median } from './load.js';
import { publish } from './results.js';
import { startTarget, type TargetName } from './target.js';

/** From the start of the process to the first authorised answer, and the memory of a server that nobody asks. */
const starts = 5;
const restMs = 3000;
const books = await library(Number(process.argv[2] ?? 100_000));
const first = await startTarget('incipit', books.folder);
const { file } = await answerOf(first, books);
await first.stop();

async function measure(name: TargetName, argument: string, path: string) {
  const began = performance.now();
  const target = await startTarget(name, argument);
  const answer = await fetch(target.url + path, { headers: withKey(books.apiKey) });
  if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}`);
  const ms = performance.now() - began;
  await new Promise((resolve) => setTimeout(resolve, restMs));
  const { rss } = await target.usage();
  await target.stop();
  return { ms, rss };
}

const ours: { ms: number; rss: number }[] = [];
const bare: typeof ours = [];
for (let run = 1; run <= starts; run += 1) {
  process.stderr.write(`start ${run} of ${starts}\n`);
  bare.push(await measure('bare-nest', file, '/prompts/by-name/prompt-1'));
  ours.push(await measure('incipit', books.folder, fetchPath('prompt-1')));
}
const of = (samples: typeof ours, key: 'ms' | 'rss') => median(samples.map((sample) => sample[key]));
const mib = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;
publish(
  'cold-start',
  [
    {
      what: `start to first authorised answer, ${books.size.toLocaleString('en')} prompts ÷ bare Nest`,
      value: of(ours, 'ms') / of(bare, 'ms'),
      unit: '×',
      must: { atMost: 2.5 },
    },
    { what: 'idle memory ÷ bare Nest', value: of(ours, 'rss') / of(bare, 'rss'), unit: '×', must: { atMost: 1.8 } },
  ],
  [
    `Incipit: ${Math.round(of(ours, 'ms'))} ms, ${mib(of(ours, 'rss'))}; bare Nest: ${Math.round(of(bare, 'ms'))} ms, ${mib(of(bare, 'rss'))}.`,
  ],
);
