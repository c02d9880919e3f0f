import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiError } from './api-error.js';
import { parseJson } from './json-body.js';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

test('what it accepts is what JSON.parse says, to the key and the bit', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 40 }), (text) => {
      const expected = JSON.parse(text);
      const isFine = depthOf(expected) <= 32 && !text.includes('\\u0000');
      try {
        expect(parseJson(Buffer.from(text))).toEqual(expected);
        expect(isFine).toBe(true);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        expect(isFine).toBe(false);
      }
    }),
  );
});

test('brackets and quotes within strings are not levels', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('[', '{', ']', '}', '"', '\\', 'é', ' ')), (signs) => {
      const value = [signs.join(''), { [signs.join('')]: 1 }];
      expect(parseJson(Buffer.from(JSON.stringify(value)))).toEqual(value);
    }),
  );
});

test('any bytes are JSON or refused, never another error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        parseJson(Buffer.from(bytes));
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid_request' });
      }
    }),
  );
});
