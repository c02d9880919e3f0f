import { describe, expect, it } from 'vitest';
import { type Content, type Dialect, includesOf, type Variable, variablesOf } from './index.js';

const content = (text: string, variables: Variable[] = [], dialect: Dialect = 'simple'): Content => ({
  type: 'text',
  text,
  dialect,
  variables,
  config: {},
});
const chat = (...messages: (Content & { type: 'chat' })['messages']): Content => ({
  type: 'chat',
  messages,
  dialect: 'simple',
  variables: [],
  config: {},
});

describe('variablesOf', () => {
  it('gives declarations and finds the others, in order of first appearance', () => {
    const tone: Variable = { name: 'tone', type: 'select', required: false, options: ['kind'], default: 'kind' };
    const unused: Variable = { name: 'unused', type: 'text', required: true };
    expect(variablesOf(content('{{b}} {{tone}} {{a}} {{b}} {{> c}}', [unused, tone]))).toEqual([
      { name: 'b', type: 'text', required: true, isDeclared: false, use: 'value' },
      { ...tone, isDeclared: true, use: 'value' },
      { name: 'a', type: 'text', required: true, isDeclared: false, use: 'value' },
    ]);
  });

  it('marks the placeholders of a chat', () => {
    const messages = chat(
      { role: 'user', content: '{{a}}' },
      { placeholder: 'history' },
      { role: 'user', content: '{{b}}' },
    );
    expect(variablesOf(messages).map(({ name, use }) => [name, use])).toEqual([
      ['a', 'value'],
      ['history', 'messages'],
      ['b', 'value'],
    ]);
  });

  it.each([
    ['{{#items}}{{name}}{{/items}}', [['items', 'structure']]],
    ['{{user.name}}{{user.age}}', [['user', 'structure']]],
    ['{{#name}}Hello {{name}}{{/name}}', [['name', 'value']]],
    ['{{^flag}}{{x}}{{/flag}}{{.y}}', undefined],
    [
      '{{#flag}}{{x}}{{/flag}}{{x}}',
      [
        ['flag', 'structure'],
        ['x', 'value'],
      ],
    ],
    [
      '{{#flag}}{{declared}}{{/flag}}',
      [
        ['flag', 'structure'],
        ['declared', 'value'],
      ],
    ],
    ['{{! a }}{{> b}}', []],
  ])('in mustache finds what is used at the top or declared: %s', (text, expected) => {
    const found = () => variablesOf(content(text, [{ name: 'declared', type: 'text', required: true }], 'mustache'));
    if (!expected) return expect(found).toThrow(expect.objectContaining({ code: 'template_invalid' }));
    expect(found().map(({ name, use }) => [name, use])).toEqual(expected);
  });
});

describe('includesOf', () => {
  it('gives each pair of name and selector once, over all messages', () => {
    const messages = chat(
      { role: 'system', content: '{{> a}}{{> b@3}}{{> a}}' },
      { placeholder: 'history' },
      { role: 'user', content: '{{> a@production}}{{> b@3}}{{x}}' },
    );
    expect(includesOf(messages)).toEqual([
      { name: 'a' },
      { name: 'b', selector: '3' },
      { name: 'a', selector: 'production' },
    ]);
  });

  it('says on which line a mustache text is malformed', () => {
    expect(() => includesOf(content('a\nb {{> }}', [], 'mustache'))).toThrow('Line 2: "{{" begins no well-formed tag.');
  });
});
