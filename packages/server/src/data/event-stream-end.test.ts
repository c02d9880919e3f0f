import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openTestStore } from './test-data.js';

it('a stream whose collection was dropped begins anew, tells of the gap and lets itself be closed', async () => {
  const store = await openTestStore();
  const here = await store.open();
  try {
    let gaps = 0;
    here.events.onGap(() => {
      gaps += 1;
    });
    await here.data.models[0]?.db.dropDatabase();
    for (let waited = 0; gaps === 0 && waited < 10_000; waited += 20) await delay(20);
    expect(gaps).toBe(1);
    for (let waited = 0; !here.events.isLive && waited < 10_000; waited += 20) await delay(20);
    expect(here.events.isLive).toBe(true);
  } finally {
    await here.close();
    await store.close();
  }
});
