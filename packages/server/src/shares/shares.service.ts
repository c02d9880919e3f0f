import type { api, InputOf, Share as ShareResource } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { collectionPolicy } from '../access/collection.policy.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { refusal } from '../access/refusal.js';
import { sharePolicy } from '../access/share.policy.js';
import { workspacePolicy } from '../access/workspace.policy.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { CollectionTree } from '../collections/collection-tree.js';
import { DataService } from '../data/data.service.js';
import type { New } from '../data/record-schema.js';
import type { Collection } from '../data/schemas/collection.schema.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { Share } from '../data/schemas/share.schema.js';
import { notFound } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';
import { Paging } from '../http/paging.js';
import { mustBeLive } from '../prompts/prompt-state.js';
import { type ClosedShare, ShareViews } from './share.view.js';

type Rows = typeof api.shares;
type Created = InputOf<Rows['create']>;
/** What is asked of whoever opens it, and until when. */
type Terms = Pick<Share, 'passwordHash' | 'expiresAt'>;

/** Links that show a prompt or a collection to whoever has them: made, listed and taken back by owners. */
@Injectable()
export class SharesService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly tree: CollectionTree,
    private readonly hasher: PasswordHasher,
    private readonly views: ShareViews,
    private readonly paging: Paging,
  ) {}

  async list(call: Call<UserCaller>, input: InputOf<Rows['list']>) {
    const workspaceId = await this.access.workspaceId(call, input.workspaceId);
    await this.access.read(call, workspacePolicy.listShares, () => this.access.workspaceTarget(workspaceId));
    const { promptId, collectionId } = input;
    const where = { workspaceId, promptId, collectionId, ...good() };
    const { items, next } = await this.data.shares.list(where, {
      sort: [['id', -1]],
      limit: input.limit,
      after: this.paging.after(call, input),
    });
    const views = (await this.views.closed(items)).map((share) => this.views.withToken(share));
    return this.paging.page(views, next, call, input, () => this.data.shares.total(where));
  }

  async get(call: Call<UserCaller>, id: string): Promise<ShareResource> {
    const { target } = await this.access.read(call, sharePolicy.read, () => this.data.shares.get(id, good()));
    return this.views.withToken(await this.view(target));
  }

  /** A private prompt becomes one with links. @throws ApiError `in_trash`, `version_not_found` */
  async create(call: Call<UserCaller>, input: Created): Promise<ShareResource> {
    const { promptId, collectionId, workspaceId } = input;
    const share =
      promptId === undefined
        ? await this.shareCollection(call, input, () => this.data.collections.get(collectionId ?? '', { workspaceId }))
        : await this.sharePrompt(call, input, () => this.data.prompts.get(promptId, { workspaceId }));
    return this.views.withToken(share);
  }

  /** From this answer on its link is worth nothing. */
  async remove(call: Call<UserCaller>, id: string): Promise<void> {
    await this.access.change(
      call,
      sharePolicy.remove,
      () => this.data.shares.get(id, good()),
      async (it) => {
        const { promptId, collectionId } = it.target;
        it.details = { promptId, collectionId };
        if (!(await this.data.shares.remove(id))) throw refusal('share_not_found');
      },
    );
  }

  private async sharePrompt(call: Call, input: Created, load: () => Promise<Prompt | null>): Promise<ClosedShare> {
    const rule = promptPolicy.share;
    // Hashing is dear, and takes too long for a transaction: first of all, may they?
    if (input.password) await this.access.read(call, rule, load);
    const terms = await this.termsOf(input);
    return this.access.change(call, rule, load, async (it) => {
      const { id: promptId, workspaceId, title } = it.target;
      mustBeLive(it.target);
      const { version = null } = input;
      if (version !== null && !(await this.data.promptVersions.find({ promptId, number: version }))) {
        throw notFound('version');
      }
      await this.tree.lock(it);
      await this.show(it);
      return this.make(it, { ...terms, workspaceId, promptId, collectionId: null, version }, title);
    });
  }

  private async shareCollection(
    call: Call,
    input: Created,
    load: () => Promise<Collection | null>,
  ): Promise<ClosedShare> {
    const rule = collectionPolicy.share;
    if (input.password) await this.access.read(call, rule, load);
    const terms = await this.termsOf(input);
    return this.access.change(call, rule, load, async (it) => {
      const { id: collectionId, workspaceId, name } = it.target;
      await this.tree.lock(it);
      return this.make(it, { ...terms, workspaceId, promptId: null, collectionId, version: null }, name);
    });
  }

  private async termsOf({ password, expiresAt }: Created): Promise<Terms> {
    return {
      passwordHash: password ? await this.hasher.hash(password) : null,
      expiresAt: expiresAt ? new Date(expiresAt) : null,
    };
  }

  private async show(it: Authorized<Prompt>): Promise<void> {
    const { id, name, visibility } = it.target;
    if (visibility !== 'private') return;
    await this.data.prompts.update(id, { visibility: 'link' });
    await this.access.also(it, 'prompt.updated', { id, name }, { changed: ['visibility'] });
  }

  private async make(it: Authorized<object>, share: New<Share>, name: string): Promise<ClosedShare> {
    const made = await this.data.shares.create(share);
    it.about = { model: 'share', id: made.id, name };
    it.details = { promptId: made.promptId, collectionId: made.collectionId };
    return this.view(made);
  }

  private async view(share: Share): Promise<ClosedShare> {
    const [view] = await this.views.closed([share]);
    if (!view) throw refusal('share_not_found');
    return view;
  }
}

/** Expired ones are gone, also before the store has swept them. */
const good = () => ({ $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }] });
