/**
 * The family of linear perturbations of a system F, on curves through its members and on sections of these:
 *
 *   F(x) + C + sD = 0,  ⟨α, x⟩ + βs = c
 *
 * in the unknowns x and s, with C and D in chosen equations. Its parameters are θ = (C, D, α, β, c). At s = 0, α = 0, β = 1, c = 0 it
 * has the solutions of F + C = 0.
 *
 * All of it is homogenised with one coordinate after s, and in scaled coordinates, in which coefficients are of size one. F is
 * evaluated in matrix form where that takes fewer operations than its terms.
 */
import { euclideanNorm, hypot, pow } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import { finishPath } from "../homotopy/endgame.js";
import { type PathOptions, type PathPreset, pathOptions, trackerOptions } from "../homotopy/options.js";
import { randomPhase } from "../homotopy/start-systems.js";
import { PathTracker } from "../homotopy/tracker.js";
import type { Follower, Job } from "../parallel/jobs.js";
import { type StructuredSystem, scaleStructured } from "../polynomial/matrix-form.js";
import { monomialTable } from "../polynomial/monomials.js";
import type { Coefficients, ParametricFamily } from "../polynomial/path-family.js";
import { FamilyEvaluator } from "../polynomial/polynomial-family.js";
import { balancedScaling, type Scaling, scaledSystem } from "../polynomial/scaling.js";
import { StructuredEvaluator, stepOfStructure, stepOfTerms } from "../polynomial/structured-family.js";
import type { ComplexPoint, NumericSystem, NumericTerm } from "../polynomial/system.js";
import { SystemNewton } from "../rigorous/newton-kantorovich.js";
import { SEGMENT } from "./options.js";
import type { PerturbationLimit } from "./types.js";

/** θ, in the order C, D, α, β, c. */
export type Parameters = ComplexPoint;

/** What a family is made from. */
export interface PerturbationJob extends Job {
  readonly system: NumericSystem;
  readonly rows: readonly number[];
  readonly scaling: Scaling;
  readonly structured?: StructuredSystem | undefined;
  readonly paths: PathOptions;
}

/** The paths of a job, in a worker. @public */
export const open = (job: PerturbationJob): PerturbationFamily =>
  new PerturbationFamily(job.system, job.rows, job);

/**
 * Homotopy segments θ → θ′ along which points (x, s) are followed: between generic members, from a section to a fibre, and to the
 * unperturbed system.
 */
export type Segment = { readonly from: Parameters; readonly to: Parameters } & (
  | { readonly kind: "move" }
  /** Paths leave for infinity where the homogenising coordinate falls below `far`. */
  | { readonly kind: "limit" | "descent"; readonly far: number }
);

/** A point (x, s), and how often it was followed before: 0 if left out. */
export type SegmentStart = ComplexPoint & { readonly retry?: number };

/** By kind of segment; null for paths that fail however carefully they are followed. */
export interface SegmentEnds {
  readonly move: ComplexPoint | null;
  readonly descent: ComplexPoint | "infinite" | null;
  readonly limit: Exclude<PerturbationLimit, { kind: "failed" }> | { readonly kind: "infinite" } | null;
}

/** What a segment's path ends in. */
export type SegmentEnd = SegmentEnds[keyof SegmentEnds];

/** A term that a parameter is the coefficient of, in an equation that was divided by `scale`. */
interface Placeholder {
  readonly equation: number;
  readonly factors: readonly number[];
  readonly scale: number;
}

/** F + C + sD and the section, homogenised, with placeholders for the terms of the parameters. */
class Homogenised {
  readonly degrees: readonly number[];
  /** The largest coefficient of every equation, by which it is divided. */
  readonly scales: readonly number[];
  readonly placeholders: readonly Placeholder[];
  private readonly variables: number;

  constructor({ equations, variables: n }: NumericSystem, rows: readonly number[]) {
    this.variables = n;
    this.degrees = equations.map((terms) => Math.max(1, ...terms.map(({ factors }) => factors.length)));
    this.scales = equations.map((terms) =>
      Math.max(...terms.map(({ re, im }) => hypot(re, im)), Number.MIN_VALUE),
    );
    const [s, h] = [n, n + 1];
    const inRows = (factors: readonly number[]) =>
      rows.map((i) => ({ equation: i, factors: this.pad(factors, i), scale: this.scales[i]! }));
    this.placeholders = [
      ...inRows([]),
      ...inRows([s]),
      ...Array.from({ length: n + 1 }, (_, v) => ({ equation: n, factors: [v], scale: 1 })),
      { equation: n, factors: [h], scale: -1 },
    ];
  }

