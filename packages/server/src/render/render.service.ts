import type { api, Content, InputOf, Rendered } from '@incipit/contract';
import { render } from '@incipit/template';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Actor } from '../access/actor.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { Call } from '../http/call.js';
import { PromptFetchService } from '../prompts/prompt-fetch.service.js';
import { type Selector, select } from '../prompts/selection.js';
import { UsageCounts } from '../usage/usage-counts.js';
import { checkContent } from '../versions/content.js';
import { contentOf } from '../versions/version.view.js';
import { VersionsService } from '../versions/versions.service.js';
import { IncludesService } from './includes.service.js';

type Rows = typeof api.render;

interface Filling {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly mode: 'strict' | 'lenient';
}

/** Fills in variables. Includes are always put in first. */
@Injectable()
export class RenderService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly fetching: PromptFetchService,
    private readonly versions: VersionsService,
    private readonly includes: IncludesService,
    private readonly usage: UsageCounts,
  ) {}

  async byId(call: Call, input: InputOf<Rows['byId']>): Promise<Rendered> {
    const { target, actor } = await this.access.read(call, promptPolicy.read, () => this.data.prompts.get(input.id));
    return this.prompt(actor, target, 'id', input);
  }

  async byName(call: Call, input: InputOf<Rows['byName']>): Promise<Rendered> {
    const workspaceId = await this.access.workspaceId(call, input.workspaceId);
    const actor = await this.access.actor(call, workspaceId);
    return this.prompt(actor, await this.fetching.findByName(actor, workspaceId, input.name), 'name', input);
  }

  async content(call: Call, input: InputOf<Rows['content']>): Promise<Rendered> {
    const { workspace, actor } = await this.access.workspace(call, input.workspaceId);
    checkContent(input.content);
    const filled = await this.fill(actor, { workspaceId: workspace.id }, input.content, input);
    return { promptId: null, name: null, version: null, label: null, ...filled };
  }

  private async prompt(actor: Actor, prompt: Prompt, by: 'id' | 'name', input: Selector & Filling): Promise<Rendered> {
    const selected = select(prompt, input, by, actor);
    const version = await this.versions.served(actor, prompt, selected.number);
    const place = { workspaceId: prompt.workspaceId, promptId: prompt.id };
    const filled = await this.fill(actor, place, contentOf(version), input);
    const served = { promptId: prompt.id, version: version.number, label: selected.label };
    this.usage.count('renders', { ...served, workspaceId: prompt.workspaceId });
    return { ...served, name: prompt.name, ...filled };
  }

  private async fill(
    actor: Actor,
    place: { workspaceId: string; promptId?: string },
    written: Content,
    { variables, mode }: Filling,
  ) {
    const { content } = await this.includes.resolve(written, { actor, ...place });
    return { config: written.config, ...render(content, variables, { mode }) };
  }
}
