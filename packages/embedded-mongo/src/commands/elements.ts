import type { Value } from '../bson/value.js';

/**
 * The values that `distinct` finds at a path: arrays on the way and at its end are opened,
 * and a number in the path also means that place of an array.
 */
export function elementsAt(value: Value | undefined, parts: string[]): Value[] {
  if (value === undefined) return [];
  const [part, ...rest] = parts;
  if (part === undefined) return Array.isArray(value) ? value : [value];
  if (value instanceof Map) return elementsAt(value.get(part), rest);
  if (!Array.isArray(value)) return [];
  if (/^\d+$/.test(part) && Number(part) < value.length) return elementsAt(value[Number(part)], rest);
  return value.flatMap((element) => (element instanceof Map ? elementsAt(element, parts) : []));
}
