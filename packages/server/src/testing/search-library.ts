import { caseFold } from '../data/case-fold.js';
import { newId } from '../data/repository.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { openTestStore } from '../data/test-data.js';
import { JobsService } from '../jobs/jobs.service.js';
import { inChunks } from '../search/chunks.js';
import { everything, SearchService } from '../search/search.service.js';
import { SearchIndex } from '../search/search-index.js';
import { SearchMatch } from '../search/search-match.js';
import { parseSearch } from '../search/search-query.js';
import { SearchTextsService } from '../search/search-texts.js';
import { WordCounts } from '../search/word-counts.js';

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
  const search = new SearchService(data, index, new WordCounts(data), new SearchMatch(data, texts));
  let made = 0;

  async function create(workspaceId: string, written: Written): Promise<Prompt> {
    made += 1;
    const { title, name = `p${made}`, description = '', text = '' } = written;
    const content = { type: 'text', text, dialect: 'simple', variables: [], config: {} };
    const prompt = await data.prompts.create({
      ...blank,
      workspaceId,
      title,
      name,
      names: [name],
      description,
      titleKey: caseFold(title),
    });
    const contentJson = JSON.stringify(content);
    await data.promptVersions.create({ ...blankVersion, workspaceId, promptId: prompt.id, contentJson });
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
          await index.write(...created);
          return created;
        })),
      );
    }
    return added;
  }

  /** All that a query finds, walked page by page. */
  async function find(workspaceId: string, q: string, limit = 50): Promise<Prompt[]> {
    const query = parseSearch(q);
    const found: Prompt[] = [];
    let after: unknown[] | undefined;
    while (query) {
      const where = { workspaceId, deletedAt: null };
      const page = await search.page({ query, place: { workspaceId }, where, showsText: everything, limit, after });
      found.push(...page.items);
      if (page.next === null) break;
      after = page.next;
    }
    return found;
  }

  return {
    data,
    index,
    search,
    add,
    find,
    newWorkspace: newId,
    close: async () => {
      await test.close();
      await store.close();
    },
  };
}

const blank = {
  aliases: [],
  collectionId: null,
  visibility: 'private',
  tagIds: [],
  labelVersions: [],
  latestVersion: 1,
  lastNumber: 1,
  type: 'text',
  preview: '',
  authorId: null,
  forkedFrom: null,
  starCount: 0,
  usedCount: 0,
  deletedAt: null,
} as const;

const blankVersion = {
  number: 1,
  type: 'text',
  contentHash: '',
  includes: [],
  message: '',
  authorId: null,
  restoredFrom: null,
} as const;
