/**
 * Ordinary differential equations ẋ = v(x), x ∈ R^n, from t = 0, with adaptive steps and order.
 *
 * The integrator is Hairer and Wanner's ODEX (extrapolation of the explicit midpoint rule: Hairer, Nørsett, Wanner,
 * "Solving ordinary differential equations I", §II.9), in the port `odex`. Step sizes are bounded by stability, so a
 * system whose rates span a factor κ costs a multiple of κ evaluations: right for gradient flows near rest with κ up to
 * a few thousand.
 *
 * Steps come out of powers and logarithms, which engines compute differently; the integrator is lent the project's own.
 *
 * Not covered: stiff systems, events between steps.
 */
import { Outcome, Solver } from "odex";
import { log, pow } from "../../elementary/elementary.js";

/** Options of an integration. */
export interface OdeOptions {
  /** The end of time. */
  readonly time: number;
  /** Per step, relative to |x_i|. Default 1e-9. */
  readonly relativeTolerance?: number;
  /** Per step. Default 1e-12. */
  readonly absoluteTolerance?: number;
  /** Steps at most, accepted and rejected. Default 100 000. */
  readonly maxSteps?: number;
  /** The first step that is tried. Default 1e-4 of the time, at most 1e-2. */
  readonly initialStep?: number;
  /** After every accepted step, and at the start; `true` stops. The array is only valid during the call. */
  readonly onStep?: (time: number, x: Float64Array) => boolean;
}

/** Where an integration ended. */
export interface OdeResult {
  /** `diverged`: the state stopped being finite; `x` is the last that was. */
  readonly outcome: "time" | "stopped" | "steps" | "diverged";
  readonly time: number;
  readonly x: Float64Array;
  readonly steps: number;
}

/** Leaves the integrator when a velocity is not finite: it would go on to its last step otherwise. */
class NotFinite extends Error {}

/**
 * Integrates until the end of time, or until `onStep` says so.
 *
 * @param velocity writes v(x) into `out`; it may keep neither array.
 * @param start is not changed.
 * @throws RangeError if the time is not positive or the start not finite.
 * @example
 * integrate((x, out) => out.set([-x[0]!]), Float64Array.of(1), { time: 1 }).x[0] // exp(-1)
 */
export function integrate(
  velocity: (x: Float64Array, out: Float64Array) => void,
  start: Float64Array,
  { time, relativeTolerance = 1e-9, absoluteTolerance = 1e-12, maxSteps = 100_000, ...options }: OdeOptions,
): OdeResult {
  if (!(time > 0)) throw new RangeError(`integrate: expected a positive time, got ${time}`);
  if (!start.every(Number.isFinite)) throw new RangeError("integrate: expected a finite start");
  const n = start.length;
  if (n === 0) return { outcome: "time", time, x: new Float64Array(0), steps: 0 };
  const solver = new Solver(n);
  solver.relativeTolerance = relativeTolerance;
  solver.absoluteTolerance = absoluteTolerance;
  solver.maxSteps = maxSteps;
  solver.initialStepSize = options.initialStep ?? Math.min(1e-4 * time, 1e-2);
  const x = new Float64Array(n);
  const out = new Float64Array(n);
  const handed = new Array<number>(n).fill(0);
  const last = Float64Array.from(start);
  let reached = 0;
  let steps = 0;
  const field = (_: number, y: number[]): number[] => {
    for (let k = 0; k < n; k++) x[k] = y[k]!;
    velocity(x, out);
    for (let k = 0; k < n; k++) {
      const value = out[k]!;
      if (!Number.isFinite(value)) throw new NotFinite();
      handed[k] = value;
    }
    return handed;
  };
  try {
    const { outcome } = withOwnFunctions(() =>
      solver.solve(field, 0, Array.from(start), time, (_step, _previous, t, y) => {
        for (let k = 0; k < n; k++) last[k] = y[k]!;
        reached = t;
        steps++;
        return options.onStep?.(t, last) === true ? false : undefined;
      }),
    );
    return {
      outcome: outcome === Outcome.Converged ? "time" : outcome === Outcome.EarlyReturn ? "stopped" : "steps",
      time: reached,
      x: last,
      steps: steps - 1,
    };
  } catch (error) {
    if (error instanceof NotFinite) return { outcome: "diverged", time: reached, x: last, steps: steps - 1 };
    throw error;
  }
}

/**
 * Runs synchronous work with `Math.pow` and `Math.log` replaced by functions that are the same on every engine: the integrator
 * looks them up at every call and takes no others.
 */
function withOwnFunctions<T>(work: () => T): T {
  const theirs = { pow: Math.pow, log: Math.log };
  Object.assign(Math, { pow, log });
  try {
    return work();
  } finally {
    Object.assign(Math, theirs);
  }
}
