import { calculateObjectSize, deserialize, serialize } from 'bson';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds } from '../testing/holds.js';
import { anyDoc, anyNum, anyValue } from './arbitrary.js';
import { decode, encode, getRaw } from './codec.js';
import { type Collation, collationOf } from './collation.js';
import { compare, equals, hashKey, identical } from './compare.js';
import { addDec, decimalOf, decOf, divideDec, multiplyDec } from './decimal.js';
import { compareKeys, encodeKey, successor } from './keys.js';
import { docFromEjson, docOf, toEjson } from './plain.js';
import { Decimal128 } from './value.js';

const many = { numRuns: 3000 };

describe('codec', () => {
  test('decode gives back what encode wrote', () => {
    fc.assert(
      fc.property(anyDoc, (doc) => identical(decode(encode(doc)), doc)),
      many,
    );
  });

  test('agrees byte for byte with the bson package', () => {
    fc.assert(
      fc.property(anyDoc, (doc) => {
        const bytes = encode(new Map([['k', doc]]));
        const options = { promoteValues: false, bsonRegExp: true, promoteBuffers: false };
        const plain = deserialize(bytes, options);
        // Plain objects reorder the names 0 and 1, so only sizes can be compared then.
        const again = serialize(plain);
        expect(again.length).toBe(bytes.length);
        if (!toEjson(doc).match(/"[01]":/)) expect(Buffer.compare(again, bytes)).toBe(0);
        expect(calculateObjectSize(plain)).toBe(bytes.length);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps names that are special in JavaScript', () => {
    const doc = new Map([
      ['b', null],
      ['1', null],
      ['__proto__', null],
      ['0', null],
    ]);
    expect([...decode(encode(doc)).keys()]).toEqual(['b', '1', '__proto__', '0']);
  });

  test('refuses damaged bytes', () => {
    const bytes = encode(docOf({ a: { b: 'text' } }));
    for (let cut = 0; cut < bytes.length; cut++) {
      expect(() => decode(bytes.subarray(0, cut))).toThrow(expect.objectContaining({ code: 22 }));
    }
  });

  test('getRaw finds a nested value and says where arrays are', () => {
    const bytes = encode(docOf({ a: { b: 7 }, c: [{ d: 1 }] }));
    expect(getRaw(bytes, 'a.b')).toMatchObject({ type: 16 });
    expect(getRaw(bytes, 'a.x')).toBeUndefined();
    expect(getRaw(bytes, 'c.d')).toBe('array');
    expect(getRaw(bytes, 'c')).toMatchObject({ type: 4 });
  });
});

describe('order', () => {
  test('keys order as values compare', () => {
    holds(
      'key order equals comparison',
      40_000,
      fc.property(anyValue, anyValue, (a, b) => {
        const order = Math.sign(compareKeys(encodeKey([a], [1]), encodeKey([b], [1])));
        expect(order).toBe(Math.sign(compare(a, b)) + 0);
        const down = Math.sign(compareKeys(encodeKey([a], [-1]), encodeKey([b], [-1])));
        expect(down).toBe(-Math.sign(compare(a, b)) + 0);
      }),
    );
  });

  test('number keys order as numbers compare', () => {
    holds(
      'key order equals comparison of numbers',
      20_000,
      fc.property(anyNum, anyNum, (a, b) => {
        const order = Math.sign(compareKeys(encodeKey([a], [1]), encodeKey([b], [1])));
        expect(order).toBe(Math.sign(compare(a, b)) + 0);
      }),
    );
  });

  test('a key is no prefix of another, and the successor bounds the prefix', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (a, b, c) => {
        const [one, two, long] = [encodeKey([a], [1]), encodeKey([b], [1]), encodeKey([a, c], [1, -1])];
        if (!equals(a, b)) expect(Buffer.from(two).indexOf(one)).not.toBe(0);
        const end = successor(one);
        expect(end && compareKeys(long, end) < 0 && compareKeys(long, one) > 0).toBe(true);
      }),
      many,
    );
  });

  test('comparison is transitive', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (...values) => {
        const [a, b, c] = values.sort(compare);
        expect(compare(a, c)).toBeLessThanOrEqual(0);
        expect(compare(a, b)).toBeLessThanOrEqual(0);
      }),
      many,
    );
  });

  test('equal values, and only they, share a hash key', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => (hashKey(a) === hashKey(b)) === equals(a, b)),
      many,
    );
    fc.assert(
      fc.property(anyNum, anyNum, (a, b) => (hashKey(a) === hashKey(b)) === equals(a, b)),
      many,
    );
  });
});

