import { z } from 'zod';

/** A JSON Schema, as much of it as shapes of the contract have. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Where something can be put into a body. */
export interface Place {
  /** `content.variables.0.name` */
  readonly path: string;
  /** Of what may stand there; `null`: nothing may, the property is unknown. */
  readonly schema: Schema | null;
  /** Below a property whose keys are free (`config`), where any JSON may stand. */
  readonly isFree: boolean;
  /** The body with a value in this place; what must be around it and is not there yet is made. */
  put(body: unknown, value: unknown): unknown;
}

const schemas = new WeakMap<z.ZodType, Schema>();

/** What a shape takes, as JSON Schema. */
export function schemaOf(shape: z.ZodType): Schema {
  const known = schemas.get(shape) ?? (z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }) as Schema);
  schemas.set(shape, known);
  return known;
}

/** Names that no shape has, and that a careless merge would take for something else. */
const foreign = ['unknown', '__proto__', 'constructor', '$set', 'a.b'];

/** Every place of a body: each property at each depth, the first item of each list, and in each object unknown ones. */
export function placesOf(schema: Schema): Place[] {
  const found = new Map<string, Place>();
  for (const place of below({ path: '', schema, isFree: false, at: (body) => body, put: (_, value) => value })) {
    // What both branches of a union have is one place.
    if (!found.has(place.path)) found.set(place.path, place);
  }
  return [...found.values()];
}

interface Known extends Place {
  readonly schema: Schema;
  at(body: unknown): unknown;
}

function* below(parent: Known): Generator<Place> {
  const { schema } = parent;
  for (const branch of schema.anyOf ?? schema.oneOf ?? []) yield* below({ ...parent, schema: branch });
  if (schema.properties) {
    for (const [name, part] of Object.entries(schema.properties)) yield* itself(within(parent, name, part));
    for (const name of foreign) yield { ...within(parent, name, {}), schema: null };
  }
  if (schema.items) yield* itself(within(parent, 0, schema.items));
  if (isAnything(schema)) yield { ...within(parent, 'free', {}), isFree: true };
}

function* itself(place: Known): Generator<Place> {
  yield place;
  yield* below(place);
}

/** Objects with free keys have no JSON Schema. */
const isAnything = (schema: Schema) => Object.keys(schema).every((key) => key === '$schema' || key === 'default');

function within(parent: Known, key: string | number, schema: Schema): Known {
  const here = (body: unknown): object => {
    const value = parent.at(body);
    return (fits(value, parent.schema) ? value : sampleOf(parent.schema)) as object;
  };
  return {
    path: parent.path === '' ? `${key}` : `${parent.path}.${key}`,
    schema,
    isFree: isAnything(schema),
    at: (body) => (here(body) as Record<string | number, unknown>)[key],
    put: (body, value) => {
      const around = here(body);
      const changed = Array.isArray(around) ? [value, ...around.slice(1)] : { ...around, [key]: value };
      return parent.put(body, changed);
    },
  };
}

/** Whether a value is of this branch of a union, and not empty. */
function fits(value: unknown, schema: Schema): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (schema.items) return Array.isArray(value) && value.length > 0;
  const { properties = {}, required = [] } = schema;
  const object = value as Record<string, unknown>;
  return (
    !Array.isArray(value) &&
    required.every((name) => object[name] !== undefined) &&
    (isAnything(schema) || Object.keys(object).every((name) => Object.hasOwn(properties, name))) &&
    Object.entries(properties).every(([name, { const: only }]) => only === undefined || object[name] === only)
  );
}

/** The least that a schema asks for. */
export function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return sampleOf(first);
  const { properties = {}, required = [] } = schema;
  if (schema.type === 'array') return [sampleOf(schema.items ?? {})];
  if (schema.type === 'string') return 'who';
  if (schema.type === 'boolean') return true;
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 1, 1);
  if (schema.type === 'null') return null;
  return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {})]));
}

/** What a place takes, one of these. */
export const candidates = (schema: Schema): unknown[] => [
  sampleOf(schema),
  [],
  ['f'.repeat(24)],
  { name: 'who' },
  [{ name: 'who' }],
  '2099-01-31T10:00:00Z',
  '2026-01-31',
  'f'.repeat(24),
  'somebody@example.org',
  'https://example.org',
  '#a3291c',
  '1',
  'true',
];
