import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@incipit/sdk';
import { library } from './library.js';
import { median } from './load.js';
import { publish } from './results.js';
import { startTarget } from './target.js';

/** Saves under way at once, each a new version that is on the disk when it is answered. */
const connections = 8;
const seconds = 5;
const rounds = 3;

const books = await library(Number(process.argv[2] ?? 100_000));
// Saves change a library: this one is thrown away.
const folder = mkdtempSync(join(tmpdir(), 'incipit-bench-save-'));
cpSync(books.folder, folder, { recursive: true });
const target = await startTarget('incipit', folder);
const client = createClient({ baseUrl: target.url, apiKey: books.apiKey });
const { data: page } = await client.prompts.list({ limit: 100 });
const ids = page.items.map(({ id }) => id);
let made = 0;

async function save(): Promise<void> {
  made += 1;
  const line = `Act as an editor of draft ${made}. Summarize {{article}} for {{audience}} in {{language}}.\n`;
  await client.versions.create({ id: ids[made % ids.length]!, content: { type: 'text', text: line.repeat(10) } });
}

/** Versions in a second. */
async function rate(): Promise<number> {
  const [before, began] = [made, performance.now()];
  const isOver = () => performance.now() - began > seconds * 1000;
  const work = async () => {
    while (!isOver()) await save();
  };
  await Promise.all(Array.from({ length: connections }, work));
  return ((made - before) / (performance.now() - began)) * 1000;
}

try {
  await rate();
  const rates: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    process.stderr.write(`round ${round} of ${rounds}\n`);
    rates.push(await rate());
  }
  const what = `versions created, ${connections} connections, ${books.size.toLocaleString('en')} prompts`;
  publish('save', [{ what, value: median(rates), unit: 'a second', must: { atLeast: 300 } }]);
} finally {
  await target.stop();
  rmSync(folder, { recursive: true });
}
