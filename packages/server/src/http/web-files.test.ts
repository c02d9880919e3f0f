import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probeServer } from '../testing/probe-server.js';

const script = 'console.log("incipit");\n'.repeat(200);
const web = mkdtempSync(join(tmpdir(), 'incipit-web-'));
mkdirSync(join(web, 'assets'));
writeFileSync(
  join(web, 'index.html'),
  '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="/assets/a-1.js">',
);
writeFileSync(join(web, 'assets', 'a-1.js'), script);
writeFileSync(join(web, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
writeFileSync(join(web, 'font.woff2'), Buffer.from([0, 1, 2]));
symlinkSync('/etc/passwd', join(web, 'passwd.txt'));

let server: Awaited<ReturnType<typeof probeServer>>;
beforeAll(async () => {
  server = await probeServer([], { publicUrl: 'https://prompts.example.org' }, web);
});
afterAll(() => server.close());
const get = (path: string, headers: Record<string, string> = {}) => server.ask(path, { as: null, headers });

test.each(['/', '/p/123', '/@alice', '/s/0123.MAC-with.dots', '/apiary', '/healthy', '/%F0%9F%A6%8A'])(
  '%s is the page',
  async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const nonce = /nonce="([^"]+)"/.exec(answer.text)?.[1];
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(answer.headers).toMatchObject({
      'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    });
  },
);

test('the nonce is fresh in each answer', async () => {
  expect((await get('/')).text).not.toBe((await get('/')).text);
});

test.each(['/assets/gone-2.js', '/favicon.ico', '/passwd.txt', '/api/v1/x', '/api', '/mcp/x', '/metrics', '/health/x'])(
  '%s is not the page',
  async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json']);
  },
);

test.each([
  '/../package.json',
  '/assets/../../config.ts',
  '/assets/%2e%2e/index.html',
  '/..%2f..%2fetc/passwd',
  '//etc/passwd',
])('nothing outside the folder: %s', async (path) => {
  const answer = await get(path);
  expect(answer.text).not.toMatch(/root:|"name"|import /);
});

test('hashed files are kept for ever, others are asked for again; both compressed', async () => {
  const hashed = await get('/assets/a-1.js', { 'accept-encoding': 'gzip, deflate, br' });
  expect(hashed.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'text/javascript; charset=utf-8',
    'content-encoding': 'br',
    vary: 'Accept-Encoding',
  });
  expect(brotliDecompressSync(hashed.bytes).toString()).toBe(script);
  const gzip = await get('/assets/a-1.js', { 'accept-encoding': 'gzip' });
  expect(gunzipSync(gzip.bytes).toString()).toBe(script);
  expect((await get('/assets/a-1.js')).text).toBe(script);
  const font = await get('/font.woff2', { 'accept-encoding': 'br' });
  expect([font.headers['content-encoding'], [...font.bytes]]).toEqual([undefined, [0, 1, 2]]);
  const mark = await get('/mark.svg');
  expect(mark.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' });
  const same = await get('/mark.svg', { 'if-none-match': String(mark.headers.etag) });
  expect([same.status, same.text]).toEqual([304, '']);
});

test('pages take GET and HEAD', async () => {
  const post = await server.ask('/p/1', { method: 'POST', as: null });
  expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  const head = await server.ask('/', { method: 'HEAD', as: null });
  expect([head.status, head.text]).toEqual([200, '']);
});
