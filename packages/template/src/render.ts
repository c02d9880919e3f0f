import type { ChatMessage, Content, Message } from './content.type.js';
import { createMustacheRenderer } from './mustache.render.js';
import { createOutput, type Output } from './output.js';
import { parseSimple } from './simple.parse.js';
import { printScalar } from './value.check.js';
import { type Filled, fillValues } from './values.fill.js';

export type RenderMode = 'strict' | 'lenient';

/** The finished text or messages. `missing` names the required variables that were left, in order of first appearance. */
export type Rendered<M extends Message = ChatMessage> =
  | { type: 'text'; text: string; missing: string[] }
  | { type: 'chat'; messages: M[]; missing: string[] };

/**
 * Fills the variables in one pass: values are never read as templates, includes stay as written (see `resolveIncludes`).
 * `strict` (the default) refuses missing values; `lenient` leaves their placeholders, and so may a chat hold
 * `{ placeholder }` still.
 * @throws TemplateError `variables_missing`, `variable_invalid`, `template_invalid`, `render_too_large` (above 4 MiB).
 */
export function render(
  content: Content,
  values: Record<string, unknown>,
  options?: { mode?: 'strict' },
): Rendered<ChatMessage>;
export function render(
  content: Content,
  values: Record<string, unknown>,
  options?: { mode?: RenderMode },
): Rendered<Message>;
export function render(
  content: Content,
  values: Record<string, unknown>,
  options: { mode?: RenderMode } = {},
): Rendered<Message> {
  const filled = fillValues(content, values, options.mode ?? 'strict');
  const output = createOutput();
  const renderText =
    content.dialect === 'mustache' ? createMustacheRenderer(filled, output) : createSimpleRenderer(filled, output);
  const { missing } = filled;
  if (content.type === 'text') return { type: 'text', text: renderText(content.text), missing };
  const messages = content.messages.flatMap((message): Message[] => {
    if ('placeholder' in message) return messagesFor(message.placeholder, filled, output);
    return [{ ...message, content: renderText(message.content) }];
  });
  return { type: 'chat', messages, missing };
}

function createSimpleRenderer(filled: Filled, output: Output): (text: string) => string {
  const missing = new Set(filled.missing);
  return (text) => {
    for (const { kind, name, start, end } of parseSimple(text)) {
      if (kind !== 'variable' || name === undefined || missing.has(name)) output.push(text.slice(start, end));
      else output.push(printScalar((filled.values.get(name) ?? '') as string | number | boolean));
    }
    return output.take();
  };
}

function messagesFor(name: string, filled: Filled, output: Output): Message[] {
  if (filled.missing.includes(name)) return [{ placeholder: name }];
  const given = (filled.values.get(name) ?? []) as ChatMessage[];
  return given.map((message) => {
    output.push(message.content);
    // Whatever else a caller's message holds does not belong to the result.
    return { role: message.role, content: output.take(), ...(message.name !== undefined && { name: message.name }) };
  });
}
