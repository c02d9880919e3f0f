import { limits } from '@incipit/contract';
import type { Model, PipelineStage, QueryFilter, Types } from 'mongoose';
import { type Births, type WatchOptions, watchBirths } from './births.js';
import {
  afterQuery,
  type Change,
  type Filter,
  type PageOf,
  type Sort,
  toQuery,
  toSort,
  toUpdate,
  valuesOf,
} from './filter.js';
import type { New, Stored } from './record-schema.js';
import { defaultsOf, idQuery, newId, plain, type Row } from './row.js';
import { DuplicateError } from './store-error.js';
import type { Transactions } from './transactions.js';

/** Lists are counted so far and no further. */
export const mostCounted = limits.counted;

/** New records in one command: making more of them at once would keep others waiting. */
const insertedAtOnce = 250;

/** Records in one answer of the store: without it the first holds 101, and the rest takes another turn. */
const atOnce = 1_000;

/** How many records are read, in which order, and what of them. */
interface Reading {
  readonly sort?: [field: string, direction: 1 | -1][];
  readonly skip?: number;
  readonly limit?: number;
  readonly fields?: readonly string[];
}

/** The records of one model. All of it is part of the running transaction, if there is one. */
export class Repository<T extends Stored> {
  readonly #uniqueKeys: readonly string[][];
  /** What fields have in records that are older than they. */
  readonly #defaults: Readonly<Record<string, unknown>>;

  constructor(
    private readonly model: Model<Row>,
    protected readonly transactions: Transactions,
  ) {
    this.#uniqueKeys = model.schema
      .indexes()
      .filter(([, options]) => options.unique && !options.partialFilterExpression)
      .map(([keys]) => Object.keys(keys));
    this.#defaults = defaultsOf(model);
  }

  /** Stores a new record, with revision 1. @throws DuplicateError */
  async create(values: New<T>): Promise<T> {
    const document = this.#born(values);
    await this.transactions.command((session) => document.save({ session }));
    return this.#record(document.toObject() as Row);
  }

