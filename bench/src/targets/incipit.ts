import { loadConfig, start } from '@incipit/server';
import { report } from './parent.js';

// As shipped, but for the limit per minute, which a load generator would meet at once.
const config = loadConfig({
  INCIPIT_DATA: process.argv[2],
  INCIPIT_HOST: '127.0.0.1',
  INCIPIT_PORT: '0',
  INCIPIT_RATE_LIMIT: '1000000',
  INCIPIT_METRICS: 'on',
  NODE_ENV: 'production',
});
const server = await start(config, { print: () => undefined });
report(server.url.replace('localhost', '127.0.0.1'));
