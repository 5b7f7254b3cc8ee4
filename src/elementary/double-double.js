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
export const dd = { hi: 0, lo: 0 };
const SPLITTER = 2 ** 27 + 1;
/** hi + lo = a + b exactly. */
export function twoSum(a, b) {
  const s = a + b;
  const t = s - a;
  dd.lo = a - (s - t) + (b - t);
  dd.hi = s;
}
/** hi + lo = a·b exactly. */
export function twoProduct(a, b) {
  const p = a * b;
  const ca = SPLITTER * a;
  const ah = ca - (ca - a);
  const al = a - ah;
  const cb = SPLITTER * b;
  const bh = cb - (cb - b);
  const bl = b - bh;
  dd.lo = ah * bh - p + ah * bl + al * bh + al * bl;
  dd.hi = p;
}
/** (a + a′) + (b + b′), accurate. */
export function sum(a, aLow, b, bLow) {
  twoSum(a, b);
  const sh = dd.hi;
  const sl = dd.lo;
  twoSum(aLow, bLow);
  const th = dd.hi;
  const tl = dd.lo;
  const c = sl + th;
  const vh = sh + c;
  const vl = c - (vh - sh);
  const w = tl + vl;
  dd.hi = vh + w;
  dd.lo = w - (dd.hi - vh);
}
/** (a + a′)(b + b′). */
export function product(a, aLow, b, bLow) {
  twoProduct(a, b);
  const ch = dd.hi;
  const cl = dd.lo + (a * bLow + aLow * b);
  dd.hi = ch + cl;
  dd.lo = cl - (dd.hi - ch);
}
/** Relative error of one operation, with room to spare. */
export const DD_UNIT = 2 ** -103;
/** Magnitudes between which the bounds hold. */
export const DD_SMALLEST = 2 ** -400;
export const DD_LARGEST = 2 ** 400;
//# sourceMappingURL=double-double.js.map
