import type { Content, Dialect } from './content.type.js';
import { parse } from './parse.js';

/** How one name is used in a content. */
export interface Use {
  name: string;
  /** `{{name}}`: its value stands in the text. */
  isPrinted: boolean;
  /** `mustache` only: opens a section, or dots walk into it. */
  isWalked: boolean;
  /** `{ placeholder: name }`: stands for messages of a chat. */
  isMessages: boolean;
  /** `mustache` only: occurs inside sections and nowhere else, so that it may belong to an item of a list. */
  isInner: boolean;
}

/** Every name of a content, in order of first appearance. @throws TemplateError `template_invalid`. */
export function usesOf(content: Content): Use[] {
  const uses = new Map<string, Use>();
  const note = (name: string, how: 'isPrinted' | 'isWalked' | 'isMessages', isInner: boolean) => {
    const use = uses.get(name) ?? { name, isPrinted: false, isWalked: false, isMessages: false, isInner: true };
    use[how] = true;
    use.isInner &&= isInner;
    uses.set(name, use);
  };
  const noteText = (text: string) => {
    for (const { name, isWhole, isInner } of namesIn(text, content.dialect)) {
      note(name, isWhole ? 'isPrinted' : 'isWalked', isInner);
    }
  };
  if (content.type === 'text') noteText(content.text);
  else {
    for (const message of content.messages) {
      if ('placeholder' in message) note(message.placeholder, 'isMessages', false);
      else noteText(message.content);
    }
  }
  return [...uses.values()];
}

function* namesIn(text: string, dialect: Dialect): Generator<{ name: string; isWhole: boolean; isInner: boolean }> {
  let depth = 0;
  for (const { kind, name } of parse(text, dialect)) {
    if (kind === 'close') depth -= 1;
    if (name !== undefined && name !== '.' && (kind === 'variable' || kind === 'section' || kind === 'inverted')) {
      const dot = dialect === 'mustache' ? name.indexOf('.') : -1;
      yield { name: dot < 0 ? name : name.slice(0, dot), isWhole: kind === 'variable' && dot < 0, isInner: depth > 0 };
    }
    if (kind === 'section' || kind === 'inverted') depth += 1;
  }
}
