import type { PublicPrompt } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { MembershipService } from '../access/membership.service.js';
import { inChunks } from '../data/chunks.js';
import { DataService } from '../data/data.service.js';
import { inPublic, type Prompt } from '../data/schemas/prompt.schema.js';
import type { PromptVersion } from '../data/schemas/prompt-version.schema.js';
import { AuthorsService } from '../profiles/authors.service.js';
import { publishedNumber } from '../prompts/selection.js';
import { contentOf } from '../versions/version.view.js';

/** A prompt, and the version of it that is shown. */
interface Shown {
  readonly prompt: Prompt;
  readonly version: PromptVersion;
}

/** Versions read at once. */
const versionsAtOnce = 10;
/** A page ends when its contents have more characters of JSON: a hundred prompts may be a hundred megabytes. */
const mostCharacters = 4 * 1024 * 1024;

/** Prompts as everybody may see them. */
@Injectable()
export class PublicPromptViews {
  constructor(
    private readonly data: DataService,
    private readonly authors: AuthorsService,
    private readonly membership: MembershipService,
  ) {}

  /** One with the version of this number, the published one when it is left out; `null`: it has none of it. */
  async one(prompt: Prompt, number = publishedNumber(prompt)): Promise<(PublicPrompt & { revision: number }) | null> {
    const version = await this.data.promptVersions.find({ promptId: prompt.id, number });
    const [view] = version ? await this.views([{ prompt, version }]) : [];
    return view ? { ...view, revision: prompt.revision } : null;
  }

  /** Prompts with their published versions: as many, from the first, as `fit` into one answer; at least one. */
  async fitting(prompts: readonly Prompt[]): Promise<{ views: PublicPrompt[]; fit: number }> {
    const shown: Shown[] = [];
    let fit = 0;
    let characters = 0;
    for (const some of inChunks(prompts, versionsAtOnce)) {
      const versions = await this.published(some);
      for (const prompt of some) {
        const version = versions.get(prompt.id);
        characters += version?.contentJson.length ?? 0;
        if (characters > mostCharacters && fit > 0) return { views: await this.views(shown), fit };
        if (version) shown.push({ prompt, version });
        fit += 1;
      }
    }
    return { views: await this.views(shown), fit };
  }

  private async published(prompts: readonly Prompt[]): Promise<ReadonlyMap<string, PromptVersion>> {
    const wanted = prompts.map((prompt) => ({ promptId: prompt.id, number: publishedNumber(prompt) }));
    const versions = await this.data.promptVersions.findMany({ $or: wanted });
    return new Map(versions.map((version) => [version.promptId, version]));
  }

  /** A query each for tags, authors and sources, whatever the length. */
  private async views(shown: readonly Shown[]): Promise<PublicPrompt[]> {
    const tags = await this.tagNames(shown);
    const authors = await this.authors.of(shown.map(({ prompt }) => prompt.authorId));
    const sources = await this.publicSources(shown);
    return shown.map(({ prompt, version }) => ({
      id: prompt.id,
      name: prompt.name,
      title: prompt.title,
      description: prompt.description,
      tags: prompt.tagIds.flatMap((id) => tags.get(id) ?? []),
      author: authors(prompt.authorId),
      starCount: prompt.starCount,
      content: contentOf(version),
      updatedAt: prompt.updatedAt.toISOString(),
      forkedFrom: prompt.forkedFrom && sources.has(prompt.forkedFrom.promptId) ? prompt.forkedFrom : null,
    }));
  }

  private async tagNames(shown: readonly Shown[]): Promise<ReadonlyMap<string, string>> {
    const ids = [...new Set(shown.flatMap(({ prompt }) => prompt.tagIds))];
    const tags = ids.length === 0 ? [] : await this.data.tags.findMany({ id: { $in: ids } });
    return new Map(tags.map(({ id, name }) => [id, name]));
  }

  /** Those prompts that these are forks of and that everybody may see. */
  private async publicSources(shown: readonly Shown[]): Promise<ReadonlySet<string>> {
    const ids = shown.flatMap(({ prompt }) => prompt.forkedFrom?.promptId ?? []);
    if (ids.length === 0) return new Set();
    const workspaceId = await this.membership.inLiveWorkspaces();
    const sources = await this.data.prompts.findMany({ ...inPublic, workspaceId, id: { $in: ids } });
    return new Set(sources.map(({ id }) => id));
  }
}
