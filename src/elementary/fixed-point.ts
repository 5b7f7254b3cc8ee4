/**
 * Constants to any precision, over integers: x is held as ⌊x·2^BITS⌋.
 *
 *   √x by Newton's iteration on integers;  atanh(1/n) = Σ n^{−(2k+1)}/(2k+1);  atan(t) = Σ (−1)^k t^{2k+1}/(2k+1)
 *   ln(a/b) = 2 atanh((a − b)/(a + b));   π/4 = 4 atan(1/5) − atan(1/239)                    (Machin, 1706)
 *
 * Each operation loses less than one unit of 2^−BITS; sums here have fewer than 200 terms, so the constants are right to
 * 2^−(BITS−8), far more than the two doubles that are read from them hold.
 */

/** Fractional bits of the constants in the tables. */
const BITS = 192n;
const ONE = 1n << BITS;
const VIEW = new DataView(new ArrayBuffer(8));

/** ⌊√n⌋, n ≥ 0. */
function integerSquareRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** 2^{j/2^levels} for j = 0 … 2^levels − 1. */
export function rootsOfTwo(levels: number): bigint[] {
  let root = 2n * ONE;
  for (let k = 0; k < levels; k++) root = integerSquareRoot(root << BITS);
  const list = [ONE];
  while (list.length < 1 << levels) list.push((list.at(-1)! * root) >> BITS);
  return list;
}

/** ln(numerator/denominator), both positive. */
export function logarithm(numerator: bigint, denominator: bigint): bigint {
  const t = ((numerator - denominator) * ONE) / (numerator + denominator);
  return 2n * oddSeries(t, 1n, BITS);
}

/** atan(numerator/denominator), |numerator| < denominator. */
export const arctangent = (numerator: bigint, denominator: bigint): bigint =>
  oddSeries((numerator * ONE) / denominator, -1n, BITS);

/** π with `bits` fractional bits, right to eight of them. */
export function pi(bits: bigint): bigint {
  const one = 1n << bits;
  return 4n * (4n * oddSeries(one / 5n, -1n, bits) - oddSeries(one / 239n, -1n, bits));
}

/** Σ_k sign^k t^{2k+1}/(2k+1). */
function oddSeries(t: bigint, sign: 1n | -1n, bits: bigint): bigint {
  const square = (t * t) >> bits;
  let power = t;
  let sum = 0n;
  for (let k = 1n, s = 1n; power !== 0n && power !== -1n; k += 2n, s *= sign) {
    sum += (s * power) / k;
    power = (power * square) >> bits;
  }
  return sum;
}

/**
 * A power of two.
 *
 * @param k an integer.
 * @returns 2^k, exact; 0 or ∞ beyond the range of doubles.
 * @example powerOfTwo(-1) // 0.5
 */
export function powerOfTwo(k: number): number {
  return k < -1074 ? 0 : k > 1023 ? Number.POSITIVE_INFINITY : POWERS[k + 1074]!;
}

/** By doubling and halving: exact, and the same on every engine. */
const POWERS = (() => {
  const table = new Float64Array(2098);
  table[1074] = 1;
  for (let e = 1; e <= 1023; e++) table[1074 + e] = 2 * table[1073 + e]!;
  for (let e = -1; e >= -1074; e--) table[1074 + e] = table[1075 + e]! / 2;
  return table;
})();

/** The double nearest to x·2^−bits, and the double nearest to what it leaves. */
export function twoDoubles(x: bigint, bits: bigint = BITS): { readonly hi: number; readonly lo: number } {
  const unit = powerOfTwo(-Number(bits >> 1n));
  const scale = (n: bigint): number => Number(n) * unit * powerOfTwo(-Number(bits - (bits >> 1n)));
  const hi = scale(x);
  return { hi, lo: scale(x - toFixed(hi, bits)) };
}

/** ⌊x·2^bits⌋ for a double x, exactly. */
export function toFixed(x: number, bits: bigint): bigint {
  const { mantissa, exponent } = parts(x);
  const shift = bits + BigInt(exponent);
  return shift >= 0n ? mantissa << shift : mantissa >> -shift;
}

/** x = mantissa·2^exponent, x finite. */
export function parts(x: number): { readonly mantissa: bigint; readonly exponent: number } {
  VIEW.setFloat64(0, x);
  const bits = VIEW.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const size = biased === 0 ? fraction : fraction | (1n << 52n);
  return { mantissa: x < 0 ? -size : size, exponent: Math.max(biased, 1) - 1075 };
}
