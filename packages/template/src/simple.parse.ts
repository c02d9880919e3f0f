import type { Token } from './content.type.js';
import { simplePlaceholder } from './grammar.js';

/** Cuts a text of the `simple` dialect. Whatever is not a well-formed placeholder is text; nothing is an error. */
export function parseSimple(text: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(simplePlaceholder)) {
    const start = match.index;
    if (start > end) tokens.push({ kind: 'text', start: end, end: start });
    end = start + match[0].length;
    const [, variable, include, selector] = match;
    if (variable !== undefined) tokens.push({ kind: 'variable', start, end, name: variable });
    else tokens.push({ kind: 'include', start, end, name: include, ...(selector !== undefined && { selector }) });
  }
  if (end < text.length) tokens.push({ kind: 'text', start: end, end: text.length });
  return tokens;
}
