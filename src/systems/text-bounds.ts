/**
 * What the expansion of a text can amount to, by its structure and without expanding it: its degree, and the bits of its coefficients.
 *
 *   f = (Σ_a c_a x^a)/D,  c_a, D integers:   degree ≥ deg f,   norm ≥ log₂ Σ_a |c_a|,   denominator ≥ log₂ D
 *
 *              degree              norm                              denominator
 *   numeral    0                   of its numerator                  of its denominator
 *   name       1                   0                                 0
 *   f ± g      max                 1 + max(norm_f + den_g, …)        den_f + den_g
 *   f g        sum                 sum                               sum
 *   f^k        k degree            k norm                            k denominator
 *
 * A power of a numeral has degree 0, and is large only in its bits. Entries of matrices are bounded together, but for factors that their sizes
 * bring in: these are bounds of work, by which a text is refused before it takes for ever.
 *
 * Not covered: inverses, determinants and roots, which are no polynomials; they count as their argument.
 */

import { log2 } from "../elementary/elementary.js";
import { bitLength } from "../exact/dyadic.js";
import { parseIn, type TextAlgebra } from "../symbolic/parser.js";

/** See the head of this file; bits are no integers once they are multiplied. */
export interface TextBound {
  readonly degree: number;
  /** log₂ of the sum of the magnitudes of the coefficients over the common denominator, at most. */
  readonly norm: number;
  /** log₂ of the common denominator, at most. */
  readonly denominator: number;
}

/** The degree and the bits of the coefficients that no part of the expansion exceeds. */
export interface ExpansionBound {
  readonly degree: number;
  readonly bits: number;
}

const VARIABLE: TextBound = { degree: 1, norm: 0, denominator: 0 };

/**
 * Bounds of the largest degree and the longest coefficient that turn up anywhere in the expansion of a text, in variables of these names.
 *
 * @throws LossSyntaxError as the parser does, but for shapes.
 * @example boundText("(x - (2^40 + 1))^2", ["x"]) // degree 2, bits 82 or a few more
 */
export function boundText(text: string, variables: Iterable<string>): ExpansionBound {
  const algebra = new BoundingAlgebra();
  algebra.noted(parseIn(algebra, text, new Map(Array.from(variables, (name) => [name, VARIABLE]))));
  return { degree: algebra.degree, bits: algebra.bits };
}

/** ⌈log₂ x⌉, and 0 of 0. */
const logarithmAbove = (x: bigint): number => (x <= 1n ? 0 : bitLength(x - 1n));

/** Texts computed in bounds: notes the largest. */
class BoundingAlgebra implements TextAlgebra<TextBound> {
  degree = 0;
  bits = 0;

  noted(bound: TextBound): TextBound {
    this.degree = Math.max(this.degree, bound.degree);
    this.bits = Math.max(this.bits, bound.norm, bound.denominator);
    return bound;
  }

  scalar: TextAlgebra<TextBound>["scalar"] = ({ n, d }) =>
    this.noted({ degree: 0, norm: logarithmAbove(n), denominator: logarithmAbove(d) });

  sum: TextAlgebra<TextBound>["sum"] = (addends) => {
    const denominator = addends.reduce((total, f) => total + f.denominator, 0);
    const norms = addends.map((f) => f.norm - f.denominator + denominator);
    const degree = addends.reduce((most, f) => Math.max(most, f.degree), 0);
    return this.noted({
      degree,
      norm: norms.reduce((most, x) => Math.max(most, x), 0) + log2(addends.length),
      denominator,
    });
  };

  negate = (f: TextBound): TextBound => f;

  multiply = (f: TextBound, g: TextBound): TextBound =>
    this.noted({
      degree: f.degree + g.degree,
      norm: f.norm + g.norm,
      denominator: f.denominator + g.denominator,
    });

  /** Of a number; nothing else has one that is a polynomial. */
  reciprocal = ({ degree, norm, denominator }: TextBound): TextBound => ({
    degree,
    norm: denominator,
    denominator: norm,
  });

  power = (f: TextBound, k: number): TextBound =>
    this.noted({ degree: k * f.degree, norm: k * f.norm, denominator: k * f.denominator });

  transpose = (f: TextBound): TextBound => f;

  /** Bilinear in two arguments, quadratic (norm2) or linear in one. */
  apply = (name: string, [f, g]: readonly TextBound[]): TextBound =>
    g !== undefined ? this.multiply(f!, g) : name === "norm2" ? this.multiply(f!, f!) : f!;

  sized = (): TextBound => ({ degree: 0, norm: 0, denominator: 0 });

  elementwiseProduct = this.multiply;

  elementwisePower = this.power;

  blocks = (rows: readonly (readonly TextBound[])[]): TextBound => this.sum(rows.flat());

  select = (f: TextBound): TextBound => f;

  /** Of shapes nothing is known here. */
  expectSameShape(): void {}
}
