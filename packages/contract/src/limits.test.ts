import { describe, expect, it } from 'vitest';
import { type z } from 'zod';
import {
  api,
  Content,
  DisplayName,
  Email,
  LabelName,
  type Limit,
  limits,
  NewApiKey,
  NewPrompt,
  NewVersion,
  PromptChange,
  PromptName,
  Registration,
  Username,
  VariableName,
} from './index.js';

const x = (length: number) => 'x'.repeat(length);
const id = '0123456789abcdef01234567';
const list = <T>(length: number, make: (at: number) => T) => Array.from({ length }, (_, at) => make(at));
const text = (more: object) => ({ type: 'text', text: '', ...more });
const variable = (more: object) => text({ variables: [{ name: 'x', ...more }] });
const prompt = (more: object) => ({ title: 'x', content: text({}), ...more });
const url = (length: number) => `https://example.org/${x(length - 'https://example.org/'.length)}`;
const email = (length: number) => {
  const [at, domain] = ['ada@', '.org'];
  // Parts between dots have at most 63 characters.
  const rest = length - at.length - domain.length;
  return at + [...x(rest)].map((sign, place) => (place % 60 === 59 && place < rest - 1 ? '.' : sign)).join('') + domain;
};

/** Limits that a shape holds, and what is as long as it is asked to be. */
const held: Partial<Record<Limit, readonly [z.ZodType, (length: number) => unknown]>> = {
  title: [NewPrompt, (n) => prompt({ title: x(n) })],
  description: [NewPrompt, (n) => prompt({ description: x(n) })],
  promptName: [PromptName, x],
  promptAddress: [api.prompts.getByName.params, (n) => ({ name: x(n) })],
  aliases: [PromptChange, (n) => ({ aliases: list(n, String) })],
  message: [NewVersion, (n) => ({ content: text({}), message: x(n) })],
  tag: [api.tags.create.body, (n) => ({ name: x(n) })],
  tagsOfPrompt: [NewPrompt, (n) => prompt({ tags: list(n, String) })],
  label: [LabelName, x],
  labelsOfSave: [NewVersion, (n) => ({ content: text({}), labels: list(n, (at) => `x${at}`) })],
  messages: [Content, (n) => ({ type: 'chat', messages: list(n, () => ({ role: 'user', content: '' })) })],
  speaker: [Content, (n) => ({ type: 'chat', messages: [{ role: 'user', content: '', name: x(n) }] })],
  variables: [Content, (n) => text({ variables: list(n, (at) => ({ name: `x${at}` })) })],
  variableName: [VariableName, x],
  variableDescription: [Content, (n) => variable({ description: x(n) })],
  variableDefault: [Content, (n) => variable({ default: x(n) })],
  options: [Content, (n) => variable({ options: list(n, String) })],
  option: [Content, (n) => variable({ options: [x(n)] })],
  collection: [api.collections.create.body, (n) => ({ name: x(n) })],
  workspace: [api.workspaces.create.body, (n) => ({ name: x(n) })],
  serverName: [api.admin.updateSettings.body, (n) => ({ name: x(n) })],
  username: [Username, x],
  displayName: [DisplayName, x],
  bio: [api.profiles.update.body, (n) => ({ bio: x(n) })],
  website: [api.profiles.update.body, (n) => ({ website: url(n) })],
  email: [Email, email],
  keyName: [NewApiKey, (n) => ({ name: x(n), scopes: ['mcp'] })],
  keyLabels: [NewApiKey, (n) => ({ name: 'x', scopes: ['mcp'], limits: { labels: list(n, (at) => `x${at}`) } })],
  keyDays: [NewApiKey, (n) => ({ name: 'x', scopes: ['mcp'], expiresInDays: n })],
  page: [api.prompts.list.query, (n) => ({ limit: n })],
  query: [api.prompts.list.query, (n) => ({ q: x(n) })],
  peopleQuery: [api.profiles.list.query, (n) => ({ q: x(n) })],
  queryValues: [api.prompts.list.query, (n) => ({ tag: list(n, String) })],
  batch: [api.prompts.batchGet.body, (n) => ({ items: list(n, () => ({ id })) })],
};

describe.each(Object.entries(held))('%s', (name, [shape, make]) => {
  it('is taken up to the limit, and refused beyond it', () => {
    const limit = limits[name as Limit];
    expect(shape.safeParse(make(limit)).error?.issues).toBeUndefined();
    expect(shape.safeParse(make(limit + 1)).success).toBe(false);
  });
});

it('counts code points', () => {
  expect(NewPrompt.safeParse(prompt({ title: '🙂'.repeat(limits.title) })).success).toBe(true);
  expect(NewPrompt.safeParse(prompt({ title: '🙂'.repeat(limits.title + 1) })).success).toBe(false);
});

it('gives what is left out its default', () => {
  expect(api.prompts.list.query.parse({})).toMatchObject({ limit: limits.pageDefault });
  expect(NewApiKey.parse({ name: 'x', scopes: ['mcp'] }).expiresInDays).toBe(limits.keyDefaultDays);
  expect(Username.safeParse(x(limits.usernameMin)).success).toBe(true);
  expect(Username.safeParse(x(limits.usernameMin - 1)).success).toBe(false);
  expect(Registration.shape.username).toBe(Username);
});