  /** {@link create} for many, in few commands. @throws DuplicateError */
  async createMany(values: readonly New<T>[]): Promise<T[]> {
    const records: T[] = [];
    for (let start = 0; start < values.length; start += insertedAtOnce) {
      const documents = values.slice(start, start + insertedAtOnce).map((one) => this.#born(one));
      await this.transactions.command((session) => this.model.insertMany(documents, session ? { session } : {}));
      records.push(...documents.map((document) => this.#record(document.toObject() as Row)));
    }
    return records;
  }

  /**
   * The record that `where` finds, else a new one. When another creates it at the same moment, that one is answered
   * (within a transaction, by doing the whole transaction again).
   */
  async findOrCreate(where: Filter<T>, values: New<T>): Promise<{ record: T; isNew: boolean }> {
    const found = await this.find(where);
    if (found) return { record: found, isNew: false };
    try {
      return { record: await this.create(values), isNew: true };
    } catch (error) {
      if (!(error instanceof DuplicateError)) throw error;
      if (this.transactions.isInside) throw new DuplicateError(error.index, error.keys, true);
      const other = await this.find(where);
      if (!other) throw error;
      return { record: other, isNew: false };
    }
  }

  /** The record of this id, if `where` is true of it. What is no id finds nothing. */
  async get(id: string, where?: Filter<T>): Promise<T | null> {
    return this.#one(idQuery(id, where));
  }

  /** The one record that `where` finds, or any of several. */
  async find(where: Filter<T>): Promise<T | null> {
    return this.#one(toQuery(where));
  }

  /** All records that `where` finds: only for what is known to be few, or with a `limit`. */
  async findMany(where: Filter<T>, options: { sort?: Sort<T>; limit?: number } = {}): Promise<T[]> {
    const sort = options.sort && toSort(options.sort);
    return this.#many(toQuery(where), { ...options, sort });
  }

  /** One field, which is an id, of the records that `where` finds, in any order. No more than `max`; 0: all. */
  async idsIn(field: keyof T & string, where: Filter<T>, max = 0): Promise<string[]> {
    const name = field === 'id' ? '_id' : field;
    const rows = await this.transactions.command((session) =>
      this.model
        .find(toQuery(where) as QueryFilter<Row>, { _id: 0, [name]: 1 })
        .limit(max)
        .batchSize(atOnce)
        .session(session)
        .lean<Record<string, Types.ObjectId>[]>(),
    );
    return rows.map((row) => row[name]!.toHexString());
  }

  /** One page in a stable order, by the values of the last item instead of by a number of items. */
  async list(where: Filter<T>, page: PageOf<T>): Promise<{ items: T[]; next: unknown[] | null }> {
    return this.#page(where, page);
  }

  /** The ids of a {@link list}, where nothing else of its records is needed. */
  async listIds(where: Filter<T>, page: PageOf<T>): Promise<{ ids: string[]; next: unknown[] | null }> {
    const { items, next } = await this.#page(
      where,
      page,
      page.sort.map(([field]) => field),
    );
    return { ids: items.map(({ id }) => id), next };
  }

  /**
   * Walks over at most `most` records of a list: of those that `fits` is true of, one field, which is an id. The page may
   * be short though more follows; `next` is the place where the walk ended, `null` the end of the list.
   */
  walkIds(
    field: keyof T & string,
    where: Filter<T>,
    fits: Filter<T>,
    most: number,
    page: PageOf<T>,
  ): Promise<{ ids: string[]; next: unknown[] | null }> {
    const { query, sort } = this.#bounded(where, page);
    const fields = [...sort.map(([name]) => name), field];
    // Both questions at one moment: what comes or goes between them would move the end of the walk.
    return this.transactions.run(async () => {
      const found = await this.#piped([
        { $match: this.#cast(query) },
        { $sort: Object.fromEntries(sort) },
        { $limit: most },
        // Behind the limit, so that no store looks further for them, or by another index.
        { $match: this.#cast(toQuery(fits)) },
        { $limit: page.limit },
        { $project: shown(fields) },
      ]);
      const isFull = found.length === page.limit;
      // Not full: the last one looked at, which the pipeline does not show.
      const [last] = isFull ? found.slice(-1) : await this.#many(query, { sort, skip: most - 1, limit: 1, fields });
      return { ids: found.map((record) => record[field] as string), next: last ? valuesOf(last, sort) : null };
    });
  }

  /**
   * Takes at most `most` records that `where` finds, in any order: of those that `fits` is true of, a page in order, and
   * of these one field, which is an id.
   */
  async pickIds(
    field: keyof T & string,
    where: Filter<T>,
    fits: Filter<T>,
    most: number,
    page: PageOf<T>,
  ): Promise<string[]> {
    const { query, sort } = this.#bounded(fits, page);
    const found = await this.#piped([
      { $match: this.#cast(toQuery(where)) },
      { $limit: most },
      // Behind the limit, so that the first condition chooses the index.
      { $match: this.#cast(query) },
      { $sort: Object.fromEntries(sort) },
      { $limit: page.limit },
      { $project: shown([...sort.map(([name]) => name), field]) },
    ]);
    return found.map((record) => record[field] as string);
  }

  /** How many there are, but no more than `max`: it stops there. */
  async count(where: Filter<T>, max: number): Promise<number> {
    return this.transactions.command((session) =>
      this.model.countDocuments(toQuery(where) as QueryFilter<Row>, { limit: max }).session(session),
    );
  }

  /** How many records the model has, all of it: as the store remembers it, which may be a little off. */
  async size(): Promise<number> {
    return this.transactions.command(() => this.model.estimatedDocumentCount());
  }

  /** How many there are, as lists tell it: exact up to 10,000, never counted further. */
  async total(where: Filter<T>): Promise<{ total: number; totalIsExact: boolean }> {
    const found = await this.count(where, mostCounted + 1);
    return { total: Math.min(found, mostCounted), totalIsExact: found <= mostCounted };
  }

  /** Sets fields that readers see: the revision rises. `null`: gone, or not at the expected revision. */
  async update(id: string, change: Partial<Omit<T, keyof Stored>>, expect?: { revision: number }): Promise<T | null> {
    return this.#change({ ...idQuery(id), ...expect }, this.#revised({ set: change } as Change<T>));
  }

  /** Changes fields without raising the revision: counters, times of use. `null`: gone, or `where` is not true of it. */
  async patch(id: string, change: Change<T>, where?: Filter<T>): Promise<T | null> {
    return this.#change(idQuery(id, where), toUpdate(change));
  }

  /** {@link patch} for the record that `where` finds; it is made of `where`, `otherwise` and the change when there is none. */
  async upsert(where: Filter<T>, change: Change<T>, otherwise: Partial<New<T>>): Promise<T> {
    const row = await this.#change(toQuery(where), toUpsert(change, otherwise), true);
    if (!row) throw new Error('an upsert answered nothing');
    return row;
  }

  /** {@link patch} for each of many, in one command; with `otherwise` {@link upsert}. */
  async patchEach(
    changes: readonly {
      readonly where: Filter<T>;
      readonly change: Change<T>;
      readonly otherwise?: Partial<New<T>>;
    }[],
  ): Promise<void> {
    if (changes.length === 0) return;
    const writes = changes.map(({ where, change, otherwise }) => ({
      updateOne: {
        filter: toQuery(where) as QueryFilter<Row>,
        update: otherwise ? toUpsert(change, otherwise) : toUpdate(change),
        upsert: otherwise !== undefined,
      },
    }));
    try {
      await this.transactions.command((session) => this.model.bulkWrite(writes, session ? { session } : {}));
    } catch (error) {
      // Another made the same record at this moment: done again, it is found.
      if (!(error instanceof DuplicateError) || !this.transactions.isInside) throw error;
      throw new DuplicateError(error.index, error.keys, true);
    }
  }

  /** Changes all that `where` finds, raising their revisions. How many. */
  async updateMany(where: Filter<T>, change: Change<T>): Promise<number> {
    return this.#changeMany(where, this.#revised(change));
  }

  /** {@link patch} for all that `where` finds. How many. */
  async patchMany(where: Filter<T>, change: Change<T>): Promise<number> {
    return this.#changeMany(where, toUpdate(change));
  }

  /** `false`: it was gone already. */
  async remove(id: string): Promise<boolean> {
    const { deletedCount } = await this.transactions.command((session) =>
      this.model.deleteOne(idQuery(id) as QueryFilter<Row>).session(session),
    );
    return deletedCount === 1;
  }

  /** How many were removed. */
  async removeMany(where: Filter<T>): Promise<number> {
    const { deletedCount } = await this.transactions.command((session) =>
      this.model.deleteMany(toQuery(where) as QueryFilter<Row>).session(session),
    );
    return deletedCount;
  }

  /** {@link patchMany} for at most `max` of what `where` finds: a step of a change that is too large for one transaction. */
  async patchSome(where: Filter<T>, change: Change<T>, max: number): Promise<number> {
    const some = await this.#some(where, max);
    return some ? this.patchMany(some, change) : 0;
  }

  /** Removes at most `max` of what `where` finds: a step of a removal that is too large for one transaction. How many. */
  async removeSome(where: Filter<T>, max: number): Promise<number> {
    const some = await this.#some(where, max);
    return some ? this.removeMany(some) : 0;
  }

  /** What is created from now on, or after a place in the stream that was remembered, by whatever process. */
  watch(options: WatchOptions): Births<T> {
    return watchBirths(this.model, options, (row) => this.#record(row));
  }

  /** No two records are equal in this order: the id behind it would only keep its unique index from being used. */
  #isTotal(query: Record<string, unknown>, sort: Sort<T>): boolean {
    const last = sort.at(-1)?.[0] ?? '';
    return this.#uniqueKeys.some(
      (keys) => keys.includes(last) && keys.every((key) => key === last || typeof query[key] === 'string'),
    );
  }

  #born({ id = newId(), ...fields }: New<T>) {
    const now = new Date();
    return new this.model({ ...fields, _id: id, revision: 1, createdAt: now, updatedAt: now });
  }

