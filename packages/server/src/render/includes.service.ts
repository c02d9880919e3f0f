import type { Content } from '@incipit/contract';
import { type LoadedPrompt, type ResolvedPrompt, resolveIncludes } from '@incipit/template';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { promptPolicy } from '../access/prompt.policy.js';
import { inChunks } from '../data/chunks.js';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { ApiError } from '../http/api-error.js';
import { type Selected, type Selector, select } from '../prompts/selection.js';
import { contentOf } from '../versions/version.view.js';

/** What the includes of a content are looked up for. */
interface Reader {
  readonly actor: Actor;
  readonly workspaceId: string;
  /** The prompt that the content belongs to. */
  readonly promptId?: string;
}

/** A prompt that includes another one, and which of its current versions do. */
export interface Use {
  readonly user: Prompt;
  readonly versions: readonly number[];
}

/** Prompts whose names are looked for at once. */
const promptsAtOnce = 200;

/** `{{> name}}` inside prompts: found with the reader's rights, in the workspace of the text. */
@Injectable()
export class IncludesService {
  constructor(private readonly data: DataService) {}

  /** The content with everything put in, and what was. @throws TemplateError */
  resolve(content: Content, reader: Reader): Promise<{ content: Content; resolved: ResolvedPrompt[] }> {
    const load = (name: string, selector?: string) => this.load(reader, name, selector);
    return resolveIncludes(content, load, { promptId: reader.promptId });
  }

  /**
   * What may not be saved: a text that includes itself, or too much, or a chat. What is not there yet may be.
   * `own` are the names of the prompt itself, also of one that is only being made.
   * @throws TemplateError
   */
  async check(content: Content, reader: Reader & { promptId: string }, own: readonly string[]): Promise<void> {
    const self = { id: reader.promptId, name: own[0] ?? '', version: 0, content };
    const load = async (name: string, selector?: string) =>
      own.includes(name) ? self : this.load(reader, name, selector);
    await resolveIncludes(content, load, { promptId: reader.promptId, missing: 'keep' });
  }

  /** The live prompts whose latest or labelled versions include this one. */
  async usesOf(prompt: Prompt): Promise<Use[]> {
    const uses = await this.uses(prompt.workspaceId, prompt.names);
    return uses.filter(({ user }) => user.id !== prompt.id);
  }

  /** Of prompts of one workspace: who else includes one of them, in a latest or labelled version. */
  async usersOf(prompts: readonly Prompt[]): Promise<Prompt[]> {
    const own = new Set(prompts.map(({ id }) => id));
    const users = new Map<string, Prompt>();
    for (const some of inChunks(prompts, promptsAtOnce)) {
      const names = some.flatMap((prompt) => prompt.names);
      for (const { user } of await this.uses(some[0]!.workspaceId, names)) users.set(user.id, user);
    }
    return [...users.values()].filter(({ id }) => !own.has(id));
  }

  private async uses(workspaceId: string, names: readonly string[]): Promise<Use[]> {
    const including = await this.data.promptVersions.findMany({ workspaceId, includes: { $in: names } });
    if (including.length === 0) return [];
    const ids = [...new Set(including.map((version) => version.promptId))];
    const prompts = await this.data.prompts.findMany({ id: { $in: ids }, deletedAt: null });
    return prompts.flatMap((user) => {
      const current = new Set([user.latestVersion, ...user.labelVersions.map((label) => label.version)]);
      const versions = including.filter(({ promptId, number }) => promptId === user.id && current.has(number));
      return versions.length === 0 ? [] : [{ user, versions: versions.map(({ number }) => number) }];
    });
  }

  private async load(reader: Reader, name: string, selector?: string): Promise<LoadedPrompt | undefined> {
    const { workspaceId, actor } = reader;
    const prompt = await this.data.prompts.find({ workspaceId, names: name, deletedAt: null });
    if (!prompt || !promptPolicy.read.see(actor, prompt)) return undefined;
    const selected = trySelect(prompt, selectorOf(selector), actor);
    if (!selected) return undefined;
    const version = await this.data.promptVersions.find({ promptId: prompt.id, number: selected.number });
    return version
      ? { id: prompt.id, name: prompt.name, version: version.number, content: contentOf(version) }
      : undefined;
  }
}

/** `@3` names a version, everything else a label. */
const selectorOf = (selector: string | undefined): Selector => {
  if (selector === undefined) return {};
  return /^\d+$/.test(selector) ? { version: Number(selector) } : { label: selector };
};

/** A selector that finds nothing is a missing include, not an error of its own. */
function trySelect(prompt: Prompt, selector: Selector, actor: Actor): Selected | undefined {
  try {
    return select(prompt, selector, 'name', actor);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
