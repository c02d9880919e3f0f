import { createHash } from 'node:crypto';
import type { Content } from '@incipit/contract';

/** JSON with sorted keys and no spaces: RFC 8785. Numbers are written as ECMAScript does, which is what the RFC asks. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // Plain `<` on strings compares UTF-16 code units, the order of the RFC.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** SHA-256, hex, over the canonical JSON of type, dialect, text or messages, variables and config. */
export const contentHash = (content: Content): string =>
  createHash('sha256').update(canonicalJson(content)).digest('hex');