describe('decimal arithmetic', () => {
  const rows: [string, '+' | '*' | '/', string, string][] = [
    ['0.1', '+', '0.2', '0.3'],
    ['1.10', '+', '2.205', '3.305'],
    ['1E+34', '+', '1', '1.000000000000000000000000000000000E+34'],
    ['9999999999999999999999999999999999', '+', '1', '1.000000000000000000000000000000000E+34'],
    ['1', '+', '1E-6000', '1.000000000000000000000000000000000'],
    ['9.999999999999999999999999999999999E+6144', '+', '9E+6144', 'Infinity'],
    ['Infinity', '+', '-Infinity', 'NaN'],
    ['1.20', '*', '3', '3.60'],
    ['0', '*', '-5', '-0'],
    ['1E-6000', '*', '1E-6000', '0E-6176'],
    ['Infinity', '*', '0', 'NaN'],
    ['1', '/', '3', '0.3333333333333333333333333333333333'],
    ['2', '/', '3', '0.6666666666666666666666666666666667'],
    ['10', '/', '4', '2.5'],
    ['100', '/', '10', '10'],
    ['1', '/', '0', 'Infinity'],
    ['0', '/', '0', 'NaN'],
  ];
  test.each(rows)('%s %s %s = %s', (a, operator, b, expected) => {
    const operate = { '+': addDec, '*': multiplyDec, '/': divideDec }[operator];
    const result = operate(decOf(new Decimal128(a)), decOf(new Decimal128(b)));
    expect(decimalOf(result).toString()).toBe(expected);
  });

  test('a decimal taken apart and put together is the same', () => {
    fc.assert(
      fc.property(anyNum, (n) => !(n instanceof Decimal128) || decimalOf(decOf(n)).toString() === n.toString()),
      many,
    );
  });
});

/** The letter that a character equals; the letters are in order in all these languages. */
function equalLetter(collation: Collation, char: string): string | undefined {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  let [low, high] = [0, letters.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = collation.compare(char, letters[middle]!);
    if (order === 0) return letters[middle];
    if (order < 0) high = middle - 1;
    else low = middle + 1;
  }
  return undefined;
}

describe('collation', () => {
  test('every letter has the key of the letter that it equals', () => {
    for (const locale of ['en', 'de', 'fr', 'it', 'nl', 'pt', 'es', 'pl']) {
      const collation = collationOf(docOf({ locale, strength: 1 }))!;
      for (let code = 0x80; code < 0x1f200; code++) {
        if (code >= 0xd800 && code < 0xe000) continue;
        // Ideographs and syllables never equal Latin letters.
        if (code >= 0x3400 && code < 0xa000) continue;
        if (code >= 0xac00 && code < 0xd7b0) continue;
        const char = String.fromCodePoint(code);
        const key = Buffer.from(collation.key(char)).toString();
        if (key === '' && !/[\p{L}\p{N}\p{S}]/u.test(char)) continue;
        const letter = equalLetter(collation, char);
        if (letter) expect([locale, code.toString(16), key]).toEqual([locale, code.toString(16), letter]);
      }
    }
  }, 60000);

  const bad: [string, number][] = [
    ['{"strength":{"$numberInt":"1"}}', 40414],
    ['{"locale":"en","foo":{"$numberInt":"1"}}', 40415],
    ['{"locale":"xx"}', 2],
    ['{"locale":{"$numberInt":"1"}}', 14],
    ['{"locale":"en","strength":{"$numberInt":"6"}}', 51024],
    ['{"locale":"en","strength":{"$numberInt":"4"}}', 238],
    ['{"locale":"en","alternate":"shifted"}', 238],
    ['{"locale":"en","alternate":"no"}', 2],
  ];
  test.each(bad)('%s is error %i', (spec, code) => {
    expect(() => collationOf(docFromEjson(spec))).toThrow(expect.objectContaining({ code }));
  });
});
