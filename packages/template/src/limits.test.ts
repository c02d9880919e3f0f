import { describe, expect, it } from 'vitest';
import { type Content, type Dialect, includesOf, parse, render, resolveIncludes, variablesOf } from './index.js';

const megabyte = 1_048_576;
const fill = (piece: string, length = megabyte) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
const content = (text: string, dialect: Dialect = 'simple'): Content & { type: 'text' } => ({
  type: 'text',
  text,
  dialect,
  variables: [],
  config: {},
});

/** Milliseconds. A quadratic reader of a megabyte needs hours, so that a slow machine does not matter. */
const limit = 10_000;
const timed = (action: () => unknown) => {
  const start = performance.now();
  try {
    action();
  } catch (error) {
    expect(error).toMatchObject({ name: 'TemplateError' });
  }
  return performance.now() - start;
};

describe('a megabyte of anything is read in linear time', () => {
  it.each([
    '{{',
    '{',
    '}',
    '{{ ',
    '{{a',
    '{{> ',
    '{{>a@',
    '{{{',
    '{{!',
    '{{#a}}',
    '{{#a}}{{/a}}',
    '{{x}}',
    '{{ \t',
    '\t ',
    '{{a.',
    '\n{{! }}',
  ])('%j', (piece) => {
    for (const dialect of ['simple', 'mustache'] as const) {
      const hostile = content(fill(piece), dialect);
      expect(timed(() => parse(hostile.text, dialect))).toBeLessThan(limit);
      expect(timed(() => render(hostile, { a: '1', x: '1' }))).toBeLessThan(limit);
      expect(timed(() => variablesOf(hostile))).toBeLessThan(limit);
      expect(timed(() => includesOf(hostile))).toBeLessThan(limit);
    }
  });

  it.each([' ', 'a', 'é', 'a.'])('one placeholder full of %j', (piece) => {
    for (const text of [`{{${fill(piece)}`, `{{ a${fill(piece)}}}`, `{{a ${fill(piece)}`]) {
      expect(timed(() => render(content(text), {}))).toBeLessThan(limit);
      expect(timed(() => render(content(text, 'mustache'), {}))).toBeLessThan(limit);
    }
  });

  it('a hundred thousand names', () => {
    const many = content(Array.from({ length: 100_000 }, (_, index) => `{{n${index}}}`).join(''));
    expect(timed(() => expect(variablesOf(many)).toHaveLength(100_000))).toBeLessThan(limit);
    expect(timed(() => render(many, {}, { mode: 'lenient' }))).toBeLessThan(limit);
  });
});

describe('a result has at most 4 MiB', () => {
  const tooLarge = expect.objectContaining({ code: 'render_too_large' });

  it.each([
    ['one letter', 'a', 1],
    ['two bytes', 'é', 2],
    ['three bytes', '€', 3],
    ['four bytes', '😀', 4],
  ])('counted in bytes of UTF-8: %s', (_, letter, bytes) => {
    const most = (4 * megabyte - 4) / bytes;
    const template = content(`{{x}}${'.'.repeat(4 * megabyte - Math.floor(most) * bytes)}`);
    const rendered = render(template, { x: letter.repeat(most) });
    expect(Buffer.byteLength(rendered.type === 'text' ? rendered.text : '')).toBe(4 * megabyte);
    expect(() => render({ ...template, text: `${'.'}{{x}}....` }, { x: letter.repeat(most) })).toThrow(tooLarge);
  });

  it('a long value in many places stops before it fills the memory', () => {
    const many = content('{{x}}'.repeat(100_000));
    expect(timed(() => expect(() => render(many, { x: fill('x') })).toThrow(tooLarge))).toBeLessThan(limit);
  });

  it('counts all messages of a chat together, also those that are put in', () => {
    const half = fill('x', 2 * megabyte);
    const chat = (history: number): Content => ({
      dialect: 'simple',
      variables: [],
      config: {},
      type: 'chat',
      messages: [{ role: 'user', content: half }, ...Array(history).fill({ placeholder: 'history' })],
    });
    const values = { history: [{ role: 'user', content: half }] };
    expect(render(chat(1), values)).toMatchObject({ messages: { length: 2 } });
    expect(() => render(chat(2), values)).toThrow(tooLarge);
  });

  it('counts what is included', async () => {
    const load = async (name: string) => ({ id: name, name, version: 1, content: content(fill('x')) });
    await expect(resolveIncludes(content('{{> a}}'.repeat(4)), load)).resolves.toHaveProperty('resolved.length', 1);
    await expect(resolveIncludes(content('{{> a}}'.repeat(4).concat('.')), load)).rejects.toEqual(tooLarge);
  });

  it('lists inside lists that print nothing are stopped as well', () => {
    const nested = content(`${'{{#a}}'.repeat(10)}${'{{/a}}'.repeat(10)}`, 'mustache');
    const a = Array.from({ length: 1000 }, () => 1);
    expect(timed(() => expect(() => render(nested, { a })).toThrow(tooLarge))).toBeLessThan(limit);
  });
});
