import { expect, it } from 'vitest';
import { KeyRing } from '../auth/key-ring.js';
import { Secrets } from '../http/secrets.js';
import { ShareTokens } from './share-tokens.js';

const [old, young] = ['a'.repeat(32), 'b'.repeat(32)] as const;
const id = '0123456789abcdef01234567';
const tokens = new ShareTokens(new Secrets(old));
const token = tokens.make(id);

it('a token is the id with 128 bits behind it, the same each time', () => {
  expect(token).toMatch(/^0123456789abcdef01234567\.[\w-]{22}$/);
  expect(Buffer.from(token.slice(25), 'base64url')).toHaveLength(16);
  expect(tokens.make(id)).toBe(token);
  expect(tokens.read(token)).toBe(id);
});

it('is good while its secret is the present one or the one before', () => {
  expect(new ShareTokens(new Secrets(young, old)).read(token)).toBe(id);
  expect(new ShareTokens(new Secrets(young)).read(token)).toBeNull();
});

it.each([
  ['of another share', `f${token.slice(1)}`],
  ['with another end', `${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`],
  ['that is longer', `${token}A`],
  ['that is shorter', token.slice(0, -1)],
  ['in capitals', token.toUpperCase()],
  ['without a MAC', id],
  ['that is empty', ''],
])('one %s is none', (_, given) => expect(tokens.read(given)).toBeNull());

it.each(['refresh', 'access', 'setup', 'cursor'])('a MAC made for %s opens nothing', (purpose) => {
  const mac = new KeyRing(new Secrets(old).deriveKeys(purpose), 16).mac(id);
  expect(tokens.read(`${id}.${mac}`)).toBeNull();
});
