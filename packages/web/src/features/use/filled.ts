import {
  type ChatMessage,
  type Content,
  checkValue,
  type FoundVariable,
  render,
  TemplateError,
} from '@incipit/template';
import { tokensOf } from '../../ui/template-text.js';

/** What was typed, by variable; a flag is `true` or `false`. */
export type Typed = Record<string, string | boolean>;

/** A piece of the result: the author's text, a value that was put in, or the name of one that is missing. */
export interface Piece {
  /** Where it begins in its source, which tells it from its neighbours. */
  at: number;
  kind: 'text' | 'value' | 'missing';
  text: string;
}

export interface FilledMessage {
  at: number;
  /** `undefined` for a text prompt. */
  role: ChatMessage['role'] | 'placeholder' | undefined;
  pieces: Piece[];
  text: string;
}

export interface FilledPrompt {
  messages: FilledMessage[];
  missing: string[];
  /** What is wrong with a value, by variable. */
  invalid: Record<string, string>;
  /** The whole result as it is copied: the text, or the messages as JSON. */
  whole: string;
}

/** The value that a typed text stands for; `undefined`: nothing was given. Throws what is wrong with it. */
export function valueFor(variable: FoundVariable, typed: string | boolean | undefined): unknown {
  if (typed === undefined || typed === '') return undefined;
  if (typeof typed === 'boolean') return typed;
  if (variable.use !== 'value') return JSON.parse(typed);
  if (variable.type === 'number') return Number.isFinite(Number(typed)) ? Number(typed) : typed;
  return typed;
}

/** Fills a content with what was typed. Missing values keep their placeholder; wrong ones count as not given. */
export function fill(content: Content, variables: FoundVariable[], typed: Typed): FilledPrompt {
  const values: Record<string, unknown> = {};
  const invalid: Record<string, string> = {};
  for (const variable of variables) {
    try {
      const value = valueFor(variable, typed[variable.name]);
      const problem = value !== undefined && variable.use === 'value' ? checkValue(variable, value) : undefined;
      if (problem) invalid[variable.name] = problem;
      else if (value !== undefined) values[variable.name] = value;
    } catch (error) {
      invalid[variable.name] = (error as Error).message;
    }
  }
  const rendered = renderOrDrop(content, values, invalid);
  const { missing } = rendered;
  if (rendered.type === 'text') {
    const source = content.type === 'text' ? content.text : '';
    const message = {
      at: 0,
      role: undefined,
      text: rendered.text,
      pieces: piecesOf(content, source, rendered.text, values, missing),
    };
    return { messages: [message], missing, invalid, whole: rendered.text };
  }
  const sources = content.type === 'chat' ? content.messages : [];
  const isAligned = sources.length === rendered.messages.length;
  const messages = rendered.messages.map((message, index): FilledMessage => {
    if ('placeholder' in message) {
      return {
        at: index,
        role: 'placeholder',
        text: '',
        pieces: [{ at: 0, kind: 'missing', text: message.placeholder }],
      };
    }
    const source = sources[index];
    const pieces: Piece[] =
      isAligned && source && 'content' in source
        ? piecesOf(content, source.content, message.content, values, missing)
        : [{ at: 0, kind: 'text', text: message.content }];
    return { at: index, role: message.role, text: message.content, pieces };
  });
  return { messages, missing, invalid, whole: JSON.stringify(rendered.messages, null, 2) };
}

/** Lists that are no messages are only found while rendering: they are named and left out. */
function renderOrDrop(content: Content, values: Record<string, unknown>, invalid: Record<string, string>) {
  try {
    return render(content, values, { mode: 'lenient' });
  } catch (error) {
    if (!(error instanceof TemplateError) || !error.errors) throw error;
    for (const { path, message } of error.errors) {
      const name = path.slice('variables.'.length);
      invalid[name] = message;
      delete values[name];
    }
    return render(content, values, { mode: 'lenient' });
  }
}

/** The pieces of one text. Sections of `mustache` have no pieces of their own: their result is shown as a whole. */
function piecesOf(
  content: Content,
  source: string,
  result: string,
  values: Record<string, unknown>,
  missing: string[],
): Piece[] {
  if (content.dialect === 'mustache') return [{ at: 0, kind: 'text', text: result }];
  const declared = new Map(content.variables.map((variable) => [variable.name, variable]));
  return tokensOf(source, 'simple').map(({ kind, name, start, end }): Piece => {
    if (kind !== 'variable' || name === undefined) return { at: start, kind: 'text', text: source.slice(start, end) };
    if (missing.includes(name)) return { at: start, kind: 'missing', text: name };
    const value = values[name] ?? declared.get(name)?.default ?? '';
    return { at: start, kind: 'value', text: typeof value === 'string' ? value : JSON.stringify(value) };
  });
}

/** Cuts pieces at blank lines, for reading. */
export function paragraphsOf(pieces: Piece[]): Piece[][] {
  const paragraphs: Piece[][] = [[]];
  for (const piece of pieces) {
    for (const match of piece.text.matchAll(/\n{2,}|(?:(?!\n\n).)+/gs)) {
      if (match[0].startsWith('\n\n')) paragraphs.push([]);
      else paragraphs.at(-1)?.push({ ...piece, at: piece.at + match.index, text: match[0] });
    }
  }
  return paragraphs.filter((paragraph) => paragraph.length > 0);
}
