import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { registrationModes } from '@incipit/contract';
import { z } from 'zod';
import * as shapes from './config.shapes.js';

export interface Setting<T extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** As people write it; undefined: unset. */
  readonly default: string | undefined;
  readonly description: string;
  /** From the text of the variable to the value. */
  readonly shape: T;
  /** Also read from the file that `<name>_FILE` names; never printed. */
  readonly isSecret: boolean;
}

const setting = <T extends z.ZodType>(name: string, preset: string | undefined, description: string, shape: T) =>
  ({ name, default: preset, description, shape, isSecret: false }) satisfies Setting<T>;
const secret = <T extends z.ZodType>(name: string, preset: string | undefined, description: string, shape: T) =>
  ({ name, default: preset, description, shape, isSecret: true }) satisfies Setting<T>;

/** Every setting there is. `incipit serve --help` and `docs/settings.md` are made from this table. */
export const settings = {
  host: setting('INCIPIT_HOST', '127.0.0.1', 'Address to listen on.', z.string()),
  port: setting(
    'INCIPIT_PORT',
    '3000',
    'Port to listen on; 0 picks a free one and prints it.',
    shapes.integer(0, 65_535),
  ),
  data: setting(
    'INCIPIT_DATA',
    './data',
    'Folder of the embedded store, the generated secret and back-ups.',
    shapes.folder,
  ),
  publicUrl: setting(
    'INCIPIT_PUBLIC_URL',
    undefined,
    'Address that links, cookies and tokens use; http://localhost:<port> when left out.',
    shapes.origin.optional(),
  ),
  mongodbUri: secret(
    'MONGODB_URI',
    undefined,
    'A replica set or mongos to keep everything in, instead of the embedded store.',
    shapes.mongodbUri.optional(),
  ),
  secret: secret(
    'INCIPIT_SECRET',
    undefined,
    'What all keys are derived from, 32 bytes or more; generated into the data folder, needed with MONGODB_URI.',
    shapes.secret.optional(),
  ),
  secretPrevious: secret(
    'INCIPIT_SECRET_PREVIOUS',
    undefined,
    'The secret before this one: what it signed is accepted until it expires.',
    shapes.secret.optional(),
  ),
  registration: setting(
    'INCIPIT_REGISTRATION',
    undefined,
    'Who may register: open, invite or closed. Set here, it wins over the admin page, which begins with invite.',
    z.enum(registrationModes, { error: 'must be open, invite or closed' }).optional(),
  ),
  initEmail: setting(
    'INCIPIT_INIT_EMAIL',
    undefined,
    'E-mail of the first admin, made on the first start.',
    z.string().optional(),
  ),
  initUsername: setting('INCIPIT_INIT_USERNAME', undefined, 'Username of the first admin.', z.string().optional()),
  initPassword: secret('INCIPIT_INIT_PASSWORD', undefined, 'Password of the first admin.', z.string().optional()),
  initApiKey: secret(
    'INCIPIT_INIT_API_KEY',
    undefined,
    'An API key for the personal workspace of the first admin, made on the first start.',
    shapes.apiKey.optional(),
  ),
  trustProxy: setting(
    'INCIPIT_TRUST_PROXY',
    undefined,
    'Proxies in front whose X-Forwarded-For counts: addresses, or the number of hops.',
    shapes.proxies.optional(),
  ),
  corsOrigins: setting(
    'INCIPIT_CORS_ORIGINS',
    '',
    'Other origins whose pages may call the API, separated by commas.',
    shapes.listOf(shapes.origin),
  ),
  smtpUrl: secret(
    'INCIPIT_SMTP_URL',
    undefined,
    'Mail server for links that people ask for, like smtps://user:password@mail.example.org; without one an admin makes them.',
    shapes.smtpUrl.optional(),
  ),
  mailFrom: setting(
    'INCIPIT_MAIL_FROM',
    undefined,
    'Sender of mail, like Incipit <incipit@example.org>; needed with INCIPIT_SMTP_URL.',
    shapes.sender.optional(),
  ),
  rateLimit: setting(
    'INCIPIT_RATE_LIMIT',
    '600',
    'Requests per minute of one user, key or address; 0 turns all counters off, but not the wait after wrong passwords.',
    shapes.integer(0, 1_000_000),
  ),
  fetchRateLimit: setting(
    'INCIPIT_FETCH_RATE_LIMIT',
    '0',
    'The same for reads by one API key; 0 is no limit.',
    shapes.integer(0, 100_000_000),
  ),
  passwordMin: setting(
    'INCIPIT_PASSWORD_MIN',
    '12',
    'Fewest characters of a password, 8 or more.',
    shapes.integer(8, 256),
  ),
  insecureCookies: setting(
    'INCIPIT_INSECURE_COOKIES',
    'false',
    'Allows the refresh cookie over plain http beyond localhost.',
    shapes.flag,
  ),
  argon2: setting(
    'INCIPIT_ARGON2',
    'm=65536,t=2,p=1',
    'Cost of password hashes, not under m=19456,t=2,p=1.',
    shapes.argon2,
  ),
  trashDays: setting('INCIPIT_TRASH_DAYS', '30', 'Days that deleted prompts stay restorable.', shapes.integer(1, 3650)),
  backupEvery: setting(
    'INCIPIT_BACKUP_EVERY',
    undefined,
    'How often the embedded store is copied to back-ups in the data folder, like 24h; off when left out.',
    shapes.duration.optional(),
  ),
  backupKeep: setting('INCIPIT_BACKUP_KEEP', '7', 'How many back-ups to keep.', shapes.integer(1, 1000)),
  logLevel: setting(
    'INCIPIT_LOG_LEVEL',
    'info',
    'fatal, error, warn, info, debug, trace or silent.',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { error: 'is not a log level' }),
  ),
  metrics: secret('INCIPIT_METRICS', 'off', 'off, on, or a bearer token that /metrics then needs.', z.string()),
  nodeEnv: setting('NODE_ENV', 'production', 'Anything but production accepts well-known secrets.', z.string()),
} as const;

