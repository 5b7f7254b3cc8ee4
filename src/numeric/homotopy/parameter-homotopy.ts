/**
 * From one solved member of a family of systems to any other (coefficient-parameter continuation).
 *
 *   H(x; t) = γ t S(x) + (1 − t) T(x),   t: 1 → 0,   |γ| = 1 random
 *
 * S is the start, with all its regular solutions known, T the target. Up to a factor, H(·; t) is the affine combination
 *
 *   (1 − σ) T + σ S,   σ = γt / (γt + 1 − t),
 *
 * of the two, σ on a circular arc from 1 to 0 in the complex plane: a straight line in coefficient space with a random complex
 * detour. It stays in every family that is linear in its parameters. If S is generic in the family, every isolated solution
 * of T is an endpoint; the other paths leave for infinity or end on solution sets of positive dimension. If it is not, T may
 * have more solutions than S.
 *
 * started = finite + at infinity + failed, and no two paths end at one nonsingular point, as for `solveSystem`.
 *
 * Source: Morgan, Sommese, "Coefficient-parameter polynomial continuation" (1989).
 */
import { euclideanNorm } from "../../elementary/elementary.js";
import { Random } from "../../exact/random.js";
import { orthogonalise } from "../linalg/gram-schmidt.js";
import type { Follower, Job } from "../parallel/jobs.js";
import { Threads } from "../parallel/threads.js";
import { equationScales, homogeneousGroups, homogenise, totalDegree } from "../polynomial/grouping.js";
import { monomialTable } from "../polynomial/monomials.js";
import { FamilyEvaluator } from "../polynomial/polynomial-family.js";
import type { ComplexPoint, NumericSystem, NumericTerm } from "../polynomial/system.js";
import { finishPath } from "./endgame.js";
import { EndpointJudge, type PathCounts, type PathEnd } from "./endpoints.js";
import { type PathOptions, type PathPreset, pathOptions, SPAN, trackerOptions } from "./options.js";
import { type Followed, settlePaths } from "./path-collisions.js";
import { randomPhase } from "./start-systems.js";
import { PathTracker } from "./tracker.js";

/** Options of `followParameters`. */
export interface HomotopyOptions {
  /** Seed of γ. */
  readonly seed: number;
  /** Who follows the paths, and what interrupts them; this thread alone if left out. The result counts those that were followed. */
  readonly threads?: Threads;
  readonly onProgress?: (done: number, total: number, label: string) => void;
  /** How paths are followed: a preset or options of one's own. */
  readonly paths?: PathPreset | PathOptions;
}

/** What became of all paths. */
export interface HomotopyEnds {
  /** Ends of all paths but those that jumped, which count as failed. */
  readonly ends: readonly PathEnd[];
  readonly paths: PathCounts;
  /** Every path was followed to an end, and no two share a nonsingular one. */
  readonly complete: boolean;
  /** Why it is not complete. */
  readonly reasons: readonly MoveReason[];
}

/** Paths to another member of a family that were not followed after an interrupt, or failed. */
export type MoveReason =
  | { readonly kind: "moves-interrupted"; readonly followed: number; readonly paths: number }
  | { readonly kind: "moves-failed"; readonly failed: number; readonly paths: number };

/**
 * Follows the solutions of `start` to `target`.
 *
 * @param start a square system and the solutions that paths start from, nonsingular and pairwise distinct.
 * @param target another one of as many variables and equations.
 * @throws RangeError where the shapes do not fit.
 * @example
 * // From the roots ±1 of x² − 1 to those of x² − 4.
 * const square = (c: number) => ({
 *   variables: 1,
 *   equations: [[{ re: 1, im: 0, factors: [0, 0] }, { re: c, im: 0, factors: [] }]],
 * });
 * const roots = [1, -1].map((x) => ({ re: Float64Array.of(x), im: Float64Array.of(0) }));
 * followParameters({ system: square(-1), solutions: roots }, square(-4), { seed: 1 }).then(({ paths }) => paths.finite); // 2
 */
