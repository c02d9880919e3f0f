import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksum, hashKey, isHashOf, makeKey, readKeyId } from './key-format.js';

/** CRC-32 of IEEE 802.3, bit by bit, as its definition says. */
const crcByDefinition = (text: string): number => {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
};

const fromBase62 = (text: string): number => {
  let value = 0;
  for (const character of text) {
    value = value * 62 + '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.indexOf(character);
  }
  return value;
};

describe('API keys', () => {
  it('have the form that scanners look for, and are all different', () => {
    const made = Array.from({ length: 200 }, makeKey);
    for (const { secret, keyId, secretHash, last4 } of made) {
      expect(secret).toMatch(/^incipit_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
      expect(readKeyId(secret)).toBe(keyId);
      expect(secretHash).toBe(hashKey(secret));
      expect(isHashOf(secretHash, secret)).toBe(true);
      expect(secret.endsWith(last4)).toBe(true);
    }
    expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(200);
  });

  it('carry CRC-32 in base62', () => {
    expect(fromBase62(checksum('123456789'))).toBe(0xcbf43926);
    expect(checksum('')).toBe('000000');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(checksum(text)).toHaveLength(6);
        expect(fromBase62(checksum(text))).toBe(crcByDefinition(text));
      }),
    );
  });

  it('with one character changed are refused', () => {
    const { secret } = makeKey();
    fc.assert(
      fc.property(fc.nat(secret.length - 1), fc.constantFrom(...'0aZ_-'), (at, character) => {
        const changed = secret.slice(0, at) + character + secret.slice(at + 1);
        fc.pre(changed !== secret);
        expect(readKeyId(changed)).toBeNull();
      }),
    );
  });
});
