import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from './api-error.js';
import type { Caller } from './call.js';
import { networkOf, RateLimits } from './rate-limits.js';

const user: Caller = { kind: 'user', userId: 'u', sessionId: 's', isAdmin: false, until: Infinity };
const key: Caller = { kind: 'key', userId: 'u', keyId: 'k', workspaceId: 'w', scopes: [], limits: {}, until: Infinity };
const row = (access: string) => ({ access }) as Parameters<RateLimits['count']>[2];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function refusal(act: () => void): ApiError | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  return undefined;
}

describe('a principal', () => {
  test('has so many requests a minute, and is told truly when to come again', () => {
    const limits = new RateLimits(3, 0);
    const count = () => limits.count(user, '192.0.2.1');
    for (let i = 0; i < 3; i += 1) count();
    vi.advanceTimersByTime(18_500);
    const refused = refusal(count);
    expect(refused).toMatchObject({ code: 'rate_limited', extras: { retryAfter: 42 } });
    vi.advanceTimersByTime(42_000);
    expect(refusal(count)).toBeUndefined();
  });

  test('does not pay for others: user, key and address are apart', () => {
    const limits = new RateLimits(1, 0);
    limits.count(user, '192.0.2.1');
    limits.count(key, '192.0.2.1', row('prompts:write'));
    limits.count(undefined, '192.0.2.1');
    limits.count(undefined, '192.0.2.2');
    expect(refusal(() => limits.count(user, '192.0.2.9'))?.code).toBe('rate_limited');
    expect(refusal(() => limits.count({ kind: 'anonymous' }, '192.0.2.1'))?.code).toBe('rate_limited');
  });

  test('reads by key have a limit of their own, and none by default', () => {
    const free = new RateLimits(1, 0);
    for (let i = 0; i < 50; i += 1) free.count(key, '192.0.2.1', row('prompts:read'));
    const limited = new RateLimits(1, 2);
    for (let i = 0; i < 2; i += 1) limited.count(key, '192.0.2.1', row('prompts:read'));
    expect(refusal(() => limited.count(key, '192.0.2.1', row('prompts:read')))?.code).toBe('rate_limited');
    expect(refusal(() => limited.count(key, '192.0.2.1', row('prompts:write')))).toBeUndefined();
  });
});

test('0 turns all counters off', () => {
  const limits = new RateLimits(0, 5);
  for (let i = 0; i < 50; i += 1) {
    limits.count(user, '192.0.2.1');
    limits.take('import', 1);
  }
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:0:0:0:1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('the network of %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});
