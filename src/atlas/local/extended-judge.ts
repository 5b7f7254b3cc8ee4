/**
 * A critical point judged in double-double, where doubles do not resolve it.
 *
 *   g = P ∇L(x),   H = P (D²L(x) − Λ) P,   P the projection on the tangent space, Λ the multipliers;   x ← x − H⁺ g.
 *
 * What doubles cannot tell. With a point x known to rounding, |δx| ≤ ε|x|, the gradient is off by ‖H‖ε|x|, whatever its
 * arithmetic. Where the terms that cancel in it are small beside ‖H‖|x| (an eigenvector of a small eigenvalue of Γ), a residual
 * relative to these terms says nothing of the point. What does is the distance to the critical point,
 *
 *   distance(x) = ‖H⁺ g(x)‖/‖x‖,   of the order of ε exactly if x is its rounding,
 *
 * with g and H evaluated to 2⁻¹⁰⁰ of the sums of their terms' magnitudes, so that cond(H) up to about 10²⁸ leaves digits. The
 * eigenvalues of H at the limit are those of the Riemannian Hessian and as many zeros as there are spheres; with n unknowns
 * and s the sum of the magnitudes added up in H, zero is |λ| ≤ δ = 64 n̂ 2⁻¹⁰⁰ s (n̂ = n, at least 4), nonzero |λ| > 2⁷ δ, and
 * what lies between is undecided: the rule of `numeric/linalg/inertia.ts` with another unit. Directions along an orbit of critical
 * points are zeros of H, and g has no component on them, at any x: ⟨g, Ax⟩ = 0 for a linear symmetry A.
 *
 * Fields and variables behind max(X, 0) are not judged, nor more unknowns than `EXTENDED_ORDER`; one judge spends a fixed
 * amount of work, a number and not a clock.
 */

import { dd, product, sum } from "../../elementary/double-double.js";
import { pow, squared } from "../../elementary/elementary.js";
import {
  EXTENDED_ORDER,
  EXTENDED_UNIT,
  type ExtendedMatrix,
  extendedEigen,
  extendedIdentity,
  extendedMultiply,
  extendedOf,
  extendedTranspose,
  inverseRoot,
  roundedMatrix,
} from "../../numeric/linalg/extended-matrix.js";
import type { SphereProduct } from "../../numeric/linalg/sphere-product.js";
import { ExtendedLandscape } from "../../symbolic/evaluate-extended.js";
import { spectrumShift } from "../../symbolic/lagrangian.js";
import { isVectorField, type Landscape, type SpectrumShift } from "../../symbolic/landscape.js";

/** Σ n³ over the points that one judge looks at: some seconds. */
const WORK = 2e6;
const CLEAR = 2 ** 7;
/** Newton steps with one Hessian, and Hessians, at most. */
const STEPS = 12;
const HESSIANS = 4;

/** What double-double arithmetic says of a point: how far the critical point is, and the inertia of the Hessian there. */
export interface ExtendedVerdict {
  /** ‖H⁺ g‖/‖x‖ at the point given: how far the critical point is. */
  readonly distance: number;
  /** Whether Newton's method came to a point whose gradient is rounding of 2⁻¹⁰⁰; the rest is about that point. */
  readonly critical: boolean;
  /** The doubles nearest to it. */
  readonly x: Float64Array;
  /** ‖g‖ at these doubles, relative to the sum of the magnitudes of all terms' factors. */
  readonly residual: number;
  readonly lambda: Float64Array;
  readonly value: number;
  /** A bound of the error of `value`. */
  readonly valueError: number;
  /** Σ |terms of the loss|, every word by the norms of its letters. */
  readonly valueMagnitude: number;
  readonly negative: number;
  readonly zero: number;
  readonly positive: number;
  readonly undecided: number;
  /**
   * No eigenvalue that is not zero is as small as it could be next to a degenerate point: where g is rounding at a distance r, g ~ r^{k−1}
   * and H ~ r^{k−2}, k ≥ 3, what looks like an eigenvalue is up to the square root of the rounding.
   */
  readonly clear: boolean;
}

interface Local {
  /** P ∇L. */
  readonly gradient: ExtendedMatrix;
  readonly magnitude: number;
  readonly lambda: readonly (readonly [number, number])[];
}

