import type { api, Content, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { type InWorkspace, workspacePolicy } from '../access/workspace.policy.js';
import { CollectionTree } from '../collections/collection-tree.js';
import { caseFold } from '../data/case-fold.js';
import { DataService } from '../data/data.service.js';
import { newId } from '../data/repository.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { ApiError } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { LabelsService } from '../labels/labels.service.js';
import { IncludesService } from '../render/includes.service.js';
import { wordsOf } from '../search/words.js';
import { TagsService } from '../tags/tags.service.js';
import { previewOf } from '../versions/content.js';
import { type Saved, VersionsService } from '../versions/versions.service.js';
import { PromptViews } from './prompt.view.js';
import { namesOf, PromptNames, renamed, withAliases } from './prompt-names.js';
import { mustBeLive } from './prompt-state.js';

type Rows = typeof api.prompts;

/** All that a new prompt begins with. */
export interface Seed {
  readonly name: string;
  /** The server chose the name: it takes another when this one is lost to somebody faster. */
  readonly isNameDerived: boolean;
  readonly title: string;
  readonly description: string;
  readonly collectionId: string | null;
  readonly tags: readonly string[];
  readonly visibility: Prompt['visibility'];
  readonly content: Content;
  readonly message: string;
  readonly labels: readonly string[];
  readonly forkedFrom: Prompt['forkedFrom'];
}

/** Making, changing and deleting prompts. One action of a user is one transaction. */
@Injectable()
export class PromptsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly names: PromptNames,
    private readonly versions: VersionsService,
    private readonly labels: LabelsService,
    private readonly tags: TagsService,
    private readonly tree: CollectionTree,
    private readonly includes: IncludesService,
    private readonly views: PromptViews,
  ) {}

  create(call: Call, input: InputOf<Rows['create']>) {
    const { visibility, labels, collectionId } = input;
    const rule = workspacePolicy.createPrompt({ visibility, labels }, collectionId);
    return this.access.changeIn(call, rule, input.workspaceId, async (it) => {
      const name = input.name ?? (await this.names.fromTitle(it.target.id, input.title));
      return this.make(it, { ...input, name, isNameDerived: input.name === undefined, forkedFrom: null });
    });
  }

  /** A prompt, its version 1, tags and labels, within the transaction of `it`. */
  async make(it: Authorized<InWorkspace>, seed: Seed) {
    const { workspaceId } = it.target;
    await this.tree.recount(it, null, seed.collectionId);
    const id = newId();
    const named = namesOf(seed.name);
    const version = await this.versions.first(it, { id, workspaceId, ...named }, seed.content, seed.message);
    const tagIds = await this.tags.namesToIds(it, seed.tags);
    await this.tags.setForPrompt(it, { id, workspaceId, tagIds: [], deletedAt: null }, tagIds);
    const born: Prompt = await this.names.writing(seed.isNameDerived, () =>
      this.data.prompts.create({
        id,
        workspaceId,
        ...named,
        title: seed.title,
        titleKey: caseFold(seed.title),
        words: wordsOf([seed.title, ...named.names]),
        description: seed.description,
        collectionId: seed.collectionId,
        visibility: seed.visibility,
        tagIds,
        labelVersions: [],
        latestVersion: 1,
        lastNumber: 1,
        type: version.type,
        preview: previewOf(seed.content),
        authorId: it.actor.userId,
        forkedFrom: seed.forkedFrom,
        starCount: 0,
        deletedAt: null,
      }),
    );
    const labelVersions = await this.labels.take(it, born, seed.labels, 1);
    const prompt =
      (labelVersions.length > 0 && (await this.data.prompts.patch(id, { set: { labelVersions } }))) || born;
    it.about = { model: 'prompt', id, name: prompt.name };
    return this.views.resourceFor(it.actor, prompt, version);
  }

  update(call: Call, input: InputOf<Rows['update']>) {
    checkSaveInput(input);
    const { visibility, labels, aliases, collectionId } = input;
    const rule = promptPolicy.update({ visibility, labels, collectionId, removesAlias: aliases !== undefined });
    return this.access.change(
      call,
      rule,
      () => this.data.prompts.get(input.id),
      async (it) => {
        const prompt = it.target;
        mustBeLive(prompt);
        const saved = input.content ? await this.saveContent(it, input, input.content) : undefined;
        const change = { ...(await this.changeOf(it, input)), ...saved?.change };
        const isChanged = Object.keys(change).length > 0;
        const changed = isChanged
          ? await this.names.writing(false, () => this.data.prompts.update(prompt.id, change))
          : prompt;
        const labelled = await this.label(it, changed ?? prompt, labels, saved?.version.number);
        if (!isChanged) it.details.unchanged = true;
        else it.details.changed = Object.keys(change).filter((key) => key in input);
        const version = saved?.version ?? (await this.versions.mustFind(labelled, labelled.latestVersion));
        const resource = await this.views.resourceFor(it.actor, labelled, version);
        return saved && !saved.isNew ? { ...resource, deduplicated: true as const } : resource;
      },
    );
  }

  remove(call: Call, input: InputOf<Rows['remove']>): Promise<void> {
    return input.permanent ? this.removeForGood(call, input) : this.trash(call, input);
  }

  restore(call: Call, input: InputOf<Rows['restore']>) {
    return this.access.change(
      call,
      promptPolicy.restore,
      () => this.data.prompts.get(input.id),
      async (it) => {
        const prompt = it.target;
        if (!prompt.deletedAt) throw new ApiError('not_in_trash', 'The prompt is not in the trash.');
        const names =
          input.name && input.name !== prompt.name ? renamed(prompt, input.name) : namesOf(prompt.name, prompt.aliases);
        // Its folder may be gone meanwhile; its aliases may belong to others, but not its name.
        const collection = prompt.collectionId && (await this.data.collections.get(prompt.collectionId));
        const collectionId = collection ? collection.id : null;
        await this.tree.recount(it, null, collectionId);
        await this.tags.recount(it, [], prompt.tagIds);
        const aliases = await this.names.unheld(prompt.workspaceId, names.aliases);
        const restored = await this.names.writing(false, () =>
          this.data.prompts.update(prompt.id, {
            ...namesOf(names.name, aliases),
            deletedAt: null,
            collectionId,
          }),
        );
        const live = restored ?? prompt;
        return this.views.resourceFor(it.actor, live, await this.versions.mustFind(live, live.latestVersion));
      },
    );
  }

  duplicate(call: Call, input: InputOf<Rows['duplicate']>) {
    return this.access.change(
      call,
      promptPolicy.duplicate,
      () => this.data.prompts.get(input.id),
      async (it) => {
        mustBeLive(it.target);
        const seed = await this.copyOf(it.target, it.target.workspaceId, it.target.latestVersion);
        return this.make(it, { ...seed, collectionId: it.target.collectionId });
      },
    );
  }

  /** A copy of one version in a workspace of one's own. A stranger sees only what is published. */
  fork(call: Call, input: InputOf<Rows['fork']>) {
    const rule = workspacePolicy.createPrompt({}, null);
    return this.access.changeIn(call, rule, input.workspaceId, async (it) => {
      const load = () => this.data.prompts.get(input.id);
      const { target: source, actor } = await this.access.read(it.call, promptPolicy.fork, load);
      mustBeLive(source);
      const published = publishedVersion(source);
      const number = input.version ?? (actor.role === null ? published : source.latestVersion);
      if (actor.role === null && number !== published)
        throw new ApiError('version_not_found', 'There is no such version.');
      const seed = await this.copyOf(source, it.target.id, number);
      return this.make(it, { ...seed, forkedFrom: { promptId: source.id, version: number } });
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
      content: JSON.parse(version.contentJson) as Content,
      message: '',
      labels: [],
      forkedFrom: null,
    };
  }

  private async saveContent(it: Authorized<Prompt>, input: InputOf<Rows['update']>, content: Content): Promise<Saved> {
    const { message = '', baseVersion } = input;
    // A new name counts at once: the text may not include itself under it.
    const prompt = input.name ? { ...it.target, ...renamed(it.target, input.name) } : it.target;
    const saved = await this.versions.save(it, prompt, { content, message, baseVersion });
    if (saved.isNew) {
      const about = { id: prompt.id, name: prompt.name };
      await this.access.also(it, 'version.created', about, { version: saved.version.number });
    }
    return saved;
  }

  /** What differs from the prompt as it is; names, folder and tags checked on the way. */
  private async changeOf(it: Authorized<Prompt>, input: InputOf<Rows['update']>): Promise<Partial<Prompt>> {
    const prompt = it.target;
    const { title, description, collectionId, visibility } = input;
    const change: { -readonly [K in keyof Prompt]?: Prompt[K] } = {};
    if (title !== undefined && title !== prompt.title) Object.assign(change, { title, titleKey: caseFold(title) });
    if (description !== undefined && description !== prompt.description) change.description = description;
    if (visibility !== undefined && visibility !== prompt.visibility) change.visibility = visibility;
    if (collectionId !== undefined && collectionId !== prompt.collectionId) {
      await this.tree.recount(it, prompt.collectionId, collectionId);
      change.collectionId = collectionId;
    }
    let names = namesOf(prompt.name, prompt.aliases);
    if (input.aliases) names = withAliases(names, input.aliases);
    if (input.name !== undefined && input.name !== prompt.name) names = renamed(names, input.name);
    if (names.names.join('\n') !== prompt.names.join('\n')) Object.assign(change, names);
    if (change.title !== undefined || change.names !== undefined) {
      change.words = wordsOf([change.title ?? prompt.title, ...names.names]);
    }
    if (input.tags) {
      const tagIds = await this.tags.namesToIds(it, input.tags);
      if (tagIds.join() !== prompt.tagIds.join()) {
        await this.tags.setForPrompt(it, prompt, tagIds);
        change.tagIds = tagIds;
      }
    }
    return change;
  }

  private async label(it: Authorized<Prompt>, prompt: Prompt, labels: readonly string[] | undefined, number?: number) {
    if (!labels || number === undefined) return prompt;
    const labelVersions = await this.labels.take(it, prompt, labels, number);
    return (await this.data.prompts.patch(prompt.id, { set: { labelVersions } })) ?? prompt;
  }

  private trash(call: Call, input: InputOf<Rows['remove']>): Promise<void> {
    return this.access.change(
      call,
      promptPolicy.trash,
      () => this.data.prompts.get(input.id),
      async (it) => {
        mustBeLive(it.target);
        if (!input.force) await this.mustBeUnused(it.target);
        await this.discard(it);
      },
    );
  }

  /** Into the trash: its name is free, and nothing counts it any more. */
  private async discard(it: Authorized<Prompt>): Promise<void> {
    const prompt = it.target;
    await this.data.prompts.update(prompt.id, { deletedAt: new Date() });
    await this.tree.recount(it, prompt.collectionId, null);
    await this.tags.recount(it, prompt.tagIds, []);
  }

  private removeForGood(call: Call, input: InputOf<Rows['remove']>): Promise<void> {
    return this.access.change(
      call,
      promptPolicy.removeForGood,
      () => this.data.prompts.get(input.id),
      async (it) => {
        if (!it.target.deletedAt) {
          throw new ApiError('not_in_trash', 'Only what is in the trash can be deleted for good.');
        }
        const promptId = input.id;
        await this.data.promptVersions.removeMany({ promptId });
        await this.data.promptTags.removeMany({ promptId });
        await this.data.labels.removeMany({ promptId });
        await this.data.labelMoves.removeMany({ promptId });
        await this.data.stars.removeMany({ promptId });
        await this.data.prompts.remove(promptId);
      },
    );
  }

  private async mustBeUnused(prompt: Prompt): Promise<void> {
    const users = await this.includes.usersOf(prompt);
    if (users.length === 0) return;
    const usedBy = users.map(({ id, name }) => ({ id, name }));
    const names = usedBy.map(({ name }) => name).join(', ');
    throw new ApiError('prompt_in_use', `It is included by ${names}. Repeat with force=true to delete it anyway.`, {
      usedBy,
    });
  }
}

/** What the signed-out and strangers see. */
const publishedVersion = (prompt: Prompt): number =>
  prompt.labelVersions.find((label) => label.name === 'production')?.version ?? prompt.latestVersion;

/** `labels`, `message` and `baseVersion` speak of the version that `content` makes. */
function checkSaveInput(input: InputOf<Rows['update']>): void {
  if (input.content !== undefined) return;
  const lonely = (['labels', 'message', 'baseVersion'] as const).filter((key) => input[key] !== undefined);
  if (lonely.length === 0) return;
  throw new ApiError('invalid_request', 'This goes only with content, which makes a version.', {
    errors: lonely.map((path) => ({ path, message: 'is allowed only with content' })),
  });
}