  /** Factors with the homogenising coordinate as often as the degree of equation i asks for. */
  private pad(factors: readonly number[], i: number): number[] {
    const missing = this.degrees[i]! - factors.length;
    return [...factors, ...new Array<number>(missing).fill(this.variables + 1)];
  }

  /** @param system F, or a part of it. */
  systemOf({ equations }: NumericSystem): NumericSystem {
    const parametersOf = (i: number): NumericTerm[] =>
      this.placeholders.flatMap(({ equation, factors }) =>
        equation === i ? [{ re: 0, im: 0, factors }] : [],
      );
    return {
      variables: this.variables + 2,
      equations: [
        ...equations.map((terms, i) => [
          ...terms.map(({ re, im, factors }) => ({
            re: re / this.scales[i]!,
            im: im / this.scales[i]!,
            factors: this.pad(factors, i),
          })),
          ...parametersOf(i),
        ]),
        parametersOf(this.variables),
      ],
    };
  }
}

/** The evaluator that takes fewer operations, and where the parameters enter. */
function cheapestEvaluator(system: NumericSystem, rows: readonly number[], structured?: StructuredSystem) {
  const n = system.variables;
  const homogenised = new Homogenised(system, rows);
  const { degrees, scales, placeholders } = homogenised;
  const expanded = monomialTable([homogenised.systemOf(system)]);
  const beside = structured === undefined ? null : monomialTable([homogenised.systemOf(structured.terms)]);
  const byTerms = stepOfTerms(expanded.table);
  const byStructure =
    beside === null ? Number.POSITIVE_INFINITY : stepOfStructure(structured!.form, degrees, beside.table);
  const isStructured = byStructure < byTerms;
  const { table, coefficients, termOf } = isStructured ? beside! : expanded;
  const base = coefficients[0]!;
  const family: ParametricFamily = isStructured
    ? new StructuredEvaluator(
        {
          form: structured!.form,
          homogeneous: { degrees, variable: n + 1 },
          rowScales: scales.map((scale, i) => (structured!.scales?.rows[i] ?? 1) / scale),
          variableScales: Array.from({ length: n + 2 }, (_, v) => structured!.scales?.variables[v] ?? 1),
        },
        table,
        base,
        base,
      )
    : new FamilyEvaluator(table, base, base);
  return {
    family,
    base,
    isStructured,
    // Besides, a Jacobian is factored.
    stepCost: Math.min(byTerms, byStructure) + pow(n + 2, 3),
    parameterTerm: Int32Array.from(placeholders, ({ equation, factors }) => termOf(equation, factors)),
    parameterScale: Float64Array.from(placeholders, ({ scale }) => 1 / scale),
  };
}

/** The linear perturbations of one system. */
export class PerturbationFamily implements Follower<Segment, SegmentStart, SegmentEnd> {
  readonly job: PerturbationJob;
  /** F in scaled coordinates: everything inside is; starts come, and limits go, in those of the system as given. */
  readonly system: NumericSystem;
  readonly scaling: Scaling;
  /** The equations that are perturbed. */
  readonly rows: readonly number[];
  readonly variables: number;
  /** Whether the part in matrix form is evaluated as such. */
  readonly isStructured: boolean;
  /** Operations of one step of a path, or about so many. */
  readonly stepCost: number;
  private readonly base: Coefficients;
  /** The term that each parameter is the coefficient of, and the scale of its equation. */
  private readonly parameterTerm: Int32Array;
  private readonly parameterScale: Float64Array;
  private readonly family: ParametricFamily;
  private readonly groups: Int32Array;
  private readonly options: PathOptions;

