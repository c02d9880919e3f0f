import { expect, test } from 'vitest';
import { Lag } from './lag.js';

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Keeps this process busy, as a request that computes too long does. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('one long pause is not overload; being behind again and again is, until it ends', async () => {
  const lag = new Lag();
  block(600);
  await turn();
  expect(lag.isOver).toBe(false);
  for (let i = 0; i < 10; i += 1) {
    block(400);
    await turn();
  }
  expect(lag.isOver).toBe(true);
  await expect.poll(() => lag.isOver, { timeout: 10_000 }).toBe(false);
  lag.stop();
});
