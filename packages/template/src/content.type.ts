export type Dialect = 'simple' | 'mustache';

export type VariableType = 'text' | 'multiline' | 'number' | 'boolean' | 'select' | 'date';

/** A declared variable. One that is used but not declared is a required text. */
export interface Variable {
  name: string;
  type: VariableType;
  description?: string;
  default?: string | number | boolean;
  required: boolean;
  options?: string[];
}

/** A message that is ready to be sent to a model. */
export interface ChatMessage {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  content: string;
  name?: string;
}

/** A message, or the place where a list of messages is filled in. */
export type Message = ChatMessage | { placeholder: string };

export type Content = ({ type: 'text'; text: string } | { type: 'chat'; messages: Message[] }) & {
  dialect: Dialect;
  variables: Variable[];
  config: Record<string, unknown>;
};

/** A piece of a text. `start` and `end` are UTF-16 offsets; the pieces of a text tile it without gaps. */
export interface Token {
  kind: 'text' | 'variable' | 'include' | 'section' | 'inverted' | 'close' | 'comment';
  start: number;
  end: number;
  /** Of a variable, section or include. */
  name?: string;
  /** Of an include: a version number or a label. */
  selector?: string;
}

/** The texts of a content in order: the text itself, or every message that is not a placeholder. */
export function textsOf(content: Content): string[] {
  if (content.type === 'text') return [content.text];
  return content.messages.flatMap((message) => ('placeholder' in message ? [] : [message.content]));
}
