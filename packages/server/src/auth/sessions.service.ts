import { limits, type Session as SessionResource } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { sessionPolicy } from '../access/account.policy.js';
import { MembershipService } from '../access/membership.service.js';
import { refusal } from '../access/refusal.js';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import type { Session } from '../data/schemas/session.schema.js';
import type { Call, UserCaller } from '../http/call.js';
import { type PageInput, Paging } from '../http/paging.js';
import { RateLimits } from '../http/rate-limits.js';
import { Secrets } from '../http/secrets.js';
import { accessTokenLife } from './access-token.js';
import { IdentityService } from './identity.service.js';
import { KeyRing } from './key-ring.js';
import { judgeRefresh, makeRefreshToken, readRefreshToken, refreshIdle, sessionLife } from './refresh-token.js';

/** What a sign-in or a refresh gives: the refresh token travels by cookie or in the body. */
export interface Issued {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
}

const longestClient = 200;

/** Open sign-ins: begun, refreshed, listed and ended. */
@Injectable()
export class SessionsService {
  readonly #keys: KeyRing;

  constructor(
    private readonly data: DataService,
    private readonly events: EventLog,
    private readonly access: AccessService,
    private readonly membership: MembershipService,
    private readonly identity: IdentityService,
    private readonly limits: RateLimits,
    private readonly paging: Paging,
    secrets: Secrets,
  ) {
    this.#keys = new KeyRing(secrets.deriveKeys('refresh'));
  }

  /** Begins a session, in the running transaction. @param client what the caller says it is */
  async begin(call: Call, userId: string, workspaceId: string, client: string): Promise<Session> {
    const now = new Date();
    const session = await this.data.sessions.create({
      userId,
      n: 1,
      rotatedAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + sessionLife),
      client: client.toWellFormed().slice(0, longestClient),
    });
    await this.record(call, session, workspaceId, 'session.created');
    return session;
  }

  /** Tokens for a session as it is now; of the refresh token only the newest is good. */
  async issue({ id, userId, n }: Pick<Session, 'id' | 'userId' | 'n'>): Promise<Issued> {
    const accessToken = await this.identity.tokens.make({ userId, sessionId: id });
    return {
      accessToken,
      expiresIn: accessTokenLife,
      refreshToken: makeRefreshToken(this.#keys, { sessionId: id, n }),
    };
  }

  /** New tokens for a refresh token. One that was used before ends the session. @throws ApiError `refresh_invalid` */
  async refresh(call: Call, token: string): Promise<Issued> {
    const claims = readRefreshToken(this.#keys, token);
    if (!claims) throw refreshInvalid();
    const { sessionId, n } = claims;
    this.limits.take(`refresh:${sessionId}`, limits.refreshesPerMinute);
    for (;;) {
      const session = await this.openSession(sessionId);
      const now = new Date();
      const verdict = judgeRefresh(n, session, now.getTime());
      if (verdict === 'theft') return this.endStolen(call, session);
      if (verdict === 'repeat') return this.issue(session);
      const next = { n: n + 1, rotatedAt: now, lastUsedAt: now };
      const rotated = await this.data.sessions.patch(sessionId, { set: next }, { n });
      if (rotated) return this.issue(rotated);
      // Another tab was faster: the next round sees its number.
    }
  }

  /** Signs out with a refresh token alone. @throws ApiError `refresh_invalid` */
  async endByToken(call: Call, token: string): Promise<void> {
    const claims = readRefreshToken(this.#keys, token);
    if (!claims) throw refreshInvalid();
    const session = await this.openSession(claims.sessionId);
    await this.end(call, session, 'session.removed');
  }

  /** Signs out with an access token: this session, all others, or all. */
  async endOwn(call: Call<UserCaller>, scope: 'this' | 'others' | 'all'): Promise<void> {
    const { userId, sessionId } = call.caller;
    await this.data.transaction(async () => {
      const open = await this.data.sessions.findMany({ userId });
      const meant = open.filter(({ id }) => scope === 'all' || (id === sessionId) === (scope === 'this'));
      for (const session of meant) await this.end(call, session, 'session.removed');
    });
  }

  /** One's own sessions that are open, newest first: what was idle too long can no longer be refreshed. */
  async list(call: Call<UserCaller>, input: PageInput) {
    const now = Date.now();
    const isOpen = { expiresAt: { $gt: new Date(now) }, lastUsedAt: { $gt: new Date(now - refreshIdle) } };
    const where = { userId: call.caller.userId, ...isOpen };
    const found = await this.data.sessions.list(where, {
      sort: [['id', -1]],
      limit: input.limit,
      after: this.paging.after(call, input),
    });
    const items = found.items.map((session) => sessionView(session, call.caller.sessionId));
    return this.paging.page(items, found.next, call, input, () => this.data.sessions.total(where));
  }

  /** Ends one of one's own, at once. @throws ApiError `session_not_found` */
  async remove(call: Call<UserCaller>, id: string): Promise<void> {
    await this.access.change(
      call,
      sessionPolicy.remove,
      () => this.data.sessions.get(id),
      async (it) => {
        await this.data.sessions.remove(it.target.id);
      },
    );
  }

  private async openSession(id: string): Promise<Session> {
    const session = await this.data.sessions.get(id);
    const now = Date.now();
    const isOpen = session && session.expiresAt.getTime() > now && session.lastUsedAt.getTime() + refreshIdle > now;
    if (!isOpen || !(await this.identity.user(session.userId))) throw refreshInvalid();
    return session;
  }

  private async endStolen(call: Call, session: Session): Promise<never> {
    await this.end(call, session, 'refresh_reuse');
    throw refreshInvalid();
  }

  private async end(call: Call, session: Session, action: string): Promise<void> {
    const workspaceId = await this.membership.personalWorkspaceId(session.userId);
    await this.data.transaction(async () => {
      if (await this.data.sessions.remove(session.id)) await this.record(call, session, workspaceId, action);
    });
  }

  private record(call: Call, session: Session, workspaceId: string, action: string): Promise<void> {
    return this.events.record({
      workspaceId,
      actorId: session.userId,
      action,
      target: { model: 'session', id: session.id, name: session.client },
      details: {},
      ip: call.ip,
      requestId: call.requestId,
      at: new Date(),
    });
  }
}

const refreshInvalid = () => refusal('refresh_invalid');

const sessionView = (session: Session, current: string): SessionResource => ({
  id: session.id,
  createdAt: session.createdAt.toISOString(),
  lastUsedAt: session.lastUsedAt.toISOString(),
  client: session.client,
  current: session.id === current,
});
