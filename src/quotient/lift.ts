/**
 * A point of the landscape over a point of a stratum: X = L̂_A X̃ L̂_Bᵀ, L the upper triangular L with LᵀL = S (Cholesky).
 *
 * In dyadic numbers with a fixed number of bits; an entry of L is within a few units of the last of them times the condition of S.
 */
import { shifted } from "../exact/dyadic.js";
import { integerSquareRoot, type Rational, ratio, ZERO } from "../exact/rational.js";
import type { PolynomialMatrix } from "../symbolic/polynomial.js";
import { formOf, type OrbitForm, type Stratum } from "./strata.js";

/** Bits after the point. Chosen: far more than the digits that coordinates are given with, 40 at least, take in doubles. */
const BITS = 400;
const UNIT = 1n << BigInt(BITS);

type Rows = readonly (readonly Rational[])[];

const rounded = (x: Rational): Rational => ratio(shifted(x.s * x.n, BITS) / x.d, UNIT);

/** All variables at coordinates where every S is positive definite. */
export function liftPoint(stratum: Stratum, coordinates: readonly Rational[]): ReadonlyMap<string, Rows> {
  const valuesOf = (a: PolynomialMatrix): Rows => a.map((row) => row.map((f) => f.evaluate(coordinates)));
  const factors = new Map(stratum.forms.map((form) => [form, hat(form, upper(valuesOf(form.gram)))]));
  return new Map(
    [...stratum.cores].map(([name, core]) => {
      const [left, right] = [formOf(stratum, name, "left"), formOf(stratum, name, "right")];
      const moved = left === undefined ? valuesOf(core) : product(factors.get(left)!, valuesOf(core));
      return [name, right === undefined ? moved : product(moved, transposed(factors.get(right)!))];
    }),
  );
}

/** diag(L, I) */
const hat = ({ action: { size } }: OrbitForm, factor: Rows): Rows =>
  Array.from({ length: size }, (_, i) =>
    Array.from(
      { length: size },
      (__, j) => factor[i]?.[j] ?? (i === j && i >= factor.length ? ratio(1n, 1n) : ZERO),
    ),
  );

/** The upper triangular R with RᵀR = S. */
function upper(s: Rows): Rows {
  const n = s.length;
  const r: Rational[][] = Array.from({ length: n }, () => new Array<Rational>(n).fill(ZERO));
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let rest = s[i]![j]!;
      for (let k = 0; k < i; k++) rest = rest.sub(r[k]![i]!.mul(r[k]![j]!));
      r[i]![j] = j === i ? squareRoot(rest) : rounded(rest.div(r[i]![i]!));
    }
  }
  return r;
}

/** @throws RangeError for a number that is not positive: the matrix is not positive definite. */
function squareRoot(x: Rational): Rational {
  if (x.compare(ZERO) <= 0) throw new RangeError("lift: expected a positive definite matrix");
  return ratio(integerSquareRoot(shifted(x.n, 2 * BITS) / x.d), UNIT);
}

const product = (a: Rows, b: Rows): Rows =>
  a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, x, k) => sum.add(x.mul(b[k]![j]!)), ZERO)));

const transposed = (a: Rows): Rows => (a[0] ?? []).map((_, i) => a.map((row) => row[i]!));
