import { Decimal128 } from 'bson';

/** A decimal number taken apart: (−1)^negative · coefficient · 10^exponent, or a special value. */
export type Dec =
  | { kind: 'finite'; negative: boolean; coefficient: bigint; exponent: number }
  | { kind: 'infinity'; negative: boolean }
  | { kind: 'nan' };

export type FiniteDec = Extract<Dec, { kind: 'finite' }>;

const maxDigits = 34;
const maxExponent = 6111;
const minExponent = -6176;
const nan: Dec = { kind: 'nan' };
const limit = 10n ** 34n;

/** Takes a Decimal128 apart (IEEE 754-2008 decimal128, binary integer encoding). */
export function decOf(value: Decimal128): Dec {
  const view = new DataView(value.bytes.buffer, value.bytes.byteOffset, 16);
  const high = view.getBigUint64(8, true);
  const negative = high >> 63n === 1n;
  const top = Number((high >> 58n) & 0x1fn);
  if (top === 0x1f) return nan;
  if (top === 0x1e) return { kind: 'infinity', negative };
  // The form with the implied leading bits always exceeds 34 digits, which the standard reads as zero.
  if (top >> 3 === 3) return finite(negative, 0n, Number((high >> 47n) & 0x3fffn) + minExponent);
  const coefficient = ((high & 0x1ffffffffffffn) << 64n) | view.getBigUint64(0, true);
  const exponent = Number((high >> 49n) & 0x3fffn) + minExponent;
  return finite(negative, coefficient >= limit ? 0n : coefficient, exponent);
}

/** Puts a Decimal128 together; rounds half to even to 34 digits, over- and underflows as the standard says. */
export function decimalOf(dec: Dec): Decimal128 {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  const rounded = dec.kind === 'finite' ? fit(dec) : dec;
  if (rounded.kind === 'nan') view.setBigUint64(8, 0x7c00000000000000n, true);
  else if (rounded.kind === 'infinity')
    view.setBigUint64(8, rounded.negative ? 0xf800000000000000n : 0x7800000000000000n, true);
  else {
    const exponent = BigInt(rounded.exponent - minExponent);
    const sign = rounded.negative ? 1n << 63n : 0n;
    view.setBigUint64(0, rounded.coefficient & 0xffffffffffffffffn, true);
    view.setBigUint64(8, sign | (exponent << 49n) | (rounded.coefficient >> 64n), true);
  }
  return new Decimal128(bytes);
}

export function finite(negative: boolean, coefficient: bigint, exponent: number): FiniteDec {
  return { kind: 'finite', negative, coefficient, exponent };
}

/** An integer as a decimal with exponent 0. */
export function decOfInteger(value: bigint): FiniteDec {
  return finite(value < 0n, value < 0n ? -value : value, 0);
}

function digitCount(coefficient: bigint): number {
  return coefficient === 0n ? 1 : coefficient.toString().length;
}

