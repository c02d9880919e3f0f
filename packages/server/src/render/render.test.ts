import type { GivenContent } from '@incipit/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { refusalOf, refusedWith } from '../testing/refusal.js';

const text = (value: string): GivenContent => ({ type: 'text', text: value });

let server: TestServer;
let mira: TestUser;

beforeAll(async () => {
  server = await createTestServer();
  mira = await server.register('mira');
});
afterAll(() => server.close());

const make = async (name: string, content: GivenContent, more: object = {}) =>
  (await mira.client.prompts.create({ title: name, name, content, ...more })).data;

it('fills in a text once, without touching anything else', async () => {
  const { id } = await make('greet', {
    ...text('Dear {{ name }},\r\n<b>{{note}}</b> {{{x}}}'),
    config: { model: 'm' },
  });
  const { data } = await mira.client.render.byId({ id, variables: { name: '{{note}}', note: 'a & b', x: 1 } });
  expect(data).toEqual({
    promptId: id,
    name: 'greet',
    version: 1,
    label: 'latest',
    type: 'text',
    text: 'Dear {{note}},\r\n<b>a & b</b> {1}',
    config: { model: 'm' },
    missing: [],
  });
});

it('names every missing and wrong value, or leaves placeholders in lenient mode', async () => {
  await make('strict', {
    ...text('{{a}} {{b}} {{n}} {{d}}'),
    variables: [
      { name: 'n', type: 'number', required: true },
      { name: 'd', type: 'text', default: 'there' },
    ],
  });
  const missing = await refusalOf(mira.client.render.byName({ name: 'strict', variables: { n: 1 } }));
  expect([missing.status, missing.code, missing.problem?.missing]).toEqual([422, 'variables_missing', ['a', 'b']]);
  expect(missing.errors.map((each) => each.path)).toEqual(['variables.a', 'variables.b']);
  const wrong = await refusalOf(mira.client.render.byName({ name: 'strict', variables: { a: '', b: '', n: '1' } }));
  expect([wrong.code, wrong.errors[0]?.path]).toEqual(['variable_invalid', 'variables.n']);
  const { data } = await mira.client.render.byName({ name: 'strict', variables: { a: '', n: 2 }, mode: 'lenient' });
  expect([data.text, data.missing]).toEqual([' {{b}} 2 there', ['b']]);
});

it('renders chats with placeholders, by name in production', async () => {
  const chat = (role: string): GivenContent => ({
    type: 'chat',
    messages: [{ role: 'system', content: `You are {{who}}, ${role}` }, { placeholder: 'history' }],
  });
  const { id } = await make('chat', chat('v1'), { labels: ['production'] });
  await mira.client.versions.create({ id, content: chat('v2') });
  const variables = { who: 'a poet', history: [{ role: 'user', content: 'Hello {{who}}' }] };
  const { data } = await mira.client.render.byName({ name: 'chat', variables });
  expect(data).toMatchObject({
    version: 1,
    label: 'production',
    messages: [
      { role: 'system', content: 'You are a poet, v1' },
      { role: 'user', content: 'Hello {{who}}' },
    ],
  });
  const { data: latest } = await mira.client.render.byName({ name: 'chat', variables, label: 'latest' });
  expect(latest.version).toBe(2);
});

it('puts includes in, shows who uses what, and refuses circles', async () => {
  const tone = await make('tone', text('Be {{mood}}.'), { labels: ['production'] });
  await mira.client.versions.create({ id: tone.id, content: text('Be very {{mood}}.') });
  const letter = await make('letter', text('{{> tone}} {{> tone@2}} Write.'));
  const { data } = await mira.client.render.byId({ id: letter.id, variables: { mood: 'kind' } });
  expect(data.text).toBe('Be kind. Be very kind. Write.');
  const { data: resolved } = await mira.client.prompts.get({ id: letter.id, resolve: true });
  expect(resolved.version.content).toMatchObject({ text: 'Be {{mood}}. Be very {{mood}}. Write.' });
  expect(resolved.resolved).toEqual([
    { promptId: tone.id, name: 'tone', version: 1 },
    { promptId: tone.id, name: 'tone', version: 2 },
  ]);

  const circle = mira.client.versions.create({ id: tone.id, content: text('{{> letter}}') });
  expect(await refusedWith(circle)).toBe('422 include_cycle');
  expect(await refusedWith(make('selfish', text('{{> selfish}}')))).toBe('422 include_cycle');
  const used = await refusalOf(mira.client.prompts.remove({ id: tone.id }, { ifMatch: '*' }));
  expect([used.code, used.problem?.usedBy]).toEqual(['prompt_in_use', [{ id: letter.id, name: 'letter' }]]);
  await mira.client.prompts.remove({ id: tone.id, force: true }, { ifMatch: '*' });
  expect(await refusedWith(mira.client.render.byId({ id: letter.id, variables: { mood: 'x' } }))).toBe(
    '422 include_not_found',
  );
});

it('does not find includes in other workspaces', async () => {
  const eve = await server.register('eve');
  await make('private-part', text('secret'));
  const content = text('{{> private-part}}');
  expect(await refusedWith(eve.client.render.content({ content }))).toBe('422 include_not_found');
  expect((await mira.client.render.content({ content })).data).toMatchObject({ text: 'secret', promptId: null });
});

it('renders content that is not saved, and says where a mustache template is broken', async () => {
  const { data } = await mira.client.render.content({
    content: { ...text('{{#list}}<{{.}}>{{/list}}'), dialect: 'mustache' },
    variables: { list: ['a', '&'] },
  });
  expect(data.text).toBe('<a><&>');
  const broken = mira.client.render.content({ content: { ...text('{{#list}}'), dialect: 'mustache' } });
  expect(await refusedWith(broken)).toBe('422 template_invalid');
});
