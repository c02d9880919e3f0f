import { setTimeout as sleep } from 'node:timers/promises';
import type { Timestamp } from 'bson';
import type { Doc, Value } from '../bson/value.js';
import type { Call, Command, Reply, Server } from '../commands/command.js';
import { commandNamed } from '../commands/registry.js';
import { MongoError } from '../error.js';
import { isRefused, refusedCommand } from '../refused.js';
import { storageError } from '../storage/batch.js';
import { timestampOf } from '../storage/clock.js';
import type { View } from '../storage/engine.js';
import { numberOf } from '../storage/environment.js';
import { checkConcerns } from './concerns.js';
import { drive, type Outcome } from './drive.js';
import type { Request } from './message.js';
import { encodeError, encodeReply } from './reply.js';
import { enterTransaction, leaveTransaction, withTransientLabel } from './transaction-state.js';

/** Where the answer to a request goes; without bytes the connection is closed, as a fail point may order. */
export type Send = (bytes: Uint8Array | undefined) => void;

/** Runs one request and sends its answer, after everything it wrote is on disk. */
export function dispatch(server: Server, request: Request, connectionId: number, send: Send): void {
  const started = performance.now();
  const finish: Finish = (outcome, again) => answer(server, request, outcome, started, send, again);
  let prepared: Prepared;
  try {
    prepared = prepareCall(server, request, connectionId);
  } catch (error) {
    finish({ error });
    return;
  }
  const failure = server.failPoints.hit(prepared.command.name);
  if (failure) runWithFailure(server, prepared, failure, finish, send);
  else runInTurn(server, prepared, finish);
}

/** Takes what came of a command; `again` runs it once more if what it has seen was undone. */
type Finish = (outcome: Outcome<Reply>, again?: () => void) => void;

interface Prepared {
  command: Command;
  call: Omit<Call, 'view' | 'retry'>;
  txn: number | undefined;
  deadline: number | undefined;
}

function prepareCall(server: Server, request: Request, connectionId: number): Prepared {
  const { body, sequences } = request;
  const name = body.keys().next().value ?? '';
  const command = commandNamed(name, server.identity.testCommands);
  if (!command) throw unknownCommand(name);
  server.counters.set(command.name, (server.counters.get(command.name) ?? 0) + 1);
  const db = request.legacy ? 'admin' : body.get('$db');
  if (typeof db !== 'string') throw new MongoError(40571, 'OP_MSG requests require a $db argument');
  checkDatabaseName(db);
  checkConcerns(command, body);
  const session = server.sessions.get(body.get('lsid'));
  const txnNumber = body.get('txnNumber');
  if (txnNumber !== undefined && !session)
    throw new MongoError(72, 'Transaction number requires a session ID to also be specified');
  const limit = command.name === 'getMore' ? undefined : body.get('maxTimeMS');
  const call = { server, engine: server.engine, db, body, sequences, session, connectionId, now: new Date() };
  return {
    command,
    call,
    txn: txnNumber === undefined ? undefined : numberOf(txnNumber),
    deadline: limit && numberOf(limit) > 0 ? performance.now() + numberOf(limit) : undefined,
  };
}

/** MongoDB's own commands say how to get them, commands for tests among them; every other name is none. */
function unknownCommand(name: string): MongoError {
  const known = isRefused('command', name) || commandNamed(name, true);
  return known ? refusedCommand(name) : new MongoError(59, `no such command: '${name}'`);
}

