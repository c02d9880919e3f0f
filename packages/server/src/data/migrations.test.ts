import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StartError } from '../config.js';
import { connect } from './connection.js';
import { prepare } from './migrations.js';
import { instanceId } from './schemas/instance.schema.js';
import { openTestStore, type TestData } from './test-data.js';

let test: TestData;
let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  store = await openTestStore();
  test = await store.open();
});
afterAll(async () => {
  await test?.close();
  await store?.close();
});

describe('the start', () => {
  it('makes the instance once, however many processes start', async () => {
    await Promise.all([prepare(test.data), prepare(test.data), prepare(test.data)]);
    expect(await test.data.instance.findMany({})).toMatchObject([
      { id: instanceId, name: 'Incipit', registration: null, isSetUp: false, adminCount: 0, dataVersion: 1 },
    ]);
  });

  it('has made every index of every schema', async () => {
    for (const model of test.data.models) {
      const wanted = model.schema.indexes().map(([key]) => key);
      const there = await model.collection.indexes();
      expect(there.map(({ key }) => key)).toEqual(expect.arrayContaining(wanted));
      expect(there).toHaveLength(wanted.length + 1);
    }
  });

  it('refuses data of a newer program', async () => {
    await test.data.instance.patch(instanceId, { set: { dataVersion: 2 } });
    await expect(prepare(test.data)).rejects.toThrow(StartError);
    await test.data.instance.patch(instanceId, { set: { dataVersion: 1 } });
    await prepare(test.data);
  });

  it('says in one sentence that nobody answers, without the password', async () => {
    const uri = 'mongodb://someone:hidden@127.0.0.1:9/db?directConnection=true';
    const error = await connect(uri, 300).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(StartError);
    expect(String(error)).toMatch(/cannot be reached/);
    expect(String(error)).not.toContain('hidden');
  });
});
