/**
 * Whether the flows of affine symmetries (`symbolic/affine-symmetries.ts`) take one critical point to another: then both are on one connected
 * component of the critical set.
 *
 *   x ← exp(Σ t_k A_k) x,   t such that |x + Σ t_k A_k x − q| is least,
 *
 * Gauss–Newton's method for the distance to q on the orbit of x, damped, from the point itself and from random points of its orbit. That a point is reached,
 * to rounding, is what floating point says; that none is found says nothing.
 *
 * Points are (x, 1), on which the fields are linear.
 */

import { euclideanNorm } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import { leastSquares } from "../../numeric/linalg/decompositions.js";
import { generate, matrix } from "../../numeric/linalg/dense.js";
import type { LinearField } from "../../symbolic/generators.js";
import { apply, selectIndependent } from "../certify/tangent-fields.js";
import { FLOW } from "../tolerances.js";

/** The flows of some fields on (x, 1). */
export class AffineFlow {
  constructor(private readonly fields: readonly LinearField[]) {}

  /** The dimension of the orbit of x, as far as doubles tell. */
  rank(x: Float64Array): number {
    return selectIndependent(this.fields, lifted(x)).kept.length;
  }

  /** The fields that move x. */
  moving(x: Float64Array): readonly LinearField[] {
    return this.fields.filter((field) => selectIndependent([field], lifted(x)).kept.length > 0);
  }

  /** Whether a flow from p to q is found. */
  joins(p: Float64Array, q: Float64Array, random: Random): boolean {
    if (this.rank(p) !== this.rank(q)) return false;
    const [start, target] = [lifted(p), lifted(q)];
    const enough = FLOW.reached * Math.max(euclideanNorm(p), euclideanNorm(q));
    for (let attempt = 0; attempt < FLOW.attempts; attempt++)
      if (this.approaches(attempt === 0 ? start : this.elsewhere(start, random), target, enough)) return true;
    return false;
  }

  /** A random point of the orbit. */
  private elsewhere(x: Float64Array, random: Random): Float64Array {
    const { kept } = selectIndependent(this.fields, x);
    const size = euclideanNorm(x);
    const weights = kept.map(
      (field) => (FLOW.stride * random.normal() * size) / euclideanNorm(apply(field, x)),
    );
    return moved(x, kept, weights);
  }

  private approaches(start: Float64Array, target: Float64Array, enough: number): boolean {
    let x = start;
    let left = difference(target, x);
    for (let step = 0; step < FLOW.steps; step++) {
      const distance = euclideanNorm(left);
      if (distance <= enough) return true;
      const { kept } = selectIndependent(this.fields, x);
      if (kept.length === 0) return false;
      const tangents = kept.map((field) => apply(field, x));
      const { solution } = leastSquares(
        generate(x.length, kept.length, (i, k) => tangents[k]![i]!),
        matrix(x.length, 1, left),
      );
      const next = this.nearer(x, target, kept, solution.data, distance);
      if (next === null) return false;
      x = next;
      left = difference(target, x);
    }
    return false;
  }

  /** The point along a direction, or along half of it, and so on, that is clearly nearer. */
  private nearer(
    x: Float64Array,
    target: Float64Array,
    fields: readonly LinearField[],
    direction: ArrayLike<number>,
    distance: number,
  ): Float64Array | null {
    for (let share = 1; share > FLOW.leastShare; share /= 2) {
      const y = moved(
        x,
        fields,
        fields.map((_, k) => share * direction[k]!),
      );
      if (euclideanNorm(difference(target, y)) < distance * (1 - FLOW.gain * share)) return y;
    }
    return null;
  }
}

const lifted = (x: Float64Array): Float64Array => Float64Array.of(...x, 1);

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]!);

/** exp(Σ w_k A_k) x by Taylor's series; far, where it overflows. */
function moved(x: Float64Array, fields: readonly LinearField[], weights: readonly number[]): Float64Array {
  const sum = Float64Array.from(x);
  let term = x;
  for (let k = 1; k <= FLOW.terms; k++) {
    const next = new Float64Array(x.length);
    for (const [f, field] of fields.entries())
      apply(field, term).forEach((value, i) => {
        next[i]! += (weights[f]! * value) / k;
      });
    term = next;
    for (let i = 0; i < sum.length; i++) sum[i]! += term[i]!;
    if (euclideanNorm(term) <= FLOW.negligible * euclideanNorm(sum)) break;
  }
  return sum;
}
