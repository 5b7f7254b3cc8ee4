/**
 * The solver as a proposer of critical components: every critical point of a polynomial landscape by its perturbations.
 *
 * The loss is perturbed, f + ε⟨C, X⟩ (a field: in the equations of the variables that the symmetry moves from the left, so
 * that the perturbation averages to zero over an orbit), solved for generic complex C by monodromy, and followed to ε = 0
 * (`numeric/monodromy/linear-perturbation.ts`). Real endpoints are refined on the symbolic conditions; what the critical set is near each of them is found
 * in `local-set.ts`, and which of them belong to one connected component in `components.ts`.
 *
 * The list is complete if every path is accounted for and the critical set is proved to be bounded: compact by its constraints, by a
 * full Bézout number, by growth of the loss or of a combination of its conditions (`symbolic/coercivity.ts`), or, of a loss that is
 * constant along directions, on the quotient (`translations.ts`). Counts modulo a prime (`critical-count.ts`) may refuse it.
 */

import { atan2, cos, hypot, pow, sin } from "../../elementary/elementary.js";
import { Random } from "../../exact/random.js";
import type { PathCounts } from "../../numeric/homotopy/endpoints.js";
import { ComplexLU } from "../../numeric/linalg/complex-lu.js";
import { solvePerturbed } from "../../numeric/monodromy/linear-perturbation.js";
import { PerturbationFamily } from "../../numeric/monodromy/perturbation-family.js";
import type {
  PerturbationLimit,
  PerturbationSolution,
  PerturbationStart,
} from "../../numeric/monodromy/types.js";
import { afterPaths, Threads } from "../../numeric/parallel/threads.js";
import { bestGrouping, totalDegree } from "../../numeric/polynomial/grouping.js";
import type { StructuredSystem } from "../../numeric/polynomial/matrix-form.js";
import { balancedScaling, type Scaling } from "../../numeric/polynomial/scaling.js";
import type { NumericSystem } from "../../numeric/polynomial/system.js";
import type { Problem } from "../../objectives/problem.js";
import { boundednessOf } from "../../symbolic/coercivity.js";
import { expansionBound } from "../../symbolic/expansion-bound.js";
import { stationarityForm } from "../../symbolic/to-form.js";
import { stationaritySystem } from "../../symbolic/to-system.js";
import {
  type DegeneracyDoubt,
  type FoundPoint,
  type LocatedComponent,
  locateComponents,
} from "../group/components.js";
import { ExtendedJudge } from "../local/extended-judge.js";
import { LandscapeSystem } from "../local/landscape-system.js";
import { CriticalSet } from "../local/local-set.js";
import { type Refined, refine } from "../local/refine.js";
import type { CompletenessEvidence } from "../record/types.js";
import { criticalCount, isReduced } from "./critical-count.js";
import { completenessTheorem, isAmple } from "./solver-proof.js";
import { type SolverReason, wordsOf } from "./solver-reasons.js";
import { solveStrata, strataOf } from "./strata.js";
import { type Quotient, quotientByTranslations } from "./translations.js";

