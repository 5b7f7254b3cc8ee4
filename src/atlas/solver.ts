/**
 * The solver as a proposer of critical components: every critical point of a polynomial landscape by its tilts.
 *
 * The loss is tilted, f + ε⟨C, X⟩ (a field: in the equations of the variables that the symmetry moves from the left, so
 * that the perturbation averages to zero over an orbit), solved for generic complex C by monodromy, and followed to ε = 0
 * (`numeric/tilt.ts`). Real endpoints are refined on the symbolic conditions and grouped into components: same value,
 * index, nullity and rank; where the nullity is the dimension of the orbit of the symmetry group, two points are on the
 * same orbit iff their Gram matrices agree.
 *
 * The list is complete if every path is accounted for and the critical set is proved to be bounded: compact by its constraints, by a
 * full Bézout number, by growth of the loss or of a combination of its conditions (`symbolic/coercivity.ts`), or, of a loss that is
 * constant along directions, on the quotient (`translations.ts`). Counts modulo a prime (`critical-count.ts`) may refuse it.
 */
import { Random } from "../exact/random.js";
import { ComplexLU } from "../numeric/complex-lu.js";
import { independent } from "../numeric/inertia.js";
import type { StructuredSystem } from "../numeric/matrix-form.js";
import { afterPaths, PathThreads } from "../numeric/path-threads.js";
import type { NumericSystem } from "../numeric/polynomial-family.js";
import { balancedScaling, type Scaling } from "../numeric/scaling.js";
import { bestGrouping, totalDegree } from "../numeric/start-systems.js";
import { TiltFamily, type TiltLimit, type TiltSolution, type TiltStart } from "../numeric/tilt.js";
import type { ComponentProposal } from "../objectives/objective.js";
import type { Problem } from "../objectives/problem.js";
import { stiefelEuler } from "../objectives/topology.js";
import { boundednessOf } from "../symbolic/coercivity.js";
import { expansionBound } from "../symbolic/expansion-bound.js";
import { isVectorField, type Landscape } from "../symbolic/landscape.js";
import { stationarityForm } from "../symbolic/to-form.js";
import { stationaritySystem } from "../symbolic/to-system.js";
import { criticalCount } from "./critical-count.js";
import { inertiaAt, orbitTangents, type Refined, refine, scaledInertiaAt } from "./refine.js";
import { completenessTheorem, isAmple } from "./solver-proof.js";
import { type SolverReason, wordsOf } from "./solver-reasons.js";
import { solveStrata, strataOf } from "./strata.js";
import { LandscapeSystem } from "./system.js";
import { type Quotient, quotientByTranslations } from "./translations.js";

export interface SolverOptions {
  readonly seed: number;
  /** Ends the work early: what was found so far, incomplete. */
  readonly signal?: AbortSignal;
  /** Threads at most, this one included (default 1); what comes out does not depend on them. */
  readonly threads?: number;
  readonly onProgress?: (done: number, total: number | undefined, label: string) => void;
}

export interface SolverPaths {
  readonly started: number;
  readonly finite: number;
  readonly atInfinity: number;
  readonly failed: number;
}

export interface SolverResult {
  readonly proposals: readonly ComponentProposal[];
  readonly paths: SolverPaths;
  readonly complete: boolean;
  readonly reason?: string;
  /** The theorem by which the list is proved complete; no reason is left then. */
  readonly theorem?: string;
}

/** Largest number of unknowns (entries and multipliers) that the solver takes on. */
export const MAX_UNKNOWNS = 24;
/** Terms of the expanded conditions, at most: a gigabyte and a minute before the first path. */
const MAX_TERMS = 2_000_000;
/** Connected components of the constraint set are 2^MAX_SIGNS at most. */
const MAX_SIGNS = 10;
/** Unknowns up to which tilts of a stop-gradient field end in seconds. */
const MAX_TILTED_AFTER_STRATA = 8;
/** Refined endpoints must be critical to this relative residual. */
const RESIDUAL = 1e-10;
const MAX_ROUNDS = 4;
/** Singular values below these shares of the largest are zero: refined singular endpoints may be some 10⁻⁸ away. */
const RANK_OF_SINGULAR = 1e-7;
const RANK_OF_REGULAR = 1e-10;
/** Gram matrices that agree to this are equal: refined points carry about 1e-14. */
const SAME = 1e-7;

