import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { EventStream } from './event-stream.js';
import { newId } from './row.js';
import type { Event } from './schemas/event.schema.js';

const eventOf = (action: string, at = new Date()): Event => ({
  id: newId(),
  revision: 1,
  createdAt: at,
  updatedAt: at,
  workspaceId: null,
  actorId: null,
  action,
  target: { model: 'tag', id: '', name: '' },
  details: {},
  ip: '',
  requestId: '',
  at,
});

type Step = Event | Error | null;

/** A store that answers as it is told to, then nothing; it notes where each stream began. */
function storeOf(script: Step[]) {
  const resumed: unknown[] = [];
  let place = 0;
  return {
    resumed,
    watch(options: { resumeAfter?: unknown }) {
      resumed.push(options.resumeAfter);
      return {
        begun: new Promise(() => undefined),
        get token() {
          return place;
        },
        async next() {
          await delay(5);
          const step = script.shift() ?? null;
          if (step instanceof Error) throw step;
          place += 1;
          return step;
        },
        close: async () => undefined,
      };
    },
  };
}

async function followed(script: Step[], waitMs: number) {
  const store = storeOf(script);
  const stream = new EventStream(store);
  const heard: string[] = [];
  stream.onEvent = ({ action }) => heard.push(action);
  stream.onGap = () => heard.push('gap');
  await stream.open();
  await delay(waitMs);
  const isLive = stream.isLive;
  await stream.close();
  return { heard, isLive, resumed: store.resumed };
}

const historyLost = () => new mongo.MongoServerError({ code: 286, message: 'history lost' });

describe('a stream that breaks off', () => {
  it('is down at once, and goes on after the last answer without a gap', async () => {
    const script = [eventOf('a'), new Error('connection reset'), eventOf('b')];
    expect(await followed([...script], 100)).toMatchObject({ heard: ['a'], isLive: false });
    expect(await followed([...script], 800)).toEqual({ heard: ['a', 'b'], isLive: true, resumed: [undefined, 1] });
  });

  it('tells of a gap when the store has forgotten that place, and begins anew', async () => {
    const { heard, isLive, resumed } = await followed([eventOf('a'), historyLost(), eventOf('b')], 800);
    expect(heard).toEqual(['a', 'gap', 'b']);
    expect(resumed).toEqual([undefined, undefined]);
    expect(isLive).toBe(true);
  });
});

describe('a stream that is behind', () => {
  it('is not live while only old events come', async () => {
    const old = Array.from({ length: 1_000 }, () => eventOf('old', new Date(Date.now() - 5_000)));
    expect((await followed(old, 100)).isLive).toBe(false);
    expect((await followed([old[0]!, eventOf('new')], 100)).isLive).toBe(true);
  });
});
