import type { Dialect, Token } from './content.type.js';
import { parseMustache } from './mustache.parse.js';
import { parseSimple } from './simple.parse.js';

/**
 * Cuts a text into pieces that tile it: for highlighting, and for everything else here. Linear in the text.
 * @throws TemplateError `template_invalid` for a malformed `mustache` text; `simple` has no malformed texts.
 */
export function parse(text: string, dialect: Dialect): Token[] {
  return dialect === 'mustache' ? parseMustache(text) : parseSimple(text);
}
