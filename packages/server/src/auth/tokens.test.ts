import { createHash, createSecretKey, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { Secrets } from '../http/secrets.js';
import { AccessTokens } from './access-token.js';
import { KeyRing } from './key-ring.js';
import { judgeRefresh, makeRefreshToken, readRefreshToken } from './refresh-token.js';

const secret = 'a secret of more than thirty-two bytes';
const url = 'https://prompts.example.org';
const claims = { userId: 'a'.repeat(24), sessionId: 'b'.repeat(24) };
const ringOf = (purpose: string, current: string, previous?: string) =>
  new KeyRing(new Secrets(current, previous).deriveKeys(purpose));
const keys = ringOf('access', secret);
const expected = { ...claims, until: expect.any(Number) };

describe('access tokens', () => {
  it('are read back as they were made, twice', async () => {
    const tokens = new AccessTokens(keys, url);
    const token = await tokens.make(claims);
    expect(await tokens.read(token)).toEqual(expected);
    expect(await tokens.read(token)).toEqual(expected);
  });

  it('end after ten minutes, also when they were read before', async () => {
    let now = Date.now();
    const tokens = new AccessTokens(keys, url, () => now);
    const token = await tokens.make(claims);
    now += 604_000;
    expect(await tokens.read(token)).toEqual(expected);
    now += 2_000;
    expect(await tokens.read(token)).toBeNull();
    expect(await new AccessTokens(keys, url, () => now).read(token)).toBeNull();
  });

  it('of the previous secret are still read', async () => {
    const token = await new AccessTokens(keys, url).make(claims);
    const ring = ringOf('access', 'another secret of thirty-two bytes or more', secret);
    expect(await new AccessTokens(ring, url).read(token)).toEqual(expected);
    const alone = ringOf('access', 'another secret of thirty-two bytes or more');
    expect(await new AccessTokens(alone, url).read(token)).toBeNull();
  });

  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'incipit/access/1', 32));
  const kid = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const now = Math.floor(Date.now() / 1000);
  const good = {
    header: { alg: 'HS256', typ: 'at+jwt', kid } as Record<string, unknown> & { alg: string },
    payload: {
      iss: url,
      aud: `${url}/api`,
      sub: claims.userId,
      sid: claims.sessionId,
      iat: now,
      exp: now + 600,
      jti: 'x',
    },
  };
  const sign = (header: object, payload: object, key = bytes) =>
    new SignJWT({ ...good.payload, ...payload })
      .setProtectedHeader({ ...good.header, ...header })
      .sign(createSecretKey(key), { crit: { b64: false, odd: true } });

  it('made by hand with the same key are read', async () => {
    expect(await new AccessTokens(keys, url).read(await sign({}, {}))).toEqual(expected);
    expect(await new AccessTokens(keys, url).read(await sign({ jku: 'https://evil.example' }, {}))).toEqual(expected);
  });

  it.each<[string, () => string | Promise<string>]>([
    ['without a signature', () => new UnsecuredJWT(good.payload).encode()],
    ['of another algorithm', () => sign({ alg: 'HS512' }, {}, Buffer.concat([bytes, bytes]))],
    ['of another type', () => sign({ typ: 'JWT' }, {})],
    ['without a type', () => sign({ typ: undefined }, {})],
    ['with an unknown key id', () => sign({ kid: 'ffffffff' }, {})],
    ['without a key id', () => sign({ kid: undefined }, {})],
    ['with another key', () => sign({}, {}, Buffer.alloc(32))],
    ['with a critical extension', () => sign({ crit: ['odd'], odd: 1 }, {})],
    ['with a critical extension that the library knows', () => sign({ crit: ['b64'], b64: true }, {})],
    ['of another issuer', () => sign({}, { iss: 'https://other.example' })],
    ['for another audience', () => sign({}, { aud: url })],
    ['without a session', () => sign({}, { sid: undefined })],
    ['with a session that is no id', () => sign({}, { sid: { $ne: null } })],
    ['without a subject', () => sign({}, { sub: undefined })],
    ['without an id', () => sign({}, { jti: undefined })],
    ['without an end', () => sign({}, { exp: undefined })],
    ['that lives longer than ours do', () => sign({}, { iat: now - 3600, exp: now + 3600 })],
    ['from the future', () => sign({}, { iat: now + 60 })],
    ['of the refresh key', () => sign({}, {}, Buffer.from(hkdfSync('sha256', secret, '', 'incipit/refresh/1', 32)))],
    ['that is no token', () => 'a.b.c'],
  ])('%s are refused', async (_, make) => {
    expect(await new AccessTokens(keys, url).read(await make())).toBeNull();
  });
});

describe('refresh tokens', () => {
  const ring = ringOf('refresh', secret);

  it('are read back as they were made', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (n) => {
        const token = makeRefreshToken(ring, { sessionId: claims.sessionId, n });
        expect(readRefreshToken(ring, token)).toEqual({ sessionId: claims.sessionId, n });
      }),
    );
  });

  it('changed in any character are not ours', () => {
    const token = makeRefreshToken(ring, { sessionId: claims.sessionId, n: 12 });
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'0123456789abcdefXYZ_-.'), (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        fc.pre(changed !== token);
        expect(readRefreshToken(ring, changed)).toBeNull();
      }),
    );
    expect(readRefreshToken(ring, `${token} `)).toBeNull();
    expect(readRefreshToken(ringOf('access', secret), token)).toBeNull();
  });

  it.each([
    [5, 0, 'rotate'],
    [5, 86_400_000, 'rotate'],
    [4, 10_000, 'repeat'],
    [4, 10_001, 'theft'],
    [3, 1, 'theft'],
    [6, 1, 'theft'],
  ])('number %i, %i ms after the last rotation to 5: %s', (n, after, verdict) => {
    expect(judgeRefresh(n, { n: 5, rotatedAt: new Date(1_000) }, 1_000 + after)).toBe(verdict);
  });
});
