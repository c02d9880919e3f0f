import { fail } from '../error.js';

/** Where a value lies in the bytes of a document: its BSON type and its first and past-the-end place. */
export type RawValue = { type: number; start: number; end: number };

/** The length of the values of a type, −1 where the bytes themselves say it. */
const sizes = new Int8Array(256).fill(-1);
for (const [type, size] of [
  [1, 8],
  [6, 0],
  [7, 12],
  [8, 1],
  [9, 8],
  [10, 0],
  [16, 4],
  [17, 8],
  [18, 8],
  [19, 16],
  [127, 0],
  [255, 0],
] as const) {
  sizes[type] = size;
}

function int32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function afterCstring(bytes: Uint8Array, at: number): number {
  // Names are short: a loop is faster than a search by the runtime.
  let end = at;
  while (bytes[end] !== 0) if (++end >= bytes.length) fail(22, 'BSON ends within a field name');
  return end + 1;
}

/** The place after the value of `type` that begins at `at`. */
export function skipValue(bytes: Uint8Array, at: number, type: number): number {
  const size = sizes[type]!;
  if (size >= 0) return at + size;
  switch (type) {
    case 2:
    case 13:
    case 14:
      return at + 4 + int32(bytes, at);
    case 3:
    case 4:
    case 15:
      return at + int32(bytes, at);
    case 5:
      return at + 5 + int32(bytes, at);
    case 11:
      return afterCstring(bytes, afterCstring(bytes, at));
  }
  return fail(22, `BSON has the unknown type ${type}`);
}

function sameName(bytes: Uint8Array, at: number, name: Uint8Array): boolean {
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name[i]) return false;
  return bytes[at + name.length] === 0;
}

function rawField(bytes: Uint8Array, start: number, name: Uint8Array): RawValue | undefined {
  const end = start + int32(bytes, start) - 1;
  let at = start + 4;
  while (at < end) {
    const type = bytes[at]!;
    const hit = sameName(bytes, at + 1, name);
    const value = hit ? at + 2 + name.length : afterCstring(bytes, at + 1);
    const next = skipValue(bytes, value, type);
    if (hit) return { type, start: value, end: next };
    at = next;
  }
  return undefined;
}

/** A dotted path made ready for `getRaw`. */
export type RawPath = Uint8Array[];

export function rawPath(path: string): RawPath {
  return path.split('.').map((part) => Buffer.from(part));
}

/**
 * Follows a dotted path through nested documents without decoding.
 * `undefined`: no such field. `'array'`: an array lies on the way (not at the end), so the path means more than one value.
 */
export function getRaw(bytes: Uint8Array, path: RawPath | string): RawValue | 'array' | undefined {
  const parts = typeof path === 'string' ? rawPath(path) : path;
  let at = 0;
  for (let i = 0; ; i++) {
    const field = rawField(bytes, at, parts[i]!);
    if (!field || i === parts.length - 1) return field;
    if (field.type === 4) return 'array';
    if (field.type !== 3) return undefined;
    at = field.start;
  }
}

/** Whether two documents have the same bytes in a field of the top level, or both none. */
export function isSameRaw(a: Uint8Array, b: Uint8Array, name: Uint8Array): boolean {
  const [one, other] = [rawField(a, 0, name), rawField(b, 0, name)];
  if (!one || !other || one.type !== other.type) return one === other;
  return Buffer.compare(a.subarray(one.start, one.end), b.subarray(other.start, other.end)) === 0;
}

/** The elements of an array, which is one of {@link getRaw}. */
export function* arrayElements(bytes: Uint8Array, { start, end }: RawValue): Generator<RawValue, void, void> {
  for (let at = start + 4; at < end - 1; ) {
    const type = bytes[at]!;
    const from = afterCstring(bytes, at + 1);
    at = skipValue(bytes, from, type);
    yield { type, start: from, end: at };
  }
}

/** Takes these fields of the top level out of a document, and gives a document with nothing else. */
export function rawKeeper(names: readonly string[]): (bytes: Uint8Array) => Uint8Array {
  const wanted = names.map((name) => Buffer.from(name));
  return (bytes) => {
    const parts: Uint8Array[] = [];
    const end = int32(bytes, 0) - 1;
    for (let at = 4; at < end; ) {
      const next = skipValue(bytes, afterCstring(bytes, at + 1), bytes[at]!);
      if (wanted.some((name) => sameName(bytes, at + 1, name))) parts.push(bytes.subarray(at, next));
      at = next;
    }
    const length = parts.reduce((sum, part) => sum + part.length, 5);
    const kept = Buffer.alloc(length);
    kept.writeInt32LE(length);
    let at = 4;
    for (const part of parts) {
      kept.set(part, at);
      at += part.length;
    }
    return kept;
  };
}
