import { type Content, textsOf, type Variable } from './content.type.js';
import { parse } from './parse.js';
import { type Use, usesOf } from './uses.js';

/** A variable that a content uses, and what kind of value it wants. */
export interface FoundVariable extends Variable {
  isDeclared: boolean;
  /** `messages`: an array of messages. `structure` (`mustache`): a flag, array or object. Else a `value` by type. */
  use: 'value' | 'structure' | 'messages';
}

const kindOf = (use: Use): FoundVariable['use'] => {
  if (use.isMessages) return 'messages';
  return use.isPrinted ? 'value' : 'structure';
};

/**
 * What a content asks for, in order of first appearance: declared variables that are used, and undeclared ones, which
 * are required texts. Left out are declared ones that are unused, and undeclared ones that occur only inside a section.
 * @throws TemplateError `template_invalid`.
 */
export function variablesOf(content: Content): FoundVariable[] {
  const declared = new Map(content.variables.map((variable) => [variable.name, variable]));
  return usesOf(content).flatMap((use): FoundVariable[] => {
    const variable = declared.get(use.name);
    if (!variable && use.isInner) return [];
    const found = variable ?? { name: use.name, type: 'text', required: true };
    return [{ ...found, isDeclared: variable !== undefined, use: kindOf(use) }];
  });
}

/** The includes of a content as written, each pair of name and selector once. @throws TemplateError `template_invalid`. */
export function includesOf(content: Content): { name: string; selector?: string }[] {
  const found = new Map<string, { name: string; selector?: string }>();
  for (const text of textsOf(content)) {
    for (const { kind, name, selector } of parse(text, content.dialect)) {
      if (kind !== 'include' || name === undefined) continue;
      found.set(`${name}@${selector ?? ''}`, { name, ...(selector !== undefined && { selector }) });
    }
  }
  return [...found.values()];
}