/** Values that agree to this, relative to the size of their terms, are equal: a thousand roundings. */
const SAME_VALUE = 1e-12;

/** Regular endpoints that agree to this are at one place: Newton's method leaves them at about 1e-15. */
const SAME_REGULAR = 1e-12;

/** Newton's method at a simple point whose Hessian is small: closer ones are not told apart by it. */
const SAME_REFINED = 1e-8;

/** Singular endpoints with imaginary parts up to this are tried as real points: one that is none does not refine. */
const NEAR_REAL = 1e-6;

/** Entries of a singular endpoint up to this, relative to its largest or to 1, may be zero: ε^(1/4), generously. */
const NEARLY_ZERO = 1e-4;

/** Distance of the points that tell a manifold of critical points from a singular one, and their number. */
const NEARBY = 1e-2;
const NEARBY_POINTS = 48;
const ENOUGH_NEARBY = 3;
/** Next to a singular point eigenvalues are small: a point there has to be critical to rounding to count them. */
const NEARBY_RESIDUAL = 2e-15;

interface RealPoint {
  readonly x: Float64Array;
  readonly value: number | undefined;
  /** Size of the values at points of the size of the unit. */
  readonly valueSize: number;
  readonly index: number;
  readonly nullity: number;
  readonly undecided: number;
  readonly orbit: number;
  /** Invariants of its orbit, and the sizes of what cancels in each. */
  readonly gram: Float64Array;
  readonly gramSize: Float64Array;
  /** Rank of the encoder. */
  readonly rank: number;
  /** The critical set is a manifold of dimension `nullity` here, as far as nearby points tell. */
  readonly smooth: boolean;
  /** O(m) acts on a stack of columns of rank r; r = 0 where no group acts. */
  readonly stack: { readonly m: number; readonly r: number };
}

/** What is tilted, and how. */
export interface TiltSetting {
  readonly system: LandscapeSystem;
  /** The stationarity conditions, with a multiplier for each sphere. */
  readonly polynomial: NumericSystem;
  /** The same with the gradient in matrix form. */
  readonly structured: StructuredSystem;
  /** In which solutions and coefficients are of size one. */
  readonly scaling: Scaling;
  readonly spheres: readonly Int32Array[];
  /** The equations that are tilted. */
  readonly rows: readonly number[];
  /** Coordinates that are ±1. */
  readonly signs: readonly number[];
}

/** Paths that one thread follows before others are started: a tenth of a second or more. */
const PATIENCE = 1000;

/** The threads that follow the paths of tilts; many batches, whose number is not known at first. */
export const tiltThreads = ({
  threads = 1,
  signal,
}: Pick<SolverOptions, "threads" | "signal">): PathThreads =>
  new PathThreads(threads - 1, signal, afterPaths(PATIENCE));

