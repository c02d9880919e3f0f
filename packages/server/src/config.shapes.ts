import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

/** A whole number written in digits. */
export const integer = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,12}$/, { error })
    .transform(Number)
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }));
};

export const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform((value) => value === 'true');

export const folder = z.string().transform((value) => resolve(value));

/** Scheme, host and port, nothing else; a slash at the end is taken off. */
export const origin = z
  .string()
  .transform((value) => value.replace(/\/$/, ''))
  .refine(
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).origin === value,
    {
      error: 'must be an origin like https://prompts.example.org',
    },
  );

export const listOf = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item));

export const mongodbUri = z.string().refine((value) => /^mongodb(?:\+srv)?:\/\/[^/]/.test(value), {
  error: 'must begin with mongodb:// or mongodb+srv://',
});

export const smtpUrl = z.string().refine((value) => URL.canParse(value) && /^smtps?:\/\/[^/]/.test(value), {
  error: 'must be an address like smtp://mail.example.org:587',
});

/** An address, or a name and an address in angle brackets. */
export const sender = z.string().refine(
  (value) => {
    const [, address = value] = /^[^<>\r\n]+<([^<>]+)>$/.exec(value) ?? [];
    return z.email().safeParse(address).success;
  },
  { error: 'must be like Incipit <incipit@example.org>' },
);

export const secret = z
  .string()
  .refine((value) => Buffer.byteLength(value) >= 32, { error: 'must have 32 bytes or more' });

/** A secret from a guide, or one that says the same again and again. */
export function isWeak(value: string): boolean {
  const isRepeated = new Set(value).size < 8 || /^(.{1,16})\1+.{0,15}$/s.test(value);
  return isRepeated || /change.?(?:me|this)|your.?secret|example|placeholder|insecure|do.?not.?use/i.test(value);
}

export const apiKey = z
  .string()
  .regex(/^incipit_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/, { error: 'is not an API key' });

/** A number of hops, or the addresses and ranges of the proxies. */
export const proxies = z.union(
  [
    integer(1, 20),
    listOf(z.string().refine(isAddress, { error: 'must be a number of hops, or IP addresses and ranges' })),
  ],
  { error: 'must be a number of hops, or IP addresses and ranges' },
);

function isAddress(text: string): boolean {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  if (version === 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** A duration like `90m`, `24h` or `7d`, in milliseconds. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,3}[mhd]$/, { error: 'must be a duration like 90m, 24h or 7d' })
  .transform(
    (value) => Number.parseInt(value, 10) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[value.at(-1) as 'm' | 'h' | 'd'],
  );

/** The parameters of Argon2id; memory in KiB. */
export const argon2 = z
  .string()
  .regex(/^m=\d{1,7},t=\d{1,3},p=\d{1,2}$/, { error: 'must look like m=65536,t=2,p=1' })
  .transform((value) => {
    const [memoryCost = 0, timeCost = 0, parallelism = 0] = value.match(/\d+/g)?.map(Number) ?? [];
    return { memoryCost, timeCost, parallelism };
  })
  .refine((cost) => cost.memoryCost >= 19_456 && cost.timeCost >= 2 && cost.parallelism >= 1, {
    error: 'must not be under m=19456,t=2,p=1',
  });
