export type {
  ChatMessage,
  Content,
  Dialect,
  Message,
  Token,
  Variable,
  VariableType,
} from './content.type.js';
export {
  type LoadedPrompt,
  type LoadPrompt,
  type ResolvedPrompt,
  type ResolveOptions,
  resolveIncludes,
} from './include.resolve.js';
export { templateLimits } from './limits.js';
export { parse } from './parse.js';
export { type Rendered, type RenderMode, render } from './render.js';
export { TemplateError, type TemplateErrorCode } from './template-error.js';
export { checkValue } from './value.check.js';
export { type FoundVariable, includesOf, variablesOf } from './variables.js';
