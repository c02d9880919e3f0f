import { Inject, Injectable } from '@nestjs/common';
import { LiveCache } from '../access/live-cache.js';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import type { UserCaller } from '../http/call.js';
import { Secrets } from '../http/secrets.js';
import { AccessTokens } from './access-token.js';
import { KeyRing } from './key-ring.js';

/** An account that may act now. */
export interface ActiveUser {
  readonly isAdmin: boolean;
}

interface OpenSession {
  readonly userId: string;
  readonly expiresAt: Date;
}

/** Who stands behind an access token, from memory; events about sessions and accounts correct it. */
@Injectable()
export class IdentityService {
  readonly tokens: AccessTokens;
  readonly #users: LiveCache<ActiveUser | null>;
  readonly #sessions: LiveCache<OpenSession | null>;

  constructor(
    private readonly data: DataService,
    events: EventLog,
    secrets: Secrets,
    @Inject(CONFIG) config: RunningConfig,
  ) {
    this.tokens = new AccessTokens(new KeyRing(secrets.deriveKeys('access')), config.publicUrl);
    this.#users = new LiveCache(data, events, 50_000);
    this.#sessions = new LiveCache(data, events, 50_000);
    events.onEvent(({ target, action }) => {
      if (target.model === 'session') this.#sessions.drop(target.id);
      if (target.model !== 'user' || action === 'user.created') return;
      this.#users.drop(target.id);
      // A change of password or the end of an account ends sessions that the event does not name.
      this.#sessions.clear();
    });
  }

  /** The signed-in user of this token; `null` when token, session or account is not good any more. */
  async callerOf(token: string): Promise<UserCaller | null> {
    const claims = await this.tokens.read(token);
    if (!claims) return null;
    const { userId, sessionId } = claims;
    const session = await this.session(sessionId);
    if (session?.userId !== userId || session.expiresAt.getTime() <= Date.now()) return null;
    const user = await this.user(userId);
    const until = Math.min(claims.until, session.expiresAt.getTime());
    return user && { kind: 'user', userId, sessionId, isAdmin: user.isAdmin, until };
  }

  /** The account, if it is active. */
  user(userId: string): Promise<ActiveUser | null> {
    return this.#users.get(userId, async () => {
      const user = await this.data.users.get(userId);
      return user?.status === 'active' ? { isAdmin: user.role === 'admin' } : null;
    });
  }

  private session(sessionId: string): Promise<OpenSession | null> {
    return this.#sessions.get(sessionId, async () => {
      const session = await this.data.sessions.get(sessionId);
      return session && { userId: session.userId, expiresAt: session.expiresAt };
    });
  }
}
