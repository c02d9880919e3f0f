import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/incipit.js', import.meta.url));

/** How a run of the command ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Until standard output or standard error has it. @throws Error when the command ends before */
  says(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly cwd?: string;
}

const children = new Set<ChildProcess>();

/** Ends what a test left running. */
export function endAll(): void {
  for (const child of children) child.kill('SIGKILL');
}
afterAll(endAll);

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'incipit-cli-'));

/** The command as people run it: in a process of its own, without the settings of whoever runs the tests. */
export function incipit(args: readonly string[], { env = {}, input = '', cwd = newFolder() }: RunOptions = {}): Run {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env } });
  children.add(child);
  child.stdin.on('error', () => undefined).end(input);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said.err += chunk;
  });
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    children.delete(child);
    return { code: code ?? null, ...said };
  });
  return {
    child,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(said.out) ?? pattern.exec(said.err);
          if (found) resolve(found);
        };
        look();
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        child.once('close', () => reject(new Error(`Ended without ${pattern}: ${said.out}${said.err}`)));
      }),
  };
}
