import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { incipit, newFolder } from '../testing/program.js';
import { type ServeProcess, serve } from '../testing/server.js';

let server: ServeProcess;
beforeAll(async () => {
  server = await serve();
  const { prompts, versions } = server.client;
  const { data } = await prompts.create({
    title: 'Letter',
    name: 'letter',
    content: {
      type: 'text',
      text: '\uFEFF  Dear {{name}},\r\n\t{{count}} käse 🧀 for {{who}}\n\n ',
      variables: [
        { name: 'count', type: 'number', required: true },
        { name: 'who', default: 'all' },
      ],
    },
    labels: ['production'],
  });
  await versions.create({ id: data.id, content: { type: 'text', text: 'Second, {{name}}!' } });
  await prompts.create({
    title: 'Talk',
    name: 'talk',
    content: { type: 'chat', messages: [{ role: 'user', content: 'About {{topic}}' }] },
  });
});

const folder = newFolder();
const render = (...args: string[]) => incipit(['render', ...args], { cwd: folder, env: server.env }).ended;

describe('render', () => {
  test('writes the finished text byte for byte', async () => {
    writeFileSync(join(folder, 'values.json'), '{ "count": 3, "name": "nobody" }');
    const { code, out, err } = await render('letter', '--vars', 'values.json', '--var', 'name=A=B {{who}}');
    expect(out).toBe('\uFEFF  Dear A=B {{who}},\r\n\t3 käse 🧀 for all\n\n ');
    expect([code, err]).toEqual([0, '']);
  });

  test.each([
    ['--version', '2'],
    ['--label', 'latest'],
  ])('takes the version of %s', async (...selector) => {
    expect((await render('letter', ...selector, '-v', 'name=Bo')).out).toBe('Second, Bo!');
  });

  test('writes a chat as JSON', async () => {
    const { out } = await render('talk', '--var', 'topic=tea');
    expect(out).toBe(`${JSON.stringify([{ role: 'user', content: 'About tea' }], null, 2)}\n`);
  });

  test('names every missing variable', async () => {
    const { code, out, err } = await render('letter');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/\(variables_missing\)\n/);
    expect(err).toMatch(/^ {2}variables\.name: /m);
    expect(err).toMatch(/^ {2}variables\.count: /m);
    expect(err).not.toMatch(/who/);
  });

  test('leaves placeholders in lenient mode', async () => {
    expect((await render('letter', '--version', '2', '--lenient')).out).toBe('Second, {{name}}!');
  });
});

describe('a bad call is one sentence', () => {
  test.each([
    ['a prompt that is not there', ['nothing'], /^There is no such prompt.* \(prompt_not_found\)\n$/],
    ['a value without a name', ['letter', '--var', '=x'], /^--var takes name=value, not "=x"\.\n$/],
    ['a version that is no number', ['letter', '--version', '2x'], /^--version takes a number like 3, not "2x"\.\n$/],
    ['a missing file', ['letter', '--vars', 'no.json'], /^no\.json cannot be read: there is no such file\.\n$/],
    ['a list of values', ['letter', '--vars', 'list.json'], /^list\.json must hold one JSON object/],
    ['a file that is no JSON', ['letter', '--vars', 'broken.json'], /^broken\.json must hold one JSON object/],
    ['bytes that are no text', ['letter', '--vars', 'latin1.json'], /^latin1\.json is not UTF-8 text\.\n$/],
  ])('%s', async (_, args, sentence) => {
    writeFileSync(join(folder, 'list.json'), '[1]');
    writeFileSync(join(folder, 'broken.json'), '{');
    writeFileSync(join(folder, 'latin1.json'), Buffer.from('{"name":"Jos\xe9"}', 'latin1'));
    const { code, out, err } = await render(...args);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(sentence);
  });
});
