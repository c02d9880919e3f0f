/** Rules and lists of values that callers share with the server. There is no zod here: a browser can load this alone. */
import { limits } from './limits.js';

export { nameFromTitle } from './prompt-name.js';
export { scopes } from './scopes.js';
export { limits };

/** What a member of a workspace may be, most rights first. */
export const roles = ['owner', 'editor', 'viewer'] as const;
export const visibilities = ['private', 'link', 'public'] as const;
export const promptTypes = ['text', 'chat'] as const;
export const promptSorts = ['relevance', 'updated', 'created', 'title', 'stars', 'used'] as const;
/** Without how often prompts are used: that is the business of their members. */
export const publicSorts = ['relevance', 'updated', 'created', 'title', 'stars'] as const;
export const sortOrders = ['asc', 'desc'] as const;
export const dialects = ['simple', 'mustache'] as const;
export const variableTypes = ['text', 'multiline', 'number', 'boolean', 'select', 'date'] as const;
/** Who says a message of a chat. */
export const messageRoles = ['system', 'developer', 'user', 'assistant', 'tool'] as const;
/** The name of a label: not only digits, so that it is never mistaken for a version. */
export const labelName = new RegExp(`^(?!\\d+$)[a-z0-9._-]{1,${limits.label}}$`);
