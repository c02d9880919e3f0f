import type { Token } from './content.type.js';
import { parseMustache } from './mustache.parse.js';

/** A tag in the tree of a text. Offsets take in the rest of the line when the tag stands alone on it. */
export interface Tag {
  kind: Exclude<Token['kind'], 'text' | 'close'>;
  /** The name, cut at its dots; `['.']` for the current item; empty for includes and comments. */
  path: string[];
  isInner: boolean;
  start: number;
  end: number;
  /** Of a section: what is inside, where it ends, and where the close tag ends. */
  inside: Tag[];
  insideEnd: number;
  closeEnd: number;
}

/** The tags of a text as a tree. @throws TemplateError `template_invalid`. */
export function treeOf(text: string): Tag[] {
  const top: Tag[] = [];
  const open: Tag[] = [];
  for (const token of parseMustache(text)) {
    if (token.kind === 'text') continue;
    const { start, end } = extent(text, token);
    if (token.kind === 'close') {
      const section = open.pop();
      if (section) Object.assign(section, { insideEnd: start, closeEnd: end });
      continue;
    }
    const path = token.kind === 'include' ? [] : pathOf(token.name);
    const tag = {
      kind: token.kind,
      path,
      isInner: open.length > 0,
      start,
      end,
      inside: [],
      insideEnd: end,
      closeEnd: end,
    };
    (open.at(-1)?.inside ?? top).push(tag);
    if (tag.kind === 'section' || tag.kind === 'inverted') open.push(tag);
  }
  return top;
}

const pathOf = (name: string | undefined): string[] => (name === '.' ? ['.'] : (name?.split('.') ?? []));

const isBlank = (character: string | undefined) => character === ' ' || character === '\t';

/** A section tag or a comment that is alone on its line takes the whole line with it, as Mustache has it. */
function extent(text: string, token: Token): { start: number; end: number } {
  if (token.kind === 'variable' || token.kind === 'include') return token;
  let { start, end } = token;
  while (isBlank(text[start - 1])) start -= 1;
  while (isBlank(text[end])) end += 1;
  const isAtLineStart = start === 0 || text[start - 1] === '\n';
  const lineEnd = text.startsWith('\r\n', end) ? 2 : text[end] === '\n' ? 1 : 0;
  const isAtLineEnd = lineEnd > 0 || end === text.length;
  return isAtLineStart && isAtLineEnd ? { start, end: end + lineEnd } : token;
}
