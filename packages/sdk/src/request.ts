import { basePath, type Endpoint } from '@incipit/contract';
import type { CallOptions } from './call.type.js';

type Input = Record<string, unknown>;

/** What a row, an input and options are on the wire. */
export interface WireRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Spreads a flat input over path, query and body. */
export function toRequest(baseUrl: string, row: Endpoint, input: Input, options: CallOptions): WireRequest {
  const rest = { ...input };
  const path = row.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodePathPart(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(rest)) {
    if (!isInQuery(row, name)) continue;
    delete rest[name];
    for (const item of [value].flat()) if (item !== undefined) search.append(name, String(item));
  }
  const hasBody = row.method !== 'GET' && (row.method !== 'DELETE' || Object.keys(rest).length > 0);
  return {
    url: [`${baseUrl}${basePath}${path}`, search.toString()].filter(Boolean).join('?'),
    method: row.method,
    headers: headersOf(options, hasBody),
    body: hasBody ? JSON.stringify(rest) : undefined,
  };
}

/** A part `.` or `..` would be taken for a step in the path, by `fetch` already, also when percent-encoded. */
function encodePathPart(value: string): string {
  if (value === '.' || value === '..' || value === '') throw new TypeError(`"${value}" cannot stand in a path`);
  return encodeURIComponent(value);
}

const isInQuery = (row: Endpoint, name: string): boolean =>
  row.method === 'GET' || ('shape' in row.query && Object.hasOwn(row.query.shape as object, name));

function headersOf(options: CallOptions, hasBody: boolean): Record<string, string> {
  return {
    accept: 'application/json',
    ...(hasBody && { 'content-type': 'application/json' }),
    ...(options.ifMatch !== undefined && { 'if-match': options.ifMatch }),
    ...(options.ifNoneMatch !== undefined && { 'if-none-match': options.ifNoneMatch }),
    ...(options.idempotencyKey !== undefined && { 'idempotency-key': options.idempotencyKey }),
    ...options.headers,
  };
}