function checkDatabaseName(db: string): void {
  if (db === '' || db.length > 63 || /[\0/\\. "$]/.test(db)) throw new MongoError(73, `Invalid database name: '${db}'`);
}

/** Numbered commands of one session run one after the other; a retry so waits for its first attempt. */
function runInTurn(server: Server, prepared: Prepared, finish: Finish): void {
  const { session } = prepared.call;
  if (prepared.txn === undefined || !session) {
    runCommand(server, prepared, finish);
    return;
  }
  if (session.busy) {
    session.busy.then(() => runInTurn(server, prepared, finish));
    return;
  }
  let free = (): void => undefined;
  session.busy = new Promise((resolve) => {
    free = resolve;
  });
  runCommand(server, prepared, (outcome) => {
    server.engine.batch.settled(() => {
      session.busy = undefined;
      free();
    });
    finish(outcome);
  });
}

/**
 * How often a read is tried that meets writes which a failing disk undoes. The first try leaves turns to others; the
 * next ones, which begin when no write is open, do not pause, so that they meet none.
 */
const MOST_TRIES = 4;

function runCommand(server: Server, prepared: Prepared, finish: Finish, tries = 1): void {
  const { command, call, txn, deadline } = prepared;
  const { session, body } = call;
  const inTransaction = body.get('autocommit') === false;
  let view: View = { database: server.engine.database, transaction: undefined };
  let retry: Call['retry'];
  try {
    if (inTransaction && session && txn !== undefined) {
      view = enterTransaction(server, session, txn, command, body) ?? view;
    } else if (session && txn !== undefined) retry = server.sessions.retryOf(session, txn);
  } catch (error) {
    finish({ error });
    return;
  }
  const failureBefore = server.engine.batch.lastFailure();
  const done = (outcome: Outcome<Reply>): void => {
    if (inTransaction && session) finish(leaveTransaction(server, session, command, outcome));
    else if (tries < MOST_TRIES && readsOnly(command, body)) {
      const again = (): void => {
        closeCursor(server, outcome);
        runCommand(server, prepared, finish, tries + 1);
      };
      if (server.engine.batch.lastFailure() === failureBefore) finish(outcome, again);
      else again();
    } else finish(unlessUndone(server, failureBefore, outcome));
  };
  const whole = { ...call, view, retry };
  if (command.run) drive(command.run(whole), deadline, done, tries === 1 ? undefined : Infinity);
  else done(outcomeOf(() => command.answer?.(whole) ?? { doc: new Map() }));
}

function readsOnly({ readsOnly: answer = false }: Command, body: Doc): boolean {
  return typeof answer === 'function' ? answer(body) : answer;
}

/** Nobody will ever ask the cursor of an answer that is not sent. */
function closeCursor(server: Server, outcome: Outcome<Reply>): void {
  const id = 'value' in outcome ? outcome.value.batch?.id : undefined;
  if (id !== undefined) server.cursors.close(id);
}

/** A command that pauses may have written what a failing disk has undone in the meantime. */
function unlessUndone(server: Server, before: MongoError | undefined, outcome: Outcome<Reply>): Outcome<Reply> {
  const failure = server.engine.batch.lastFailure();
  return failure && failure !== before && !isCommitted(outcome) ? { error: failure } : outcome;
}

const isCommitted = (outcome: Outcome<Reply>): boolean => 'value' in outcome && outcome.value.committed === true;

function outcomeOf<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

/** Sends an answer once the open batch is on disk, which may be what it tells of. */
function answer(
  server: Server,
  request: Request,
  outcome: Outcome<Reply>,
  started: number,
  send: Send,
  again?: () => void,
): void {
  server.engine.batch.settled((failed) => {
    if (failed && again) {
      again();
      return;
    }
    server.slow(request, performance.now() - started);
    const time = timestampOf(server.engine.log.last());
    const error = 'error' in outcome ? outcome.error : isCommitted(outcome) ? undefined : failed;
    send(error ? encodeError(reported(server, error), time) : encoded(server, outcome, time));
  });
}

/** An answer that cannot be encoded, being nested too deep, becomes an error. */
function encoded(server: Server, outcome: Outcome<Reply>, time: Timestamp): Uint8Array {
  try {
    if ('error' in outcome) throw outcome.error;
    return encodeReply(outcome.value, time);
  } catch (error) {
    return encodeError(reported(server, error), time);
  }
}

function reported(server: Server, error: unknown): MongoError {
  if (error instanceof MongoError) return error;
  const known = storageError(error);
  if (known.code !== 175) server.log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
  return known;
}

/** Does what a test has ordered with `failCommand` (MongoDB's fail point of that name). */
function runWithFailure(
  server: Server,
  prepared: Prepared,
  data: Doc,
  finish: (outcome: Outcome<Reply>) => void,
  send: Send,
): void {
  const run = (): void => {
    const code = data.get('errorCode');
    if (data.get('closeConnection') === true) send(undefined);
    else if (code !== undefined) finish({ error: orderedError(numberOf(code), data, prepared) });
    else runInTurn(server, prepared, (outcome) => finish(withWriteConcernError(outcome, data)));
  };
  const pause = data.get('blockConnection') === true ? numberOf(data.get('blockTimeMS')) : 0;
  if (pause > 0) sleep(pause).then(run);
  else run();
}

function orderedError(code: number, data: Doc, prepared: Prepared): MongoError {
  const labels = data.get('errorLabels');
  const error = new MongoError(
    code,
    "Failing command via 'failCommand' failpoint",
    Array.isArray(labels) ? labels.map(String) : [],
  );
  if (labels === undefined && prepared.call.body.get('autocommit') === false) return withTransientLabel(error);
  if (labels === undefined && prepared.txn !== undefined && RETRYABLE.has(code))
    error.labels.push('RetryableWriteError');
  return error;
}

/** Codes after which a driver may repeat a write (Retryable Writes specification). */
const RETRYABLE = new Set([6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

function withWriteConcernError(outcome: Outcome<Reply>, data: Doc): Outcome<Reply> {
  const failure: Value | undefined = data.get('writeConcernError');
  if (failure === undefined || 'error' in outcome) return outcome;
  const doc = new Map(outcome.value.doc).set('writeConcernError', failure);
  const labels = data.get('errorLabels');
  if (labels !== undefined) doc.set('errorLabels', labels);
  return { value: { ...outcome.value, doc } };
}
