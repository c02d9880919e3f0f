import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type Connection, Schema, type Types } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenStore, openForClients } from './store.js';

const dir = mkdtempSync(join(tmpdir(), 'em-mongoose-'));
let store: OpenStore;
let connection: Connection;

beforeAll(async () => {
  store = await openForClients({ dir, log: () => undefined });
  connection = await mongoose.createConnection(store.uri, { dbName: 'shop' }).asPromise();
});

afterAll(async () => {
  await connection.close();
  await store.close();
  rmSync(dir, { recursive: true });
});

interface Author {
  name: string;
}

interface Book {
  title: string;
  author: Types.ObjectId;
  tags: string[];
  price: Types.Decimal128;
  pages: Map<string, number>;
}

test('models, population, discriminators and transactions work', async () => {
  const Authors = connection.model('Author', new Schema<Author>({ name: { type: String, unique: true } }));
  const books = new Schema<Book>(
    {
      title: { type: String, index: true },
      author: { type: Schema.Types.ObjectId, ref: 'Author' },
      tags: [String],
      price: Schema.Types.Decimal128,
      pages: { type: Map, of: Number },
    },
    { timestamps: true, discriminatorKey: 'kind' },
  );
  const Books = connection.model('Book', books);
  const Novels = Books.discriminator('Novel', new Schema({ genre: String }));
  await Promise.all([Authors.init(), Books.init()]);

  const author = await Authors.create({ name: 'Ada' });
  await Books.create({ title: 'One', author: author._id, tags: ['a', 'b'], price: '12.50', pages: { one: 1 } });
  await Novels.create({ title: 'Two', author: author._id, tags: ['b'], genre: 'crime' });
  const found = await Books.find({ tags: 'b' }).sort({ title: -1 }).populate<{ author: Author }>('author');
  expect(found.map((book) => [book.title, book.author.name, book.get('kind'), book.price?.toString()])).toEqual([
    ['Two', 'Ada', 'Novel', undefined],
    ['One', 'Ada', undefined, '12.50'],
  ]);
  expect(await Novels.countDocuments()).toBe(1);

  const book = await Books.findOneAndUpdate({ title: 'One' }, { $push: { tags: 'c' } }, { returnDocument: 'after' });
  book?.pages.set('two', 2);
  await book?.save();
  expect((await Books.findOne({ title: 'One' }).lean())?.pages).toEqual({ one: 1, two: 2 });

  await expect(Authors.create({ name: 'Ada' })).rejects.toMatchObject({ code: 11000 });
  await expect(
    connection.transaction(async (session) => {
      await Authors.create([{ name: 'Bob' }], { session });
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await connection.transaction(async (session) => {
    await Authors.create([{ name: 'Cyd' }], { session });
    await Books.updateMany({}, { $set: { tags: [] } }, { session });
  });
  expect(await Authors.distinct('name')).toEqual(['Ada', 'Cyd']);
  expect(await Books.countDocuments({ tags: { $size: 0 } })).toBe(2);
});
