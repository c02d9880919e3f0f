import type { api, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { refusal } from '../access/refusal.js';
import { CollectionTree } from '../collections/collection-tree.js';
import { DataService } from '../data/data.service.js';
import type { Collection } from '../data/schemas/collection.schema.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { ApiError } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { IncludesService } from '../render/includes.service.js';
import { SearchIndex } from '../search/search-index.js';
import { TagsService } from '../tags/tags.service.js';
import { VersionsService } from '../versions/versions.service.js';
import { PromptViews } from './prompt.view.js';
import { namesOf, PromptNames, renamed } from './prompt-names.js';
import { mustBeLive } from './prompt-state.js';

type Rows = typeof api.prompts;

/** Into the trash, out of it again, and away for good. */
@Injectable()
export class PromptTrashService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly names: PromptNames,
    private readonly versions: VersionsService,
    private readonly tags: TagsService,
    private readonly tree: CollectionTree,
    private readonly includes: IncludesService,
    private readonly views: PromptViews,
    private readonly search: SearchIndex,
  ) {}

  /** Into the trash, or from there for good. @throws ApiError `in_trash`, `not_in_trash`, `prompt_in_use` */
  remove(call: Call, input: InputOf<Rows['remove']>): Promise<void> {
    return input.permanent ? this.removeForGood(call, input) : this.trash(call, input);
  }

  /**
   * Back to its collection, if that is still there, with those aliases that nobody took.
   * @throws ApiError `not_in_trash`, `name_taken`
   */
  restore(call: Call, input: InputOf<Rows['restore']>) {
    return this.access.change(
      call,
      promptPolicy.restore,
      () => this.data.prompts.get(input.id),
      async (it) => {
        const prompt = it.target;
        if (!prompt.deletedAt) throw new ApiError('not_in_trash', 'The prompt is not in the trash.');
        const names =
          input.name && input.name !== prompt.name ? renamed(prompt, input.name) : namesOf(prompt.name, prompt.aliases);
        // Its folder may be gone meanwhile; its aliases may belong to others, but not its name.
        const collection = prompt.collectionId && (await this.data.collections.get(prompt.collectionId));
        const collectionId = collection ? collection.id : null;
        await this.tree.recount(it, null, collectionId);
        await this.tags.recount(it, [], prompt.tagIds);
        const aliases = await this.names.unheld(prompt.workspaceId, names.aliases);
        const restored = await this.names.writing(false, () =>
          this.data.prompts.update(prompt.id, {
            ...namesOf(names.name, aliases),
            deletedAt: null,
            collectionId,
          }),
        );
        const live = restored ?? prompt;
        // It may have fewer names, and meanwhile other tags.
        await this.search.write([live]);
        return this.views.resourceFor(it.actor, live, await this.versions.current(it.actor, live));
      },
    );
  }

  private trash(call: Call, input: InputOf<Rows['remove']>): Promise<void> {
    return this.access.change(
      call,
      promptPolicy.trash,
      () => this.data.prompts.get(input.id),
      async (it) => {
        mustBeLive(it.target);
        if (!input.force) await this.mustBeUnused(it, [it.target], ' Repeat with force=true to delete it.');
        await this.discard(it);
      },
    );
  }

  /** Into the trash: its name is free, and nothing counts it any more. */
  private async discard(it: Authorized<Prompt>): Promise<void> {
    const prompt = it.target;
    await this.data.prompts.update(prompt.id, { deletedAt: new Date() });
    await this.tree.recount(it, prompt.collectionId, null);
    await this.tags.recount(it, prompt.tagIds, []);
  }

  /**
   * All live prompts of these collections, which go themselves: in few commands, however many they are. They come back
   * to `parentId`. How many.
   * @throws ApiError `prompt_in_use` by others than themselves, `label_protected`, `forbidden`
   */
  async trashWith(it: Authorized<Collection>, collectionIds: readonly string[]): Promise<number> {
    const { workspaceId, parentId: collectionId } = it.target;
    const where = { workspaceId, collectionId: { $in: collectionIds }, deletedAt: null };
    const prompts = await this.data.prompts.findMany(where);
    // What a key does not see must not go unseen.
    if (!prompts.every((prompt) => promptPolicy.trash.see(it.actor, prompt))) throw refusal('forbidden');
    await this.mustBeUnused(it, prompts);
    await this.access.changeAll(it, promptPolicy.trash, prompts, async () => {
      await this.data.prompts.updateMany(where, { set: { deletedAt: new Date(), collectionId } });
      await this.tags.uncount(it, prompts);
    });
    return prompts.length;
  }

  private removeForGood(call: Call, input: InputOf<Rows['remove']>): Promise<void> {
    return this.access.change(
      call,
      promptPolicy.removeForGood,
      () => this.data.prompts.get(input.id),
      async (it) => {
        if (!it.target.deletedAt) {
          throw new ApiError('not_in_trash', 'Only what is in the trash can be deleted for good.');
        }
        await this.erase(input.id);
      },
    );
  }

  /** Takes a prompt in the trash away with all that belongs to it; part of the running transaction. */
  async erase(promptId: string): Promise<void> {
    for (const rows of this.data.ofPrompts) await rows.removeMany({ promptId });
    await this.data.prompts.remove(promptId);
  }

  /** A key that does not see all who include them is told of those that it sees. @throws ApiError `prompt_in_use` */
  private async mustBeUnused({ actor }: Authorized<unknown>, prompts: readonly Prompt[], remedy = ''): Promise<void> {
    const users = await this.includes.usersOf(prompts);
    if (users.length === 0) return;
    const seen = users.filter((user) => promptPolicy.read.see(actor, user));
    const names = seen.map(({ name }) => name).join(', ') || 'prompts that you do not see';
    throw new ApiError('prompt_in_use', `Included by ${names}.${remedy}`, {
      usedBy: seen.map(({ id, name }) => ({ id, name })),
    });
  }
}
