import { createHash, randomBytes } from 'node:crypto';

/** A new token for a link that works once: 256 random bits. It travels behind `#`, so that no server logs it. */
export const makeLinkToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of it: SHA-256, hex. */
export const hashLinkToken = (token: string): string => createHash('sha256').update(token).digest('hex');
