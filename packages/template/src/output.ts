import { templateLimits } from './limits.js';
import { TemplateError } from './template-error.js';

/** The most bytes of UTF-8 that resolving or rendering may make, over all messages. */
const maxBytes = templateLimits.renderedBytes;

const utf8Bytes = (text: string): number => {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // Each half of a surrogate pair stands for two of its four bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
};

/** Counts bytes as they are made, so that a short template with long values is stopped before memory is. */
export interface Output {
  push(piece: string): void;
  /** What was pushed since the last take. */
  take(): string;
}

/** An output for one rendering. @throws TemplateError `render_too_large` from `push` above {@link maxBytes}. */
export function createOutput(): Output {
  let pieces: string[] = [];
  let bytes = 0;
  return {
    push(piece) {
      bytes += piece.length > maxBytes ? piece.length : utf8Bytes(piece);
      if (bytes > maxBytes) throw new TemplateError('render_too_large', `The result is larger than ${maxBytes} bytes.`);
      pieces.push(piece);
    },
    take() {
      const text = pieces.join('');
      pieces = [];
      return text;
    },
  };
}
