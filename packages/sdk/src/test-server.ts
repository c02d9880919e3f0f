import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON, unless it is a string. */
  body?: unknown;
  /** Breaks the connection instead of answering. */
  hangUp?: boolean;
  delayMs?: number;
}

export interface TestServer {
  baseUrl: string;
  seen: Seen[];
  /** What is answered next, in order; the last one again and again. */
  replies: Reply[];
  close(): Promise<void>;
}

/** A real HTTP server on a free port that answers what a test told it and keeps what it saw. */
export async function startTestServer(...replies: Reply[]): Promise<TestServer> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    test.seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    const reply = (test.replies.length > 1 ? test.replies.shift() : test.replies[0]) ?? { status: 500 };
    if (reply.hangUp) return request.socket.destroy();
    if (reply.delayMs) await new Promise((resolve) => setTimeout(resolve, reply.delayMs));
    const isText = typeof reply.body === 'string';
    const type = isText ? 'text/html' : reply.status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(reply.status, { ...(reply.body !== undefined && { 'content-type': type }), ...reply.headers });
    response.end(isText ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const test: TestServer = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    replies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return test;
}

/** The body of an error answer. */
export const problem = (status: number, code: string, more: Record<string, unknown> = {}) => ({
  status,
  body: {
    type: 'about:blank',
    title: 'Error',
    status,
    code,
    detail: `It is ${code}.`,
    requestId: 'request-1',
    ...more,
  },
});