  #revised(change: Change<T>): Record<string, Record<string, unknown>> {
    const update = toUpdate(change);
    return {
      ...update,
      $set: { ...update.$set, updatedAt: new Date() },
      $inc: { ...update.$inc, revision: 1 },
    };
  }

  /** At most `max` of what `where` finds, by their ids; `null`: there are none. */
  async #some(where: Filter<T>, max: number): Promise<Filter<T> | null> {
    const ids = await this.idsIn('id', where, max);
    return ids.length === 0 ? null : ({ id: { $in: ids } } as Filter<T>);
  }

  async #one(query: Record<string, unknown>): Promise<T | null> {
    const row = await this.transactions.command((session) =>
      this.model
        .findOne(query as QueryFilter<Row>)
        .session(session)
        .lean<Row>(),
    );
    return row && this.#record(row);
  }

  /** @param fields no others are read */
  async #page(where: Filter<T>, page: PageOf<T>, fields?: readonly string[]) {
    const { query, sort } = this.#bounded(where, page);
    const found = await this.#many(query, { sort, limit: page.limit + 1, fields });
    const items = found.slice(0, page.limit);
    const last = items.at(-1);
    return { items, next: found.length <= page.limit || !last ? null : valuesOf(last, sort) };
  }

  /** What is asked for a page, and in which order. */
  #bounded(where: Filter<T>, page: PageOf<T>) {
    const query = toQuery(where);
    const sort = toSort(page.sort, this.#isTotal(query, page.sort));
    return { query: page.after ? { $and: [query, afterQuery(sort, page.after)] } : query, sort };
  }

  /** Ids and times as they are stored: Mongoose sees to it in queries, but not in pipelines. */
  #cast(query: Record<string, unknown>) {
    return this.model.find(query as QueryFilter<Row>).cast(this.model);
  }

  async #many(query: Record<string, unknown>, { sort, skip = 0, limit = 0, fields }: Reading): Promise<T[]> {
    const rows = await this.transactions.command((session) =>
      this.model
        .find(query as QueryFilter<Row>, fields && shown(fields))
        .sort(sort)
        .skip(skip)
        .limit(limit)
        .batchSize(atOnce)
        .session(session)
        .lean<Row[]>(),
    );
    return rows.map((row) => this.#record(row));
  }

  async #piped(pipeline: PipelineStage[]): Promise<T[]> {
    const rows = await this.transactions.command((session) => this.model.aggregate<Row>(pipeline).session(session));
    return rows.map((row) => this.#record(row));
  }

  async #change(
    query: Record<string, unknown>,
    update: Record<string, Record<string, unknown>>,
    upsert = false,
  ): Promise<T | null> {
    const row = await this.transactions.command((session) =>
      this.model
        .findOneAndUpdate(query as QueryFilter<Row>, update, { returnDocument: 'after', upsert })
        .session(session)
        .lean<Row>(),
    );
    return row && this.#record(row);
  }

  async #changeMany(where: Filter<T>, update: Record<string, Record<string, unknown>>): Promise<number> {
    const { matchedCount } = await this.transactions.command((session) =>
      this.model.updateMany(toQuery(where) as QueryFilter<Row>, update).session(session),
    );
    return matchedCount;
  }

  // One after the other: to spread and to map objects takes longer than to read them.
  #record(row: Row): T {
    const record: Record<string, unknown> = { ...this.#defaults, id: row._id.toHexString() };
    for (const field in row) if (field !== '_id') record[field] = plain(row[field]);
    return record as T;
  }
}

const shown = (fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, 1] as const));

/** The change, and what a record is made of besides when there is none to change. */
function toUpsert<T extends Stored>(change: Change<T>, otherwise: Partial<New<T>>) {
  const now = new Date();
  const born = { ...otherwise, _id: newId(), revision: 1, createdAt: now, updatedAt: now };
  return { ...toUpdate(change), $setOnInsert: born };
}
