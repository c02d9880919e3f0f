import type { Role } from '@incipit/contract';
import { DataService } from '../data/data.service.js';
import type { TestServer, TestUser } from './create-test-server.js';

/** Makes a user a member of a workspace. Before that user's first request about it: caches know nothing of it. */
export async function joinWorkspace(server: TestServer, user: TestUser, workspaceId: string, role: Role) {
  await server.app.get(DataService).members.create({ workspaceId, userId: user.user.id, role });
}
