/**
 * Deterministic number formatting: x ↦ the shortest decimal of x rounded to `digits` significant digits.
 *
 * Plain notation for 1e−4 ≤ |x| < 1e7, otherwise mantissa and exponent; no locale, no "-0", no trailing zeros.
 * Not covered: exact numbers, which are text already (`rationalText`).
 */

/** How TeX output writes a number: `$1.1 \times 10^{-16}$` or siunitx's `\num{1.1e-16}`. */
export interface TexNumberStyle {
  readonly siunitx: boolean;
}

/**
 * The decimal text of `value` at `digits` significant digits.
 *
 * @param digits 1 to 17.
 * @throws RangeError if `value` is NaN or infinite: a report never shows a number that is none.
 * @example formatNumber(-0.5) // "-0.5"
 * @example formatNumber(1.12e-16, 2) // "1.1e-16"
 */
export function formatNumber(value: number, digits = 6): string {
  if (!Number.isFinite(value)) throw new RangeError(`number: expected a finite number, got ${value}`);
  if (value === 0) return "0";
  const [mantissa, exponentText] = value.toExponential(digits - 1).split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 7) return `${trimZeros(mantissa!)}e${exponent}`;
  // Number() of at most 17 significant digits in this range prints without an exponent.
  return trimZeros(Number(`${mantissa}e${exponent}`).toFixed(Math.max(0, digits - 1 - exponent)));
}

const trimZeros = (decimal: string): string =>
  decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;

/**
 * TeX of a decimal text as `formatNumber` writes it.
 *
 * @example texDecimal("1.1e-16", { siunitx: false }) // "$1.1 \\times 10^{-16}$"
 */
export function texDecimal(decimal: string, style: TexNumberStyle): string {
  if (style.siunitx) return `\\num{${decimal}}`;
  const [mantissa, exponent] = decimal.split("e");
  return exponent === undefined ? `$${mantissa}$` : `$${mantissa} \\times 10^{${exponent}}$`;
}

/** Integers of more digits than this are rounded in TeX, where a line has no room for them. */
const LONGEST_TEX_INTEGER = 18;

/**
 * TeX of an integer of any size: exact up to 18 digits, beyond that `≈` three digits times a power of ten.
 */
export function texInteger(value: bigint | number, style: TexNumberStyle): string {
  const text = value.toString();
  const digits = text.replace("-", "");
  if (digits.length <= LONGEST_TEX_INTEGER) return texDecimal(text, style);
  const mantissa = formatNumber(Number(`${digits[0]}.${digits.slice(1, 17)}`), 3);
  // 9.999… rounds up to 10: keep the mantissa in [1, 10).
  const [m, e] = mantissa === "10" ? ["1", digits.length] : [mantissa, digits.length - 1];
  return `$\\approx$~${texDecimal(`${text.startsWith("-") ? "-" : ""}${m}e${e}`, style)}`;
}

/**
 * TeX of an exact value given as text: integers and fractions are set as mathematics, on one line so that
 * rows of a table keep their distance; anything else is `null`.
 *
 * @example texExact("-1/2") // "$-1/2$"
 */
export function texExact(text: string): string | null {
  const match = /^(-?)(\d+)(?:\/(\d+))?$/.exec(text);
  if (match === null) return texRadical(text);
  const [, minus, numerator, denominator] = match;
  return denominator === undefined ? `$${minus}${numerator}$` : `$${minus}${numerator}/${denominator}$`;
}

/** `(3 - sqrt(5))/2`, `-2*sqrt(3)/5`, `1 + sqrt(2)`; null for other text. */
function texRadical(text: string): string | null {
  const match = /^\(?(?:(-?\d+) ([+-]) |(-)?)(?:(\d+)\*)?sqrt\((\d+)\)\)?(?:\/(\d+))?$/.exec(text);
  if (match === null) return null;
  const [, whole, sign, minus, share = "", radicand, denominator] = match;
  const root = `${share}\\sqrt{${radicand}}`;
  const sum = whole === undefined ? `${minus ?? ""}${root}` : `${whole} ${sign} ${root}`;
  if (denominator === undefined) return `$${sum}$`;
  return whole === undefined ? `$${sum}/${denominator}$` : `$(${sum})/${denominator}$`;
}
