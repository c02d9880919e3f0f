import type { DataService } from '../../data/data.service.js';
import { instanceId } from '../../data/schemas/instance.schema.js';
import { leaving, unless } from './fault.js';

/** What does not agree among users, profiles, workspaces and members. */
export async function accountFaults(data: DataService): Promise<string[]> {
  const faults: string[] = [];
  const users = await data.users.findMany({});
  for (const { id } of users) faults.push(...(await userFaults(data, id)));
  const admins = users.filter(({ role, status }) => role === 'admin' && status === 'active').length;
  faults.push(...unless('the number of admins', (await data.instance.get(instanceId))?.adminCount, admins));
  faults.push(...unless('the number of profiles', await data.profiles.count({}, 100_000), users.length));
  return [...faults, ...(await usernameFaults(data)), ...(await workspaceFaults(data))];
}

async function userFaults(data: DataService, userId: string): Promise<string[]> {
  const profiles = await data.profiles.findMany({ userId });
  const own = await data.workspaces.findMany({ kind: 'personal', ownerId: userId });
  const at = own.map(({ id }) => id);
  const members = await data.members.findMany({ userId, workspaceId: { $in: at } });
  return [
    ...unless(`the number of profiles of user ${userId}`, profiles.length, 1),
    ...unless(`what user ${userId} owns`, own.map(isLive), [true]),
    ...unless(
      `the role of user ${userId} there`,
      members.map(({ role }) => role),
      ['owner'],
    ),
  ];
}

/** A name that was given is of a user who is there, or whose end is told; both were told to begin. */
async function usernameFaults(data: DataService): Promise<string[]> {
  const there = new Set(await data.users.idsIn('id', {}));
  const told = await data.events.findMany({ action: { $in: ['user.created', 'user.removed'] } });
  return (await data.usernames.findMany({})).flatMap(({ username, userId }) => {
    const actions = told.filter(({ target }) => target.id === userId).map(({ action }) => action);
    const expected = there.has(userId) ? ['user.created'] : ['user.created', 'user.removed'];
    return unless(`what is told of ${username}`, actions.sort(), expected);
  });
}

async function workspaceFaults(data: DataService): Promise<string[]> {
  const faults: string[] = [];
  const going = await leaving(data, 'workspace.removal');
  for (const workspace of await data.workspaces.findMany({})) {
    const { id, memberCount } = workspace;
    faults.push(...unless(`that workspace ${id} goes`, going.has(id), !isLive(workspace)));
    if (!isLive(workspace)) continue;
    const members = await data.members.count({ workspaceId: id }, 100_000);
    faults.push(...unless(`memberCount of workspace ${id}`, memberCount, members));
  }
  return faults;
}

const isLive = ({ removedAt }: { readonly removedAt: Date | null }): boolean => removedAt === null;
