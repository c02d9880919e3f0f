import { Int32, Long } from 'bson';
import { encode } from '../bson/codec.js';
import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import { refuse } from '../refused.js';
import { numberOf } from '../storage/environment.js';
import type { Index } from '../storage/index-spec.js';
import { addValidator, dropCollection } from './collections.js';
import type { Call, Command, Parameters } from './command.js';
import { inBatch } from './create.js';
import { SERVER_VERSION } from './hello.js';
import { anything, checkCollectionName, collectionName, count, doc, flag, readOptions, text } from './options.js';
import { numberValue } from './write.js';

export const renameCollection: Command = {
  name: 'renameCollection',
  writes: true,
  answer(call) {
    const options = readOptions('renameCollection', call.body, { renameCollection: text, to: text, dropTarget: flag });
    if (call.db !== 'admin') throw new MongoError(13, 'renameCollection may only be run against the admin database.');
    const from = parseNamespace(options.renameCollection ?? '');
    const to = parseNamespace(options.to ?? '');
    const { engine } = call;
    const collection = engine.catalog.find(from.db, from.name);
    if (!collection) throw new MongoError(26, `Source collection ${options.renameCollection} does not exist`);
    if (options.renameCollection === options.to) throw new MongoError(20, "Can't rename a collection to itself");
    const target = engine.catalog.find(to.db, to.name);
    if (target && !options.dropTarget) throw new MongoError(48, 'target namespace exists');
    if (target) dropCollection(engine, target);
    inBatch(engine, () => {
      const { id } = collection;
      const doc = encode(
        new Map([
          ['db', to.db],
          ['coll', to.name],
        ]),
      );
      engine.catalog.rename(collection, to.db, to.name);
      engine.claims.next();
      engine.log.append({ collection: id, db: from.db, coll: from.name, kind: 'rename', doc });
    });
    call.server.cursors.closeWhere((cursor) => cursor.ns === `${from.db}.${from.name}` && !cursor.stream);
    return { doc: new Map() };
  },
};

function parseNamespace(namespace: string): { db: string; name: string } {
  const dot = namespace.indexOf('.');
  if (dot < 1) throw new MongoError(73, `Invalid namespace specified '${namespace}'`);
  const name = namespace.slice(dot + 1);
  checkCollectionName(name);
  return { db: namespace.slice(0, dot), name };
}

const collModOptions = {
  collMod: anything,
  index: doc,
  validator: doc,
  validationLevel: text,
  validationAction: text,
};

export const collMod: Command = {
  name: 'collMod',
  writes: true,
  answer(call) {
    const name = collectionName(call.body, 'collMod');
    const options = readOptions('collMod', call.body, collModOptions);
    const collection = call.engine.catalog.find(call.db, name);
    if (!collection) throw new MongoError(26, `ns does not exist: ${call.db}.${name}`);
    const answer: Doc = new Map();
    const changed = new Map(collection.options);
    addValidator(changed, options);
    inBatch(call.engine, () => {
      if (changed.size > 0) call.engine.catalog.setOptions(collection, changed);
      if (options.index) {
        const index = indexToChange(collection.indexes, options.index);
        call.engine.catalog.setIndexSpec(collection, index, changedSpec(index, options.index, answer));
      }
    });
    return { doc: answer };
  },
};

function indexToChange(indexes: Index[], wanted: Doc): Index {
  const key = wanted.get('keyPattern');
  const shape = (pattern: Value | undefined): string =>
    pattern instanceof Map ? JSON.stringify([...pattern].map(([path, direction]) => [path, numberOf(direction)])) : '';
  const found = indexes.find(
    (index) => index.name === wanted.get('name') || (key && shape(index.spec.get('key')) === shape(key)),
  );
  if (!found) throw new MongoError(27, 'cannot find index for ns');
  if (found.id === 0) throw new MongoError(2, "can't change the _id index");
  return found;
}

function changedSpec(index: Index, wanted: Doc, answer: Doc): Doc {
  const spec = new Map(index.spec);
  for (const [option, value] of wanted) {
    if (option === 'name' || option === 'keyPattern') continue;
    if (option === 'hidden' && typeof value === 'boolean') {
      answer.set('hidden_old', index.hidden);
      answer.set('hidden_new', value);
      if (value) spec.set('hidden', true);
      else spec.delete('hidden');
    } else if (option === 'expireAfterSeconds' && numberOf(value) >= 0) {
      answer.set('expireAfterSeconds_old', numberValue(index.expireAfterSeconds ?? 0));
      answer.set('expireAfterSeconds_new', value);
      spec.set('expireAfterSeconds', new Int32(Math.trunc(numberOf(value))));
    } else refuse('collMod of this index option', option);
  }
  return spec;
}

