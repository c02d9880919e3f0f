import { expect, it } from 'vitest';
import { LiveCache } from './live-cache.js';

/** The event log as a cache sees it, with its switches in our hands. */
class Log {
  isLive = true;
  readonly gaps: (() => void)[] = [];
  onGap(listener: () => void): () => void {
    this.gaps.push(listener);
    return () => undefined;
  }
}

const outside = { outsideTransaction: <R>(work: () => R): R => work() };
const answer = (value: string) => async () => value;

it('remembers until it is told to forget', async () => {
  const cache = new LiveCache<string>(outside, new Log(), 10);
  expect(await cache.get('a', answer('one'))).toBe('one');
  expect(await cache.get('a', answer('two'))).toBe('one');
  cache.drop('a');
  expect(await cache.get('a', answer('two'))).toBe('two');
  cache.clear();
  expect(await cache.get('a', answer('three'))).toBe('three');
});

it('does not store what was read before a change', async () => {
  const cache = new LiveCache<string>(outside, new Log(), 10);
  const slow = cache.get('a', async () => {
    cache.drop('a');
    return 'old';
  });
  expect(await slow).toBe('old');
  expect(await cache.get('a', answer('new'))).toBe('new');
});

it('is bypassed while the log is not live, and empty after a gap', async () => {
  const log = new Log();
  const cache = new LiveCache<string>(outside, log, 10);
  await cache.get('a', answer('one'));
  log.isLive = false;
  expect(await cache.get('a', answer('two'))).toBe('two');
  for (const tell of log.gaps) tell();
  log.isLive = true;
  expect(await cache.get('a', answer('three'))).toBe('three');
});

it('loads of many only those that it does not know, and keeps nothing that is not there', async () => {
  const log = new Log();
  const cache = new LiveCache<string>(outside, log, 10);
  const asked: (readonly string[])[] = [];
  const all = new Map([
    ['a', 'one'],
    ['b', 'two'],
  ]);
  const load = async (keys: readonly string[]) => {
    asked.push(keys);
    return new Map([...all].filter(([key]) => keys.includes(key)));
  };
  expect(await cache.getMany(['a', 'c'], load)).toEqual(new Map([['a', 'one']]));
  expect(await cache.getMany(['a', 'b', 'c'], load)).toEqual(all);
  expect(await cache.getMany(['a', 'b'], load)).toEqual(all);
  expect(asked).toEqual([
    ['a', 'c'],
    ['b', 'c'],
  ]);
  cache.drop('b');
  await cache.getMany(['a', 'b'], async (keys) => {
    cache.clear();
    return load(keys);
  });
  all.set('b', 'three');
  expect(await cache.getMany(['b'], load)).toEqual(new Map([['b', 'three']]));
  log.isLive = false;
  await cache.getMany(['b'], load);
  expect(asked.at(-1)).toEqual(['b']);
  expect(asked).toHaveLength(5);
});