  /**
   * @param unscaled F: C^n → C^n.
   * @param rows the equations that are perturbed.
   * @param scaling for members of one family the same.
   * @param structured the system as given with a part in matrix form: it is evaluated that way where that takes fewer operations.
   * @param paths how paths are followed: a preset or options of one's own.
   */
  constructor(
    unscaled: NumericSystem,
    rows: readonly number[],
    {
      scaling = balancedScaling([unscaled]),
      structured: given,
      paths,
    }: {
      readonly scaling?: Scaling;
      readonly structured?: StructuredSystem | undefined;
      readonly paths?: PathPreset | PathOptions | undefined;
    } = {},
  ) {
    this.options = pathOptions(paths);
    this.job = {
      ...{ module: import.meta.url, system: unscaled, rows, scaling, structured: given },
      paths: this.options,
    };
    this.system = scaledSystem(unscaled, scaling);
    this.scaling = scaling;
    this.rows = rows;
    this.variables = unscaled.variables;
    this.groups = new Int32Array(unscaled.variables + 2);
    const structured =
      given === undefined ? undefined : scaleStructured(given, scaling.equations, scaling.variables);
    const evaluator = cheapestEvaluator(this.system, rows, structured);
    this.family = evaluator.family;
    this.base = evaluator.base;
    this.isStructured = evaluator.isStructured;
    this.stepCost = evaluator.stepCost;
    this.parameterTerm = evaluator.parameterTerm;
    this.parameterScale = evaluator.parameterScale;
  }

  /** The section s = 0 with the perturbation C: the solutions of F + C = 0. */
  fibreAt(c: ComplexPoint): Parameters {
    const theta: Parameters = {
      re: new Float64Array(this.parameterTerm.length),
      im: new Float64Array(this.parameterTerm.length),
    };
    theta.re.set(c.re);
    theta.im.set(c.im);
    theta.re[2 * this.rows.length + this.variables] = 1;
    return theta;
  }

  /** A generic fibre. */
  randomFibre(random: Random): Parameters {
    return this.fibreAt(randomVector(random, this.rows.length));
  }

  /** A generic section of a generic curve. */
  randomSection(random: Random): Parameters {
    const theta = randomVector(random, this.parameterTerm.length);
    const slice = randomVector(random, this.variables + 2, 1);
    theta.re.set(slice.re, 2 * this.rows.length);
    theta.im.set(slice.im, 2 * this.rows.length);
    return theta;
  }

  /** θ with the hyperplane of its section moved by a complex number. */
  shifted({ re, im }: Parameters, by: { readonly re: number; readonly im: number }): Parameters {
    const moved = { re: Float64Array.from(re), im: Float64Array.from(im) };
    const last = this.parameterTerm.length - 1;
    moved.re[last]! += by.re;
    moved.im[last]! += by.im;
    return moved;
  }

  /** C = εC₁, C₁ real and ε = e^{iθ} on the ray on which the perturbation goes to zero. */
  rayPerturbation(random: Random): ComplexPoint {
    const real = randomVector(random, this.rows.length).re;
    const ray = randomPhase(random);
    return { re: real.map((x) => x * ray.re), im: real.map((x) => x * ray.im) };
  }

  along(segment: Segment): (start: SegmentStart) => SegmentEnd {
    const [from, to] = [this.coefficients(segment.from), this.coefficients(segment.to)];
    const end = this.endOf(segment);
    const trackers: PathTracker[] = [];
    return (start) => {
      for (let retry = start.retry ?? 0; retry < SEGMENT.levels; retry++) {
        trackers[retry] ??= this.tracker(from, to, retry);
        setAffine(trackers[retry]!, start);
        const found = end(trackers[retry]!);
        if (found !== null) return found;
      }
      return null;
    };
  }

  private coefficients(theta: Parameters): Coefficients {
    const re = Float64Array.from(this.base.re);
    const im = Float64Array.from(this.base.im);
    this.parameterTerm.forEach((term, k) => {
      re[term]! += theta.re[k]! * this.parameterScale[k]!;
      im[term]! += theta.im[k]! * this.parameterScale[k]!;
    });
    return { re, im };
  }

  private tracker(start: Coefficients, target: Coefficients, retry: number): PathTracker {
    this.family.setCoefficients(start, target);
    return new PathTracker(this.family, this.groups, 1, trackerOptions(retry, this.options.tracker));
  }

  /** What the tracker's path ends in, by the kind of segment. */
  private endOf(segment: Segment): (tracker: PathTracker) => SegmentEnd {
    if (segment.kind === "move") return (tracker) => this.moved(tracker);
    if (segment.kind === "descent") return (tracker) => this.arrival(tracker, segment.far);
    const newton = new SystemNewton(this.system);
    return (tracker) => this.limit(tracker, newton, segment.far);
  }

  private moved(tracker: PathTracker): SegmentEnds["move"] {
    if (tracker.track(1, 0, 0, 0).outcome !== "arrived") return null;
    return this.settled(tracker, { re: tracker.xRe, im: tracker.xIm, winding: 1 });
  }

