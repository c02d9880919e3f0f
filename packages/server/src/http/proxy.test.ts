import { endpoint } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Config } from '../config.js';
import { probeServer } from '../testing/probe-server.js';
import type { CallFor } from './call.js';
import { Endpoint } from './endpoint.decorator.js';

const row = endpoint({
  method: 'GET',
  path: '/instance',
  summary: 'x',
  access: 'anyone',
  output: z.object({ ip: z.string() }),
});

@Controller()
class AddressController {
  @Endpoint(row) get(call: CallFor<typeof row>) {
    return { ip: call.ip };
  }
}

// Each proxy adds the address that it saw at the end; what stands before may be the caller's invention.
test.each<[string, Config['trustProxy'], string | undefined, string]>([
  ['nobody is trusted', undefined, '192.0.2.1', '127.0.0.1'],
  ['one hop', 1, '198.51.100.9, 192.0.2.1', '192.0.2.1'],
  ['two hops', 2, '203.0.113.5, 198.51.100.9, 192.0.2.1', '198.51.100.9'],
  ['one hop that said nothing', 1, undefined, '127.0.0.1'],
  ['a known address', ['127.0.0.0/8'], '198.51.100.9, 192.0.2.1', '192.0.2.1'],
  ['known addresses', ['127.0.0.1', '192.0.2.1'], '198.51.100.9, 192.0.2.1', '198.51.100.9'],
  ['another address', ['10.0.0.1'], '192.0.2.1', '127.0.0.1'],
])('the caller is the first untrusted hop: %s', async (_, trustProxy, forwarded, ip) => {
  const server = await probeServer([AddressController], { trustProxy });
  const headers: Record<string, string> = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const answer = await server.ask('/api/v1/instance', { as: null, headers });
  await server.close();
  expect(JSON.parse(answer.text)).toEqual({ ip });
});
