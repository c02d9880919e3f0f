import type { Content } from '@incipit/contract';

/** Something of a content that is no text: a variable or a setting, as it is on both sides. */
export interface Fact {
  kind: 'variable' | 'config' | 'dialect';
  name: string;
  from: unknown;
  to: unknown;
}

/** What differs between two contents besides their texts. */
export function factsOf(from: Content, to: Content): Fact[] {
  const facts: Fact[] = [];
  const note = (kind: Fact['kind'], name: string, before: unknown, after: unknown) => {
    if (JSON.stringify(before) !== JSON.stringify(after)) facts.push({ kind, name, from: before, to: after });
  };
  const named = (content: Content) => new Map(content.variables.map((variable) => [variable.name, variable]));
  const [left, right] = [named(from), named(to)];
  for (const name of new Set([...left.keys(), ...right.keys()]))
    note('variable', name, left.get(name), right.get(name));
  for (const name of new Set([...Object.keys(from.config), ...Object.keys(to.config)])) {
    note('config', name, from.config[name], to.config[name]);
  }
  note('dialect', 'dialect', from.dialect, to.dialect);
  return facts;
}

/** One text of a content, to be compared with the text in the same place. */
export interface Section {
  role: string | undefined;
  text: string;
}

export function sectionsOf(content: Content): Section[] {
  if (content.type === 'text') return [{ role: undefined, text: content.text }];
  return content.messages.map((message) =>
    'placeholder' in message
      ? { role: 'placeholder', text: `{{${message.placeholder}}}` }
      : { role: message.role, text: message.content },
  );
}
