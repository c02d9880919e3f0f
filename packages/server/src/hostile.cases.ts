import { randomBytes } from 'node:crypto';
import { type Endpoint, rows } from '@incipit/contract';
import { permissionMatrix } from './access/permission-matrix.js';
import { type Input, type Place, things } from './access/permission-matrix.things.js';
import { OneTimeTokensService } from './auth/one-time-tokens.service.js';
import { DataService } from './data/data.service.js';
import { type TestUser, testPassword } from './testing/create-test-server.js';

/** A request that is fine, about a thing of its own. */
export interface Fine {
  readonly input: Input;
  /** Of whoever asks; left out: the owner of the place. */
  readonly token?: string;
}

/** How to ask a row, made anew each time. */
export interface Case {
  readonly name: string;
  readonly row: Endpoint;
  make(place: Place): Promise<Fine>;
}

type Make = (place: Place) => Promise<Fine>;

const fresh = () => `h${randomBytes(5).toString('hex')}`;
const newAccount = ({ server }: Place): Promise<TestUser> => server.register(fresh());
const ofPrompt = async (place: Place) => (await things.prompt().make(place)).input as { id: string };
const promptIds = (action: Input) => async (place: Place) => ({
  input: (await things.promptIds(action).make(place)).input,
});

const signIn =
  (by: 'email' | 'username'): Make =>
  async (place) => {
    const name = fresh();
    const { user } = await place.server.register(name);
    const who = by === 'email' ? { email: user.email } : { username: name };
    return { input: { ...who, password: testPassword, client: 'native' } };
  };
const byAccount =
  (input: () => Input): Make =>
  async (place) => ({ input: input(), token: (await newAccount(place)).token });

const withDraft: Make = async (place) => {
  const { id } = await ofPrompt(place);
  await place.client.drafts.put({ id, title: 'Draft' });
  return { input: { id } };
};
const withNewDraft: Make = async ({ client, workspaceId }) => {
  await client.drafts.putNew({ workspaceId, title: 'Draft' });
  return { input: { workspaceId } };
};

/** What the permission matrix asks only so that it is refused, and what its one way to ask does not reach. */
const own: Readonly<Record<string, Make>> = {
  'auth.register': async () => {
    const username = fresh();
    return { input: { email: `${username}@example.org`, username, password: testPassword, client: 'native' } };
  },
  'auth.login': signIn('email'),
  'auth.login#username': signIn('username'),
  'auth.logout': byAccount(() => ({})),
  'auth.password': byAccount(() => ({ currentPassword: testPassword, newPassword: 'quite another one' })),
  'auth.changeEmail': byAccount(() => ({ email: `${fresh()}@example.org`, password: testPassword })),
  'auth.confirmEmail': async (place) => {
    const { user, token } = await newAccount(place);
    const { app } = place.server;
    const made = await app
      .get(DataService)
      .transaction(() => app.get(OneTimeTokensService).make(user.id, 'email', `${fresh()}@example.org`));
    return { input: { token: made.token }, token };
  },
  'auth.resetPassword': async (place) => {
    const { user } = await newAccount(place);
    const { url } = (await place.client.admin.createResetLink({ id: user.id })).data;
    return { input: { token: url.split('#token=')[1], password: 'quite another one' } };
  },
  'profiles.remove': byAccount(() => ({ password: testPassword })),
  'profiles.update': byAccount(() => ({ bio: 'Writes.' })),
  'admin.appointOwner': async (place) => {
    const { client, user } = await newAccount(place);
    const { id } = (await client.workspaces.create({ name: 'Without an owner' })).data;
    await place.client.admin.updateUser({ id: user.id, status: 'suspended' }, { ifMatch: '*' });
    return { input: { id, userId: place.owner.user.id } };
  },
  'drafts.get': withDraft,
  'drafts.remove': withDraft,
  'drafts.getNew': withNewDraft,
  'drafts.removeNew': withNewDraft,
  'prompts.batchGet#name': async (place) => {
    const { workspaceId, name } = (await things.namedPrompt.make(place)).input;
    return { input: { items: [{ workspaceId, name }] } };
  },
  'prompts.bulk#move': promptIds({ action: 'move', collectionId: null }),
  'prompts.bulk#label': promptIds({ action: 'label', label: 'staging', version: 1 }),
  'prompts.bulk#visibility': promptIds({ action: 'visibility', visibility: 'private' }),
  'shares.create#collection': async (place) => {
    const { id } = (await things.collection().make(place)).input;
    return { input: { collectionId: id } };
  },
};

function ofMatrix(name: string): Make | undefined {
  const line = permissionMatrix[name];
  return line && (async (place) => ({ input: { ...line.with, ...(await line.thing.make(place)).input } }));
}

/** Cases of the matrix that send what its first one does not. */
const further = ['invites.create#workspace'];

/** Every row, some in several cases: `row#case`. */
export const cases: readonly Case[] = rows.flatMap(([name, row]) => {
  const more = [...Object.keys(own), ...further].filter((key) => key.startsWith(`${name}#`));
  return [name, ...more].map((key) => {
    const make = own[key] ?? ofMatrix(key);
    if (!make) throw new Error(`Nobody says how ${key} is asked`);
    return { name: key, row, make };
  });
});
