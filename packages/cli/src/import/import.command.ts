import { readFile, writeFile } from 'node:fs/promises';
import { type Client, IncipitError } from '@incipit/sdk';
import { Command } from 'commander';
import { connect } from '../login/connection.js';
import { progressOf } from '../progress.js';
import { UsageError } from '../usage-error.js';
import { type ImportItem, readPromptsChat } from './prompts-chat.js';

interface Options {
  readonly workspace?: string;
  readonly dryRun?: boolean;
  readonly report?: string;
}

type Outcome = 'created' | 'skipped' | 'failed';

/** One line of the report. */
interface Entry {
  readonly line: number;
  readonly name: string;
  readonly result: Outcome;
  readonly losses: readonly string[];
  readonly problem?: string;
}

const batch = 100;
/** Requests under way at once. */
const lanes = 4;

/** `incipit import <file>`: each row is made whole or not at all; running it again makes nothing twice. */
export function importCommand(): Command {
  return new Command('import')
    .description('Import the CSV of prompts.chat (act,prompt,for_devs,type,contributor).')
    .argument('<file>', 'the CSV file')
    .option('-w, --workspace <id>', 'another workspace than that of the key')
    .option('--dry-run', 'only say what would be made')
    .option('--report <file>', 'write the outcome of every row to this JSON file')
    .action(async (file: string, options: Options) => {
      const items = readPromptsChat(await readFile(file, 'utf8'));
      const entries = await importAll(await connect(process.env), items, options);
      if (options.report) await writeFile(options.report, `${JSON.stringify(entries, null, 2)}\n`);
      process.stdout.write(reportText(entries, options.dryRun === true));
      const failed = entries.filter((entry) => entry.result === 'failed').length;
      if (failed > 0)
        throw new UsageError(`${failed} rows were not imported. Mend them and run the same command again.`);
    });
}

async function importAll(client: Client, items: readonly ImportItem[], options: Options): Promise<Entry[]> {
  const entries: Entry[] = [];
  const progress = progressOf(options.dryRun ? 'Checking' : 'Importing', items.length);
  for (let start = 0; start < items.length; start += batch) {
    const part = items.slice(start, start + batch);
    const taken = await takenNames(client, part, options.workspace);
    const queue = [...part];
    const work = async () => {
      for (let item = queue.shift(); item; item = queue.shift()) {
        entries.push(await importOne(client, item, taken, options));
        progress.at(entries.length);
      }
    };
    await Promise.all(Array.from({ length: lanes }, work));
  }
  progress.end();
  return entries.sort((a, b) => a.line - b.line);
}

async function takenNames(client: Client, items: readonly ImportItem[], workspaceId?: string): Promise<Set<string>> {
  const wanted = items.map((item) => ({ name: item.prompt.name, workspaceId }));
  const { data } = await client.prompts.batchGet({ items: wanted });
  return new Set(items.filter((_, index) => 'prompt' in data.items[index]!).map((item) => item.prompt.name));
}

async function importOne(client: Client, item: ImportItem, taken: Set<string>, options: Options): Promise<Entry> {
  const { line, losses, prompt } = item;
  const entry = { line, name: prompt.name, losses };
  if (taken.has(prompt.name)) return { ...entry, result: 'skipped', problem: 'a prompt of this name is there' };
  if (options.dryRun) return { ...entry, result: 'created' };
  try {
    await client.prompts.create({ ...prompt, workspaceId: options.workspace, message: 'Imported from prompts.chat' });
    return { ...entry, result: 'created' };
  } catch (error) {
    // Without a server, or without the right to write, every further row would fail in the same way.
    if (!(error instanceof IncipitError) || [0, 401, 403].includes(error.status)) throw error;
    return { ...entry, result: 'failed', problem: `${error.detail} (${error.code})` };
  }
}

function reportText(entries: readonly Entry[], isDry: boolean): string {
  const count = (result: Outcome) => entries.filter((entry) => entry.result === result).length;
  const lossy = entries.filter((entry) => entry.result === 'created' && entry.losses.length > 0);
  const lines = [
    `${count('created')} ${isDry ? 'would be created' : 'created'}, ${count('skipped')} skipped, ${count('failed')} failed.`,
    ...entries.filter((entry) => entry.result === 'failed').map((entry) => `  line ${entry.line}: ${entry.problem}`),
    ...(lossy.length > 0 ? [`${lossy.length} with something that could not be kept as it was:`] : []),
    ...lossy.flatMap((entry) => entry.losses.map((loss) => `  line ${entry.line}, ${entry.name}: ${loss}`)),
  ];
  return `${lines.join('\n')}\n`;
}
