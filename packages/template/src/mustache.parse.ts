import type { Token } from './content.type.js';
import { mustacheTag } from './grammar.js';
import { templateLimits } from './limits.js';
import { TemplateError } from './template-error.js';

/** The most sections inside each other. It bounds the stack and the search for a name. */
const maxNesting = templateLimits.sections;

const kinds = { '': 'variable', '&': 'variable', '#': 'section', '^': 'inverted', '/': 'close' } as const;

/** Cuts a text of the `mustache` dialect. @throws TemplateError `template_invalid` at the first malformed tag. */
export function parseMustache(text: string): Token[] {
  const tokens: Token[] = [];
  const open: Token[] = [];
  let at = 0;
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', at)) {
    if (start > at) tokens.push({ kind: 'text', start: at, end: start });
    const tag = readTag(text, start);
    const problem = nest(tag, open);
    if (problem) throw invalid(text, start, problem);
    tokens.push(tag);
    at = tag.end;
  }
  const left = open.at(-1);
  if (left) throw invalid(text, left.start, `the section "${left.name}" is not closed`);
  if (at < text.length) tokens.push({ kind: 'text', start: at, end: text.length });
  return tokens;
}

function readTag(text: string, start: number): Token {
  const sign = firstSign(text, start + 2);
  if (sign === '!') {
    const close = text.indexOf('}}', start);
    if (close < 0) throw invalid(text, start, 'the comment is not closed');
    return { kind: 'comment', start, end: close + 2 };
  }
  if (sign === '=') throw invalid(text, start, 'the delimiters cannot be changed');
  mustacheTag.lastIndex = start;
  const match = mustacheTag.exec(text);
  if (!match) throw invalid(text, start, '"{{" begins no well-formed tag');
  const end = start + match[0].length;
  const [, unescaped, include, selector, mark, name] = match;
  if (include !== undefined) {
    return { kind: 'include', start, end, name: include, ...(selector !== undefined && { selector }) };
  }
  return { kind: kinds[(mark ?? '') as keyof typeof kinds], start, end, name: unescaped ?? name };
}

function firstSign(text: string, from: number): string | undefined {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return text[at];
}

/** Keeps the stack of open sections. Answers what is wrong, if something is. */
function nest(tag: Token, open: Token[]): string | undefined {
  if (tag.kind === 'close') {
    const section = open.pop();
    if (!section) return `"${tag.name}" is closed but not open`;
    return section.name === tag.name ? undefined : `"${tag.name}" is closed where "${section.name}" is open`;
  }
  if (tag.name === '.' && !open.some((section) => section.kind === 'section')) return '"." stands outside of a section';
  if (tag.kind !== 'section' && tag.kind !== 'inverted') return undefined;
  open.push(tag);
  return open.length > maxNesting ? `more than ${maxNesting} sections are inside each other` : undefined;
}

function invalid(text: string, at: number, problem: string): TemplateError {
  let line = 1;
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', end + 1)) line += 1;
  return new TemplateError('template_invalid', `Line ${line}: ${problem}.`);
}
