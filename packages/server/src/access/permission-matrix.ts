import { type Input, type Thing, things } from './permission-matrix.things.js';

/**
 * Who gets what on a row of the contract, about a thing of the team: six answers, in the order
 * anonymous, stranger, viewer, editor, owner, admin (an instance admin who is not a member).
 * `ok` is what the row answers when all is well; `404` is the code of the missing thing, with an answer that is equal to
 * it; `403` is `403 forbidden`, other codes are spelled out. `same`: 200 with an answer that is equal to that for nothing.
 *
 * Keys: `none`: 403 `key_not_allowed`; `any`; or the scopes that are needed, else 403 `scope_missing`. With them a key
 * gets what the role of its user gets.
 */
export interface Line {
  readonly who: string;
  readonly key: string;
  readonly thing: Thing;
  /** Sent besides. */
  readonly with?: Input;
  /** About a thing of a workspace that no caller is in. Left out: missing for all who are signed in. */
  readonly foreign?: string;
  /** About a thing of the caller's own workspace. Left out: what owners get. */
  readonly own?: string;
  /** What keys of editors and owners get that have the scopes, when it is not what the role of their user gets. */
  readonly scopedKey?: string;
  /** What those get who may, when it is an error: a password that is wrong on purpose, say. */
  readonly ok?: string;
  /** Ends the session of the caller, who therefore needs one for each call. */
  readonly endsSession?: true;
}

const line = (who: string, key: string, thing: Thing, more: Partial<Line> = {}): Line => ({ who, key, thing, ...more });

// The sentences of the permission table that occur most.
const all = 'ok ok ok ok ok ok';
const people = '401 ok ok ok ok ok';
const members = '401 404 ok ok ok 404';
const editors = '401 404 403 ok ok 404';
const editorsOnly = '401 404 404 ok ok 404';
const owners = '401 404 403 403 ok 404';
const ownersOfProtected = '401 404 403 label_protected ok 404';
const admins = '401 403 403 403 403 ok';
/** The public door shows everybody the same. */
const hidden = '404 404 404 404 404 404';
/** Profiles that show nothing to the public. */
const toPeople = '404 ok ok ok ok ok';
const ofOthers = '401 404 404 404 404 404';
const everywhere = { foreign: admins, own: admins };

