import type { Role } from '@incipit/contract';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import type { TestServer, TestUser } from './create-test-server.js';

/** Makes a user a member of a workspace, with the event that tells the caches. */
export async function joinWorkspace(server: TestServer, user: TestUser, workspaceId: string, role: Role) {
  const data = server.app.get(DataService);
  await data.transaction(async () => {
    const member = await data.members.create({ workspaceId, userId: user.user.id, role, nameKey: '' });
    await data.workspaces.patch(workspaceId, { inc: { memberCount: 1 } });
    await server.app.get(EventLog).record({
      workspaceId,
      actorId: null,
      action: 'member.created',
      target: { model: 'member', id: member.id, name: '' },
      details: { role },
      ip: '',
      requestId: '',
      at: new Date(),
    });
  });
}
