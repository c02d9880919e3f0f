import { describe, expect, it } from 'vitest';
import { type Content, checkValue, render, type Variable } from './index.js';

const variable = (type: Variable['type'], more: Partial<Variable> = {}): Variable => ({
  name: 'x',
  type,
  required: true,
  ...more,
});

describe('checkValue', () => {
  it.each<[Variable, unknown, string | undefined]>([
    [variable('text'), 'a', undefined],
    [variable('text'), 5, 'must be a string'],
    [variable('number'), 5, undefined],
    [variable('number'), '5', 'must be a number'],
    [variable('number'), Number.NaN, 'must be a number'],
    [variable('number'), Number.POSITIVE_INFINITY, 'must be a number'],
    [variable('boolean'), false, undefined],
    [variable('boolean'), 'false', 'must be true or false'],
    [variable('select', { options: ['a'] }), 'a', undefined],
    [variable('select', { options: ['a'] }), 'b', 'must be one of the options'],
    [variable('select', { options: [] }), 'b', 'must be one of the options'],
    [variable('select'), 'b', undefined],
    [variable('date'), '2024-02-29', undefined],
    [variable('date'), '2023-02-29', 'must be a date that exists, as YYYY-MM-DD'],
  ])('$0.type $1: $2', (declared, value, problem) => {
    expect(checkValue(declared, value)).toBe(problem);
  });
});

describe('values that JSON does not know, as a program may give them', () => {
  const undeclared = (dialect: Content['dialect'], text = '{{x}}'): Content => ({
    type: 'text',
    text,
    dialect,
    variables: [],
    config: {},
  });
  const strange = [Number.NaN, Number.NEGATIVE_INFINITY, 5n, Symbol('x'), () => 'called', new Date(0)];

  it.each(['simple', 'mustache'] as const)('are refused where they would be printed: %s', (dialect) => {
    for (const x of strange) {
      expect(() => render(undeclared(dialect), { x })).toThrow(expect.objectContaining({ code: 'variable_invalid' }));
    }
  });

  it('undefined is not given; what is inherited is not given', () => {
    const missing = expect.objectContaining({ code: 'variables_missing', missing: ['x'] });
    expect(() => render(undeclared('simple'), { x: undefined })).toThrow(missing);
    expect(() => render(undeclared('simple'), Object.create({ x: 'inherited' }))).toThrow(missing);
  });

  it('functions inside of lists and objects are never called', () => {
    const rendered = () => render(undeclared('mustache', '{{#x}}{{f}}{{/x}}'), { x: { f: () => 'called' } });
    expect(rendered).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ path: 'variables.x.f' })] }));
  });
});
