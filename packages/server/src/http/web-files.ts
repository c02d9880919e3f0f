import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.js';
import { isUnchanged } from './etag.js';
import { pageHeaders } from './headers.js';
import { sendProblem } from './problem.js';
import { pathOf } from './unrouted.js';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const isText = (type: string) => /charset|svg|manifest/.test(type);

const encoders = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
};
type Encoding = keyof typeof encoders;

/** One file of the built web app. Only what the folder listing named is ever opened. */
class WebFile {
  readonly type: string;
  readonly #packed = new Map<Encoding | 'identity', Promise<Buffer>>();

  constructor(private readonly path: string) {
    this.type = types[extname(path)] ?? 'application/octet-stream';
  }

  /** The bytes, compressed once for each encoding and then kept. */
  bytes(encoding: Encoding | 'identity' = 'identity'): Promise<Buffer> {
    const kept = this.#packed.get(encoding);
    if (kept) return kept;
    const made = encoding === 'identity' ? readFile(this.path) : this.bytes().then(encoders[encoding]);
    this.#packed.set(encoding, made);
    return made;
  }
}

/** Vite gives files below this folder names with a hash of their content. */
const hashed = '/assets/';
const noPage = /\.(?:css|ico|js|json|map|png|svg|txt|webmanifest|woff2|xml)$/;

/**
 * Serves the web app from its folder: files by name, and the one page for every other address.
 * @param folder what `vite build` made; without it every page is a 404
 */
export async function webFiles(folder: string) {
  const files = new Map<string, WebFile>();
  if (existsSync(folder)) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(path.slice(folder.length).split(sep).join('/'), new WebFile(path));
    }
  }
  const page = (await files.get('/index.html')?.bytes())?.toString();
  files.delete('/index.html');

  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const error = new ApiError('method_not_allowed', 'This address allows GET, HEAD.');
      return sendProblem(reply, error, { allow: 'GET, HEAD' });
    }
    const path = pathOf(request.url);
    const file = files.get(path);
    if (file) return sendFile(path, file, request, reply);
    if (page === undefined || path.startsWith(hashed) || noPage.test(path)) {
      throw new ApiError('route_not_found', 'There is nothing at this address.');
    }
    sendPage(page, reply);
  };
}

function sendPage(page: string, reply: FastifyReply): void {
  const nonce = randomBytes(16).toString('base64');
  reply
    .headers(pageHeaders(reply, 'no-store', nonce))
    .type('text/html; charset=utf-8')
    .send(page.replaceAll('__CSP_NONCE__', nonce));
}

async function sendFile(path: string, file: WebFile, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const encoding = isText(file.type) ? encodingOf(request.headers['accept-encoding']) : 'identity';
  const bytes = await file.bytes(encoding);
  const isHashed = path.startsWith(hashed);
  const cacheControl = isHashed ? 'public, max-age=31536000, immutable' : 'no-cache';
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`;
  if (isUnchanged(request.headers['if-none-match'], etag)) {
    reply.code(304).headers({ etag, 'cache-control': cacheControl, vary: 'Accept-Encoding' }).send();
    return;
  }
  reply.headers(pageHeaders(reply, cacheControl)).headers({ etag, vary: 'Accept-Encoding' }).type(file.type);
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  reply.send(bytes);
}

function encodingOf(accepted: string | string[] | undefined): Encoding | 'identity' {
  const names = String(accepted ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
    .map((part) => part.split(';', 1)[0]);
  if (names.includes('br')) return 'br';
  return names.includes('gzip') ? 'gzip' : 'identity';
}
