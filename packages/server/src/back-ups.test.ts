import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start as startStore } from '@incipit/embedded-mongo';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BackUps } from './back-ups.js';
import { connect } from './data/connection.js';

let dataFolder: string;
let store: Awaited<ReturnType<typeof startStore>>;
let failures: unknown[];

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'incipit-back-ups-'));
  store = await startStore({ dir: dataFolder });
  failures = [];
});
afterEach(async () => {
  await store.close();
  await rm(dataFolder, { recursive: true });
});

const backUps = (every = 3_600_000, keep = 2) =>
  new BackUps(store, { dataFolder, every, keep, onFailure: (error) => failures.push(error) });

const folder = () => join(dataFolder, 'back-ups');

it('is a store that opens, with all that was there', async () => {
  const connection = await connect(store.uri);
  await connection.collection('things').insertMany([{ n: 1 }, { n: 2 }]);
  await connection.close();
  const one = backUps();
  await one.make();
  const [name = ''] = await one.list();
  expect(name).toMatch(/^incipit-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.db$/);

  const restored = await mkdtemp(join(tmpdir(), 'incipit-restored-'));
  await copyFile(join(folder(), name), join(restored, 'store.db'));
  const again = await startStore({ dir: restored });
  const reader = await connect(again.uri);
  expect(await reader.collection('things').countDocuments()).toBe(2);
  await reader.close();
  await again.close();
  await rm(restored, { recursive: true });
});

it('is made when the last one is old enough, also by an earlier start, and the oldest go', async () => {
  const one = backUps();
  await one.list();
  const now = Date.now();
  const hoursAgo = (hours: number) =>
    `incipit-${new Date(now - hours * 3_600_000).toISOString().slice(0, 19).replaceAll(':', '-')}.db`;
  for (const hours of [5, 4, 3]) await writeFile(join(folder(), hoursAgo(hours)), '');
  await writeFile(join(folder(), 'notes.txt'), 'kept');
  await writeFile(join(folder(), `${hoursAgo(9)}.unfinished`), 'half');
  one.start();
  await one.stop();
  const made = await one.list();
  expect(made).toHaveLength(2);
  expect(made[0]).toBe(hoursAgo(3));
  one.start();
  await one.stop();
  expect(await one.list()).toEqual(made);
  expect(await readdir(folder())).toEqual([...made, 'notes.txt']);
  expect(failures).toEqual([]);
});

it('that fails is told, and leaves the older ones', async () => {
  const one = backUps(60_000);
  await one.make();
  const before = await one.list();
  const broken = new BackUps(
    { backup: () => Promise.reject(new Error('the disk is full')) },
    { dataFolder, every: 0, keep: 1, onFailure: (error) => failures.push(error) },
  );
  broken.start();
  await broken.stop();
  expect(failures).toEqual([expect.objectContaining({ message: 'the disk is full' })]);
  expect(await one.list()).toEqual(before);
});
