import { z } from 'zod';
import { limits } from './limits.js';
import { codePoints, JsonObject, text } from './primitives.js';
import { dialects, messageRoles, variableTypes } from './rules.js';

const variableName = /^[\p{L}_][\p{L}\p{Nd}_.-]*$/u;
export const VariableName = z
  .string({ error: 'must be a string' })
  .refine((value) => variableName.test(value) && codePoints(value) <= limits.variableName, {
    error: `must be 1 to ${limits.variableName} letters, digits, "_", "-", "." and begin with a letter or "_"`,
  });

/** A variable that the author declared. Undeclared ones are found by parsing and are required texts. */
export const Variable = z.strictObject({
  name: VariableName,
  type: z.enum(variableTypes).default('text'),
  description: text(limits.variableDescription).optional(),
  default: z.union([text(limits.variableDefault), z.number(), z.boolean()]).optional(),
  required: z.boolean().default(false),
  options: z
    .array(text(limits.option, 1))
    .max(limits.options, { error: `at most ${limits.options} options` })
    .optional(),
});
export type Variable = z.infer<typeof Variable>;

// No limit here: too much content is a 413 of its own, not a shape error.
const anyText = text(Number.MAX_SAFE_INTEGER);

export const Message = z.union([
  z.strictObject({
    role: z.enum(messageRoles),
    content: anyText,
    name: text(limits.speaker).optional(),
  }),
  z.strictObject({ placeholder: VariableName }),
]);
export type Message = z.infer<typeof Message>;

const rest = {
  dialect: z.enum(dialects).default('simple'),
  variables: z
    .array(Variable)
    .max(limits.variables, { error: `at most ${limits.variables} variables` })
    .refine((list) => new Set(list.map((variable) => variable.name)).size === list.length, {
      error: 'each name may be declared once',
    })
    .default([]),
  config: JsonObject.default({}),
};

/** What a version holds. Text is kept byte for byte. Over 1 MiB of UTF-8: 413 `too_large`. */
export const Content = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: anyText, ...rest }),
  z.strictObject({ type: z.literal('chat'), messages: z.array(Message).min(1).max(limits.messages), ...rest }),
]);
export type Content = z.infer<typeof Content>;
export type GivenContent = z.input<typeof Content>;

/** What putting includes in may answer, when it is rendered or asked for with `resolve`. */
export const includeErrors = [
  'include_not_found',
  'include_cycle',
  'include_too_deep',
  'include_invalid',
  'render_too_large',
  'template_invalid',
] as const;
/** What saving content may answer. What it includes may be missing still. */
export const contentErrors = [
  'too_large',
  'template_invalid',
  'include_cycle',
  'include_too_deep',
  'include_invalid',
  'render_too_large',
] as const;