function divideRoundingEven(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  const twice = (value % divisor) * 2n;
  if (twice > divisor || (twice === divisor && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

/** Rounds half to even to `digits` significant digits (does nothing when there are fewer). */
export function roundDigits(dec: FiniteDec, digits: number): FiniteDec {
  const excess = digitCount(dec.coefficient) - digits;
  if (excess <= 0) return dec;
  const coefficient = divideRoundingEven(dec.coefficient, 10n ** BigInt(excess));
  const rounded = finite(dec.negative, coefficient, dec.exponent + excess);
  return digitCount(coefficient) > digits ? roundDigits(rounded, digits) : rounded;
}

function fit(dec: FiniteDec): Dec {
  let { coefficient, exponent } = roundDigits(dec, maxDigits);
  if (coefficient === 0n) return finite(dec.negative, 0n, Math.min(Math.max(exponent, minExponent), maxExponent));
  if (exponent < minExponent) {
    const drop = minExponent - exponent;
    coefficient =
      drop > maxDigits + 1 ? 0n : divideRoundingEven(dec.coefficient, 10n ** BigInt(minExponent - dec.exponent));
    exponent = minExponent;
  }
  if (exponent > maxExponent) {
    const pad = exponent - maxExponent;
    if (digitCount(coefficient) + pad > maxDigits) return { kind: 'infinity', negative: dec.negative };
    coefficient *= 10n ** BigInt(pad);
    exponent = maxExponent;
  }
  return finite(dec.negative, coefficient, exponent);
}

/** The exact value of a finite double, rounded half to even to 34 digits. */
export function decOfDouble(value: number): Dec {
  if (Number.isNaN(value)) return nan;
  const negative = value < 0 || Object.is(value, -0);
  if (!Number.isFinite(value)) return { kind: 'infinity', negative };
  if (value === 0) return finite(negative, 0n, 0);
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const raw = bits.getBigUint64(0);
  const biased = Number(raw >> 52n);
  const mantissa = (raw & 0xfffffffffffffn) | (biased === 0 ? 0n : 1n << 52n);
  const power = (biased === 0 ? 1 : biased) - 1075;
  // m·2^p with negative p is m·5^−p·10^p, an integer over a power of ten.
  const exact =
    power >= 0
      ? finite(negative, mantissa << BigInt(power), 0)
      : finite(negative, mantissa * 5n ** BigInt(-power), power);
  return roundDigits(normalize(exact), maxDigits);
}

/** A double as MongoDB's arithmetic and `$toDecimal` take it: always exactly 15 significant digits. */
export function decOfDouble15(value: number): Dec {
  const exact = decOfDouble(value);
  if (exact.kind !== 'finite' || exact.coefficient === 0n) return exact;
  const rounded = roundDigits(exact, 15);
  const missing = 15 - digitCount(rounded.coefficient);
  return finite(rounded.negative, rounded.coefficient * 10n ** BigInt(missing), rounded.exponent - missing);
}

/** Drops trailing zeros; zero becomes +0·10^0. Equal numbers have equal normal forms. */
export function normalize(dec: FiniteDec): FiniteDec {
  if (dec.coefficient === 0n) return finite(false, 0n, 0);
  const digits = dec.coefficient.toString();
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48) end--;
  if (end === digits.length) return dec;
  return finite(dec.negative, BigInt(digits.slice(0, end)), dec.exponent + digits.length - end);
}

function signOf(dec: Dec): number {
  if (dec.kind === 'nan') return Number.NaN;
  if (dec.kind === 'finite' && dec.coefficient === 0n) return 0;
  return dec.negative ? -1 : 1;
}

function compareMagnitude(a: FiniteDec, b: FiniteDec): number {
  const byPlace = digitCount(a.coefficient) + a.exponent - (digitCount(b.coefficient) + b.exponent);
  if (byPlace !== 0) return byPlace;
  const shift = a.exponent - b.exponent;
  const left = shift > 0 ? a.coefficient * 10n ** BigInt(shift) : a.coefficient;
  const right = shift < 0 ? b.coefficient * 10n ** BigInt(-shift) : b.coefficient;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The order of decimals: NaN equals itself and is the least; −0 equals 0. */
export function compareDec(a: Dec, b: Dec): number {
  if (a.kind === 'nan' || b.kind === 'nan') return a.kind === b.kind ? 0 : a.kind === 'nan' ? -1 : 1;
  const sign = signOf(a);
  if (sign !== signOf(b)) return sign < signOf(b) ? -1 : 1;
  if (sign === 0) return 0;
  if (a.kind === 'infinity' || b.kind === 'infinity') {
    return a.kind === b.kind ? 0 : a.kind === 'infinity' ? sign : -sign;
  }
  return Math.sign(compareMagnitude(a, b)) * sign;
}

/** The sum, exact before the one rounding of `decimalOf`; the exponent is the lesser one, as the standard prefers. */
export function addDec(a: Dec, b: Dec): Dec {
  if (a.kind === 'nan' || b.kind === 'nan') return nan;
  if (a.kind === 'infinity') return b.kind === 'infinity' && a.negative !== b.negative ? nan : a;
  if (b.kind === 'infinity') return b;
  const near = shrinkDistance(a, b);
  const exponent = Math.min(near[0].exponent, near[1].exponent);
  const sum = signed(near[0], exponent) + signed(near[1], exponent);
  const negative = sum === 0n ? a.negative && b.negative : sum < 0n;
  return finite(negative, sum < 0n ? -sum : sum, exponent);
}

function signed(dec: FiniteDec, exponent: number): bigint {
  const scaled = dec.coefficient * 10n ** BigInt(dec.exponent - exponent);
  return dec.negative ? -scaled : scaled;
}

/** Exponents thousands apart would need huge integers; a number that cannot reach the 35th digit acts as a tiny one. */
function shrinkDistance(a: FiniteDec, b: FiniteDec): [FiniteDec, FiniteDec] {
  if (Math.abs(a.exponent - b.exponent) < 200) return [a, b];
  if (a.coefficient === 0n || b.coefficient === 0n) {
    const [zero, other] = a.coefficient === 0n ? [a, b] : [b, a];
    const pad = Math.min(maxDigits - digitCount(other.coefficient), Math.max(0, other.exponent - zero.exponent));
    const padded = finite(other.negative, other.coefficient * 10n ** BigInt(pad), other.exponent - pad);
    return [padded, finite(zero.negative && other.coefficient === 0n, 0n, padded.exponent)];
  }
  const [large, small] = a.exponent > b.exponent ? [a, b] : [b, a];
  return [large, finite(small.negative, 1n, large.exponent - 100)];
}

export function negateDec(dec: Dec): Dec {
  return dec.kind === 'nan' ? dec : { ...dec, negative: !dec.negative };
}

/** The product, exact before the rounding of `decimalOf`. */
export function multiplyDec(a: Dec, b: Dec): Dec {
  if (a.kind === 'nan' || b.kind === 'nan') return nan;
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinity' || b.kind === 'infinity') {
    return signOf(a) === 0 || signOf(b) === 0 ? nan : { kind: 'infinity', negative };
  }
  return finite(negative, a.coefficient * b.coefficient, a.exponent + b.exponent);
}

/** The quotient to 34 digits; an exact one keeps the exponent nearest to the difference of the exponents. */
export function divideDec(a: Dec, b: Dec): Dec {
  if (a.kind === 'nan' || b.kind === 'nan') return nan;
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinity') return b.kind === 'infinity' ? nan : { kind: 'infinity', negative };
  if (b.kind === 'infinity') return finite(negative, 0n, minExponent);
  if (b.coefficient === 0n) return a.coefficient === 0n ? nan : { kind: 'infinity', negative };
  const ideal = a.exponent - b.exponent;
  if (a.coefficient === 0n) return finite(negative, 0n, ideal);
  const shift = maxDigits + 2 + Math.max(0, digitCount(b.coefficient) - digitCount(a.coefficient));
  const scaled = a.coefficient * 10n ** BigInt(shift);
  const quotient = scaled / b.coefficient;
  // A sticky digit makes the later rounding see that something follows.
  if (scaled % b.coefficient !== 0n)
    return roundDigits(finite(negative, quotient * 10n + 1n, ideal - shift - 1), maxDigits);
  return towards(finite(negative, quotient, ideal - shift), ideal);
}

function towards(dec: FiniteDec, exponent: number): FiniteDec {
  let { coefficient } = dec;
  let at = dec.exponent;
  while (at < exponent && coefficient % 10n === 0n) {
    coefficient /= 10n;
    at++;
  }
  return finite(dec.negative, coefficient, at);
}

/** The remainder with the dividend's sign (truncating division), as `$mod` defines it. */
export function remainderDec(a: Dec, b: Dec): Dec {
  if (a.kind !== 'finite' || b.kind === 'nan' || signOf(b) === 0) return nan;
  if (b.kind === 'infinity') return a;
  const exponent = Math.min(a.exponent, b.exponent);
  const rest = bigRemainder(a, b, exponent);
  return finite(a.negative, rest, exponent);
}

function bigRemainder(a: FiniteDec, b: FiniteDec, exponent: number): bigint {
  const divisor = b.coefficient * 10n ** BigInt(b.exponent - exponent);
  if (a.exponent - exponent < 400) return (a.coefficient * 10n ** BigInt(a.exponent - exponent)) % divisor;
  return (a.coefficient * modularPower(10n, BigInt(a.exponent - exponent), divisor)) % divisor;
}

function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n % modulus;
  let factor = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * factor) % modulus;
    factor = (factor * factor) % modulus;
  }
  return result;
}