export async function followParameters(
  start: { readonly system: NumericSystem; readonly solutions: readonly ComplexPoint[] },
  target: NumericSystem,
  { seed, threads = new Threads(0), onProgress, paths }: HomotopyOptions,
): Promise<HomotopyEnds> {
  const { system, solutions } = start;
  const n = target.variables;
  for (const { variables, equations } of [system, target])
    if (variables !== n || equations.length !== n)
      throw new RangeError(
        `homotopy: expected ${n} equations in ${n} variables, got ${equations.length} in ${variables}`,
      );
  const homotopy = new ParameterHomotopy({ start: system, target, seed, options: pathOptions(paths) });
  const work = settlePaths([...solutions.keys()], homotopy.grouping, threads.signal);
  let done = 0;
  let total = 0;
  for (let step = work.next(); ; ) {
    if (step.done) {
      const { kept, jumped } = step.value;
      return account(kept, jumped, solutions.length);
    }
    const { retry } = step.value;
    total += step.value.paths.length;
    const starts = step.value.paths.map((k) => solutions[k]!);
    const ends: readonly Followed[] = await threads.follow(homotopy, { retry }, starts, (count) => {
      done += count;
      onProgress?.(done, total, "paths to another member");
    });
    step = work.next(ends);
  }
}

function account(ends: readonly PathEnd[], jumped: number, wanted: number): HomotopyEnds {
  const count = (kind: PathEnd["kind"]) => ends.filter((end) => end.kind === kind).length;
  const failed = count("failed") + jumped;
  const started = ends.length + jumped;
  const reasons: MoveReason[] = [];
  if (started < wanted) reasons.push({ kind: "moves-interrupted", followed: started, paths: wanted });
  if (failed > 0) reasons.push({ kind: "moves-failed", failed, paths: wanted });
  return {
    ends,
    paths: {
      started,
      finite: count("regular") + count("singular"),
      atInfinity: count("infinite"),
      failed,
    },
    complete: reasons.length === 0,
    reasons,
  };
}

/** What the paths of one pair of systems are made from. */
export interface HomotopyJob extends Job {
  readonly start: NumericSystem;
  readonly target: NumericSystem;
  readonly seed: number;
  /** Default: `PATH_PRESETS.default`. */
  readonly options?: PathOptions;
}

/** The paths of a job, in a worker. @public */
export const open = (job: HomotopyJob): ParameterHomotopy => new ParameterHomotopy(job);

/** The paths of one pair; the evaluator and the trackers are built once. */
export class ParameterHomotopy implements Follower<{ readonly retry: number }, ComplexPoint, PathEnd> {
  readonly job: HomotopyJob;
  /** One group, of the degrees that either system has. */
  readonly grouping;
  private readonly family: FamilyEvaluator;
  private readonly groups: Int32Array;
  private readonly judge: EndpointJudge;
  private readonly options: PathOptions;
  private readonly trackers: PathTracker[] = [];

  constructor(job: Omit<HomotopyJob, "module">) {
    this.job = { ...job, module: import.meta.url };
    const { start, target, seed, options = pathOptions() } = job;
    this.options = options;
    this.grouping = totalDegree({
      variables: target.variables,
      equations: target.equations.map((terms, i) => [...terms, ...start.equations[i]!]),
    });
    // One scale for both: scaled apart, the equations would leave the family, each its own way.
    const [a, b] = [equationScales(start), equationScales(target)];
    const scales = a.map((scale, i) => Math.max(scale, b[i]!) || 1);
    const gamma = randomPhase(new Random(seed).fork("gamma"));
    const { table, coefficients } = monomialTable([
      homogenise(times(gamma, start), this.grouping, scales),
      homogenise(target, this.grouping, scales),
    ]);
    this.family = new FamilyEvaluator(table, coefficients[0]!, coefficients[1]!);
    this.groups = homogeneousGroups(this.grouping);
    this.judge = new EndpointJudge(target, this.grouping);
  }

