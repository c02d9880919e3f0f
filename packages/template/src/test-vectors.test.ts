import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Content,
  type Dialect,
  type LoadPrompt,
  type Message,
  parse,
  render,
  resolveIncludes,
  TemplateError,
  type Variable,
} from './index.js';

interface Template {
  dialect?: Dialect;
  text?: string;
  messages?: Message[];
  variables?: Variable[];
}
interface Refusal {
  error?: string;
  paths?: string[];
  missing?: string[];
}
interface Vector extends Template {
  name: string;
  dialect: Dialect;
}
interface Vectors {
  render: (Vector & {
    values: Record<string, unknown>;
    mode?: 'strict' | 'lenient';
    expect: Refusal & Template;
  })[];
  includes: (Vector & {
    library: Record<string, Template & { version: number }>;
    options?: { promptId?: string; missing?: 'refuse' | 'keep' };
    expect: Refusal & Template & { resolved?: [string, number][] };
  })[];
  tokens: (Vector & { text: string; tokens: { kind: string; text: string; name?: string; selector?: string }[] })[];
}

const vectors = JSON.parse(readFileSync(new URL('../test-vectors.json', import.meta.url), 'utf8')) as Vectors;

const contentOf = ({ dialect = 'simple', text, messages, variables = [] }: Template, outer?: Dialect): Content => ({
  ...(messages ? { type: 'chat', messages } : { type: 'text', text: text ?? '' }),
  dialect: outer ?? dialect,
  variables,
  config: {},
});

const refusalOf = (error: unknown): Refusal => {
  if (!(error instanceof TemplateError)) throw error;
  return {
    error: error.code,
    ...(error.errors && { paths: error.errors.map(({ path }) => path) }),
    ...(error.missing && { missing: error.missing }),
  };
};

describe.each(['simple', 'mustache'])('render, %s', (dialect) => {
  const rows = vectors.render.filter((vector) => vector.dialect === dialect);
  it.each(rows)('$name', ({ values, mode, expect: expected, ...template }) => {
    const attempt = () => {
      try {
        const { type: _, ...rendered } = render(contentOf(template), values, { mode });
        return rendered;
      } catch (error) {
        return refusalOf(error);
      }
    };
    expect(attempt()).toEqual(expected);
  });
});

describe('includes', () => {
  it.each(vectors.includes)('$name', async ({ library, options, expect: expected, ...template }) => {
    const load: LoadPrompt = async (name, selector) => {
      const key = selector === undefined ? name : `${name}@${selector}`;
      const found = Object.hasOwn(library, key) ? library[key] : undefined;
      return found && { id: name, name, version: found.version, content: contentOf(found) };
    };
    const answer = await resolveIncludes(contentOf(template), load, options).catch(refusalOf);
    if (!('content' in answer)) return expect(answer).toEqual(expected);
    const { resolved, variables = template.variables ?? [], ...text } = expected;
    expect(answer.content).toEqual(contentOf({ ...text, variables }, template.dialect));
    expect(answer.resolved).toEqual(resolved?.map(([name, version]) => ({ promptId: name, name, version })));
  });
});

describe('tokens', () => {
  it.each(vectors.tokens)('$dialect: $name', ({ dialect, text, tokens }) => {
    expect(
      parse(text, dialect).map(({ start, end, ...token }) => ({ ...token, text: text.slice(start, end) })),
    ).toEqual(tokens);
  });
});
