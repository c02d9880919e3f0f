import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import { report } from './parent.js';

// The same bytes that Incipit answers, ready in memory: nothing is faster with Fastify.
const body = readFileSync(process.argv[2]!);
const app = fastify();
app.get('/prompts/by-name/:name', (_request, reply) => reply.type('application/json').send(body));
report(await app.listen({ port: 0, host: '127.0.0.1' }));
