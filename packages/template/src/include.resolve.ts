import type { Content, Variable } from './content.type.js';
import { templateLimits } from './limits.js';
import { createOutput } from './output.js';
import { parse } from './parse.js';
import { TemplateError } from './template-error.js';

/** The outermost prompt is level 0. */
const maxLevel = templateLimits.includeDepth;
/** Every place where a text was put in counts. */
const maxIncludes = templateLimits.includes;

/** An included version, as the caller found it for a name and selector. */
export interface LoadedPrompt {
  id: string;
  name: string;
  version: number;
  content: Content;
}

/** Finds a version for a reader. `undefined`: there is none, or the reader may not see it. */
export type LoadPrompt = (name: string, selector: string | undefined) => Promise<LoadedPrompt | undefined>;

/** A version that went into a result. */
export interface ResolvedPrompt {
  promptId: string;
  name: string;
  version: number;
}

export interface ResolveOptions {
  /** The id of the outermost prompt: a cycle through it is then found at once, also when it is not saved yet. */
  promptId?: string;
  /** `keep` leaves an include that is not found as written, as saving does. Default: `refuse`. */
  missing?: 'refuse' | 'keep';
}

/**
 * Replaces every include by the text it names, byte for byte, to the depth of five. The declarations of what is included
 * count as well; on equal names the outer one wins. Each pair of name and selector is loaded once.
 * @returns the content without includes, and the versions used, each once, in order of first appearance.
 * @throws TemplateError `include_not_found`, `include_cycle` (a prompt inside itself, in whatever version),
 *   `include_too_deep` (more than 5 levels), `include_invalid` (a chat, or another dialect), `render_too_large` (more than
 *   100 includes or 4 MiB), `template_invalid`.
 */
export async function resolveIncludes(
  content: Content,
  load: LoadPrompt,
  options: ResolveOptions = {},
): Promise<{ content: Content; resolved: ResolvedPrompt[] }> {
  const variables = new Map<string, Variable>();
  const resolved = new Map<string, ResolvedPrompt>();
  const loads = new Map<string, Promise<LoadedPrompt | undefined>>();
  const output = createOutput();
  let includes = 0;

  const declare = (declared: Variable[]) => {
    for (const variable of declared) if (!variables.has(variable.name)) variables.set(variable.name, variable);
  };

  const loadOnce = (name: string, selector: string | undefined) => {
    const key = titleOf(name, selector);
    const loading = loads.get(key) ?? load(name, selector);
    loads.set(key, loading);
    return loading;
  };

  const include = async (title: string, prompt: LoadedPrompt, path: string[]) => {
    includes += 1;
    checkInclude(title, prompt, content, path, includes);
    resolved.set(`${prompt.id}@${prompt.version}`, { promptId: prompt.id, name: prompt.name, version: prompt.version });
    declare(prompt.content.variables);
    if (prompt.content.type === 'text') await expand(prompt.content.text, [...path, prompt.id]);
  };

  const expand = async (text: string, path: string[]) => {
    for (const { kind, start, end, name, selector } of parse(text, content.dialect)) {
      const prompt = kind === 'include' && name !== undefined ? await loadOnce(name, selector) : undefined;
      if (prompt) await include(titleOf(name, selector), prompt, path);
      else if (kind === 'include' && options.missing !== 'keep') throw notFound(titleOf(name, selector));
      else output.push(text.slice(start, end));
    }
  };

  const expandText = async (text: string) => {
    // The outermost prompt always takes level 0 of the path, known or not.
    await expand(text, [options.promptId ?? '']);
    return output.take();
  };

  declare(content.variables);
  const expanded = await expandTexts(content, expandText);
  return { content: { ...expanded, variables: [...variables.values()] }, resolved: [...resolved.values()] };
}

const titleOf = (name: string | undefined, selector: string | undefined) =>
  selector === undefined ? `${name}` : `${name}@${selector}`;

async function expandTexts(content: Content, expandText: (text: string) => Promise<string>): Promise<Content> {
  if (content.type === 'text') return { ...content, text: await expandText(content.text) };
  const messages = [];
  for (const message of content.messages) {
    messages.push('placeholder' in message ? message : { ...message, content: await expandText(message.content) });
  }
  return { ...content, messages };
}

function checkInclude(title: string, prompt: LoadedPrompt, outer: Content, path: string[], count: number) {
  if (path.includes(prompt.id)) throw new TemplateError('include_cycle', `"${title}" includes itself.`);
  if (path.length > maxLevel) {
    throw new TemplateError('include_too_deep', `"${title}" is more than ${maxLevel} levels deep.`);
  }
  if (count > maxIncludes) throw new TemplateError('render_too_large', `There are more than ${maxIncludes} includes.`);
  if (prompt.content.type !== 'text') {
    throw new TemplateError('include_invalid', `"${title}" is a chat; only texts can be included.`);
  }
  if (prompt.content.dialect !== outer.dialect) {
    throw new TemplateError('include_invalid', `"${title}" is written in the dialect ${prompt.content.dialect}.`);
  }
}

const notFound = (title: string) => new TemplateError('include_not_found', `"${title}" was not found.`);
