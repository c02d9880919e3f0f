import { NewPrompt } from '@incipit/contract';
import { type Client, IncipitError } from '@incipit/sdk';
import { type Patience, patiently } from '../patiently.js';
import type { Progress } from '../progress.js';
import { UsageError } from '../usage-error.js';
import type { ImportItem } from './prompts-chat.js';

export type Outcome = 'created' | 'skipped' | 'failed';

/** What became of one row. */
export interface Entry {
  readonly line: number;
  readonly name: string;
  readonly result: Outcome;
  readonly losses: readonly string[];
  readonly problem?: string;
}

export interface Task {
  readonly client: Client;
  readonly workspaceId: string | undefined;
  readonly isDryRun: boolean;
  readonly progress: Progress;
  /** Stops between rows; what is made stays. */
  readonly signal: AbortSignal;
}

export interface Import {
  /** In the order of the file. */
  readonly entries: readonly Entry[];
  /** Why it ended before the last row. */
  readonly stop?: unknown;
}

const batch = 100;
/** Requests under way at once. */
const lanes = 4;
const isThere = 'a prompt of this name is there';

/**
 * Makes a prompt of each row, whole or not at all. A row whose name is there is skipped, so the same file again makes
 * nothing twice; a row that cannot be made does not stop the others.
 */
export async function importRows(task: Task, items: readonly ImportItem[]): Promise<Import> {
  const entries: Entry[] = [];
  const inOrder = () => entries.sort((a, b) => a.line - b.line);
  try {
    await checkWorkspace(task);
    for (let start = 0; start < items.length; start += batch) {
      await importPart(task, items.slice(start, start + batch), (entry) => {
        entries.push(entry);
        task.progress.at(entries.length);
      });
    }
    return { entries: inOrder() };
  } catch (stop) {
    return { entries: inOrder(), stop };
  }
}

/** Where nothing is visible, every name would seem free. */
async function checkWorkspace({ client, workspaceId: id, signal }: Task): Promise<void> {
  if (id !== undefined) await client.workspaces.get({ id }, { signal });
}

async function importPart(task: Task, items: readonly ImportItem[], done: (entry: Entry) => void): Promise<void> {
  const taken = await takenNames(task, items);
  const queue = [...items];
  const work = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) done(await importOne(task, item, taken));
  };
  const ends = await Promise.allSettled(
    Array.from({ length: lanes }, () =>
      work().catch((error: unknown) => {
        queue.length = 0;
        throw error;
      }),
    ),
  );
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

async function takenNames(task: Task, items: readonly ImportItem[]): Promise<Set<string>> {
  const wanted = items.map(({ prompt }) => ({ name: prompt.name, workspaceId: task.workspaceId }));
  const { signal } = task;
  const { data } = await patiently(() => task.client.prompts.batchGet({ items: wanted }, { signal }), patienceOf(task));
  const taken = new Set<string>();
  for (const [index, answer] of data.items.entries()) {
    if ('prompt' in answer) taken.add(items[index]!.prompt.name);
    else if (answer.problem.code !== 'prompt_not_found') {
      throw new UsageError(`${answer.problem.detail} (${answer.problem.code})`);
    }
  }
  return taken;
}

async function importOne(task: Task, item: ImportItem, taken: ReadonlySet<string>): Promise<Entry> {
  const { line, losses, prompt } = item;
  const entry = (result: Outcome, problem?: string): Entry => ({ line, name: prompt.name, result, losses, problem });
  if (taken.has(prompt.name)) return entry('skipped', isThere);
  // A dry run knows what the server would refuse only from the contract.
  const { error } = NewPrompt.safeParse(prompt);
  if (error) return entry('failed', error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  if (task.isDryRun) return entry('created');
  const { client, workspaceId, signal } = task;
  const input = { ...prompt, workspaceId, message: 'Imported from prompts.chat' };
  try {
    signal.throwIfAborted();
    // Not cut off: the server would make the row all the same, and the report would not know of it.
    await patiently(() => client.prompts.create(input), patienceOf(task));
    return entry('created');
  } catch (problem) {
    if (!(problem instanceof IncipitError) || endsAll(problem)) throw problem;
    // Made meanwhile, or where this key does not see it.
    if (problem.code === 'name_taken') return entry('skipped', isThere);
    return entry('failed', `${problem.detail} (${problem.code})`);
  }
}

/** Without a server, the right to write or room on its disk, every further row would fail in the same way. */
const endsAll = ({ code, status }: IncipitError) => [0, 401, 403, 507].includes(status) || code === 'unexpected_answer';

const patienceOf = ({ signal, progress }: Task): Patience => ({
  signal,
  onWait: (seconds) => progress.note(`The server asks to wait ${seconds} seconds …`),
});
