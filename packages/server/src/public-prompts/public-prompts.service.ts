import type { api, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { MembershipService } from '../access/membership.service.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { PublicPagesService } from '../access/public-pages.service.js';
import { DataService } from '../data/data.service.js';
import type { Filter } from '../data/filter.js';
import { inPublic, type Prompt } from '../data/schemas/prompt.schema.js';
import { notFound } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { PublicPromptViews } from './public-prompt.view.js';
import { PublicPromptPages } from './public-prompt-pages.service.js';

type Rows = typeof api.publicPrompts;

/** What everybody may see, signed in or not: public prompts as they are published. */
@Injectable()
export class PublicPromptsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly membership: MembershipService,
    private readonly publicPages: PublicPagesService,
    private readonly views: PublicPromptViews,
    private readonly pages: PublicPromptPages,
  ) {}

  async list(call: Call, input: InputOf<Rows['list']>) {
    await this.publicPages.mustBeOpen('route_not_found');
    return this.pages.page(call, input, await this.everywhere());
  }

  async get(call: Call, id: string) {
    await this.publicPages.mustBeOpen('prompt_not_found');
    const load = () => this.data.prompts.get(id);
    const { target } = await this.access.read(call, promptPolicy.readPublished, load);
    const view = await this.views.one(target);
    if (!view) throw notFound('prompt');
    return view;
  }

  /** The signed-out do not learn who has an account and shows nothing. */
  async listByAuthor(call: Call, input: InputOf<Rows['listByAuthor']>) {
    await this.publicPages.mustBeOpen('profile_not_found');
    const profile = await this.data.profiles.find({ username: input.username.toLowerCase() });
    if (!profile) throw notFound('profile');
    const where = { ...(await this.everywhere()), authorId: profile.userId };
    if (call.caller.kind === 'anonymous' && (await this.data.prompts.count(where, 1)) === 0) throw notFound('profile');
    return this.pages.page(call, input, where);
  }

  /** In all workspaces that are still there. */
  private async everywhere(): Promise<Filter<Prompt>> {
    return { ...inPublic, workspaceId: await this.membership.inLiveWorkspaces() };
  }
}
