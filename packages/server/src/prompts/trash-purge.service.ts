import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import { inTrash } from '../data/schemas/prompt.schema.js';
import { PromptTrashService } from './prompt-trash.service.js';

/** How often each server looks, in milliseconds. */
const lookEvery = 10 * 60_000;
const atOnce = 100;
const day = 86_400_000;

/** What has been in the trash for `INCIPIT_TRASH_DAYS` is deleted for good, by nobody. */
@Injectable()
export class TrashPurgeService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(TrashPurgeService.name);
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<unknown> | undefined;
  #isStopped = false;

  constructor(
    private readonly data: DataService,
    private readonly events: EventLog,
    private readonly trash: PromptTrashService,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.#look(), lookEvery).unref();
    this.#look();
  }

  /** Ends after the prompt under way. */
  async onModuleDestroy(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#working;
  }

  /** Deletes all that is due, a transaction each, so that whoever restores one at the same time has it or has it not. */
  async purge(): Promise<void> {
    const dueAt = new Date(Date.now() - this.config.trashDays * day);
    const isDue = { deletedAt: { ...inTrash.deletedAt, $lt: dueAt } };
    while (!this.#isStopped) {
      const due = await this.data.prompts.findMany(isDue, { sort: [['deletedAt', 1]], limit: atOnce });
      if (due.length === 0) return;
      for (const { id } of due) {
        if (this.#isStopped) return;
        await this.data.transaction(async () => {
          const prompt = await this.data.prompts.get(id, isDue);
          if (!prompt) return;
          await this.trash.erase(id);
          await this.events.record({
            workspaceId: prompt.workspaceId,
            actorId: null,
            action: 'prompt.removed',
            target: { model: 'prompt', id, name: prompt.name },
            details: { reason: 'trash' },
            ip: '',
            requestId: '',
            at: new Date(),
          });
        });
      }
    }
  }

  #look(): void {
    this.#working ??= this.purge()
      // The store is away: the timer comes again.
      .catch((error: unknown) =>
        this.#logger.warn(`The trash must wait: ${error instanceof Error ? error.message : error}`),
      )
      .finally(() => {
        this.#working = undefined;
      });
  }
}
