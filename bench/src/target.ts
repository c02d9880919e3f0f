import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Told, Usage } from './targets/parent.js';

/** One server in a process of its own. */
export interface Target {
  readonly url: string;
  /** Milliseconds from the start of the process until it listened. */
  readonly startMs: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

export type TargetName = 'bare-fastify' | 'bare-nest' | 'incipit';

// The server on one core, the generator on the other: otherwise each measures the other.
const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** @param argument the file with the body to answer, or the data folder of Incipit */
export async function startTarget(name: TargetName, argument: string): Promise<Target> {
  const script = fileURLToPath(new URL(`./targets/${name}.js`, import.meta.url));
  const node = [process.execPath, '--expose-gc', script, argument];
  const [command, ...args] = canPin ? ['taskset', '-c', '0', ...node] : node;
  const began = performance.now();
  // Log lines are written, as shipped, to a file: what went wrong can be read there.
  const log = openSync(join(tmpdir(), `incipit-bench-${name}.log`), 'w');
  const child = spawn(command!, args, { stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The measured process ended with ${code}; its log is in the temporary folder.`);
  });
  failed.catch(() => undefined);
  const next = async () => {
    const [message] = await Promise.race([once(child, 'message'), failed]);
    return message as Told;
  };
  const told = await next();
  if (!('url' in told)) throw new Error(`${name} did not say where it listens`);
  return {
    url: told.url,
    startMs: performance.now() - began,
    async usage() {
      const answer = next();
      child.send('usage');
      const message = await answer;
      if (!('usage' in message)) throw new Error(`${name} did not answer`);
      return message.usage;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
