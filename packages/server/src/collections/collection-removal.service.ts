import { type api, type InputOf, limits } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { collectionPolicy } from '../access/collection.policy.js';
import { caseFold } from '../data/case-fold.js';
import { DataService } from '../data/data.service.js';
import type { Collection } from '../data/schemas/collection.schema.js';
import type { Call } from '../http/call.js';
import { PromptTrashService } from '../prompts/prompt-trash.service.js';
import { CollectionTree } from './collection-tree.js';

type Input = InputOf<(typeof api.collections)['remove']>;

/** Takes a collection away, in one transaction with what becomes of its prompts and of what is below it. */
@Injectable()
export class CollectionRemovalService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly tree: CollectionTree,
    private readonly trash: PromptTrashService,
  ) {}

  /**
   * @param prompts `trash`: all inside goes into the trash; else it moves up one level
   * @throws ApiError `collection_not_found`, `prompt_in_use`, `label_protected`
   */
  remove(call: Call, { id, prompts }: Input): Promise<void> {
    return this.access.change(
      call,
      collectionPolicy.remove,
      () => this.data.collections.get(id),
      async (it) => {
        await this.tree.lock(it);
        it.details = { prompts };
        await (prompts === 'trash' ? this.withPrompts(it) : this.keepingPrompts(it));
      },
    );
  }

  /** Prompts and collections inside move up, those in the trash too, so that they come back to a place that exists. */
  private async keepingPrompts({ target }: Authorized<Collection>): Promise<void> {
    const { id, workspaceId, parentId } = target;
    const below = await this.tree.below(target);
    await this.data.collections.remove(id);
    await this.data.shares.removeMany({ collectionId: id });
    await this.tree.rebase(below, target.ancestorIds.length + 1, target.ancestorIds);
    await this.movePromptsUp([id], target);
    if (parentId !== null && target.promptCount > 0) {
      await this.data.collections.patch(parentId, { inc: { promptCount: target.promptCount } });
    }
    const siblings = await this.data.collections.findMany({ workspaceId, parentId });
    const taken = new Set(siblings.map((sibling) => sibling.nameKey));
    for (const child of below.filter((collection) => collection.parentId === id)) {
      const name = freeName(child.name, taken);
      taken.add(caseFold(name));
      await this.data.collections.update(child.id, { parentId, name, nameKey: caseFold(name) });
    }
  }

  /** Every prompt inside and below goes into the trash by its own rule, and the collections below go with this one. */
  private async withPrompts(it: Authorized<Collection>): Promise<void> {
    const { target } = it;
    const ids = [target.id, ...(await this.tree.below(target)).map((collection) => collection.id)];
    it.details.trashed = await this.trash.trashWith(it, ids);
    await this.movePromptsUp(ids, target);
    await this.data.collections.removeMany({ workspaceId: target.workspaceId, id: { $in: ids } });
    await this.data.shares.removeMany({ collectionId: { $in: ids } });
  }

  private async movePromptsUp(from: readonly string[], { workspaceId, parentId }: Collection): Promise<void> {
    const where = { workspaceId, collectionId: { $in: from } };
    await this.data.prompts.updateMany(where, { set: { collectionId: parentId } });
  }
}

/** The name, or with ` (2)`, ` (3)` … behind it the first that no sibling has, cut so that it is not too long. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` (${number})`;
    const candidate = [...name].slice(0, limits.collection - suffix.length).join('') + suffix;
    if (!taken.has(caseFold(candidate))) return candidate;
  }
}
