import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { inChunks } from '../data/chunks.js';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import type { Job } from '../data/schemas/job.schema.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { PromptVersion } from '../data/schemas/prompt-version.schema.js';
import { entryTime, searchRules } from '../data/schemas/search-entry.schema.js';
import { JobsService } from '../jobs/jobs.service.js';
import { SearchTextsService } from './search-texts.js';
import { wordsOf } from './words.js';

/** With the rules in it: a server of other rules leaves the job alone. */
const kind = `search.rebuild.${searchRules}`;
/** Comes before every other id. */
const firstId = '0'.repeat(24);
/** Prompts whose texts are read at once. */
const promptsAtOnce = 25;
/** More prompts than these are no matter of one transaction. */
const mostInOne = 200;

/** Keeps the words of prompts, in the transaction of the change that gives them others. */
@Injectable()
export class SearchIndex implements OnApplicationBootstrap {
  constructor(
    private readonly data: DataService,
    private readonly texts: SearchTextsService,
    private readonly jobs: JobsService,
  ) {
    jobs.handle(kind, (job) => this.rebuildSome(job));
  }

  /**
   * Writes the entries of prompts as they are now; the store writes only the index rows that differ.
   * @param known versions that need not be read
   */
  async write(prompts: readonly Prompt[], known: readonly PromptVersion[] = []): Promise<void> {
    for (const some of inChunks(prompts, promptsAtOnce)) {
      await this.#writeAll(some, false, known);
      await this.#writeAll(some.filter(isPublic), true, known);
    }
  }

  /**
   * Writes what everybody finds a prompt by. To be called when it becomes public or ceases to be, and when another
   * version of it is published; {@link write} does it too.
   */
  async publish(prompt: Prompt): Promise<void> {
    if (isPublic(prompt)) await this.#writeAll([prompt], true);
    else await this.data.publicEntries.removeMany({ promptId: prompt.id });
  }

  /** {@link write} for prompts of these ids, who have another tag. Very many of them follow in a job. */
  async writeOf(promptIds: readonly string[]): Promise<void> {
    if (promptIds.length > mostInOne) await this.jobs.schedule(kind, firstId);
    else await this.write(await this.data.prompts.findMany({ id: { $in: promptIds } }));
  }

  /** Whether all words are as they should be: they are not while a job makes them again. */
  async isComplete(): Promise<boolean> {
    return (await this.data.jobs.count({ kind }, 1)) === 0;
  }

  /** Makes all entries again when they were made by other rules, or by none. */
  async onApplicationBootstrap(): Promise<void> {
    await this.data.transaction(async () => {
      const change = { set: { searchRules } };
      const isOther = await this.data.instance.patch(instanceId, change, { searchRules: { $ne: searchRules } });
      if (isOther) await this.jobs.schedule(kind, firstId);
    });
  }

  async #writeAll(prompts: readonly Prompt[], areShown: boolean, known: readonly PromptVersion[] = []): Promise<void> {
    const entries = areShown ? this.data.publicEntries : this.data.searchEntries;
    const texts = await this.texts.of(prompts, areShown, known);
    await entries.patchEach(
      prompts.map((prompt) => {
        const { title, text } = texts.get(prompt.id)!;
        const words = { titleWords: wordsOf(title), words: wordsOf([...title, ...text]) };
        return {
          where: { promptId: prompt.id },
          change: { set: { promptUpdatedAt: entryTime(prompt), ...words } },
          otherwise: { workspaceId: prompt.workspaceId },
        };
      }),
    );
  }

  /** One step. The job is about the last prompt that is done, so that another server goes on behind it. */
  private async rebuildSome({ id, subjectId }: Job): Promise<boolean> {
    const where = { id: { $gt: subjectId } };
    const prompts = await this.data.prompts.findMany(where, { sort: [['id', 1]], limit: promptsAtOnce });
    await this.write(prompts);
    const last = prompts.at(-1);
    if (last) await this.data.jobs.patch(id, { set: { subjectId: last.id } });
    return prompts.length < promptsAtOnce;
  }
}

const isPublic = ({ visibility }: Prompt): boolean => visibility === 'public';
