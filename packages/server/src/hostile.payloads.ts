/** Something that no good client sends, for a place in a body. */
export interface Payload {
  readonly name: string;
  /** What is sent, as it goes over the wire. */
  readonly json: string | Buffer;
  /**
   * Where it is a legal value after all: as the shape of the place says; only where any JSON may stand; nowhere, because
   * no body may hold it.
   */
  readonly legal: 'by shape' | 'where free' | 'never';
}

const payload = (name: string, json: string | Buffer, legal: Payload['legal'] = 'by shape'): Payload => ({
  name,
  json,
  legal,
});
const text = (name: string, value: string) => payload(name, JSON.stringify(value));
const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))));
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const wide = (keys: number) => `{${Array.from({ length: keys }, (_, index) => `"k${index}":0`).join()}}`;
const list = (items: number, item: string) => `[${Array(items).fill(item).join()}]`;

/** Put into every place of every body. */
export const payloads: readonly Payload[] = [
  // Operators of the database.
  payload('$gt', '{"$gt":""}', 'where free'),
  payload('$ne', '{"$ne":null}', 'where free'),
  payload('$where', '{"$where":"while(true){}"}', 'where free'),
  payload('$regex', '{"$regex":"^(a+)+$","$options":"si"}', 'where free'),
  payload('$in in a list', '[{"$in":[null]}]', 'where free'),
  payload('$oid', '{"$oid":"ffffffffffffffffffffffff"}', 'where free'),
  payload('_bsontype', '{"_bsontype":"ObjectId","id":"ffffffffffff"}', 'where free'),
  text('an operator as text', '$where'),
  // Prototypes.
  payload('__proto__', '{"__proto__":{"isAdmin":true}}', 'where free'),
  payload('constructor.prototype', '{"constructor":{"prototype":{"isAdmin":true}}}', 'where free'),
  payload('toString and toJSON', '{"toString":1,"valueOf":1,"toJSON":1,"then":1,"length":-1}', 'where free'),
  text('__proto__ as text', '__proto__'),
  text('constructor as text', 'constructor'),
  // Deep and wide.
  payload('33 levels', nested(33), 'never'),
  payload('10,000 levels', nested(10_000), 'never'),
  payload('1,001 keys', wide(1001), 'never'),
  payload('1,001 items', list(1001, '"x"'), 'never'),
  payload('1,000 times null', list(1000, 'null'), 'where free'),
  payload('lists in lists', '[[[[[["x"]]]]]]', 'where free'),
  // Text.
  payload('invalid UTF-8', bytes('"a', 0xff, 'b"'), 'never'),
  payload('UTF-8 cut off', bytes('"a', 0xc3, '"'), 'never'),
  payload('overlong UTF-8', bytes('"', 0xc0, 0xaf, '"'), 'never'),
  payload('a surrogate as UTF-8', bytes('"', 0xed, 0xa0, 0x80, '"'), 'never'),
  payload('NUL', '"a\\u0000b"', 'never'),
  payload('NUL as a byte', bytes('"a', 0, 'b"'), 'never'),
  payload('NUL in a key', '{"a\\u0000":1}', 'never'),
  payload('half a surrogate pair', '"\\ud800"', 'never'),
  text('1 MB', 'x'.repeat(1_100_000)),
  text('emoji', '💥'.repeat(400)),
  text('nothing', ''),
  text('spaces', ' \t\n\u00a0'),
  text('markup', '<script>alert(1)</script>{{{{#a}}{{/b}}{{> one}}'),
  text('turned around', '\u202e\u200b\ufeff\r\nSet-Cookie: a=b'),
  text('a path', '../../../etc/passwd'),
  text('percent', '%00%ff%2e%2e%2f'),
  text('a regular expression', '^(a+)+$'),
  text('an id of nothing', 'f'.repeat(24)),
  text('an id in capitals', 'F'.repeat(24)),
  text('a time that is none', '2026-13-45T99:99:99Z'),
  text('the last time of all', '+275760-09-13T00:00:00.000Z'),
  // Numbers.
  payload('-1', '-1'),
  payload('0', '0'),
  payload('-0', '-0'),
  payload('a fraction', '0.1'),
  payload('beyond 32 bits', '2147483648'),
  payload('beyond whole numbers', '9007199254740993'),
  payload('1e308', '1e308'),
  payload('1e999', '1e999', 'never'),
  payload('400 digits', '9'.repeat(400), 'never'),
  payload('NaN', 'NaN', 'never'),
  text('a number as text', '1'),
  // Other types.
  payload('null', 'null'),
  payload('true', 'true'),
  payload('an empty list', '[]'),
  payload('an empty object', '{}'),
  payload('undefined', 'undefined', 'never'),
];

