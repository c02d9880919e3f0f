import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Prompt, PromptName } from '@incipit/contract';
import type { Client } from '@incipit/sdk';
import { Command } from 'commander';
import { connected } from '../login/connection.js';
import { progressOf } from '../progress.js';
import { UsageError } from '../usage-error.js';

interface Options {
  readonly dir: string;
  readonly label?: string;
  readonly workspace?: string;
}

const batch = 100;

/** `incipit pull`: prompts as files, for a repository or an app that must start without the server. */
export function pullCommand(): Command {
  return new Command('pull')
    .description('Write prompts to files, one JSON file each, as the API answers them.')
    .argument('[names...]', 'names of prompts; none: all of the workspace')
    .option('-d, --dir <folder>', 'where to write', 'prompts')
    .option('-l, --label <label>', 'the version with this label (default: production, else the latest)')
    .option('-w, --workspace <id>', 'another workspace than that of the key')
    .action(async (names: string[], options: Options) => {
      await connected(process.env, async (client) => {
        const wanted = names.length > 0 ? names : await allNames(client, options);
        const missing = await pull(client, wanted, options);
        const count = wanted.length - missing.length;
        process.stdout.write(`${count} ${count === 1 ? 'prompt is' : 'prompts are'} in ${options.dir}\n`);
        if (missing.length > 0) throw new UsageError(`Not written:\n${missing.map((line) => `  ${line}`).join('\n')}`);
      });
    });
}

/** With a label only the prompts that have it. */
async function allNames(client: Client, { label, workspace: workspaceId }: Options): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await client.prompts.list({ workspaceId, label, cursor, limit: batch, sort: 'title' });
    names.push(...data.items.map((item) => item.name));
    cursor = data.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return names;
}

/** Answers what could not be had, a line each. */
async function pull(client: Client, names: readonly string[], options: Options): Promise<string[]> {
  const missing: string[] = [];
  const progress = progressOf('Pulling', names.length);
  await mkdir(options.dir, { recursive: true });
  for (let start = 0; start < names.length; start += batch) {
    const part = names.slice(start, start + batch);
    const items = part.map((name) => ({ name, label: options.label, workspaceId: options.workspace }));
    const { data } = await client.prompts.batchGet({ items });
    for (const [index, item] of data.items.entries()) {
      if ('prompt' in item) await writeWhole(options.dir, item.prompt);
      else missing.push(`${part[index]}: ${item.problem.detail}`);
    }
    progress.at(start + part.length);
  }
  progress.end();
  return missing;
}

/** A reader sees the old file or the new one, never half of one. */
async function writeWhole(folder: string, prompt: Prompt): Promise<void> {
  // The name becomes a path: a server must not choose another folder.
  const file = join(folder, `${PromptName.parse(prompt.name)}.json`);
  await writeFile(`${file}.new`, `${JSON.stringify(prompt, null, 2)}\n`);
  await rename(`${file}.new`, file);
}
