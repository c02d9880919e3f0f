import { randomUUID } from 'node:crypto';
import { limits } from '@incipit/contract';
// Not from `jose` itself: that loads forms of encryption too, which are not used here.
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';
import { LRUCache } from 'lru-cache';
import { atMost } from '../data/at-most.js';
import type { KeyRing } from './key-ring.js';

/** Seconds that an access token lives. */
export const accessTokenLife = limits.accessTokenMinutes * 60;
/** Seconds that clocks of two servers may differ. */
const leeway = 5;
const typ = 'at+jwt';

/** Who, and in which session; never what they may do. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
}

interface Verified extends AccessClaims {
  /** Milliseconds since 1970 from which on it is not taken any more. */
  readonly until: number;
}

const idPattern = /^[0-9a-f]{24}$/;

/** Makes and reads access tokens: JWT (RFC 7519) in the profile of RFC 9068, HS256 only. */
export class AccessTokens {
  /** Tokens whose signature was checked, until they expire: one check per token and not per request. */
  readonly #verified = new LRUCache<string, Verified>(atMost(10_000));
  readonly #issuer: string;
  readonly #audience: string;

  constructor(
    private readonly keys: KeyRing,
    publicUrl: string,
    private readonly now: () => number = Date.now,
  ) {
    this.#issuer = publicUrl;
    this.#audience = `${publicUrl}/api`;
  }

  make({ userId, sessionId }: AccessClaims): Promise<string> {
    const { id, key } = this.keys.current;
    const iat = Math.floor(this.now() / 1000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'HS256', typ, kid: id })
      .setIssuer(this.#issuer)
      .setAudience(this.#audience)
      .setSubject(userId)
      .setIssuedAt(iat)
      .setExpirationTime(iat + accessTokenLife)
      .setJti(randomUUID())
      .sign(key);
  }

  /** What a token says; `null` when it is not one of ours, or not any more. */
  async read(token: string): Promise<Verified | null> {
    const known = this.#verified.get(token);
    if (known) return known.until > this.now() ? known : null;
    const verified = await this.verify(token);
    if (verified) this.#verified.set(token, verified);
    return verified;
  }

  private async verify(token: string): Promise<Verified | null> {
    try {
      const { payload, protectedHeader } = await jwtVerify(
        token,
        ({ kid }) => {
          const key = this.keys.byId(kid);
          if (!key) throw new Error('no such key');
          return key;
        },
        {
          algorithms: ['HS256'],
          typ,
          issuer: this.#issuer,
          audience: this.#audience,
          clockTolerance: leeway,
          maxTokenAge: accessTokenLife,
          requiredClaims: ['sub', 'sid', 'iat', 'exp', 'jti'],
          currentDate: new Date(this.now()),
        },
      );
      const { sub, sid, exp } = payload;
      if ('crit' in protectedHeader || typeof sid !== 'string' || sub === undefined || exp === undefined) return null;
      if (!idPattern.test(sub) || !idPattern.test(sid)) return null;
      return { userId: sub, sessionId: sid, until: (exp + leeway) * 1000 };
    } catch {
      // Why a token is not ours is nobody's business; the caller learns that it is not.
      return null;
    }
  }
}
