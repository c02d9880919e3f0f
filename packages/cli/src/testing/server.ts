import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Client, createClient } from '@incipit/sdk';
import { type Ended, incipit, newFolder } from './program.js';

/** The key of the first admin, with all scopes. */
export const apiKey = 'incipit_TestsOfTheCl_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg_0DIIzd';

const firstAdmin = {
  INCIPIT_INIT_EMAIL: 'alice@example.org',
  INCIPIT_INIT_USERNAME: 'alice',
  INCIPIT_INIT_PASSWORD: 'correct horse battery',
  INCIPIT_INIT_API_KEY: apiKey,
};

export interface ServeProcess {
  readonly url: string;
  readonly data: string;
  /** With {@link apiKey}. */
  readonly client: Client;
  /** For the commands: connected to this server. */
  readonly env: Readonly<Record<string, string>>;
  readonly ended: Promise<Ended>;
  end(signal: NodeJS.Signals): Promise<Ended>;
}

/** `incipit serve` on a free port, set up without a browser. */
export async function serve(env: Readonly<Record<string, string>> = {}): Promise<ServeProcess> {
  const data = env.INCIPIT_DATA ?? join(newFolder(), 'data');
  const run = incipit(['serve'], {
    env: {
      ...firstAdmin,
      INCIPIT_PORT: '0',
      INCIPIT_DATA: data,
      INCIPIT_LOG_LEVEL: 'warn',
      INCIPIT_RATE_LIMIT: '0',
      ...env,
    },
  });
  const [, url = ''] = await run.says(/^Incipit is ready at (\S+)$/m);
  return {
    url,
    data,
    client: createClient({ baseUrl: url, apiKey, retries: 0 }),
    env: { INCIPIT_URL: url, INCIPIT_KEY: apiKey },
    ended: run.ended,
    end(signal) {
      run.child.kill(signal);
      return run.ended;
    },
  };
}

/** Something else that speaks HTTP, for one answer that our own server does not give. */
export async function serveOther(answer: RequestListener): Promise<{ url: string; close(): void }> {
  const other = createServer(answer).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => other.close() };
}
