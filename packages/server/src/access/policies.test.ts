import { type Scope, scopes } from '@incipit/contract';
import { describe, expect, it } from 'vitest';
import { accountPolicy, apiKeyPolicy, profilePolicy, sessionPolicy, userPolicy } from './account.policy.js';
import type { Actor, ActorKey } from './actor.js';
import { collectionPolicy } from './collection.policy.js';
import { invitePolicy } from './invite.policy.js';
import { memberPolicy } from './member.policy.js';
import { mayLoseAlias, type PromptTarget, promptPolicy, type VersionTarget } from './prompt.policy.js';
import type { Rule } from './rule.js';
import { type ShareTarget, sharePolicy } from './share.policy.js';
import { tagPolicy } from './tag.policy.js';
import { workspacePolicy } from './workspace.policy.js';

const base: Actor = {
  userId: 'me',
  workspaceId: 'w',
  role: null,
  isAdmin: false,
  key: null,
  protectedLabels: ['production'],
};
const key = (given: readonly Scope[], more: Partial<ActorKey> = {}): ActorKey => ({
  id: 'k',
  scopes: given,
  labels: undefined,
  collectionIds: undefined,
  rootCollectionId: undefined,
  ...more,
});

const actors = {
  nobody: { ...base, userId: null },
  stranger: base,
  admin: { ...base, isAdmin: true },
  viewer: { ...base, role: 'viewer' },
  editor: { ...base, role: 'editor' },
  owner: { ...base, role: 'owner' },
  editorKey: { ...base, role: 'editor', key: key(scopes) },
  ownerKey: { ...base, role: 'owner', key: key(scopes) },
  writeKey: { ...base, role: 'owner', key: key(['prompts:write']) },
  labelKey: { ...base, role: 'owner', key: key(scopes, { labels: ['staging'] }) },
  folderKey: {
    ...base,
    role: 'owner',
    key: key(scopes, { collectionIds: new Set(['top', 'below']), rootCollectionId: 'top' }),
  },
} satisfies Record<string, Actor>;

/** What each actor gets: `+`, `-` for missing, or the error code. */
function outcomes<T>(rule: Rule<T>, target: T): Record<string, string> {
  const answers = Object.entries<Actor>(actors).map(([name, actor]) => {
    if (!rule.see(actor, target)) return [name, '-'];
    const answer = rule.may(actor, target);
    return [name, answer === true ? '+' : answer];
  });
  return Object.fromEntries(answers);
}

const plain: VersionTarget = {
  id: 'p',
  workspaceId: 'w',
  collectionId: null,
  visibility: 'private',
  deletedAt: null,
  labelVersions: [],
  latestVersion: 1,
  version: { number: 1 },
  revision: 1,
};
const inTrash = { ...plain, deletedAt: new Date() };
const released = { ...plain, labelVersions: [{ name: 'production', version: 1 }] };
const staged = { ...plain, labelVersions: [{ name: 'staging', version: 1 }] };
const published: PromptTarget = { ...plain, visibility: 'public' };
const filed = { ...plain, collectionId: 'below' };

/** Seen by members, and by unlimited keys. */
const members = { nobody: '-', stranger: '-', admin: '-', viewer: '+', editor: '+', owner: '+' };
const editors = { ...members, viewer: 'forbidden' };
const owners = { ...editors, editor: 'forbidden' };
const allKeys = { editorKey: '+', ownerKey: '+', writeKey: '+' };
/** What is neither labelled nor filed is out of the sight of limited keys. */
const limited = { labelKey: '-', folderKey: '-' };
const noKeys = { editorKey: 'key_not_allowed', ownerKey: 'key_not_allowed', writeKey: 'key_not_allowed', ...limited };

const everybody = (answer: string) => Object.fromEntries(Object.keys(actors).map((name) => [name, answer]));

