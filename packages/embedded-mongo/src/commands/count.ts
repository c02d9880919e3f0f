import type { Steps } from '../storage/engine.js';
import { select } from '../storage/select.js';
import type { Command, Reply } from './command.js';
import {
  anything,
  collation,
  collectionName,
  docOrNull,
  flag,
  integer,
  count as notNegative,
  readOptions,
} from './options.js';
import { collationFor, compiledFilter, surroundings } from './read.js';
import { numberValue } from './write.js';

const options = {
  count: anything,
  query: docOrNull,
  limit: integer,
  skip: notNegative,
  hint: anything,
  collation,
  fields: docOrNull,
  maxTimeMS: integer,
  allowDiskUse: flag,
};

export const count: Command = {
  name: 'count',
  readsOnly: true,
  *run(call): Steps<Reply> {
    const name = collectionName(call.body, 'count');
    const { query, limit = 0, skip = 0, hint, collation } = readOptions('count', call.body, options);
    const collection = call.engine.catalog.find(call.db, name);
    const order = collationFor(collation, collection);
    const filter = compiledFilter(query, surroundings(call, order, undefined));
    let found = 0;
    if (collection && !query?.size && hint === undefined && !call.view.transaction) {
      const row = call.view.database.get(`select count(*) n from d${collection.id}`);
      const all = Math.max(0, Number(row?.n) - skip);
      return { doc: new Map([['n', numberValue(limit === 0 ? all : Math.min(all, Math.abs(limit)))]]) };
    }
    if (collection) {
      const selection = { filter, collation: order, skip, limit: Math.abs(limit), hint };
      for (const row of select(call.view, collection, selection)) {
        if (row) found += 1;
        else yield undefined;
      }
    }
    return { doc: new Map([['n', numberValue(found)]]) };
  },
};
