import type { Model } from 'mongoose';
import { inChunks } from './chunks.js';
import type { Change, Filter } from './filter.js';
import type { Stored } from './record-schema.js';
import { Repository } from './repository.js';
import type { Row } from './row.js';
import type { Prompt } from './schemas/prompt.schema.js';
import { entryTime, type SearchEntry } from './schemas/search-entry.schema.js';
import type { Transactions } from './transactions.js';

/** Ids in one command. */
const largestBatch = 1_000;

/**
 * Prompts. With each update their search entries take their new place among the newest. `patch` and its kin leave them
 * where they are: they do not change `updatedAt`, and must not change `deletedAt`.
 */
export class PromptRepository extends Repository<Prompt> {
  constructor(
    model: Model<Row>,
    transactions: Transactions,
    private readonly entries: Repository<SearchEntry>,
    private readonly publicEntries: Repository<SearchEntry>,
  ) {
    super(model, transactions);
  }

  override update(id: string, change: Partial<Omit<Prompt, keyof Stored>>, expect?: { revision: number }) {
    return this.transactions.run(async () => {
      const prompt = await super.update(id, change, expect);
      if (prompt) await this.#follow([id], entryTime(prompt), prompt.visibility === 'public');
      return prompt;
    });
  }

  /** {@link update} without that: for whoever writes the entries in the same transaction, as `SearchIndex` does. */
  updateAlone(id: string, change: Partial<Omit<Prompt, keyof Stored>>): Promise<Prompt | null> {
    return super.update(id, change);
  }

  override updateMany(where: Filter<Prompt>, change: Change<Prompt>): Promise<number> {
    return this.transactions.run(async () => {
      const ids = await this.idsIn('id', where);
      for (const some of inChunks(ids, largestBatch)) {
        const those = { id: { $in: some } };
        await super.updateMany(those, change);
        const live = new Set(await this.idsIn('id', { ...those, deletedAt: null }));
        // One command gives all of them the same moment.
        const [changed] = await this.findMany(those, { limit: 1 });
        if (changed) await this.#follow([...live], changed.updatedAt);
        await this.#follow(
          some.filter((id) => !live.has(id)),
          null,
        );
      }
      return ids.length;
    });
  }

  async #follow(promptIds: readonly string[], promptUpdatedAt: Date | null, mayBePublic = true): Promise<void> {
    if (promptIds.length === 0) return;
    for (const entries of mayBePublic ? [this.entries, this.publicEntries] : [this.entries]) {
      await entries.patchMany({ promptId: { $in: promptIds } }, { set: { promptUpdatedAt } });
    }
  }
}
