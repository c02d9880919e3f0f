import { type Endpoint, rows, type Scope, scopes } from '@incipit/contract';
import { createClient } from '@incipit/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';
import { createTestServer, type TestServer, type TestUser } from '../testing/create-test-server.js';
import { joinWorkspace } from '../testing/join-workspace.js';
import { type Line, permissionMatrix } from './permission-matrix.js';
import { type Input, matrixMembers, type Place, signIn } from './permission-matrix.things.js';

const kinds = ['anonymous', 'stranger', 'viewer', 'editor', 'owner', 'admin'] as const;
type Kind = (typeof kinds)[number];

/** One who asks: a person, signed in or not, or a key. */
interface Asker {
  readonly name: string;
  /** The column that decides, of keys that of their user. */
  readonly kind: Kind;
  readonly token: string | undefined;
  readonly user?: TestUser;
  readonly scopes?: readonly Scope[];
  /** Suspended, or a key whose user is no member any more: 401 whatever is asked for. */
  readonly isRefused?: boolean;
}

const everyRow = new Map(rows);
let server: TestServer;
let team: Place;
let foreign: Place;
const own = new Map<Asker, Place>();
const askers: Asker[] = [];

const placeOf = async (owner: TestUser, name: string): Promise<Place> => {
  const { id: workspaceId } = (await owner.client.workspaces.create({ name })).data;
  await owner.client.labels.protect({ id: workspaceId, label: 'live', protected: true });
  return { server, client: owner.client, owner, workspaceId };
};
const newKey = async ({ client }: TestUser, given: readonly Scope[]) => {
  const key = { name: given.join(' '), scopes: [...given], workspaceId: team.workspaceId };
  return (await client.apiKeys.create(key)).data.secret;
};

beforeAll(async () => {
  server = await createTestServer();
  const admin = await server.register('the-admin');
  const [maker, outsider] = [await server.register('the-maker'), await server.register('the-outsider')];
  team = await placeOf(maker, 'Team');
  foreign = await placeOf(outsider, 'Elsewhere');
  const people = { admin, stranger: await server.register('the-stranger') } as Record<Kind, TestUser>;
  for (const role of ['viewer', 'editor', 'owner'] as const) {
    people[role] = await server.register(`the-${role}`);
    await joinWorkspace(server, people[role], team.workspaceId, role);
  }
  const { viewer, editor, owner } = people;
  matrixMembers.set(team.workspaceId, { viewer, editor, owner });
  askers.push({ name: 'anonymous', kind: 'anonymous', token: undefined });
  for (const [kind, user] of Object.entries(people) as [Kind, TestUser][]) {
    const asker = { name: kind, kind, token: user.token, user };
    askers.push(asker);
    own.set(asker, await placeOf(user, `Of ${kind}`));
  }
  const key = (name: string, kind: Kind, given: readonly Scope[], token: string) =>
    askers.push({ name, kind, token, scopes: given });
  for (const scope of scopes) key(`key ${scope}`, 'owner', [scope], await newKey(owner, [scope]));
  for (const kind of ['viewer', 'editor', 'owner'] as const) {
    key(`key of ${kind}`, kind, scopes, await newKey(people[kind], scopes));
  }
  await addRefused();
});
afterAll(() => server.close());

/** A suspended editor, and a key whose user has left. */
async function addRefused() {
  const [suspended, leaving] = [await server.register('the-suspended'), await server.register('the-leaving')];
  for (const user of [suspended, leaving]) await joinWorkspace(server, user, team.workspaceId, 'editor');
  const token = await newKey(leaving, scopes);
  await leaving.client.members.remove({ id: team.workspaceId, userId: leaving.user.id });
  const data = server.app.get(DataService);
  await data.transaction(async () => {
    await data.users.update(suspended.user.id, { status: 'suspended' });
    await server.app.get(EventLog).record({
      workspaceId: null,
      actorId: null,
      action: 'user.updated',
      target: { model: 'user', id: suspended.user.id, name: '' },
      details: {},
      ip: '',
      requestId: '',
      at: new Date(),
    });
  });
  askers.push({ name: 'suspended', kind: 'editor', token: suspended.token, isRefused: true });
  askers.push({ name: 'key of a removed member', kind: 'editor', token, scopes, isRefused: true });
}

interface Outcome {
  readonly status: number;
  /** `404 prompt_not_found`, or `ok`. */
  readonly says: string;
  /** All of the answer, but for what differs in every answer. */
  readonly whole: unknown;
}

