import type { PromptItem, Prompt as PromptResource } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { PromptVersion } from '../data/schemas/prompt-version.schema.js';
import type { Tag } from '../data/schemas/tag.schema.js';
import { type Authors, AuthorsService } from '../profiles/authors.service.js';
import { previewOf } from '../versions/content.js';
import { contentOf, versionView } from '../versions/version.view.js';
import { firstOf } from './selection.js';

type Tags = ReadonlyMap<string, Tag>;
type Fields = Omit<PromptResource, 'version'>;

/** Prompts as the API shows them. */
@Injectable()
export class PromptViews {
  constructor(
    private readonly data: DataService,
    private readonly authors: AuthorsService,
  ) {}

  /** The whole resource with one version; the revision goes into its ETag. */
  async resource(prompt: Prompt, version: PromptVersion): Promise<PromptResource & { revision: number }> {
    const tags = await this.tagsOf([prompt]);
    const authors = await this.authors.of([prompt.authorId, version.authorId]);
    // Stars are for people: kept out of what is the same for everybody, and so may be remembered.
    const { starCount: _, ...fields } = fieldsOf(prompt, tags, authors);
    return {
      ...fields,
      version: versionView(prompt, version, authors),
      revision: prompt.revision,
    };
  }

  /** The same for a person, who also sees the stars. */
  async resourceFor(
    actor: Actor,
    prompt: Prompt,
    version: PromptVersion,
  ): Promise<PromptResource & { revision: number }> {
    const resource = await this.resource(prompt, version);
    if (actor.key !== null || actor.userId === null) return resource;
    const star = await this.data.stars.find({ userId: actor.userId, promptId: prompt.id });
    return { ...resource, starred: star !== null, starCount: prompt.starCount };
  }

  /** A page of a list: a query each for tags, authors and stars, whatever its length. */
  async items(actor: Actor, prompts: readonly Prompt[]): Promise<PromptItem[]> {
    const tags = await this.tagsOf(prompts);
    const authors = await this.authors.of(prompts.map((prompt) => prompt.authorId));
    const starred = await this.starredBy(actor, prompts);
    const shown = await this.shownBy(actor, prompts);
    return prompts.map((prompt) => ({
      ...fieldsOf(prompt, tags, authors),
      ...(shown.get(prompt.id) ?? { type: prompt.type, preview: prompt.preview }),
      starred: starred.has(prompt.id),
      starCount: prompt.starCount,
    }));
  }

  private async tagsOf(prompts: readonly Prompt[]): Promise<Tags> {
    const ids = [...new Set(prompts.flatMap((prompt) => prompt.tagIds))];
    const tags = ids.length === 0 ? [] : await this.data.tags.findMany({ id: { $in: ids } });
    return new Map(tags.map((tag) => [tag.id, tag]));
  }

  private async starredBy({ userId, key }: Actor, prompts: readonly Prompt[]): Promise<ReadonlySet<string>> {
    if (userId === null || key !== null || prompts.length === 0) return new Set();
    const stars = await this.data.stars.findMany({ userId, promptId: { $in: prompts.map((prompt) => prompt.id) } });
    return new Set(stars.map((star) => star.promptId));
  }

  /** A key limited to labels sees the opening of the version that its labels serve, not of the latest. */
  private async shownBy({ key }: Actor, prompts: readonly Prompt[]) {
    const shown = new Map<string, Pick<PromptItem, 'type' | 'preview'>>();
    if (!key?.labels) return shown;
    const wanted = prompts.map((prompt) => ({
      promptId: prompt.id,
      number: firstOf(prompt, key.labels!)?.number ?? 0,
    }));
    const versions = wanted.length === 0 ? [] : await this.data.promptVersions.findMany({ $or: wanted });
    for (const version of versions) {
      shown.set(version.promptId, { type: version.type, preview: previewOf(contentOf(version)) });
    }
    return shown;
  }
}

/** The record with what it refers to; what is the store's own stays behind at the output shape. */
const fieldsOf = (prompt: Prompt, tags: Tags, authors: Authors): Fields => ({
  ...prompt,
  aliases: [...prompt.aliases],
  tags: prompt.tagIds.flatMap((id) => {
    const tag = tags.get(id);
    return tag ? [{ id, name: tag.name, color: tag.color }] : [];
  }),
  labels: {
    ...Object.fromEntries(prompt.labelVersions.map(({ name, version }) => [name, version])),
    latest: prompt.latestVersion,
  },
  author: authors(prompt.authorId),
  createdAt: prompt.createdAt.toISOString(),
  updatedAt: prompt.updatedAt.toISOString(),
  deletedAt: prompt.deletedAt?.toISOString() ?? null,
});
