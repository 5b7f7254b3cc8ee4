/**
 * Double-double arithmetic: x = hi + lo, |lo| ≤ ulp(hi)/2, about 106 significant bits.
 *
 *   twoSum(a, b)     = (s, e),  s = fl(a + b),  s + e = a + b exactly           (Knuth)
 *   twoProduct(a, b) = (p, e),  p = fl(a·b),    p + e = a·b exactly             (Dekker, Veltkamp; no overflow, and
 *                                                                                no product below 2⁻⁹⁶⁹)
 *   |hi + lo of a sum     − exact| ≤ 3u² |exact|,   u = 2⁻⁵³
 *   |hi + lo of a product − exact| ≤ 7u² |exact|
 *
 * Bounds: Joldes, Muller, Popescu, "Tight and rigorous error bounds for basic building blocks of double-word arithmetic",
 * ACM TOMS 44 (2017), algorithms 6 and 10 (there ≤ 3u² + 13u³ and ≤ 5u²). Values outside [2⁻⁴⁰⁰, 2⁴⁰⁰] are not covered.
 *
 * The functions write their result to a shared pair, so that loops allocate nothing.
 */
/** The result of the last operation. */
export declare const dd: {
  hi: number;
  lo: number;
};
/** hi + lo = a + b exactly. */
export declare function twoSum(a: number, b: number): void;
/** hi + lo = a·b exactly. */
export declare function twoProduct(a: number, b: number): void;
/** (a + a′) + (b + b′), accurate. */
export declare function sum(a: number, aLow: number, b: number, bLow: number): void;
/** (a + a′)(b + b′). */
export declare function product(a: number, aLow: number, b: number, bLow: number): void;
/** Relative error of one operation, with room to spare. */
export declare const DD_UNIT: number;
/** Magnitudes between which the bounds hold. */
export declare const DD_SMALLEST: number;
export declare const DD_LARGEST: number;
//# sourceMappingURL=double-double.d.ts.map
