import { Injectable } from '@nestjs/common';
import { KeyRing } from '../auth/key-ring.js';
import { Secrets } from '../http/secrets.js';

/** 128 bits: enough against guessing, and short enough for an address. */
const macBytes = 16;

/** Tokens of shares: `<id>.<MAC>`. They follow from the id and the instance secret, so that none is stored. */
@Injectable()
export class ShareTokens {
  readonly #keys: KeyRing;

  constructor(secrets: Secrets) {
    this.#keys = new KeyRing(secrets.deriveKeys('share'), macBytes);
  }

  /** The token of a share, the same each time. */
  make(id: string): string {
    return `${id}.${this.#keys.mac(id)}`;
  }

  /** The id in a token; `null` when we did not make it. */
  read(token: string): string | null {
    const [, id, mac] = /^([0-9a-f]{24})\.([A-Za-z0-9_-]{22})$/.exec(token) ?? [];
    return id !== undefined && mac !== undefined && this.#keys.isMac(id, mac) ? id : null;
  }
}
