/**
 * One run of a rule: from a start until it rests, time or steps are over, or it leaves all bounds.
 *
 * Rest is decided by what is left to go. With moves d_n = |x_n − x_{n−1}| contracting by ρ a step (measured over the last
 * moves) the distance to the limit is d ρ/(1 − ρ); for a flow with speed |v| decaying at the rate λ it is |v|/λ. A run
 * rests when that is below `tolerance` times the largest |x| it has seen, or when nothing moves at all. Where convergence
 * is not linear, in degenerate valleys, ρ → 1 and λ → 0, and the run goes on to its limit of steps.
 */
import { exp, log, squared } from "../elementary/elementary.js";
import { integrate } from "../numeric/real/ode.js";
import { EPSILON, RUN } from "./options.js";
import type { Rule } from "./rule.js";

/** When a run is ended. */
export interface RunLimits {
  /** Steps of the rule or of the integrator. */
  readonly steps: number;
  /** The end of time of a flow. */
  readonly time: number;
  /** Relative distance to the limit at rest: default `RUN.steps` or `RUN.flow`. */
  readonly tolerance?: number;
}

/** `rest`; `limit`: out of steps or time; `diverged`: not finite, or beyond 1e9 times the start. */
export type RunOutcome = "rest" | "limit" | "diverged";

/** How a run ended, and where. */
export interface RunEnd {
  readonly outcome: RunOutcome;
  readonly state: Float64Array;
  /** The largest |x| on the way. */
  readonly size: number;
  /** Steps, or the time. */
  readonly at: number;
  /** −ln of the factor by which a step contracts at the end, or the rate λ of a flow; absent where nothing was left. */
  readonly rate?: number;
}

/** Called with the state at chosen moments; the array is only valid during the call. */
export type Observe = (at: number, x: Float64Array) => void;

/**
 * One run of a rule, until it rests, is over, or diverges.
 *
 * @param start the state at the beginning, `rule.size` numbers; it is not changed.
 * @param observe called at moments whose distances grow, the first and the last included.
 * @returns the last state and why it is the last.
 * @example
 * runRule(buildRule(problem), Float64Array.of(0.1, 0), { steps: 1000, time: 100 }).outcome // "rest"
 */
export function runRule(rule: Rule, start: Float64Array, limits: RunLimits, observe?: Observe): RunEnd {
  return rule.process.kind === "steps"
    ? runSteps(rule, rule.process.step, start, limits, observe)
    : runFlow(rule, rule.process.velocity, start, limits, observe);
}

const norm = (x: Float64Array): number => {
  let squares = 0;
  for (let k = 0; k < x.length; k++) squares += x[k]! * x[k]!;
  return Math.sqrt(squares);
};

function runSteps(
  { size }: Rule,
  step: (x: Float64Array) => number,
  start: Float64Array,
  { steps, tolerance = RUN.steps }: RunLimits,
  observe: Observe | undefined,
): RunEnd {
  const x = Float64Array.from(start);
  const first = norm(x);
  let largest = first;
  // Moves that are each a factor e below the one before, and when they were made.
  const moves: number[] = [];
  const when: number[] = [];
  // Observed at 0, 1, 2, … and then at steps that grow by a tenth.
  let nextLook = 0;
  const look = (n: number) => {
    if (observe === undefined || n < nextLook) return;
    observe(n, x);
    nextLook = Math.max(n + 1, Math.floor(n * RUN.observeGrowth));
  };
  look(0);
  const end = (outcome: RunOutcome, n: number, rate?: number): RunEnd => {
    observe?.(n, x);
    return { outcome, state: x, size: largest, at: n, ...(rate === undefined ? {} : { rate }) };
  };
  for (let n = 1; n <= steps; n++) {
    const move = Math.sqrt(step(x));
    // The noise of a step: each entry is rounded a few times.
    if (move <= RUN.moveNoise * EPSILON * Math.sqrt(size) * largest) return end("rest", n);
    while (moves.length > 0 && moves.at(-1)! < move) {
      moves.pop();
      when.pop();
    }
    let rate: number | undefined;
    let back = moves.length - 1;
    while (back >= 0 && moves[back]! < RUN.fall * move) back--;
    if (back >= 0) {
      rate = log(moves[back]! / move) / (n - when[back]!);
      const rho = exp(-rate);
      if ((move * rho) / (1 - rho) <= tolerance * largest) return end("rest", n, rate);
    }
    if (moves.length === 0 || move <= moves.at(-1)! / Math.E) {
      moves.push(move);
      when.push(n);
    }
    if (n % RUN.lookEvery === 0) {
      const length = norm(x);
      if (!(length <= RUN.range * Math.max(first, 1))) return end("diverged", n);
      if (length > largest) largest = length;
    }
    look(n);
  }
  return end("limit", steps);
}