describe('prompts', () => {
  it.each<[string, Rule<PromptTarget>, PromptTarget, Record<string, string>]>([
    ['read', promptPolicy.read, plain, { ...members, ...allKeys, ...limited }],
    ['read what is labelled', promptPolicy.read, staged, { ...members, ...allKeys, labelKey: '+', folderKey: '-' }],
    ['read what is filed', promptPolicy.read, filed, { ...members, ...allKeys, labelKey: '-', folderKey: '+' }],
    ['read what is public', promptPolicy.read, published, { ...members, ...allKeys, ...limited }],
    ['read the trash', promptPolicy.read, inTrash, { ...members, viewer: '-', ...allKeys, ...limited }],
    ['change', promptPolicy.update({}), plain, { ...editors, ...allKeys, ...limited }],
    ['tag', promptPolicy.tag, plain, { ...editors, ...allKeys, ...limited }],
    ['move', promptPolicy.move, plain, { ...editors, ...allKeys, ...limited }],
    [
      'save with a label',
      promptPolicy.update({ labels: ['staging'] }),
      staged,
      { ...editors, ...allKeys, writeKey: 'scope_missing', labelKey: '+', folderKey: '-' },
    ],
    [
      'save with a protected label',
      promptPolicy.saveVersion({ labels: ['production'] }),
      released,
      {
        ...editors,
        editor: 'label_protected',
        editorKey: 'label_protected',
        ownerKey: '+',
        writeKey: 'scope_missing',
        ...limited,
      },
    ],
    [
      'take off an alias',
      promptPolicy.update({ removesAlias: true }),
      plain,
      { ...owners, ...allKeys, editorKey: 'forbidden', ...limited },
    ],
    [
      'publish',
      promptPolicy.update({ visibility: 'public' }),
      plain,
      { ...owners, ...noKeys, editorKey: 'key_not_allowed' },
    ],
    [
      'say the present visibility',
      promptPolicy.update({ visibility: 'private' }),
      plain,
      { ...editors, ...allKeys, ...limited },
    ],
    ['trash', promptPolicy.trash, plain, { ...editors, ...allKeys, ...limited }],
    [
      'trash what carries a protected label',
      promptPolicy.trash,
      released,
      { ...editors, editor: 'label_protected', editorKey: 'label_protected', ownerKey: '+', writeKey: '+', ...limited },
    ],
    ['restore', promptPolicy.restore, inTrash, { ...editors, viewer: '-', ...allKeys, ...limited }],
    [
      'delete for good',
      promptPolicy.removeForGood,
      inTrash,
      { ...owners, viewer: '-', ...allKeys, editorKey: 'forbidden', ...limited },
    ],
    [
      'delete a version',
      promptPolicy.removeVersion,
      plain,
      { ...owners, ...allKeys, editorKey: 'forbidden', ...limited },
    ],
    ['mend a message', promptPolicy.updateVersion, plain, { ...editors, ...allKeys, ...limited }],
    ['duplicate', promptPolicy.duplicate, plain, { ...editors, ...noKeys }],
    ['star', promptPolicy.star, plain, { ...members, ...noKeys }],
    ['star what is public', promptPolicy.star, published, { ...members, stranger: '+', admin: '+', ...noKeys }],
    ['fork what is public', promptPolicy.fork, published, { ...members, stranger: '+', admin: '+', ...noKeys }],
    ['share', promptPolicy.share, plain, { ...owners, ...noKeys }],
    ['share from the trash', promptPolicy.share, inTrash, { ...owners, viewer: '-', ...noKeys }],
    ['read what is published', promptPolicy.readPublished, published, everybody('+')],
    ['read what is private on the public pages', promptPolicy.readPublished, plain, everybody('-')],
    [
      'read what is public in the trash there',
      promptPolicy.readPublished,
      { ...published, deletedAt: new Date() },
      everybody('-'),
    ],
  ])('%s', (_, rule, target, expected) => expect(outcomes(rule, target)).toEqual(expected));

  it.each<[string, PromptTarget, Record<string, string>]>([
    ['staging', staged, { ...editors, ...allKeys, writeKey: 'scope_missing', labelKey: '+', folderKey: '-' }],
    ['dev', staged, { ...editors, ...allKeys, writeKey: 'scope_missing', labelKey: 'forbidden', folderKey: '-' }],
    [
      'production',
      staged,
      {
        ...editors,
        editor: 'label_protected',
        editorKey: 'label_protected',
        ownerKey: '+',
        writeKey: 'scope_missing',
        labelKey: 'forbidden',
        folderKey: '-',
      },
    ],
  ])('move the label %s', (label, target, expected) =>
    expect(outcomes(promptPolicy.moveLabel, { ...target, label })).toEqual(expected),
  );
});

