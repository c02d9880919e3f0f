import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Change, type ChangeLog, openChangeLog } from './change-log.js';
import { openStore } from './schema.js';
import type { Database } from './sqlite.js';

let dir: string;
let database: Database;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'em-log-'));
  database = openStore(dir, false);
});

afterEach(() => {
  database.close();
  rmSync(dir, { recursive: true });
});

const change = (number: number): Change => ({
  collection: 1,
  db: 'test',
  coll: 'docs',
  kind: 'insert',
  doc: Uint8Array.of(number & 255),
});

function append(log: ChangeLog, count: number): void {
  database.exec('begin');
  for (let at = 0; at < count; at++) log.append(change(at));
  database.exec('commit');
  log.commit();
}

const directly = (cut: () => void): void => cut();

/** Cuts to the end; answers after how many turns. */
function trimmed(log: ChangeLog): number {
  return [...log.trim(directly)].length;
}

const kept = (log: ChangeLog): number => log.after(0, {}, 100_000).length;

test('the history keeps its newest changes, and says how far back it reaches', () => {
  const log = openChangeLog(database, 1000);
  append(log, 900);
  trimmed(log);
  expect(kept(log)).toBe(900);
  expect(log.forgotten()).toBe(0);
  append(log, 2300);
  const all = log.after(0, {}, 100_000);
  expect(trimmed(log)).toBeGreaterThan(3);
  expect(log.after(0, {}, 100_000)).toEqual(all.slice(2200));
  expect(log.forgotten()).toBe(all[2199]?.seq);
});

test('is counted anew when the store is opened again, and when a batch was undone', () => {
  append(openChangeLog(database, 1000), 12_000);
  const log = openChangeLog(database, 1000);
  trimmed(log);
  expect(kept(log)).toBe(1000);
  database.exec('begin');
  for (let at = 0; at < 700; at++) log.append(change(at));
  database.exec('rollback');
  log.rolledBack();
  trimmed(log);
  expect(kept(log)).toBe(1000);
  expect(openChangeLog(database, 1000).forgotten()).toBe(log.forgotten());
});

test('what is written while it is cut is kept', () => {
  const log = openChangeLog(database, 1000);
  append(log, 11_000);
  let turns = 0;
  for (const _ of log.trim(directly)) if (turns++ % 4 === 0) append(log, 100);
  expect(kept(log)).toBe(1000);
  append(log, 1);
  const newest = log.after(0, {}, 100_000).at(-1);
  expect(newest?.seq).toBe(log.committed());
});
