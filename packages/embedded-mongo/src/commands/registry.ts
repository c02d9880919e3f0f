import {
  collMod,
  configureFailPoint,
  getParameter,
  renameCollection,
  serverStatus,
  setParameter,
} from './administration.js';
import { aggregate } from './aggregate.js';
import { create, drop, dropDatabase, listCollections, listDatabases } from './collections.js';
import type { Command } from './command.js';
import { count } from './count.js';
import { getMore, killCursors } from './cursor.js';
import { remove } from './delete.js';
import { distinct } from './distinct.js';
import { explain } from './explain.js';
import { find } from './find.js';
import { findAndModify } from './find-and-modify.js';
import { buildInfo, hello, ping } from './hello.js';
import { createIndexes, dropIndexes, listIndexes } from './indexes.js';
import { insert } from './insert.js';
import {
  abortTransaction,
  commitTransaction,
  endSessions,
  killAllSessions,
  killSessions,
  refreshSessions,
} from './sessions.js';
import { collStatsCommand, dbStats } from './stats.js';
import { update } from './update.js';

/** Every command that the store answers. */
export const COMMANDS: Command[] = [
  hello,
  ping,
  buildInfo,
  find,
  getMore,
  killCursors,
  insert,
  update,
  remove,
  findAndModify,
  aggregate,
  count,
  distinct,
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
  createIndexes,
  listIndexes,
  dropIndexes,
  commitTransaction,
  abortTransaction,
  endSessions,
  killSessions,
  killAllSessions,
  refreshSessions,
  renameCollection,
  collMod,
  explain,
  serverStatus,
  collStatsCommand,
  dbStats,
  getParameter,
  configureFailPoint,
  setParameter,
];

const byName = new Map<string, Command>();
for (const command of COMMANDS)
  for (const name of [command.name, ...(command.aliases ?? [])]) byName.set(name, command);

/** The command of a name, or undefined; test commands exist only when they are switched on. */
export function commandNamed(name: string, withTests: boolean): Command | undefined {
  const command = byName.get(name);
  return command?.testOnly && !withTests ? undefined : command;
}
