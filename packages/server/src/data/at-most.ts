/** For an LRUCache: at most `count` entries, and memory only for those there are. Its own `max` takes all of it at once. */
export const atMost = (count: number) => ({ maxSize: count, sizeCalculation: () => 1 });
