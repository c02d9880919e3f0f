import type { api, Content, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { mayLoseAlias, promptPolicy } from '../access/prompt.policy.js';
import { mustHaveScope, refusal } from '../access/refusal.js';
import { type InWorkspace, workspacePolicy } from '../access/workspace.policy.js';
import { CollectionTree } from '../collections/collection-tree.js';
import { caseFold } from '../data/case-fold.js';
import { DataService } from '../data/data.service.js';
import { newId } from '../data/row.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { DraftsService } from '../drafts/drafts.service.js';
import { ApiError } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { LabelsService } from '../labels/labels.service.js';
import { SearchIndex } from '../search/search-index.js';
import { TagsService } from '../tags/tags.service.js';
import { previewOf } from '../versions/content.js';
import { type Saved, VersionsService } from '../versions/versions.service.js';
import { PromptViews } from './prompt.view.js';
import { namesOf, PromptNames, renamed, withAliases } from './prompt-names.js';
import { mustBeLive } from './prompt-state.js';

type Rows = typeof api.prompts;

type Created = InputOf<Rows['create']>;

/** All that a new prompt begins with. */
export interface Seed extends Omit<Created, 'workspaceId' | 'name'> {
  readonly name: string;
  /** The server chose the name: it takes another when this one is lost to somebody faster. */
  readonly isNameDerived: boolean;
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
    private readonly views: PromptViews,
    private readonly drafts: DraftsService,
    private readonly search: SearchIndex,
  ) {}

  create(call: Call, input: InputOf<Rows['create']>) {
    const { workspaceId, ...given } = input;
    const { visibility, labels, collectionId } = given;
    if (labels?.length) mustHaveScope(call, 'labels:write');
    const rule = workspacePolicy.createPrompt({ visibility, labels }, collectionId);
    return this.access.changeIn(call, rule, workspaceId, async (it) => {
      await this.drafts.saved(it, it.target.id, null);
      const name = given.name ?? (await this.names.fromTitle(it.target.id, given.title));
      return this.make(it, { ...given, name, isNameDerived: given.name === undefined, forkedFrom: null });
    });
  }

  /** A prompt, its version 1, tags and labels, within the transaction of `it`. */
  async make(it: Authorized<InWorkspace>, seed: Seed) {
    const { workspaceId } = it.target;
    const { name, isNameDerived, content, message, labels, tags, ...plain } = seed;
    await this.tree.recount(it, null, plain.collectionId);
    const id = newId();
    const named = namesOf(name);
    const version = await this.versions.first(it, { id, workspaceId, ...named }, content, message);
    const tagIds = await this.tags.namesToIds(it, tags);
    await this.tags.setForPrompt(it, { id, workspaceId, tagIds: [], deletedAt: null }, tagIds);
    const born: Prompt = await this.names.writing(isNameDerived, () =>
      this.data.prompts.create({
        ...plain,
        ...named,
        id,
        workspaceId,
        titleKey: caseFold(plain.title),
        tagIds,
        labelVersions: [],
        latestVersion: 1,
        lastNumber: 1,
        type: version.type,
        preview: previewOf(content),
        authorId: it.actor.userId,
        starCount: 0,
        usedCount: 0,
        deletedAt: null,
      }),
    );
    await this.search.write([born], [version]);
    const labelVersions = await this.labels.take(it, born, labels, 1, true);
    const prompt =
      (labelVersions.length > 0 && (await this.data.prompts.patch(id, { set: { labelVersions } }))) || born;
    it.about = { model: 'prompt', id, name: prompt.name };
    return this.views.resourceFor(it.actor, prompt, version);
  }

  update(call: Call, input: InputOf<Rows['update']>) {
    checkSaveInput(input);
    const { visibility, labels, aliases, collectionId } = input;
    if (labels?.length) mustHaveScope(call, 'labels:write');
    const rule = promptPolicy.update({ visibility, labels, collectionId, removesAlias: aliases !== undefined });
    return this.access.change(
      call,
      rule,
      () => this.data.prompts.get(input.id),
      async (it) => {
        const prompt = it.target;
        mustBeLive(prompt);
        if (isEdit(input)) await this.drafts.saved(it, prompt.workspaceId, prompt.id, input.content !== undefined);
        const saved = input.content ? await this.saveContent(it, input, input.content) : undefined;
        const change = { ...(await this.changeOf(it, input)), ...saved?.change };
        const isChanged = Object.keys(change).length > 0;
        const changed = isChanged
          ? await this.names.writing(false, () => this.data.prompts.update(prompt.id, change))
          : prompt;
        if (change.visibility === 'private') await this.unshare(it);
        if (changed && hasOtherWords(change)) await this.search.write([changed], saved && [saved.version]);
        const labelled = await this.label(it, changed ?? prompt, labels, saved?.version.number);
        if (change.visibility || labels) await this.search.publish(labelled);
        if (!isChanged) it.details.unchanged = true;
        else it.details.changed = Object.keys(change).filter((key) => key in input);
        const version = saved?.version ?? (await this.versions.current(it.actor, labelled));
        const resource = await this.views.resourceFor(it.actor, labelled, version);
        return saved && !saved.isNew ? { ...resource, deduplicated: true as const } : resource;
      },
    );
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
    const { id: _, name, aliases, tags, content: __, message, labels, baseVersion, ...plain } = input;
    const change: { -readonly [K in keyof Prompt]?: Prompt[K] } = differing(prompt, plain);
    if (change.collectionId !== undefined) await this.tree.recount(it, prompt.collectionId, change.collectionId);
    let names = namesOf(prompt.name, prompt.aliases);
    if (aliases) names = withAliases(names, aliases);
    if (name !== undefined && name !== prompt.name) names = renamed(names, name);
    if (!isEqual(names.names, prompt.names)) Object.assign(change, names);
    if (prompt.aliases.some((alias) => !names.names.includes(alias))) {
      const answer = mayLoseAlias(it.actor, prompt);
      if (answer !== true) throw refusal(answer);
    }
    if (change.title !== undefined) change.titleKey = caseFold(change.title);
    if (tags) {
      const tagIds = await this.tags.namesToIds(it, tags);
      if (!isEqual([...tagIds].sort(), [...prompt.tagIds].sort())) {
        await this.tags.setForPrompt(it, prompt, tagIds);
        change.tagIds = tagIds;
      }
    }
    return change;
  }

  /** The links to it are worth nothing any more, also when it is shown again. */
  private async unshare(it: Authorized<Prompt>): Promise<void> {
    // So that somebody who makes one at the same time either sees this or is seen.
    await this.tree.lock(it);
    await this.data.shares.removeMany({ promptId: it.target.id });
  }

  private async label(it: Authorized<Prompt>, prompt: Prompt, labels: readonly string[] | undefined, number?: number) {
    if (!labels || number === undefined) return prompt;
    const labelVersions = await this.labels.take(it, prompt, labels, number);
    return (await this.data.prompts.patch(prompt.id, { set: { labelVersions } })) ?? prompt;
  }
}

