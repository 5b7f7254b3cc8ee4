/**
 * What the end of a path is, told on the system itself: a regular solution, a singular one, a point at infinity, or a failure.
 *
 * An endpoint of the endgame is homogeneous and known to its estimated accuracy. Regular ones are refined by Newton's method
 * and come with a ball that holds a solution (Kantorovich); one that looks singular or infinite, but is certified where it is, is
 * regular and finite.
 *
 * Not covered: whether two paths end at one point (`path-collisions.ts`), certificates by intervals (`rigorous`).
 */
import { hypot } from "../../elementary/elementary.js";
import type { Grouping } from "../polynomial/grouping.js";
import type { ComplexPoint, NumericSystem } from "../polynomial/system.js";
import { SystemNewton } from "../rigorous/newton-kantorovich.js";
import type { Endpoint } from "./endgame.js";
import { ENDPOINT } from "./options.js";
import type { PathTracker } from "./tracker.js";

/** What became of one path. Points at infinity are homogeneous, finite ones affine. */
export type PathEnd =
  | { readonly kind: "failed"; readonly reason: string }
  | ({ readonly kind: "infinite"; readonly regular: boolean } & ComplexPoint)
  | ({
      readonly kind: "regular";
      readonly residual: number;
      /** A solution lies within this ∞-distance (Kantorovich), or should, where the test does not decide. */
      readonly radius: number;
      /** Whether the test decided. */
      readonly certified: boolean;
    } & ComplexPoint)
  | ({
      readonly kind: "singular";
      /** Relative to homogeneous coordinates of norm one. */
      readonly accuracy: number;
      /** Ten times the accuracy, which is an estimate, as an affine ∞-distance. */
      readonly radius: number;
    } & ComplexPoint);

/** A nonsingular finite end. */
export type RegularEnd = Extract<PathEnd, { kind: "regular" }>;
/** A singular finite end. */
export type SingularEnd = Extract<PathEnd, { kind: "singular" }>;

/** started = finite + atInfinity + failed. After an interrupt, of the paths that were followed. */
export interface PathCounts {
  readonly started: number;
  readonly finite: number;
  readonly atInfinity: number;
  readonly failed: number;
}

/** Says what an endpoint is, on the system itself: the same for paths from every kind of start. */
export class EndpointJudge {
  private readonly newton: SystemNewton;

  constructor(
    private readonly system: NumericSystem,
    private readonly grouping: Grouping,
    private readonly bounds?: Float64Array,
  ) {
    this.newton = new SystemNewton(system);
  }

  /** @param restart a tracker at the beginning of the path, to follow it once more; null if there is none. */
  end(end: Endpoint, restart: () => PathTracker | null): PathEnd {
    if (end.kind === "failed") return { kind: "failed", reason: end.reason };
    if (end.kind === "infinite") return { kind: "infinite", regular: false, re: end.re, im: end.im };
    const { variables: n } = this.system;
    const { groups, groupOf } = this.grouping;
    const regular = end.kind === "regular";
    let away = 1;
    for (let g = 0; g < groups; g++) away = Math.min(away, hypot(end.re[n + g]!, end.im[n + g]!));
    if (
      away <
      (regular
        ? ENDPOINT.infiniteRegular
        : Math.max(ENDPOINT.infiniteRegular, ENDPOINT.uncertain * end.accuracy))
    ) {
      // Size alone does not tell: a coordinate that is known not to vanish may belong to a finite solution, however large.
      const far = regular && away > ENDPOINT.uncertain * end.accuracy ? this.refinedNear(end) : null;
      return far ?? { kind: "infinite", regular, re: end.re, im: end.im };
    }
    // Large solutions are badly scaled, not singular: certified ones are finite. Others may be the mean of a loop around some
    // solutions at infinity and some that are not.
    if (!regular && away < ENDPOINT.surelyFinite)
      return (
        this.refinedNear(end) ??
        (this.isOutOfBounds(end)
          ? { kind: "infinite", regular, re: end.re, im: end.im }
          : { kind: "failed", reason: "too large to be told from infinity" })
      );
    const { re, im } = this.affine(end);
    if (regular) return this.refined(re, im)!;
    // Solutions that lie close together look like a multiple one from afar: the path itself tells, if it gets to its end.
    const tracker = restart();
    if (tracker?.track(1, 0, 0, 0, false, ENDPOINT.directSteps).outcome === "arrived") {
      const direct = this.affine({ re: tracker.xRe, im: tracker.xIm });
      const certified = this.refined(direct.re, direct.im, true);
      if (certified !== null) return certified;
    }
    // x = v / v₀ with ‖v‖ = 1: an error δ of v is one of up to δ (1 + |x|) / |v₀| of x.
    let radius = 0;
    for (let v = 0; v < n; v++) {
      const h = n + groupOf[v]!;
      const size = 1 + hypot(re[v]!, im[v]!);
      radius = Math.max(radius, (ENDPOINT.uncertain * end.accuracy * size) / hypot(end.re[h]!, end.im[h]!));
    }
    // The mean over a loop around several solutions that lie close together converges, but not to a solution. From within
    // δ of a multiple one, Newton's step is of the order of δ.
    if (
      !mayVanish(this.system, { re, im }, radius) ||
      this.newton.certainStep(re, im) > ENDPOINT.farStep * radius
    )
      return { kind: "failed", reason: "several solutions lie too close together" };
    return { kind: "singular", re, im, accuracy: end.accuracy, radius };
  }

