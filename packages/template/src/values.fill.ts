import type { Content, Variable } from './content.type.js';
import { TemplateError } from './template-error.js';
import { type Use, usesOf } from './uses.js';
import { checkMessages, checkUndeclared, checkValue } from './value.check.js';

/** The values that a rendering uses, and the required names that have none. */
export interface Filled {
  values: Map<string, unknown>;
  missing: string[];
}

/**
 * Chooses a value for every name: the given one, else the default, else nothing. Only own properties count as given;
 * names that are not used are ignored.
 * @throws TemplateError `variable_invalid` naming every value that does not fit.
 */
export function fillValues(content: Content, given: Record<string, unknown>, mode: 'strict' | 'lenient'): Filled {
  const declared = new Map(content.variables.map((variable) => [variable.name, variable]));
  const filled: Filled = { values: new Map(), missing: [] };
  const errors: { path: string; message: string }[] = [];
  for (const use of usesOf(content)) {
    const variable = declared.get(use.name);
    const value = choose(use, variable, given);
    if (value === undefined) {
      if (!use.isInner && (variable?.required ?? true)) filled.missing.push(use.name);
      continue;
    }
    const message = problemOf(content, use, variable, value);
    if (message) errors.push({ path: `variables.${use.name}`, message });
    filled.values.set(use.name, value);
  }
  if (mode === 'strict' && filled.missing.length > 0) throw missingError(filled.missing);
  if (errors.length > 0) throw invalidError(errors);
  return filled;
}

function choose(use: Use, variable: Variable | undefined, given: Record<string, unknown>): unknown {
  const value = Object.hasOwn(given, use.name) ? given[use.name] : undefined;
  // A default is a scalar and cannot stand for messages.
  return value === undefined && !use.isMessages ? variable?.default : value;
}

function problemOf(content: Content, use: Use, variable: Variable | undefined, value: unknown): string | undefined {
  const asMessages = use.isMessages ? checkMessages(value) : undefined;
  if (asMessages || !(use.isPrinted || use.isWalked)) return asMessages;
  return variable ? checkValue(variable, value) : checkUndeclared(content.dialect, value);
}

function missingError(missing: string[]): TemplateError {
  return new TemplateError('variables_missing', `Values are missing: ${missing.join(', ')}.`, {
    missing,
    errors: missing.map((name) => ({ path: `variables.${name}`, message: 'is required' })),
  });
}

/** @internal */
export function invalidError(errors: { path: string; message: string }[]): TemplateError {
  const names = errors.map((error) => `${error.path} ${error.message}`).join('; ');
  return new TemplateError('variable_invalid', `Values do not fit: ${names}.`, { errors });
}
