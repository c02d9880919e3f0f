const everyMs = 100;
/** A pause (a garbage collection, a start, another program's turn) makes a timer or two late; overload all of them. */
const lateInARow = 5;

/** Watches how late timers run, which is how long anything waits for its turn in this process. */
export class Lag {
  #late = 0;
  #due = performance.now() + everyMs;
  readonly #timer = setInterval(() => this.#look(), everyMs).unref();

  /** @param maxMs how far the event loop may be behind */
  constructor(private readonly maxMs = 250) {}

  /** The event loop is, and stays, further behind. */
  get isOver(): boolean {
    return this.#late >= lateInARow;
  }

  #look(): void {
    const now = performance.now();
    this.#late = now - this.#due > this.maxMs ? this.#late + 1 : 0;
    this.#due = now + everyMs;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
