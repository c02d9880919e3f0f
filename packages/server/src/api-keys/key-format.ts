import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A key that was just made: `secret` is shown once, the rest is stored. */
export interface MadeKey {
  readonly secret: string;
  readonly keyId: string;
  readonly secretHash: string;
  readonly last4: string;
}

/** `incipit_<12 characters id>_<43 characters secret>_<6 characters checksum>`, with 256 random bits. */
export function makeKey(): MadeKey {
  const keyId = randomText(12);
  const body = `incipit_${keyId}_${randomText(43)}`;
  const secret = `${body}_${checksum(body)}`;
  return { secret, keyId, secretHash: hashKey(secret), last4: secret.slice(-4) };
}

/** The public part of a key that is well-formed, checksum included; else `null`. */
export function readKeyId(secret: string): string | null {
  const found = /^(incipit_([0-9A-Za-z]{12})_[0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/.exec(secret);
  if (!found) return null;
  const [, body, keyId, sum] = found as unknown as [string, string, string, string];
  return checksum(body) === sum ? keyId : null;
}

/** SHA-256, hex. The secret has 256 random bits, so a fast hash is enough. */
export const hashKey = (secret: string): string => hash('sha256', secret, 'hex');

/** Does the key have this hash? In constant time. */
export const isHashOf = (secretHash: string, secret: string): boolean =>
  timingSafeEqual(Buffer.from(secretHash, 'hex'), hash('sha256', secret, 'buffer'));

/** CRC-32 in base62, six places, padded with `0`: typing errors and scanners find it without the database. */
export function checksum(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let place = 0; place < 6; place += 1) {
    text = alphabet.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    // 248 is the largest multiple of 62 in a byte: above it some characters would be commoner.
    for (const byte of randomBytes(length)) if (byte < 248 && text.length < length) text += alphabet.charAt(byte % 62);
  }
  return text;
}