function runFlow(
  rule: Rule,
  velocity: (x: Float64Array, out: Float64Array) => void,
  start: Float64Array,
  { steps, time, tolerance = RUN.flow }: RunLimits,
  observe: Observe | undefined,
): RunEnd {
  const watch = new FlowWatch(rule.size, velocity, start, tolerance);
  const { initial } = watch;
  const size = watch.largest;
  if (!Number.isFinite(initial)) return { outcome: "diverged", state: Float64Array.from(start), size, at: 0 };
  if (watch.isStill(initial)) {
    observe?.(0, start);
    return { outcome: "rest", state: Float64Array.from(start), size, at: 0 };
  }
  const least = Math.max(size, RUN.least);
  const result = integrate(velocity, start, {
    time,
    maxSteps: steps,
    relativeTolerance: RUN.relativeError,
    absoluteTolerance: RUN.absoluteError * least,
    initialStep: Math.min((RUN.firstShare * least) / initial, time),
    onStep: (t, x) => {
      observe?.(t, x);
      return watch.ends(t, x);
    },
  });
  // Trajectories of constrained objectives stay on the spheres to the tolerance of the integrator.
  if (rule.size === rule.system.size) rule.system.retract(result.x);
  return {
    outcome: result.outcome === "diverged" ? "diverged" : watch.outcome,
    state: result.x,
    size: watch.largest,
    at: result.time,
    ...(watch.rate === undefined ? {} : { rate: watch.rate }),
  };
}

/** Speeds along a flow, and what they say of its end. */
class FlowWatch {
  outcome: RunOutcome = "limit";
  rate: number | undefined;
  /** The largest |x| so far. */
  largest: number;
  /** The speed at the start. */
  readonly initial: number;
  private readonly bound: number;
  private readonly out: Float64Array;
  private readonly times: number[] = [];
  private readonly speeds: number[] = [];

  constructor(
    size: number,
    private readonly velocity: (x: Float64Array, out: Float64Array) => void,
    start: Float64Array,
    private readonly tolerance: number,
  ) {
    this.out = new Float64Array(size);
    this.largest = norm(start);
    this.bound = RUN.range * Math.max(this.largest, 1);
    this.initial = this.speedAt(start);
  }

  /** A speed that is the rounding of the velocity. */
  isStill(speed: number): boolean {
    return speed <= RUN.speedNoise * EPSILON * Math.sqrt(this.out.length) * this.largest;
  }

  /** Whether the flow has ended at this point, which sets `outcome` and `rate`. */
  ends(t: number, x: Float64Array): boolean {
    const speed = this.speedAt(x);
    const length = norm(x);
    if (length > this.largest) this.largest = length;
    if (!(length <= this.bound)) {
      this.outcome = "diverged";
      return true;
    }
    const { times, speeds } = this;
    times.push(t);
    speeds.push(speed);
    if (!this.isStill(speed)) {
      // Over two stretches, of which the longer is less prone to noise and the shorter to the past.
      const short = decayOver(times, speeds, RUN.fall);
      const long = decayOver(times, speeds, squared(RUN.fall)) ?? short;
      if (short === null || long === null) return false;
      if (speed / Math.min(short, long) > this.tolerance * this.largest) return false;
      this.rate = short;
    }
    this.outcome = "rest";
    return true;
  }

  private speedAt(x: Float64Array): number {
    this.velocity(x, this.out);
    return norm(this.out);
  }
}

/** The rate of exponential decay since the speed was `fall` times what it is now; null if it never was. */
function decayOver(times: readonly number[], speeds: readonly number[], fall: number): number | null {
  const last = speeds.length - 1;
  let from = last;
  while (from >= 0 && speeds[from]! < fall * speeds[last]!) from--;
  return from < 0 ? null : log(speeds[from]! / speeds[last]!) / (times[last]! - times[from]!);
}
