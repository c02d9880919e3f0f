import type { api, Draft as DraftResource, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { type PromptTarget, promptPolicy } from '../access/prompt.policy.js';
import type { Rule } from '../access/rule.js';
import { type InWorkspace, workspacePolicy } from '../access/workspace.policy.js';
import { DataService } from '../data/data.service.js';
import type { Draft } from '../data/schemas/draft.schema.js';
import { notFound } from '../http/api-error.js';
import type { Call, UserCaller } from '../http/call.js';
import { mustBeLive } from '../prompts/prompt-state.js';
import { checkSize } from '../versions/content.js';

type Given = Omit<InputOf<(typeof api.drafts)['put']>, 'id'>;
type Shown = DraftResource & { revision: number };

/** What a draft is of. The revision is the draft's own; 0: there is none. */
interface Subject extends InWorkspace {
  readonly promptId: string | null;
  readonly revision: number;
  readonly draft: Draft | null;
  /** The version that edits begin from, unless they say so. */
  readonly latestVersion: number | null;
  readonly deletedAt: Date | null;
}

/** A rule together with the way to what it is asked about. */
interface Place<T extends Subject = Subject> {
  readonly rule: Rule<T>;
  load(): Promise<T | null>;
}

/** Unsaved edits, each user's own. They change nothing that others see, so no event tells of them. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
  ) {}

  /** The draft of a prompt that is there. */
  ofPrompt(call: Call<UserCaller>, promptId: string): Place<PromptTarget & Subject> {
    const load = async () => {
      const prompt = await this.data.prompts.get(promptId);
      return prompt && { ...prompt, promptId, ...(await this.find(call, prompt.workspaceId, promptId)) };
    };
    return { rule: promptPolicy.draft, load };
  }

  /** The draft of a prompt that is not made yet. */
  ofNew(call: Call<UserCaller>, given: string | undefined) {
    const load = async () => {
      const workspace = await this.access.workspaceTarget(await this.access.workspaceId(call, given));
      const none = { promptId: null, latestVersion: null, deletedAt: null };
      return workspace && { ...workspace, ...none, ...(await this.find(call, workspace.id, null)) };
    };
    return { rule: workspacePolicy.draft, load };
  }

  async get<T extends Subject>(call: Call, place: Place<T>): Promise<Shown> {
    const { target } = await this.access.read(call, place.rule, place.load);
    return shown(mustExist(target.draft));
  }

  /** Replaces the draft by what is given. @throws ApiError `too_large`, `in_trash` */
  put<T extends Subject>(call: Call<UserCaller>, place: Place<T>, given: Given): Promise<Shown> {
    const { baseVersion, ...parts } = given;
    if (parts.content) checkSize(parts.content);
    return this.access.change(call, place.rule, place.load, async ({ target }) => {
      mustBeLive(target);
      const { draft, workspaceId, promptId, latestVersion } = target;
      const change = { partsJson: JSON.stringify(parts), baseVersion: baseVersion ?? latestVersion };
      const kept = draft
        ? await this.data.drafts.update(draft.id, change)
        : await this.data.drafts.create({ userId: call.caller.userId, workspaceId, promptId, ...change });
      return shown(mustExist(kept));
    });
  }

  async remove<T extends Subject>(call: Call, place: Place<T>): Promise<void> {
    await this.access.change(call, place.rule, place.load, ({ target }) =>
      this.data.drafts.remove(mustExist(target.draft).id),
    );
  }

  /**
   * What was saved is no draft any more: part of the save. A key has no drafts, and ends none.
   * @param hasContent without it, a draft that has content stays: that was not saved
   */
  async saved(it: Authorized<unknown>, workspaceId: string, promptId: string | null, hasContent = true) {
    const { userId, key } = it.actor;
    if (userId === null || key !== null) return;
    const where = { userId, workspaceId, promptId };
    const draft = await this.data.drafts.find(where);
    if (draft && (hasContent || !('content' in JSON.parse(draft.partsJson)))) await this.data.drafts.remove(draft.id);
  }

  private async find({ caller }: Call<UserCaller>, workspaceId: string, promptId: string | null) {
    const draft = await this.data.drafts.find({ userId: caller.userId, workspaceId, promptId });
    return { draft, revision: draft?.revision ?? 0 };
  }
}

function mustExist(draft: Draft | null): Draft {
  if (!draft) throw notFound('draft');
  return draft;
}

const shown = ({ partsJson, baseVersion, updatedAt, revision }: Draft): Shown => ({
  ...(JSON.parse(partsJson) as Given),
  baseVersion,
  updatedAt: updatedAt.toISOString(),
  revision,
});
