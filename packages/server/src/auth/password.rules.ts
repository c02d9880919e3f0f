import { codePoints, limits } from '@incipit/contract';
import { ApiError } from '../http/api-error.js';
import { commonPasswords } from './common-passwords.data.js';

/** Longest password that is looked at, in bytes of UTF-8: more is refused before it costs a hash. */
const maxBytes = limits.passwordBytes;
const maxCodePoints = limits.password;
const product = 'incipit';

const common: ReadonlySet<string> = new Set(commonPasswords.trim().split(/\s/));

/** Lower case, without spaces and punctuation. */
const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const isRepeated = (text: string, part: string): boolean =>
  part !== '' && text.length >= part.length && text === part.repeat(Math.floor(text.length / part.length));

/**
 * A password as it was sent, wherever one comes in: not too long to be hashed.
 * @throws ApiError `invalid_request`
 */
export function checkPasswordSize(password: string, path = 'password'): void {
  if (Buffer.byteLength(password) > maxBytes) throw refused(path, `must have at most ${maxBytes} bytes`);
}

/**
 * A password that somebody chooses: length in code points, not a common one, not their own names.
 * @throws ApiError `invalid_request` that names the path
 */
export function checkNewPassword(
  password: string,
  of: { readonly email: string; readonly username: string; readonly min: number },
  path = 'password',
): void {
  checkPasswordSize(password, path);
  const length = codePoints(password);
  if (length < of.min) throw refused(path, `must have at least ${of.min} characters`);
  if (length > maxCodePoints) throw refused(path, `must have at most ${maxCodePoints} characters`);
  if (common.has(password.toLowerCase())) throw refused(path, 'is one of the commonest passwords');
  const own = [of.email, of.email.slice(0, of.email.indexOf('@')), of.username, product].map(bare);
  if (own.some((name) => isRepeated(bare(password), name))) {
    throw refused(path, 'must not be your address, your username or the name of this product');
  }
}

const refused = (path: string, message: string): ApiError =>
  new ApiError('invalid_request', `${path} ${message}.`, { errors: [{ path, message }] });
