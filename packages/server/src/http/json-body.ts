import { limits } from '@incipit/contract';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './api-error.js';

const json = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface JsonBody {
  readonly value: unknown;
  /** As they were sent; empty without a body. */
  readonly bytes: Buffer;
}

/**
 * Reads and parses the body; without one the value is `{}`. It is called after the guard, so that nothing of a stranger
 * is buffered and 401 comes before 415, 413 and 400.
 * @throws ApiError `unsupported_media_type`, `too_large` or `invalid_request`
 */
export async function readJson(request: FastifyRequest): Promise<JsonBody> {
  const { headers } = request;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new ApiError('unsupported_media_type', 'Send the body without Content-Encoding.');
  }
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  const type = headers['content-type'];
  if (isEmpty && type === undefined) return { value: {}, bytes: Buffer.alloc(0) };
  if (type === undefined || !json.test(type)) {
    throw new ApiError('unsupported_media_type', 'Send JSON, with Content-Type: application/json.');
  }
  const bytes = await readBytes(request, limits.bodyBytes);
  return { value: bytes.length === 0 ? {} : parseJson(bytes), bytes };
}

/** @throws ApiError `too_large` beyond `limit` bytes */
async function readBytes(request: FastifyRequest, limit: number): Promise<Buffer> {
  const tooLarge = () => new ApiError('too_large', `The body is larger than ${limit} bytes.`);
  if (Number(request.headers['content-length']) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.raw as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Strict JSON: UTF-8 without a mark, bounded, only text that can be stored. @throws ApiError `invalid_request` */
export function parseJson(bytes: Buffer): unknown {
  if (isTooDeep(bytes)) refuse('', `is nested deeper than ${limits.bodyDepth} levels`);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new ApiError('invalid_request', 'The body is not UTF-8.');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError('invalid_request', 'The body is not JSON.');
  }
  check(value, '');
  return value;
}

const [quote, backslash] = [0x22, 0x5c];
const isOpening = (byte: number) => byte === 0x5b || byte === 0x7b;
const isClosing = (byte: number) => byte === 0x5d || byte === 0x7d;

/** Looked at before parsing, which takes a second for a million levels. Whether it is JSON at all, the parser says. */
function isTooDeep(bytes: Buffer): boolean {
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) at = endOfString(bytes, at);
    else if (isOpening(byte)) depth += 1;
    else if (isClosing(byte)) depth -= 1;
    if (depth > limits.bodyDepth) return true;
  }
  return false;
}

function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}

function check(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.includes('\u0000')) {
      refuse(path, 'must not contain U+0000 or half of a surrogate pair');
    }
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(path, 'is a number too large to be kept');
  } else if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) checkItems(value, path);
    else checkProperties(value as Record<string, unknown>, path);
  }
}

function checkItems(items: readonly unknown[], path: string): void {
  if (items.length > limits.bodyItems) refuse(path, `must have at most ${limits.bodyItems} items`);
  for (const [index, item] of items.entries()) check(item, join(path, String(index)));
}

function checkProperties(object: Record<string, unknown>, path: string): void {
  const keys = Object.keys(object);
  if (keys.length > limits.bodyProperties) refuse(path, `must have at most ${limits.bodyProperties} properties`);
  for (const key of keys) {
    check(key, path);
    check(object[key], join(path, key));
  }
}

const join = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

function refuse(path: string, message: string): never {
  throw new ApiError('invalid_request', path === '' ? `The body ${message}.` : `${path} ${message}.`, {
    errors: [{ path, message }],
  });
}
