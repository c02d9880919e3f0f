import { createHash, randomBytes } from 'node:crypto';

/** A new token: 256 random bits. */
export const makeInviteToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of a token: SHA-256, hex. */
export const hashInviteToken = (token: string): string => createHash('sha256').update(token).digest('hex');
