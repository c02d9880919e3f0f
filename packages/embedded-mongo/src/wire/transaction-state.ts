import type { Doc } from '../bson/value.js';
import type { Command, Reply, Server } from '../commands/command.js';
import { MongoError } from '../error.js';
import type { View } from '../storage/engine.js';
import { beginTransaction } from '../storage/transaction.js';
import type { Outcome } from './drive.js';
import { type Session, tooOld } from './sessions.js';

/** Codes after which the whole transaction is worth another try (Transactions specification). */
const TRANSIENT = new Set([24, 112, 246, 251, 267, 290]);

/**
 * The view in which a statement of a transaction runs; begins the transaction at its first statement.
 * `commitTransaction` and `abortTransaction` look after the state themselves.
 * @throws MongoError 251, 256, 225 or 263
 */
export function enterTransaction(
  server: Server,
  session: Session,
  txn: number,
  command: Command,
  body: Doc,
): View | undefined {
  if (!command.transactional) {
    throw new MongoError(263, `Cannot run '${command.name}' in a multi-document transaction.`);
  }
  if (txn < session.txn) throw tooOld(session, txn);
  if (body.get('startTransaction') === true) start(server, session, txn);
  else if (txn > session.txn || (session.txn === txn && session.state === 'none'))
    throw noSuchTransaction(session, txn);
  const { transaction: open } = session;
  const limit = server.parameters.transactionLifetimeLimitSeconds * 1000;
  if (open && Date.now() - open.startedAt > limit) server.sessions.abort(session);
  const ends = command.name === 'commitTransaction' || command.name === 'abortTransaction';
  if (session.state === 'aborted' && !ends) throw noSuchTransaction(session, txn);
  if (session.state === 'committed' && !ends) {
    throw new MongoError(256, `Transaction with { txnNumber: ${txn} } has been committed.`);
  }
  const { transaction } = session;
  return transaction && { database: transaction.reader, transaction };
}

function start(server: Server, session: Session, txn: number): void {
  if (txn === session.txn && session.state !== 'none') {
    throw new MongoError(
      50911,
      `Cannot start a transaction at given transaction number ${txn} a transaction with the same number is in state ${session.state}`,
    );
  }
  server.sessions.abort(session);
  session.txn = txn;
  session.state = 'open';
  session.transaction = beginTransaction(server.engine, session.key, txn);
}

/** The error for a transaction that is not there (any more). */
export function noSuchTransaction(session: Session, txn: number): MongoError {
  const text =
    session.state === 'aborted'
      ? `Transaction with { txnNumber: ${txn} } has been aborted.`
      : `Given transaction number ${txn} does not match any in-progress transactions. The active transaction number is ${session.txn}`;
  return new MongoError(251, text, ['TransientTransactionError']);
}

/** After a statement: an error, also of a single write, ends the transaction. */
export function leaveTransaction(
  server: Server,
  session: Session,
  command: Command,
  outcome: Outcome<Reply>,
): Outcome<Reply> {
  if ('error' in outcome) {
    server.sessions.abort(session);
    return { error: outcome.error instanceof MongoError ? withTransientLabel(outcome.error) : outcome.error };
  }
  if (outcome.value.doc.has('writeErrors')) server.sessions.abort(session);
  if (command.name === 'commitTransaction') {
    server.engine.batch.settled((failed) => {
      if (failed) session.state = 'aborted';
    });
  }
  return outcome;
}

/** Adds the label that makes drivers repeat the transaction, where the code is worth it. */
export function withTransientLabel(error: MongoError): MongoError {
  const label = 'TransientTransactionError';
  if (TRANSIENT.has(error.code) && !error.labels.includes(label)) error.labels.push(label);
  return error;
}
