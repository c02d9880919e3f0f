import { type api, type InputOf, limits, type PromptTag as PromptTagResource } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { PromptTag } from '../data/schemas/prompt-tag.schema.js';
import type { Tag } from '../data/schemas/tag.schema.js';
import { ApiError, notFound } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { exactly, Paging } from '../http/paging.js';
import { AuthorsService } from '../profiles/authors.service.js';
import { mustBeLive } from '../prompts/prompt-state.js';
import { SearchIndex } from '../search/search-index.js';
import { TagsService } from '../tags/tags.service.js';

type Rows = typeof api.promptTags;

/** The tags of one prompt: each row says who put it there, and when. */
@Injectable()
export class PromptTagsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly paging: Paging,
    private readonly authors: AuthorsService,
    private readonly tags: TagsService,
    private readonly search: SearchIndex,
  ) {}

  async list(call: Call, input: InputOf<Rows['list']>) {
    const { target } = await this.access.read(call, promptPolicy.read, () => this.data.prompts.get(input.id));
    const after = this.paging.after(call, input);
    const where = { id: { $in: target.tagIds } };
    const { items, next } = await this.data.tags.list(where, { sort: [['nameKey', 1]], limit: input.limit, after });
    const views = await this.views(target.id, items);
    return this.paging.page(views, next, call, input, () => exactly(target.tagIds.length));
  }

  /** Puts one tag on, which is made when the workspace does not have it. */
  create(call: Call, { id, name }: InputOf<Rows['create']>): Promise<PromptTagResource & { isNew: boolean }> {
    return this.change(call, id, async (it) => {
      const [tagId] = (await this.tags.namesToIds(it, [name])) as [string];
      const isNew = !it.target.tagIds.includes(tagId);
      if (isNew) await this.write(it, [...it.target.tagIds, tagId]);
      else it.details.unchanged = true;
      const tag = await this.data.tags.get(tagId);
      const [view] = tag ? await this.views(id, [tag]) : [];
      if (!view) throw notFound('tag');
      return { ...view, isNew };
    });
  }

  /** Puts on and takes off what it needs to have these tags and no others. */
  update(call: Call, { id, tags: names }: InputOf<Rows['update']>) {
    return this.change(call, id, async (it) => {
      const tagIds = await this.tags.namesToIds(it, names);
      const before = it.target.tagIds;
      const isSame = tagIds.length === before.length && tagIds.every((tagId) => before.includes(tagId));
      if (isSame) it.details.unchanged = true;
      const revision = isSame ? it.target.revision : (await this.write(it, tagIds)).revision;
      const tags = await this.data.tags.findMany({ id: { $in: tagIds } }, { sort: [['nameKey', 1]] });
      return { items: await this.views(id, tags), nextCursor: null, revision };
    });
  }

  remove(call: Call, { id, tagId }: InputOf<Rows['remove']>): Promise<void> {
    return this.change(call, id, async (it) => {
      if (!it.target.tagIds.includes(tagId)) throw notFound('tag');
      await this.write(
        it,
        it.target.tagIds.filter((other) => other !== tagId),
      );
    });
  }

  /** Puts these on besides those that it has; what the workspace does not have is made. */
  add(call: Call, id: string, names: readonly string[]): Promise<void> {
    return this.change(call, id, async (it) => {
      const given = await this.tags.namesToIds(it, names);
      await this.set(it, [...new Set([...it.target.tagIds, ...given])]);
    });
  }

  /** Takes these off; what is not on it is off already. */
  takeOff(call: Call, id: string, names: readonly string[]): Promise<void> {
    return this.change(call, id, async (it) => {
      const given = (await this.tags.named(it.target.workspaceId, names)).map((tag) => tag.id);
      await this.set(
        it,
        it.target.tagIds.filter((tagId) => !given.includes(tagId)),
      );
    });
  }

  private change<R>(call: Call, id: string, run: (it: Authorized<Prompt>) => Promise<R>): Promise<R> {
    return this.access.change(
      call,
      promptPolicy.tag,
      () => this.data.prompts.get(id),
      (it) => {
        mustBeLive(it.target);
        return run(it);
      },
    );
  }

  /** Some more than it has, or some fewer. */
  private async set(it: Authorized<Prompt>, tagIds: readonly string[]): Promise<void> {
    if (tagIds.length === it.target.tagIds.length) it.details.unchanged = true;
    else await this.write(it, tagIds);
  }

  private async write(it: Authorized<Prompt>, tagIds: readonly string[]): Promise<Prompt> {
    if (tagIds.length > limits.tagsOfPrompt)
      throw new ApiError('invalid_request', `A prompt has at most ${limits.tagsOfPrompt} tags.`);
    await this.tags.setForPrompt(it, it.target, tagIds);
    const changed = await this.data.prompts.update(it.target.id, { tagIds });
    if (!changed) throw notFound('prompt');
    await this.search.write([changed]);
    it.details = { tagIds };
    return changed;
  }

  private async views(promptId: string, tags: readonly Tag[]): Promise<PromptTagResource[]> {
    const rows = await this.data.promptTags.findMany({ promptId, tagId: { $in: tags.map((tag) => tag.id) } });
    const authors = await this.authors.of(rows.map((row) => row.addedById));
    const byTag = new Map(rows.map((row) => [row.tagId, row]));
    const view = (row: PromptTag, { id, name, color }: Tag) => ({
      promptId,
      tagId: id,
      name,
      color,
      addedBy: authors(row.addedById),
      createdAt: row.createdAt.toISOString(),
    });
    return tags.flatMap((tag) => {
      const row = byTag.get(tag.id);
      return row ? [view(row, tag)] : [];
    });
  }
}
