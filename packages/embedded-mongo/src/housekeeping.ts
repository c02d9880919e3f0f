import type { Server } from './commands/command.js';
import { inBatch } from './commands/create.js';
import { expireDocuments } from './storage/ttl.js';
import { drive } from './wire/drive.js';

const TICK = 1000;
const SWEEP = 60_000;

/**
 * What a store does by itself while it runs: every second it ends transactions that have lived too long, every
 * `ttlMonitorSleepSecs` it deletes expired documents, and once a minute it lets go of sessions, cursors and changes
 * that nobody needs any more.
 * @returns stops it
 */
export function keepHouse(server: Server): () => void {
  let sweptAt = Date.now();
  let expiredAt = sweptAt;
  let expiring = false;
  let trimming = false;
  const failed = (error: unknown): void =>
    server.log('error', `housekeeping: ${error instanceof Error ? error.message : String(error)}`);
  const expire = (now: number): void => {
    expiring = true;
    drive(expireDocuments(server.engine, new Date(now)), undefined, (outcome) => {
      expiring = false;
      if ('error' in outcome) failed(outcome.error);
    });
  };
  const trim = (): void => {
    trimming = true;
    drive(
      server.engine.log.trim((cut) => inBatch(server.engine, cut)),
      undefined,
      (outcome) => {
        trimming = false;
        if ('error' in outcome) failed(outcome.error);
      },
    );
  };
  const timer = setInterval(() => {
    const now = Date.now();
    const { parameters, sessions } = server;
    try {
      sessions.abortOlder(now - parameters.transactionLifetimeLimitSeconds * 1000);
      if (now - sweptAt >= SWEEP) {
        sweptAt = now;
        sweep(server, now);
        if (!trimming) trim();
      }
    } catch (error) {
      failed(error);
    }
    if (now - expiredAt < parameters.ttlMonitorSleepSecs * 1000 || expiring) return;
    expiredAt = now;
    expire(now);
  }, TICK);
  return () => clearInterval(timer);
}

function sweep({ sessions, cursors }: Server, now: number): void {
  const ended = sessions.sweep(now);
  cursors.closeWhere(({ lsid }) => lsid !== undefined && ended.has(lsid));
  cursors.sweep(now);
}
