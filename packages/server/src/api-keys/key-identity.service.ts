import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LiveCache } from '../access/live-cache.js';
import { MembershipService } from '../access/membership.service.js';
import { IdentityService } from '../auth/identity.service.js';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import type { ApiKey } from '../data/schemas/api-key.schema.js';
import type { Caller } from '../http/call.js';
import { isHashOf, readKeyId } from './key-format.js';

type KeyCaller = Extract<Caller, { kind: 'key' }>;

interface KnownKey {
  readonly caller: KeyCaller;
  readonly secretHash: string;
}

/** How often the times of use are written, in milliseconds. */
const writeEvery = 10_000;

/** Who stands behind an API key, from memory; events about keys, accounts and members correct it. */
@Injectable()
export class KeyIdentityService implements OnApplicationShutdown {
  readonly #keys: LiveCache<KnownKey | null>;
  /** Keys used since the last write: a write per request would cost more than the request. */
  readonly #used = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly data: DataService,
    private readonly identity: IdentityService,
    private readonly membership: MembershipService,
    events: EventLog,
  ) {
    this.#keys = new LiveCache(data, events, 50_000);
    events.onEvent(({ target, action }) => {
      const ends = target.model === 'user' || target.model === 'workspace';
      if (target.model === 'api_key' || (ends && action.endsWith('.removed'))) this.#keys.clear();
    });
    this.#timer = setInterval(() => void this.writeUses(), writeEvery).unref();
  }

  /** The caller of this key; `null` when it is malformed, unknown, revoked, expired or without its user's membership. */
  async callerOf(secret: string): Promise<KeyCaller | null> {
    const keyId = readKeyId(secret);
    if (keyId === null) return null;
    const known = await this.#keys.get(keyId, async () => {
      const key = await this.data.apiKeys.find({ keyId });
      return key && knownKey(key);
    });
    if (!known || !isHashOf(known.secretHash, secret)) return null;
    const { caller } = known;
    if (caller.until <= Date.now()) return null;
    if (!(await this.identity.user(caller.userId))) return null;
    if (!(await this.membership.place(caller.userId, caller.workspaceId))) return null;
    this.noteUse(caller);
    return caller;
  }

  /** Remembers that a key was used now; it is stored within ten seconds. */
  noteUse({ keyId }: KeyCaller): void {
    this.#used.set(keyId, Date.now());
  }

  /** Stores when keys were last used. */
  async writeUses(): Promise<void> {
    const uses = [...this.#used];
    this.#used.clear();
    await Promise.all(uses.map(([id, at]) => this.data.apiKeys.patch(id, { set: { lastUsedAt: new Date(at) } }))).catch(
      () => {
        // The store is away: the next write says it again.
        for (const [id, at] of uses) if (!this.#used.has(id)) this.#used.set(id, at);
      },
    );
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.writeUses();
  }
}

const knownKey = ({ id, userId, workspaceId, scopes, limits, secretHash, expiresAt }: ApiKey): KnownKey => ({
  caller: { kind: 'key', userId, keyId: id, workspaceId, scopes, limits, until: expiresAt?.getTime() ?? Infinity },
  secretHash,
});
