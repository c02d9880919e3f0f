import type { Draft as ServerDraft } from '@incipit/contract';
import { client } from '../../lib/client.js';
import { codeOf } from '../../lib/failure.js';
import { contentOf, type Draft, draftOf, emptyContent, isSameContent } from './draft.js';

/** Edits that are not saved yet, as the editor holds them. */
export interface Edits {
  draft: Draft;
  message: string;
  /** Of a new prompt. */
  title?: string | undefined;
  description?: string | undefined;
  /** The version that they began from; `null`: of a prompt that is not made yet. */
  baseVersion: number | null;
}

/** Whether two edits say the same. */
export const isSameEdits = (a: Edits, b: Edits): boolean =>
  isSameContent(contentOf(a.draft), contentOf(b.draft)) &&
  a.message === b.message &&
  (a.title ?? '') === (b.title ?? '') &&
  (a.description ?? '') === (b.description ?? '');

/** Edits as the server has them. */
export interface ServerEdits {
  edits: Edits;
  etag: string | undefined;
  /** When they were kept. */
  at: string;
}

/** Where edits of one user are kept. */
export interface DraftPlace {
  /** Tells this place from others in this browser. */
  key: string;
  /** What the server has; `undefined`: nothing. */
  read: (signal?: AbortSignal) => Promise<ServerEdits | undefined>;
  /** Replaces what the server has, if that is still what was seen (`undefined`: nothing). */
  write: (edits: Edits, etag: string | undefined) => Promise<{ etag: string | undefined; at: string }>;
  remove: (etag: string | undefined) => Promise<unknown>;
}

/** There is no draft yet: revision 0. What somebody keeps meanwhile is not overwritten. */
const none = '"0-000000000000"';

const partsOf = ({ draft, message }: Edits) => ({ content: contentOf(draft), message });

function editsOf({ content, message = '', title, description, baseVersion }: ServerDraft): Edits {
  return { draft: draftOf(content ?? emptyContent), message, title, description, baseVersion };
}

/** `undefined` instead of "there is no draft". */
async function orNone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'draft_not_found') return undefined;
    throw error;
  }
}

type Answer = { data: ServerDraft; etag: string | undefined } | undefined;
const serverEdits = (answer: Answer): ServerEdits | undefined =>
  answer && { edits: editsOf(answer.data), etag: answer.etag, at: answer.data.updatedAt };

/** The draft of a prompt. */
export const promptPlace = (userId: string, id: string): DraftPlace => ({
  key: `${userId} ${id}`,
  read: async (signal) => serverEdits(await orNone(client.drafts.get({ id }, { signal }))),
  write: async (edits, etag) => {
    const { baseVersion } = edits;
    const given = { id, ...partsOf(edits), baseVersion: baseVersion ?? undefined };
    const answer = await client.drafts.put(given, { ifMatch: etag ?? none });
    return { etag: answer.etag, at: answer.data.updatedAt };
  },
  remove: (etag) => orNone(client.drafts.remove({ id }, { ifMatch: etag })),
});

/** The draft of a new prompt in a workspace. */
export const newPlace = (userId: string, workspaceId: string): DraftPlace => ({
  key: `${userId} new ${workspaceId}`,
  read: async (signal) => serverEdits(await orNone(client.drafts.getNew({ workspaceId }, { signal }))),
  write: async (edits, etag) => {
    const { title, description } = edits;
    const given = { workspaceId, ...partsOf(edits), title, description };
    const answer = await client.drafts.putNew(given, { ifMatch: etag ?? none });
    return { etag: answer.etag, at: answer.data.updatedAt };
  },
  remove: (etag) => orNone(client.drafts.removeNew({ workspaceId }, { ifMatch: etag })),
});
