import type { Actor } from '../access/actor.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { ApiError, notFound } from '../http/api-error.js';

/** Which version is meant: a number, a label, or neither. */
export interface Selector {
  readonly version?: number;
  readonly label?: string;
}

/** The version meant, and the label that it was found by; `null` when it was named by its number. */
export interface Selected {
  readonly number: number;
  readonly label: string | null;
}

const versionAt = (prompt: Prompt, label: string): number | undefined =>
  label === 'latest' ? prompt.latestVersion : prompt.labelVersions.find(({ name }) => name === label)?.version;

/** What the signed-out and strangers get, where it is public. */
export const publishedNumber = (prompt: Prompt): number => versionAt(prompt, 'production') ?? prompt.latestVersion;

/** The first of these labels that the prompt has. */
export function firstOf(prompt: Prompt, labels: readonly string[]): Selected | undefined {
  for (const label of labels) {
    const number = versionAt(prompt, label);
    if (number !== undefined) return { number, label };
  }
  return undefined;
}

/**
 * The one rule of selection, for every path. Without a selector: by name `production`, else the latest; by id the
 * latest. A key limited to labels gets what these select and nothing else.
 * @throws ApiError `selector_conflict`, `label_not_found`, `version_not_found`, `prompt_not_found`
 */
export function select(prompt: Prompt, selector: Selector, by: 'name' | 'id', actor: Actor): Selected {
  if (selector.version !== undefined && selector.label !== undefined) {
    throw new ApiError('selector_conflict', 'Give either a version or a label, not both.');
  }
  const served = actor.key?.labels;
  if (selector.version !== undefined) {
    if (served) throw notFound('version');
    return { number: selector.version, label: null };
  }
  if (selector.label !== undefined) {
    const number = versionAt(prompt, selector.label);
    if (number === undefined || (served && !served.includes(selector.label))) throw notFound('label');
    return { number, label: selector.label };
  }
  const selected = firstOf(prompt, served ?? (by === 'name' ? ['production', 'latest'] : ['latest']));
  if (!selected) throw notFound('prompt');
  return selected;
}
