import { binaryBytes } from '../bson/compare.js';
import { wholeOf } from '../bson/numbers.js';
import { Binary, isArray, isNum, type Value } from '../bson/value.js';
import { fail } from '../error.js';
import type { ValueTest } from './node.js';

export type BitOp = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear';

function positionOf(value: Value, op: BitOp): number {
  const place = isNum(value) ? wholeOf(value) : undefined;
  if (place === undefined || place < 0n || place > 2147483647n) {
    return fail(2, `bit positions must be non-negative integers that fit in 32 bits, in ${op}`);
  }
  return Number(place);
}

function positionsOfMask(mask: bigint): number[] {
  const positions: number[] = [];
  for (let place = 0; mask >> BigInt(place) > 0n; place++) if ((mask >> BigInt(place)) & 1n) positions.push(place);
  return positions;
}

function positionsOf(spec: Value, op: BitOp): number[] {
  if (isArray(spec)) return spec.map((value) => positionOf(value, op));
  if (spec instanceof Binary) return positionsOfMask(littleEndian(spec));
  if (!isNum(spec)) return fail(2, `${op} takes an Array, a number, or a BinData but received: ${String(spec)}`);
  const mask = wholeOf(spec);
  if (mask === undefined || mask >= 2n ** 63n) return fail(9, `Expected an integer: ${op}: ${spec}`);
  if (mask < 0n) return fail(9, `Expected a non-negative number in: ${op}: ${spec}`);
  return positionsOfMask(mask);
}

function littleEndian(value: Binary): bigint {
  const hex = Buffer.from(binaryBytes(value)).reverse().toString('hex');
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}

/** The bits of a value: of a whole number in 64 bits (the sign goes on for ever), or of binary data. */
function bitsOf(value: Value | undefined): bigint | undefined {
  if (value instanceof Binary) return littleEndian(value);
  const whole = isNum(value) ? wholeOf(value) : undefined;
  return whole === undefined || whole < -(2n ** 63n) || whole >= 2n ** 63n ? undefined : whole;
}

/** The four bit tests. The mask is a number, a list of positions or binary data. */
export function bitsTest(op: BitOp, spec: Value): ValueTest {
  const positions = positionsOf(spec, op).map(BigInt);
  const wanted = op.endsWith('Set') ? 1n : 0n;
  return (value) => {
    const bits = bitsOf(value);
    if (bits === undefined) return false;
    const has = (place: bigint) => ((bits >> place) & 1n) === wanted;
    return op.startsWith('$bitsAll') ? positions.every(has) : positions.some(has);
  };
}
