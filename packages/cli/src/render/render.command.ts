import { Command } from 'commander';
import { connected } from '../login/connection.js';
import { readTextFile } from '../text-file.js';
import { UsageError } from '../usage-error.js';

interface Options {
  readonly var: readonly string[];
  readonly vars?: string;
  readonly label?: string;
  readonly version?: string;
  readonly workspace?: string;
  readonly lenient?: boolean;
}

/** `incipit render <name>`: the finished text on standard output, byte for byte; a chat as JSON. */
export function renderCommand(): Command {
  return new Command('render')
    .description('Fill in the variables of a prompt.')
    .argument('<name>', 'name of the prompt')
    .option('-v, --var <name=value>', 'a value; repeatable', (given: string, all: string[]) => [...all, given], [])
    .option('--vars <file>', 'a JSON file with values; for numbers, booleans and lists')
    .option('-l, --label <label>', 'the version with this label (default: production, else the latest)')
    .option('-n, --version <number>', 'this version')
    .option('-w, --workspace <id>', 'another workspace than that of the key')
    .option('--lenient', 'leave placeholders without a value as they are')
    .action(async (name: string, options: Options) => {
      const input = {
        name,
        variables: { ...(await valuesOf(options.vars)), ...pairsOf(options.var) },
        mode: options.lenient ? ('lenient' as const) : ('strict' as const),
        label: options.label,
        version: options.version === undefined ? undefined : numberOf(options.version),
        workspaceId: options.workspace,
      };
      const { data } = await connected(process.env, (client) => client.render.byName(input));
      process.stdout.write(data.text ?? `${JSON.stringify(data.messages, null, 2)}\n`);
    });
}

async function valuesOf(file: string | undefined): Promise<object> {
  if (file === undefined) return {};
  const text = await readTextFile(file);
  try {
    const values: unknown = JSON.parse(text);
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) return values;
  } catch {
    // Said below: the file is at fault either way.
  }
  throw new UsageError(`${file} must hold one JSON object of values by name.`);
}

function pairsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`--var takes name=value, not "${pair}".`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function numberOf(given: string): number {
  if (!/^[1-9]\d*$/.test(given)) throw new UsageError(`--version takes a number like 3, not "${given}".`);
  return Number(given);
}
