import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { publishedNumber } from '../prompts/selection.js';
import { textsOf } from '../versions/content.js';
import { contentOf } from '../versions/version.view.js';

/** What search looks at in a prompt. */
export interface SearchTexts {
  /** Name, title, tags, and for members aliases: what is found there comes first. */
  readonly title: readonly string[];
  /** Description, and the content of the latest version, or of the published one. */
  readonly text: readonly string[];
}

/** Reads the texts of prompts. */
@Injectable()
export class SearchTextsService {
  constructor(private readonly data: DataService) {}

  /** By the id of the prompt, with two queries for all of them. @param isPublic only what everybody may see of them */
  async of(prompts: readonly Prompt[], isPublic: boolean): Promise<ReadonlyMap<string, SearchTexts>> {
    const numberOf = isPublic ? publishedNumber : ({ latestVersion }: Prompt) => latestVersion;
    const wanted = prompts.map((prompt) => ({ promptId: prompt.id, number: numberOf(prompt) }));
    const versions = wanted.length === 0 ? [] : await this.data.promptVersions.findMany({ $or: wanted });
    const contents = new Map(versions.map((version) => [version.promptId, textsOf(contentOf(version))]));
    const tagIds = [...new Set(prompts.flatMap((prompt) => prompt.tagIds))];
    const tags = tagIds.length === 0 ? [] : await this.data.tags.findMany({ id: { $in: tagIds } });
    const names = new Map(tags.map((tag) => [tag.id, tag.name]));
    return new Map(
      prompts.map((prompt) => [
        prompt.id,
        {
          title: [
            prompt.title,
            ...(isPublic ? [prompt.name] : prompt.names),
            ...prompt.tagIds.map((id) => names.get(id) ?? ''),
          ],
          text: [prompt.description, ...(contents.get(prompt.id) ?? [])],
        },
      ]),
    );
  }
}
