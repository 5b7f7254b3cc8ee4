/**
 * From the ends of paths to real critical points: which ends are real, and what Newton's method makes of them.
 */
import type { ComplexPoint, TiltLimit } from "../../numeric/monodromy/linear-perturbation.js";
import type { FoundPoint } from "../group/components.js";
import type { LandscapeSystem } from "../local/landscape-system.js";
import { type Refined, refine } from "../local/refine.js";

/** Refined endpoints must be critical to this relative residual. */
const RESIDUAL = 1e-10;
const MAX_ROUNDS = 4;
/** Singular endpoints with imaginary parts up to this are tried as real points: one that is none does not refine. */
const NEAR_REAL = 1e-6;

/** Entries of a singular endpoint up to this, relative to its largest or to 1, may be zero: ε^(1/4), generously. */
const NEARLY_ZERO = 1e-4;

/** The same of a regular endpoint: what Newton's method leaves of an entry whose equation it solves exactly. */
const TRACE = 2 ** -104;

/** Real critical points among the ends of paths. */
export interface RealPoints {
  readonly points: readonly FoundPoint[];
  /** Ends that are not real, with their multipliers. */
  readonly nonReal: readonly ComplexPoint[];
  /** Ends that look real and from which Newton's method finds no critical point, or one that is farther off than they may be. */
  readonly unrefined: number;
}

/**
 * The ends of paths by what they are.
 *
 * @param unit sizes of the entries and multipliers.
 */
export function realPoints(
  limits: readonly TiltLimit[],
  system: LandscapeSystem,
  unit: Float64Array,
): RealPoints {
  const points: FoundPoint[] = [];
  const nonReal: ComplexPoint[] = [];
  let unrefined = 0;
  for (const limit of limits) {
    if (limit.kind !== "finite") continue;
    const { point, accuracy, winding, reality } = limit;
    if (isNotReal(limit, unit)) {
      nonReal.push(point);
      continue;
    }
    const close = refineSlowly(system, point.re.slice(0, system.size));
    const refined = withExactZeros(system, close, unit, reality === undefined ? NEARLY_ZERO : TRACE);
    const reach = Math.max(NEAR_REAL, 100 * accuracy);
    if (refined.residual > RESIDUAL || distance(close.x, point.re, unit) > reach) unrefined++;
    else points.push({ x: refined.x, regular: reality !== undefined, accuracy, winding });
  }
  return { points, nonReal, unrefined };
}

/** At singular points of the critical set Newton's method converges linearly: several rounds, while they help. */
function refineSlowly(system: LandscapeSystem, x: Float64Array): Refined {
  let refined = refine(system, x);
  for (let round = 0; round < MAX_ROUNDS && refined.residual > RESIDUAL; round++) {
    const next = refine(system, refined.x);
    if (!(next.residual < refined.residual)) break;
    refined = next;
  }
  return refined;
}

/**
 * Newton's method leaves a singular point, such as a degenerate origin, at a distance of the order of a root of the working
 * precision, where ranks cannot be read: entries that small are zero if the point is critical then.
 */
function withExactZeros(system: LandscapeSystem, close: Refined, unit: Float64Array, share: number): Refined {
  const small = share * Math.max(1, largest(close.x, unit));
  const isSmall = (value: number, k: number) => Math.abs(value) < small * unit[k]!;
  if (!close.x.some((value, k) => value !== 0 && isSmall(value, k))) return close;
  const there = refine(
    system,
    close.x.map((value, k) => (isSmall(value, k) ? 0 : value)),
  );
  const kept = there.x.every((value, k) => !isSmall(close.x[k]!, k) || Math.abs(value) < 1e-14 * unit[k]!);
  return kept && there.residual <= RESIDUAL ? there : close;
}

/** Regular limits were decided by the Kantorovich test; a singular one is known to its accuracy only. */
function isNotReal(
  { reality, point, accuracy }: Extract<TiltLimit, { kind: "finite" }>,
  unit: Float64Array,
): boolean {
  if (reality !== undefined) return reality === "non-real";
  // Accuracies are those of (x, 1): next to the origin, parts of a size with the error say nothing.
  return (
    largest(point.im, unit) >
    Math.max(NEAR_REAL, 100 * accuracy) * Math.max(1, largest(point.re, unit), largest(point.im, unit))
  );
}

/** ∞-norm in units. */
function largest(x: Float64Array, unit: Float64Array): number {
  let max = 0;
  for (let v = 0; v < x.length; v++) max = Math.max(max, Math.abs(x[v]!) / unit[v]!);
  return max;
}

/** ‖x − y‖ against ‖x‖, over the coordinates of x, ∞-norms in units; 0 counts as of size one. */
function distance(x: Float64Array, y: Float64Array, unit: Float64Array): number {
  let gap = 0;
  for (let v = 0; v < x.length; v++) gap = Math.max(gap, Math.abs(x[v]! - y[v]!) / unit[v]!);
  return gap / Math.max(1, largest(x, unit));
}