/** Sends it as the SDK does, and looks at what came back byte by byte. */
async function ask(name: string, row: Endpoint, token: string | undefined, input: Input): Promise<Outcome> {
  let answered: Response | undefined;
  const client = createClient({
    baseUrl: server.url,
    retries: 0,
    accessToken: () => token,
    fetch: async (address, init) => {
      const answer = await fetch(address, init);
      answered = answer.clone();
      return answer;
    },
  });
  const [subject = '', verb = ''] = name.split('.');
  const calls = client as unknown as Record<
    string,
    Record<string, (input: Input, options: object) => Promise<unknown>>
  >;
  await calls[subject]?.[verb]?.(input, row.ifMatch ? { ifMatch: '*' } : {}).catch((error: unknown) => {
    if (!answered) throw error;
  });
  if (!answered) throw new Error(`No call ${name}`);
  const sent = await answered.text();
  const body = sent === '' ? null : JSON.parse(sent);
  const { status } = answered;
  if (status < 400 && row.output) row.output.parse(body);
  const headers = [...answered.headers].filter(([header]) => header !== 'date' && header !== 'x-request-id');
  return {
    status,
    says: status < 400 ? 'ok' : `${status} ${body.code}`,
    whole: { status, headers, body: withoutIds({ ...body, requestId: '' }, input) },
  };
}

/** An answer may name what was asked for. */
function withoutIds(body: unknown, asked: Input): string {
  const ids = JSON.stringify(asked).match(/[0-9a-f]{24}/g) ?? [];
  return ids.reduce((text, id) => text.replaceAll(id, '<id>'), JSON.stringify(body));
}

/** The answer of a line to this asker's column. */
function cell(who: string, { kind }: Asker): string {
  const answers = who.split(' ');
  if (answers.length !== kinds.length) throw new Error(`"${who}" is not ${kinds.length} answers`);
  return answers[kinds.indexOf(kind)] ?? '';
}

/** What a line promises this asker, of a thing that stands in the column. */
function promised(line: Line, asker: Asker, who: string): string {
  const { kind, scopes: given, isRefused } = asker;
  if (isRefused) return '401 unauthorized';
  if (given && line.key === 'none') return '403 key_not_allowed';
  const needed = line.key === 'any' || line.key === 'none' ? [] : (line.key.split('+') as Scope[]);
  if (given && !needed.every((scope) => given.includes(scope))) return '403 scope_missing';
  const answer = cell(who, asker);
  if (given && line.scopedKey && kind !== 'viewer' && answer !== '404') return line.scopedKey;
  if (answer === 'ok') return line.ok ?? 'ok';
  if (answer === '401') return '401 unauthorized';
  if (answer === '403') return '403 forbidden';
  if (answer === '404') return line.thing.code;
  return answer === 'same' ? 'ok' : `403 ${answer}`;
}

/** To those who are signed in it is missing. */
const missingToAll = '401 404 404 404 404 404';

/** In their own workspaces people are owners. */
function ownersOf({ who }: Line): string {
  const owner = who.split(' ')[kinds.indexOf('owner')];
  return kinds.map((kind) => (kind === 'anonymous' ? '401' : owner)).join(' ');
}

/** Nothing of a refused call is left in the event log. */
const eventCount = async () => (await server.app.get(DataService).events.total({})).total;

/** Every column of a line for one asker. @returns what was answered otherwise than promised */
async function checkFor(asker: Asker, name: string, row: Endpoint, line: Line): Promise<string[]> {
  const missed: string[] = [];
  const { missing, input } = await line.thing.make(team);
  const send = async (about: Input) => {
    const token = line.endsSession && asker.user ? await signIn(server, asker.user) : asker.token;
    return ask(name, row, token, { ...line.with, ...about });
  };
  const ofNothing = await send({ ...input, ...missing });
  const columns: [where: string, who: string, about: Input][] = [['of the team', line.who, input]];
  const place = own.get(asker);
  if (line.thing !== permissionMatrix['instance.get']?.thing) {
    columns.push(['foreign', line.foreign ?? missingToAll, (await line.thing.make(foreign)).input]);
    if (place) columns.push(['own', line.own ?? ownersOf(line), (await line.thing.make(place)).input]);
  }
  for (const [where, who, about] of columns) {
    const expected = promised(line, asker, who);
    const before = await eventCount();
    const outcome = await send(about);
    if (outcome.says !== expected) missed.push(`${asker.name}, ${where}: ${outcome.says}, not ${expected}`);
    if (expected === line.thing.code || cell(who, asker) === 'same') {
      expect(outcome.whole, `${asker.name}, ${where}: not as if it were missing`).toEqual(ofNothing.whole);
    }
    if (outcome.status >= 400 && !line.ok && (await eventCount()) !== before) {
      missed.push(`${asker.name}, ${where}: refused, but an event was recorded`);
    }
  }
  return missed;
}

describe('the permission matrix', () => {
  it('has a line for every row, and none for another', () => {
    const lined = new Set(Object.keys(permissionMatrix).map((name) => name.split('#')[0]));
    expect([...lined].sort()).toEqual([...everyRow.keys()].sort());
  });

  it.each(Object.entries(permissionMatrix))(
    '%s',
    async (name, line) => {
      const rowName = name.split('#')[0] ?? '';
      const row = everyRow.get(rowName);
      if (!row) throw new Error(`There is no row ${rowName}`);
      const missed: string[] = [];
      for (const asker of askers) missed.push(...(await checkFor(asker, rowName, row, line)));
      expect(missed).toEqual([]);
    },
    60_000,
  );
});
