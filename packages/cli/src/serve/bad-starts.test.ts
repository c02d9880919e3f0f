import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { incipit, newFolder } from '../testing/program.js';
import { serve } from '../testing/server.js';

const refusal = async (env: Record<string, string>, cwd = newFolder()) => {
  const { code, out, err } = await incipit(['serve'], { env: { INCIPIT_PORT: '0', ...env }, cwd }).ended;
  expect([code, out]).toEqual([1, '']);
  return err;
};

/** Every file with what is in it. */
const contentsOf = (folder: string) =>
  readdirSync(folder)
    .sort()
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]);

describe('settings that cannot be', () => {
  test('are all named in one sentence, wrong and unknown ones, of the environment and of .env', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, '.env'), 'INCIPIT_PROT=3000\nINCIPIT_TRASH_DAYS=soon\n');
    const err = await refusal({ INCIPIT_PORT: 'x', INCIPIT_SECRET: 'short', INCIPIT_FOO: '1' }, cwd);
    expect(err).toMatch(/^Please mend the settings: [^\n]+\.\n$/);
    const faults = err.slice('Please mend the settings: '.length, -2).split('; ').sort();
    expect(faults).toEqual([
      'INCIPIT_FOO is not a setting',
      'INCIPIT_PORT must be a whole number from 0 to 65535',
      'INCIPIT_PROT is not a setting',
      'INCIPIT_SECRET must have 32 bytes or more',
      'INCIPIT_TRASH_DAYS must be a whole number from 1 to 3650',
    ]);
    expect(readdirSync(cwd)).toEqual(['.env']);
  });

  test('a database without a secret', async () => {
    const cwd = newFolder();
    const err = await refusal({ MONGODB_URI: 'mongodb://db.example.org/incipit' }, cwd);
    expect(err).toBe('Please mend the settings: INCIPIT_SECRET is needed with MONGODB_URI.\n');
    expect(readdirSync(cwd)).toEqual([]);
  });
});

test('a data folder that cannot be made', async () => {
  const place = process.platform === 'linux' ? '/proc/incipit' : '/dev/null/incipit';
  const err = await refusal({ INCIPIT_DATA: place });
  expect(err).toMatch(
    new RegExp(`^The data folder ${place} cannot be used: it (cannot be made|is not a folder)\\.\n$`),
  );
});

describe('a data folder that is damaged is left as it is', () => {
  let good: string;
  beforeAll(async () => {
    const server = await serve();
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0, err: '' });
    good = server.data;
  });

  const bytesAt = (file: string, at: number, change: (bytes: Buffer) => void) => {
    const bytes = readFileSync(file);
    change(bytes.subarray(at));
    writeFileSync(file, bytes);
  };

  test.each<[string, (file: string) => void, RegExp]>([
    ['cut off', (file) => truncateSync(file, Math.floor(statSync(file).size / 2)), /store\.db is damaged \(.+back-up/],
    ['empty', (file) => truncateSync(file, 0), /store\.db is damaged \(.*empty.*back-up/],
    ['gone', (file) => rmSync(file), /store\.db is damaged \(.*missing.*back-up/],
    ['something else', (file) => writeFileSync(file, 'x'.repeat(100_000)), /store\.db is damaged \(.+back-up/],
    // Pages begin every 8,192 bytes; the first ones hold the list of tables.
    [
      'overwritten within',
      (file) => bytesAt(file, 3 * 8192, (bytes) => bytes.fill(7)),
      /store\.db is damaged \(.+back-up/,
    ],
    // Byte 60 of the file is the format's number: https://sqlite.org/fileformat2.html#the_database_header
    ['of a later format', (file) => bytesAt(file, 60, (bytes) => bytes.writeUInt32BE(99)), /format 99.*newer program/],
  ])('%s', async (_, damage, sentence) => {
    const data = join(newFolder(), 'data');
    cpSync(good, data, { recursive: true });
    damage(join(data, 'store.db'));
    const before = contentsOf(data);
    const err = await refusal({ INCIPIT_DATA: data });
    expect(err).toMatch(sentence);
    expect(err.trimEnd()).not.toContain('\n');
    expect(contentsOf(data)).toEqual(before);
  });
});

test('everything that was acknowledged is there after kill -9', { timeout: 120_000 }, async () => {
  const first = await serve();
  const acknowledged = new Map<string, string>();
  let isDead = false;
  const write = async (lane: number) => {
    for (let number = 1; !isDead; number += 1) {
      const name = `lane-${lane}-${number}`;
      const text = `${name} `.repeat(500);
      const made = await first.client.prompts
        .create({ name, title: name, content: { type: 'text', text } })
        .catch(() => undefined);
      if (made) acknowledged.set(name, text);
    }
  };
  const lanes = Promise.all([1, 2, 3, 4].map(write));
  while (acknowledged.size < 60) await new Promise((resolve) => setTimeout(resolve, 20));
  await first.end('SIGKILL');
  isDead = true;
  await lanes;
  const again = await serve({ INCIPIT_DATA: first.data });
  for (const [name, text] of acknowledged) {
    const { data } = await again.client.prompts.getByName({ name });
    expect(data.version.content).toMatchObject({ text });
  }
  const { data } = await again.client.prompts.create({ title: 'After', content: { type: 'text', text: 'x' } });
  expect(data.name).toBe('after');
  expect(await again.end('SIGTERM')).toMatchObject({ code: 0, err: '' });
});
