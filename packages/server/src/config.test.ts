import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Config, loadConfig, settings } from './config.js';

const folder = mkdtempSync(join(tmpdir(), 'incipit-config-'));
const load = (environment: Record<string, string>) => loadConfig(environment, folder);
const strong = 'q8Zt3vXy7Lk2Nw5Rj9Hs4Gd6Fa1Cb0Me';

test('everything has a default', () => {
  expect(load({})).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: undefined,
    rateLimit: 600,
    fetchRateLimit: 0,
    passwordMin: 12,
    trashDays: 30,
    corsOrigins: [],
    argon2: { memoryCost: 65_536, timeCost: 2, parallelism: 1 },
    metrics: 'off',
    nodeEnv: 'production',
  });
});

test('an empty variable is unset', () => {
  expect(load({ INCIPIT_PORT: '', INCIPIT_SECRET: '' })).toMatchObject({ port: 3000, secret: undefined });
});

describe('values', () => {
  test.each<[string, string, keyof Config, unknown]>([
    ['INCIPIT_PORT', '0', 'port', 0],
    ['INCIPIT_PUBLIC_URL', 'https://p.example.org/', 'publicUrl', 'https://p.example.org'],
    ['INCIPIT_TRUST_PROXY', '2', 'trustProxy', 2],
    ['INCIPIT_TRUST_PROXY', '10.0.0.0/8, ::1', 'trustProxy', ['10.0.0.0/8', '::1']],
    ['INCIPIT_CORS_ORIGINS', 'https://a.org,http://b.org:8080', 'corsOrigins', ['https://a.org', 'http://b.org:8080']],
    ['INCIPIT_BACKUP_EVERY', '24h', 'backupEvery', 86_400_000],
    ['INCIPIT_ARGON2', 'm=19456,t=2,p=1', 'argon2', { memoryCost: 19_456, timeCost: 2, parallelism: 1 }],
    ['INCIPIT_REGISTRATION', 'closed', 'registration', 'closed'],
  ])('%s=%s', (name, text, key, value) => {
    expect(load({ [name]: text })[key]).toEqual(value);
  });
});

