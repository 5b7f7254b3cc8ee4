/**
 * Critical manifolds of quadratic losses that are larger than any orbit.
 *
 * For a loss ½xᵀQx on spheres and rational multipliers Λ with Q − Λ semidefinite, the set {(Q − Λ)x = 0} on the spheres is critical. Where
 * it is cut out regularly (Krawczyk's test in the space of its normals) it is a manifold, and the Hessian has rank Q − Λ eigenvalues of one
 * sign, and zeros.
 */

import { inertia as exactInertiaOf } from "../../exact/inertia.js";
import { rank } from "../../exact/linear-algebra.js";
import { RationalMatrix } from "../../exact/matrix.js";
import type { Rational } from "../../exact/rational.js";
import { matrix } from "../../numeric/linalg/dense.js";
import { independent } from "../../numeric/linalg/gram-schmidt.js";
import {
  type BallMatrix,
  ballMultiply,
  ballZero,
  exactBall,
  rationalBall,
} from "../../numeric/rigorous/ball-matrix.js";
import { krawczyk } from "../../numeric/rigorous/krawczyk.js";
import type { EnclosedLandscape } from "../../symbolic/enclose.js";
import { DEPENDENT, ZERO_ROW } from "../tolerances.js";
import { largestOf, nearbyRational } from "./rational-point.js";

/** A semidefinite form by rows that span all of its rows. */
export interface SemidefiniteForm {
  readonly rows: readonly number[];
  readonly sign: 1 | -1;
}

/** Rational multipliers within rounding of λ, beside the sizes of Q and λ; null where there are none. */
export function nearbyMultipliers(lambda: Float64Array, q: RationalMatrix): readonly Rational[] | null {
  const size = Math.max(largestOf(lambda), largestOf(q.toNumbers()));
  const multipliers = Array.from(lambda, (value) => nearbyRational(value, size));
  return multipliers.every((value) => value !== null) ? multipliers : null;
}

/** Q − Λ, the multiplier of each sphere on its coordinates; null where it is not semidefinite. */
export function semidefiniteForm(
  q: RationalMatrix,
  spheres: readonly Int32Array[],
  multipliers: readonly Rational[],
): SemidefiniteForm | null {
  const shift = new Map<number, Rational>();
  spheres.forEach((sphere, s) => {
    for (const k of sphere) shift.set(k, multipliers[s]!);
  });
  return semidefiniteRows(q.map((value, i, j) => (i === j ? value.sub(shift.get(i)!) : value)));
}

/**
 * Proves a regular point of {(Q − Λ)x = 0} on the spheres next to x: Krawczyk's test for u ↦ G(x + Nu), G the given rows of (Q − Λ)x and
 * the equations of the spheres, N an orthonormal basis of their normals at x.
 *
 * @returns a bound of |x* − x| in each entry; null where nothing is proved.
 */
export function zeroSetRadius(
  enclosed: EnclosedLandscape,
  x: Float64Array,
  multipliers: readonly Rational[],
  rows: readonly number[],
): Float64Array | null {
  const n = x.length;
  const m = rows.length + multipliers.length;
  const zeros = new Float64Array(enclosed.size);
  const point = new Float64Array(enclosed.size);
  point.set(x);
  multipliers.forEach((value, s) => {
    const { mid, rad } = rationalBall(value);
    point[n + s] = mid;
    zeros[n + s] = rad;
  });
  const chosen = [...rows, ...multipliers.map((_, s) => n + s)];
  // With λ = Λ the conditions off the spheres are (Q − Λ)x.
  const here = enclosed.conditions(point, zeros);
  if (rows.some((i) => !(Math.abs(here.mid[i]!) <= ZERO_ROW))) return null;
  const slope = rowsOf(enclosed.jacobian(point, zeros), chosen, n);
  const normals = independent(
    Array.from({ length: m }, (_, i) => slope.mid.slice(i * n, (i + 1) * n)),
    DEPENDENT,
  );
  if (normals.length !== m) return null;
  const basis = matrix(
    n,
    m,
    Float64Array.from({ length: n * m }, (_, k) => normals[k % m]![Math.floor(k / m)]!),
  );
  /** |Nu| in each entry for u in a box around 0, rounded up. */
  const reach = (u: Float64Array): Float64Array => {
    const out = new Float64Array(enclosed.size);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < m; j++) sum += Math.abs(basis.data[i * m + j]!) * u[j]!;
      out[i] = sum * (1 + (m + 4) * 2 ** -51) + 2 ** -1070;
    }
    out.set(zeros.subarray(n), n);
    return out;
  };
  const box = krawczyk(
    {
      size: m,
      residual: () => rowsOf(here, chosen, 1),
      jacobian: (_, u) =>
        ballMultiply(rowsOf(enclosed.jacobian(point, reach(u)), chosen, n), exactBall(basis)),
    },
    new Float64Array(m),
  );
  return box === null ? null : reach(box.radius).subarray(0, n);
}

/** Some rows of a matrix, the first `columns` entries of each. */
function rowsOf(a: BallMatrix, rows: readonly number[], columns: number): BallMatrix {
  const out = ballZero(rows.length, columns);
  rows.forEach((from, to) => {
    for (let j = 0; j < columns; j++) {
      out.mid[to * columns + j] = a.mid[from * a.columns + j]!;
      out.rad[to * columns + j] = a.rad[from * a.columns + j]!;
    }
  });
  return out;
}

/** Independent rows of a semidefinite Q and its sign; null if Q is indefinite or zero. */
function semidefiniteRows(q: RationalMatrix): SemidefiniteForm | null {
  if (q.isZero() || !q.isSymmetric()) return null;
  const { negative, positive } = exactInertiaOf(q);
  if (negative > 0 && positive > 0) return null;
  const rows: number[] = [];
  const target = negative + positive;
  for (let i = 0; i < q.rows && rows.length < target; i++) {
    const candidate = [...rows, i];
    const part = RationalMatrix.generate(candidate.length, q.columns, (a, j) => q.get(candidate[a]!, j));
    if (rank(part) === candidate.length) rows.push(i);
  }
  return { rows, sign: negative > 0 ? -1 : 1 };
}