/** Those of {@link payloads} that properties get which no shape has: there the name is the attack. */
export const atUnknown = ['$gt', '__proto__', 'an empty object', 'null', 'a number as text'];

/** Whole bodies that no row takes, besides what is made of its own: the status and code of the answer. */
export const bodies: readonly (readonly [name: string, body: string | Buffer, says: string])[] = [
  ['a list', '[]', '400 invalid_request'],
  ['text', '"x"', '400 invalid_request'],
  ['null', 'null', '400 invalid_request'],
  ['a number', '1', '400 invalid_request'],
  ['true', 'true', '400 invalid_request'],
  ['cut off', '{"name":"a', '400 invalid_request'],
  ['two', '{}{}', '400 invalid_request'],
  ['a comment', '{/* */}', '400 invalid_request'],
  ['spaces', '   ', '400 invalid_request'],
  ['a byte order mark', '\ufeff{}', '400 invalid_request'],
  ['UTF-16', Buffer.from('{}', 'utf16le'), '400 invalid_request'],
  ['invalid UTF-8', bytes(0xff, 0xfe, '{}'), '400 invalid_request'],
  ['NUL bytes', Buffer.alloc(1000), '400 invalid_request'],
  ['100,000 levels', nested(100_000), '400 invalid_request'],
  ['100,000 levels, not closed', '{"a":'.repeat(100_000), '400 invalid_request'],
  ['100,000 keys', wide(100_000), '400 invalid_request'],
  ['100,000 items', list(100_000, '0'), '400 invalid_request'],
];

/** With a body that is fine otherwise, and the answer. */
export const bodyHeaders: readonly (readonly [headers: Readonly<Record<string, string>>, says: string])[] = [
  [{ 'content-length': `${4 * 1024 * 1024 + 1}` }, '413 too_large'],
  [{ 'content-length': '999999999999999' }, '413 too_large'],
  [{ 'content-type': '' }, '415 unsupported_media_type'],
  [{ 'content-type': 'json' }, '415 unsupported_media_type'],
  [{ 'content-type': 'text/plain' }, '415 unsupported_media_type'],
  [{ 'content-type': 'text/json' }, '415 unsupported_media_type'],
  [{ 'content-type': 'application/xml' }, '415 unsupported_media_type'],
  [{ 'content-type': 'application/problem+json' }, '415 unsupported_media_type'],
  [{ 'content-type': 'application/x-www-form-urlencoded' }, '415 unsupported_media_type'],
  [{ 'content-type': 'multipart/form-data; boundary=x' }, '415 unsupported_media_type'],
  [{ 'content-type': 'application/json; charset=latin1' }, '415 unsupported_media_type'],
  [{ 'content-type': 'application/json, text/plain' }, '415 unsupported_media_type'],
  [{ 'content-type': 'application/json; __proto__=x' }, '415 unsupported_media_type'],
  [{ 'content-encoding': 'gzip' }, '415 unsupported_media_type'],
  [{ 'content-encoding': 'identity, br' }, '415 unsupported_media_type'],
];

