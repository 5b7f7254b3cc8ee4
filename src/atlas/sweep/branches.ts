/**
 * Branches: the components at one value of a parameter, followed to those at a neighbouring one.
 *
 * A critical point x(a) whose Hessian has no null directions but those of its component continues uniquely (implicit functions,
 * modulo the component). It is followed by Newton's method at values between, F(·; t) = 0 from the point at the value before:
 * a step from t to t′ with corrections δ₀, δ₁, … is accepted if
 *
 *   ‖δ₁‖ ≤ ‖δ₀‖/4            the contraction at which Newton's method stays with the zero next to it (Deuflhard 2011, ch. 5),
 *   the inertia is the same, and the least nonzero eigenvalue changes by a factor of 4 at most,
 *   the same method leads back from t′ to where it started,
 *
 * and is halved otherwise. The end is identified among the components listed there: an orbit by its invariants, a larger set by its
 * value, dimension and inertia; sets that agree in all of these are one group, since only types are compared.
 *
 * Two lists are the same if the branches from a to b and those from b to a are one bijection that keeps rank, dimension, index,
 * nullity and multiplicity. Where the branches pass a degenerate point on the way they cannot be followed; `across` tells which
 * goes where from their tangents instead: the invariants that a branch has at b to first order are closer to those of one
 * component there than to any other's by a factor of 4, and the other way round.
 *
 * Numerical evidence, as all of the solver's: a pair of changes that undo each other between two values at which Newton's method
 * is evaluated is not seen. Not covered: tangents of sets larger than an orbit, whose representatives are nowhere in particular.
 */

import type { Random } from "../../exact/random.js";
import { type Rational, rational, rationalText, toNumber } from "../../exact/rational.js";
import type { JudgedInertia } from "../../numeric/linalg/inertia.js";
import type { Problem } from "../../objectives/problem.js";
import { isUnavailable } from "../../result.js";
import { type CriticalPoint, sameOrbit, sameValue } from "../local/critical-point.js";
import { LandscapeSystem } from "../local/landscape-system.js";
import { CriticalSet } from "../local/local-set.js";
import { decidedInertiaAt, newtonStep, refine } from "../local/refine.js";
import { criticalCount } from "../propose/critical-count.js";
import { perturbationSetting } from "../propose/perturbation-setting.js";
import { sizesOf } from "../propose/propose-components.js";
import { wordsOf } from "../propose/solver-reasons.js";
import type { CriticalComponent } from "../record/types.js";
import {
  CONTRACTION,
  DISTINCT,
  EIGENVALUE_RATIO,
  MOST_ROUNDING,
  NOISE_SETTLED,
  PLACE_ROUNDING,
  REFINED_RESIDUAL,
} from "../tolerances.js";
import { type Exchange, exchangesOf, sameType } from "./component-class.js";

/** The components at one value. */
export interface Stage {
  readonly value: Rational;
  readonly components: readonly CriticalComponent[];
}

/** Why branches are not known to keep their types between two values. */
export type BranchDoubt =
  /** Newton's method does not follow the component, however small the steps. */
  | { readonly kind: "not-followed"; readonly component: string; readonly at: Rational }
  /** Where its branch ends there is no component, or several are not told apart. */
  | { readonly kind: "not-identified"; readonly component: string; readonly at: Rational }
  /** Its branch ends at a component of another type. */
  | { readonly kind: "type-changes"; readonly component: string; readonly at: Rational }
  /** Several branches end at one component, or none at some. */
  | { readonly kind: "no-bijection" }
  /** A degenerate value lies between, and the tangents on both sides do not tell which branch goes where. */
  | { readonly kind: "tangents-do-not-tell" };

/** What goes through from one value to another, as far as tangents tell. */
export interface Crossing {
  /** Every component of both values is on one branch that was identified. */
  readonly whole: boolean;
  /** Places of components that are on one branch, at the first value and at the second. */
  readonly pairs: readonly (readonly [from: number, to: number])[];
  readonly exchanged: readonly Exchange[];
}

