import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Content, type Dialect, parse, render, TemplateError } from './index.js';

const text = (dialect: Dialect, value: string): Content => ({
  type: 'text',
  text: value,
  dialect,
  variables: [],
  config: {},
});

/** Texts made of what could be mistaken for a placeholder, so that random ones come close. */
const pieces = [
  '{',
  '{{',
  '}}',
  '}',
  ' ',
  '\t',
  '\n',
  'a',
  'b.c',
  '_',
  '1',
  '-',
  '>',
  '@',
  '#',
  '^',
  '/',
  '!',
  '=',
  '&',
  'é',
  '😀',
  '\ud800',
];
const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((list) => list.join(''));
const anyText = fc.oneof(hostile, fc.string({ unit: 'binary' }));
const name = fc.constantFrom('a', 'b', 'c.d', '_e', 'größe');
const wellFormed = name.chain((value) => fc.constantFrom(`{{${value}}}`, `{{ ${value}\t}}`));

const tokensOrInvalid = (value: string, dialect: Dialect) => {
  try {
    return parse(value, dialect);
  } catch (error) {
    if (error instanceof TemplateError && error.code === 'template_invalid') return undefined;
    throw error;
  }
};

describe('parse', () => {
  it.each<Dialect>(['simple', 'mustache'])('cuts a %s text into pieces that tile it', (dialect) => {
    const parsed = fc.array(
      fc.oneof(hostile, wellFormed, fc.constantFrom('{{#a}}', '{{/a}}', '{{! x }}', '{{> p@1}}')),
    );
    fc.assert(
      fc.property(parsed, (list) => {
        const value = list.join('');
        const tokens = tokensOrInvalid(value, dialect);
        fc.pre(tokens !== undefined);
        expect(tokens.map(({ start, end }) => value.slice(start, end)).join('')).toBe(value);
        let at = 0;
        for (const { start, end } of tokens) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBe(value.length);
      }),
      { numRuns: 500 },
    );
  });

  it('never puts two texts side by side', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const kinds = parse(value, 'simple').map(({ kind }) => kind);
        expect(kinds.some((kind, index) => kind === 'text' && kinds[index + 1] === 'text')).toBe(false);
      }),
    );
  });

  it('either cuts or refuses a mustache text, and nothing else happens', () => {
    fc.assert(
      fc.property(anyText, (value) => void tokensOrInvalid(value, 'mustache')),
      { numRuns: 500 },
    );
  });
});

describe('render', () => {
  it('leaves a text without placeholders byte for byte', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        fc.pre(parse(value, 'simple').every(({ kind }) => kind === 'text'));
        expect(render(text('simple', value), { a: 'no', _: 'no' })).toEqual({ type: 'text', text: value, missing: [] });
      }),
      { numRuns: 500 },
    );
  });

  it.each<Dialect>(['simple', 'mustache'])('leaves a %s text without any braces byte for byte', (dialect) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        fc.pre(!value.includes('{{'));
        expect(render(text(dialect, value), {})).toEqual({ type: 'text', text: value, missing: [] });
      }),
    );
  });

  it.each<Dialect>(['simple', 'mustache'])('puts values into %s as they are and never reads them again', (dialect) => {
    const part = fc.oneof(
      fc.record({ literal: fc.string().filter((value) => !/[{}]/.test(value)) }),
      fc.record({ name: fc.constantFrom('a', 'b', 'c') }),
    );
    const value = fc.oneof(anyText, wellFormed);
    fc.assert(
      fc.property(fc.array(part), fc.record({ a: value, b: value, c: value }), (parts, values) => {
        const template = parts.map((item) => ('name' in item ? `{{${item.name}}}` : item.literal)).join('');
        const expected = parts.map((item) => ('name' in item ? values[item.name] : item.literal)).join('');
        expect(render(text(dialect, template), values)).toEqual({ type: 'text', text: expected, missing: [] });
      }),
    );
  });

  it('in lenient mode without values gives the text back', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hostile, wellFormed)), (list) => {
        const value = list.join('');
        expect(render(text('simple', value), {}, { mode: 'lenient' })).toMatchObject({ text: value });
      }),
    );
  });

  it('in strict mode names exactly what lenient mode leaves', () => {
    fc.assert(
      fc.property(
        fc.array(wellFormed, { minLength: 1 }),
        fc.subarray(['a', 'b', 'c.d', '_e', 'größe']),
        (list, given) => {
          const content = text('simple', list.join(' '));
          const values = Object.fromEntries(given.map((key) => [key, 'x']));
          const { missing } = render(content, values, { mode: 'lenient' });
          const strict = () => render(content, values);
          if (missing.length === 0) expect(strict).not.toThrow();
          else expect(strict).toThrow(expect.objectContaining({ code: 'variables_missing', missing }));
        },
      ),
    );
  });
});