describe('shares', () => {
  const share = { id: 's', workspaceId: 'w', revision: 1 };
  const persons = { ...owners, ...noKeys, labelKey: 'key_not_allowed', folderKey: 'key_not_allowed' };

  it.each(['read', 'remove'] as const)('to %s them is for owners, and no keys', (verb) =>
    expect(outcomes(sharePolicy[verb], share)).toEqual(persons),
  );

  it.each<[string, Partial<ShareTarget>, string]>([
    ['good for ever', {}, '+'],
    ['good for a while', { expiresAt: new Date(Date.now() + 60_000) }, '+'],
    ['expired', { expiresAt: new Date(Date.now() - 1) }, '-'],
    ['of what is gone', { shown: null }, '-'],
    ['of what is in the trash', { shown: { visibility: 'public', deletedAt: new Date() } }, '-'],
    ['of what is private', { shown: { visibility: 'private', deletedAt: null } }, '-'],
  ])('one %s opens for everybody or for nobody', (_, more, answer) => {
    const target = { workspaceId: 'w', expiresAt: null, shown: { visibility: 'link', deletedAt: null }, ...more };
    expect(outcomes(sharePolicy.open, target)).toEqual(everybody(answer));
  });
});

it('an alias is lost by itself, but not from what carries a protected label', () => {
  const answersFor = (prompt: PromptTarget) =>
    Object.entries<Actor>({ editor: actors.editor, owner: actors.owner }).map(([, actor]) =>
      mayLoseAlias(actor, prompt),
    );
  expect(answersFor(released)).toEqual(['label_protected', true]);
  expect(answersFor(staged)).toEqual([true, true]);
});

describe('collections, tags and workspaces', () => {
  const top = { id: 'top', workspaceId: 'w', revision: 1 };
  const below = { ...top, id: 'below' };
  const beside = { ...top, id: 'beside' };
  const tag = { id: 't', workspaceId: 'w', revision: 1 };
  const workspace = { id: 'w', workspaceId: 'w', revision: 1 };
  const member = { workspaceId: 'w', userId: 'other', revision: 1 };
  const withLimited = { ...allKeys, labelKey: '+', folderKey: '+' };
  const person = {
    editorKey: 'key_not_allowed',
    ownerKey: 'key_not_allowed',
    writeKey: 'key_not_allowed',
    labelKey: 'key_not_allowed',
    folderKey: 'key_not_allowed',
  };

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['read a collection', outcomes(collectionPolicy.read, below), { ...members, ...withLimited }],
    ['read one beside', outcomes(collectionPolicy.read, beside), { ...members, ...withLimited, folderKey: '-' }],
    ['change a collection', outcomes(collectionPolicy.update, below), { ...editors, ...withLimited }],
    [
      'change the top one',
      outcomes(collectionPolicy.update, top),
      { ...editors, ...withLimited, folderKey: 'forbidden' },
    ],
    ['delete a collection', outcomes(collectionPolicy.remove, below), { ...editors, ...withLimited }],
    ['read a tag', outcomes(tagPolicy.read, tag), { ...members, ...withLimited }],
    [
      'change a tag',
      outcomes(tagPolicy.update, tag),
      { ...editors, ...allKeys, labelKey: 'forbidden', folderKey: 'forbidden' },
    ],
    [
      'merge a tag',
      outcomes(tagPolicy.merge, tag),
      { ...editors, ...allKeys, labelKey: 'forbidden', folderKey: 'forbidden' },
    ],
    ['read the workspace', outcomes(workspacePolicy.read, workspace), { ...members, ...withLimited }],
    ['list members', outcomes(workspacePolicy.listMembers, workspace), { ...members, ...person }],
    ['rename the workspace', outcomes(workspacePolicy.update, workspace), { ...owners, ...person }],
    ['delete the workspace', outcomes(workspacePolicy.remove, workspace), { ...owners, ...person }],
    ['protect labels', outcomes(workspacePolicy.protectLabel, workspace), { ...owners, ...person }],
    ['list invites', outcomes(workspacePolicy.listInvites, workspace), { ...owners, ...person }],
    ['invite', outcomes(workspacePolicy.createInvite, workspace), { ...owners, ...person }],
    ['read an invite', outcomes(invitePolicy.read, workspace), { ...owners, ...person }],
    ['take an invite back', outcomes(invitePolicy.remove, workspace), { ...owners, ...person }],
    ['change a role', outcomes(memberPolicy.update, member), { ...owners, ...person }],
    ['remove a member', outcomes(memberPolicy.remove, member), { ...owners, ...person }],
    ['leave', outcomes(memberPolicy.remove, { ...member, userId: 'me' }), { ...members, ...person }],
    ['list the trash', outcomes(workspacePolicy.listTrash, workspace), { ...editors, ...withLimited }],
    ['create a tag', outcomes(workspacePolicy.createTag, workspace), { ...editors, ...withLimited }],
    [
      'create a collection at the top',
      outcomes(workspacePolicy.createCollection(null), workspace),
      { ...editors, ...withLimited, folderKey: 'forbidden' },
    ],
    [
      'create one elsewhere',
      outcomes(workspacePolicy.createCollection('beside'), workspace),
      { ...editors, ...withLimited, folderKey: 'collection_not_found' },
    ],
    ['create a prompt', outcomes(workspacePolicy.createPrompt({}, 'top'), workspace), { ...editors, ...withLimited }],
    [
      'create a public one',
      outcomes(workspacePolicy.createPrompt({ visibility: 'public' }, 'top'), workspace),
      { ...owners, ...person },
    ],
    [
      'create one with labels',
      outcomes(workspacePolicy.createPrompt({ labels: ['dev'] }, 'top'), workspace),
      { ...editors, ...withLimited, writeKey: 'scope_missing', labelKey: 'forbidden' },
    ],
    ['make a key', outcomes(workspacePolicy.createKey, workspace), { ...members, ...person }],
    ['make an endless key', outcomes(workspacePolicy.createEndlessKey, workspace), { ...owners, ...person }],
    ['list all keys', outcomes(workspacePolicy.listAllKeys, workspace), { ...owners, ...person }],
  ])('%s', (_, got, expected) => expect(got).toEqual(expected));
});

