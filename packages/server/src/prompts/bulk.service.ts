import type { api, BulkResult, InputOf } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { collectionPolicy } from '../access/collection.policy.js';
import { mustHaveScope } from '../access/refusal.js';
import { DataService } from '../data/data.service.js';
import { ApiError } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { LabelsService, mustNotBeLatest } from '../labels/labels.service.js';
import { PromptTagsService } from '../prompt-tags/prompt-tags.service.js';
import { PromptTrashService } from './prompt-trash.service.js';
import { PromptsService } from './prompts.service.js';

type Input = InputOf<(typeof api.prompts)['bulk']>;
type Outcome = Omit<BulkResult, 'id'>;

/**
 * One thing with many prompts: each as by itself, by the same rules and in a transaction of its own, one after the
 * other. What is wrong with one prompt is its own outcome; what is wrong with the request refuses all of it.
 */
@Injectable()
export class BulkService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly prompts: PromptsService,
    private readonly trash: PromptTrashService,
    private readonly tags: PromptTagsService,
    private readonly labels: LabelsService,
  ) {}

  /**
   * In order of `ids`. One that is given twice is done once, and answered twice.
   * @throws ApiError `scope_missing`, `label_reserved`, `collection_not_found`: nothing was done
   */
  async bulk(call: Call, input: Input): Promise<{ results: BulkResult[] }> {
    await this.check(call, input);
    const outcomes = new Map<string, Outcome>();
    for (const id of new Set(input.ids)) outcomes.set(id, await outcomeOf(() => this.one(call, id, input)));
    return { results: input.ids.map((id) => ({ id, ok: false, ...outcomes.get(id) })) };
  }

  private async check(call: Call, input: Input): Promise<void> {
    if (input.action === 'label') {
      mustHaveScope(call, 'labels:write');
      mustNotBeLatest(input.label);
    } else if (input.action === 'move' && input.collectionId !== null) {
      const { collectionId } = input;
      await this.access.read(call, collectionPolicy.read, () => this.data.collections.get(collectionId));
    }
  }

  private one(call: Call, id: string, input: Input): Promise<unknown> {
    switch (input.action) {
      case 'move':
        return this.prompts.update(call, { id, collectionId: input.collectionId });
      case 'tag':
        return this.tags.add(call, id, input.tags);
      case 'untag':
        return this.tags.takeOff(call, id, input.tags);
      case 'trash':
        return this.trash.remove(call, { id });
      case 'restore':
        return this.trash.restore(call, { id });
      case 'delete':
        return this.trash.remove(call, { id, permanent: true });
      case 'label':
        // Wherever it is now: there is one question for all of them.
        return this.labels.move(
          { ...call, ifMatch: '*' },
          { id, label: input.label, version: input.version, reason: '' },
        );
      case 'visibility':
        return this.prompts.update(call, { id, visibility: input.visibility });
    }
  }
}

async function outcomeOf(act: () => Promise<unknown>): Promise<Outcome> {
  try {
    await act();
    return { ok: true };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { ok: false, code: error.code };
  }
}
