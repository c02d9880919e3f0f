import type { z } from 'zod';

export interface InputProblem {
  readonly path: string;
  readonly message: string;
}

const most = 20;

/** What is wrong where, in words that do not speak of the library: at most 20. */
export function problemsOf(issues: readonly z.core.$ZodIssue[]): InputProblem[] {
  return issues.flatMap((issue) => describe(issue, [])).slice(0, most);
}

function describe(issue: z.core.$ZodIssue, base: readonly PropertyKey[]): InputProblem[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: dotted([...path, key]), message: 'is not known' }));
  }
  if (issue.code === 'invalid_union') {
    const branch = closest(issue.errors);
    if (branch) return branch.flatMap((inner) => describe(inner, path));
  }
  return [{ path: dotted(path), message: wordsOf(issue) }];
}

/** The branch that a value comes closest to: the one whose first fault lies deepest. */
function closest(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const depth = (branch: readonly z.core.$ZodIssue[]) => Math.min(...branch.map((issue) => issue.path.length));
  return [...branches].filter((branch) => branch.length > 0).sort((a, b) => depth(b) - depth(a))[0];
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is required';
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input'))
    return `must be ${article(issue.expected)}`;
  if (issue.code === 'invalid_value')
    return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'too_big' && issue.message.startsWith('Too big')) return `must be at most ${issue.maximum}`;
  if (issue.code === 'too_small' && issue.message.startsWith('Too small')) return `must be at least ${issue.minimum}`;
  if (issue.message.startsWith('Invalid')) return 'is not valid';
  return issue.message;
}

const article = (noun: string) => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

const dotted = (path: readonly PropertyKey[]) => path.map(String).join('.');