const text = { type: 'text', text: 'Changed {{it}}' };
const {
  prompt,
  protectedPrompt,
  publicPrompt,
  trashedPrompt,
  version,
  tag,
  collection,
  workspace,
  newIn,
  member,
  key,
  none,
  account,
} = things;
const draft = { title: 'Draft' };
/** Every row of the contract, some in several cases: `row#case`. A row without a line fails the test. */
export const permissionMatrix: Readonly<Record<string, Line>> = {
  'instance.get': line(all, 'any', none),
  'auth.register': line(all, 'any', none, {
    with: { email: 'x@example.org', username: 'x', password: '', client: 'native' },
    ok: '400 invalid_request',
  }),
  'auth.login': line(all, 'any', things.wrongSignIn, { foreign: all, ok: '401 invalid_credentials' }),
  'auth.refresh': line(all, 'any', things.refreshToken, { foreign: all }),
  'auth.logout': line('401 ok ok ok ok ok', 'none', none, { endsSession: true }),
  'auth.me': line(people, 'any', none),
  'auth.password': line(people, 'none', none, {
    with: { currentPassword: 'wrong', newPassword: 'quite another one' },
    ok: '401 invalid_credentials',
  }),
  'sessions.list': line(people, 'none', none),
  'sessions.remove': line(ofOthers, 'none', things.session, { own: people }),
  'apiKeys.list': line(people, 'none', none),
  'apiKeys.list#workspace': line(owners, 'none', workspace('workspaceId')),
  'apiKeys.create': line(
    members,
    'none',
    workspace('workspaceId', () => ({ name: 'k', scopes: ['prompts:read'] })),
  ),
  'apiKeys.create#endless': line(
    owners,
    'none',
    workspace('workspaceId', () => ({ name: 'k', scopes: ['prompts:read'], expiresInDays: null })),
  ),
  'apiKeys.get': line('401 404 404 404 ok 404', 'none', key()),
  'apiKeys.update': line('401 404 404 404 403 404', 'none', key({ name: 'other' }), { own: people }),
  'apiKeys.remove': line('401 404 404 404 ok 404', 'none', key()),
  'profiles.list': line(people, 'none', none),
  'profiles.get': line('404 ok ok ok ok ok', 'prompts:read', things.profile(false), {
    foreign: '404 ok ok ok ok ok',
  }),
  'profiles.get#shown': line(all, 'prompts:read', things.profile(true), { foreign: all }),
  'profiles.update': line(people, 'none', none, { with: { bio: 'Writes.' } }),
  'profiles.remove': line(people, 'none', none, { with: { password: 'wrong' }, ok: '401 invalid_credentials' }),
  'workspaces.list': line(people, 'prompts:read', none),
  'workspaces.create': line(people, 'none', none, { with: { name: 'Another' } }),
  'workspaces.get': line(members, 'prompts:read', workspace('id')),
  'workspaces.update': line(
    owners,
    'none',
    workspace('id', () => ({ name: 'Renamed' })),
  ),
  'workspaces.remove': line(owners, 'none', things.workspaceToRemove),
  'members.list': line(members, 'none', workspace('id')),
  'members.update': line(owners, 'none', member({ role: 'editor' })),
  'members.remove': line(owners, 'none', member()),
  'invites.list': line(admins, 'none', none),
  'invites.list#workspace': line(owners, 'none', workspace('workspaceId')),
  'invites.create': line(admins, 'none', none),
  'invites.create#workspace': line(owners, 'none', workspace('workspaceId')),
  'invites.get': line(owners, 'none', things.invite),
  'invites.remove': line(owners, 'none', things.invite),
  'invites.accept': line(people, 'none', things.inviteToken, { foreign: people, own: '401 ok ok ok ok ok' }),
  'collections.list': line(members, 'prompts:read', workspace('workspaceId')),
  'collections.create': line(editors, 'prompts:write', things.newNamedIn),
  'collections.get': line(members, 'prompts:read', collection()),
  'collections.update': line(editors, 'prompts:write', collection({ description: 'x' })),
  'collections.remove': line(editors, 'prompts:write', collection()),
  'collections.remove#protected': line(ownersOfProtected, 'prompts:write', things.protectedCollection),
  'collections.put': line(editors, 'prompts:write', things.filledCollection),
  'collections.take': line(editors, 'prompts:write', things.filledCollection),
  'tags.list': line(members, 'prompts:read', workspace('workspaceId')),
  'tags.create': line(editors, 'prompts:write', things.newNamedIn),
  'tags.get': line(members, 'prompts:read', tag()),
  'tags.update': line(editors, 'prompts:write', tag({ color: '#112233' })),
  'tags.remove': line(editors, 'prompts:write', tag()),
  'tags.merge': line(editors, 'prompts:write', things.twoTags),
  'prompts.list': line(members, 'prompts:read', workspace('workspaceId')),
  'prompts.list#trashed': line(
    editors,
    'prompts:read+prompts:write',
    workspace('workspaceId', () => ({ trashed: true })),
  ),
  'prompts.create': line(editors, 'prompts:write', newIn()),
  'prompts.create#labels': line(editors, 'prompts:write+labels:write', newIn({ labels: ['staging'] })),
  'prompts.create#protected': line(ownersOfProtected, 'prompts:write+labels:write', newIn({ labels: ['live'] })),
  'prompts.create#visibility': line(owners, 'prompts:write', newIn({ visibility: 'link' }), {
    scopedKey: '403 key_not_allowed',
  }),
  'prompts.get': line(members, 'prompts:read', prompt()),
  'prompts.get#public': line(members, 'prompts:read', publicPrompt()),
  'prompts.get#trashed': line(editorsOnly, 'prompts:read', trashedPrompt()),
  'prompts.getByName': line(members, 'prompts:read', things.namedPrompt),
  'prompts.update': line(editors, 'prompts:write', prompt({ title: 'Changed', content: text })),
  'prompts.update#labels': line(editors, 'prompts:write+labels:write', prompt({ content: text, labels: ['staging'] })),
  'prompts.update#protected': line(
    ownersOfProtected,
    'prompts:write+labels:write',
    prompt({ content: text, labels: ['live'] }),
  ),
  'prompts.update#visibility': line(owners, 'prompts:write', prompt({ visibility: 'public' }), {
    scopedKey: '403 key_not_allowed',
  }),
  'prompts.update#aliases': line(owners, 'prompts:write', things.promptWithAlias),
  'prompts.remove': line(editors, 'prompts:write', prompt()),
  'prompts.remove#protected': line(ownersOfProtected, 'prompts:write', protectedPrompt()),
  'prompts.remove#permanent': line('401 404 404 403 ok 404', 'prompts:write', trashedPrompt({ permanent: true })),
  'prompts.restore': line(editorsOnly, 'prompts:write', trashedPrompt()),
  'prompts.duplicate': line(editors, 'none', prompt()),
  'prompts.fork': line(members, 'none', prompt()),
  'prompts.fork#public': line(people, 'none', publicPrompt(), { foreign: people }),
  'prompts.star': line(members, 'none', prompt()),
  'prompts.star#public': line(people, 'none', publicPrompt(), { foreign: people }),
  'prompts.unstar': line(members, 'none', prompt()),
  'prompts.usedBy': line(members, 'prompts:read', prompt()),
  'prompts.batchGet': line('401 same ok ok ok same', 'prompts:read', things.promptItem, {
    foreign: '401 same same same same same',
  }),
  // Each prompt has its own outcome: what is not seen is missing there.
  'prompts.bulk': line('401 same ok ok ok same', 'prompts:write', things.promptIds({ action: 'tag', tags: ['blue'] }), {
    foreign: '401 same same same same same',
  }),
  'prompts.bulk#labels': line(
    '401 same ok ok ok same',
    'prompts:write+labels:write',
    things.promptIds({ action: 'label', label: 'live' }),
    { foreign: '401 same same same same same' },
  ),

  'promptTags.list': line(members, 'prompts:read', prompt()),
  'promptTags.create': line(editors, 'prompts:write', prompt({ name: 'blue' })),
  'promptTags.update': line(editors, 'prompts:write', prompt({ tags: ['blue'] })),
  'promptTags.remove': line(editors, 'prompts:write', things.promptWithTag),
  'versions.list': line(members, 'prompts:read', prompt()),
  'versions.create': line(editors, 'prompts:write', prompt({ content: text })),
  'versions.create#labels': line(editors, 'prompts:write+labels:write', prompt({ content: text, labels: ['staging'] })),
  'versions.create#protected': line(
    ownersOfProtected,
    'prompts:write+labels:write',
    prompt({ content: text, labels: ['live'] }),
  ),
  'versions.get': line(members, 'prompts:read', version(1)),
  'versions.update': line(editors, 'prompts:write', version(1, { message: 'why' })),
  'versions.remove': line(owners, 'prompts:write', version(2)),
  'versions.diff': line(members, 'prompts:read', prompt({ a: 1, b: 2 })),
  'versions.restore': line(editors, 'prompts:write', version(1)),
  'labels.list': line(members, 'prompts:read', prompt()),
  'labels.move': line(editors, 'labels:write', prompt({ label: 'staging', version: 2, expected: 1 })),
  'labels.move#protected': line(
    ownersOfProtected,
    'labels:write',
    prompt({ label: 'live', version: 2, expected: null }),
  ),
  'labels.remove': line(editors, 'labels:write', prompt({ label: 'staging', expected: 1 })),
  'labels.remove#protected': line(ownersOfProtected, 'labels:write', protectedPrompt({ label: 'live', expected: 1 })),
  'labels.history': line(members, 'prompts:read', prompt({ label: 'staging' })),
  'labels.known': line(members, 'prompts:read', workspace('id')),
  'labels.protect': line(
    owners,
    'none',
    workspace('id', () => ({ label: 'other', protected: true })),
  ),
  // Nobody in these calls has a draft: those who may, hear that.
  'drafts.get': line(editors, 'none', prompt(), { ok: '404 draft_not_found' }),
  'drafts.put': line(editors, 'none', prompt(draft)),
  'drafts.remove': line(editors, 'none', prompt(), { ok: '404 draft_not_found' }),
  'drafts.getNew': line(editors, 'none', workspace('workspaceId'), { ok: '404 draft_not_found' }),
  'drafts.removeNew': line(editors, 'none', workspace('workspaceId'), { ok: '404 draft_not_found' }),
  'drafts.putNew': line(
    editors,
    'none',
    workspace('workspaceId', () => draft),
  ),
  'render.byId': line(members, 'prompts:read', prompt({ variables: { who: 'Ada' } })),
  'render.byName': line(members, 'prompts:read', things.namedPrompt, { with: { variables: { who: 'Ada' } } }),
  'render.content': line(
    members,
    'prompts:read',
    workspace('workspaceId', () => ({ content: text, variables: { it: 'x' } })),
  ),
  'audit.list': line(admins, 'none', none, { with: { instance: true } }),
  'audit.list#workspace': line(owners, 'none', workspace('workspaceId')),
  'audit.activity': line(members, 'prompts:read', prompt()),

  'shares.list': line(owners, 'none', workspace('workspaceId')),
  'shares.create': line(owners, 'none', things.promptId),
  'shares.get': line(owners, 'none', things.share),
  'shares.remove': line(owners, 'none', things.share),
  'shares.open': line(all, 'any', things.shareToken, { foreign: all, own: all }),
  'shares.unlock': line(all, 'any', things.shareToken, { foreign: all, own: all }),
  'shares.openPrompt': line(all, 'any', things.sharedPrompt, { foreign: all, own: all }),
  'shares.unlockPrompt': line(all, 'any', things.sharedPrompt, { foreign: all, own: all }),
  'publicPrompts.list': line(all, 'any', none),
  'publicPrompts.get': line(all, 'any', publicPrompt(), { foreign: all, own: all }),
  'publicPrompts.get#private': line(hidden, 'any', prompt(), { foreign: hidden, own: hidden }),
  'publicPrompts.listByAuthor': line(all, 'any', things.profile(true), { foreign: all, own: all }),
  'publicPrompts.listByAuthor#nothing': line(toPeople, 'any', things.profile(false), {
    foreign: toPeople,
    own: toPeople,
  }),

  'usage.list': line(members, 'prompts:read', workspace('workspaceId')),
  'usage.list#prompt': line(members, 'prompts:read', things.promptId),

  'auth.forgotPassword': line(all, 'any', none, { with: { email: 'nobody@example.org' } }),
  'auth.resetPassword': line(all, 'any', none, {
    with: { token: 'x'.repeat(43), password: 'quite another one' },
    ok: '400 invalid_request',
  }),
  'auth.changeEmail': line(people, 'none', none, {
    with: { email: 'not an address', password: 'x' },
    ok: '400 invalid_request',
  }),
  'auth.confirmEmail': line(people, 'none', none, { with: { token: 'x'.repeat(43) }, ok: '400 invalid_request' }),

  // Accounts and the instance belong to no workspace: where a thing stands makes no difference.
  'admin.listUsers': line(admins, 'none', none),
  'admin.updateUser': line(admins, 'none', account({ status: 'suspended' }), everywhere),
  'admin.removeUser': line(admins, 'none', account(), everywhere),
  'admin.createResetLink': line(admins, 'none', account(), everywhere),
  'admin.getSettings': line(admins, 'none', none),
  'admin.updateSettings': line(admins, 'none', none, { with: { name: 'Incipit' } }),
  'admin.figures': line(admins, 'none', none),
  'admin.appointOwner': line(admins, 'none', none, {
    with: { id: 'f'.repeat(24), userId: 'f'.repeat(24) },
    ok: '404 workspace_not_found',
  }),
};
