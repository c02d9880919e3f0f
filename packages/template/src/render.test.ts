import { describe, expect, it } from 'vitest';
import { type Dialect, render } from './index.js';

describe('render leaves includes as written: putting them in is for resolveIncludes', () => {
  it.each<[Dialect, string, string]>([
    ['simple', '{{> other@3}}{{a}}', '{{> other@3}}1'],
    ['mustache', 'x\n {{> other@3 }} \n{{a}}', 'x\n {{> other@3 }} \n1'],
    ['mustache', '{{#a}}{{> other}}{{/a}}', '{{> other}}'],
  ])('%s: %j', (dialect, text, expected) => {
    const content = { type: 'text' as const, text, dialect, variables: [], config: {} };
    expect(render(content, { a: '1' })).toEqual({ type: 'text', text: expected, missing: [] });
  });
});