describe('faults', () => {
  test.each<[Record<string, string>, string]>([
    [{ INCIPIT_PORT: '70000' }, 'INCIPIT_PORT must be a whole number from 0 to 65535'],
    [{ INCIPIT_PORT: '3e3' }, 'INCIPIT_PORT must'],
    [{ INCIPIT_PROT: '1' }, 'INCIPIT_PROT is not a setting'],
    [{ INCIPIT_PORT_FILE: '/x' }, 'INCIPIT_PORT_FILE is not a setting'],
    [{ INCIPIT_PUBLIC_URL: 'https://a.org/path' }, 'INCIPIT_PUBLIC_URL must be an origin'],
    [{ INCIPIT_CORS_ORIGINS: '*' }, 'INCIPIT_CORS_ORIGINS must be an origin'],
    [{ INCIPIT_TRUST_PROXY: 'everyone' }, 'INCIPIT_TRUST_PROXY must be a number of hops'],
    [{ INCIPIT_REGISTRATION: 'yes' }, 'INCIPIT_REGISTRATION must be open, invite or closed'],
    [{ INCIPIT_PASSWORD_MIN: '7' }, 'INCIPIT_PASSWORD_MIN must'],
    [{ INCIPIT_ARGON2: 'm=1024,t=2,p=1' }, 'INCIPIT_ARGON2 must not be under'],
    [{ INCIPIT_SMTP_URL: 'mail.example.org' }, 'INCIPIT_SMTP_URL must be an address like smtp://'],
    [{ INCIPIT_SMTP_URL: 'http://mail.example.org' }, 'INCIPIT_SMTP_URL must be an address like smtp://'],
    [{ INCIPIT_SMTP_URL: 'smtp://mail' }, 'INCIPIT_SMTP_URL and INCIPIT_MAIL_FROM are needed together'],
    [{ INCIPIT_SMTP_URL: 'smtp://mail', INCIPIT_MAIL_FROM: 'Incipit' }, 'INCIPIT_MAIL_FROM must be like'],
    [{ INCIPIT_SMTP_URL: 'smtp://mail', INCIPIT_MAIL_FROM: 'A <a@b.org>\r\nBcc: <c@d.org>' }, 'INCIPIT_MAIL_FROM must'],
    [{ INCIPIT_BACKUP_EVERY: 'daily' }, 'INCIPIT_BACKUP_EVERY must'],
    [{ INCIPIT_INSECURE_COOKIES: 'yes' }, 'INCIPIT_INSECURE_COOKIES must be true or false'],
    [{ INCIPIT_SECRET: 'short' }, 'INCIPIT_SECRET must have 32 bytes or more'],
    [{ INCIPIT_SECRET: 'changeme'.repeat(8) }, 'INCIPIT_SECRET is well known or repeats itself'],
    [{ INCIPIT_SECRET: 'a'.repeat(64) }, 'INCIPIT_SECRET is well known or repeats itself'],
    [{ MONGODB_URI: 'mongodb://db/incipit' }, 'INCIPIT_SECRET is needed with MONGODB_URI'],
    [{ MONGODB_URI: 'postgres://db', INCIPIT_SECRET: strong }, 'MONGODB_URI must begin with'],
    [{ INCIPIT_INIT_EMAIL: 'a@b.org' }, 'are needed together'],
    [{ INCIPIT_SECRET_FILE: '/no/such/file' }, 'INCIPIT_SECRET_FILE names a file that cannot be read'],
    [
      { INCIPIT_SECRET_FILE: '/dev/null', INCIPIT_SECRET: strong },
      'INCIPIT_SECRET and INCIPIT_SECRET_FILE are both set',
    ],
  ])('%j', (environment, message) => {
    expect(() => load(environment)).toThrow(message);
  });

  test('one message names all of them, and no secret', () => {
    const environment = { INCIPIT_PORT: 'x', INCIPIT_TYPO: '1', INCIPIT_SECRET: 'hunter2' };
    expect(() => load(environment)).toThrow(/INCIPIT_TYPO.*INCIPIT_PORT.*INCIPIT_SECRET/s);
    expect(() => load(environment)).not.toThrow(/hunter2/);
  });

  test('outside of production a weak secret is accepted', () => {
    expect(load({ INCIPIT_SECRET: 'a'.repeat(32), NODE_ENV: 'test' }).secret).toBe('a'.repeat(32));
  });
});

test('mail goes out when its two settings are there', () => {
  const smtpUrl = 'smtps://incipit:secret@mail.example.org:465';
  for (const mailFrom of ['incipit@example.org', 'Our prompts <incipit@example.org>']) {
    const environment = { INCIPIT_SMTP_URL: smtpUrl, INCIPIT_MAIL_FROM: mailFrom };
    expect(load(environment)).toMatchObject({ smtpUrl, mailFrom });
  }
});

test('a secret may be in a file, with a line end that is not part of it', () => {
  const file = join(folder, 'secret.txt');
  writeFileSync(file, `${strong}\n`);
  expect(load({ INCIPIT_SECRET_FILE: file }).secret).toBe(strong);
});

test('.env is read, the environment wins, and unknown names in it are faults too', () => {
  const place = mkdtempSync(join(tmpdir(), 'incipit-env-'));
  writeFileSync(join(place, '.env'), 'INCIPIT_PORT=4000\nINCIPIT_TRASH_DAYS="7"\n# a comment\nOTHER=1\n');
  expect(loadConfig({ INCIPIT_PORT: '5000' }, place)).toMatchObject({ port: 5000, trashDays: 7 });
  writeFileSync(join(place, '.env'), 'INCIPIT_X=1\n');
  expect(() => loadConfig({}, place)).toThrow('INCIPIT_X is not a setting');
});

test('every row of the table says what it is for', () => {
  for (const row of Object.values(settings)) expect(row.description).toMatch(/^.{10,}\.$/);
});
