import { fail } from '../error.js';

/** Where a value lies in the bytes of a document: its BSON type and its first and past-the-end place. */
export type RawValue = { type: number; start: number; end: number };

const sizes = new Map([
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
]);

function int32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function afterCstring(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(0, at);
  if (end < 0) fail(22, 'BSON ends within a field name');
  return end + 1;
}

/** The place after the value of `type` that begins at `at`. */
export function skipValue(bytes: Uint8Array, at: number, type: number): number {
  const size = sizes.get(type);
  if (size !== undefined) return at + size;
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

const names = new Map<string, Uint8Array>();

function nameBytes(name: string): Uint8Array {
  let bytes = names.get(name);
  if (!bytes) {
    if (names.size > 4096) names.clear();
    bytes = Buffer.from(name);
    names.set(name, bytes);
  }
  return bytes;
}

/** Finds the field `name` of the document that begins at `start`, without decoding. */
export function rawField(bytes: Uint8Array, start: number, name: string): RawValue | undefined {
  const wanted = nameBytes(name);
  const end = start + int32(bytes, start) - 1;
  let at = start + 4;
  while (at < end) {
    const type = bytes[at]!;
    const hit = sameName(bytes, at + 1, wanted);
    const value = hit ? at + 2 + wanted.length : afterCstring(bytes, at + 1);
    const next = skipValue(bytes, value, type);
    if (hit) return { type, start: value, end: next };
    at = next;
  }
  return undefined;
}

/**
 * Follows a dotted path through nested documents without decoding.
 * `undefined`: no such field. `'array'`: an array lies on the way (not at the end), so the path means more than one value.
 */
export function getRaw(bytes: Uint8Array, path: string): RawValue | 'array' | undefined {
  let at = 0;
  const parts = path.split('.');
  for (let i = 0; ; i++) {
    const field = rawField(bytes, at, parts[i]!);
    if (!field || i === parts.length - 1) return field;
    if (field.type === 4) return 'array';
    if (field.type !== 3) return undefined;
    at = field.start;
  }
}
