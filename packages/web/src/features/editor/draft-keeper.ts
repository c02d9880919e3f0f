import { IncipitError } from '@incipit/sdk';
import { codeOf } from '../../lib/failure.js';
import { configOf } from './draft.js';
import { type DraftPlace, type Edits, isSameEdits } from './draft-place.js';
import { dropHere, keepHere } from './kept-here.js';

/**
 * Where the edits are kept by now. `here`: in this browser only, for the reason given. `elsewhere`: the same, because
 * another window keeps others on the server. `nowhere`: the browser had no room either.
 */
export type KeptStatus =
  | { kind: 'none' }
  | { kind: 'server'; at: string }
  | { kind: 'here' | 'nowhere'; error?: unknown }
  | { kind: 'elsewhere' };

const pauseMs = 1_000;
const retryMs = 10_000;
/** What this page last put on the server: found again, it is gone on with, without asking. */
const writtenHere = new Map<string, string | undefined>();
export const isWrittenHere = (place: DraftPlace, etag: string | undefined): boolean =>
  etag !== undefined && writtenHere.get(place.key) === etag;

const leaving = new Map<string, Promise<void>>();
/** Waits until what a page sent while it was left is on the server, or is known not to be. */
export const settled = (place: DraftPlace): Promise<void> => leaving.get(place.key) ?? Promise.resolve();

/** Sends edits to the server a moment after the last change, one at a time, and keeps here what could not be sent. */
export class DraftKeeper {
  private edits: Edits | undefined;
  /** Sent, and the answer did not come. */
  private lost: Edits | undefined;
  private isWaiting = false;
  private isSending = false;
  private isHeld = false;
  private saving: Edits | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> = Promise.resolve();
  private current: KeptStatus = { kind: 'none' };
  private readonly listeners = new Set<() => void>();

  /** @param etag what the server has, as far as this page has seen it */
  constructor(
    private readonly place: DraftPlace,
    private etag: string | undefined,
  ) {}

  readonly status = (): KeptStatus => this.current;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Takes the newest edits; `undefined`: there is nothing to keep any more. */
  change(edits: Edits | undefined): void {
    this.edits = edits;
    this.isWaiting = edits !== undefined || this.etag !== undefined || this.current.kind !== 'none';
    this.schedule(pauseMs);
  }

  /** Before a save: nothing may be on its way that would arrive after it. */
  async hold(): Promise<void> {
    this.isHeld = true;
    this.saving = this.edits;
    clearTimeout(this.timer);
    await this.running;
  }

  /** After a save. @param isEnded it took place, and the draft ended with it */
  release(isEnded: boolean): void {
    this.isHeld = false;
    if (isEnded) {
      this.etag = undefined;
      // What came while the save was under way is no part of it.
      this.isWaiting = this.edits !== undefined && this.edits !== this.saving;
      writtenHere.delete(this.place.key);
      this.forget();
    }
    this.schedule(pauseMs);
  }

  /** Sends what waits, now. */
  readonly flush = (): Promise<void> => {
    clearTimeout(this.timer);
    if (this.isWaiting && !this.isHeld) this.running = this.running.then(() => this.send());
    return this.running;
  };

  /** The page goes away, maybe for good: what is not on the server yet stays here. */
  readonly leave = (): void => {
    if (this.edits && (this.isWaiting || this.isSending)) this.keep(this.edits);
    leaving.set(this.place.key, this.flush());
  };

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    if (this.isWaiting && !this.isHeld) this.timer = setTimeout(() => void this.flush(), ms);
  }

  private async send(): Promise<void> {
    const { edits } = this;
    this.isWaiting = false;
    this.isSending = true;
    try {
      if (edits === undefined) await this.end();
      else if (this.current.kind === 'elsewhere') this.keepBesideTheirs(edits);
      else if ('problem' in configOf(edits.draft.config)) this.keep(edits);
      else await this.write(edits);
    } catch (error) {
      await this.failed(error, edits);
    } finally {
      this.isSending = false;
    }
  }

  private async end(): Promise<void> {
    if (this.etag !== undefined) await this.place.remove(this.etag);
    this.etag = undefined;
    this.forget();
  }

  private forget(): void {
    dropHere(this.place.key);
    this.say({ kind: 'none' });
  }

  private async write(edits: Edits): Promise<void> {
    const { etag, at } = await this.place.write(edits, this.etag);
    this.etag = etag;
    this.lost = undefined;
    writtenHere.set(this.place.key, etag);
    dropHere(this.place.key);
    if (!this.isWaiting) this.say({ kind: 'server', at });
  }

  private async failed(error: unknown, edits: Edits | undefined): Promise<void> {
    if (codeOf(error) === 'precondition_failed') return this.meet(edits);
    // A draft that could not be taken away is offered when the page is opened again; nothing is lost by it.
    if (edits) this.keep(edits, error);
    this.lost = edits;
    this.isWaiting = true;
    if (isPassing(error)) this.schedule(retryMs);
  }

  /** The server has something else than this page has seen: nothing any more, or what another window keeps. */
  private async meet(edits: Edits | undefined): Promise<void> {
    try {
      const theirs = await this.place.read();
      const isOurs = theirs && this.lost && isSameEdits(theirs.edits, this.lost);
      if (theirs && !isOurs) return edits ? this.keepBesideTheirs(edits) : this.forget();
      this.etag = theirs?.etag;
      if (edits) await this.write(edits);
    } catch (error) {
      if (edits) this.keep(edits, error);
    }
  }

  private keep(edits: Edits, error?: unknown): void {
    try {
      keepHere(this.place.key, edits, this.etag);
      this.say({ kind: 'here', error });
    } catch (full) {
      this.say({ kind: 'nowhere', error: error ?? full });
    }
  }

  private keepBesideTheirs(edits: Edits): void {
    this.keep(edits);
    if (this.current.kind === 'here') this.say({ kind: 'elsewhere' });
  }

  private say(status: KeptStatus): void {
    this.current = status;
    for (const listener of this.listeners) listener();
  }
}

/** Whether the same request may be answered otherwise in a while. */
const isPassing = (error: unknown): boolean =>
  error instanceof IncipitError && (error.status === 0 || error.status === 429 || error.status >= 500);
