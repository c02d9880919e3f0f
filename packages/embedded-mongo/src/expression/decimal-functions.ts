import { type Dec, decOfInteger, type FiniteDec, finite, normalize, roundDigits } from '../bson/decimal.js';

/** Digits of the fixed-point arithmetic below; well over the 34 that a decimal keeps. */
const DIGITS = 60;
const ONE = 10n ** BigInt(DIGITS);
const NAN: Dec = { kind: 'nan' };
const INFINITY: Dec = { kind: 'infinity', negative: false };

function digits(value: bigint): number {
  return value.toString().length;
}

/** A fixed-point number as a decimal, without needless trailing zeros. */
function fromFixed(value: bigint, exponent = 0): FiniteDec {
  return normalize(roundDigits(finite(value < 0n, value < 0n ? -value : value, exponent - DIGITS), 34));
}

/** The integer square root (Newton). */
function rootOf(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 10n ** BigInt(Math.ceil(digits(value) / 2));
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** The square root to 34 digits; NaN below zero. An exact root keeps half the exponent. */
export function sqrtDec(dec: Dec): Dec {
  if (dec.kind === 'nan') return dec;
  if (dec.kind === 'infinity') return dec.negative ? NAN : dec;
  if (dec.coefficient === 0n) return finite(dec.negative, 0n, Math.floor(dec.exponent / 2));
  if (dec.negative) return NAN;
  const odd = Math.abs(dec.exponent % 2);
  const coefficient = odd ? dec.coefficient * 10n : dec.coefficient;
  const half = (dec.exponent - odd) / 2;
  const exact = rootOf(coefficient);
  if (exact * exact === coefficient) return finite(false, exact, half);
  const root = rootOf(coefficient * 10n ** BigInt(2 * DIGITS));
  return roundDigits(finite(false, root, half - DIGITS), 34);
}

/** e^x for a fixed-point x between -1 and 1, by its series. */
function expSmall(x: bigint): bigint {
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n; n++) {
    term = (term * x) / ONE / n;
    sum += term;
  }
  return sum;
}

/** ln of a fixed-point x near 1, by the series of the inverse hyperbolic tangent. */
function lnNear(x: bigint): bigint {
  const ratio = ((x - ONE) * ONE) / (x + ONE);
  const square = (ratio * ratio) / ONE;
  let power = ratio;
  let sum = 0n;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = (power * square) / ONE;
  }
  return 2n * sum;
}

const LN2 = lnNear(2n * ONE);
const LN10 = 3n * LN2 + lnNear((10n * ONE) / 8n);

function fixedOf(dec: FiniteDec): bigint {
  const shift = dec.exponent + DIGITS;
  const magnitude = shift >= 0 ? dec.coefficient * 10n ** BigInt(shift) : dec.coefficient / 10n ** BigInt(-shift);
  return dec.negative ? -magnitude : magnitude;
}

/** e^x to 34 digits. */
export function expDec(dec: Dec): Dec {
  if (dec.kind === 'nan') return dec;
  if (dec.kind === 'infinity') return dec.negative ? decOfInteger(0n) : INFINITY;
  if (dec.coefficient === 0n) return decOfInteger(1n);
  if (digits(dec.coefficient) + dec.exponent > 6) return dec.negative ? finite(false, 0n, -6176) : INFINITY;
  return expOf(fixedOf(dec));
}

/** Splits off the power of ten, so that the series sees a small number. */
function expOf(x: bigint): Dec {
  const tens = x / LN10;
  const rest = x - tens * LN10;
  const eighth = expSmall(rest / 8n);
  let result = eighth;
  for (let doubling = 0; doubling < 3; doubling++) result = (result * result) / ONE;
  return fromFixed(result, Number(tens));
}

/** The fixed-point natural logarithm of a positive decimal. */
function lnFixed(dec: FiniteDec): bigint {
  const length = digits(dec.coefficient);
  const tens = BigInt(dec.exponent + length);
  let mantissa = fixedOf(finite(false, dec.coefficient, -length));
  let halvings = 0n;
  while (mantissa < (ONE * 3n) / 4n) {
    mantissa *= 2n;
    halvings++;
  }
  return lnNear(mantissa) - halvings * LN2 + tens * LN10;
}

/** The natural logarithm of a positive decimal, to 34 digits. */
export function lnDec(dec: Dec): Dec {
  return dec.kind === 'finite' ? fromFixed(lnFixed(dec)) : dec;
}

/** The logarithm to the base 10 of a positive decimal; whole for powers of ten. */
export function log10Dec(dec: Dec): Dec {
  if (dec.kind !== 'finite') return dec;
  const { coefficient, exponent } = normalize(dec);
  if (coefficient === 1n) return decOfInteger(BigInt(exponent));
  return fromFixed((lnFixed(dec) * ONE) / LN10);
}

/** base^exponent to 34 digits, for what has a real value; else NaN. */
export function powDec(base: Dec, exponent: Dec): Dec {
  if (base.kind === 'nan' || exponent.kind === 'nan') return NAN;
  if (exponent.kind === 'finite' && exponent.coefficient === 0n) return decOfInteger(1n);
  if (base.kind === 'infinity' || exponent.kind === 'infinity') return NAN;
  const whole = normalize(exponent);
  const isWhole = whole.exponent >= 0;
  if (base.coefficient === 0n) return exponent.negative ? INFINITY : decOfInteger(0n);
  if (isWhole && whole.exponent < 5) return wholePower(base, whole);
  if (base.negative) return NAN;
  const logarithm = lnFixed(base);
  return expDec(fromFixedProduct(logarithm, exponent));
}

function fromFixedProduct(logarithm: bigint, exponent: FiniteDec): FiniteDec {
  const negative = logarithm < 0n !== exponent.negative;
  const magnitude = logarithm < 0n ? -logarithm : logarithm;
  return finite(negative, magnitude * exponent.coefficient, exponent.exponent - DIGITS);
}

/** Repeated squaring with more digits than are kept. */
function wholePower(base: FiniteDec, exponent: FiniteDec): Dec {
  const times = exponent.coefficient * 10n ** BigInt(exponent.exponent);
  if (times > 100_000n) return base.negative ? NAN : expDec(fromFixedProduct(lnFixed(base), exponent));
  let result = finite(false, 1n, 0);
  let square = base;
  for (let rest = times; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = product(result, square);
    square = product(square, square);
  }
  if (!exponent.negative) return roundDigits(result, 34);
  const scale = DIGITS + digits(result.coefficient);
  const inverse = finite(result.negative, 10n ** BigInt(scale) / result.coefficient, -scale - result.exponent);
  return normalize(roundDigits(inverse, 34));
}

function product(a: FiniteDec, b: FiniteDec): FiniteDec {
  return roundDigits(
    finite(a.negative !== b.negative, a.coefficient * b.coefficient, a.exponent + b.exponent),
    DIGITS + 20,
  );
}
