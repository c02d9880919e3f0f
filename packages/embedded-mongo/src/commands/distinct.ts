import { decode } from '../bson/codec.js';
import type { Collation } from '../bson/collation.js';
import { compare } from '../bson/compare.js';
import { identities } from '../bson/identity.js';
import type { Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Steps } from '../storage/engine.js';
import { select } from '../storage/select.js';
import type { Command, Reply } from './command.js';
import { elementsAt } from './elements.js';
import { anything, collation, collectionName, docOrNull, readOptions, text } from './options.js';
import { collationFor, compiledFilter, surroundings } from './read.js';

const options = { distinct: anything, key: text, query: docOrNull, collation, hint: anything };

const MOST_BYTES = 16 * 1024 * 1024;

export const distinct: Command = {
  name: 'distinct',
  readsOnly: true,
  transactional: true,
  *run(call): Steps<Reply> {
    const name = collectionName(call.body, 'distinct');
    const { key, query, collation, hint } = readOptions('distinct', call.body, options);
    if (key === undefined) throw new MongoError(40414, "BSON field 'distinct.key' is missing but a required field");
    const collection = call.engine.catalog.find(call.db, name);
    const order = collationFor(collation, collection);
    const filter = compiledFilter(query, surroundings(call, order, undefined));
    const values = new DistinctValues(order);
    if (collection) {
      for (const row of select(call.view, collection, { filter, collation: order, hint })) {
        if (!row) yield undefined;
        else for (const value of elementsAt(decode(row.bytes), key.split('.'))) values.add(value);
      }
    }
    return { doc: new Map([['values', values.sorted()]]) };
  },
};

/** Values without repeats, equal ones under a collation too. */
class DistinctValues {
  private readonly byIdentity = new Map<string, Value>();
  private readonly identity: (value: Value) => string;
  private bytes = 0;

  constructor(private readonly order: Collation | undefined) {
    this.identity = identities(order);
  }

  add(value: Value): void {
    const identity = this.identity(value);
    if (this.byIdentity.has(identity)) return;
    this.byIdentity.set(identity, value);
    this.bytes += identity.length;
    if (this.bytes > MOST_BYTES) throw new MongoError(17217, 'distinct too big, 16mb cap');
  }

  sorted(): Value[] {
    return [...this.byIdentity.values()].sort((a, b) => compare(a, b, this.order));
  }
}
