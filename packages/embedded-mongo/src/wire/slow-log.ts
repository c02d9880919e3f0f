import type { LogLevel } from '../commands/command.js';
import type { Request } from './message.js';

/** Commands that wait by design. */
const WAITING = new Set(['getMore', 'hello', 'isMaster', 'ismaster']);

/** Writes one line for each request slower than `limit` milliseconds: what and where, never values. */
export function slowLine(
  limit: number,
  log: (level: LogLevel, text: string) => void,
): (request: Request, took: number) => void {
  return ({ body }, took) => {
    if (took < limit) return;
    const [command, target] = body.entries().next().value ?? ['', null];
    if (WAITING.has(command)) return;
    const filter = body.get('filter') ?? body.get('query');
    const fields = filter instanceof Map && filter.size > 0 ? ` by ${[...filter.keys()].join(', ')}` : '';
    const where = typeof target === 'string' ? ` ${String(body.get('$db'))}.${target}` : '';
    log('warn', `slow: ${command}${where}${fields} took ${Math.round(took)} ms`);
  };
}
