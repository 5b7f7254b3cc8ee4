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
export declare const BITS = 192n;
/** 2^{j/2^levels} for j = 0 … 2^levels − 1. */
export declare function rootsOfTwo(levels: number): bigint[];
/** ln(numerator/denominator), both positive. */
export declare function logarithm(numerator: bigint, denominator: bigint): bigint;
/** atan(numerator/denominator), |numerator| < denominator. */
export declare const arctangent: (numerator: bigint, denominator: bigint) => bigint;
/** π with `bits` fractional bits, right to eight of them. */
export declare function pi(bits: bigint): bigint;
/** The double nearest to x·2^−bits, and the double nearest to what it leaves. */
export declare function twoDoubles(
  x: bigint,
  bits?: bigint,
): {
  readonly hi: number;
  readonly lo: number;
};
/** x·2^bits for a double x that is a multiple of 2^−bits. */
export declare function toFixed(x: number, bits: bigint): bigint;
/** x = mantissa·2^exponent, x finite. */
export declare function parts(x: number): {
  readonly mantissa: bigint;
  readonly exponent: number;
};
//# sourceMappingURL=fixed-point.d.ts.map
