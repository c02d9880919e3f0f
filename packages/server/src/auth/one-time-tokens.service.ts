import { limits } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import type { OneTimeToken } from '../data/schemas/one-time-token.schema.js';
import { ApiError } from '../http/api-error.js';
import { hashLinkToken, makeLinkToken } from '../http/link-token.js';

/** How long a link is good, in milliseconds. */
const life = limits.linkMinutes * 60_000;

type Purpose = OneTimeToken['purpose'];

/** Tokens in links, each for one account, one purpose, one use. Only their hash is stored. */
@Injectable()
export class OneTimeTokensService {
  constructor(private readonly data: DataService) {}

  /** Makes a token in the running transaction; an earlier one for the same is void. @param email the new address */
  async make(
    userId: string,
    purpose: Purpose,
    email: string | null = null,
  ): Promise<{ token: string; expiresAt: Date }> {
    const token = makeLinkToken();
    const expiresAt = new Date(Date.now() + life);
    const fresh = { tokenHash: hashLinkToken(token), email, expiresAt };
    const where = { userId, purpose };
    const { record, isNew } = await this.data.oneTimeTokens.findOrCreate(where, { ...where, ...fresh });
    if (!isNew) await this.data.oneTimeTokens.patch(record.id, { set: fresh });
    return { token, expiresAt };
  }

  /** What a token is good for. @throws ApiError `invalid_request` when it is spent, expired, superseded or none */
  async find(token: string, purpose: Purpose): Promise<OneTimeToken> {
    const found = await this.data.oneTimeTokens.find({ tokenHash: hashLinkToken(token), purpose });
    if (!found || found.expiresAt.getTime() <= Date.now()) throw spentToken();
    return found;
  }

  /**
   * Uses a token up, in the running transaction: of several who try, one succeeds. All others of the account are void
   * too: what they prove may not be so any more.
   * @throws ApiError `invalid_request` for those who come second
   */
  async use({ id, tokenHash, userId }: OneTimeToken): Promise<void> {
    if ((await this.data.oneTimeTokens.removeMany({ id, tokenHash })) === 0) throw spentToken();
    await this.voidAll(userId);
  }

  /** Makes all links of an account worth nothing, in the running transaction. */
  async voidAll(userId: string): Promise<void> {
    await this.data.oneTimeTokens.removeMany({ userId });
  }
}

/** The token is not good, or not for whoever sent it. */
export function spentToken(): ApiError {
  const message = 'is not valid any more: it was used, is too old, or a newer one was made';
  return new ApiError('invalid_request', `token ${message}.`, { errors: [{ path: 'token', message }] });
}