/** The settings of one server, checked. */
export type Config = { readonly [K in keyof typeof settings]: z.output<(typeof settings)[K]['shape']> };

/** The settings of a server that runs: what may be left out is known by now. */
export type RunningConfig = Config & {
  readonly publicUrl: string;
  readonly secret: string;
  /** Of the embedded store, when none was set. */
  readonly mongodbUri: string;
  /** The store is our own, in the folder `data`. */
  readonly isEmbedded: boolean;
};
/** Injects the {@link RunningConfig}. */
export const CONFIG = Symbol('RunningConfig');

/** A reason not to start, in one sentence for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings of the environment and of the `.env` file in the folder; the environment wins. An empty variable is unset.
 * @throws StartError one message that names every wrong or unknown variable
 */
export function loadConfig(environment: Environment = process.env, folder: string = process.cwd()): Config {
  const file = join(folder, '.env');
  const given: Environment = { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...environment };
  const faults: string[] = unknownNames(given).map((name) => `${name} is not a setting`);
  const config: Record<string, unknown> = {};
  for (const [key, row] of Object.entries<Setting>(settings)) {
    try {
      const result = row.shape.safeParse(textOf(row, given) ?? row.default);
      if (result.success) config[key] = result.data;
      else faults.push(`${row.name} ${result.error.issues[0]?.message}`);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length === 0) faults.push(...together(config as Config));
  if (faults.length > 0) throw new StartError(`Please mend the settings: ${faults.join('; ')}.`);
  return config as Config;
}

function textOf(row: Setting, given: Environment): string | undefined {
  const value = given[row.name] || undefined;
  const path = row.isSecret ? given[`${row.name}_FILE`] : undefined;
  if (!path) return value;
  if (value !== undefined) throw new StartError(`${row.name} and ${row.name}_FILE are both set`);
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw new StartError(`${row.name}_FILE names a file that cannot be read`);
  }
}

/** What the command and apps read; a server started from the same folder or shell must not trip over them. */
const clientNames = ['INCIPIT_URL', 'INCIPIT_KEY'];

function unknownNames(given: Environment): string[] {
  const rows: readonly Setting[] = Object.values(settings);
  const names = rows.flatMap((row) => (row.isSecret ? [row.name, `${row.name}_FILE`] : [row.name]));
  const known = new Set([...names, ...clientNames]);
  return Object.keys(given).filter((name) => name.startsWith('INCIPIT_') && !known.has(name));
}

/** Settings that need each other. */
function together(config: Config): string[] {
  const faults: string[] = [];
  if (config.mongodbUri && config.backupEvery) {
    faults.push('INCIPIT_BACKUP_EVERY is for the embedded store; back up MongoDB with its own tools');
  }
  if (config.mongodbUri && !config.secret) faults.push('INCIPIT_SECRET is needed with MONGODB_URI');
  const first = [config.initEmail, config.initUsername, config.initPassword];
  const isPart = first.some(Boolean) || config.initApiKey !== undefined;
  if (isPart && !first.every(Boolean)) {
    faults.push('INCIPIT_INIT_EMAIL, INCIPIT_INIT_USERNAME and INCIPIT_INIT_PASSWORD are needed together');
  }
  if ((config.smtpUrl === undefined) !== (config.mailFrom === undefined)) {
    faults.push('INCIPIT_SMTP_URL and INCIPIT_MAIL_FROM are needed together');
  }
  if (config.nodeEnv === 'production') {
    if (config.secret && shapes.isWeak(config.secret)) faults.push('INCIPIT_SECRET is well known or repeats itself');
    if (config.secretPrevious && shapes.isWeak(config.secretPrevious)) {
      faults.push('INCIPIT_SECRET_PREVIOUS is well known or repeats itself');
    }
  }
  return faults;
}
