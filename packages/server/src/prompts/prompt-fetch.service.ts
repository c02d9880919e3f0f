import { api, type InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Actor } from '../access/actor.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { ApiError, notFound } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { etagOf } from '../http/etag.js';
import { ReadyAnswer } from '../http/ready-answer.js';
import { IncludesService } from '../render/includes.service.js';
import { UsageCounts } from '../usage/usage-counts.js';
import { VersionsService } from '../versions/versions.service.js';
import { FetchCache, type Fetched } from './fetch-cache.js';
import { PromptViews } from './prompt.view.js';
import { type Selector, select } from './selection.js';

type Rows = typeof api.prompts;

/** Getting one prompt with one version: by id, in a batch, and by name, the hot path of apps. */
@Injectable()
export class PromptFetchService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly versions: VersionsService,
    private readonly includes: IncludesService,
    private readonly views: PromptViews,
    private readonly cache: FetchCache,
    private readonly usage: UsageCounts,
  ) {}

  async get(call: Call, input: InputOf<Rows['get']>) {
    const { target, actor } = await this.access.read(call, promptPolicy.read, () => this.data.prompts.get(input.id));
    return this.counted(actor, target, input, 'id', input.resolve);
  }

  /** An alias answers too. From memory when it can: nothing in the bytes is the caller's own. */
  async getByName(call: Call, input: InputOf<Rows['getByName']>) {
    const workspaceId = await this.access.workspaceId(call, input.workspaceId);
    const actor = await this.access.actor(call, workspaceId);
    if (actor.key?.labels || input.resolve) {
      return this.counted(actor, await this.findByName(actor, workspaceId, input.name), input, 'name', input.resolve);
    }
    const key = `${workspaceId} ${input.version ?? ''} ${input.label ?? ''} ${input.name}`;
    const fetched = this.cache.get(key) ?? (await this.cache.fill(key, () => this.ready(actor, workspaceId, input)));
    if (!promptPolicy.read.see(actor, fetched.prompt)) throw notFound('prompt');
    return fetched.answer;
  }

  async batchGet(call: Call, input: InputOf<Rows['batchGet']>) {
    const items = [];
    for (const item of input.items) items.push(await this.outcome(call, item));
    return { items };
  }

  /** The live prompt that a name or alias means to this caller. @throws ApiError `prompt_not_found` */
  async findByName(actor: Actor, workspaceId: string, name: string): Promise<Prompt> {
    const prompt = actor.role && (await this.data.prompts.find({ workspaceId, names: name, deletedAt: null }));
    if (!prompt || !promptPolicy.read.see(actor, prompt)) throw notFound('prompt');
    return prompt;
  }

  private async outcome(call: Call, item: InputOf<Rows['batchGet']>['items'][number]) {
    try {
      return { prompt: await this.one(call, item) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { problem: { status: error.status, code: error.code, detail: error.detail } };
    }
  }

  private async one(call: Call, item: InputOf<Rows['batchGet']>['items'][number]) {
    const { id, name } = item;
    if (id !== undefined) return this.get(call, { ...item, id });
    const workspaceId = await this.access.workspaceId(call, item.workspaceId);
    const actor = await this.access.actor(call, workspaceId);
    return this.counted(actor, await this.findByName(actor, workspaceId, name ?? ''), item, 'name');
  }

  /** {@link chosen} for the caller, who has fetched it with that. */
  private async counted(actor: Actor, prompt: Prompt, selector: Selector, by: 'id' | 'name', resolve = false) {
    const { resource, served } = await this.chosen(actor, prompt, selector, by);
    const { workspaceId, promptId } = served;
    const { version } = resource;
    const included = resolve && (await this.includes.resolve(version.content, { actor, workspaceId, promptId }));
    this.usage.count('fetches', served);
    if (!included) return resource;
    const { content, resolved } = included;
    return { ...resource, version: { ...version, content }, resolved };
  }

  private async chosen(actor: Actor, prompt: Prompt, selector: Selector, by: 'id' | 'name') {
    const { number, label } = select(prompt, selector, by, actor);
    const version = await this.versions.served(actor, prompt, number);
    const resource =
      by === 'id' ? await this.views.resourceFor(actor, prompt, version) : await this.views.resource(prompt, version);
    const served = { workspaceId: prompt.workspaceId, promptId: prompt.id, version: number, label };
    return { resource, served };
  }

  private async ready(actor: Actor, workspaceId: string, input: InputOf<Rows['getByName']>): Promise<Fetched> {
    const prompt = await this.findByName(actor, workspaceId, input.name);
    const { resource, served } = await this.chosen(actor, prompt, input, 'name');
    const body = Buffer.from(JSON.stringify(api.prompts.getByName.output.parse(resource)));
    const onAnswer = this.usage.fetchCounter(served);
    return { prompt, answer: new ReadyAnswer({ body, etag: etagOf(prompt.revision, body), onAnswer }) };
  }
}
