/**
 * Functions without zeros on the critical set M_v of one value: they tell its components apart, and bound it.
 *
 *   separate   f, a coordinate of the one stratum that holds M_v, or |X|² − c, of other signs at the points of two classes
 *   extent     bounded if no |X|² = R, R beyond all members, meets M_v: every component has a member, and a path from there would cross;
 *              unbounded if x ↦ A x + b, all eigenvalues of A real, moves a member: its orbit is Σ e^{λt} t^k v, bounded in both directions only at rest
 *
 * f meets M_v if f = 0 and the conditions have a real solution with S ≻ 0 and this value, which a real point on every component of these solutions
 * decides (`algebra/real-samples.ts`).
 */
import { isolateRealRoots } from "../../algebra/univariate/real-roots.js";
import { squareFreePart } from "../../algebra/univariate/square-free.js";
import { characteristicCoefficients, INTEGERS } from "../../exact/characteristic.js";
import { ONE, type Rational, ratio, rational, ZERO } from "../../exact/rational.js";
import { conditionsOn, dualOf } from "../../quotient/conditions.js";
import type { Stratum } from "../../quotient/strata.js";
import { boundednessOf } from "../../symbolic/coercivity.js";
import type { LinearField } from "../../symbolic/generators.js";
import { Polynomial } from "../../symbolic/polynomial.js";
import { eliminateApart } from "../../systems/elimination-thread.js";
import { algebraSystem } from "../../systems/solution-counts.js";
import { asRationals, EnclosedPolynomials } from "../local/enclosed-polynomials.js";
import { definitePoints } from "./definite-points.js";
import { type ExactValue, valueAt } from "./exact-values.js";
import type { SetMember, SetSetting, SetStratum } from "./set-members.js";

/** Operations for one question whether a barrier meets a set. Chosen: a second or so; beyond it the sets are not told apart. */
const BARRIER_BUDGET = 1e8;

/** Whether a set is compact. */
export type Extent = "bounded" | "unbounded";

/** Where a function vanishes on a set. */
export type Meeting = "nowhere" | "somewhere" | "undecided";

/** A function on each of the strata that hold members, in their coordinates. */
type Barrier = (stratum: Stratum) => Polynomial;

/** Functions without zeros on the critical set of one value. */
export class Barriers {
  private readonly strata: readonly SetStratum[];
  private readonly known = new Map<string, Promise<boolean>>();

  constructor(
    private readonly members: readonly SetMember[],
    private readonly setting: SetSetting,
  ) {
    this.strata = [...new Set(members.map(({ solved }) => solved))];
  }

  /** Whether two classes are proved to lie on different components. */
  async separate(a: readonly SetMember[], b: readonly SetMember[]): Promise<boolean> {
    const [lower, upper] = [a, b].map((own) => own.map(squaredNorm));
    for (const [low, high] of [
      [lower!, upper!],
      [upper!, lower!],
    ] as const) {
      const level = between(low, high);
      if (level !== null && (await this.isClear(`norm ${level.toFraction()}`, normLess(level)))) return true;
    }
    const [only] = this.strata;
    if (this.strata.length > 1) return false;
    for (const v of only!.stratum.names.keys()) {
      const [s, t] = [signsOf(a, v), signsOf(b, v)];
      if (s * t < 0 && (await this.isClear(`coordinate ${v}`, () => Polynomial.variable(v)))) return true;
    }
    return false;
  }

  /** Whether every component is within the sphere of squared radius R, which is beyond all members. */
  isWithin(radius: Rational): Promise<boolean> {
    return this.isClear(`norm ${radius.toFraction()}`, normLess(radius));
  }

  private isClear(key: string, barrier: Barrier): Promise<boolean> {
    let answer = this.known.get(key);
    if (answer === undefined) {
      answer = this.isClearOf(barrier);
      this.known.set(key, answer);
    }
    return answer;
  }

  private async isClearOf(barrier: Barrier): Promise<boolean> {
    for (const solved of this.strata)
      if ((await this.meets(solved, barrier(solved.stratum))) !== "nowhere") return false;
    return true;
  }

  /**
   * Where the nullity is larger than at the members; undecided where that is not the same at all of them.
   *
   * @returns nowhere, and then index and nullity are the same all along; somewhere; or it is not decided.
   */
  async typeChanges(): Promise<Meeting> {
    const nullity = this.members[0]!.signs?.nullity;
    if (nullity === undefined || this.members.some(({ signs }) => signs?.nullity !== nullity))
      return "undecided";
    let meeting: Meeting = "nowhere";
    for (const solved of this.strata) {
      const { inertia } = this.members.find((member) => member.solved === solved)!;
      const f = inertia?.coefficient(nullity) ?? null;
      const here = f === null ? "undecided" : await this.meets(solved, f);
      if (here === "somewhere") return here;
      if (here === "undecided") meeting = here;
    }
    return meeting;
  }

