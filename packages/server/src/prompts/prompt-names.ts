import { limits, nameFromTitle, numberedName } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { DuplicateError } from '../data/store-error.js';
import { ApiError } from '../http/api-error.js';

type Names = Pick<Prompt, 'name' | 'aliases' | 'names'>;

/** Numbers looked at in one query. */
const block = 50;

/** A name with its aliases, and the two as one set, which is unique. */
export const namesOf = (name: string, aliases: readonly string[] = []): Names => ({
  name,
  aliases,
  names: [name, ...aliases],
});

/** The old name stays as an alias; one too many pushes out the oldest. Renaming back takes the name off the aliases. */
export function renamed(prompt: Names, name: string): Names {
  const aliases = [...prompt.aliases.filter((alias) => alias !== name), prompt.name];
  return namesOf(name, aliases.slice(-limits.aliases));
}

/** Aliases may only become fewer. @throws ApiError `invalid_request` */
export function withAliases(names: Names, aliases: readonly string[]): Names {
  const stranger = aliases.find((alias) => !names.aliases.includes(alias));
  if (stranger !== undefined) {
    throw new ApiError('invalid_request', 'Aliases come from renaming; here they can only be taken away.', {
      errors: [{ path: 'aliases', message: `"${stranger}" is not an alias of this prompt` }],
    });
  }
  return namesOf(
    names.name,
    names.aliases.filter((alias) => aliases.includes(alias)),
  );
}

/** Names of prompts are one unique set per workspace, aliases of live prompts included. */
@Injectable()
export class PromptNames {
  constructor(private readonly data: DataService) {}

  /** `base`, or `base-2`, `base-3` …: the first that is free. */
  async free(workspaceId: string, base: string): Promise<string> {
    for (let start = 1; ; start += block) {
      const candidates = Array.from({ length: block }, (_, index) => numberedName(base, start + index));
      const holders = await this.data.prompts.findMany({ workspaceId, names: { $in: candidates }, deletedAt: null });
      const taken = new Set(holders.flatMap((prompt) => prompt.names));
      const name = candidates.find((candidate) => !taken.has(candidate));
      if (name !== undefined) return name;
    }
  }

  /** Those of these names that no live prompt has. */
  async unheld(workspaceId: string, names: readonly string[]): Promise<string[]> {
    const holders = await this.data.prompts.findMany({ workspaceId, names: { $in: [...names] }, deletedAt: null });
    const taken = new Set(holders.flatMap((prompt) => prompt.names));
    return names.filter((name) => !taken.has(name));
  }

  /** The name that a title gives, the first of its numbers that is {@link free}. */
  fromTitle(workspaceId: string, title: string): Promise<string> {
    return this.free(workspaceId, nameFromTitle(title));
  }

  /**
   * Writes a prompt. A name that somebody chose and that is taken is an error; one that the server derived was lost to
   * a faster writer, and the transaction is done again.
   */
  async writing<R>(isDerived: boolean, write: () => Promise<R>): Promise<R> {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof DuplicateError) || !error.keys.includes('names')) throw error;
      if (isDerived) throw new DuplicateError(error.index, error.keys, true);
      throw new ApiError('name_taken', 'Another prompt of this workspace has this name or alias.');
    }
  }
}
