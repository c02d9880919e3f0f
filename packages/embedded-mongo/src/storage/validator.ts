import type { Doc, Value } from '../bson/value.js';
import { MongoError } from '../error.js';
import type { Filter } from '../query/filter.js';
import type { Collection } from './catalog.js';
import { filterOf } from './environment.js';

/** Error 121, which says which document it was. */
class ValidationFailure extends MongoError {
  readonly errInfo: Doc;

  constructor(id: Value) {
    super(121, 'Document failed validation');
    this.errInfo = new Map<string, Value>([
      ['failingDocumentId', id],
      ['details', new Map()],
    ]);
  }
}

const compiled = new WeakMap<Doc, Filter>();

/**
 * Checks a document against the validator of its collection.
 * With the level "moderate" a document that was invalid before may stay so.
 * @throws MongoError 121
 */
export function checkValidator(collection: Collection, before: Doc | undefined, after: Doc): void {
  const validator = collection.options.get('validator');
  const level = collection.options.get('validationLevel') ?? 'strict';
  if (!(validator instanceof Map) || level === 'off') return;
  const filter = compiled.get(validator) ?? filterOf(validator, { collation: collection.collation });
  compiled.set(validator, filter);
  if (filter.matches(after)) return;
  if (level === 'moderate' && before && !filter.matches(before)) return;
  throw new ValidationFailure(after.get('_id') ?? null);
}