export const serverStatus: Command = {
  name: 'serverStatus',
  readsOnly: true,
  answer(call) {
    const { identity, counters, cursors, connections } = call.server;
    const sections = Object.fromEntries(
      ['repl', 'metrics', 'locks', 'network', 'wiredTiger'].map((name) => [name, anything]),
    );
    readOptions('serverStatus', call.body, { serverStatus: anything, ...sections });
    const uptime = Math.floor((Date.now() - identity.startedAt) / 1000);
    const memory = process.memoryUsage();
    return {
      doc: new Map<string, Value>([
        ['host', identity.address],
        ['version', SERVER_VERSION],
        ['process', 'embedded-mongo'],
        ['pid', Long.fromNumber(process.pid)],
        ['uptime', numberValue(uptime)],
        ['localTime', call.now],
        ['connections', numbers({ current: connections(), available: 500 - connections() })],
        [
          'opcounters',
          numbers(
            Object.fromEntries(
              ['insert', 'find', 'update', 'delete', 'getMore'].map((name) => [name, counters.get(name) ?? 0]),
            ),
          ),
        ],
        ['mem', numbers({ resident: Math.round(memory.rss / 1048576) })],
        [
          'storageEngine',
          new Map<string, Value>([
            ['name', 'sqlite'],
            ['persistent', true],
          ]),
        ],
        ['metrics', new Map<string, Value>([['cursor', new Map([['open', numbers({ total: cursors.count() })]])]])],
        ['transactions', numbers({ currentOpen: call.engine.transactions.size })],
      ]),
    };
  },
};

function numbers(fields: Record<string, number>): Doc {
  return new Map(Object.entries(fields).map(([name, value]) => [name, numberValue(value)]));
}

/** The server parameters that can be read. */
function parameters(call: Call): Map<string, Value> {
  return new Map<string, Value>([
    ['featureCompatibilityVersion', new Map([['version', SERVER_VERSION.slice(0, 3)]])],
    ['enableTestCommands', call.server.identity.testCommands],
    ...Object.entries(call.server.parameters).map(([name, seconds]): [string, Value] => [name, new Int32(seconds)]),
    ['cursorTimeoutMillis', new Int32(600_000)],
    ['notablescan', false],
  ]);
}

export const getParameter: Command = {
  name: 'getParameter',
  readsOnly: true,
  answer(call) {
    const known = parameters(call);
    const readers = Object.fromEntries(
      [...known.keys(), 'getParameter', 'allParameters'].map((name) => [name, anything]),
    );
    const wanted =
      call.body.get('getParameter') === '*'
        ? [...known.keys()]
        : [...call.body.keys()].filter((name) => known.has(name));
    readOptions('getParameter', call.body, readers);
    if (wanted.length === 0) throw new MongoError(72, 'no option found to get');
    return { doc: new Map(wanted.map((name) => [name, known.get(name)!])) };
  },
};

const setOptions = {
  setParameter: anything,
  ttlMonitorSleepSecs: count,
  transactionLifetimeLimitSeconds: count,
};

/** Sets how often the store does some of its housekeeping, for tests. */
export const setParameter: Command = {
  name: 'setParameter',
  testOnly: true,
  answer(call) {
    for (const name of [...call.body.keys()].slice(1)) {
      if (parameters(call).has(name) && !Object.hasOwn(setOptions, name)) refuse('setting this server parameter', name);
    }
    const { setParameter: _command, ...given } = readOptions('setParameter', call.body, setOptions);
    const wanted = Object.entries(given) as [keyof Parameters, number][];
    if (wanted.length === 0) throw new MongoError(72, 'no option found to set, use help:true to see options');
    const was = numbers(Object.fromEntries(wanted.map(([name]) => ['was', call.server.parameters[name]])));
    for (const [name, value] of wanted) call.server.parameters[name] = Math.max(1, value);
    return { doc: was };
  },
};

const failPointOptions = { configureFailPoint: text, mode: anything, data: doc };

export const configureFailPoint: Command = {
  name: 'configureFailPoint',
  testOnly: true,
  answer(call) {
    const {
      configureFailPoint: name,
      mode,
      data = new Map(),
    } = readOptions('configureFailPoint', call.body, failPointOptions);
    if (name !== 'failCommand') refuse('a fail point other than failCommand', name);
    if (mode === 'off') call.server.failPoints.set(undefined);
    else {
      const commands = data.get('failCommands');
      call.server.failPoints.set({
        commands: new Set(Array.isArray(commands) ? commands.map(String) : []),
        times: mode instanceof Map && mode.has('times') ? numberOf(mode.get('times')) : Number.POSITIVE_INFINITY,
        skip: mode instanceof Map && mode.has('skip') ? numberOf(mode.get('skip')) : 0,
        data,
      });
    }
    return { doc: new Map() };
  },
};
