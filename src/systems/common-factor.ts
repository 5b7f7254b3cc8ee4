/**
 * The greatest common divisor of polynomials over Q in several variables, by primitive remainder sequences:
 *
 *   gcd(f, g) = gcd(cont f, cont g) · pp(last nonzero of f, g, prem(f, g), …)   in Q[others][x_v]
 *
 * with contents taken recursively. Meant for small systems, whose hypersurfaces it separates from the rest.
 *
 * Source: Knuth, "The Art of Computer Programming" 2, §4.6.1, algorithm E. Not covered: large polynomials, where remainders swell.
 */
import { ONE, type Rational, ratio } from "../exact/rational.js";
import { Polynomial } from "../symbolic/polynomial.js";
import { integerTerms } from "./reduce-system.js";

/** Terms of intermediate polynomials beyond which the sequence is given up. */
const MAX_TERMS = 3000;

/**
 * gcd of all, with coprime integer coefficients; null where intermediate polynomials grow too large.
 *
 * @param polynomials at least one that is not zero.
 * @example commonFactor([x² − xy, xy − y²]) // x − y
 */
export function commonFactor(polynomials: readonly Polynomial[]): Polynomial | null {
  try {
    // Small ones first: the divisor soon is no larger than the result.
    const sorted = [...polynomials].sort((a, b) => a.degree - b.degree || a.termCount - b.termCount);
    return sorted.reduce((divisor, f) => divisorOf(divisor, f), Polynomial.zero);
  } catch (error) {
    if (error instanceof TooLarge) return null;
    throw error;
  }
}

class TooLarge extends Error {}

const unit = Polynomial.constant(ONE);

function divisorOf(f: Polynomial, g: Polynomial): Polynomial {
  if (f.isZero()) return normalised(g);
  if (g.isZero()) return normalised(f);
  if (f.degree === 0 || g.degree === 0) return unit;
  const [inF, inG] = [variablesOf(f), variablesOf(g)];
  const alone = [...inF].find((v) => !inG.has(v));
  if (alone !== undefined) return divisorOf(contentOf(coefficientsIn(f, alone)), g);
  const other = [...inG].find((v) => !inF.has(v));
  if (other !== undefined) return divisorOf(f, contentOf(coefficientsIn(g, other)));
  const v = Math.min(...inF);
  const [a, b] = [coefficientsIn(f, v), coefficientsIn(g, v)];
  const [contentF, contentG] = [contentOf(a), contentOf(b)];
  const content = divisorOf(contentF, contentG);
  let [high, low] = [divided(a, contentF), divided(b, contentG)];
  if (high.length < low.length) [high, low] = [low, high];
  while (low.length > 1) {
    const rest = pseudoRemainder(high, low);
    if (rest.length === 0) return normalised(content.multiply(assembled(low, v)));
    [high, low] = [low, divided(rest, contentOf(rest))];
  }
  return content;
}

function variablesOf(f: Polynomial): Set<number> {
  const found = new Set<number>();
  for (const { factors } of f.terms()) for (const v of factors) found.add(v);
  return found;
}

/** Coefficients of the powers of x_v, constant first; none for zero. */
function coefficientsIn(f: Polynomial, v: number): Polynomial[] {
  const terms: { coefficient: Rational; factors: number[] }[][] = [];
  for (const { coefficient, factors } of f.terms()) {
    const others = factors.filter((u) => u !== v);
    const power = factors.length - others.length;
    while (terms.length <= power) terms.push([]);
    terms[power]!.push({ coefficient, factors: others });
  }
  return terms.map((list) => Polynomial.fromTerms(list));
}

const assembled = (coefficients: readonly Polynomial[], v: number): Polynomial =>
  Polynomial.sum(
    coefficients.map((c, k) =>
      c.multiply(Polynomial.fromTerms([{ coefficient: ONE, factors: new Array<number>(k).fill(v) }])),
    ),
  );

const contentOf = (coefficients: readonly Polynomial[]): Polynomial =>
  coefficients.reduce(
    (content, c) => (content.degree === 0 ? content : divisorOf(content, c)),
    Polynomial.zero,
  );

const divided = (coefficients: readonly Polynomial[], by: Polynomial): Polynomial[] =>
  by.degree === 0 ? [...coefficients] : coefficients.map((c) => c.divideExactly(by)!);

/** lc(g)^{…} f modulo g, without common rational factor; trimmed, empty for zero. */
function pseudoRemainder(f: readonly Polynomial[], g: readonly Polynomial[]): Polynomial[] {
  let rest = [...f];
  const lead = g.at(-1)!;
  while (rest.length >= g.length) {
    const top = rest.at(-1)!;
    const shift = rest.length - g.length;
    rest = rest.slice(0, -1).map((c, k) => {
      const own = c.multiply(lead);
      const from = g[k - shift];
      return from === undefined || k < shift ? own : own.add(from.multiply(top).scale(MINUS_ONE));
    });
    while (rest.length > 0 && rest.at(-1)!.isZero()) rest.pop();
    if (rest.reduce((sum, c) => sum + c.termCount, 0) > MAX_TERMS) throw new TooLarge();
  }
  return rest;
}

const MINUS_ONE = ratio(-1n, 1n);

/** With coprime integer coefficients. */
function normalised(f: Polynomial): Polynomial {
  const [first] = f.terms();
  if (first === undefined) return f;
  const [integer] = integerTerms(f);
  return f.scale(ratio(integer!.coefficient, 1n).div(first.coefficient));
}
