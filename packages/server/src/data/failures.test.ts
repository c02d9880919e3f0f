import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '@incipit/embedded-mongo';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from './connection.js';
import { DataService } from './data.service.js';
import { prepare } from './migrations.js';
import { newId } from './row.js';

let store: Awaited<ReturnType<typeof start>>;
let connection: Connection;
let data: DataService;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'incipit-failures-'));
  store = await start({ dir, testCommands: true });
  connection = await connect(store.uri);
  data = new DataService(connection);
  await prepare(data);
});
afterAll(async () => {
  await connection?.close();
  await store?.close();
  await rm(dir, { recursive: true });
});

/** The next `times` commands of this name fail in this way. */
const failNext = (command: string, times: number, how: Record<string, unknown>) =>
  connection.db?.admin().command({
    configureFailPoint: 'failCommand',
    mode: { times },
    data: { failCommands: [command], ...how },
  });
const makeTag = (workspaceId: string, name: string) =>
  data.tags.create({ workspaceId, name, nameKey: name, color: null, promptCount: 0 });

describe('a full disk', () => {
  const full = { errorCode: 14031 };
  const refusal = { code: 'storage_full', status: 507 };

  it('is storage_full for one write', async () => {
    const workspaceId = newId();
    await failNext('insert', 1, full);
    await expect(makeTag(workspaceId, 'a')).rejects.toMatchObject(refusal);
    expect(await data.tags.count({ workspaceId }, 9)).toBe(0);
    await makeTag(workspaceId, 'a');
  });

  it('is storage_full for a transaction, in a write or at the commit, and nothing stays', async () => {
    const workspaceId = newId();
    for (const command of ['update', 'commitTransaction']) {
      await failNext(command, 1, full);
      const work = data.transaction(async () => {
        await makeTag(workspaceId, 'a');
        await data.tags.patchMany({ workspaceId }, { inc: { promptCount: 1 } });
      });
      await expect(work).rejects.toMatchObject(refusal);
    }
    expect(await data.tags.count({ workspaceId }, 9)).toBe(0);
  });
});

describe('a commit', () => {
  it('of which nothing is known is asked for again, and counts once', async () => {
    const workspaceId = newId();
    let runs = 0;
    await failNext('commitTransaction', 2, { errorCode: 91, errorLabels: ['UnknownTransactionCommitResult'] });
    const effects: string[] = [];
    await data.transaction(async () => {
      runs += 1;
      await makeTag(workspaceId, 'a');
      data.afterCommit(() => effects.push('told'));
    });
    expect([runs, effects, await data.tags.count({ workspaceId }, 9)]).toEqual([1, ['told'], 1]);
  });

  it('that did not take place repeats the whole', async () => {
    const workspaceId = newId();
    let runs = 0;
    await failNext('commitTransaction', 1, { errorCode: 112, errorLabels: ['TransientTransactionError'] });
    await data.transaction(async () => {
      runs += 1;
      await makeTag(workspaceId, `run ${runs}`);
    });
    expect((await data.tags.findMany({ workspaceId })).map(({ name }) => name)).toEqual(['run 2']);
  });
});
