import type { Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { endTransaction } from '../storage/transaction.js';
import { commitTransaction as writeTransaction } from '../storage/writer.js';
import { COMMITTED, type Session, sessionKey } from '../wire/sessions.js';
import { noSuchTransaction } from '../wire/transaction-state.js';
import type { Call, Command } from './command.js';
import { anything, docs, readOptions } from './options.js';

export const commitTransaction: Command = {
  name: 'commitTransaction',
  transactional: true,
  answer(call) {
    readOptions('commitTransaction', call.body, { commitTransaction: anything, recoveryToken: anything });
    const session = ofTransaction(call);
    if (session.state === 'committed') return { doc: new Map() };
    const { transaction } = session;
    if (!transaction) throw noSuchTransaction(session, session.txn);
    writeTransaction(call.engine, transaction);
    // Written with it: whether it was answered or not, after a restart the same commit must not look like a new one.
    const record = { lsid: session.key, txn: session.txn, done: new Map() };
    if (transaction.changes.length > 0) call.server.sessions.note(record, COMMITTED, new Map());
    session.state = 'committed';
    session.transaction = undefined;
    endTransaction(call.engine, transaction);
    closeCursors(call, session);
    return { doc: new Map() };
  },
};

export const abortTransaction: Command = {
  name: 'abortTransaction',
  transactional: true,
  answer(call) {
    readOptions('abortTransaction', call.body, { abortTransaction: anything, recoveryToken: anything });
    const session = ofTransaction(call);
    if (session.state === 'committed') {
      throw new MongoError(256, `Transaction with { txnNumber: ${session.txn} } has been committed.`);
    }
    if (!session.transaction) throw noSuchTransaction(session, session.txn);
    call.server.sessions.abort(session);
    closeCursors(call, session);
    return { doc: new Map() };
  },
};

function ofTransaction(call: Call): Session {
  const { session, body } = call;
  if (!session || body.get('autocommit') !== false) {
    throw new MongoError(125, `${body.keys().next().value} must be run within a transaction`);
  }
  return session;
}

function closeCursors(call: Call, session: Session): void {
  call.server.cursors.closeWhere((cursor) => cursor.lsid === session.key && cursor.txn === session.txn);
}

/** Ends sessions: what they have open is closed. */
function endAll(call: Call, lsids: Value[]): void {
  for (const lsid of lsids) {
    const key = sessionKey(lsid);
    call.server.cursors.closeWhere((cursor) => cursor.lsid === key);
    call.server.sessions.end(key);
  }
}

export const endSessions: Command = {
  name: 'endSessions',
  answer(call) {
    const { endSessions: sessions = [] } = readOptions('endSessions', call.body, { endSessions: docs });
    endAll(call, sessions);
    return { doc: new Map() };
  },
};

export const killSessions: Command = {
  name: 'killSessions',
  answer(call) {
    const { killSessions: sessions = [] } = readOptions('killSessions', call.body, { killSessions: docs });
    endAll(call, sessions);
    return { doc: new Map() };
  },
};

export const killAllSessions: Command = {
  name: 'killAllSessions',
  answer(call) {
    readOptions('killAllSessions', call.body, { killAllSessions: anything });
    for (const { key } of [...call.server.sessions.all()]) {
      call.server.cursors.closeWhere((cursor) => cursor.lsid === key);
      call.server.sessions.end(key);
    }
    return { doc: new Map() };
  },
};

export const refreshSessions: Command = {
  name: 'refreshSessions',
  answer(call) {
    const { refreshSessions: sessions = [] } = readOptions('refreshSessions', call.body, { refreshSessions: docs });
    for (const lsid of sessions) call.server.sessions.get(lsid);
    return { doc: new Map() };
  },
};
