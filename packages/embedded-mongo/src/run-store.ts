import { parseArgs } from 'node:util';
import { start } from './index.js';
import { StoreError } from './storage/store-error.js';

const USAGE = `Usage: store --data DIR [--port N] [--test-commands]

Starts the embedded MongoDB store of a folder and prints its address.
  --data DIR        the folder that holds the store; made when it is missing
  --port N          listen on 127.0.0.1:N instead of a socket in the folder; 0 takes a free port
  --test-commands   answer configureFailPoint and setParameter, for test suites
`;

/** Runs a store until the process is told to end. @returns the exit code */
export async function runStore(args: string[]): Promise<number> {
  const options = readArguments(args);
  if (!options) {
    process.stderr.write(USAGE);
    return 2;
  }
  try {
    const store = await start(options);
    process.stdout.write(`embedded-mongo is ready at ${store.uri}\n`);
    const failure = await Promise.race([signal(), store.failed]);
    if (failure) throw failure;
    await store.close();
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof StoreError ? error.message : String(error)}\n`);
    return 1;
  }
}

function readArguments(args: string[]): { dir: string; port?: number; testCommands: boolean } | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: { data: { type: 'string' }, port: { type: 'string' }, 'test-commands': { type: 'boolean' } },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    const isPort = port === undefined || (Number.isInteger(port) && port >= 0 && port < 65536);
    if (!values.data || !isPort) return undefined;
    return { dir: values.data, port, testCommands: values['test-commands'] ?? false };
  } catch {
    // An option that is not known: the usage says which there are.
    return undefined;
  }
}

function signal(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(undefined));
  });
}