/** It saves what a draft can hold; moving or tagging does not end one. */
const isEdit = ({ title, description, content }: InputOf<Rows['update']>): boolean =>
  [title, description, content].some((value) => value !== undefined);

/** Of the given fields those that are not as they were. */
const differing = (prompt: Prompt, given: Partial<Prompt>): Partial<Prompt> =>
  Object.fromEntries(
    Object.entries(given).filter(([key, value]) => value !== undefined && value !== prompt[key as keyof Prompt]),
  );

/** Whether a change of a prompt may change what search finds it by. */
const hasOtherWords = (change: Partial<Prompt>): boolean =>
  (['title', 'names', 'description', 'tagIds', 'latestVersion'] as const).some((field) => change[field] !== undefined);

const isEqual = (a: readonly string[], b: readonly string[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** `labels`, `message` and `baseVersion` speak of the version that `content` makes. */
function checkSaveInput(input: InputOf<Rows['update']>): void {
  if (input.content !== undefined) return;
  const lonely = (['labels', 'message', 'baseVersion'] as const).filter((key) => input[key] !== undefined);
  if (lonely.length === 0) return;
  throw new ApiError('invalid_request', 'This goes only with content, which makes a version.', {
    errors: lonely.map((path) => ({ path, message: 'is allowed only with content' })),
  });
}
