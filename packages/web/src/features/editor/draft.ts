import type { Content, Message } from '@incipit/contract';
import { type FoundVariable, TemplateError, type Variable, variablesOf } from '@incipit/template';

/** A message of the editor: it keeps its key while it is moved. */
export type DraftMessage = Message & { key: number };

/** What the editor holds. Text and messages are both kept, so that switching the type back loses nothing. */
export interface Draft {
  type: Content['type'];
  dialect: Content['dialect'];
  text: string;
  messages: DraftMessage[];
  variables: Variable[];
  /** JSON as it is typed. */
  config: string;
}

let lastKey = 0;
export const withKey = (message: Message): DraftMessage => {
  lastKey += 1;
  return { ...message, key: lastKey };
};

export const emptyContent: Content = { type: 'text', text: '', dialect: 'simple', variables: [], config: {} };

export function draftOf(content: Content): Draft {
  return {
    type: content.type,
    dialect: content.dialect,
    text: content.type === 'text' ? content.text : '',
    messages: content.type === 'chat' ? content.messages.map(withKey) : [],
    variables: content.variables,
    config: Object.keys(content.config).length === 0 ? '' : JSON.stringify(content.config, null, 2),
  };
}

/** Changes the type and takes the text along. */
export function withType(draft: Draft, type: Draft['type']): Draft {
  if (type === draft.type) return draft;
  if (type === 'chat') {
    const messages = draft.messages.length > 0 ? draft.messages : [withKey({ role: 'user', content: draft.text })];
    return { ...draft, type, messages };
  }
  const texts = draft.messages.flatMap((message) => ('content' in message ? [message.content] : []));
  return { ...draft, type, text: draft.text || texts.join('\n\n') };
}

/** A draft that was kept as JSON: its keys are those of another page. */
export const withNewKeys = (draft: Draft): Draft => ({
  ...draft,
  messages: draft.messages.map((message) => withKey(withoutKey(message))),
});

const withoutKey = ({ key: _, ...message }: DraftMessage): Message => message as Message;

/** The configuration as an object, or what is wrong with the JSON. */
export function configOf(text: string): { config: Content['config'] } | { problem: string } {
  if (text.trim() === '') return { config: {} };
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return { config: parsed as Content['config'] };
    }
    return { problem: '{ }' };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** The content that would be saved. Declarations of variables that do nothing are left out. */
export function contentOf(draft: Draft): Content {
  const parsed = configOf(draft.config);
  const rest = { dialect: draft.dialect, variables: draft.variables, config: 'config' in parsed ? parsed.config : {} };
  if (draft.type === 'text') return { type: 'text', text: draft.text, ...rest };
  return { type: 'chat', messages: draft.messages.map(withoutKey), ...rest };
}

/** The variables in use, then the declared ones that are not; or what is wrong with the template. */
export function variablesIn(draft: Draft): { found: FoundVariable[]; unused: Variable[]; problem?: string } {
  try {
    const found = variablesOf(contentOf(draft));
    const names = new Set(found.map((variable) => variable.name));
    return { found, unused: draft.variables.filter((variable) => !names.has(variable.name)) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { found: [], unused: draft.variables, problem: error.message };
  }
}

/** Declares a variable, or changes its declaration. */
export function declare(draft: Draft, variable: Variable): Draft {
  const isKnown = draft.variables.some((item) => item.name === variable.name);
  const variables = isKnown
    ? draft.variables.map((item) => (item.name === variable.name ? variable : item))
    : [...draft.variables, variable];
  return { ...draft, variables };
}

/** Whether two contents say the same. Key order counts: it is kept. */
export const isSameContent = (a: Content, b: Content): boolean => JSON.stringify(a) === JSON.stringify(b);
