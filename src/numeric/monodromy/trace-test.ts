/**
 * The trace test: the sum of a set of points of a section of an irreducible curve moves on a straight line, as the section moves
 * parallel to itself, iff the set is the whole section (monodromy being transitive on it).
 *
 *   |T(c) − 2T(c + δ) + T(c + 2δ)| = 0,   T(c) = Σ_k x_k(c)
 *
 * Sources: Sommese, Verschelde, Wampler (2002); Leykin, Rodriguez, Sottile, "Trace test" (2018).
 */
import { hypot } from "../../elementary/elementary.js";
import type { ComplexPoint, NumericSystem } from "../polynomial/system.js";
import { TRACE } from "./options.js";

/**
 * The second difference of the sums of points x, y, z in a row, coordinate by coordinate relative to the sizes that cancel, the
 * largest; ∞ where some point bends, and moves, so little that a missing one like it would not be seen. A point that moves on a
 * straight line does not bend at all: of another that moves by a share μ of its size, a bend of μ² of it is expected.
 *
 * @param xs the points at c, `ys` at c + δ, `zs` at c + 2δ, in the same order; at least one.
 */
export function traceOf(
  xs: readonly ComplexPoint[],
  ys: readonly ComplexPoint[],
  zs: readonly ComplexPoint[],
): number {
  let worst = 0;
  const visible = new Float64Array(xs.length);
  for (let v = 0; v < xs[0]!.re.length; v++) {
    let re = 0;
    let im = 0;
    let scale = 0;
    const bends = xs.map((x, k) => {
      const [y, z] = [ys[k]!, zs[k]!];
      const a = x.re[v]! - 2 * y.re[v]! + z.re[v]!;
      const b = x.im[v]! - 2 * y.im[v]! + z.im[v]!;
      re += a;
      im += b;
      const size = hypot(x.re[v]!, x.im[v]!) + hypot(z.re[v]!, z.im[v]!);
      scale += size;
      const move = hypot(z.re[v]! - x.re[v]!, z.im[v]! - x.im[v]!);
      return Math.max(hypot(a, b), size > 0 ? move * Math.min(1, move / size) : 0);
    });
    if (scale === 0) continue;
    worst = Math.max(worst, hypot(re, im) / scale);
    bends.forEach((bend, k) => {
      visible[k] = Math.max(visible[k]!, bend / scale);
    });
  }
  const needed = TRACE.visible * Math.max(worst, TRACE.rounding);
  return visible.every((share) => share >= needed) ? worst : Number.POSITIVE_INFINITY;
}

/** The largest ratio of coefficients of different degrees in one equation. */
export function degreeSpread({ equations }: NumericSystem): number {
  let worst = 1;
  for (const terms of equations) {
    const sizes = new Map<number, number>();
    for (const { re, im, factors } of terms) {
      const size = hypot(re, im);
      if (size > 0) sizes.set(factors.length, Math.max(sizes.get(factors.length) ?? 0, size));
    }
    worst = Math.max(worst, Math.max(...sizes.values()) / Math.min(...sizes.values()));
  }
  return worst;
}
