import { randomBytes } from 'node:crypto';
import { type TestServer, type TestUser, testPassword } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';

export type Input = Record<string, unknown>;

/** A workspace, and the owner by whom things are made in it. */
export interface Place {
  readonly server: TestServer;
  readonly client: TestUser['client'];
  readonly owner: TestUser;
  readonly workspaceId: string;
}

/**
 * Makes a new thing in a place and says how to call a row about it. `missing` is what has to be changed in the call so
 * that it speaks of nothing; `code` is the answer to that.
 */
export interface Thing {
  readonly code: string;
  make(place: Place): Promise<{ input: Input; missing: Input }>;
}

const nothing = 'f'.repeat(24);
let made = 0;
const fresh = (word: string): string => `${word}-${++made}`;
const text = (content: string) => ({ type: 'text' as const, text: content });
/** A thing that is spoken of by its id. */
const byId = (code: string, create: (place: Place) => Promise<Input & { id: string }>): Thing => ({
  code,
  async make(place: Place) {
    return { input: await create(place), missing: { id: nothing } };
  },
});
async function newPrompt({ client, workspaceId }: Place, more: object = {}) {
  const name = fresh('prompt');
  const { data } = await client.prompts.create({
    workspaceId,
    name,
    title: name,
    content: text('Hi {{who}}'),
    ...more,
  });
  return data;
}
/** Two versions, `staging` on the first; with what a row needs besides. */
const promptWith = (more: object, further: Input = {}): Thing =>
  byId('404 prompt_not_found', async (place) => {
    const { id } = await newPrompt(place, { labels: ['staging'], tags: ['red'], ...more });
    await place.client.versions.create({ id, content: text('Hello {{who}}') });
    return { id, ...further };
  });
async function trashed(place: Place) {
  const { id } = await newPrompt(place);
  await place.client.prompts.remove({ id }, { ifMatch: '*' });
  return { id };
}
async function newShare(place: Place) {
  const { id: promptId } = await newPrompt(place);
  return (await place.client.shares.create({ promptId })).data;
}

const newTag = async ({ client, workspaceId }: Place) =>
  (await client.tags.create({ workspaceId, name: fresh('tag') })).data;
