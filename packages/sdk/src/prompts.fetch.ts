import type { GivenContent, Prompt } from '@incipit/contract';
import {
  type ChatMessage,
  type Content,
  type Message,
  type Rendered,
  type RenderMode,
  render,
} from '@incipit/template';
import { IncipitError } from './incipit-error.js';
import type { CacheOptions, PromptCache, PromptSelector } from './prompt-cache.js';

export interface FetchOptions extends PromptSelector {
  /** What is used when the server cannot be asked, refuses, or has no such prompt, and nothing is cached. */
  fallback?: GivenContent;
}

interface FromServer {
  source: 'server' | 'cache';
  prompt: Prompt;
  version: number;
}

interface FromFallback {
  source: 'fallback';
  prompt: undefined;
  version: null;
}

/** A version of a prompt for an app. `content` has its includes put in and is frozen, as the cache shares it. */
export type FetchedPrompt = (FromServer | FromFallback) & {
  name: string;
  content: Content;
  /** It may be out of date: the server is being asked, or cannot be. */
  isStale: boolean;
};

/** The finished text or messages, and what they were made of. */
export type RenderedPrompt<M extends Message = ChatMessage> = Rendered<M> & {
  name: string;
  version: number | null;
  config: Record<string, unknown>;
  source: FetchedPrompt['source'];
  isStale: boolean;
};

/** What an app needs to use prompts: two calls that keep working when the server does not. */
export interface PromptReader {
  /**
   * Fetches a prompt by name through the cache. @throws IncipitError when there is neither an answer, nor a cached
   * prompt, nor a fallback.
   */
  fetchPrompt(name: string, options?: FetchOptions): Promise<FetchedPrompt>;
  /**
   * Fetches a prompt and fills its variables on this machine: the values do not leave it.
   * @throws IncipitError as `fetchPrompt`; TemplateError as `render` of `@incipit/template`.
   */
  renderPrompt(
    name: string,
    values?: Record<string, unknown>,
    options?: FetchOptions & { mode?: 'strict' },
  ): Promise<RenderedPrompt>;
  renderPrompt(
    name: string,
    values: Record<string, unknown>,
    options: FetchOptions & { mode?: RenderMode },
  ): Promise<RenderedPrompt<Message>>;
}

/** Both calls, on a cache. */
export function createPromptReader(cache: PromptCache, onError: CacheOptions['onError']): PromptReader {
  const fetchPrompt = async (name: string, options: FetchOptions = {}): Promise<FetchedPrompt> => {
    const { fallback, ...selector } = options;
    try {
      const { prompt, source, isStale } = await cache.get(name, selector, fallback !== undefined);
      const { number, content } = prompt.version;
      return { name: prompt.name, version: number, content, source, isStale, prompt };
    } catch (error) {
      if (!fallback || !(error instanceof IncipitError)) throw error;
      onError?.(error, name);
      return { name, version: null, content: complete(fallback), source: 'fallback', isStale: true, prompt: undefined };
    }
  };

  const renderPrompt = async (
    name: string,
    values: Record<string, unknown> = {},
    { mode, ...options }: FetchOptions & { mode?: RenderMode } = {},
  ): Promise<RenderedPrompt<Message>> => {
    const { content, ...fetched } = await fetchPrompt(name, options);
    const { version, source, isStale } = fetched;
    return {
      ...render(content, values, { mode }),
      name: fetched.name,
      version,
      config: content.config,
      source,
      isStale,
    };
  };

  // The overload says that strict rendering leaves no placeholder; `render` keeps that.
  return { fetchPrompt, renderPrompt: renderPrompt as PromptReader['renderPrompt'] };
}

/** The defaults of the contract: an app bundle need not carry all of zod for them. */
function complete(given: GivenContent): Content {
  const { variables = [], dialect = 'simple', config = {} } = given;
  const declared = variables.map((variable) => ({
    ...variable,
    type: variable.type ?? ('text' as const),
    required: variable.required ?? false,
  }));
  return { ...given, dialect, config, variables: declared };
}
