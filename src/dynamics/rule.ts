/**
 * Training rules as data: a state in R^n that holds the variables of an objective (and, for some rules, more), and what
 * moves it: steps x ← s(x), or a flow ẋ = v(x).
 *
 * One file per family of rules builds them (`gradient.ts`, `projected-steps.ts`, `moving-average.ts`, `direct-predictor.ts`); `settings.ts`
 * lists them. States are flat: the variables of the landscape first,
 * row-major, in its order.
 */
import type { LandscapeSystem } from "../atlas/local/landscape-system.js";
import type { Random } from "../exact/random.js";
import type { Matrix } from "../numeric/linalg/dense.js";
import type { Point } from "../objectives/objective.js";

/** A rule in discrete steps x ← s(x). */
export interface Steps {
  readonly kind: "steps";
  /** One step in place; returns the squared distance that the state moved. Allocates nothing. */
  step(x: Float64Array): number;
}

/** A rule in continuous time, ẋ = v(x). */
export interface Flow {
  readonly kind: "flow";
  /** Writes ẋ into `out`. */
  velocity(x: Float64Array, out: Float64Array): void;
}

/** A fixed point of a rule whose fixed points are not the critical points of the objective. */
export interface Limit {
  readonly id: string;
  readonly point: Point;
}

/** How errors contract near a fixed point, from the Hessian H there (for a field: minus the Jacobian). */
export type Contraction =
  /** e^{−λt}, λ the smallest positive (real part of an) eigenvalue of H. */
  | { readonly kind: "flow" }
  /**
   * δ ← δ − S Hδ block by block, the later blocks seeing the earlier ones' new values; on a sphere with multiplier λ the
   * entry of S is η/(1 − ηλ), elsewhere η.
   */
  | {
      readonly kind: "steps";
      readonly step: number;
      readonly blocks: readonly (readonly [number, number])[];
    };

/** Why nothing is known of a rule's fixed points. */
export interface RuleGap {
  readonly kind: "target-at-rest" | "sees-largest-eigenvalue" | "moments-do-not-commute";
}

/** A training rule: what moves a state, where it starts, and what its end points are compared with. */
export interface Rule {
  readonly kind: string;
  /** One line for captions, with the numbers in it. */
  readonly title: string;
  /** The landscape whose variables are trained. */
  readonly system: LandscapeSystem;
  /** Length of the state. */
  readonly size: number;
  readonly process: Steps | Flow;
  /** A random state; `spread` scales the unconstrained variables. */
  start(random: Random, spread: number): Float64Array;
  /** The variables of the objective at a state. */
  point(x: Float64Array): Point;
  /**
   * What end points are compared with: the critical components of the objective, fixed points of the rule's own, or
   * nothing, with the reason.
   */
  readonly ends:
    | { readonly kind: "critical" }
    | {
        readonly kind: "limits";
        readonly list: readonly Limit[];
        readonly complete: boolean;
        readonly statement: string;
      }
    | { readonly kind: "unknown"; readonly reason: RuleGap };
  /** Absent where it has not been derived. */
  readonly contraction?: Contraction;
}

/**
 * A random start: rows, columns or matrices of unit norm uniform on their spheres; unconstrained m×n variables with
 * independent N(0, spread²/n) entries.
 */
export function drawStart(system: LandscapeSystem, random: Random, spread: number): Float64Array {
  const x = new Float64Array(system.size);
  for (const { offset, rows, columns } of system.layout) {
    const deviation = spread / Math.sqrt(columns);
    for (let k = offset; k < offset + rows * columns; k++) x[k] = deviation * random.normal();
  }
  system.retract(x);
  return x;
}

/** The variables of the landscape as views into the state. */
export const viewPoint = (system: LandscapeSystem, x: Float64Array): Point =>
  Object.fromEntries(
    system.layout.map(({ name, offset, rows, columns }): [string, Matrix] => [
      name,
      { rows, columns, data: x.subarray(offset, offset + rows * columns) },
    ]),
  );