  /** Members of a generic fibre are regular and finite: where Newton does not settle, the path was left. */
  private settled(
    tracker: PathTracker,
    { re, im, winding }: ComplexPoint & { readonly winding: number },
  ): ComplexPoint | null {
    if (winding > 1) return null;
    tracker.setPoint(re, im);
    const { step } = tracker.polish(0, 0);
    const last = this.variables + 1;
    const finite = hypot(tracker.xRe[last]!, tracker.xIm[last]!) > SEGMENT.regularAtInfinity;
    return step < SEGMENT.settled && finite ? affine(tracker.xRe, tracker.xIm) : null;
  }

  /** Where the path that the tracker holds ends, in a generic fibre. */
  private arrival(tracker: PathTracker, far: number): SegmentEnds["descent"] {
    const end = finishPath(tracker, { ...this.options.endgame, infinity: Math.min(SEGMENT.leaving, far) });
    if (end.kind === "infinite") return "infinite";
    if (end.kind === "failed")
      return hypot(tracker.xRe.at(-1)!, tracker.xIm.at(-1)!) < far ? "infinite" : null;
    if (isInfinite(end)) return "infinite";
    // Far from the origin a regular point can look singular, but it is met by one path alone, and Newton settles.
    return this.settled(tracker, end);
  }

  /** Where the path that the tracker holds ends in the unperturbed system, in scaled coordinates. */
  private limit(tracker: PathTracker, newton: SystemNewton, far: number): SegmentEnds["limit"] {
    const end = finishPath(tracker, { ...this.options.endgame, infinity: far });
    if (end.kind === "failed") return null;
    if (end.kind === "infinite" || isInfinite(end)) return { kind: "infinite" };
    // The coordinate s of the section is zero.
    const x = withoutSection(affine(end.re, end.im));
    const { accuracy, winding } = end;
    if (end.kind === "singular") return { kind: "finite", point: x, accuracy, winding };
    const refined = newton.refine(x.re, x.im);
    const { reality } = newton.reality(refined.re, refined.im);
    return { kind: "finite", point: refined, reality, accuracy, winding };
  }
}

/** (x, 0) for x. */
export const onFibre = ({ re, im }: ComplexPoint): ComplexPoint => ({
  re: Float64Array.from([...re, 0]),
  im: Float64Array.from([...im, 0]),
});

/** x for (x, s). */
export const withoutSection = ({ re, im }: ComplexPoint): ComplexPoint => ({
  re: re.slice(0, -1),
  im: im.slice(0, -1),
});

/** What a homogenising coordinate must fall below to be that of a point much farther out than these. */
export const fartherThan = (points: readonly ComplexPoint[]): number =>
  SEGMENT.fartherOut * points.reduce((min, x) => Math.min(min, inverseSize(x)), 1);

/** The homogenising coordinate of a point, scaled to norm one. */
const inverseSize = ({ re, im }: ComplexPoint): number => 1 / euclideanNorm([1, ...re, ...im]);

/** Whether an endpoint lies in the hyperplane at infinity, by its homogenising coordinate, the last one. */
const isInfinite = ({ re, im, accuracy }: ComplexPoint & { readonly accuracy: number }): boolean =>
  hypot(re.at(-1)!, im.at(-1)!) < Math.max(SEGMENT.atInfinity, 10 * accuracy);

/** Complex Gaussian entries of a given size. */
const randomVector = (random: Random, count: number, size: number = SEGMENT.size): ComplexPoint => ({
  re: Float64Array.from({ length: count }, () => size * random.normal()),
  im: Float64Array.from({ length: count }, () => size * random.normal()),
});

function setAffine(tracker: PathTracker, { re, im }: ComplexPoint): void {
  tracker.xRe.set(re);
  tracker.xIm.set(im);
  tracker.xRe[re.length] = 1;
  tracker.xIm[re.length] = 0;
  tracker.normalise();
}

/** x / x₀. */
function affine(re: Float64Array, im: Float64Array): ComplexPoint {
  const n = re.length - 1;
  const [a, b] = [re[n]!, im[n]!];
  const size = a * a + b * b;
  return {
    re: Float64Array.from({ length: n }, (_, v) => (re[v]! * a + im[v]! * b) / size),
    im: Float64Array.from({ length: n }, (_, v) => (im[v]! * a - re[v]! * b) / size),
  };
}