async function newCollection({ client, workspaceId }: Place) {
  return (await client.collections.create({ workspaceId, name: fresh('collection') })).data;
}
const workspaceAt = (field: 'id' | 'workspaceId', further: () => Input = () => ({})): Thing => ({
  code: '404 workspace_not_found',
  async make({ workspaceId }: Place) {
    return { input: { [field]: workspaceId, ...further() }, missing: { [field]: nothing } };
  },
});
/** A workspace that nobody needs afterwards; its members are those of the place. */
async function emptyWorkspace({ client }: Place) {
  return (await client.workspaces.create({ name: fresh('workspace') })).data;
}
/** What the rows of the matrix are asked about. */
export const things = {
  none: { code: '', make: async () => ({ input: {}, missing: {} }) },
  prompt: (further: Input = {}) => promptWith({}, further),
  protectedPrompt: (further: Input = {}) => promptWith({ labels: ['live'] }, further),
  publicPrompt: (further: Input = {}) => promptWith({ visibility: 'public' }, further),
  trashedPrompt: (further: Input = {}) =>
    byId('404 prompt_not_found', async (place) => ({ ...(await trashed(place)), ...further })),
  /** The version without a label, so that it may be deleted. */
  version: (n: number, further: Input = {}) => promptWith({}, { n, ...further }),
  promptWithAlias: byId('404 prompt_not_found', async (place) => {
    const { id } = await newPrompt(place);
    await place.client.prompts.update({ id, name: fresh('renamed') }, { ifMatch: '*' });
    return { id, aliases: [] };
  }),
  namedPrompt: {
    code: '404 prompt_not_found',
    async make(place: Place) {
      const { name } = await newPrompt(place);
      return { input: { workspaceId: place.workspaceId, name }, missing: { workspaceId: nothing } };
    },
  },
  promptItem: {
    code: '',
    async make(place: Place) {
      const { id } = await newPrompt(place);
      return { input: { items: [{ id }] }, missing: { items: [{ id: nothing }] } };
    },
  },
  /** For rows that name the prompt in a query or body. */
  promptId: {
    code: '404 prompt_not_found',
    async make(place) {
      const { id } = await newPrompt(place);
      return { input: { promptId: id }, missing: { promptId: nothing } };
    },
  } satisfies Thing,
  share: byId('404 share_not_found', async (place) => ({ id: (await newShare(place)).id })),
  shareToken: {
    code: '404 share_not_found',
    async make(place) {
      const { token } = await newShare(place);
      return { input: { token }, missing: { token: `${nothing}.${'x'.repeat(22)}` } };
    },
  } satisfies Thing,
  /** A prompt that is shown as one of a shared collection. */
  sharedPrompt: {
    code: '404 share_not_found',
    async make(place) {
      const { id: collectionId } = await newCollection(place);
      const { id: promptId } = await newPrompt(place, { collectionId, visibility: 'link' });
      const { token } = (await place.client.shares.create({ collectionId })).data;
      return { input: { token, promptId }, missing: { token: `${nothing}.${'x'.repeat(22)}` } };
    },
  } satisfies Thing,
  promptIds: (action: Input): Thing => ({
    code: '',
    async make(place) {
      const { id } = await newPrompt(place);
      return { input: { ids: [id], ...action }, missing: { ids: [nothing] } };
    },
  }),
  promptWithTag: byId('404 prompt_not_found', async (place) => {
    const { id, tags } = await newPrompt(place, { tags: ['red'] });
    return { id, tagId: tags[0]?.id };
  }),
  tag: (further: Input = {}) =>
    byId('404 tag_not_found', async (place) => ({ id: (await newTag(place)).id, ...further })),
  twoTags: byId('404 tag_not_found', async (place) => ({
    id: (await newTag(place)).id,
    into: (await newTag(place)).id,
  })),
  collection: (further: Input = {}) =>
    byId('404 collection_not_found', async (place) => ({ id: (await newCollection(place)).id, ...further })),
  filledCollection: byId('404 collection_not_found', async (place) => {
    const { id } = await newCollection(place);
    const { id: promptId } = await newPrompt(place, { collectionId: id });
    return { id, promptId };
  }),
  protectedCollection: byId('404 collection_not_found', async (place) => {
    const { id } = await newCollection(place);
    await newPrompt(place, { collectionId: id, labels: ['live'] });
    return { id, prompts: 'trash' };
  }),
  workspace: (field: 'id' | 'workspaceId', further?: () => Input) => workspaceAt(field, further),
  /** A create, with a name that is not taken. */
  newIn: (further: Input = {}) =>
    workspaceAt('workspaceId', () => ({ name: fresh('new'), title: 'New', content: text('New'), ...further })),
  newNamedIn: workspaceAt('workspaceId', () => ({ name: fresh('new') })),
  workspaceToRemove: byId('404 workspace_not_found', async (place) => {
    const { id, name } = await emptyWorkspace(place);
    for (const [role, user] of Object.entries(matrixMembers.get(place.workspaceId) ?? {})) {
      await joinWorkspace(place.server, user, id, role as 'viewer' | 'editor' | 'owner');
    }
    return { id, confirm: name };
  }),
  member: (further: Input = {}) =>
    byId('404 workspace_not_found', async (place) => {
      const joining = await place.server.register(`joins-${randomBytes(4).toString('hex')}`);
      await joinWorkspace(place.server, joining, place.workspaceId, 'viewer');
      return { id: place.workspaceId, userId: joining.user.id, ...further };
    }),
  invite: byId('404 invite_not_found', async ({ client, workspaceId }) => ({
    id: (await client.invites.create({ workspaceId })).data.id,
  })),
  /** Into a workspace that none of the callers is in, for whoever has the token. */
  inviteToken: {
    code: '404 invite_not_found',
    async make(place: Place) {
      const { id } = await emptyWorkspace(place);
      const { url } = (await place.client.invites.create({ workspaceId: id, role: 'viewer' })).data;
      return { input: { token: url.split('#token=')[1] }, missing: { token: 'x'.repeat(43) } };
    },
  },
  key: (further: Input = {}) =>
    byId('404 api_key_not_found', async ({ client, workspaceId }) => {
      const { id } = (await client.apiKeys.create({ workspaceId, name: fresh('key'), scopes: ['prompts:read'] })).data;
      return { id, ...further };
    }),
  session: byId('404 session_not_found', async ({ server, owner }) => {
    const token = await signIn(server, owner);
    const { items } = (await server.client(token).sessions.list({})).data;
    return { id: items.find(({ current }) => current)?.id ?? '' };
  }),
  refreshToken: {
    code: '401 refresh_invalid',
    async make({ client, owner }: Place) {
      const { data } = await client.auth.login({ email: owner.user.email, password: testPassword, client: 'native' });
      return { input: { refreshToken: data.refreshToken }, missing: { refreshToken: 'x' } };
    },
  },
  /** An address that nobody has, another each time: wrong sign-ins of one address are made to wait. */
  wrongSignIn: {
    code: '401 invalid_credentials',
    async make() {
      return { input: { email: `${fresh('nobody')}@example.org`, password: 'wrong', client: 'native' }, missing: {} };
    },
  } satisfies Thing,
  /** An account that nobody needs afterwards. */
  account: (further: Input = {}) =>
    byId('404 user_not_found', async ({ server }) => {
      const { user } = await server.register(`account-${randomBytes(4).toString('hex')}`);
      return { id: user.id, ...further };
    }),
  /** The profile of a user who shows nothing to the public; `shown`: of one who does. */
  profile: (isShown: boolean): Thing => ({
    code: '404 profile_not_found',
    async make({ server }: Place) {
      const username = `user-${randomBytes(4).toString('hex')}`;
      const { client } = await server.register(username);
      if (isShown) await client.prompts.create({ title: 'Shown', content: text('x'), visibility: 'public' });
      return { input: { username }, missing: { username: 'nobody-of-this-name' } };
    },
  }),
};
/** By workspace: who of the callers is in it, by role. */
export const matrixMembers = new Map<string, Partial<Record<'viewer' | 'editor' | 'owner', TestUser>>>();
/** A new session of a user. */
export async function signIn(server: TestServer, { user }: TestUser): Promise<string> {
  const { data } = await server.client().auth.login({ email: user.email, password: testPassword, client: 'native' });
  return data.accessToken;
}
