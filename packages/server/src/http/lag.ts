import { monitorEventLoopDelay } from 'node:perf_hooks';
import { limits } from '@incipit/contract';

const resolutionMs = 50;
const windowMs = 1000;

/** Watches how long anything waits for its turn in this process, on average over the last second. */
export class Lag {
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMs });
  readonly #timer = setInterval(() => this.#look(), windowMs).unref();
  #windowsOver = 0;

  /** @param maxMs how far the event loop may be behind */
  constructor(private readonly maxMs: number = limits.lagMilliseconds) {
    this.#delay.enable();
  }

  /** The event loop is, and stays, further behind: a long pause or a busy start is no overload. */
  get isOver(): boolean {
    return this.#windowsOver > 1;
  }

  #look(): void {
    // The histogram holds nanoseconds between two looks, of which `resolutionMs` are the wait that was asked for.
    const isOver = this.#delay.mean / 1e6 - resolutionMs > this.maxMs;
    this.#windowsOver = isOver ? this.#windowsOver + 1 : 0;
    this.#delay.reset();
  }

  /** Ends the watch, so that the process can end. */
  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }
}
