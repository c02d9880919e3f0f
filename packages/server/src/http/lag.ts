/** The server answers `busy` above this. */
export const maxLagMs = 250;
const everyMs = 100;

/**
 * Watches how late timers run. One late timer is a pause (a garbage collection, a start); two in a row are overload.
 */
export class Lag {
  #isOver = false;
  #wasLate = false;
  #due = performance.now() + everyMs;
  readonly #timer = setInterval(() => this.#look(), everyMs).unref();

  /** The event loop is more than 250 ms behind. */
  get isOver(): boolean {
    return this.#isOver;
  }

  #look(): void {
    const now = performance.now();
    const isLate = now - this.#due > maxLagMs;
    this.#isOver = isLate && this.#wasLate;
    this.#wasLate = isLate;
    this.#due = now + everyMs;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
