import { decode, decodeValue, getRaw } from '../bson/codec.js';
import type { Doc } from '../bson/value.js';

/** With more fields than these, to decode the whole document is as fast. */
const FEW = 8;

/**
 * A decoder of only these top-level fields, in the order of the document; of everything when none are named.
 * The bytes must be a document that `decode` accepts, as the storage holds it.
 */
export function decoderOf(fields: ReadonlySet<string> | undefined): (bytes: Uint8Array) => Doc {
  if (!fields || fields.size > FEW) return decode;
  const paths = Array.from(fields, (name) => ({ name, path: [Buffer.from(name)] }));
  return (bytes) => {
    if (paths.length === 0) return new Map();
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found: { name: string; start: number; type: number }[] = [];
    for (const { name, path } of paths) {
      const raw = getRaw(buffer, path);
      if (raw && raw !== 'array') found.push({ name, start: raw.start, type: raw.type });
    }
    found.sort((a, b) => a.start - b.start);
    const doc: Doc = new Map();
    for (const { name, start, type } of found) doc.set(name, decodeValue(buffer, start, type));
    return doc;
  };
}