/**
 * Judges points of one landscape, as the head of this file says, until its fixed amount of work is spent; afterwards every
 * verdict is null.
 */
export class ExtendedJudge {
  private readonly landscape: ExtendedLandscape | null;
  private left = WORK;
  private readonly shift: SpectrumShift;

  constructor(
    landscape: Landscape,
    private readonly manifold: SphereProduct,
  ) {
    const { size } = manifold;
    this.shift = spectrumShift(landscape);
    this.landscape =
      isVectorField(landscape) ||
      landscape.variables.some(({ positivePart }) => positivePart) ||
      size > EXTENDED_ORDER
        ? null
        : new ExtendedLandscape(landscape);
  }

  /** The verdict on x, which obeys the constraints to rounding; null where none is given. */
  judge(x: Float64Array): ExtendedVerdict | null {
    const { landscape } = this;
    const cost = pow(x.length, 3);
    if (landscape === null || cost > this.left || !x.every(Number.isFinite)) return null;
    this.left -= cost;
    const n = x.length;
    let at = this.retracted(extendedOf({ rows: n, columns: 1, data: x }));
    let local = this.localAt(at);
    let spectrum = this.spectrumAt(at, local);
    let distance: number | null = null;
    const isSettled = () => norm(local.gradient) <= 64 * Math.max(n, 4) * EXTENDED_UNIT * local.magnitude;
    for (let hessians = 0; hessians < HESSIANS; hessians++) {
      for (let steps = 0; steps < STEPS && !isSettled(); steps++) {
        const step = newtonStep(spectrum, local.gradient);
        distance ??= relative(step, at);
        const next = this.retracted(difference(at, step));
        const there = this.localAt(next);
        if (!(norm(there.gradient) < norm(local.gradient) / 2)) break;
        at = next;
        local = there;
      }
      spectrum = this.spectrumAt(at, local);
      if (isSettled()) break;
    }
    const rounded = roundedMatrix(at).data;
    const residual = this.localAt(extendedOf({ rows: n, columns: 1, data: rounded }));
    const value = landscape.value(at);
    return {
      distance: distance ?? 0,
      critical: isSettled(),
      x: rounded,
      residual: residual.magnitude > 0 ? norm(residual.gradient) / residual.magnitude : 0,
      lambda: Float64Array.from(local.lambda, ([hi, lo]) => hi + lo),
      value: value.hi + value.lo,
      valueError: 64 * Math.max(n, 4) * EXTENDED_UNIT * value.magnitude,
      valueMagnitude: value.magnitude,
      ...this.inertiaOf(spectrum),
    };
  }

  private localAt(x: ExtendedMatrix): Local {
    const { gradient, magnitude } = this.landscape!.gradient(x);
    const lambda = this.manifold.spheres.map((sphere) => {
      const weight = partialProduct(x, gradient, sphere);
      for (const k of sphere) subtractAt(gradient, k, weight, x.hi[k]!, x.lo[k]!);
      return weight;
    });
    return { gradient, magnitude, lambda };
  }

  /** The eigenvalues of P (D²L − Λ) P. */
  private spectrumAt(x: ExtendedMatrix, { lambda }: Local) {
    const n = x.rows;
    const { matrix, magnitude } = this.landscape!.hessian(x);
    const projection = extendedIdentity(n);
    let size = magnitude;
    this.manifold.spheres.forEach((sphere, s) => {
      for (const k of sphere) {
        const at = k * n + k;
        sum(matrix.hi[at]!, matrix.lo[at]!, -lambda[s]![0], -lambda[s]![1]);
        matrix.hi[at] = dd.hi;
        matrix.lo[at] = dd.lo;
        for (const l of sphere) subtractAt(projection, k * n + l, [x.hi[k]!, x.lo[k]!], x.hi[l]!, x.lo[l]!);
      }
      size = Math.max(size, magnitude + Math.abs(lambda[s]![0]));
    });
    const reduced =
      lambda.length === 0 ? matrix : extendedMultiply(projection, extendedMultiply(matrix, projection));
    const noise = 64 * Math.max(n, 4) * EXTENDED_UNIT * size;
    return { ...extendedEigen(reduced), noise };
  }

