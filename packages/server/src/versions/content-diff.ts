import type { Content, Diff } from '@incipit/contract';
import { createTwoFilesPatch, diffLines, diffWordsWithSpace, formatPatch, structuredPatch } from 'diff';

type Hunk = Diff['changes'][number]['hunks'][number];

/**
 * Edits looked for in all that is compared by line, and in all that is compared by word. The time rises with their
 * square, and all other requests wait meanwhile: this is less than a tenth of a second. Where more differs, it is shown
 * as taken out and put in as a whole.
 */
const mostEdits = 1_000;

/** The share of each of `count` comparisons, so that all together take no longer than one. */
const shareOf = (count: number) => ({ maxEditLength: Math.ceil(mostEdits / Math.sqrt(count)) });

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

/** What two texts have in common at both ends, in whole lines, and what is between. */
function apart(from: string, to: string) {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start += 1;
  const head = from.slice(0, from.slice(0, start).lastIndexOf('\n') + 1);
  let end = 0;
  while (end < shorter - head.length && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  const same = from.slice(from.length - end);
  const tail = same.slice(same.indexOf('\n') + 1 || same.length);
  const between = (text: string) => text.slice(head.length, text.length - tail.length);
  return { head, old: between(from), now: between(to), tail };
}

const part = (value: string, op: Hunk['op']) => ({ value, added: op === 'insert', removed: op === 'delete' });

/** As the comparison by line would answer it, had it not taken too long. */
function replaced(from: string, to: string) {
  const { head, old, now, tail } = apart(from, to);
  return [part(head, 'equal'), part(old, 'delete'), part(now, 'insert'), part(tail, 'equal')];
}

/**
 * By line, and inside changed lines by word. The equal and deleted hunks together are `from`, the equal and inserted `to`.
 * @param paths how many texts are compared together
 */
export function hunksOf(from: string, to: string, paths = 1): Hunk[] {
  const hunks: Hunk[] = [];
  const lines = diffLines(from, to, shareOf(paths)) ?? replaced(from, to);
  const isPair = (index: number) => lines[index]?.removed && lines[index + 1]?.added;
  const pairs = lines.filter((_, index) => isPair(index)).length;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    const words = isPair(index)
      ? diffWordsWithSpace(line.value, lines[index + 1]!.value, shareOf(paths * pairs))
      : undefined;
    for (const piece of words ?? [line]) push(hunks, opOf(piece), piece.value);
    if (words) index += 1;
  }
  return hunks;
}

/** One text as a unified patch. */
function patchOf(names: readonly [string, string], from: string, to: string, paths: number): string {
  const patch = createTwoFilesPatch(...names, from, to, undefined, undefined, shareOf(paths));
  if (patch !== undefined) return patch;
  const { head, old, now } = apart(from, to);
  const start = head.split('\n').length;
  const out = structuredPatch(...names, old, '').hunks[0];
  const into = structuredPatch(...names, '', now).hunks[0];
  const whole = {
    oldStart: start,
    oldLines: out?.oldLines ?? 0,
    newStart: start,
    newLines: into?.newLines ?? 0,
    lines: [...(out?.lines ?? []), ...(into?.lines ?? [])],
  };
  return formatPatch({ ...structuredPatch(...names, '', ''), hunks: [whole] });
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
    changes: changed.map(({ path, old, now }) => ({ path, hunks: hunksOf(old, now, changed.length) })),
    patch: changed
      .map(({ path, old, now }) => patchOf([`${from.number}${path}`, `${to.number}${path}`], old, now, changed.length))
      .join(''),
  };
}
