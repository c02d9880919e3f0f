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
    const found = paths.flatMap(({ name, path }) => {
      const raw = getRaw(bytes, path);
      return raw && raw !== 'array' ? [{ name, raw }] : [];
    });
    found.sort((a, b) => a.raw.start - b.raw.start);
    return new Map(found.map(({ name, raw }) => [name, decodeValue(bytes, raw.start, raw.type)]));
  };
}
