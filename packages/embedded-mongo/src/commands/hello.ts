import { Int32, Long, ObjectId } from 'bson';
import type { Doc, Value } from '../bson/value.js';
import { MAX_DOCUMENT } from '../storage/prepare.js';
import { MAX_MESSAGE } from '../wire/message.js';
import type { Call, Command } from './command.js';
import { anything, readOptions } from './options.js';

/** The server whose behaviour this store has, as drivers and Mongoose read it. */
export const SERVER_VERSION = '7.0.0';

/** The wire version of that server (MongoDB's `maxWireVersion` for 7.0). */
const WIRE_VERSION = 21;

/** One election, ever: drivers only compare it. */
const ELECTION = new ObjectId('7fffffff0000000000000001');

/**
 * The handshake: the store poses as the primary of a replica set of one,
 * which is what drivers want before they offer transactions and retryable writes.
 */
export const hello: Command = {
  name: 'hello',
  readsOnly: true,
  aliases: ['isMaster', 'ismaster'],
  answer(call) {
    const doc = describe(call);
    const isOld = !call.body.has('hello');
    doc.set(isOld ? 'ismaster' : 'isWritablePrimary', true);
    if (call.body.get('helloOk') === true) doc.set('helloOk', true);
    return { doc };
  },
};

function describe({ server, connectionId, now }: Call): Doc {
  const { address } = server.identity;
  return new Map<string, Value>([
    ['hosts', [address]],
    ['setName', 'embedded'],
    ['setVersion', new Int32(1)],
    ['secondary', false],
    ['primary', address],
    ['me', address],
    ['electionId', ELECTION],
    ['maxBsonObjectSize', new Int32(MAX_DOCUMENT)],
    ['maxMessageSizeBytes', new Int32(MAX_MESSAGE)],
    ['maxWriteBatchSize', new Int32(100_000)],
    ['localTime', now],
    ['logicalSessionTimeoutMinutes', new Int32(30)],
    ['connectionId', new Int32(connectionId)],
    ['minWireVersion', new Int32(0)],
    ['maxWireVersion', new Int32(WIRE_VERSION)],
    ['readOnly', false],
  ]);
}

export const ping: Command = {
  name: 'ping',
  readsOnly: true,
  answer(call) {
    readOptions('ping', call.body, { ping: anything });
    return { doc: new Map() };
  },
};

export const buildInfo: Command = {
  name: 'buildInfo',
  readsOnly: true,
  aliases: ['buildinfo'],
  answer(call) {
    readOptions('buildInfo', call.body, { buildInfo: anything, buildinfo: anything });
    const doc: Doc = new Map<string, Value>([
      ['version', SERVER_VERSION],
      ['gitVersion', 'embedded-mongo'],
      ['modules', ['embedded-mongo']],
      [
        'versionArray',
        SERVER_VERSION.split('.')
          .map((part) => new Int32(Number(part)))
          .concat(new Int32(0)),
      ],
      ['bits', new Int32(64)],
      ['debug', false],
      ['maxBsonObjectSize', new Int32(MAX_DOCUMENT)],
      ['storageEngines', ['sqlite']],
      ['uptime', Long.fromNumber(Math.floor((Date.now() - call.server.identity.startedAt) / 1000))],
    ]);
    return { doc };
  },
};
