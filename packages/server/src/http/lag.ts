/** The server answers `busy` above this. */
const maxLagMs = 250;
const everyMs = 100;
/** A pause (a garbage collection, a start, another program's turn) makes a timer or two late; overload all of them. */
const lateInARow = 5;

/** Watches how late timers run, which is how long anything waits for its turn in this process. */
export class Lag {
  #late = 0;
  #due = performance.now() + everyMs;
  readonly #timer = setInterval(() => this.#look(), everyMs).unref();

  /** The event loop is, and stays, more than 250 ms behind. */
  get isOver(): boolean {
    return this.#late >= lateInARow;
  }

  #look(): void {
    const now = performance.now();
    this.#late = now - this.#due > maxLagMs ? this.#late + 1 : 0;
    this.#due = now + everyMs;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