const HALF = rational("1/2");
/** Steps are halved so often: branches are followed up to a millionth of the interval from where they bifurcate. */
const MAX_HALVINGS = 20;
/** Attempts for one branch between two values: twice what a bifurcation inside takes. */
const MAX_ATTEMPTS = 512;
/** The share of the interval over which tangents are measured. */
const TANGENT = rational("1/64");
/** Systems between two values that are kept: steps of different branches share them. */
const KEPT = 128;

/** One value as an end of branches: its components as points of the critical set. */
interface End {
  readonly value: Rational;
  readonly components: readonly CriticalComponent[];
  readonly starts: readonly Float64Array[];
  readonly points: readonly CriticalPoint[];
  /** The first component of the same group. */
  readonly group: readonly number[];
  readonly set: CriticalSet;
}

interface Interval {
  readonly a: End;
  readonly b: End;
  /** Sizes of the entries. */
  readonly unit: Float64Array;
}

/**
 * Compares the components at two values of a parameter by following their branches (see the head of this file). Problems
 * between the values are built once each and kept.
 */
export class Branches {
  private readonly known = new Map<string, { readonly problem: Problem; readonly system: LandscapeSystem }>();

  /** @param problemAt the problem at any value between those that are compared. */
  constructor(
    private readonly problemAt: (value: Rational) => Problem,
    private readonly random: Random,
  ) {}

  /** Null if branches of unchanged types join the components at a and b, one to one; why this is not known otherwise. */
  doubt(a: Stage, b: Stage): BranchDoubt | null {
    const interval = this.interval(a, b);
    const forward = this.targets(interval, interval.a, interval.b);
    if ("kind" in forward) return forward;
    const backward = this.targets(interval, interval.b, interval.a);
    if ("kind" in backward) return backward;
    const { a: low, b: high } = interval;
    const size = (list: readonly number[], group: number) => list.filter((g) => g === group).length;
    const onto = high.group.every((group) => size(forward, group) === size(high.group, group));
    const inverse = backward.every((source, j) =>
      low.group.some((group, i) => group === source && forward[i] === high.group[j]),
    );
    return onto && inverse ? null : { kind: "no-bijection" };
  }

  /** Which components are on one branch, and those that change their type: by following or, failing that, by tangents. */
  across(a: Stage, b: Stage): Crossing {
    const interval = this.interval(a, b);
    const { a: low, b: high } = interval;
    const sizes = invariantSizes([...low.points, ...high.points]);
    const followed = this.reached(interval, low, high);
    const there = nearest(this.extrapolated(interval, low, high), high, sizes);
    const back = nearest(this.extrapolated(interval, high, low), low, sizes);
    const ends = there.map((j, i) =>
      followed[i] !== null ? followed[i]! : j !== null && back[j] === i && !followed.includes(j) ? j : null,
    );
    const pairs = ends.flatMap((j, i) => (j === null ? [] : [[i, j] as const]));
    const branches = pairs.map(([i, j]) => ({ from: low.components[i]!, to: high.components[j]! }));
    return {
      pairs,
      whole: branches.length === low.points.length && branches.length === high.points.length,
      exchanged: exchangesOf(branches),
    };
  }

  /** The group of `to` at which the branch of each component of `from` ends. */
  private targets({ unit }: Interval, from: End, to: End): number[] | BranchDoubt {
    const groups: number[] = [];
    for (const i of from.components.keys()) {
      const group = this.target(unit, from, to, i);
      if (typeof group !== "number") return group;
      groups.push(group);
    }
    return groups;
  }

  private target(unit: Float64Array, from: End, to: End, i: number): number | BranchDoubt {
    const component = from.components[i]!;
    const why = (kind: Extract<BranchDoubt, { component: string }>["kind"]): BranchDoubt => ({
      kind,
      component: component.id,
      at: from.value,
    });
    const x = this.follow(from.starts[i]!, from.value, to.value, unit);
    if (x === null) return why("not-followed");
    const group = identify(to, to.set.at(x, isRegular(component), 0));
    if (group === null) return why("not-identified");
    return sameType(component, to.components[group]!) ? group : why("type-changes");
  }