  private inertiaOf({ values, noise }: ReturnType<ExtendedJudge["spectrumAt"]>) {
    const count = (test: (value: number) => boolean) => values.filter(test).length;
    return {
      negative: count((v) => v < -CLEAR * noise) - this.shift.negative,
      // Normal directions are zeros of P H P.
      zero: count((v) => Math.abs(v) <= noise) - this.manifold.spheres.length,
      positive: count((v) => v > CLEAR * noise) - this.shift.positive,
      undecided: count((v) => Math.abs(v) > noise && Math.abs(v) <= CLEAR * noise),
      // The noise is a share u of the size of H: √u of it is noise/√u.
      clear: values.every(
        (v) =>
          Math.abs(v) <= noise ||
          Math.abs(v) > (CLEAR * noise) / Math.sqrt(64 * Math.max(values.length, 4) * EXTENDED_UNIT),
      ),
    };
  }

  private retracted(x: ExtendedMatrix): ExtendedMatrix {
    const out = { ...x, hi: Float64Array.from(x.hi), lo: Float64Array.from(x.lo) };
    for (const sphere of this.manifold.spheres) {
      const [hi, lo] = partialProduct(x, x, sphere);
      if (hi === 0) continue;
      const factor = inverseRoot(hi, lo);
      for (const k of sphere) {
        product(x.hi[k]!, x.lo[k]!, factor[0], factor[1]);
        out.hi[k] = dd.hi;
        out.lo[k] = dd.lo;
      }
    }
    return out;
  }
}

const norm = ({ hi }: ExtendedMatrix): number => {
  let largest = 0;
  for (const x of hi) largest = Math.max(largest, Math.abs(x));
  if (largest === 0) return 0;
  // Squares of small steps must not underflow.
  return largest * Math.sqrt(hi.reduce((total, x) => total + squared(x / largest), 0));
};

const relative = (step: ExtendedMatrix, x: ExtendedMatrix): number => {
  const size = norm(x);
  return size > 0 ? norm(step) / size : norm(step) > 0 ? 1 : 0;
};

/** Σ_k a_k b_k over some places. */
function partialProduct(a: ExtendedMatrix, b: ExtendedMatrix, places: Int32Array): readonly [number, number] {
  let [hi, lo] = [0, 0];
  for (const k of places) {
    product(a.hi[k]!, a.lo[k]!, b.hi[k]!, b.lo[k]!);
    sum(hi, lo, dd.hi, dd.lo);
    hi = dd.hi;
    lo = dd.lo;
  }
  return [hi, lo];
}

/** a_k ← a_k − f·(hi + lo). */
function subtractAt(
  a: ExtendedMatrix,
  k: number,
  [fHi, fLo]: readonly [number, number],
  hi: number,
  lo: number,
): void {
  product(-fHi, -fLo, hi, lo);
  sum(a.hi[k]!, a.lo[k]!, dd.hi, dd.lo);
  a.hi[k] = dd.hi;
  a.lo[k] = dd.lo;
}

function difference(a: ExtendedMatrix, b: ExtendedMatrix): ExtendedMatrix {
  const out = { ...a, hi: Float64Array.from(a.hi), lo: Float64Array.from(a.lo) };
  for (let k = 0; k < out.hi.length; k++) {
    sum(a.hi[k]!, a.lo[k]!, -b.hi[k]!, -b.lo[k]!);
    out.hi[k] = dd.hi;
    out.lo[k] = dd.lo;
  }
  return out;
}

/** H⁺ g: over the eigenvectors whose eigenvalue is not zero. */
function newtonStep(
  { values, vectors, noise }: { values: Float64Array; vectors: ExtendedMatrix; noise: number },
  g: ExtendedMatrix,
): ExtendedMatrix {
  const components = extendedMultiply(extendedTranspose(vectors), g);
  for (let k = 0; k < values.length; k++) {
    // Newton's method corrects itself: the quotient need not have more than the digits of a double.
    const factor = Math.abs(values[k]!) <= CLEAR * noise ? 0 : 1 / values[k]!;
    product(components.hi[k]!, components.lo[k]!, factor, 0);
    components.hi[k] = dd.hi;
    components.lo[k] = dd.lo;
  }
  return extendedMultiply(vectors, components);
}
