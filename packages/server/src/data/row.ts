import { type Model, Types } from 'mongoose';
import { toQuery } from './filter.js';

/** What Mongoose handles: a record whose ids are ObjectIds. */
export type Row = { _id: Types.ObjectId } & Record<string, unknown>;

/** An id that no record has yet. */
export const newId = (): string => new Types.ObjectId().toHexString();

const isId = /^[0-9a-f]{24}$/;

/** What is no id is looked for in vain, instead of being an error. */
export const idQuery = (id: string, where: object = {}): Record<string, unknown> =>
  isId.test(id) ? { ...toQuery(where), _id: id } : { _id: { $in: [] } };

/** Ids as text, everything else as it is. */
export function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Types.ObjectId) return value.toHexString();
  if (Array.isArray(value)) return value.map(plain);
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) copy[key] = plain(inner);
  return copy;
}

/** Records are read as they are stored, and Mongoose puts its defaults only into those that it makes. */
export function defaultsOf(model: Model<Row>): Record<string, unknown> {
  const defaults: Record<string, unknown> = {};
  model.schema.eachPath((path, { options }) => {
    if (options.default !== undefined && !path.includes('.')) defaults[path] = options.default;
  });
  return defaults;
}