  /** Whether some coordinate exceeds its bound, whatever the error of the endpoint. */
  private isOutOfBounds({ re, im, accuracy }: Extract<Endpoint, { accuracy: number }>): boolean {
    const { bounds } = this;
    const n = this.system.variables;
    const error = ENDPOINT.uncertain * accuracy;
    return (
      bounds?.some((bound, v) => {
        const h = n + this.grouping.groupOf[v]!;
        return hypot(re[v]!, im[v]!) - error > bound * (hypot(re[h]!, im[h]!) + error);
      }) ?? false
    );
  }

  /**
   * The solution at an endpoint that counts as singular, certified in the coordinates x_v / |x_v| of that point; null if it
   * is none.
   */
  private refinedNear(end: ComplexPoint): PathEnd | null {
    const { system } = this;
    const { re, im } = this.affine(end);
    const unit = Float64Array.from(re, (x, v) => hypot(x, im[v]!));
    const smallest = ENDPOINT.zero * Math.max(...unit);
    for (let v = 0; v < unit.length; v++) if (!(unit[v]! > smallest)) unit[v] = 1;
    const newton = new SystemNewton({
      variables: system.variables,
      equations: system.equations.map((terms) => {
        const sizes = terms.map(({ factors }) => factors.reduce((product, v) => product * unit[v]!, 1));
        const scale = Math.max(...terms.map((t, k) => hypot(t.re, t.im) * sizes[k]!));
        return terms.map(({ re: a, im: b, factors }, k) => ({
          re: (a * sizes[k]!) / scale,
          im: (b * sizes[k]!) / scale,
          factors,
        }));
      }),
    });
    const from = { re: re.map((x, v) => x / unit[v]!), im: im.map((y, v) => y / unit[v]!) };
    const found = newton.refine(from.re, from.im);
    const radii = newton.kantorovich(found.re, found.im);
    if (radii === null) return null;
    for (let v = 0; v < re.length; v++)
      if (hypot(found.re[v]! - from.re[v]!, found.im[v]! - from.im[v]!) > ENDPOINT.near) return null;
    return {
      kind: "regular",
      re: found.re.map((x, v) => x * unit[v]!),
      im: found.im.map((y, v) => y * unit[v]!),
      residual: found.residual,
      radius: radii.existence * Math.max(...unit),
      certified: true,
    };
  }

  /** A nonsingular solution by Newton's method; null if it must be certified and is not. */
  private refined(re: Float64Array, im: Float64Array, certified = false): PathEnd | null {
    const refined = this.newton.refine(re, im);
    const radii = this.newton.kantorovich(refined.re, refined.im);
    if (certified && radii === null) return null;
    let size = 1;
    for (let v = 0; v < re.length; v++) size = Math.max(size, hypot(refined.re[v]!, refined.im[v]!));
    return {
      kind: "regular",
      re: refined.re,
      im: refined.im,
      residual: refined.residual,
      radius: radii === null ? ENDPOINT.undecidedRadius * size : radii.existence,
      certified: radii !== null,
    };
  }

  /** Affine coordinates of a homogeneous point. */
  private affine(point: ComplexPoint) {
    const { groupOf } = this.grouping;
    const n = groupOf.length;
    const re = new Float64Array(n);
    const im = new Float64Array(n);
    for (let v = 0; v < n; v++) {
      const h = n + groupOf[v]!;
      const [a, b] = [point.re[h]!, point.im[h]!];
      const size = a * a + b * b;
      re[v] = (point.re[v]! * a + point.im[v]! * b) / size;
      im[v] = (point.im[v]! * a - point.re[v]! * b) / size;
    }
    return { re, im };
  }
}

/**
 * Whether every equation may vanish within `radius` (∞-norm) of x:
 *
 *   |F_i(x)| ≤ Σ_v sup |∂F_i/∂x_v| · radius + rounding,
 *
 * the suprema bounded by the sums over the terms. No zero is lost, wherever it lies and whichever of its coordinates vanish.
 */
export function mayVanish({ equations }: NumericSystem, { re, im }: ComplexPoint, radius: number): boolean {
  const size = Float64Array.from(re, (x, v) => hypot(x, im[v]!));
  return equations.every((terms) => {
    let sumRe = 0;
    let sumIm = 0;
    let slope = 0;
    let scale = 0;
    let longest = 0;
    for (const term of terms) {
      let a = term.re;
      let b = term.im;
      for (const v of term.factors) [a, b] = [a * re[v]! - b * im[v]!, a * im[v]! + b * re[v]!];
      sumRe += a;
      sumIm += b;
      scale += hypot(a, b);
      longest = Math.max(longest, term.factors.length);
      for (let k = 0; k < term.factors.length; k++) {
        let product = hypot(term.re, term.im);
        for (let j = 0; j < term.factors.length; j++)
          if (j !== k) product *= size[term.factors[j]!]! + radius;
        slope += product;
      }
    }
    const rounding = 2 * (terms.length + 4 * longest) * 2 ** -52 * scale;
    return hypot(sumRe, sumIm) <= slope * radius + rounding;
  });
}
