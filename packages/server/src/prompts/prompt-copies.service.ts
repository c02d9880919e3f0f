import type { api, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { PublicPagesService } from '../access/public-pages.service.js';
import { workspacePolicy } from '../access/workspace.policy.js';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { notFound } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { contentOf } from '../versions/version.view.js';
import { VersionsService } from '../versions/versions.service.js';
import { PromptNames } from './prompt-names.js';
import { mustBeLive } from './prompt-state.js';
import { PromptsService, type Seed } from './prompts.service.js';
import { publishedNumber } from './selection.js';

type Rows = typeof api.prompts;

/** Copies of prompts: beside themselves, or in a workspace of one's own. They carry no labels. */
@Injectable()
export class PromptCopiesService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly pages: PublicPagesService,
    private readonly names: PromptNames,
    private readonly versions: VersionsService,
    private readonly prompts: PromptsService,
  ) {}

  /** The latest version, beside the prompt and without its labels. @throws ApiError `in_trash` */
  duplicate(call: Call, input: InputOf<Rows['duplicate']>) {
    return this.access.change(
      call,
      promptPolicy.duplicate,
      () => this.data.prompts.get(input.id),
      async (it) => {
        mustBeLive(it.target);
        const seed = await this.copyOf(it.target, it.target.workspaceId, it.target.latestVersion);
        return this.prompts.make(it, { ...seed, collectionId: it.target.collectionId });
      },
    );
  }

  /** A copy of one version in a workspace of one's own. A stranger sees only what is published. */
  fork(call: Call, input: InputOf<Rows['fork']>) {
    const rule = workspacePolicy.createPrompt({}, null);
    return this.access.changeIn(call, rule, input.workspaceId, async (it) => {
      const load = () => this.data.prompts.get(input.id);
      const { target: source, actor } = await this.access.read(it.call, promptPolicy.fork, load);
      if (actor.role === null) await this.pages.mustBeOpen('prompt_not_found');
      mustBeLive(source);
      const published = publishedNumber(source);
      const number = input.version ?? (actor.role === null ? published : source.latestVersion);
      if (actor.role === null && number !== published) throw notFound('version');
      const seed = await this.copyOf(source, it.target.id, number);
      return this.prompts.make(it, { ...seed, forkedFrom: { promptId: source.id, version: number } });
    });
  }

  private async copyOf(source: Prompt, workspaceId: string, number: number): Promise<Seed> {
    const version = await this.versions.mustFind(source, number);
    const tags = await this.data.tags.findMany({ id: { $in: source.tagIds } });
    return {
      name: await this.names.free(workspaceId, source.name),
      isNameDerived: true,
      title: source.title,
      description: source.description,
      collectionId: null,
      tags: tags.map((tag) => tag.name),
      visibility: 'private',
      content: contentOf(version),
      message: '',
      labels: [],
      forkedFrom: null,
    };
  }
}
