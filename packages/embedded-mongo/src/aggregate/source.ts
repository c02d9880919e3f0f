import { typeName } from '../bson/value.js';
import { fail } from '../error.js';
import type { StageCompiler } from './stage.js';

/** `$documents`: literal documents instead of a collection. Errors: 5858203 no array, 40228 an element is no document. */
export const documents: StageCompiler = (spec, { scope }) => {
  const { run } = scope.compile(spec);
  return {
    source: true,
    *run() {
      const items = run(new Map());
      if (!Array.isArray(items)) fail(5858203, `an array is expected for $documents, found ${typeName(items)}`);
      for (const item of items) {
        yield item instanceof Map
          ? item
          : fail(
              40228,
              `'newRoot' expression must evaluate to an object, but resulting value was of type: ${typeName(item)}`,
            );
      }
    },
  };
};

/** `$collStats`: what the storage says about the collection. */
export const collStats: StageCompiler = (spec, { env }) => {
  if (!(spec instanceof Map)) fail(5447000, `$collStats must take a nested object but found: ${typeName(spec)}`);
  const stats = env.collStats ?? (() => fail(40602, '$collStats needs a collection'));
  return {
    source: true,
    *run() {
      yield* stats(spec);
    },
  };
};

/** `$indexStats`: how often each index was used. */
export const indexStats: StageCompiler = (spec, { env }) => {
  if (!(spec instanceof Map) || spec.size > 0)
    fail(28803, 'The $indexStats stage specification must be an empty object');
  const stats = env.indexStats ?? (() => fail(40602, '$indexStats needs a collection'));
  return {
    source: true,
    *run() {
      yield* stats();
    },
  };
};