  /** Whether f has a real zero in the part of the critical set on a stratum. */
  private async meets({ stratum, loss }: SetStratum, f: Polynomial): Promise<Meeting> {
    if (f.degree === 0) return "nowhere";
    const { landscape, digits, signal } = this.setting;
    // Where det S ≠ 0 the signature of S is that of a real point of the same component.
    const { equations, names } = conditionsOn(stratum, landscape);
    const found = await eliminateApart("real", algebraSystem([...equations, f], names.length), {
      budget: BARRIER_BUDGET,
      ...(signal === undefined ? {} : { signal }),
    });
    if (found.kind === "undecided" || found.proof !== "proved") return "undecided";
    const { value } = this.members[0]!;
    for (const { list } of found.sources) {
      const points = await definitePoints(stratum, list, digits, signal);
      if (points === null) return "undecided";
      if (points.inside.some(({ point }) => mayBeEqual(valueAt(point, loss), value))) return "somewhere";
    }
    return "nowhere";
  }
}

const mayBeEqual = (a: ExactValue | null, b: ExactValue | null): boolean =>
  a === null || b === null || a.centre.sub(b.centre).abs().compare(a.error.add(b.error)) <= 0;

/** |X|² − c. */
const normLess =
  (level: Rational): Barrier =>
  (stratum) =>
    normOn(stratum).add(Polynomial.constant(level.neg()));

/** |X|², all variables together: Σ ⟨X, X⟩, in the coordinates of a stratum. */
const normOn = (stratum: Stratum): Polynomial =>
  Polynomial.sum(
    [...stratum.cores].flatMap(([name, core]) => {
      const dual = dualOf(stratum, name, core);
      return core.map((row, i) => Polynomial.sumOfProducts(row.map((f, j) => [f, dual[i]![j]!] as const)));
    }),
  );

function squaredNorm({ solved: { stratum }, point }: SetMember): ExactValue {
  const { values, factor } = new EnclosedPolynomials([normOn(stratum)]).at(point);
  return asRationals(values[0]!, factor);
}

/** A short number above all of one list and below all of another; null where there is none. */
function between(low: readonly ExactValue[], high: readonly ExactValue[]): Rational | null {
  const top = greatest(low.map(({ centre, error }) => centre.add(error)));
  const bottom = greatest(high.map(({ centre, error }) => centre.sub(error).neg())).neg();
  if (top.compare(bottom) >= 0) return null;
  const middle = top.add(bottom).div(rational(2));
  for (let scale = 1n; ; scale *= 2n) {
    const rounded = ratio((middle.s * middle.n * scale) / middle.d, scale);
    if (rounded.compare(top) > 0 && rounded.compare(bottom) < 0) return rounded;
  }
}

const greatest = (list: readonly Rational[]): Rational => list.reduce((a, b) => (a.compare(b) < 0 ? b : a));

/** The sign of a coordinate at all members; 0 where it is not the same, or may be 0. */
function signsOf(members: readonly SetMember[], v: number): number {
  const signs = new Set(
    members.map(({ point: { coordinates } }) => {
      const { re, radius } = coordinates[v]!;
      return re.abs().compare(radius) <= 0 ? 0 : re.compare(ZERO);
    }),
  );
  return signs.size === 1 ? [...signs][0]! : 0;
}

/** Whether the components of groups of members are bounded; undefined where that is not known. */
export async function extentsOf(
  groups: readonly (readonly (readonly number[])[])[],
  members: readonly SetMember[],
  barriers: Barriers,
  { landscape, system, flow }: SetSetting,
): Promise<(Extent | undefined)[]> {
  const { spheres } = system.manifold;
  if (boundednessOf(landscape, spheres).kind !== "unproved") return groups.map(() => "bounded");
  const extents = groups.map((group): Extent | undefined => {
    const moving = group.flat().flatMap((i) => flow?.moving(members[i]!.x) ?? []);
    return moving.some((field) => hasRealSpectrum(field, system.size + 1)) ? "unbounded" : undefined;
  });
  if (!extents.includes(undefined)) return extents;
  const farthest = greatest(members.map(squaredNorm).map(({ centre, error }) => centre.add(error)));
  // An integer: short coefficients.
  const radius = rational(farthest.mul(rational(2)).add(ONE).ceil());
  return (await barriers.isWithin(radius)) ? groups.map(() => "bounded") : extents;
}

/** Whether all eigenvalues of an integer matrix are real, exactly. */
function hasRealSpectrum({ rows, columns, values }: LinearField, size: number): boolean {
  const a = Array.from({ length: size }, () => new Array<bigint>(size).fill(0n));
  for (const [k, value] of values.entries()) a[rows[k]!]![columns[k]!]! += BigInt(value);
  const polynomial = squareFreePart(characteristicCoefficients(a, INTEGERS)!);
  return isolateRealRoots(polynomial).length === polynomial.length - 1;
}