export interface SolverOptions {
  readonly seed: number;
  /** Ends the work early: what was found so far, incomplete. */
  readonly signal?: AbortSignal;
  /** Threads at most, this one included (default 1); what comes out does not depend on them. */
  readonly threads?: number;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

export interface SolverResult {
  readonly proposals: readonly LocatedComponent[];
  /** Of path methods. */
  readonly paths?: PathCounts;
  /** Of elimination: what is known of the list being all. */
  readonly evidence?: CompletenessEvidence;
  readonly complete: boolean;
  readonly reason?: string;
  /** The theorem by which the list is proved complete; no reason is left then. */
  readonly theorem?: string;
}

/** What path methods find. */
export interface PathResult extends SolverResult {
  readonly paths: PathCounts;
}

/** Largest number of unknowns (entries and multipliers) that the solver takes on. */
export const MAX_UNKNOWNS = 24;
/** Terms of the expanded conditions, at most: a gigabyte and a minute before the first path. */
const MAX_TERMS = 2_000_000;
/** Connected components of the constraint set are 2^MAX_SIGNS at most. */
const MAX_SIGNS = 10;
/** Unknowns up to which perturbations of a stop-gradient field end in seconds. */
const MAX_PERTURBED_AFTER_STRATA = 8;
/** Refined endpoints must be critical to this relative residual. */
const RESIDUAL = 1e-10;
const MAX_ROUNDS = 4;
/**
 * Paths times operations of a step (`PerturbationOptions.work`): about a minute, and nearly three times what the predictor at 2×2 with its 97
 * generic solutions takes (5.6·10⁷).
 */
const PATH_WORK = 1.5e8;
/** Singular endpoints with imaginary parts up to this are tried as real points: one that is none does not refine. */
const NEAR_REAL = 1e-6;

/** Entries of all points below this, in units, are zero: an entry that should be is left at the rounding of rounding. */
const ZERO_SIZE = 1e-10;

/** Entries of a singular endpoint up to this, relative to its largest or to 1, may be zero: ε^(1/4), generously. */
const NEARLY_ZERO = 1e-4;

/** The same of a regular endpoint: what Newton's method leaves of an entry whose equation it solves exactly. */
const TRACE = 2 ** -104;

/** What is perturbed, and how. */
export interface PerturbationSetting {
  readonly system: LandscapeSystem;
  /** The stationarity conditions, with a multiplier for each sphere. */
  readonly polynomial: NumericSystem;
  /** The same with the gradient in matrix form. */
  readonly structured: StructuredSystem;
  /** In which solutions and coefficients are of size one. */
  readonly scaling: Scaling;
  readonly spheres: readonly Int32Array[];
  /** The equations that are perturbed. */
  readonly rows: readonly number[];
  /** Coordinates that are ±1. */
  readonly signs: readonly number[];
}

/** Paths that one thread follows before others are started: a tenth of a second or more. */
const PATIENCE = 1000;

/** The threads that follow the paths of perturbations; many batches, whose number is not known at first. */
export const perturbationThreads = ({
  threads = 1,
  signal,
}: Pick<SolverOptions, "threads" | "signal">): Threads =>
  new Threads(threads - 1, signal, afterPaths(PATIENCE));

/** The components of a landscape by its perturbations, or why the solver does not apply. After an interrupt, those found so far. */
export async function solveLandscape(
  problem: Problem,
  options: SolverOptions,
): Promise<PathResult | { readonly unavailable: string }> {
  const setting = perturbationSetting(problem);
  if ("unavailable" in setting) return setting;
  const quotient = quotientByTranslations(problem, setting.system);
  if (quotient !== null) return solveQuotient(quotient, options);
  const orbits = await solveByStrata(problem, setting, options);
  if (orbits !== null) return orbits;
  const { polynomial, scaling, rows, structured } = setting;
  const random = new Random(options.seed).fork("tilt");
  const starts = perturbationStarts(setting, polynomial, random);
  if ("unavailable" in starts) return starts;
  const threads = perturbationThreads(options);
  try {
    const solved = await solvePerturbed(
      new PerturbationFamily(polynomial, rows, { scaling, structured }),
      starts,
      {
        seed: random,
        threads,
        work: PATH_WORK,
        ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      },
    );
    return proposeComponents(problem, setting, solved, random);
  } finally {
    await threads.close();
  }
}

/** The components of a loss that is constant along some directions. */
async function solveQuotient(
  { problem, dimension, lift }: Quotient,
  options: SolverOptions,
): Promise<PathResult | { readonly unavailable: string }> {
  const result = await solveLandscape(problem, options);
  if ("unavailable" in result) return result;
  const { proposals, theorem, ...rest } = result;
  return {
    ...rest,
    proposals: proposals.map(lift),
    ...(theorem === undefined
      ? {}
      : { theorem: `the loss is constant along ${dimension} of the directions; of the others ${theorem}` }),
  };
}

/**
 * The components by the systems that the objective gives for its orbits; null where it gives none. Where some system is not solved
 * completely, or the critical set is larger than an orbit, or degenerate, somewhere, small problems are left to perturbations, too.
 */
async function solveByStrata(
  problem: Problem,
  setting: PerturbationSetting,
  options: SolverOptions,
): Promise<PathResult | null> {
  const random = new Random(options.seed).fork("strata");
  const solved = await solveStrata(
    (attempt) => strataOf(problem, random.fork(String(attempt))),
    setting.system,
    options,
  );
  if (solved === null) return null;
  const result = proposeComponents(problem, setting, solved, random, true);
  const areOrbits = result.proposals.every(
    ({ nullity, dimension, isOrbit }) => isOrbit && nullity === dimension,
  );
  if (result.complete && areOrbits) return result;
  if (setting.system.size <= MAX_PERTURBED_AFTER_STRATA && !options.signal?.aborted) return null;
  return {
    ...result,
    complete: false,
    reason: [
      ...(result.reason === undefined ? [] : [result.reason]),
      ...(areOrbits ? [] : [wordsOf([{ kind: "larger-than-orbits" }])]),
    ].join("; "),
  };
}

/** The system that the solver perturbations, or why it does not apply. */
export function perturbationSetting(
  problem: Problem,
): PerturbationSetting | { readonly unavailable: string } {
  const { objective } = problem;
  if (objective.landscape === undefined)
    return { unavailable: "the loss is outside the polynomial grammar: the solver does not apply" };
  if (objective.landscape.variables.some(({ positivePart }) => positivePart))
    return { unavailable: "the loss has kinks (relu): the solver does not apply" };
  const system = new LandscapeSystem(objective.landscape);
  const spheres = system.manifold.spheres;
  const unknowns = system.size + spheres.length;
  if (unknowns > MAX_UNKNOWNS)
    return { unavailable: `${unknowns} unknowns: the solver takes on at most ${MAX_UNKNOWNS}` };
  const signs = spheres.filter((sphere) => sphere.length === 1).map(([v]) => v!);
  if (signs.length > MAX_SIGNS)
    return {
      unavailable: `${signs.length} unit spheres of dimension 0: the solver takes on at most ${MAX_SIGNS}`,
    };
  const terms = expansionBound(objective.landscape);
  if (terms > MAX_TERMS)
    return {
      unavailable: `about ${terms.toExponential(0)} terms in the conditions, multiplied out: the solver takes on at most ${MAX_TERMS}`,
    };
  const polynomial = stationaritySystem(objective.landscape, spheres);
  const moved = new Set(objective.symmetries.flatMap(({ left }) => left));
  const rows = system.layout.flatMap(({ name, offset, rows: m, columns }) =>
    system.isField && moved.size > 0 && !moved.has(name)
      ? []
      : Array.from({ length: m * columns }, (_, k) => offset + k),
  );
  const structured = stationarityForm(objective.landscape, spheres);
  return { system, polynomial, structured, scaling: balancedScaling([polynomial]), spheres, rows, signs };
}

/** A solution of some perturbation on each connected component of the constraint set; for any system of the polynomial's family. */
export function perturbationStarts(
  { rows, spheres, signs, system, scaling }: PerturbationSetting,
  polynomial: NumericSystem,
  random: Random,
): readonly PerturbationStart[] | { readonly unavailable: string } {
  // The constraint set has one connected component for each choice of signs on the spheres of dimension 0.
  const starts: PerturbationStart[] = [];
  for (let choice = 0; choice < pow(2, signs.length); choice++) {
    const fixed = new Map(signs.map((v, k) => [v, (choice >> k) & 1 ? -1 : 1]));
    const start = firstSolution(polynomial, rows, spheres, system.size, fixed, scaling, random);
    if (start === null) return { unavailable: "no start point was found for the tilted field" };
    starts.push(start);
  }
  return starts;
}

/**
 * The real components among the limits of a perturbation.
 *
 * @param isExhaustive the limits are known to meet every component, unbounded ones too.
 */
export function proposeComponents(
  problem: Problem,
  setting: PerturbationSetting,
  solved: Pick<PerturbationSolution, "limits" | "generic" | "reason">,
  random: Random,
  isExhaustive = false,
): PathResult {
  const { objective } = problem;
  const { system, spheres, polynomial, scaling } = setting;
  const unit = scaling.variables;
  const found: FoundPoint[] = [];
  let unresolved = 0;
  for (const limit of solved.limits) {
    if (limit.kind !== "finite" || isNotReal(limit, unit)) continue;
    const { point, accuracy, winding } = limit;
    const close = refineSlowly(system, point.re.slice(0, system.size));
    const refined =
      limit.reality === undefined
        ? withExactZeros(system, close, unit, NEARLY_ZERO)
        : withExactZeros(system, close, unit, TRACE);
    if (
      refined.residual > RESIDUAL ||
      distance(close.x, point.re, unit) > Math.max(NEAR_REAL, 100 * accuracy)
    )
      unresolved++;
    else found.push({ x: refined.x, regular: limit.reality !== undefined, accuracy, winding });
  }
  const nonReal = solved.limits.flatMap((limit) =>
    limit.kind === "finite" && isNotReal(limit, unit) ? [limit.point] : [],
  );
  const elimination = () => criticalCount(objective.landscape!, spheres);
  const located = locateComponents(
    { points: found, nonReal, isExhaustive },
    (points) =>
      new CriticalSet(
        system,
        problem,
        polynomial,
        sizesOf(points, system, problem, unit),
        random,
        elimination,
      ),
    elimination,
    random,
    degeneracyDoubt(problem, setting),
  );
  const { proposals } = located;
  const bounded =
    // After an interrupt the list is incomplete anyway.
    solved.limits.length < solved.generic ||
    isExhaustive ||
    fillBound(solved, polynomial) ||
    boundednessOf(objective.landscape!, spheres).kind !== "unproved";
  const reasons: SolverReason[] = [
    ...(solved.reason === undefined ? [] : [{ kind: "layer", text: solved.reason } as const]),
    ...(unresolved > 0 ? [{ kind: "unrefined", count: unresolved } as const] : []),
    ...(bounded ? [] : [{ kind: "unbounded-set-not-excluded" } as const]),
    ...located.reasons,
  ];
  const count = (wanted: string) => solved.limits.filter(({ kind }) => kind === wanted).length;
  const theorem = completenessTheorem(objective.landscape!, spheres, solved.limits, proposals);
  return {
    proposals,
    paths: {
      started: solved.limits.length,
      finite: count("finite"),
      atInfinity: count("infinite"),
      failed: count("failed"),
    },
    complete: theorem !== null || reasons.length === 0,
    ...(theorem !== null ? { theorem } : reasons.length > 0 ? { reason: wordsOf(reasons) } : {}),
  };
}

/**
 * Data that differ by less than rounding make sets look larger, or more degenerate, than they are. Two things know better: elimination
 * modulo a prime, of the sets of largest dimension if these are reduced, and double-double of single points of a loss with exact data.
 */
function degeneracyDoubt(
  { objective, model }: Problem,
  { system, spheres }: Pick<PerturbationSetting, "system" | "spheres">,
): DegeneracyDoubt {
  const landscape = objective.landscape!;
  let judge: ExtendedJudge | null = null;
  return ({ x, corank, dimension, special }, count) => {
    const isLargest = count.kind === "infinite" && dimension === count.dimension;
    if (isLargest && !special && corank! > dimension && isReduced(landscape, spheres) === true) return true;
    if (model.moments.rounded) return false;
    judge ??= new ExtendedJudge(landscape, system.manifold);
    const start = Float64Array.from(x);
    system.retract(start);
    const verdict = judge.judge(start);
    if (verdict?.critical !== true || verdict.zero >= corank!) return false;
    // Elimination that knows of degenerate sets leaves it to what is beyond doubt.
    return verdict.clear || count.kind === "unknown";
  };
}

/**
 * As many regular limits as the Bézout number admits solutions: then no set of solutions has positive dimension, since its
 * components would count as well (Fulton's refined Bézout theorem, which asks for positive degrees).
 */
const fillBound = ({ limits }: Pick<PerturbationSolution, "limits">, polynomial: NumericSystem): boolean =>
  limits.every((limit) => limit.kind === "finite" && limit.reality !== undefined) &&
  [bestGrouping(polynomial), totalDegree(polynomial)].some(
    (grouping) => isAmple(grouping) && BigInt(limits.length) === grouping.bound,
  );

/**
 * Sizes of the entries and multipliers of the points found; where all of them are zero, those of the scaling. Entries that the
 * symmetry mixes have one size: the columns of what it moves from the left, all of what it conjugates.
 */
export function sizesOf(
  points: readonly Pick<FoundPoint, "x">[],
  system: LandscapeSystem,
  { objective }: Problem,
  unit: Float64Array,
): Float64Array {
  const sizes = new Float64Array(unit.length);
  for (const { x } of points) {
    const { lambda } = system.gradient(x);
    for (let v = 0; v < unit.length; v++)
      sizes[v] = Math.max(sizes[v]!, Math.abs(v < x.length ? x[v]! : lambda[v - x.length]!));
  }
  const known = sizes.map((size, v) => (size > ZERO_SIZE * unit[v]! ? size : 0));
  const [symmetry] = objective.symmetries;
  for (const { name, offset, rows, columns } of system.layout) {
    const conjugated = symmetry?.conjugated.includes(name) === true;
    if (!conjugated && symmetry?.left.includes(name) !== true) continue;
    for (let k = 0; k < rows * columns; k++)
      for (let l = 0; l < rows * columns; l++)
        if (conjugated || k % columns === l % columns)
          known[offset + k] = Math.max(known[offset + k]!, known[offset + l]!);
  }
  return known.map((size, v) => (size > 0 ? size : unit[v]!));
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
  { reality, point, accuracy }: Extract<PerturbationLimit, { kind: "finite" }>,
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

/** A random complex point of the constraint set (some entries fixed) with random multipliers, and the perturbation that makes it a solution. */
function firstSolution(
  { equations, variables }: ReturnType<typeof stationaritySystem>,
  rows: readonly number[],
  spheres: readonly Int32Array[],
  size: number,
  fixed: ReadonlyMap<number, number>,
  scaling: Scaling,
  random: Random,
): PerturbationStart | null {
  const re = Float64Array.from({ length: variables }, (_, v) => scaling.variables[v]! * random.normal());
  const im = Float64Array.from({ length: variables }, (_, v) => scaling.variables[v]! * random.normal());
  for (const sphere of spheres) {
    // Divide by a square root of Σ x², so that the complex sphere equation holds.
    let a = 0;
    let b = 0;
    for (const v of sphere) {
      a += re[v]! * re[v]! - im[v]! * im[v]!;
      b += 2 * re[v]! * im[v]!;
    }
    const modulus = pow(hypot(a, b), -0.5);
    const angle = -atan2(b, a) / 2;
    const [c, s] = [modulus * cos(angle), modulus * sin(angle)];
    for (const v of sphere) [re[v], im[v]] = [re[v]! * c - im[v]! * s, re[v]! * s + im[v]! * c];
  }
  for (const [v, sign] of fixed) [re[v], im[v]] = [sign, 0];
  const free = Array.from({ length: size }, (_, v) => v).filter((v) => !rows.includes(v));
  if (free.length > 0 && !solveLinearly(equations, free, re, im, scaling.variables)) return null;
  const perturbation = { re: new Float64Array(rows.length), im: new Float64Array(rows.length) };
  rows.forEach((row, k) => {
    const value = evaluateTerms(equations[row]!, re, im);
    perturbation.re[k] = -value.re;
    perturbation.im[k] = -value.im;
  });
  return { point: { re, im }, perturbation };
}

function evaluateTerms(
  terms: ReturnType<typeof stationaritySystem>["equations"][number],
  re: Float64Array,
  im: Float64Array,
): { re: number; im: number } {
  let sumRe = 0;
  let sumIm = 0;
  for (const term of terms) {
    let [a, b] = [term.re, term.im];
    for (const v of term.factors) [a, b] = [a * re[v]! - b * im[v]!, a * im[v]! + b * re[v]!];
    sumRe += a;
    sumIm += b;
  }
  return { re: sumRe, im: sumIm };
}

/** Newton in the unperturbed variables alone (their equations are linear in them for the predictor: one step). */
function solveLinearly(
  equations: ReturnType<typeof stationaritySystem>["equations"],
  free: readonly number[],
  re: Float64Array,
  im: Float64Array,
  unit: Float64Array,
): boolean {
  const n = free.length;
  for (let step = 0; step < 30; step++) {
    const lu = new ComplexLU(n);
    const aRe = new Float64Array(n * n);
    const aIm = new Float64Array(n * n);
    const bRe = new Float64Array(n);
    const bIm = new Float64Array(n);
    free.forEach((row, i) => {
      const value = evaluateTerms(equations[row]!, re, im);
      bRe[i] = -value.re;
      bIm[i] = -value.im;
      free.forEach((column, j) => {
        const derivative = equations[row]!.flatMap((term) =>
          term.factors.flatMap((v, k) =>
            v === column
              ? [{ ...term, factors: [...term.factors.slice(0, k), ...term.factors.slice(k + 1)] }]
              : [],
          ),
        );
        const d = evaluateTerms(derivative, re, im);
        aRe[i * n + j] = d.re;
        aIm[i * n + j] = d.im;
      });
    });
    if (!lu.factor(aRe, aIm)) return false;
    lu.solve(bRe, bIm);
    let size = 0;
    free.forEach((v, i) => {
      re[v]! += bRe[i]!;
      im[v]! += bIm[i]!;
      size = Math.max(size, hypot(bRe[i]!, bIm[i]!) / (unit[v]! + hypot(re[v]!, im[v]!)));
    });
    if (size < 1e-13) return true;
  }
  return false;
}
