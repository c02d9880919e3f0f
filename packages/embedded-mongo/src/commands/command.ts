import type { Doc } from '../bson/value.js';
import type { Engine, Steps, View } from '../storage/engine.js';
import type { Cursors } from '../wire/cursors.js';
import type { FailPoints } from '../wire/fail-points.js';
import type { Request } from '../wire/message.js';
import type { RetryRecord, Session, Sessions } from '../wire/sessions.js';

/** What the answers say about the server itself. */
export interface Identity {
  /** Host and port, or the socket, as the driver was given it. */
  address: string;
  startedAt: number;
  testCommands: boolean;
}

/** What tests may set while the server runs, by MongoDB's names. */
export interface Parameters {
  /** How often expired documents are deleted. */
  ttlMonitorSleepSecs: number;
  /** How long a transaction may live. */
  transactionLifetimeLimitSeconds: number;
}

/** How grave a log line is. */
export type LogLevel = 'info' | 'warn' | 'error';

/** All that one running store is made of, as its commands see it. */
export interface Server {
  readonly engine: Engine;
  readonly cursors: Cursors;
  readonly sessions: Sessions;
  readonly failPoints: FailPoints;
  readonly identity: Identity;
  readonly parameters: Parameters;
  readonly counters: Map<string, number>;
  connections(): number;
  log(level: LogLevel, text: string): void;
  /** Notes how long a request took, in milliseconds; slow ones get a log line. */
  slow(request: Request, took: number): void;
}

/** What one call of a command has to work with. */
export interface Call {
  readonly server: Server;
  readonly engine: Engine;
  readonly view: View;
  readonly db: string;
  readonly body: Doc;
  readonly sequences: Map<string, Uint8Array[]>;
  readonly session: Session | undefined;
  /** What earlier attempts of this retryable write have done. */
  readonly retry: RetryRecord | undefined;
  readonly connectionId: number;
  /** One moment for the whole command. */
  readonly now: Date;
}

/** A cursor inside an answer: its documents stay encoded. */
export interface Batch {
  field: 'firstBatch' | 'nextBatch';
  ns: string;
  id: bigint;
  documents: Uint8Array[];
  /** Further fields of the cursor document. */
  extra?: Doc;
}

/** An answer; `ok: 1` is added when it is sent. */
export interface Reply {
  doc: Doc;
  batch?: Batch;
  /** Tells only of what is on disk, which no failing disk can undo. */
  committed?: boolean;
}

/** One command of the protocol. */
export interface Command {
  name: string;
  /** Other names that the protocol has for it. */
  aliases?: string[];
  /** May run inside a multi-document transaction. */
  transactional?: boolean;
  /** Writes, so that it cannot run with the read concern of a snapshot, and may carry a retry number. */
  writes?: boolean;
  /** Changes nothing (perhaps only with such a body), so that it can be run again when it has seen what was then undone. */
  readsOnly?: boolean | ((body: Doc) => boolean);
  /** Exists only where test commands are switched on. */
  testOnly?: boolean;
  /** Runs in slices; a command has this or `answer`. */
  run?(call: Call): Steps<Reply>;
  /** Answers at once. */
  answer?(call: Call): Reply;
}
