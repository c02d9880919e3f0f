import { createRequire, isBuiltin } from 'node:module';

/** What SQLite stores and answers here; integers stay below 2^53. */
export type SqlValue = number | string | Uint8Array | null;
/** A result row by column name. */
export type SqlRow = Record<string, SqlValue>;

interface Statement {
  get(...parameters: SqlValue[]): SqlRow | undefined;
  all(...parameters: SqlValue[]): SqlRow[];
  run(...parameters: SqlValue[]): { changes: number | bigint };
}

interface Connection {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** A connection with its prepared statements kept, so that each text is compiled once. */
export interface Database {
  readonly path: string;
  get(sql: string, ...parameters: SqlValue[]): SqlRow | undefined;
  all(sql: string, ...parameters: SqlValue[]): SqlRow[];
  run(sql: string, ...parameters: SqlValue[]): number;
  /** Runs statements whose answers nobody needs. */
  exec(sql: string): void;
  /** Forgets prepared statements, for texts that name a table which is gone. */
  forget(): void;
  close(): void;
}

/** Primary result codes of SQLite that the store tells apart (https://sqlite.org/rescode.html). */
export const SQLITE = { BUSY: 5, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 } as const;

/** The primary result code of an error thrown by SQLite, or undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

const MOST_STATEMENTS = 1000;

/** Opens a database file with Node's own SQLite where there is one, else with the same API from a package. */
export function openDatabase(path: string): Database {
  const connection = new (driver())(path);
  const statements = new Map<string, Statement>();
  const prepare = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= MOST_STATEMENTS) statements.clear();
    const fresh = connection.prepare(sql);
    statements.set(sql, fresh);
    return fresh;
  };
  return {
    path,
    get: (sql, ...parameters) => prepare(sql).get(...parameters),
    all: (sql, ...parameters) => prepare(sql).all(...parameters),
    run: (sql, ...parameters) => Number(prepare(sql).run(...parameters).changes),
    exec: (sql) => connection.exec(sql),
    forget: () => statements.clear(),
    close: () => {
      statements.clear();
      connection.close();
    },
  };
}

interface SqliteModule {
  DatabaseSync: new (path: string) => Connection;
}

function driver(): SqliteModule['DatabaseSync'] {
  const require = createRequire(import.meta.url);
  const module: SqliteModule = isBuiltin('node:sqlite') ? require('node:sqlite') : require('@photostructure/sqlite');
  return module.DatabaseSync;
}