  /** For each component of `from` one of `to` that its branch reaches without passing a degenerate point, each once. */
  private reached({ unit }: Interval, from: End, to: End): (number | null)[] {
    const taken = new Set<number>();
    return from.components.map((_, i) => {
      const group = this.target(unit, from, to, i);
      const j = to.group.findIndex((other, k) => other === group && !taken.has(k));
      if (j < 0) return null;
      taken.add(j);
      return j;
    });
  }

  /** The point at `to` on the branch of x at `from`; null where the steps would be too small. */
  private follow(x: Float64Array, from: Rational, to: Rational, unit: Float64Array): Float64Array | null {
    let point = { x, inertia: this.inertiaAt(from, x) };
    let at = from;
    /** Values still to be reached, the next one last, and how often the interval was halved up to it. */
    const ahead: { value: Rational; halvings: number }[] = [{ value: to, halvings: 0 }];
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const { value, halvings } = ahead.at(-1)!;
      const next = this.step(point, at, value, unit);
      if (next !== null) {
        [point, at] = [next, value];
        ahead.pop();
        if (ahead.length === 0) return point.x;
      } else if (halvings === MAX_HALVINGS) return null;
      else {
        ahead.at(-1)!.halvings++;
        ahead.push({ value: at.add(value.sub(at).mul(HALF)), halvings: halvings + 1 });
      }
    }
    return null;
  }

  /** One step of a branch, or null if it is too long. */
  private step(
    point: { readonly x: Float64Array; readonly inertia: JudgedInertia },
    from: Rational,
    to: Rational,
    unit: Float64Array,
  ): { x: Float64Array; inertia: JudgedInertia } | null {
    const there = correct(this.at(to).system, point.x, unit);
    if (there === null) return null;
    const inertia = this.inertiaAt(to, there.x);
    const { negative, zero, undecided, smallestNonzero } = point.inertia;
    if (undecided > 0 || inertia.undecided > 0) return null;
    if (inertia.negative !== negative || inertia.zero !== zero) return null;
    const [least, most] = [smallestNonzero, inertia.smallestNonzero].sort((p, q) => p - q);
    if (most! > EIGENVALUE_RATIO * least!) return null;
    const back = correct(this.at(from).system, there.x, unit);
    // Along an orbit the way back ends elsewhere, by second order.
    const rounding = PLACE_ROUNDING + 4 * (there.rounding + (back?.rounding ?? 0));
    if (back === null || gap(back.x, point.x, unit) > Math.max(rounding, there.moved * CONTRACTION))
      return null;
    return { x: there.x, inertia };
  }

  /** The invariants of each component of `from` at the value of `to`, to first order; null where they are not known. */
  private extrapolated({ unit }: Interval, from: End, to: End): (Float64Array | null)[] {
    const near = from.value.add(to.value.sub(from.value).mul(TANGENT));
    return from.points.map((point, i) => {
      if (point.shape !== "orbit") return null;
      const x = this.follow(from.starts[i]!, from.value, near, unit);
      if (x === null) return null;
      const { gram } = from.set.at(x, isRegular(from.components[i]!), 0);
      return point.gram.map((value, k) => value + (gram[k]! - value) / toNumber(TANGENT));
    });
  }

  private interval(a: Stage, b: Stage): Interval {
    const settings = [a, b].map(({ value, components }) => {
      const { problem, system } = this.at(value);
      const setting = perturbationSetting(problem, system);
      if (isUnavailable(setting)) throw new RangeError(wordsOf([setting.unavailable]));
      const starts = components.map(({ representative }) => setting.system.flatten(representative));
      return { problem, setting, starts, value, components };
    });
    const sizes = settings.map(({ problem, setting, starts }) =>
      sizesOf(
        starts.map((x) => ({ x })),
        setting.system,
        problem,
        setting.scaling.variables,
      ),
    );
    // Invariants at both ends are compared: one unit.
    const unit = sizes[0]!.map((size, v) => Math.max(size, sizes[1]![v]!));
    const [low, high] = settings.map(({ problem, setting, starts, value, components }): End => {
      const { system, polynomial, spheres } = setting;
      const { landscape } = system;
      const set = new CriticalSet(
        system,
        problem,
        polynomial,
        unit,
        this.random.fork(rationalText(value)),
        () => criticalCount(landscape, spheres),
      );
      const points = starts.map((x, k) => set.at(x, isRegular(components[k]!), 0));
      const group = points.map((point, k) =>
        point.shape === "orbit" ? k : points.findIndex((other) => isAlike(point, other)),
      );
      return { value, components, starts, points, group, set };
    });
    return { a: low!, b: high!, unit };
  }

  private inertiaAt(value: Rational, x: Float64Array): JudgedInertia {
    const { problem, system } = this.at(value);
    return decidedInertiaAt(system, x, undefined, problem.objective.symmetries);
  }

  private at(value: Rational): { readonly problem: Problem; readonly system: LandscapeSystem } {
    const key = rationalText(value);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.known.size >= KEPT) this.known.delete(this.known.keys().next().value!);
    const problem = this.problemAt(value);
    const made = { problem, system: new LandscapeSystem(problem.objective.landscape!) };
    this.known.set(key, made);
    return made;
  }
}

