import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import { newId } from '../data/row.js';
import type { Job } from '../data/schemas/job.schema.js';

/**
 * One step of a job, small enough for the transaction that it runs in. It finds out from the data what is left to do;
 * `true`: nothing.
 */
export type JobStep = (job: Job) => Promise<boolean>;

/** How long a server may be silent, in milliseconds, before another takes its job over. Each step begins it anew. */
const lease = 15_000;
/** How often each server looks for jobs that are due, in milliseconds. */
const lookEvery = 2_000;
const longestPause = 5 * 60_000;

/** Milliseconds until a job that failed so often in a row is tried again. */
const pauseAfter = (failures: number): number => Math.min(1_000 * 2 ** failures, longestPause);

/**
 * Work that is too large for one transaction. The change commits a marker that shows its whole result, and with it a
 * job; the rows follow step by step. One server at a time holds a job, by lease, and each step commits together with
 * the proof that it is still held: so a step counts once, and after a crash another goes on where it stopped.
 */
@Injectable()
export class JobsService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(JobsService.name);
  readonly #steps = new Map<string, JobStep>();
  readonly #holder = newId();
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #isStopped = false;

  constructor(private readonly data: DataService) {}

  /** Says who does the jobs of one kind. To be called before the server is up. */
  handle(kind: string, step: JobStep): void {
    this.#steps.set(kind, step);
  }

  /** Makes a job, in the running transaction. @param dueAt not before this time; left out: at once */
  async schedule(kind: string, subjectId: string, dueAt = new Date()): Promise<void> {
    await this.data.jobs.create({ kind, subjectId, dueAt, holder: null, failures: 0 });
    this.data.afterCommit(() => this.#wake());
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.#wake(), lookEvery).unref();
    this.#wake();
  }

  /** Ends after the step under way; what is left is for the next server. */
  async onModuleDestroy(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#working;
  }

  #wake(): void {
    if (this.#isStopped || this.#working) return;
    this.#working = this.#work()
      // The store is away: the timer comes again.
      .catch((error: unknown) => this.#logger.warn(`Jobs must wait: ${textOf(error)}`))
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #work(): Promise<void> {
    while (!this.#isStopped) {
      const job = await this.#claim();
      if (!job) return;
      await this.#run(job);
    }
  }

  /** Takes the job that has been due for longest; `null`: there is none. */
  async #claim(): Promise<Job | null> {
    for (;;) {
      const due = { kind: { $in: [...this.#steps.keys()] }, dueAt: { $lte: new Date() } };
      const [next] = await this.data.jobs.findMany(due, { sort: [['dueAt', 1]], limit: 1 });
      if (!next) return null;
      const change = { set: { holder: this.#holder, dueAt: leaseEnd() } };
      const taken = await this.data.jobs.patch(next.id, change, { dueAt: next.dueAt });
      // Otherwise another server was faster.
      if (taken) return taken;
    }
  }

  async #run(job: Job): Promise<void> {
    const own = { holder: this.#holder };
    let { failures } = job;
    try {
      while (!this.#isStopped) {
        if ((await this.#step(job)) !== 'more') return;
        failures = 0;
      }
      await this.data.jobs.patch(job.id, { set: { dueAt: new Date() } }, own);
    } catch (error) {
      this.#logger.error(`${job.kind} of ${job.subjectId} failed and is tried again: ${textOf(error)}`);
      const dueAt = new Date(Date.now() + pauseAfter(failures));
      await this.data.jobs.patch(job.id, { set: { dueAt, failures: failures + 1 } }, own);
    }
  }

  #step(job: Job): Promise<'more' | 'done' | 'lost'> {
    const { id, kind } = job;
    const own = { holder: this.#holder };
    return this.data.transaction(async () => {
      const held = await this.data.jobs.get(id, own);
      const step = this.#steps.get(kind);
      if (!held || !step) return 'lost';
      // Written last, so that nobody waits for a step to claim the job. Whoever claims it meanwhile makes this
      // transaction begin again, and then it is not held any more.
      if (await step(held)) {
        await this.data.jobs.removeMany({ id, ...own });
        return 'done';
      }
      await this.data.jobs.patch(id, { set: { dueAt: leaseEnd(), failures: 0 } }, own);
      return 'more';
    });
  }
}

const leaseEnd = (): Date => new Date(Date.now() + lease);

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
