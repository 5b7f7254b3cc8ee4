/**
 * Double-double arithmetic: x = hi + lo, |lo| ≤ ulp(hi)/2, about 106 significant bits.
 *
 *   twoSum(a, b)     = (s, e),  s = fl(a + b),  s + e = a + b exactly           (Knuth)
 *   twoProduct(a, b) = (p, e),  p = fl(a·b),    p + e = a·b exactly             (Dekker, Veltkamp; no overflow, and
 *                                                                                no product below 2⁻⁹⁶⁹)
 *   |hi + lo of a sum     − exact| ≤ 3u² |exact|,   u = 2⁻⁵³
 *   |hi + lo of a product − exact| ≤ 7u² |exact|
 *   |hi + lo of a quotient, a root − exact| ≤ 2⁻¹⁰³ |exact|
 *
 * Bounds: Joldes, Muller, Popescu, "Tight and rigorous error bounds for basic building blocks of double-word arithmetic",
 * ACM TOMS 44 (2017), algorithms 6 and 10 (there ≤ 3u² + 13u³ and ≤ 5u²). A quotient and a root are a double and one Newton
 * correction from an exact residual: an error of about u² each, tested against 2⁻¹⁰³. Values outside [2⁻⁴⁰⁰, 2⁴⁰⁰] are not
 * covered.
 *
 * The functions write their result to a shared pair, so that loops allocate nothing.
 */

/** The result of the last operation. */
export const dd = { hi: 0, lo: 0 };

const SPLITTER = 2 ** 27 + 1;

/** hi + lo = a + b exactly. */
export function twoSum(a: number, b: number): void {
  const s = a + b;
  const t = s - a;
  dd.lo = a - (s - t) + (b - t);
  dd.hi = s;
}

/** hi + lo = a·b exactly. */
export function twoProduct(a: number, b: number): void {
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
export function sum(a: number, aLow: number, b: number, bLow: number): void {
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
export function product(a: number, aLow: number, b: number, bLow: number): void {
  twoProduct(a, b);
  const ch = dd.hi;
  const cl = dd.lo + (a * bLow + aLow * b);
  dd.hi = ch + cl;
  dd.lo = cl - (dd.hi - ch);
}

/** (a + a′)/(b + b′), b ≠ 0. */
export function quotient(a: number, aLow: number, b: number, bLow: number): void {
  const first = a / b;
  if (first === 0 || !Number.isFinite(first)) {
    dd.hi = first;
    dd.lo = 0;
    return;
  }
  product(b, bLow, first, 0);
  sum(a, aLow, -dd.hi, -dd.lo);
  twoSum(first, dd.hi / b);
}

/** √(a + a′), a ≥ 0. */
export function squareRoot(a: number, aLow: number): void {
  const first = Math.sqrt(a);
  if (first === 0) {
    dd.hi = 0;
    dd.lo = 0;
    return;
  }
  twoProduct(first, first);
  sum(a, aLow, -dd.hi, -dd.lo);
  twoSum(first, dd.hi / (2 * first));
}

/** Relative error of one operation, with room to spare. */
export const DD_UNIT = 2 ** -103;
