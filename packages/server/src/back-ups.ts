import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where back-ups go, below the data folder. */
const folderName = 'back-ups';
const named = /^incipit-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2})\.db$/;
const suffix = '.unfinished';
/** The longest wait that a timer of Node can hold is 24 days; looking once an hour is enough. */
const lookEvery = 3_600_000;

interface Options {
  readonly dataFolder: string;
  /** Milliseconds from one back-up to the next, counted over restarts. */
  readonly every: number;
  /** How many stay; older ones are deleted after a new one is complete. */
  readonly keep: number;
  /** A back-up failed; the next one is tried in time. */
  onFailure(error: unknown): void;
}

/**
 * Copies the embedded store while it runs: `back-ups/incipit-2026-01-31T12-00-00.db` in the data folder, by UTC. To restore,
 * put one as `store.db` into an empty data folder, beside the `secret` of the old one.
 */
export class BackUps {
  readonly #folder: string;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;

  constructor(
    private readonly store: { backup(toFile: string): Promise<void> },
    private readonly options: Options,
  ) {
    this.#folder = join(options.dataFolder, folderName);
  }

  /** Makes a back-up when one is due, and goes on doing so. */
  start(): void {
    this.#timer = setInterval(() => this.#look(), Math.min(this.options.every, lookEvery)).unref();
    this.#look();
  }

  /** Waits for the back-up under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }

  /** The back-ups that are there, oldest first. */
  async list(): Promise<string[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    return (await readdir(this.#folder)).filter((name) => named.test(name)).sort();
  }

  /** Makes one now. */
  async make(): Promise<void> {
    await this.list();
    const name = `incipit-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.db`;
    const unfinished = join(this.#folder, `${name}${suffix}`);
    // What a killed server left half-done is of no use, and as large as the store. One server at a time owns the folder.
    for (const left of (await readdir(this.#folder)).filter((file) => file.endsWith(suffix))) {
      await rm(join(this.#folder, left));
    }
    await this.store.backup(unfinished);
    await rename(unfinished, join(this.#folder, name));
    const old = (await this.list()).slice(0, -this.options.keep);
    for (const one of old) await rm(join(this.#folder, one));
  }

  #look(): void {
    this.#working ??= this.#makeIfDue()
      .catch((error: unknown) => this.options.onFailure(error))
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #makeIfDue(): Promise<void> {
    const last = (await this.list()).at(-1);
    if (last === undefined || Date.now() >= timeOf(last) + this.options.every) await this.make();
  }
}

function timeOf(name: string): number {
  const [date = '', time = ''] = (named.exec(name)?.[1] ?? '').split('T');
  return Date.parse(`${date}T${time.replaceAll('-', ':')}Z`);
}
