import fc from 'fast-check';
import { decimalOf, finite } from './decimal.js';
import {
  Binary,
  BSONRegExp,
  Decimal128,
  type Doc,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  type Num,
  ObjectId,
  Timestamp,
  type Value,
} from './value.js';

/** Random BSON values for property tests; few distinct ones, so that equal and near values meet often. */
const edgeDoubles = [
  0,
  -0,
  1,
  -1,
  0.1,
  0.5,
  1.5,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  1e308,
  5e-324,
  NaN,
  Infinity,
  -Infinity,
];
const edgeLongs = [0n, 1n, -1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)];
const edgeDecimals = [
  '0',
  '-0',
  '1',
  '1.0',
  '0.1',
  '0.5',
  '-1',
  '9007199254740993',
  '1E400',
  '-1E-6000',
  'NaN',
  'Infinity',
  '-Infinity',
];

export const anyNum: fc.Arbitrary<Num> = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n)),
  fc.integer().map((n) => new Int32(n)),
  fc.constantFrom(...edgeDoubles).map((n) => new Double(n)),
  fc.double().map((n) => new Double(n)),
  fc.constantFrom(...edgeLongs).map((n) => Long.fromBigInt(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.constantFrom(...edgeDecimals).map((text) => new Decimal128(text)),
  fc
    .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 34n - 1n }), fc.integer({ min: -40, max: 10 }))
    .map(([negative, coefficient, exponent]) => decimalOf(finite(negative, coefficient, exponent))),
);

export const anyText = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'ab', 'A', '\0', '\u0001', 'a\0', 'a\u0001b', '\ud83d\ude00', '\uffee', 'é'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);

const anyName = fc.constantFrom('a', 'b', 'c', '0', '1', '__proto__');

export const anyScalar: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: anyNum },
  { weight: 3, arbitrary: anyText },
  fc.constantFrom<Value>(null, true, false, new MinKey(), new MaxKey()),
  fc.integer({ min: -2, max: 2 }).map((n) => new Date(n * 1000)),
  fc.constantFrom('000000000000000000000001', 'ff0000000000000000000000').map((hex) => new ObjectId(hex)),
  fc
    .tuple(fc.uint8Array({ maxLength: 3 }), fc.constantFrom(0, 4, 128))
    .map(([bytes, subtype]) => new Binary(bytes, subtype)),
  fc.tuple(fc.nat(3), fc.constantFrom(0, 1, 0xffffffff)).map(([t, i]) => new Timestamp({ t, i })),
  fc.constantFrom(new BSONRegExp('a', ''), new BSONRegExp('a', 'i'), new BSONRegExp('b', '')),
);

const tree = fc.letrec<{ value: Value; doc: Doc }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 5, arbitrary: anyScalar },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 1, arbitrary: tie('doc') },
  ),
  doc: fc.array(fc.tuple(anyName, tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
}));

export const anyValue: fc.Arbitrary<Value> = tree.value;
export const anyDoc: fc.Arbitrary<Doc> = tree.doc;