  along({ retry }: { readonly retry: number }): (point: ComplexPoint) => PathEnd {
    return (point) =>
      this.judge.end(finishPath(this.at(point, retry), this.options.endgame), () => this.at(point, retry));
  }

  /** A tracker at the point, t = 1. */
  private at({ re, im }: ComplexPoint, retry: number): PathTracker {
    this.trackers[retry] ??= new PathTracker(
      this.family,
      this.groups,
      1,
      trackerOptions(retry, this.options.tracker),
    );
    const tracker = this.trackers[retry]!;
    tracker.xRe.set(re);
    tracker.xIm.set(im);
    tracker.xRe[re.length] = 1;
    tracker.xIm[re.length] = 0;
    tracker.normalise();
    tracker.polish(1, 0);
    return tracker;
  }
}

const times = (
  factor: { readonly re: number; readonly im: number },
  { variables, equations }: NumericSystem,
): NumericSystem => ({
  variables,
  equations: equations.map((terms) => terms.map((term) => scaled(factor, term))),
});

const scaled = (
  { re: a, im: b }: { readonly re: number; readonly im: number },
  { re, im, factors }: NumericTerm,
): NumericTerm => ({ re: a * re - b * im, im: a * im + b * re, factors });

/**
 * A random complex affine combination Σ c_k F_k, Σ c_k = 1, of members: a generic member of the family that they span, and
 * generic in every family, linear in its parameters, that is spanned by some of its members among them.
 */
export function genericMember(members: readonly NumericSystem[], random: Random): NumericSystem {
  const weights = members.map(() => randomPhase(random));
  const sum = weights.reduce(({ re, im }, w) => ({ re: re + w.re, im: im + w.im }), { re: 0, im: 0 });
  const size = sum.re * sum.re + sum.im * sum.im;
  const inverse = { re: sum.re / size, im: -sum.im / size };
  const first = members[0]!;
  return {
    variables: first.variables,
    equations: first.equations.map((_, i) => {
      const terms = new Map<string, NumericTerm>();
      members.forEach(({ equations }, k) => {
        const { re: a, im: b } = weights[k]!;
        const weight = { re: a * inverse.re - b * inverse.im, im: a * inverse.im + b * inverse.re };
        for (const term of equations[i]!) {
          const key = term.factors.join();
          const { re, im } = scaled(weight, term);
          const known = terms.get(key);
          terms.set(key, {
            re: (known?.re ?? 0) + re,
            im: (known?.im ?? 0) + im,
            factors: term.factors,
          });
        }
      });
      return [...terms.values()];
    }),
  };
}

/**
 * Whether a system is an affine combination of others, to rounding: then a homotopy from a generic combination of those
 * reaches all its solutions. Every equation is measured by its largest coefficient.
 */
export function inSpan(target: NumericSystem, members: readonly NumericSystem[]): boolean {
  const all = [...members, target];
  const each = all.map(equationScales);
  const scales = target.equations.map((_, i) => Math.max(...each.map((list) => list[i]!)) || 1);
  const { table, coefficients } = monomialTable(all);
  const starts = table.termStart;
  const vectors = coefficients.map(({ re, im }) => {
    const vector = new Float64Array(2 * re.length);
    scales.forEach((scale, i) => {
      for (let k = starts[i]!; k < starts[i + 1]!; k++) {
        vector[2 * k] = re[k]! / scale;
        vector[2 * k + 1] = im[k]! / scale;
      }
    });
    return vector;
  });
  // Differences from the first member, without their parts in the span of those before.
  const origin = vectors[0]!;
  const basis: Float64Array[] = [];
  const rest = (vector: Float64Array) => {
    const left = vector.map((x, k) => x - origin[k]!);
    orthogonalise(left, basis);
    return { left, length: euclideanNorm(left) };
  };
  for (const vector of vectors.slice(1, -1)) {
    const { left, length } = rest(vector);
    if (length > SPAN.tolerance) basis.push(left.map((x) => x / length));
  }
  return rest(vectors.at(-1)!).length <= SPAN.tolerance;
}
