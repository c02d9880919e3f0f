import { admin } from './admin.js';
import { apiKeys } from './api-keys.js';
import { audit } from './audit.js';
import { auth, sessions } from './auth.js';
import { collections } from './collections.js';
import { drafts } from './drafts.js';
import type { Endpoint } from './endpoint.js';
import { instance } from './instance.js';
import { invites } from './invites.js';
import { labels } from './labels.js';
import { members } from './members.js';
import { profiles } from './profiles.js';
import { promptTags } from './prompt-tags.js';
import { prompts } from './prompts.js';
import { publicPrompts } from './public-prompts.js';
import { render } from './render.js';
import { shares } from './shares.js';
import { tags } from './tags.js';
import { usage } from './usage.js';
import { versions } from './versions.js';
import { workspaces } from './workspaces.js';

/** The whole API: every subject, every endpoint. */
export const api = {
  instance,
  auth,
  sessions,
  apiKeys,
  profiles,
  workspaces,
  members,
  invites,
  collections,
  tags,
  prompts,
  promptTags,
  versions,
  labels,
  drafts,
  render,
  shares,
  publicPrompts,
  audit,
  usage,
  admin,
};

/** Every row with its name, `prompts.get` say, in the order of {@link api}. */
export const rows: readonly (readonly [name: string, row: Endpoint])[] = Object.entries(api).flatMap(
  ([subject, endpoints]) =>
    Object.entries(endpoints as Record<string, Endpoint>).map(([verb, row]) => [`${subject}.${verb}`, row] as const),
);