/** Put into every parameter of every query and path: what is read from it, and what is sent when that is no plain text. */
export const texts: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'nothing', text: '' },
  { name: 'a space', text: ' ' },
  { name: 'an operator', text: '$where' },
  { name: 'an operator as JSON', text: '{"$gt":""}' },
  { name: 'an object as text', text: '[object Object]' },
  { name: '__proto__', text: '__proto__' },
  { name: 'constructor', text: 'constructor' },
  { name: 'NUL', text: 'a\u0000b' },
  { name: 'emoji', text: '💥'.repeat(100) },
  { name: 'a path', text: '../../etc/passwd' },
  { name: 'percent twice', text: '%00%252e' },
  { name: 'lines', text: 'a\r\nSet-Cookie: b=c' },
  { name: 'markup', text: '<script>{{x}}' },
  { name: 'a regular expression', text: '^(a+)+$' },
  { name: 'long', text: 'x'.repeat(2500) },
  { name: '-1', text: '-1' },
  { name: '0', text: '0' },
  { name: 'a fraction', text: '1.5' },
  { name: 'hexadecimal', text: '0x10' },
  { name: '1e308', text: '1e308' },
  { name: 'beyond 32 bits', text: '2147483648' },
  { name: 'beyond whole numbers', text: '999999999999999' },
  { name: '400 digits', text: '9'.repeat(400) },
  { name: 'other digits', text: '１２' },
  { name: 'NaN', text: 'NaN' },
  { name: 'null', text: 'null' },
  { name: 'undefined', text: 'undefined' },
  { name: 'true', text: 'true' },
  { name: 'an id of nothing', text: 'f'.repeat(24) },
  { name: 'an id in capitals', text: 'F'.repeat(24) },
  { name: 'a time that is none', text: '2026-13-45T99:99:99Z' },
  { name: 'the year 0', text: '0000-01-01T00:00:00Z' },
  { name: 'the last day', text: '9999-12-31T23:59:59.999999999-23:59' },
];

/** Bytes in an address that are no text: for parameters of paths and queries. */
export const brokenTexts = ['%FF', '%', '%C3', '%ED%A0%80', '%C0%AF', '%u0041', '%zz'];

/** Whole queries, added to that of every row: all are refused. */
export const queries: readonly string[] = [
  'unknown=1',
  'unknown',
  '__proto__=1',
  '__proto__[isAdmin]=true',
  'constructor.prototype.isAdmin=1',
  '$where=1',
  '%24or=1',
  '%00=1',
  '%FF=1',
  '=1',
  `${'x'.repeat(9000)}=1`,
  Array.from({ length: 800 }, (_, index) => `k${index}=`).join('&'),
];

/** Credentials that are none. */
export const credentials: readonly string[] = [
  'Bearer',
  'Bearer x',
  'Bearer x y',
  'Basic YTpi',
  'bearer null',
  'Bearer {"$gt":""}',
  'Bearer __proto__',
  'Bearer incipit_',
  `Bearer incipit_${'a'.repeat(12)}_${'a'.repeat(43)}_000000`,
  // {"alg":"none"}.{"sub":"ffffffffffffffffffffffff"}
  'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmYifQ.',
  'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x',
  'Bearer \xff\xfe',
  `Bearer ${'x'.repeat(7000)}`,
];

/** Conditions that no thing meets, or that are none. */
export const conditions: readonly string[] = [
  '""',
  '"',
  'x',
  '$gt',
  '*, *',
  'W/"1-000000000000"',
  '"-1-000000000000"',
  '"999999999999999-000000000000"',
  `"${'9'.repeat(400)}-000000000000"`,
  '"__proto__"',
  '"\xff"',
  `"${'x'.repeat(7000)}"`,
  `${'"a",'.repeat(1500)}"b"`,
];

/** No keys of idempotency. */
export const idempotencyKeys: readonly string[] = ['', ' ', 'a b', '\xe9', 'x'.repeat(256), 'x'.repeat(7000)];

/** Odd, and yet nothing that a request is refused for. */
export const oddHeaders: readonly Readonly<Record<string, string>>[] = [
  { 'accept-language': `${'x;q=9,'.repeat(500)}*;q=NaN,\xff` },
  { accept: 'text/html;q=$gt, */__proto__', 'accept-charset': 'utf-7', 'accept-encoding': 'x;q=-1' },
  { cookie: `__Host-refresh=\xff; refresh=${'x'.repeat(3000)}; __proto__=1; =; ;` },
  { 'x-request-id': '<script>\xff', 'x-forwarded-for': '$gt', forwarded: 'for="\xff', via: 'x', range: 'bytes=-1-' },
  { 'if-none-match': `W/"x", ${'"'.repeat(999)}`, 'if-modified-since': 'never', 'idempotency-key': '__proto__' },
  { 'transfer-encoding-': 'chunked', __proto_: 'x', 'x-http-method-override': 'DELETE', 'x-method-override': 'PUT' },
];
