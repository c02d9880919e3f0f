import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { textsOf } from '../versions/content.js';
import { contentOf } from '../versions/version.view.js';

/** What search looks at in a prompt. */
export interface SearchTexts {
  /** Name, aliases, title, tags: what is found there comes first. */
  readonly title: readonly string[];
  /** Description, and the content of the latest version. */
  readonly text: readonly string[];
}

/** Reads the texts of prompts. */
@Injectable()
export class SearchTextsService {
  constructor(private readonly data: DataService) {}

  /** By the id of the prompt, with two queries for all of them. */
  async of(prompts: readonly Prompt[]): Promise<ReadonlyMap<string, SearchTexts>> {
    const latest = prompts.map(({ id, latestVersion }) => ({ promptId: id, number: latestVersion }));
    const versions = latest.length === 0 ? [] : await this.data.promptVersions.findMany({ $or: latest });
    const contents = new Map(versions.map((version) => [version.promptId, textsOf(contentOf(version))]));
    const tagIds = [...new Set(prompts.flatMap((prompt) => prompt.tagIds))];
    const tags = tagIds.length === 0 ? [] : await this.data.tags.findMany({ id: { $in: tagIds } });
    const names = new Map(tags.map((tag) => [tag.id, tag.name]));
    return new Map(
      prompts.map((prompt) => [
        prompt.id,
        {
          title: [prompt.title, ...prompt.names, ...prompt.tagIds.map((id) => names.get(id) ?? '')],
          text: [prompt.description, ...(contents.get(prompt.id) ?? [])],
        },
      ]),
    );
  }
}
