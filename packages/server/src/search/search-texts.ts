import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { PromptVersion } from '../data/schemas/prompt-version.schema.js';
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

  /**
   * By the id of the prompt, with two queries for all of them at most.
   * @param isPublic only what everybody may see of them
   * @param known versions that need not be read
   */
  async of(
    prompts: readonly Prompt[],
    isPublic: boolean,
    known: readonly PromptVersion[] = [],
  ): Promise<ReadonlyMap<string, SearchTexts>> {
    const numberOf = isPublic ? publishedNumber : ({ latestVersion }: Prompt) => latestVersion;
    const versions: PromptVersion[] = [];
    const missing: { promptId: string; number: number }[] = [];
    for (const prompt of prompts) {
      const [promptId, number] = [prompt.id, numberOf(prompt)];
      const found = known.find((version) => version.promptId === promptId && version.number === number);
      if (found) versions.push(found);
      else missing.push({ promptId, number });
    }
    if (missing.length > 0) versions.push(...(await this.data.promptVersions.findMany({ $or: missing })));
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
