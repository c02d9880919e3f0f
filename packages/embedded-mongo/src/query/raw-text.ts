import { arrayElements, type RawValue } from '../bson/raw.js';
import type { Doc, Value } from '../bson/value.js';

/** How a text must stand to another, in the order of their bytes, which is that of texts without a collation. */
export type TextBound = { readonly op: keyof typeof outcomes; readonly bytes: Uint8Array };

const outcomes = {
  eq: (order: number) => order === 0,
  gt: (order: number) => order > 0,
  gte: (order: number) => order >= 0,
  lt: (order: number) => order < 0,
  lte: (order: number) => order <= 0,
};

const [TEXT, ARRAY, SYMBOL] = [2, 4, 14];

/** A comparison with a text that its bytes can tell; undefined for one with anything else. */
export function textBound(op: string, operand: Value): TextBound | undefined {
  if (typeof operand !== 'string' || !Object.hasOwn(outcomes, op)) return undefined;
  return { op: op as TextBound['op'], bytes: Buffer.from(operand) };
}

/** The operators of an `$elemMatch` as comparisons with texts, if they are nothing else. */
export function textBounds(operators: Doc): TextBound[] | undefined {
  const bounds = [...operators].map(([name, operand]) => textBound(name.slice(1), operand));
  return bounds.every((bound) => bound !== undefined) ? bounds : undefined;
}

/** Whether a stored value, or an element of it, is a text within all bounds. Undefined: its bytes alone do not tell. */
export function isText(bytes: Uint8Array, value: RawValue, bounds: readonly TextBound[]): boolean | undefined {
  if (value.type === ARRAY) return hasText(bytes, value, bounds);
  // A symbol is a text as well; it is seldom enough to be decoded.
  if (value.type === SYMBOL) return undefined;
  return value.type === TEXT && isWithin(bytes, value, bounds);
}

/** {@link isText} of the elements of an array; what is none has no elements. */
export function hasText(bytes: Uint8Array, array: RawValue, bounds: readonly TextBound[]): boolean | undefined {
  if (array.type !== ARRAY) return false;
  for (const element of arrayElements(bytes, array)) {
    if (element.type === SYMBOL) return undefined;
    if (element.type === TEXT && isWithin(bytes, element, bounds)) return true;
  }
  return false;
}

/** The bytes of a text lie between its length and a zero. */
function isWithin(bytes: Uint8Array, { start, end }: RawValue, bounds: readonly TextBound[]): boolean {
  return bounds.every(({ op, bytes: other }) => outcomes[op](order(bytes, start + 4, end - 1, other)));
}

function order(bytes: Uint8Array, start: number, end: number, other: Uint8Array): number {
  const length = Math.min(end - start, other.length);
  for (let at = 0; at < length; at += 1) {
    const difference = bytes[start + at]! - other[at]!;
    if (difference !== 0) return difference;
  }
  return end - start - other.length;
}
