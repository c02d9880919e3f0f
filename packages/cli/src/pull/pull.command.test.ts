import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { incipit, newFolder } from '../testing/program.js';
import { apiKey, type ServeProcess, serve, serveOther } from '../testing/server.js';

const content = (text: string) => ({ type: 'text' as const, text });
let server: ServeProcess;
beforeAll(async () => {
  server = await serve();
  const { prompts } = server.client;
  await prompts.create({ title: 'Summarizer', name: 'summarizer', content: content('One'), labels: ['production'] });
  const { etag, data } = await prompts.getByName({ name: 'summarizer' });
  await prompts.update({ id: data.id, content: content('Two') }, { ifMatch: etag });
  for (let number = 1; number <= 120; number += 1) {
    await prompts.create({ title: `Poem ${number}`, name: `poem-${number}`, content: content('Ode') });
  }
});

const pull = (args: string[], cwd = newFolder()) => incipit(['pull', ...args], { cwd, env: server.env }).ended;
const read = (folder: string, file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown;

test('writes the named prompts as the API answers them', async () => {
  const folder = newFolder();
  const { code, out } = await pull(['summarizer', 'poem-7', '--dir', 'here/there'], folder);
  expect([code, out]).toEqual([0, '2 prompts are in here/there\n']);
  expect(readdirSync(join(folder, 'here/there')).sort()).toEqual(['poem-7.json', 'summarizer.json']);
  const { data } = await server.client.prompts.getByName({ name: 'summarizer' });
  expect(data.version.content).toMatchObject(content('One'));
  expect(read(folder, 'here/there/summarizer.json')).toEqual(data);
});

test('writes all of the workspace, over what was there', async () => {
  const folder = newFolder();
  expect((await pull([], folder)).out).toBe('121 prompts are in prompts\n');
  expect((await pull(['--label', 'latest'], folder)).out).toBe('121 prompts are in prompts\n');
  expect(readdirSync(join(folder, 'prompts'))).toHaveLength(121);
  expect(read(folder, 'prompts/summarizer.json')).toMatchObject({ version: { number: 2, content: content('Two') } });
});

test('with a label, all that have it', async () => {
  const folder = newFolder();
  expect((await pull(['-l', 'production'], folder)).out).toBe('1 prompt is in prompts\n');
  expect(readdirSync(join(folder, 'prompts'))).toEqual(['summarizer.json']);
});

test('names what it could not have, and writes the rest', async () => {
  const folder = newFolder();
  const { code, out, err } = await pull(['nothing', 'poem-1'], folder);
  expect([code, out]).toEqual([1, '1 prompt is in prompts\n']);
  expect(err).toMatch(/^Not written:\n {2}nothing: .+\n$/m);
  expect(readdirSync(join(folder, 'prompts'))).toEqual(['poem-1.json']);
});

test('a server cannot choose where files are written', async () => {
  const { data } = await server.client.prompts.getByName({ name: 'poem-1' });
  const hostile = await serveOther((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ items: [{ prompt: { ...data, name: '../escaped' } }] }));
  });
  const folder = newFolder();
  const env = { INCIPIT_URL: hostile.url, INCIPIT_KEY: apiKey };
  const { code } = await incipit(['pull', 'x'], { cwd: folder, env }).ended;
  hostile.close();
  expect(code).toBe(1);
  expect([readdirSync(folder), readdirSync(join(folder, 'prompts'))]).toEqual([['prompts'], []]);
});