/** How `roundDec` treats what it cuts off. */
export type Rounding = 'even' | 'down' | 'floor' | 'ceiling';

/** Rounds to `places` digits after the point (negative: before it); the result has that exponent unless it had fewer. */
export function roundDec(dec: FiniteDec, places: number, mode: Rounding): FiniteDec {
  const drop = -places - dec.exponent;
  if (drop <= 0) return dec;
  const divisor = 10n ** BigInt(Math.min(drop, 6200));
  let coefficient = mode === 'even' ? divideRoundingEven(dec.coefficient, divisor) : dec.coefficient / divisor;
  const away = (mode === 'floor' && dec.negative) || (mode === 'ceiling' && !dec.negative);
  if (away && dec.coefficient % divisor !== 0n) coefficient += 1n;
  return finite(dec.negative, coefficient, -places);
}

/** The nearest double. */
export function decToDouble(dec: Dec): number {
  if (dec.kind === 'nan') return Number.NaN;
  if (dec.kind === 'infinity') return dec.negative ? -Infinity : Infinity;
  return Number(`${dec.negative ? '-' : ''}${dec.coefficient}e${dec.exponent}`);
}

/** The integer part, towards zero. */
export function decToInteger(dec: FiniteDec): bigint {
  const magnitude =
    dec.exponent >= 0 ? dec.coefficient * 10n ** BigInt(dec.exponent) : dec.coefficient / 10n ** BigInt(-dec.exponent);
  return dec.negative ? -magnitude : magnitude;
}

/** Whether the number is whole. */
export function isWhole(dec: FiniteDec): boolean {
  return dec.exponent >= 0 || dec.coefficient % 10n ** BigInt(-dec.exponent) === 0n;
}
