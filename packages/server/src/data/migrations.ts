import { StartError } from '../config.js';
import type { DataService } from './data.service.js';
import type { New } from './record-schema.js';
import { type Instance, instanceId } from './schemas/instance.schema.js';
import { searchRules } from './schemas/search-entry.schema.js';

/** The form of stored data that this program reads and writes. A change of it comes with a step that leads to it. */
const dataVersion = 1;

const newInstance: New<Instance> = {
  id: instanceId,
  name: 'Incipit',
  registration: null,
  publicPages: true,
  isSetUp: false,
  adminCount: 0,
  dataVersion,
  searchRules,
};

/**
 * Makes collections, indexes and the instance document where they are missing. What is there stays: an index that
 * exists is not built again. Safe to break off, and to run in several processes at once.
 * @throws StartError when the data were written by a newer program
 */
export async function prepare(data: DataService): Promise<void> {
  // One after the other: at once, each would open a connection of its own, which stays open.
  for (const model of data.models) {
    const indexes = model.schema.indexes().map(([key, options]) => ({ ...options, key }));
    if (indexes.length > 0)
      await model.collection.createIndexes(indexes as Parameters<typeof model.collection.createIndexes>[0]);
  }
  const { record } = await data.instance.findOrCreate({ id: instanceId }, newInstance);
  if (record.dataVersion > dataVersion) {
    throw new StartError('The data were written by a newer Incipit. Start that one, or restore a back-up.');
  }
}