/** The components of a landscape by its tilts, or why the solver does not apply. After an interrupt, those found so far. */
export async function solveLandscape(
  problem: Problem,
  options: SolverOptions,
): Promise<SolverResult | { readonly unavailable: string }> {
  const setting = tiltSetting(problem);
  if ("unavailable" in setting) return setting;
  const quotient = quotientByTranslations(problem, setting.system);
  if (quotient !== null) return solveQuotient(quotient, options);
  const orbits = await solveByStrata(problem, setting, options);
  if (orbits !== null) return orbits;
  const { polynomial, scaling, rows, structured } = setting;
  const random = new Random(options.seed).fork("tilt");
  const starts = tiltStarts(setting, polynomial, random);
  if ("unavailable" in starts) return starts;
  const threads = tiltThreads(options);
  try {
    const solved = await new TiltFamily(polynomial, rows, { scaling, structured }).solve(starts, {
      seed: random,
      threads,
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
    return proposeComponents(problem, setting, solved, random);
  } finally {
    await threads.close();
  }
}

/** The components of a loss that is constant along some directions. */
async function solveQuotient(
  { problem, dimension, lift }: Quotient,
  options: SolverOptions,
): Promise<SolverResult | { readonly unavailable: string }> {
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
 * completely, or the critical set is larger than an orbit, or degenerate, somewhere, small problems are left to tilts, too.
 */
async function solveByStrata(
  problem: Problem,
  setting: TiltSetting,
  options: SolverOptions,
): Promise<SolverResult | null> {
  const random = new Random(options.seed).fork("strata");
  const solved = await solveStrata(
    (attempt) => strataOf(problem, random.fork(String(attempt))),
    setting.system,
    options,
  );
  if (solved === null) return null;
  const result = proposeComponents(problem, setting, solved, random, true);
  const areOrbits = result.proposals.every(
    ({ nullity, dimension, eulerCharacteristic }) =>
      nullity === dimension && eulerCharacteristic !== undefined,
  );
  if (result.complete && areOrbits) return result;
  if (setting.system.size <= MAX_TILTED_AFTER_STRATA && !options.signal?.aborted) return null;
  return {
    ...result,
    complete: false,
    reason: [
      ...(result.reason === undefined ? [] : [result.reason]),
      ...(areOrbits ? [] : [wordsOf([{ kind: "larger-than-orbits" }])]),
    ].join("; "),
  };
}

/** The system that the solver tilts, or why it does not apply. */
export function tiltSetting(problem: Problem): TiltSetting | { readonly unavailable: string } {
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

/** A solution of some tilt on each connected component of the constraint set; for any system of the polynomial's family. */
export function tiltStarts(
  { rows, spheres, signs, system, scaling }: TiltSetting,
  polynomial: NumericSystem,
  random: Random,
): readonly TiltStart[] | { readonly unavailable: string } {
  // The constraint set has one connected component for each choice of signs on the spheres of dimension 0.
  const starts: TiltStart[] = [];
  for (let choice = 0; choice < 2 ** signs.length; choice++) {
    const fixed = new Map(signs.map((v, k) => [v, (choice >> k) & 1 ? -1 : 1]));
    const start = firstSolution(polynomial, rows, spheres, system.size, fixed, scaling, random);
    if (start === null) return { unavailable: "no start point was found for the tilted field" };
    starts.push(start);
  }
  return starts;
}

/**
 * The real components among the limits of a tilt.
 *
 * @param isExhaustive the limits are known to meet every component, unbounded ones too.
 */
export function proposeComponents(
  problem: Problem,
  setting: TiltSetting,
  solved: Pick<TiltSolution, "limits" | "generic" | "reason">,
  random: Random,
  isExhaustive = false,
): SolverResult {
  const { objective } = problem;
  const { system, spheres, polynomial, scaling } = setting;
  const unit = scaling.variables;
  const places: Place[] = [];
  const isDegenerate = (x: Float64Array) => inertiaAt(system, x, undefined, objective.symmetries).zero > 0;
  let unresolved = 0;
  for (const limit of solved.limits) {
    if (limit.kind !== "finite" || isNotReal(limit, unit)) continue;
    const { point, accuracy } = limit;
    const close = refineSlowly(system, point.re.slice(0, system.size));
    const refined = limit.reality === undefined ? withExactZeros(system, close, unit) : close;
    if (
      refined.residual > RESIDUAL ||
      distance(close.x, point.re, unit) > Math.max(NEAR_REAL, 100 * accuracy)
    )
      unresolved++;
    else addToPlaces(places, refined.x, limit, unit, isDegenerate);
  }
  const points = places.map(({ x, isRegular }) =>
    generalPoint(system, problem, x, unit, isRegular ? RANK_OF_REGULAR : RANK_OF_SINGULAR, random),
  );
  const bounded =
    // After an interrupt the list is incomplete anyway.
    solved.limits.length < solved.generic ||
    isExhaustive ||
    fillBound(solved, polynomial) ||
    boundednessOf(objective.landscape!, spheres).kind !== "unproved";
  const undecided = points.filter((point) => point.undecided > 0).length;
  const doubts: SolverReason[] = [
    ...(solved.reason === undefined ? [] : [{ kind: "layer", text: solved.reason } as const]),
    ...(unresolved > 0 ? [{ kind: "unrefined", count: unresolved } as const] : []),
    ...(undecided > 0 ? [{ kind: "undecided-inertia", count: undecided } as const] : []),
    ...(bounded ? [] : [{ kind: "unbounded-set-not-excluded" } as const]),
    ...sharedEndpoints(places, points),
  ];
  // The count is work: it is asked for where nothing else refuses the list.
  const reasons =
    doubts.length > 0 || isExhaustive
      ? doubts
      : countedEndpoints(objective.landscape!, spheres, solved.limits, places, points, unit);
  const count = (wanted: string) => solved.limits.filter(({ kind }) => kind === wanted).length;
  const proposals = groupPoints(points, system, problem);
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

/** Where endpoints of paths that are close to real ones lie, as far as they are told apart. */
interface Place {
  readonly x: Float64Array;
  readonly isRegular: boolean;
  /** Relative distance within which others are at the same place. */
  readonly radius: number;
  readonly paths: number;
  /** The largest of its paths. */
  readonly winding: number;
}

const radiusOf = ({ reality, accuracy }: Extract<TiltLimit, { kind: "finite" }>): number =>
  reality === undefined ? Math.max(NEAR_REAL, 100 * accuracy) : SAME_REGULAR;

/**
 * Adds an endpoint to its place, or as a new one. A regular endpoint stands for its place, being known best. Endpoints that the
 * endgame does not tell apart, but Newton's method does, are two places, unless one is degenerate: next to those it stops early.
 */
function addToPlaces(
  places: Place[],
  x: Float64Array,
  limit: Extract<TiltLimit, { kind: "finite" }>,
  unit: Float64Array,
  isDegenerate: (x: Float64Array) => boolean,
): void {
  const radius = radiusOf(limit);
  const isRegular = limit.reality !== undefined;
  const k = places.findIndex((place) => {
    const gap = distance(place.x, x, unit);
    if (gap > Math.max(place.radius, radius)) return false;
    return gap <= SAME_REFINED || isDegenerate(x) || isDegenerate(place.x);
  });
  if (k < 0) {
    places.push({ x, isRegular, radius, paths: 1, winding: limit.winding });
    return;
  }
  const place = places[k]!;
  const grown = { ...place, paths: place.paths + 1, winding: Math.max(place.winding, limit.winding) };
  places[k] = isRegular && !place.isRegular ? { ...grown, x, isRegular, radius } : grown;
}

/**
 * One path ends at each isolated point that is not degenerate: where several do, others are too close to be told apart. On a
 * Morse–Bott manifold the endpoints are nondegenerate critical points of a generic linear function, which paths reach analytically:
 * where they wind, the Hessian has more zeros than rounding shows.
 */
const sharedEndpoints = (places: readonly Place[], points: readonly RealPoint[]): SolverReason[] => [
  ...windingEndpoints(places, points),
  ...places.flatMap(({ paths }, k) =>
    paths > 1 && points[k]!.nullity === 0 && points[k]!.undecided === 0
      ? [{ kind: "shared-endpoint", paths } as const]
      : [],
  ),
];

function windingEndpoints(places: readonly Place[], points: readonly RealPoint[]): SolverReason[] {
  const count = places.filter(({ winding }, k) => {
    const { nullity, orbit, smooth, undecided } = points[k]!;
    return winding > 1 && nullity > 0 && undecided === 0 && (smooth || nullity === orbit);
  }).length;
  return count === 0 ? [] : [{ kind: "winding", count }];
}

/**
 * What an independent count of the distinct complex critical points says. Several paths may end at a degenerate isolated point, or
 * next to several that double precision does not tell apart: with as many places as points, each is one. Without finitely many
 * points, what is degenerate may be part of a set of any dimension.
 */
function countedEndpoints(
  landscape: Landscape,
  spheres: readonly Int32Array[],
  limits: readonly TiltLimit[],
  places: readonly Place[],
  points: readonly RealPoint[],
  unit: Float64Array,
): SolverReason[] {
  const count = criticalCount(landscape, spheres);
  const most = count.kind === "finite" ? 0 : count.kind === "infinite" ? count.dimension : Infinity;
  const dimensionOf = ({ nullity, orbit, smooth }: RealPoint) => (smooth ? nullity : orbit);
  const dimension = points.reduce((max, point) => Math.max(max, dimensionOf(point)), 0);
  const tooLarge = dimension > most ? [{ kind: "dimension-exceeds", dimension, most } as const] : [];
  if (count.kind === "finite") {
    const { distinct } = count;
    const found = distinctEndpoints(limits, unit);
    // Fields may have centres: eigenvalues without real part at simple equilibria.
    const simple = isVectorField(landscape)
      ? 0
      : places.filter(({ paths }, k) => paths === 1 && points[k]!.nullity > 0).length;
    return [
      ...tooLarge,
      ...(found === distinct ? [] : [{ kind: "count-differs", found, distinct } as const]),
      ...(simple === 0 ? [] : [{ kind: "simple-but-degenerate", count: simple } as const]),
    ];
  }
  const degenerate = points.filter((point) => point.nullity > dimensionOf(point)).length;
  return [...tooLarge, ...(degenerate > 0 ? [{ kind: "unknown-set", count: degenerate } as const] : [])];
}

/** Places where paths end, real or not. */
function distinctEndpoints(limits: readonly TiltLimit[], unit: Float64Array): number {
  const seen: { readonly x: Float64Array; readonly radius: number }[] = [];
  for (const limit of limits) {
    if (limit.kind !== "finite") continue;
    const { re, im } = limit.point;
    const radius = radiusOf(limit);
    const x = Float64Array.of(...re, ...im);
    const units = Float64Array.of(...unit, ...unit);
    if (!seen.some((other) => distance(other.x, x, units) <= Math.max(radius, other.radius)))
      seen.push({ x, radius });
  }
  return seen.length;
}

/**
 * As many regular limits as the Bézout number admits solutions: then no set of solutions has positive dimension, since its
 * components would count as well (Fulton's refined Bézout theorem, which asks for positive degrees).
 */
const fillBound = ({ limits }: Pick<TiltSolution, "limits">, polynomial: NumericSystem): boolean =>
  limits.every((limit) => limit.kind === "finite" && limit.reality !== undefined) &&
  [bestGrouping(polynomial), totalDegree(polynomial)].some(
    (grouping) => isAmple(grouping) && BigInt(limits.length) === grouping.bound,
  );

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
function withExactZeros(system: LandscapeSystem, close: Refined, unit: Float64Array): Refined {
  const small = NEARLY_ZERO * Math.max(1, largest(close.x, unit));
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

/** A random complex point of the constraint set (some entries fixed) with random multipliers, and the tilt that makes it a solution. */
function firstSolution(
  { equations, variables }: ReturnType<typeof stationaritySystem>,
  rows: readonly number[],
  spheres: readonly Int32Array[],
  size: number,
  fixed: ReadonlyMap<number, number>,
  scaling: Scaling,
  random: Random,
): TiltStart | null {
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
    const modulus = Math.hypot(a, b) ** -0.5;
    const angle = -Math.atan2(b, a) / 2;
    const [c, s] = [modulus * Math.cos(angle), modulus * Math.sin(angle)];
    for (const v of sphere) [re[v], im[v]] = [re[v]! * c - im[v]! * s, re[v]! * s + im[v]! * c];
  }
  for (const [v, sign] of fixed) [re[v], im[v]] = [sign, 0];
  const free = Array.from({ length: size }, (_, v) => v).filter((v) => !rows.includes(v));
  if (free.length > 0 && !solveLinearly(equations, free, re, im, scaling.variables)) return null;
  const tilt = { re: new Float64Array(rows.length), im: new Float64Array(rows.length) };
  rows.forEach((row, k) => {
    const value = evaluateTerms(equations[row]!, re, im);
    tilt.re[k] = -value.re;
    tilt.im[k] = -value.im;
  });
  return { point: { re, im }, tilt };
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

/** Newton in the untilted variables alone (their equations are linear in them for the predictor: one step). */
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
      size = Math.max(size, Math.hypot(bRe[i]!, bIm[i]!) / (unit[v]! + Math.hypot(re[v]!, im[v]!)));
    });
    if (size < 1e-13) return true;
  }
  return false;
}

/**
 * The critical set at x. Where the nullity exceeds the dimension of the orbit, points nearby are looked at: if they are as
 * null, they fill a manifold; if some are less so, x is a singular point of the set, and the general one is taken instead;
 * if there are none, the Hessian is degenerate at x.
 */
function generalPoint(
  system: LandscapeSystem,
  problem: Problem,
  x: Float64Array,
  unit: Float64Array,
  tolerance: number,
  random: Random,
): RealPoint {
  let here = describe(system, problem, x, unit, tolerance);
  if (here.undecided > 0 || here.nullity === here.orbit) return here;
  let radius = NEARBY * Math.max(1, largest(x, unit));
  let seen = 0;
  for (let trial = 0; trial < NEARBY_POINTS; trial++) {
    const start = here.x.map((value, v) => value + radius * unit[v]! * random.normal());
    const { x: y, residual } = refine(system, start);
    // Points that fall back on x, or run away, say nothing of the set near x.
    const gap = distance(y, here.x, unit);
    if (residual > NEARBY_RESIDUAL || gap > 100 * radius || gap < 0.01 * radius) continue;
    const near = describe(system, problem, y, unit, RANK_OF_SINGULAR);
    if (near.undecided > 0 || !sameValue(near, here)) continue;
    if (near.nullity === here.nullity && near.index === here.index) seen++;
    // Orbits are compact: an isolated one does not come arbitrarily close to x.
    else if (near.nullity < here.nullity && near.nullity > near.orbit && near.index >= here.index) {
      here = near;
      seen = 0;
      radius = Math.min(radius, gap / 4);
      trial = -1;
    }
    if (seen === ENOUGH_NEARBY) return { ...here, smooth: true };
  }
  return here;
}

function describe(
  system: LandscapeSystem,
  problem: Problem,
  x: Float64Array,
  unit: Float64Array,
  tolerance: number,
): RealPoint {
  const { symmetries } = problem.objective;
  const plain = inertiaAt(system, x, undefined, symmetries);
  // What is not zero in some coordinates is not zero; what is lost in rounding differs between them.
  const scaled = scaledInertiaAt(system, x, unit, symmetries);
  const inertia = scaled.undecided === 0 && scaled.zero < plain.zero ? scaled : plain;
  const agree = inertia === plain && (scaled.zero > plain.zero || scaled.negative === plain.negative);
  return {
    x,
    value: system.isField ? undefined : system.value(x),
    valueSize: system.isField
      ? 0
      : Math.abs(system.value(unit)) + Math.abs(system.value(unit.map((u, v) => (v % 2 === 0 ? u : -u / 2)))),
    index: inertia.negative,
    nullity: inertia.zero,
    undecided: agree ? inertia.undecided : Math.max(1, inertia.undecided),
    orbit: independent(
      orbitTangents(system, x, symmetries).map((t) => t.map((value, v) => value / unit[v]!)),
      tolerance,
    ).length,
    smooth: false,
    ...invariants(system, x, problem, unit),
    rank: encoderRank(system, x, problem, unit, tolerance),
    stack: stackRank(
      system,
      x.map((value, v) => value / unit[v]!),
      problem,
      tolerance,
    ),
  };
}

/** The columns of all variables that the group moves from the left. */
function stackedColumns(system: LandscapeSystem, x: Float64Array, problem: Problem): Float64Array[] {
  const left = problem.objective.symmetries[0]?.left ?? [];
  return system.layout.flatMap(({ name, offset, rows, columns }) =>
    left.includes(name)
      ? Array.from({ length: columns }, (_, j) =>
          Float64Array.from({ length: rows }, (_, i) => x[offset + i * columns + j]!),
        )
      : [],
  );
}

/** Every column in the unit of its first entry: scaled one by one, entries would change the rank. */
function encoderRank(
  system: LandscapeSystem,
  x: Float64Array,
  problem: Problem,
  unit: Float64Array,
  tolerance: number,
): number {
  const { offset, rows, columns } = system.layout.find(({ name }) => name === problem.objective.encoder)!;
  const list = Array.from({ length: rows }, (_, i) =>
    Float64Array.from({ length: columns }, (_, j) => x[offset + i * columns + j]! / unit[offset + j]!),
  );
  return independent(list, tolerance).length;
}

function stackRank(
  system: LandscapeSystem,
  x: Float64Array,
  problem: Problem,
  tolerance: number,
): { m: number; r: number } {
  const columns = stackedColumns(system, x, problem);
  return { m: columns[0]?.length ?? 0, r: independent(columns, tolerance).length };
}

/** Polynomial invariants of the O(m) action that separate its orbits: S = [X …]ᵀ[X …] and XᵀPX, XᵀPᵀPX for conjugated P. */
function invariants(
  system: LandscapeSystem,
  x: Float64Array,
  problem: Problem,
  unit: Float64Array,
): { gram: Float64Array; gramSize: Float64Array } {
  const [symmetry] = problem.objective.symmetries;
  const sizeAt = (v: number) => Math.max(Math.abs(x[v]!), unit[v]!);
  if (symmetry === undefined || symmetry.left.length === 0)
    return { gram: x, gramSize: x.map((_, v) => sizeAt(v)) };
  const columns = stackedColumns(system, x, problem);
  const units = stackedColumns(system, unit, problem).map((column) => column[0]!);
  const m = columns[0]!.length;
  // Each list with the sizes that its columns have at least: what is smaller by far is zero.
  const moved: { list: Float64Array[]; least: number[] }[] = [{ list: columns, least: units }];
  for (const { name, offset, rows } of system.layout) {
    if (!symmetry.conjugated.includes(name) || rows !== m) continue;
    const apply = (v: Float64Array, transposed: boolean) =>
      Float64Array.from({ length: m }, (_, i) => {
        let sum = 0;
        for (let k = 0; k < m; k++) sum += x[offset + (transposed ? k * m + i : i * m + k)]! * v[k]!;
        return sum;
      });
    const once = columns.map((v) => apply(v, false));
    const factor = unit[offset]!;
    moved.push({ list: once, least: units.map((u) => u * factor) });
    moved.push({ list: once.map((v) => apply(v, true)), least: units.map((u) => u * factor * factor) });
  }
  const gram: number[] = [];
  const gramSize: number[] = [];
  for (const { list, least } of moved)
    columns.forEach((a, i) => {
      list.forEach((b, j) => {
        gram.push(a.reduce((sum, v, k) => sum + v * b[k]!, 0));
        gramSize.push(Math.max(Math.hypot(...a), units[i]!) * Math.max(Math.hypot(...b), least[j]!));
      });
    });
  // Variables that the group does not touch are invariants themselves.
  for (const { name, offset, rows, columns: p } of system.layout)
    if (!symmetry.left.includes(name) && !symmetry.conjugated.includes(name))
      for (let k = offset; k < offset + rows * p; k++) {
        gram.push(x[k]!);
        gramSize.push(sizeAt(k));
      }
  return { gram: Float64Array.from(gram), gramSize: Float64Array.from(gramSize) };
}

function groupPoints(
  points: readonly RealPoint[],
  system: LandscapeSystem,
  problem: Problem,
): ComponentProposal[] {
  const families: RealPoint[][] = [];
  for (const point of points) {
    const home = families.find(([first]) => sameKind(first!, point, problem));
    if (home === undefined) families.push([point]);
    else home.push(point);
  }
  families.sort((a, b) => order(a[0]!, b[0]!));
  return families.map((members, k) => proposalOf(members, k, system));
}

const order = (a: RealPoint, b: RealPoint): number =>
  (a.value ?? 0) - (b.value ?? 0) || a.index - b.index || a.nullity - b.nullity;

/** At critical points errors of the point enter to second order; `size` is that of the terms, which may cancel. */
const close = (a: number, b: number, size: number): boolean =>
  Math.abs(a - b) <= SAME_VALUE * Math.max(size, Math.abs(a), Math.abs(b));

const sameValue = (a: RealPoint, b: RealPoint): boolean =>
  a.value === undefined || b.value === undefined || close(a.value, b.value, a.valueSize);

/** Fields have no value: there the invariants stand in for it, which are not constant on components larger than an orbit. */
function sameKind(a: RealPoint, b: RealPoint, problem: Problem): boolean {
  if (a.rank !== b.rank) return false;
  if (a.index !== b.index || a.nullity !== b.nullity || a.undecided !== b.undecided || a.orbit !== b.orbit)
    return false;
  if (a.value !== undefined && b.value !== undefined) return close(a.value, b.value, a.valueSize);
  return a.nullity > a.orbit || (problem.objective.symmetries.length > 0 && sameGram(a, b));
}

const sameGram = (a: RealPoint, b: RealPoint): boolean =>
  a.gram.every((value, k) => Math.abs(value - b.gram[k]!) <= SAME * Math.max(a.gramSize[k]!, b.gramSize[k]!));

function proposalOf(members: readonly RealPoint[], k: number, system: LandscapeSystem): ComponentProposal {
  const [first] = members;
  const { x, value, nullity, orbit, smooth } = first!;
  const isOrbit = nullity === orbit;
  const orbits: RealPoint[] = [];
  if (isOrbit)
    for (const point of members) if (!orbits.some((other) => sameGram(other, point))) orbits.push(point);
  // The orbit of a stack of rank r is Stiefel(m, r): two pieces when r = m, as O(m) has two.
  const { m, r } = first!.stack;
  const pieces = r > 0 && r === m ? 2n : 1n;
  return {
    id: `solver-${k + 1}`,
    family: isOrbit
      ? "found by the solver, an orbit of the symmetry group"
      : "found by the solver, larger than an orbit of the symmetry group",
    representative: system.unflatten(x),
    ...(value === undefined ? {} : { value }),
    dimension: isOrbit || smooth ? nullity : orbit,
    index: first!.index,
    nullity,
    multiplicity: isOrbit ? BigInt(orbits.length) * pieces : 1n,
    ...(isOrbit ? { eulerCharacteristic: stiefelEuler(m, r) / pieces } : {}),
    ...(isOrbit
      ? {}
      : {
          notes: [
            "the number of connected components is not known: all points of one value and inertia are one entry",
            ...(smooth ? [] : ["degenerate: the dimension is only bounded from below, by that of the orbit"]),
          ],
        }),
  };
}
