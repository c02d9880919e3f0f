import type { Content, Diff } from '@incipit/contract';
import { createTwoFilesPatch, diffLines, diffWordsWithSpace } from 'diff';

type Hunk = Diff['changes'][number]['hunks'][number];

/** Words are compared only in changed stretches of this many characters together: beyond, whole lines say enough. */
const wordDiffLimit = 20_000;

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Every text of a content by JSON Pointer; variables and config as one JSON text each. */
function textsByPath(content: Content): Map<string, string> {
  const texts = new Map<string, string>([['/dialect', content.dialect]]);
  if (content.type === 'text') texts.set('/text', content.text);
  else {
    for (const [index, message] of content.messages.entries()) {
      for (const [key, text] of Object.entries(message)) texts.set(`/messages/${index}/${key}`, text);
    }
  }
  if (content.variables.length > 0) texts.set('/variables', json(content.variables));
  if (Object.keys(content.config).length > 0) texts.set('/config', json(content.config));
  return texts;
}

function push(hunks: Hunk[], op: Hunk['op'], text: string): void {
  const last = hunks.at(-1);
  if (last?.op === op) last.text += text;
  else if (text !== '') hunks.push({ op, text });
}

const opOf = (part: { added: boolean; removed: boolean }): Hunk['op'] =>
  part.added ? 'insert' : part.removed ? 'delete' : 'equal';

/** By line, and inside changed lines by word. The equal and deleted hunks together are `from`, the equal and inserted `to`. */
export function hunksOf(from: string, to: string): Hunk[] {
  const hunks: Hunk[] = [];
  const lines = diffLines(from, to);
  for (let index = 0; index < lines.length; index += 1) {
    const part = lines[index]!;
    const next = lines[index + 1];
    if (part.removed && next?.added && part.value.length + next.value.length <= wordDiffLimit) {
      for (const word of diffWordsWithSpace(part.value, next.value)) push(hunks, opOf(word), word.value);
      index += 1;
    } else push(hunks, opOf(part), part.value);
  }
  return hunks;
}

/** What changed between two versions; unchanged paths are left out. */
export function diffContents(
  from: { number: number; content: Content },
  to: { number: number; content: Content },
): Diff {
  const before = textsByPath(from.content);
  const after = textsByPath(to.content);
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  const changed = paths
    .map((path) => ({ path, old: before.get(path) ?? '', now: after.get(path) ?? '' }))
    .filter(({ old, now }) => old !== now);
  return {
    from: from.number,
    to: to.number,
    changes: changed.map(({ path, old, now }) => ({ path, hunks: hunksOf(old, now) })),
    patch: changed
      .map(({ path, old, now }) => createTwoFilesPatch(`${from.number}${path}`, `${to.number}${path}`, old, now))
      .join(''),
  };
}
