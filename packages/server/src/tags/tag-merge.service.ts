import type { api, InputOf, Tag as TagResource } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { tagPolicy } from '../access/tag.policy.js';
import { DataService } from '../data/data.service.js';
import type { Tag } from '../data/schemas/tag.schema.js';
import { ApiError, notFound } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { SearchIndex } from '../search/search-index.js';
import { tagView } from './tag.view.js';
import { TagsService } from './tags.service.js';

const pageSize = 1_000;

/** Puts one tag in the place of another, everywhere, in one transaction. */
@Injectable()
export class TagMergeService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly tags: TagsService,
    private readonly search: SearchIndex,
  ) {}

  /** Answers the tag merged into; the other is gone. */
  merge(call: Call, { id, into }: InputOf<(typeof api.tags)['merge']>): Promise<TagResource & { revision: number }> {
    return this.access.change(
      call,
      tagPolicy.merge,
      () => this.data.tags.get(id),
      async (it) => {
        if (into === id) {
          const message = 'must be another tag';
          throw new ApiError('invalid_request', `into ${message}.`, { errors: [{ path: 'into', message }] });
        }
        const { workspaceId } = it.target;
        const other = await this.data.tags.get(into, { workspaceId });
        if (!other) throw notFound('tag');
        it.details = { into: { id: other.id, name: other.name } };
        const isLive = { workspaceId, deletedAt: null };
        const gained = await this.data.prompts.count(
          { ...isLive, $and: [{ tagIds: id }, { tagIds: { $ne: into } }] },
          all,
        );
        const promptIds = await this.tags.promptsOf(id);
        await this.moveRows(it.target, into);
        await this.data.prompts.updateMany({ workspaceId, tagIds: id }, { add: { tagIds: into } });
        // The same change of the prompt as the line above, so its revision does not rise twice.
        await this.data.prompts.patchMany({ workspaceId, tagIds: id }, { pull: { tagIds: id } });
        await this.data.tags.remove(id);
        await this.search.writeOf(promptIds);
        const merged = await this.data.tags.patch(into, { inc: { promptCount: gained } });
        if (!merged) throw notFound('tag');
        return tagView(merged);
      },
    );
  }

  /** The rows of `prompt_tags`: who put the tag there, and when, stays. */
  private async moveRows({ id }: Tag, into: string): Promise<void> {
    for (;;) {
      const rows = await this.data.promptTags.findMany({ tagId: id }, { limit: pageSize });
      if (rows.length === 0) return;
      const promptId = { $in: rows.map((row) => row.promptId) };
      const both = await this.data.promptTags.findMany({ tagId: into, promptId });
      await this.data.promptTags.removeMany({ tagId: id, promptId: { $in: both.map((row) => row.promptId) } });
      await this.data.promptTags.updateMany({ tagId: id, promptId }, { set: { tagId: into } });
    }
  }
}

const all = Number.MAX_SAFE_INTEGER;
