import { type Content, limits } from '@incipit/contract';
import { includesOf, parse } from '@incipit/template';
import { ApiError } from '../http/api-error.js';

/** The texts of a content, in order. */
export const textsOf = (content: Content): string[] =>
  content.type === 'text'
    ? [content.text]
    : content.messages.map((message) => ('placeholder' in message ? '' : message.content));

/** The first code points, `limits.preview`; messages are joined by a line break. */
export function previewOf(content: Content): string {
  // Two code units a code point are the most: no need to walk a megabyte for its first line.
  const start = textsOf(content)
    .join('\n')
    .slice(0, limits.preview * 2);
  return [...start].slice(0, limits.preview).join('');
}

/**
 * What the shapes cannot say of content that is to be saved.
 * @throws ApiError too_large (413), invalid_request (config over 256 KiB), template_invalid (mustache)
 */
export function checkContent(content: Content): void {
  checkSize(content);
  for (const text of textsOf(content)) parse(text, content.dialect);
  includesOf(content);
}

/** What may be kept at all, be it ever so unfinished. @throws ApiError too_large (413), invalid_request (config) */
export function checkSize(content: Content): void {
  const bytes = textsOf(content).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > limits.contentBytes) {
    throw new ApiError('too_large', `The content has ${bytes} bytes; at most ${limits.contentBytes} are kept.`);
  }
  if (Buffer.byteLength(JSON.stringify(content.config)) > limits.configBytes) {
    throw new ApiError('invalid_request', 'The config is too large.', {
      errors: [{ path: 'content.config', message: `must have at most ${limits.configBytes} bytes as JSON` }],
    });
  }
}
