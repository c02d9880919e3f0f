import type { ChatMessage, Dialect, Variable } from './content.type.js';

const roles: readonly unknown[] = ['system', 'developer', 'user', 'assistant', 'tool'] satisfies ChatMessage['role'][];

/** A calendar date `YYYY-MM-DD` that exists. */
function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

/**
 * What is wrong with a value given for a declared variable, in words; `undefined` when it fits.
 * Nothing is converted: `"5"` is not a number, `5` is not a text.
 */
export function checkValue(variable: Variable, value: unknown): string | undefined {
  switch (variable.type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'date':
      return typeof value === 'string' && isDate(value) ? undefined : 'must be a date that exists, as YYYY-MM-DD';
    case 'select':
      if (typeof value !== 'string') return 'must be a string';
      return variable.options && !variable.options.includes(value) ? 'must be one of the options' : undefined;
    default:
      return typeof value === 'string' ? undefined : 'must be a string';
  }
}

/** What is wrong with a value of an undeclared variable. `simple` takes scalars, `mustache` all of JSON but null. */
export function checkUndeclared(dialect: Dialect, value: unknown): string | undefined {
  if (isScalar(value)) return undefined;
  if (dialect === 'simple') return 'must be a string, a number or a boolean';
  return typeof value === 'object' && value !== null
    ? undefined
    : 'must be a string, a number, a boolean, an array or an object';
}

/** A value that can stand in a text. */
export function isScalar(value: unknown): value is string | number | boolean {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

/** A scalar as it appears in a text: strings as they are, numbers and booleans as JSON prints them. */
export function printScalar(value: string | number | boolean): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is wrong with a value given for a placeholder of a chat: it must be an array of messages. */
export function checkMessages(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'must be an array of messages';
  const wrong = value.findIndex((item) => !isMessage(item));
  return wrong < 0 ? undefined : `message ${wrong} must be { role, content, name? }`;
}

function isMessage(item: unknown): item is ChatMessage {
  if (typeof item !== 'object' || item === null) return false;
  const own = (key: string): unknown => (Object.hasOwn(item, key) ? (item as Record<string, unknown>)[key] : undefined);
  const name = own('name');
  return (
    roles.includes(own('role')) &&
    typeof own('content') === 'string' &&
    (name === undefined || typeof name === 'string')
  );
}
