import { IncipitError } from '@incipit/sdk';
import type { TFunction } from 'i18next';

/** What has a sentence of its own, in every language. */
const ours = [
  'busy',
  'collection_exists',
  'collection_too_deep',
  'email_taken',
  'forbidden',
  'internal',
  'invalid_credentials',
  'invite_not_found',
  'invite_required',
  'label_protected',
  'last_owner',
  'name_taken',
  'network',
  'precondition_failed',
  'prompt_in_use',
  'registration_closed',
  'setup_token_required',
  'storage_full',
  'tag_exists',
  'too_large',
  'unauthorized',
  'username_taken',
] as const;

/** The code of a failed call; `undefined` when it was something else. */
export const codeOf = (error: unknown): string | undefined => (error instanceof IncipitError ? error.code : undefined);

/** One sentence for people: ours where we have one, else what the server says. */
export function sentenceOf(error: unknown, t: TFunction): string {
  if (!(error instanceof IncipitError)) return t('error.unknown');
  const { code, retryAfter } = error;
  if (code === 'rate_limited') return t('error.rate_limited', { count: retryAfter ?? 60 });
  const known = ours.find((item) => item === code);
  return known ? t(`error.${known}`) : error.detail;
}

/** What is wrong with one field of a form, or `undefined`. */
export function fieldError(error: unknown, path: string): string | undefined {
  return error instanceof IncipitError ? error.errors.find((item) => item.path === path)?.message : undefined;
}