describe('what is one’s own', () => {
  const people = { nobody: '-', stranger: '+', admin: '+', viewer: '+', editor: '+', owner: '+' };
  const keys = Object.fromEntries(
    Object.keys(actors)
      .filter((name) => name.endsWith('Key'))
      .map((name) => [name, 'key_not_allowed']),
  );
  const nobodys = Object.fromEntries(Object.keys(actors).map((name) => [name, '-']));

  it.each<[string, Rule<{ userId: string }>]>([
    ['end a session', sessionPolicy.remove],
    ['change the password', userPolicy.changePassword],
    ['delete the account', userPolicy.remove],
    ['change the profile', profilePolicy.update],
    ['make a workspace', accountPolicy.createWorkspace],
  ])('%s', (_, rule) => {
    expect(outcomes(rule, { userId: 'me' })).toEqual({ ...people, ...keys });
    expect(outcomes(rule, { userId: 'other' })).toEqual(nobodys);
  });

  it('invites to the instance: for admins, who are not in its workspaces', () => {
    const adminOnly = { ...nobodys, admin: '+' };
    const refused = Object.fromEntries(Object.keys(actors).map((name) => [name, 'forbidden']));
    expect(outcomes(invitePolicy.read, { workspaceId: null })).toEqual(adminOnly);
    expect(outcomes(invitePolicy.remove, { workspaceId: null })).toEqual(adminOnly);
    expect(outcomes(invitePolicy.createForInstance, {})).toEqual({ ...refused, admin: '+' });
    expect(outcomes(invitePolicy.listForInstance, {})).toEqual({ ...refused, admin: '+' });
    const used = outcomes(invitePolicy.accept, { workspaceId: 'w' });
    expect(used).toMatchObject({ nobody: '-', stranger: '+', viewer: '+', owner: '+', ownerKey: '-' });
  });

  it('API keys: one’s own as a member, all for owners, never by a key', () => {
    const missing = { ...nobodys };
    const mine = { userId: 'me', workspaceId: 'w' };
    const foreign = { userId: 'other', workspaceId: 'w' };
    expect(outcomes(apiKeyPolicy.read, mine)).toEqual({ ...missing, viewer: '+', editor: '+', owner: '+' });
    expect(outcomes(apiKeyPolicy.read, foreign)).toEqual({ ...missing, owner: '+' });
    expect(outcomes(apiKeyPolicy.remove, foreign)).toEqual({ ...missing, owner: '+' });
    expect(outcomes(apiKeyPolicy.update, foreign)).toEqual({ ...missing, owner: 'forbidden' });
  });

  it('profiles: for the signed-out only with a public prompt', () => {
    const hidden = { userId: 'other', hasPublicPrompts: false };
    expect(outcomes(profilePolicy.read, hidden)).toMatchObject({ nobody: '-', stranger: '+', editorKey: '+' });
    expect(outcomes(profilePolicy.read, { ...hidden, hasPublicPrompts: true })).toMatchObject({ nobody: '+' });
  });
});
