import type { ApiKeyChange, ApiKey as KeyResource, NewApiKey } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { apiKeyPolicy } from '../access/account.policy.js';
import { MembershipService } from '../access/membership.service.js';
import { refusal } from '../access/refusal.js';
import { workspacePolicy } from '../access/workspace.policy.js';
import { DataService } from '../data/data.service.js';
import type { ApiKey } from '../data/schemas/api-key.schema.js';
import { ApiError } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';
import { type PageInput, Paging } from '../http/paging.js';
import { makeKey } from './key-format.js';
import { widens } from './narrowing.js';

const dayMs = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * dayMs);

/** Secrets for machines. They may become narrower, never wider. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly membership: MembershipService,
    private readonly paging: Paging,
  ) {}

  /** One's own, newest first; with a workspace all of it, for its owners. */
  async list(call: Call<UserCaller>, input: PageInput & { workspaceId?: string }) {
    const { workspaceId } = input;
    if (workspaceId !== undefined) {
      await this.access.read(call, workspacePolicy.listAllKeys, () => this.access.workspaceTarget(workspaceId));
    }
    const where =
      workspaceId === undefined
        ? { userId: call.caller.userId, workspaceId: await this.membership.inLiveWorkspaces() }
        : { workspaceId };
    const { items, next } = await this.data.apiKeys.list(where, {
      sort: [['id', -1]],
      limit: input.limit,
      after: this.paging.after(call, input),
    });
    return this.paging.page(items.map(keyView), next, call, input, () => this.data.apiKeys.total(where));
  }

  /** Makes a key; `secret` is in this answer and nowhere else. */
  async create(call: Call<UserCaller>, input: NewApiKey) {
    const { name, scopes, limits, expiresInDays } = input;
    const rule = expiresInDays === null ? workspacePolicy.createEndlessKey : workspacePolicy.createKey;
    return this.access.changeIn(call, rule, input.workspaceId, async (it) => {
      const workspaceId = it.target.id;
      await this.checkCollection(workspaceId, limits.collectionId);
      const { secret, ...made } = makeKey();
      const key = await this.data.apiKeys.create({
        ...made,
        name,
        scopes,
        limits,
        userId: call.caller.userId,
        workspaceId,
        expiresAt: expiresInDays === null ? null : inDays(expiresInDays),
        lastUsedAt: null,
      });
      it.about = { id: key.id, name };
      return { ...keyView(key), secret };
    });
  }

  async get(call: Call<UserCaller>, id: string) {
    const { target } = await this.access.read(call, apiKeyPolicy.read, () => this.data.apiKeys.get(id));
    return keyView(target);
  }

  /** Renames or narrows. @throws ApiError `invalid_request` for what would widen it */
  async update(call: Call<UserCaller>, { id, expiresInDays, ...change }: ApiKeyChange & { id: string }) {
    return this.access.change(
      call,
      apiKeyPolicy.update,
      () => this.data.apiKeys.get(id),
      async (it) => {
        const { workspaceId, limits } = it.target;
        const expiresAt = expiresInDays === undefined ? undefined : inDays(expiresInDays);
        const below = limits.collectionId
          ? await this.membership.collectionsBelow(workspaceId, limits.collectionId)
          : new Set<string>();
        const path = widens(it.target, { ...change, expiresAt }, (collectionId) => below.has(collectionId));
        if (path) throw widening(path);
        await this.checkCollection(workspaceId, change.limits?.collectionId);
        const changed = await this.data.apiKeys.update(id, { ...change, expiresAt });
        return keyView(changed ?? it.target);
      },
    );
  }

  /** Revokes a key: from this answer on it is worth nothing. */
  async remove(call: Call<UserCaller>, id: string): Promise<void> {
    await this.access.change(
      call,
      apiKeyPolicy.remove,
      () => this.data.apiKeys.get(id),
      async (it) => {
        await this.data.apiKeys.remove(it.target.id);
      },
    );
  }

  private async checkCollection(workspaceId: string, collectionId: string | undefined): Promise<void> {
    if (collectionId === undefined) return;
    if (!(await this.data.collections.get(collectionId, { workspaceId }))) throw refusal('collection_not_found');
  }
}

function widening(path: string): ApiError {
  const message = 'would let the key do more than it may';
  return new ApiError('invalid_request', `${path} ${message}.`, { errors: [{ path, message }] });
}

const keyView = (key: ApiKey): KeyResource & { revision: number } => ({
  id: key.id,
  name: key.name,
  prefix: `incipit_${key.keyId}`,
  last4: key.last4,
  scopes: [...key.scopes],
  limits: { ...key.limits, labels: key.limits.labels && [...key.limits.labels] },
  workspaceId: key.workspaceId,
  expiresAt: key.expiresAt?.toISOString() ?? null,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  createdAt: key.createdAt.toISOString(),
  revision: key.revision,
});
