import type { Model } from 'mongoose';
import { inChunks } from './chunks.js';
import type { Change, Filter } from './filter.js';
import type { Stored } from './record-schema.js';
import { Repository, type Row } from './repository.js';
import type { Prompt } from './schemas/prompt.schema.js';
import type { SearchEntry } from './schemas/search-entry.schema.js';
import type { Transactions } from './transactions.js';

/** Ids in one command. */
const largestBatch = 1_000;

/** When a prompt was changed last, as its search entries have it. */
export const changedAt = ({ deletedAt, updatedAt }: Prompt): Date | null => (deletedAt ? null : updatedAt);

/** Prompts. With each change that readers see, their search entries take their new place among the newest. */
export class PromptRepository extends Repository<Prompt> {
  constructor(
    model: Model<Row>,
    transactions: Transactions,
    private readonly entries: readonly Repository<SearchEntry>[],
  ) {
    super(model, transactions);
  }

  override update(id: string, change: Partial<Omit<Prompt, keyof Stored>>, expect?: { revision: number }) {
    return this.transactions.run(async () => {
      const prompt = await super.update(id, change, expect);
      if (prompt) await this.#place([id], changedAt(prompt));
      return prompt;
    });
  }

  override updateMany(where: Filter<Prompt>, change: Change<Prompt>): Promise<number> {
    return this.transactions.run(async () => {
      const ids = await this.idsIn('id', where);
      for (const some of inChunks(ids, largestBatch)) {
        const those = { id: { $in: some } };
        await super.updateMany(those, change);
        // They were all changed at the same moment.
        const [live] = await this.findMany({ ...those, deletedAt: null }, { limit: 1 });
        await this.#place(some, null);
        if (live) await this.#place(await this.idsIn('id', { ...those, deletedAt: null }), changedAt(live));
      }
      return ids.length;
    });
  }

  async #place(promptIds: readonly string[], at: Date | null): Promise<void> {
    for (const entries of this.entries) {
      await entries.patchMany({ promptId: { $in: promptIds } }, { set: { changedAt: at } });
    }
  }
}
