import type { DataService } from '../../data/data.service.js';
import { accountFaults } from './account-faults.js';
import { leaving } from './fault.js';
import { promptFaults } from './prompt-faults.js';

/** Whose id stands in a field of this name. */
const homes: Readonly<Record<string, string>> = {
  workspaceId: 'workspaces',
  promptId: 'prompts',
  collectionId: 'collections',
  parentId: 'collections',
  ancestorIds: 'collections',
  tagId: 'tags',
  tagIds: 'tags',
  userId: 'users',
  ownerId: 'users',
  authorId: 'users',
  addedById: 'users',
  updatedById: 'users',
  byId: 'users',
  createdById: 'users',
};
/** They outlive what they name. */
const lasting = new Set(['events', 'usernames', 'jobs']);
/** Ends like the id of a record, and is none. */
const noIds = new Set(['keyId']);

/**
 * What does not agree in a whole database that no server has open, each as a sentence: rows that name what is not
 * there, counts that are off, half prompts, half accounts. Versions must not have been deleted, nor prompts for good.
 */
export async function faultsOf(data: DataService): Promise<string[]> {
  return [...(await lostReferences(data)), ...(await accountFaults(data)), ...(await promptFaults(data))];
}

async function lostReferences(data: DataService): Promise<string[]> {
  const there = await everyId(data);
  const faults: string[] = [];
  for (const model of data.models.filter(({ modelName }) => !lasting.has(modelName))) {
    for (const row of await model.find().lean<Record<string, unknown>[]>()) {
      for (const [field, value] of Object.entries(row)) {
        if (!/[a-z]Ids?$/.test(field) || noIds.has(field)) continue;
        const known = there.get(homes[field] ?? '');
        if (!known) throw new Error(`say in homes whose id ${model.modelName}.${field} is`);
        const ids = [value].flat().filter((id) => id !== null);
        const lost = ids.filter((id) => !known.has(String(id)));
        if (lost.length > 0) faults.push(`${model.modelName} ${row._id}: ${field} names ${lost}, which is not there`);
      }
    }
  }
  return faults;
}

async function everyId(data: DataService): Promise<Map<string, Set<string>>> {
  const there = new Map<string, Set<string>>();
  for (const { modelName, collection } of data.models) {
    const ids = await collection.distinct('_id');
    there.set(modelName, new Set(ids.map(String)));
  }
  for (const id of await leaving(data, 'account.removal')) there.get('users')?.add(id);
  return there;
}
