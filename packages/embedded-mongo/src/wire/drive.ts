import { MongoError } from '../error.js';
import type { Steps } from '../storage/engine.js';

/** How long a command runs before others get a turn, in milliseconds. */
const SLICE = 5;

/** What came of a command. */
export type Outcome<T> = { value: T } | { error: unknown };

/**
 * Runs a command in slices and calls back with what came of it; at once when it never pauses.
 * @param slice how long it runs before others get a turn, in milliseconds
 * @param deadline when `maxTimeMS` is over, in the time of `performance.now()`
 */
export function drive<T>(
  steps: Steps<T>,
  deadline: number | undefined,
  done: (outcome: Outcome<T>) => void,
  slice = SLICE,
): void {
  const run = (): void => {
    const sliceEnd = performance.now() + slice;
    for (;;) {
      let step: IteratorResult<Promise<void> | undefined, T>;
      try {
        step = deadline !== undefined && performance.now() > deadline ? expire(steps) : steps.next();
      } catch (error) {
        done({ error });
        return;
      }
      if (step.done) {
        done({ value: step.value });
        return;
      }
      if (step.value) {
        resumeAfter(step.value, deadline, run);
        return;
      }
      if (performance.now() > sliceEnd) {
        setImmediate(run);
        return;
      }
    }
  };
  run();
}

function expire<T>(steps: Steps<T>): IteratorResult<Promise<void> | undefined, T> {
  return steps.throw(new MongoError(50, 'operation exceeded time limit'));
}

/** Goes on when the promise settles or the time is over, whatever is first. */
function resumeAfter(wait: Promise<void>, deadline: number | undefined, run: () => void): void {
  let resumed = false;
  let timer: NodeJS.Timeout | undefined;
  const resume = (): void => {
    if (resumed) return;
    resumed = true;
    clearTimeout(timer);
    run();
  };
  if (deadline !== undefined) timer = setTimeout(resume, Math.max(1, deadline - performance.now() + 1));
  wait.then(resume, resume);
}
