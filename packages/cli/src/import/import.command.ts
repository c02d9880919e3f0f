import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { connected } from '../login/connection.js';
import { progressOf } from '../progress.js';
import { readTextFile } from '../text-file.js';
import { UsageError } from '../usage-error.js';
import { type Entry, type Import, importRows, type Outcome } from './import-rows.js';
import { type ImportItem, readPromptsChat } from './prompts-chat.js';

interface Options {
  readonly workspace?: string;
  readonly dryRun?: boolean;
  readonly report?: string;
}

/** What shells know a program by that ended on Ctrl-C. */
const interruptedCode = 130;

/** `incipit import <file>`: each row is made whole or not at all; running it again makes nothing twice. */
export function importCommand(): Command {
  return new Command('import')
    .description('Import the CSV of prompts.chat (act,prompt,for_devs,type,contributor).')
    .argument('<file>', 'the CSV file')
    .option('-w, --workspace <id>', 'another workspace than that of the key')
    .option('--dry-run', 'only say what would be made')
    .option('--report <file>', 'write the outcome of every row to this JSON file')
    .action(async (file: string, options: Options) => {
      const items = readPromptsChat(await readTextFile(file));
      await connected(process.env, async (client) => {
        const { entries, stop } = await untilInterrupted((signal) => {
          const progress = progressOf(options.dryRun ? 'Checking' : 'Importing', items.length);
          const task = { client, workspaceId: options.workspace, isDryRun: options.dryRun === true, progress, signal };
          return importRows(task, items).finally(progress.end);
        });
        if (options.report) await writeFile(options.report, `${JSON.stringify(entries, null, 2)}\n`);
        if (entries.length > 0) process.stdout.write(reportText(entries, options.dryRun === true));
        refuse(entries, items, stop);
      });
    });
}

/** Ctrl-C ends the work in an orderly way, with its report; pressed again, it ends the program. */
async function untilInterrupted(work: (signal: AbortSignal) => Promise<Import>): Promise<Import> {
  const controller = new AbortController();
  const interrupt = () => controller.abort(new UsageError('Interrupted.'));
  process.once('SIGINT', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
    if (controller.signal.aborted) process.exitCode = interruptedCode;
  }
}

/** @throws UsageError or what stopped the import, when not every row is done */
function refuse(entries: readonly Entry[], items: readonly ImportItem[], stop: unknown): void {
  if (stop !== undefined) {
    if (entries.length > 0) {
      process.stderr.write(
        `${entries.length} of ${items.length} rows are done. Run the same command again to go on.\n`,
      );
    }
    throw stop;
  }
  const failed = entries.filter((entry) => entry.result === 'failed').length;
  if (failed > 0) throw new UsageError(`Not imported: ${failed} of ${items.length} rows. Mend them and run it again.`);
}

function reportText(entries: readonly Entry[], isDryRun: boolean): string {
  const count = (result: Outcome) => entries.filter((entry) => entry.result === result).length;
  const lossy = entries.filter((entry) => entry.result === 'created' && entry.losses.length > 0);
  const lines = [
    `${count('created')} ${isDryRun ? 'would be created' : 'created'}, ${count('skipped')} skipped, ${count('failed')} failed.`,
    ...entries
      .filter((entry) => entry.result === 'failed')
      .map((entry) => `  line ${entry.line}, ${entry.name}: ${entry.problem}`),
    ...(lossy.length > 0 ? [`${lossy.length} with something that could not be kept as it was:`] : []),
    ...lossy.flatMap((entry) => entry.losses.map((loss) => `  line ${entry.line}, ${entry.name}: ${loss}`)),
  ];
  return `${lines.join('\n')}\n`;
}
