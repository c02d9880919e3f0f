import type { FastifyInstance, FastifyReply } from 'fastify';
import { apiHeaders } from '../http/headers.js';

/**
 * For whoever watches the process: `/health/live` while it runs, `/health/ready` while it takes requests.
 * @param isReady asked each time
 */
export function healthRoutes(server: FastifyInstance, version: string, isReady: () => Promise<boolean>): void {
  const answer = (reply: FastifyReply, isOk: boolean) =>
    reply
      .code(isOk ? 200 : 503)
      .headers(apiHeaders(reply, 'no-store'))
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ status: isOk ? 'ok' : 'unavailable', version }));
  server.get('/health/live', (_request, reply) => answer(reply, true));
  server.get('/health/ready', async (_request, reply) => answer(reply, await isReady()));
}
