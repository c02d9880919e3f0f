import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@incipit/sdk';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { type Config, loadConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { start } from '../main.js';

export interface TestUser {
  readonly token: string;
  readonly user: { readonly id: string; readonly email: string };
  readonly workspace: { readonly id: string };
  readonly client: Client;
}

export interface TestServer {
  readonly url: string;
  readonly config: Config;
  readonly app: NestFastifyApplication;
  /** The SDK as whoever holds the token or key; without one signed out. */
  client(token?: string): Client;
  /** Makes an account; the first one is the admin. @param name its username */
  register(name: string): Promise<TestUser>;
  close(): Promise<void>;
}

/** Long enough, not common, and nobody's name. */
export const testPassword = 'correct horse battery';

/**
 * The whole server with real storage: the embedded store in a folder of its own or, with `MONGODB_URI` set, a database
 * of its own there. Cheap hashing, no counters, anyone may register.
 */
export async function createTestServer(overrides: Partial<Config> = {}): Promise<TestServer> {
  const data = await mkdtemp(join(tmpdir(), 'incipit-test-'));
  const config: Config = {
    ...loadConfig({ ...testSettings, INCIPIT_DATA: data }, data),
    ...databaseOf(),
    ...overrides,
  };
  const server = await start(config, { print: () => undefined, maxLagMs: Number.POSITIVE_INFINITY });
  const client = (token?: string) => createClient({ baseUrl: server.url, accessToken: () => token, retries: 0 });
  return {
    url: server.url,
    config,
    app: server.app,
    client,
    async register(name) {
      const { data: signedIn } = await client().auth.register({
        email: `${name}@example.org`,
        username: name,
        password: testPassword,
        client: 'native',
      });
      const { accessToken: token, user, workspace } = signedIn;
      return { token, user, workspace, client: client(token) };
    },
    async close() {
      if (config.mongodbUri) await server.app.get(DataService).models[0]?.db.dropDatabase();
      const { undeclared } = server.app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
      await server.close();
      await rm(data, { recursive: true, force: true });
      if (undeclared.size > 0) throw new Error(`Errors that no row declares: ${[...undeclared].join(', ')}`);
    },
  };
}

const testSettings = {
  INCIPIT_PORT: '0',
  INCIPIT_LOG_LEVEL: 'silent',
  INCIPIT_REGISTRATION: 'open',
  INCIPIT_RATE_LIMIT: '0',
  INCIPIT_ARGON2: 'm=19456,t=2,p=1',
  NODE_ENV: 'test',
};

/** Not a setting of the server that is tested but of the tests: where they may make databases. */
function databaseOf(): Partial<Config> {
  const given = process.env.MONGODB_URI;
  if (!given) return {};
  const uri = new URL(given);
  uri.pathname = `/incipit-test-${randomBytes(6).toString('hex')}`;
  return { mongodbUri: uri.href, secret: randomBytes(32).toString('hex') };
}
