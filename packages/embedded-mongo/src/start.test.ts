import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Store, start } from '@incipit/embedded-mongo';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from './storage/sqlite.js';

const bin = fileURLToPath(new URL('../bin/store.js', import.meta.url));
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'em-start-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function withClient<T>(store: Store, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(store.uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

function runAlone(args: string[]): {
  child: ChildProcess;
  output: Promise<{ code: number | string | null; text: string }>;
  line: Promise<string>;
} {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const line = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.split('\n')[0] ?? '');
    });
  });
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  const output = new Promise<{ code: number | string | null; text: string }>((resolve) => {
    child.on('exit', (code, signal) => resolve({ code: code ?? signal, text }));
  });
  return { child, output, line };
}

describe('a data folder', () => {
  test('keeps what was written, for its owner only', async () => {
    const first = await start({ dir });
    await withClient(first, (client) =>
      client
        .db('a')
        .collection('b')
        .insertOne({ _id: 1 as never, text: 'kept' }),
    );
    for (const file of readdirSync(dir)) expect([file, statSync(join(dir, file)).mode & 0o777]).toEqual([file, 0o600]);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    await first.close();
    const second = await start({ dir });
    expect(await withClient(second, (client) => client.db('a').collection('b').findOne())).toEqual({
      _id: 1,
      text: 'kept',
    });
    await second.close();
  });

  test('has one owner at a time, in this process and in others', async () => {
    const store = await start({ dir });
    const sentence = `The data folder ${dir} is in use by another running process; stop that one first.`;
    await expect(start({ dir })).rejects.toMatchObject({ code: 'in_use', message: sentence });
    expect(await runAlone(['--data', dir]).output).toEqual({ code: 1, text: `${sentence}\n` });
    await store.close();
    const alone = runAlone(['--data', dir]);
    expect(await alone.line).toMatch(/^embedded-mongo is ready at mongodb:\/\/.*db\.sock\/\?directConnection=true$/);
    await expect(start({ dir })).rejects.toMatchObject({ code: 'in_use' });
    alone.child.kill('SIGKILL');
    await alone.output;
    await (await start({ dir })).close();
  });

  test('with a long path gets its socket elsewhere', async () => {
    const long = join(dir, 'x'.repeat(110));
    const store = await start({ dir: long });
    expect(await withClient(store, (client) => client.db('a').command({ ping: 1 }))).toMatchObject({ ok: 1 });
    await store.close();
  });

  test('that cannot be written is refused in one sentence', async () => {
    writeFileSync(join(dir, 'file'), 'in the way');
    const failure = start({ dir: join(dir, 'file', 'below') });
    await expect(failure).rejects.toMatchObject({
      code: 'unwritable',
      message: expect.stringMatching(/^The data folder .* cannot be used \(.*\); check its rights\.$/),
    });
  });
});

describe('a damaged file', () => {
  const damages: [string, (whole: Buffer) => Buffer | undefined][] = [
    ['of another kind', () => Buffer.from('this was never a database, whatever its name says')],
    ['emptied', () => Buffer.alloc(0)],
    ['lost', () => undefined],
    ['cut short', (whole) => whole.subarray(0, 9000)],
    ['with a wiped page', (whole) => Buffer.from(whole).fill(0, 8192, 16384)],
  ];

  test.each(damages)('%s is reported and left as it is', async (_kind, damage) => {
    const store = await start({ dir });
    await withClient(store, (client) => client.db('a').collection('b').insertOne({ x: 1 }));
    await store.close();
    const file = join(dir, 'store.db');
    const damaged = damage(readFileSync(file));
    if (damaged) writeFileSync(file, damaged);
    else rmSync(file);
    const message = expect.stringMatching(
      /^\S+store\.db is damaged \(.+\); restore a back-up of it, nothing was changed\.$/,
    );
    await expect(start({ dir })).rejects.toMatchObject({ code: 'damaged', message });
    if (damaged) expect(readFileSync(file).equals(damaged)).toBe(true);
  });

  test('of another program is left as it is, byte for byte', async () => {
    const file = join(dir, 'store.db');
    const other = openDatabase(file);
    other.exec('create table notes (text); insert into notes values (1)');
    other.close();
    const before = readFileSync(file);
    const message = expect.stringContaining('a SQLite file of another program');
    await expect(start({ dir })).rejects.toMatchObject({ code: 'damaged', message });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('that is a folder is named', async () => {
    mkdirSync(join(dir, 'store.db'));
    const message = expect.stringContaining('store.db is damaged (not a file)');
    await expect(start({ dir })).rejects.toMatchObject({ code: 'damaged', message });
  });
});

describe('a running store', () => {
  test('is backed up and the back-up is a store', async () => {
    const store = await start({ dir });
    const copy = join(dir, 'restored');
    await withClient(store, async (client) => {
      await client
        .db('a')
        .collection('b')
        .insertMany(Array.from({ length: 500 }, (_, n) => ({ n })));
      await client.db('a').collection('b').createIndex({ n: 1 }, { unique: true });
    });
    mkdirSync(copy);
    await store.backup(join(copy, 'store.db'));
    await expect(store.backup(join(copy, 'store.db'))).rejects.toMatchObject({ code: 'unwritable' });
    await store.close();
    const restored = await start({ dir: copy });
    expect(await restored.check()).toEqual({ collections: 1, documents: 500, indexRows: 500, problems: [] });
    const found = await withClient(restored, (client) =>
      client
        .db('a')
        .collection('b')
        .countDocuments({ n: { $gte: 498 } }),
    );
    expect(found).toBe(2);
    await restored.close();
  });

  test('listens on a port of this machine when asked, and stops on SIGTERM', async () => {
    const alone = runAlone(['--data', dir, '--port', '0']);
    const uri = (await alone.line).split(' ').at(-1) ?? '';
    expect(uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/\?directConnection=true$/);
    const client = new MongoClient(uri);
    expect(await client.db('a').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
    alone.child.kill('SIGTERM');
    expect((await alone.output).code).toBe(0);
  });

  test('says how it is used when it is not understood', async () => {
    const { code, text } = await runAlone(['--folder', dir]).output;
    expect(code).toBe(2);
    expect(text).toMatch(/^Usage: store --data DIR/);
  });
});
