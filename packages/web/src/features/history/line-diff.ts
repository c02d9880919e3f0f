import { diffArrays, diffWordsWithSpace } from 'diff';

/** A piece of a line; `isChanged` pieces are only on this side. */
export interface Word {
  at: number;
  text: string;
  isChanged: boolean;
}

export interface Line {
  number: number;
  words: Word[];
  isChanged: boolean;
}

/** Two sides of one row of a comparison; a side that has nothing here is left out. */
export interface LinePair {
  left?: Line;
  right?: Line;
}

const plain = (text: string, number: number, isChanged: boolean): Line => ({
  number,
  words: [{ at: 0, text, isChanged: false }],
  isChanged,
});

/** Edits looked for; the time rises with their square, and the page answers to nobody meanwhile. */
const mostEdits = 1_000;

/** Lines as they are taken out and put in. Where very many differ, all between the first and the last that do. */
function partsOf(from: string[], to: string[]) {
  const found = diffArrays(from, to, { maxEditLength: mostEdits });
  if (found) return found;
  let start = 0;
  while (from[start] === to[start]) start += 1;
  let end = 0;
  const shorter = Math.min(from.length, to.length);
  while (end < shorter - start && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  const part = (value: string[], removed: boolean, added: boolean) => ({ value, removed, added });
  return [
    part(from.slice(0, start), false, false),
    part(from.slice(start, from.length - end), true, false),
    part(to.slice(start, to.length - end), false, true),
    part(from.slice(from.length - end), false, false),
  ];
}

/** Compares two texts line by line, and changed lines word by word. */
export function diffTexts(from: string, to: string): LinePair[] {
  const pairs: LinePair[] = [];
  let [left, right] = [0, 0];
  const parts = partsOf(linesOf(from), linesOf(to));
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at];
    if (!part) continue;
    if (!part.added && !part.removed) {
      for (const text of part.value) {
        left += 1;
        right += 1;
        pairs.push({ left: plain(text, left, false), right: plain(text, right, false) });
      }
      continue;
    }
    const next = parts[at + 1];
    const isPair = part.removed && next?.added;
    const removed = part.removed ? part.value : [];
    const added = part.added ? part.value : isPair ? next.value : [];
    if (isPair) at += 1;
    for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
      const [before, after] = [removed[index], added[index]];
      const pair: LinePair = {};
      if (before !== undefined) pair.left = plain(before, ++left, true);
      if (after !== undefined) pair.right = plain(after, ++right, true);
      if (before !== undefined && after !== undefined && pair.left && pair.right)
        markWords(pair.left, pair.right, before, after);
      pairs.push(pair);
    }
  }
  return pairs;
}

/** An empty text has no lines: one line that says nothing would be a change of its own. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

/** Marks the words that differ, unless the lines have so little in common that every word would be marked. */
function markWords(left: Line, right: Line, from: string, to: string): void {
  const parts = diffWordsWithSpace(from, to, { maxEditLength: mostEdits });
  if (!parts) return;
  const common = parts
    .filter((part) => !part.added && !part.removed)
    .reduce((sum, part) => sum + part.value.trim().length, 0);
  if (common * 6 < Math.max(from.length, to.length)) return;
  left.words = wordsOf(parts.filter((part) => !part.added));
  right.words = wordsOf(parts.filter((part) => !part.removed));
}

function wordsOf(parts: { value: string; added?: boolean; removed?: boolean }[]): Word[] {
  let at = 0;
  return parts.map(({ value, added, removed }) => {
    const word = { at, text: value, isChanged: Boolean(added || removed) };
    at += value.length;
    return word;
  });
}

export interface Skipped {
  /** The place of the first line left out. */
  at: number;
  skipped: number;
}

const context = 3;

/** Leaves out long runs of equal lines, but for a few round each change. */
export function withContext(pairs: LinePair[]): (LinePair | Skipped)[] {
  const isNear = pairs.map(() => false);
  pairs.forEach((pair, index) => {
    if (!isChanged(pair)) return;
    isNear.fill(true, Math.max(0, index - context), Math.min(pairs.length, index + context + 1));
  });
  const shown: (LinePair | Skipped)[] = [];
  for (let at = 0; at < pairs.length; at += 1) {
    const pair = pairs[at];
    if (!pair) continue;
    let end = at;
    while (end < pairs.length && !isNear[end]) end += 1;
    // A run of one or two is shown: the line that says so would be as long.
    if (end - at > 2) {
      shown.push({ at, skipped: end - at });
      at = end - 1;
    } else shown.push(pair);
  }
  return shown;
}

export const isChanged = ({ left, right }: LinePair): boolean => !left || !right || left.isChanged;

export function countChanges(pairs: LinePair[]): { added: number; removed: number } {
  return {
    added: pairs.filter(({ right }) => right?.isChanged).length,
    removed: pairs.filter(({ left }) => left?.isChanged).length,
  };
}
