import { type api, type InputOf, limits, type OpenedShare } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { MembershipService } from '../access/membership.service.js';
import { PublicPagesService } from '../access/public-pages.service.js';
import { refusal } from '../access/refusal.js';
import { sharePolicy } from '../access/share.policy.js';
import { CountersService } from '../auth/counters.service.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { DataService } from '../data/data.service.js';
import type { Collection } from '../data/schemas/collection.schema.js';
import { inShare, type Prompt } from '../data/schemas/prompt.schema.js';
import type { Share } from '../data/schemas/share.schema.js';
import type { Call } from '../http/call.js';
import { PublicPromptViews } from '../public-prompts/public-prompt.view.js';
import { PublicPromptPages } from '../public-prompts/public-prompt-pages.service.js';
import { ShareTokens } from './share-tokens.js';

type Rows = typeof api.shares;
type Opening = InputOf<Rows['open']> & { readonly password?: string };
type PromptOpening = InputOf<Rows['openPrompt']> & { readonly password?: string };

/** Opening links, signed in or not. What is wrong with a link is not told: it is missing, whatever it is. */
@Injectable()
export class ShareOpeningService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly membership: MembershipService,
    private readonly publicPages: PublicPagesService,
    private readonly counters: CountersService,
    private readonly hasher: PasswordHasher,
    private readonly tokens: ShareTokens,
    private readonly views: PublicPromptViews,
    private readonly pages: PublicPromptPages,
  ) {}

  /** @throws ApiError `share_not_found`, `share_password_required`, `rate_limited` */
  async open(call: Call, { password, ...input }: Opening): Promise<OpenedShare> {
    const { share, prompt, collection } = await this.unlock(call, input.token, password);
    if (prompt) return this.prompt(prompt, share);
    if (!collection) throw refusal('share_not_found');
    const { id, name, description } = collection;
    const page = await this.pages.page(call, input, { ...inShare, ...(await this.within(collection)) });
    return { collection: { id, name, description }, ...page };
  }

  /** One of those that {@link open} lists. @throws ApiError `prompt_not_found` besides */
  async openPrompt(call: Call, { token, promptId, password }: PromptOpening) {
    const { share, prompt, collection } = await this.unlock(call, token, password);
    if (prompt?.id === promptId) return this.prompt(prompt, share);
    const where = collection && { ...inShare, ...(await this.within(collection)) };
    const found = where && (await this.data.prompts.get(promptId, where));
    const view = found && (await this.views.one(found));
    if (!view) throw refusal('prompt_not_found');
    return { prompt: view };
  }

  private async unlock(call: Call, token: string, password: string | undefined) {
    await this.counters.countNetwork('share', call.ip, limits.shareOpeningsPerMinute);
    await this.publicPages.mustBeOpen('share_not_found');
    const { target } = await this.access.read(call, sharePolicy.open, () => this.find(token));
    await this.check(target.share, password);
    return target;
  }

  private async find(token: string) {
    const id = this.tokens.read(token);
    const share = id === null ? null : await this.data.shares.get(id);
    if (!share) return null;
    const { workspaceId, expiresAt, promptId, collectionId } = share;
    // The workspace may be one whose rows are still being taken away.
    if ((await this.membership.removedWorkspaceIds()).has(workspaceId)) return null;
    const prompt = promptId === null ? null : await this.data.prompts.get(promptId, { workspaceId });
    const collection = collectionId === null ? null : await this.data.collections.get(collectionId, { workspaceId });
    return { workspaceId, expiresAt, shown: prompt ?? (collection && {}), share, prompt, collection };
  }

  /** Many wrong passwords make everybody wait: they cannot be told apart. */
  private async check({ id, passwordHash }: Share, password: string | undefined): Promise<void> {
    if (passwordHash === null) return;
    const isRight =
      password !== undefined &&
      (await this.counters.attempt(`share:${id}`, () => this.hasher.verify(passwordHash, password)));
    if (!isRight) throw refusal('share_password_required');
  }

  /** A version that was deleted since takes its link along. */
  private async prompt(prompt: Prompt, { version }: Share) {
    const view = await this.views.one(prompt, version ?? undefined);
    if (!view) throw refusal('share_not_found');
    return { prompt: view };
  }

  private async within({ id, workspaceId }: Collection) {
    const below = await this.membership.collectionsBelow(workspaceId, id);
    return { workspaceId, collectionId: { $in: [...below] } };
  }
}
