import mongoose, { Schema, type SchemaDefinitionProperty } from 'mongoose';

/** What every record has. Records are plain objects; ids are 24 hex digits, times are Dates. */
export interface Stored {
  readonly id: string;
  /** Rises with each change that readers may see; 1 at birth. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a caller gives to make a record. `id` only when it must be known before. */
export type New<T extends Stored> = Omit<T, keyof Stored> & { readonly id?: string };

// Mongoose takes an empty string for a missing one; our descriptions and texts may be empty.
mongoose.SchemaTypes.String.checkRequired((value: unknown) => typeof value === 'string');
mongoose.SchemaTypes.Array.checkRequired((value: unknown) => Array.isArray(value));

/** The kinds of field that records are made of. `null` is a value of its own, so it is always written. */
export const field = {
  text: { type: String, required: true },
  textOrNull: { type: String, default: null },
  texts: { type: [String], required: true },
  integer: { type: Number, required: true },
  integerOrNull: { type: Number, default: null },
  flag: { type: Boolean, required: true },
  time: { type: Date, required: true },
  timeOrNull: { type: Date, default: null },
  /** The id of another record. */
  reference: { type: Schema.Types.ObjectId, required: true },
  referenceOrNull: { type: Schema.Types.ObjectId, default: null },
  references: { type: [Schema.Types.ObjectId], required: true },
  /** JSON of no fixed shape, whose keys nobody queries. Where the order of keys counts, keep JSON text instead. */
  json: { type: Schema.Types.Mixed, required: true },
  /** A small object inside a record, of the given fields. */
  part: (fields: Record<string, SchemaDefinitionProperty>): Schema =>
    new Schema(fields, { _id: false, strict: 'throw' }),
} as const;

/** The Mongoose schema of a record type: every field of the type, no other, plus what {@link Stored} says. */
export function recordSchema<T extends Stored>(
  collection: string,
  fields: { readonly [K in Exclude<keyof T, keyof Stored>]-?: SchemaDefinitionProperty },
): Schema {
  return new Schema(
    { ...fields, revision: field.integer, createdAt: field.time, updatedAt: field.time },
    {
      collection,
      strict: 'throw',
      strictQuery: 'throw',
      // Empty objects are values; Mongoose would drop them.
      minimize: false,
      versionKey: false,
      id: false,
      autoIndex: false,
      autoCreate: false,
    },
  );
}
