import type { DataService } from '../data/data.service.js';

const patienceMs = 2000;

/** Whether the store answers in time and, after its disk was full, whether it takes writes again. */
export async function isReady(data: DataService, storage: { isFull: boolean }): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, patienceMs, false).unref());
  const answer = (storage.isFull ? write(data) : data.instance.count({}, 1)).then(
    () => {
      storage.isFull = false;
      return true;
    },
    () => false,
  );
  return Promise.race([answer, late]);
}

/** The smallest thing that is forgotten by itself. */
const write = (data: DataService) =>
  data.counters.upsert({ key: 'health' }, { set: { expiresAt: new Date(), count: 0, blockedUntil: null } }, {});
