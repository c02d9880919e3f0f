import { z } from 'zod';
import { limits } from './limits.js';
import { labelName } from './rules.js';

/** Counts code points, as every limit of the API does: an emoji is one. */
export const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

const isStorable = (text: string) => text.isWellFormed() && !text.includes('\u0000');

/** Text kept byte for byte, `min` to `max` code points; no U+0000, no lone surrogates. */
export const text = (max: number, min = 0) =>
  z
    .string({ error: 'must be a string' })
    .refine((value) => codePoints(value) <= max, { error: `must have at most ${max} characters` })
    .refine((value) => codePoints(value) >= min, {
      error: min === 1 ? 'must not be empty' : `must have at least ${min} characters`,
    })
    .refine(isStorable, { error: 'must not contain U+0000 or half of a surrogate pair' });

/** A display name: trimmed, then as {@link text}. */
export const trimmedText = (max: number, min = 1) =>
  z
    .string({ error: 'must be a string' })
    .transform((value) => value.trim())
    .pipe(text(max, min));

const patterned = (pattern: RegExp, message: string) => z.string({ error: message }).regex(pattern, { error: message });

/** An id that the server gave: 24 hex digits. */
export const Id = patterned(/^[0-9a-f]{24}$/, 'must be an id of 24 hexadecimal digits');
/** An instant: ISO 8601, UTC, milliseconds. */
export const Instant = z.iso.datetime({ precision: 3, error: 'must be a time like 2026-01-31T12:00:00.000Z' });
/** An instant as a caller may write it: any precision, with an offset or Z. */
export const GivenInstant = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 time' });

/** The fetch key of a prompt. */
export const PromptName = patterned(
  new RegExp(`^[a-z0-9][a-z0-9._-]{0,${limits.promptName - 1}}$`),
  `must be 1 to ${limits.promptName} of a–z, 0–9, ".", "_", "-" and begin with a letter or digit`,
);
export const LabelName = patterned(
  labelName,
  `must be 1 to ${limits.label} of a–z, 0–9, ".", "_", "-", and not only digits`,
);
export const Username = z
  .string({ error: 'must be a string' })
  .transform((value) => value.toLowerCase())
  .pipe(
    patterned(
      new RegExp(`^[a-z0-9][a-z0-9_-]{${limits.usernameMin - 2},${limits.username - 2}}[a-z0-9]$`),
      `must be ${limits.usernameMin} to ${limits.username} of a–z, 0–9, "_", "-" and begin and end with a letter or digit`,
    ),
  );
/** ASCII only; compared, and so kept, in lower case. */
export const Email = z
  .string({ error: 'must be a string' })
  .max(limits.email, { error: `must have at most ${limits.email} characters` })
  .transform((value) => value.toLowerCase())
  .pipe(z.email({ error: 'must be an e-mail address' }).regex(/^[\x21-\x7e]+$/, { error: 'must be ASCII' }));

/** A one-time token, as it stands behind `#token=` of its link. */
export const LinkToken = z.string().min(1, { error: 'must not be empty' }).max(200, { error: 'is too long' });

/** A whole number, in a query as text. */
export const queryInt = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .union([z.int(), patterned(/^\d{1,15}$/, error).transform(Number)], { error })
    .pipe(z.int({ error }).min(min, { error }).max(max, { error }));
};
/** `true` or `false`, in a query as text. */
export const queryFlag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')], {
  error: 'must be true or false',
});
/** A parameter that may be given several times. */
export const queryList = <T extends z.ZodType>(item: T) =>
  z.union([
    item.transform((value) => [value]),
    z.array(item).max(limits.queryValues, { error: `at most ${limits.queryValues} values` }),
  ]);

/**
 * An object with free keys, kept as it came. (`z.record` would lose a key named `__proto__`.) What the values are is
 * promised by whoever made it: on the way in the JSON parser.
 */
export const objectOf = <T>() =>
  z.custom<Record<string, T>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    error: 'must be an object',
  });
/** A JSON object of no fixed shape. */
export const JsonObject = objectOf<unknown>();

/** A version number: 1, 2, 3 … */
export const VersionNumber = z.int({ error: 'must be a whole number' }).min(1, { error: 'must be 1 or more' });

/** One page of a list: what to ask for. */
export const pageQuery = {
  limit: queryInt(1, limits.page).default(limits.pageDefault),
  cursor: z.string().max(2000).optional(),
  count: queryFlag.optional(),
};

/** One page of a list: the answer. `nextCursor: null` is the end. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: z.int().optional(),
    totalIsExact: z.boolean().optional(),
    truncated: z.literal(true).optional(),
  });

export const IdParam = z.strictObject({ id: Id });

/** Whoever did something, as others may see them. `username: null`: the account is gone, or the text was imported. */
export const Author = z.object({ username: z.string().nullable(), displayName: z.string() });
export type Author = z.infer<typeof Author>;
