import { limits } from '@incipit/contract';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import type { Usage } from '../data/schemas/usage.schema.js';

/** What was served: one version, and the label that selected it. */
export type Served = Pick<Usage, 'workspaceId' | 'promptId' | 'version' | 'label'>;

type Kind = 'fetches' | 'renders';
type Count = Served & Record<Kind, number>;
type Counts = Map<string, Count>;

/** How often counts are written, in milliseconds. A server that is killed loses no more. */
const writeEvery = limits.usageDelaySeconds * 1_000;
/** Rows in one transaction: those who change their prompts at the same moment wait for it. */
const atOnce = 200;
const dayMs = 86_400_000;

/**
 * Counts what is served. In memory, because a write for each fetch would cost more than the fetch; what has gathered is
 * written every ten seconds and at the end, and added to what other servers wrote.
 */
@Injectable()
export class UsageCounts implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(UsageCounts.name);
  /** By day: what could not be written waits, and stays of its day. */
  readonly #days = new Map<string, Counts>();
  #today = this.#countsOf(dayOf(Date.now()));
  #timer: NodeJS.Timeout | undefined;
  #writing = Promise.resolve();

  constructor(private readonly data: DataService) {}

  count(kind: Kind, served: Served): void {
    this.#add(keyOf(served), kind, served);
  }

  /** Counts one fetch each time that it is called: for what is served again and again from memory. */
  fetchCounter(served: Served): () => void {
    const key = keyOf(served);
    return () => this.#add(key, 'fetches', served);
  }

  /** Fetches since midnight, UTC, by all servers together, as far as they are written. */
  async fetchesToday(): Promise<number> {
    const total = await this.data.counters.find({ key: totalOf(dayOf(Date.now())) });
    return total?.count ?? 0;
  }

  onApplicationBootstrap(): void {
    this.#wait();
  }

  /** After the last request. */
  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.#timer);
    await this.write();
  }

  /** Stores what was counted until now. What cannot be stored waits for the next time. */
  write(): Promise<void> {
    this.#today = this.#countsOf(dayOf(Date.now()));
    this.#writing = this.#writing
      .then(() => this.#writeAll())
      .catch((error: unknown) => {
        this.#logger.warn(`Usage must wait: ${error instanceof Error ? error.message : error}`);
      });
    return this.#writing;
  }

  #wait(): void {
    const untilMidnight = dayMs - (Date.now() % dayMs);
    this.#timer = setTimeout(
      () => {
        void this.write();
        this.#wait();
      },
      Math.min(writeEvery, untilMidnight),
    ).unref();
  }

  #add(key: string, kind: Kind, served: Served, times = 1): void {
    const count = this.#today.get(key);
    if (count) count[kind] += times;
    else this.#today.set(key, { ...served, fetches: 0, renders: 0, [kind]: times });
  }

  #countsOf(day: string): Counts {
    const counts = this.#days.get(day) ?? new Map<string, Count>();
    this.#days.set(day, counts);
    return counts;
  }

  async #writeAll(): Promise<void> {
    for (const [day, counts] of this.#days) {
      const entries = [...counts].sort(byKey);
      for (let start = 0; start < entries.length; start += atOnce) {
        await this.#writeSome(day, counts, entries.slice(start, start + atOnce));
      }
      if (counts.size === 0 && counts !== this.#today) this.#days.delete(day);
    }
  }

  /** Taken out first: what is counted meanwhile begins anew. */
  async #writeSome(day: string, counts: Counts, entries: readonly [string, Count][]): Promise<void> {
    for (const [key] of entries) counts.delete(key);
    try {
      await this.data.transaction(() =>
        this.#store(
          day,
          entries.map(([, count]) => count),
        ),
      );
    } catch (error) {
      for (const [key, count] of entries) {
        const later = counts.get(key);
        counts.set(key, later ? sumOf(count, later) : count);
      }
      throw error;
    }
  }

  /** The prompts too, so that they sort by use; what is deleted meanwhile leaves no rows behind. */
  async #store(day: string, counts: readonly Count[]): Promise<void> {
    const uses = new Map<string, number>();
    for (const { promptId, fetches, renders } of counts) {
      uses.set(promptId, (uses.get(promptId) ?? 0) + fetches + renders);
    }
    const there = await this.data.prompts.idsIn('id', { id: { $in: [...uses.keys()] } });
    await this.data.prompts.patchEach(
      there.map((id) => ({ where: { id }, change: { inc: { usedCount: uses.get(id) ?? 0 } } })),
    );
    const isThere = new Set(there);
    const kept = counts.filter(({ promptId }) => isThere.has(promptId));
    await this.data.usage.patchEach(
      kept.map(({ workspaceId, fetches, renders, ...row }) => ({
        where: { ...row, day },
        change: { inc: { fetches, renders } },
        otherwise: { workspaceId },
      })),
    );
    await this.#addUp(
      day,
      kept.reduce((sum, { fetches }) => sum + fetches, 0),
    );
  }

  /** One number for the whole day, so that nobody adds up the rows of all prompts for it. */
  async #addUp(day: string, fetches: number): Promise<void> {
    const expiresAt = new Date(Date.parse(day) + 2 * dayMs);
    const change = { inc: { count: fetches }, set: { expiresAt } };
    await this.data.counters.patchEach([{ where: { key: totalOf(day) }, change, otherwise: { blockedUntil: null } }]);
  }
}

const totalOf = (day: string): string => `fetches:${day}`;

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

const keyOf = ({ promptId, version, label }: Served): string => `${promptId} ${version} ${label ?? ''}`;

const byKey = ([a]: readonly [string, Count], [b]: readonly [string, Count]): number => (a < b ? -1 : 1);

const sumOf = (a: Count, b: Count): Count => ({
  ...a,
  fetches: a.fetches + b.fetches,
  renders: a.renders + b.renders,
});
