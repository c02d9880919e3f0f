import type { api, InputOf, Tag as TagResource } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { tagPolicy } from '../access/tag.policy.js';
import { type InWorkspace, workspacePolicy } from '../access/workspace.policy.js';
import { caseFold } from '../data/case-fold.js';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { Tag } from '../data/schemas/tag.schema.js';
import { DuplicateError } from '../data/store-error.js';
import { ApiError, notFound } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { Paging } from '../http/paging.js';
import { SearchIndex } from '../search/search-index.js';
import { tagView } from './tag.view.js';

type Rows = typeof api.tags;
type Shown = TagResource & { revision: number };

/** The words of a workspace. */
@Injectable()
export class TagsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly paging: Paging,
    private readonly search: SearchIndex,
  ) {}

  async list(call: Call, input: InputOf<Rows['list']>) {
    const { workspace } = await this.access.workspace(call, input.workspaceId);
    const where = { workspaceId: workspace.id };
    const after = this.paging.after(call, input);
    const { items, next } = await this.data.tags.list(where, { sort: [['nameKey', 1]], limit: input.limit, after });
    return this.paging.page(items.map(tagView), next, call, input, () => this.data.tags.total(where));
  }

  async get(call: Call, id: string): Promise<Shown> {
    const it = await this.access.read(call, tagPolicy.read, () => this.data.tags.get(id));
    return tagView(it.target);
  }

  /** Finds or creates; what is there stays as it is, its colour too. */
  create(call: Call, input: InputOf<Rows['create']>): Promise<Shown & { isNew: boolean }> {
    return this.access.changeIn(call, workspacePolicy.createTag, input.workspaceId, async (it) => {
      const { record, isNew } = await this.findOrCreate(it.target.id, input.name, input.color);
      it.about = { id: record.id, name: record.name };
      if (!isNew) it.details.unchanged = true;
      return { ...tagView(record), isNew };
    });
  }

  update(call: Call, { id, name, color }: InputOf<Rows['update']>): Promise<Shown> {
    return this.access.change(
      call,
      tagPolicy.update,
      () => this.data.tags.get(id),
      async (it) => {
        const tag = it.target;
        if ((name ?? tag.name) === tag.name && (color === undefined || color === tag.color)) {
          it.details.unchanged = true;
          return tagView(tag);
        }
        const nameKey = name === undefined ? undefined : caseFold(name);
        const changed = await this.data.tags.update(id, { name, nameKey, color }).catch(asTagExists);
        if (!changed) throw notFound('tag');
        if (changed.name !== tag.name) await this.search.writeOf(await this.promptsOf(id));
        it.details = { name: changed.name, color: changed.color };
        return tagView(changed);
      },
    );
  }

  /** It comes off all its prompts, those in the trash too. */
  remove(call: Call, id: string): Promise<void> {
    return this.access.change(
      call,
      tagPolicy.remove,
      () => this.data.tags.get(id),
      async ({ target: { workspaceId } }) => {
        const promptIds = await this.promptsOf(id);
        await this.data.tags.remove(id);
        await this.data.promptTags.removeMany({ tagId: id });
        await this.data.prompts.updateMany({ workspaceId, tagIds: id }, { pull: { tagIds: id } });
        await this.search.writeOf(promptIds);
      },
    );
  }

  /**
   * The ids of the tags of these names, in order, each once; what is missing is made.
   * Part of the running transaction.
   * @param it the prompt, or the workspace, that gets them
   */
  async namesToIds(it: Authorized<InWorkspace>, names: readonly string[]): Promise<string[]> {
    const { workspaceId } = it.target;
    const byKey = new Map(names.map((name) => [caseFold(name), name]).reverse() as [string, string][]);
    const known = await this.named(workspaceId, names);
    const ids = new Map(known.map((tag) => [tag.nameKey, tag.id]));
    for (const [key, name] of byKey) {
      if (!ids.has(key)) ids.set(key, (await this.findOrCreate(workspaceId, name, null)).record.id);
    }
    return [...new Set(names.map((name) => ids.get(caseFold(name))!))];
  }

  /** Those of these names that the workspace has, in any order. */
  named(workspaceId: string, names: readonly string[]): Promise<Tag[]> {
    return this.data.tags.findMany({ workspaceId, nameKey: { $in: names.map(caseFold) } });
  }

  /**
   * Writes the rows of `prompt_tags` and the counts for the tags that a prompt is to have. `tagIds` of the prompt is
   * for the caller to write, in the same transaction, together with what else changes.
   * @param prompt as it is before; `tagIds: []` for one just made
   */
  async setForPrompt(
    it: Authorized<InWorkspace>,
    prompt: Pick<Prompt, 'id' | 'workspaceId' | 'tagIds' | 'deletedAt'>,
    tagIds: readonly string[],
  ): Promise<void> {
    const added = tagIds.filter((id) => !prompt.tagIds.includes(id));
    const removed = prompt.tagIds.filter((id) => !tagIds.includes(id));
    if (removed.length > 0) await this.data.promptTags.removeMany({ promptId: prompt.id, tagId: { $in: removed } });
    for (const tagId of added) {
      await this.data.promptTags.create({
        workspaceId: prompt.workspaceId,
        promptId: prompt.id,
        tagId,
        addedById: it.actor.userId,
      });
    }
    if (prompt.deletedAt === null) await this.recount(it, prompt.tagIds, tagIds);
  }

  /**
   * Counts one live prompt whose tags were `before` and are `after`. A prompt that goes into the trash has none after,
   * one that is restored none before. Within the transaction of that change.
   * @throws ApiError `tag_not_found` when one that comes on does not exist
   */
  async recount(it: Authorized<InWorkspace>, before: readonly string[], after: readonly string[]): Promise<void> {
    const { workspaceId } = it.target;
    const off = before.filter((id) => !after.includes(id));
    const on = after.filter((id) => !before.includes(id));
    if (off.length > 0) await this.data.tags.patchMany({ workspaceId, id: { $in: off } }, { inc: { promptCount: -1 } });
    if (on.length === 0) return;
    const counted = await this.data.tags.patchMany({ workspaceId, id: { $in: on } }, { inc: { promptCount: 1 } });
    if (counted !== on.length) throw notFound('tag');
  }

  /** {@link recount} for many prompts that go into the trash together. */
  async uncount(it: Authorized<InWorkspace>, prompts: readonly Pick<Prompt, 'tagIds'>[]): Promise<void> {
    const { workspaceId } = it.target;
    const counts = new Map<string, number>();
    for (const id of prompts.flatMap(({ tagIds }) => tagIds)) counts.set(id, (counts.get(id) ?? 0) + 1);
    await this.data.tags.patchEach(
      [...counts].map(([id, count]) => ({ where: { id, workspaceId }, change: { inc: { promptCount: -count } } })),
    );
  }

  /** The ids of all prompts with a tag, those in the trash too. */
  promptsOf(tagId: string): Promise<string[]> {
    return this.data.promptTags.idsIn('promptId', { tagId });
  }

  private findOrCreate(workspaceId: string, name: string, color: string | null) {
    const nameKey = caseFold(name);
    return this.data.tags.findOrCreate({ workspaceId, nameKey }, {
      workspaceId,
      name,
      nameKey,
      color,
      promptCount: 0,
    } satisfies Omit<Tag, 'id' | 'revision' | 'createdAt' | 'updatedAt'>);
  }
}

function asTagExists(error: unknown): never {
  throw error instanceof DuplicateError ? new ApiError('tag_exists', 'Another tag has this name.') : error;
}