const isRegular = ({ dimension, nullity }: CriticalComponent): boolean => nullity === dimension;

/** Sets larger than an orbit that nothing tells apart. */
const isAlike = (a: CriticalPoint, b: CriticalPoint): boolean =>
  a.shape === b.shape &&
  a.dimension === b.dimension &&
  a.index === b.index &&
  a.nullity === b.nullity &&
  a.rank === b.rank &&
  sameValue(a, b);

/** The group of the component that the point belongs to; null if there is none, or more than one orbit. */
function identify({ points, group }: End, point: CriticalPoint): number | null {
  const found = points.flatMap((other, k) =>
    (other.shape === "orbit" && point.shape === "orbit" ? sameOrbit(point, other) : isAlike(point, other))
      ? [group[k]!]
      : [],
  );
  return new Set(found).size === 1 ? found[0]! : null;
}

interface Corrected {
  readonly x: Float64Array;
  /** How far from the start. */
  readonly moved: number;
  /** How far corrections go at a point where the conditions hold to rounding. */
  readonly rounding: number;
}

/** Newton's method from a point next to a zero; null unless it contracts from the first step on, but for rounding. */
function correct(system: LandscapeSystem, start: Float64Array, unit: Float64Array): Corrected | null {
  const first = newtonStep(system, start);
  const second = newtonStep(system, first);
  const { x, residual } = refine(system, second);
  const [moved, correction] = [gap(first, start, unit), gap(second, first, unit)];
  const rest = Math.max(correction, gap(x, second, unit));
  const isRounding = system.gradient(second).noise <= NOISE_SETTLED && rest <= MOST_ROUNDING;
  if (!(residual <= REFINED_RESIDUAL) || !(rest <= CONTRACTION * moved || isRounding)) return null;
  return { x, moved, rounding: isRounding ? rest : 0 };
}

/** ‖x − y‖, ∞-norm in units. */
function gap(x: Float64Array, y: Float64Array, unit: Float64Array): number {
  let max = 0;
  for (let v = 0; v < x.length; v++) max = Math.max(max, Math.abs(x[v]! - y[v]!) / unit[v]!);
  return max;
}

/** The largest sizes of what cancels in each invariant. */
const invariantSizes = (points: readonly CriticalPoint[]): Float64Array =>
  points.reduce(
    (sizes, { gramSize }) => sizes.map((size, k) => Math.max(size, gramSize[k]!)),
    new Float64Array(points[0]?.gramSize.length ?? 0),
  );

/** For each prediction the component that is closer to it than all others by far. */
function nearest(
  predictions: readonly (Float64Array | null)[],
  { points }: End,
  sizes: Float64Array,
): (number | null)[] {
  return predictions.map((prediction) => {
    if (prediction === null || points.length === 0) return null;
    const distances = points.map(({ gram }) => gap(prediction, gram, sizes));
    const best = distances.reduce((least, distance, j) => (distance < distances[least]! ? j : least), 0);
    return distances.every((distance, j) => j === best || distance > DISTINCT * distances[best]!)
      ? best
      : null;
  });
}
