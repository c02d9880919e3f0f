import { caseFold } from '../data/case-fold.js';
import { inChunks } from '../data/chunks.js';
import { newId } from '../data/row.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { openTestStore } from '../data/test-data.js';
import { JobsService } from '../jobs/jobs.service.js';
import { SearchService } from '../search/search.service.js';
import { SearchIndex } from '../search/search-index.js';
import { SearchMatch } from '../search/search-match.js';
import { parseSearch } from '../search/search-query.js';
import { SearchTextsService } from '../search/search-texts.js';
import { type Ask, everything, SearchWays } from '../search/search-ways.js';
import { WordCounts } from '../search/word-counts.js';
import { promptRow, versionRow } from './rows.js';

/** What a prompt of such a library is made of. */
export interface Written {
  readonly title: string;
  readonly name?: string;
  readonly description?: string;
  readonly text?: string;
}

/** The search on a store of its own, without a server around it. */
export async function openSearchLibrary() {
  const store = await openTestStore();
  const test = await store.open();
  const { data } = test;
  const texts = new SearchTextsService(data);
  const index = new SearchIndex(data, texts, new JobsService(data));
  const counts = new WordCounts(data);
  const search = new SearchService(index, counts, new SearchWays(data, counts, new SearchMatch(data, texts)));
  let made = 0;

  async function create(workspaceId: string, written: Written): Promise<Prompt> {
    made += 1;
    const { title, name = `p${made}`, description = '', text = '' } = written;
    const content = { type: 'text', text, dialect: 'simple', variables: [], config: {} };
    const more = { title, titleKey: caseFold(title), description, latestVersion: 1, lastNumber: 1 };
    const prompt = await data.prompts.create(promptRow(workspaceId, name, more));
    const version = versionRow(workspaceId, prompt.id, 1);
    await data.promptVersions.create({ ...version, contentJson: JSON.stringify(content) });
    return prompt;
  }

  /** Puts prompts into a workspace, each newer than the one before. */
  async function add(workspaceId: string, prompts: readonly Written[]): Promise<Prompt[]> {
    const added: Prompt[] = [];
    for (const some of inChunks(prompts, 100)) {
      added.push(
        ...(await data.transaction(async () => {
          const created: Prompt[] = [];
          for (const written of some) created.push(await create(workspaceId, written));
          await index.write(created);
          return created;
        })),
      );
    }
    return added;
  }

  const asked = (workspaceId: string, q: string): Ask | null => {
    const query = parseSearch(q);
    return query && { query, place: { workspaceId }, where: { workspaceId, deletedAt: null }, showsText: everything };
  };

  /** All that a query finds, walked page by page. */
  async function find(workspaceId: string, q: string, limit = 50): Promise<Prompt[]> {
    const ask = asked(workspaceId, q);
    const found: Prompt[] = [];
    let after: unknown[] | undefined;
    while (ask) {
      const page = await search.page({ ...ask, limit, after });
      found.push(...page.items);
      if (page.next === null) break;
      after = page.next;
    }
    return found;
  }

  /** How many a query finds. */
  async function total(workspaceId: string, q: string) {
    const ask = asked(workspaceId, q);
    return ask ? search.total(ask) : { total: 0, totalIsExact: true };
  }

  return {
    data,
    index,
    search,
    add,
    find,
    total,
    newWorkspace: newId,
    close: async () => {
      await test.close();
      await store.close();
    },
  };
}
