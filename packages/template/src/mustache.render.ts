import { templateLimits } from './limits.js';
import { type Tag, treeOf } from './mustache.tree.js';
import type { Output } from './output.js';
import { TemplateError } from './template-error.js';
import { isScalar, printScalar } from './value.check.js';
import { type Filled, invalidError } from './values.fill.js';

/** The most tags and list items visited in one rendering: lists inside lists may print nothing and still take long. */
const maxSteps = templateLimits.steps;

/** A value where names are looked up, the innermost first. */
interface Frame {
  value: unknown;
  /** For messages: `variables.items.0`. */
  path: string;
  parent?: Frame;
}

/**
 * Renders the texts of one content. Sections, inverted sections, dots, `{{.}}`, comments and lines that hold nothing but
 * a tag are as in the Mustache specification (https://github.com/mustache/spec). Nothing is escaped, nothing is called,
 * and only own properties are seen.
 */
export function createMustacheRenderer(filled: Filled, output: Output): (text: string) => string {
  const missing = new Set(filled.missing);
  const root: Frame = { value: Object.fromEntries(filled.values), path: 'variables' };
  let steps = 0;

  const step = () => {
    steps += 1;
    if (steps > maxSteps) throw new TemplateError('render_too_large', 'The template takes too many steps to render.');
  };

  const renderTags = (text: string, tags: Tag[], from: number, to: number, frame: Frame) => {
    let at = from;
    for (const tag of tags) {
      step();
      output.push(text.slice(at, tag.start));
      at = tag.closeEnd;
      const isLeft = !tag.isInner && missing.has(tag.path[0] ?? '');
      if (isLeft || tag.kind === 'include') output.push(text.slice(tag.start, tag.closeEnd));
      else renderTag(text, tag, frame);
    }
    output.push(text.slice(at, to));
  };

  const renderTag = (text: string, tag: Tag, frame: Frame) => {
    if (tag.kind === 'comment') return;
    const found = lookUp(frame, tag.path);
    if (tag.kind === 'variable') return output.push(print(found));
    for (const inner of framesFor(tag, found, frame)) {
      step();
      renderTags(text, tag.inside, tag.end, tag.insideEnd, inner);
    }
  };

  return (text) => {
    renderTags(text, treeOf(text), 0, text.length, root);
    return output.take();
  };
}

/** The first step is searched outwards, the others only inside what it found. What is not there is `undefined`. */
function lookUp(frame: Frame, path: string[]): Frame {
  const [first = '', ...steps] = path;
  if (first === '.') return frame;
  let scope: Frame | undefined = frame;
  while (scope && !hasOwn(scope.value, first)) scope = scope.parent;
  if (!scope) return { value: undefined, path: `variables.${path.join('.')}` };
  let found = stepInto(scope, first);
  for (const name of steps) found = stepInto(found, name);
  return found;
}

const hasOwn = (value: unknown, name: string): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name);

const stepInto = ({ value, path }: Frame, name: string): Frame => ({
  value: hasOwn(value, name) ? value[name] : undefined,
  path: `${path}.${name}`,
});

/** What a section is rendered with, once for each: the items of a list, another true value, or nothing. */
function framesFor(tag: Tag, { value, path }: Frame, parent: Frame): Iterable<Frame> {
  const isFalse = !value || (Array.isArray(value) && value.length === 0);
  if (tag.kind === 'inverted') return isFalse ? [parent] : [];
  if (isFalse) return [];
  return Array.isArray(value) ? itemsOf(value, path, parent) : [{ value, path, parent }];
}

function* itemsOf(list: unknown[], path: string, parent: Frame): Generator<Frame> {
  for (const [index, value] of list.entries()) yield { value, path: `${path}.${index}`, parent };
}

function print({ value, path }: Frame): string {
  if (value === undefined || value === null) return '';
  if (!isScalar(value))
    throw invalidError([{ path, message: 'must be a string, a number or a boolean to be printed' }]);
  return printScalar(value);
}
