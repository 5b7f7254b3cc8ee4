/**
 * Dyadic numbers x·2^e, x and e integers, and the doubles nearest to them.
 *
 * Everything is exact but for the one rounding of `nearestDouble`, to nearest with ties to even.
 */
import { powerOfTwo } from "../elementary/fixed-point.js";

export { powerOfTwo };

/** The number of bits of |x|; 0 for 0. */
export function bitLength(x: bigint): number {
  const magnitude = x < 0n ? -x : x;
  if (magnitude <= 0xffffffffn) return 32 - Math.clz32(Number(magnitude));
  const hexadecimal = magnitude.toString(16);
  return 4 * hexadecimal.length - (Math.clz32(Number.parseInt(hexadecimal[0]!, 16)) - 28);
}

const SHIFTS = Array.from({ length: 4096 }, (_, k) => BigInt(k));

/** ⌊x·2^shift⌋ for an integer shift of either sign. */
export function shifted(x: bigint, shift: number): bigint {
  if (shift === 0) return x;
  if (shift > 0) return x << (shift < 4096 ? SHIFTS[shift]! : BigInt(shift));
  return x >> (shift > -4096 ? SHIFTS[-shift]! : BigInt(-shift));
}

/**
 * The double nearest to x·2^unit, ties to even, subnormals included.
 *
 * @example nearestDouble(9007199254740993n, 0) // 9007199254740992
 */
export function nearestDouble(x: bigint, unit: number): number {
  const length = bitLength(x);
  if (length === 0) return 0;
  if (length + unit > 1024) return x > 0n ? Infinity : -Infinity;
  const magnitude = x < 0n ? -x : x;
  // 53 bits, or down to 2⁻¹⁰⁷⁴, and two more that tell on which side of a tie the rest lies.
  const grid = Math.max(length + unit - 53, -1074) - 2;
  const drop = grid - unit;
  let rounded = shifted(magnitude, -drop);
  if (drop > 0 && shifted(rounded, drop) !== magnitude) rounded |= 1n;
  const low = Number(rounded & 7n);
  // Bits …a|bc: up when b and (c or a).
  const even = (rounded >> 2n) + (low === 3 || low >= 6 ? 1n : 0n);
  const value = Number(even) * powerOfTwo(Math.max(grid + 2, -500)) * powerOfTwo(Math.min(grid + 502, 0));
  return x < 0n ? -value : value;
}

/** A double not above x·2^unit, near it where it is in the range of doubles; −Infinity below. */
export function doubleBelow(x: bigint, unit: number): number {
  const nearest = nearestDouble(x, unit);
  if (nearest === Infinity) return Number.MAX_VALUE;
  return nearest - Math.abs(nearest) * 2 ** -52 - 2 ** -1074;
}
