import * as contract from '@incipit/contract';
import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

const names = z.registry<{ id: string }>();
for (const [name, value] of Object.entries(contract)) {
  // Parameters of the path are written out where they are.
  if (name.endsWith('Param')) continue;
  if (value instanceof z.ZodObject || value instanceof z.ZodDiscriminatedUnion) names.add(value, { id: name });
}

/** Turns shapes of the contract into JSON Schema, and gathers the named ones. */
export class Shapes {
  /** `components.schemas`. What is given in another shape than it comes out has a name of its own. */
  readonly named: Record<string, JsonSchema> = {};

  /** What a caller sends. */
  given(shape: z.ZodType): JsonSchema {
    return this.#convert(shape, 'input', 'Given');
  }

  /** The same with its fields, even when it has a name. */
  fields(shape: z.ZodType): JsonSchema {
    const schema = this.given(shape);
    const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
    return (name === undefined ? schema : this.named[name]) ?? {};
  }

  /** What leaves. */
  answered(shape: z.ZodType): JsonSchema {
    return this.#convert(shape, 'output', '');
  }

  #convert(shape: z.ZodType, io: 'input' | 'output', prefix: string): JsonSchema {
    const {
      $schema: _,
      $defs = {},
      ...schema
    } = z.toJSONSchema(shape, {
      io,
      metadata: names,
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        if (zodSchema._zod.def.type === 'custom') jsonSchema.type = 'object';
        if (io === 'output') delete jsonSchema.additionalProperties;
        leaveOutTheObvious(jsonSchema);
      },
    });
    for (const [name, definition] of Object.entries($defs)) {
      const { id: _id, ...rest } = definition;
      this.named[prefix + name] = repoint(rest, prefix) as JsonSchema;
    }
    const { id: _id, ...rest } = schema as JsonSchema;
    return repoint(rest, prefix) as JsonSchema;
  }
}

/** Bounds that every number has, and patterns that a format says in one word. */
function leaveOutTheObvious(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.format !== undefined) delete schema.pattern;
}

const local = '#/$defs/';

/** Definitions live in one place of the document. */
function repoint(value: unknown, prefix: string): unknown {
  if (Array.isArray(value)) return value.map((item) => repoint(item, prefix));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const isPointer = key === '$ref' && typeof inner === 'string' && inner.startsWith(local);
    return [key, isPointer ? `#/components/schemas/${prefix}${inner.slice(local.length)}` : repoint(inner, prefix)];
  });
  return Object.fromEntries(entries);
}
