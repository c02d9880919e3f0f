import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dec, decimalOf, decOf, decToDouble } from '../bson/decimal.js';
import { Decimal128, Double, Int32, Long, type Num, type Value } from '../bson/value.js';
import { expDec, lnDec, log10Dec, powDec, sqrtDec } from './decimal-functions.js';
import { compileExpression } from './expression.js';
import { newSum } from './sum.js';

const dec = (text: string): Dec => decOf(new Decimal128(text));
const text = (value: Dec) => decimalOf(value).toString();
const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true }).filter((value) => value > 0);

function near(value: Dec, expected: number): void {
  const got = decToDouble(value);
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

describe('functions of decimals', () => {
  test('agree with those of doubles', () => {
    fc.assert(
      fc.property(positive, (value) => {
        const decimal = dec(value.toString());
        near(sqrtDec(decimal), Math.sqrt(value));
        near(lnDec(decimal), Math.log(value));
        near(log10Dec(decimal), Math.log10(value));
        const small = dec((value / 1e5).toString());
        const e = Math.exp(value / 1e5);
        expect(Math.abs(decToDouble(expDec(small)) / e - 1)).toBeLessThan(1e-12);
        expect(Math.abs(decToDouble(powDec(decimal, dec('1.5'))) / value ** 1.5 - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  test.each([
    [sqrtDec(dec('1E-10')), '0.00001'],
    [sqrtDec(dec('0')), '0'],
    [sqrtDec(dec('Infinity')), 'Infinity'],
    [sqrtDec(dec('-4')), 'NaN'],
    [expDec(dec('-Infinity')), '0'],
    [expDec(dec('100000')), 'Infinity'],
    [expDec(dec('NaN')), 'NaN'],
    [expDec(dec('2')), '7.389056098930650227230427460575008'],
    [lnDec(dec('2')), '0.6931471805599453094172321214581766'],
    [lnDec(dec('1')), '0'],
    [log10Dec(dec('1E-5')), '-5'],
    [log10Dec(dec('2')), '0.3010299956639811952137388947244930'],
    [powDec(dec('2'), dec('100')), '1267650600228229401496703205376'],
    [powDec(dec('2'), dec('-2')), '0.25'],
    [powDec(dec('-2'), dec('3')), '-8'],
    [powDec(dec('-2'), dec('0.5')), 'NaN'],
    [powDec(dec('0'), dec('0')), '1'],
    [powDec(dec('NaN'), dec('1')), 'NaN'],
  ])('case %#: %s is %s', (value, expected) => {
    expect(text(value).replace(/(\.\d*?)0+$/, '$1')).toBe(expected.replace(/(\.\d*?)0+$/, '$1'));
  });
});

const whole = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

function evaluate(operator: string, args: Value[]): Value | undefined {
  return compileExpression(new Map([[operator, args]]), { now: new Date() })(new Map());
}

const number = (value: bigint, long: boolean): Num =>
  long || value < -0x80000000n || value > 0x7fffffffn ? Long.fromBigInt(value) : new Int32(Number(value));

describe('integers', () => {
  test('are exact, or doubles when they leave 64 bits', () => {
    const operators: [string, (a: bigint, b: bigint) => bigint][] = [
      ['$add', (a, b) => a + b],
      ['$subtract', (a, b) => a - b],
      ['$multiply', (a, b) => a * b],
    ];
    fc.assert(
      fc.property(whole, whole, fc.boolean(), fc.constantFrom(...operators), (a, b, long, [operator, apply]) => {
        const got = evaluate(operator, [number(a, long), number(b, long)]);
        const exact = apply(a, b);
        if (exact < -(2n ** 63n) || exact > 2n ** 63n - 1n) expect(got).toBeInstanceOf(Double);
        else expect(String(got)).toBe(exact.toString());
      }),
    );
  });

  test('their sum does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(whole, { maxLength: 20 }), (values) => {
        const total = (list: bigint[]) => {
          const sum = newSum();
          for (const value of list) sum.push(number(value, true));
          return sum.total();
        };
        expect(total(values.toReversed())).toEqual(total(values));
      }),
    );
  });
});

test('a sum of doubles is right to the last digit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 100 }), (cents) => {
      const sum = newSum();
      for (const cent of cents) sum.push(new Double(cent / 100));
      const total = cents.reduce((a, b) => a + b, 0) / 100;
      const got = sum.total();
      if (cents.length > 0) expect((got as Double).value).toBeCloseTo(total, 9);
    }),
  );
});
