import { createHash } from 'node:crypto';
import { ApiError } from './api-error.js';
import type { IfMatch } from './call.js';

/** The strong tag of one resource: its revision, and a hash of the very bytes. */
export function etagOf(revision: number, body: string | Buffer): string {
  return `"${revision}-${createHash('sha256').update(body).digest('hex').slice(0, 12)}"`;
}

// RFC 9110, 8.8.3: entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE
const list = /^\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")*\s*$/;
const tag = /(W\/)?"([^"]*)"/g;
const ours = /^(\d{1,15})-[0-9a-f]{12}$/;

/**
 * `If-Match` as the revisions it names. Weak and foreign tags name none.
 * @throws ApiError `invalid_request` when it is malformed
 */
export function parseIfMatch(header: string | undefined): IfMatch | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  if (!list.test(header)) {
    throw new ApiError('invalid_request', 'If-Match must be * or a list of ETags in double quotes.');
  }
  const revisions: number[] = [];
  for (const [, weak, value] of header.matchAll(tag)) {
    const revision = weak ? null : ours.exec(value ?? '');
    if (revision) revisions.push(Number(revision[1]));
  }
  return revisions;
}

/** Whether `If-None-Match` names this tag, by the weak comparison of RFC 9110, 13.1.2. */
export function isUnchanged(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header === etag || header.trim() === '*') return true;
  for (const match of header.matchAll(tag)) if (`"${match[2]}"` === etag) return true;
  return false;
}
