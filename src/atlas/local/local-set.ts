/**
 * The critical set near one of its points.
 *
 * z = (x, λ) in scaled coordinates solves the conditions F(z) = 0; C is the set of real solutions, G = O(m) the proved symmetry,
 * o = dim G·x. With c = dim ker J(z):
 *
 *   c = o                       C is the orbit near x (Morse–Bott for a loss).
 *   dim_C {F = 0} ≤ o           C is the orbit near x, however degenerate: a larger piece of it would have dimension o + 1 at least.
 *   otherwise                   equations that determine x to rounding (`numeric/real/real-system.ts`), F itself or its deflation; where
 *                               their zeros are a manifold of the dimension d of their kernel, d is the dimension of C at x,
 *                               provided that no less singular points are next to x: then x is a singular point of C.
 *
 * The dimension over the complex numbers comes from elimination modulo a prime: evidence, like all the rest here, not proof.
 */

import { pow, squared } from "../../elementary/elementary.js";
import type { Random } from "../../exact/random.js";
import { toNumber } from "../../exact/rational.js";
import { singularValues } from "../../numeric/linalg/decompositions.js";
import { generate } from "../../numeric/linalg/dense.js";
import { scaledSystem } from "../../numeric/polynomial/scaling.js";
import type { ComplexPoint, NumericSystem } from "../../numeric/polynomial/system.js";
import { followCurve, type Gauge, type Stopped } from "../../numeric/real/follow-curve.js";
import {
  corankOf,
  isZeroToRounding,
  RealSystem,
  type Resolved,
  radiusOf,
  resolve,
} from "../../numeric/real/real-system.js";
import { SystemNewton } from "../../numeric/rigorous/newton-kantorovich.js";
import type { Problem } from "../../objectives/problem.js";
import { lossTerms } from "../../symbolic/to-system.js";
import type { CriticalCount } from "../propose/critical-count.js";
import {
  COMPANION_RESIDUAL,
  FAR,
  LEAST_REACH,
  LEAST_UNCERTAIN,
  MOST_REACH,
  MOST_UNCERTAIN,
  NEARBY,
  RANK_OF_REGULAR,
  RANK_OF_SINGULAR,
  REACH,
  VALUE_ROUNDING,
} from "../tolerances.js";
import { type CriticalPoint, sameValue } from "./critical-point.js";
import type { LandscapeSystem } from "./landscape-system.js";
import { encoderRank, invariants, movedVectors, rankOfMoved, spanOf } from "./orbit-invariants.js";
import { decidedInertiaAt, orbitTangents } from "./refine.js";

const COMPANION_STEPS = 40;
const NEARBY_POINTS = 24;
const SAFETY = 4;

/**
 * Solutions of the conditions close to a singular one: what the paths of a cluster that end there may stand for. Entries in units.
 */
export interface Companions {
  /** Entries. */
  readonly real: readonly Float64Array[];
  /** Entries and multipliers. */
  readonly nonReal: readonly ComplexPoint[];
}

/** One landscape, its conditions and its symmetry: what all points have in common. */
export class CriticalSet {
  readonly unit: Float64Array;
  readonly conditions: RealSystem;
  readonly gauge: Gauge;
  /** Terms of the loss in scaled coordinates; none of a field. */
  private readonly loss: readonly { readonly factors: readonly number[]; readonly size: number }[];

  /**
   * @param unit sizes of the entries and the multipliers.
   * @param count of the complex solutions; asked for where a point is degenerate.
   * @param stopped whether the work is to end: curves are left unfinished then.
   */
  constructor(
    readonly system: LandscapeSystem,
    readonly problem: Problem,
    polynomial: NumericSystem,
    unit: Float64Array,
    private readonly random: Random,
    private readonly count: () => CriticalCount = () => ({ kind: "unknown" }),
    private readonly stopped: Stopped = () => false,
  ) {
    this.unit = unit;
    const equations = Float64Array.from(polynomial.equations, () => 1);
    this.conditions = new RealSystem(scaledSystem(polynomial, { variables: unit, equations }));
    this.loss = system.isField
      ? []
      : lossTerms(system.landscape).map(({ coefficient, factors }) => ({
          factors,
          size: factors.reduce((size, v) => size * this.unit[v]!, Math.abs(toNumber(coefficient))),
        }));
    this.gauge = { tangents: (z) => this.tangentsAt(z), align: (q, z) => this.align(q, z) };
  }

  /**
   * The set at x.
   *
   * @param regular the limit was decided to be a regular solution of the conditions.
   * @param accuracy relative error of x.
   */
  at(x: Float64Array, regular: boolean, accuracy: number): CriticalPoint {
    const tolerance = regular ? RANK_OF_REGULAR : RANK_OF_SINGULAR;
    const here = this.describe(x, tolerance);
    if (here.corank === here.orbit) return here;
    const reach = Math.min(MOST_REACH, Math.max(LEAST_REACH, REACH * accuracy));
    const resolved = resolve(this.conditions, here.z, reach);
    const known = resolved === null ? here : this.describe(this.entriesOf(resolved.z), tolerance, resolved.z);
    // What is near x otherwise would be a set of larger dimension.
    const count = this.count();
    const bound =
      count.kind === "finite" ? 0 : count.kind === "infinite" ? count.dimension : Number.POSITIVE_INFINITY;
    if (bound <= this.leastOrbit(known))
      return { ...known, shape: "orbit", dimension: known.orbit, uncertainty: uncertaintyOf(resolved) };
    const general = resolved === null || resolved.deflations > 0 ? this.lessSingular(known) : null;
    if (general !== null) return general;
    if (resolved === null) return { ...known, shape: "unknown", dimension: known.orbit };
    const dimension = resolved.kernel.length;
    return {
      ...known,
      shape: dimension > known.orbit ? "manifold" : "unknown",
      dimension,
      equations: resolved,
      uncertainty: uncertaintyOf(resolved),
    };
  }

  /** Size of the terms of the value where small entries count as of size one. */
  private valueSize(z: Float64Array): number {
    return this.loss.reduce((sum, { factors, size }) => {
      let product = size;
      for (const v of factors) product *= Math.max(1, Math.abs(z[v]!));
      return sum + product;
    }, 0);
  }

  /** The least dimension of an orbit near x on which the set would not be the orbit of x. */
  private leastOrbit({ orbit, moved }: CriticalPoint): number {
    const [symmetry] = this.problem.objective.symmetries;
    const all = this.system.layout.every(({ name }) => symmetry?.left.includes(name) === true);
    // Next to 0 every orbit is at least a sphere.
    return all && moved.r === 0 ? Math.max(orbit, moved.m - 1) : orbit;
  }

  /** Points next to a singular one that are critical, of the same value, and less singular: x is no general point of the set. */
  private lessSingular(here: CriticalPoint): CriticalPoint | null {
    const { conditions, random } = this;
    const corank = corankOf(conditions.spectrum(here.z));
    let best: CriticalPoint | null = null;
    const size = Math.max(1, largest(here.z));
    for (let trial = 0; trial < NEARBY_POINTS; trial++) {
      const radius = size * NEARBY * pow(4, trial % 4);
      // On a plane that misses x, so that Newton's method does not fall back on it.
      const normal = here.z.map(() => random.normal());
      const length = Math.sqrt(normal.reduce((sum, v) => sum + v * v, 0));
      const start = here.z.map((v, k) => v + radius * (normal[k]! / length + 0.3 * random.normal()));
      const found = conditions.project(start, undefined, [normal.map((v) => v / length)]);
      const gap = distance(found.z, here.z);
      if (!isZeroToRounding(found) || gap < radius / 20 || gap > 20 * radius) continue;
      const equations = resolve(conditions, found.z, LEAST_REACH, 0);
      // Next to x everything is close to singular: of several points the clearest.
      if (equations === null || equations.smallest <= (best?.equations?.smallest ?? 0)) continue;
      const dimension = equations.kernel.length;
      if (corank !== null && dimension >= corank) continue;
      const point = this.describe(this.entriesOf(equations.z), RANK_OF_REGULAR, equations.z);
      // Orbits are compact: an isolated one does not come arbitrarily close to x.
      if (!sameValue(point, here) || dimension <= point.orbit) continue;
      best = { ...point, shape: "manifold", dimension, equations, special: true };
    }
    return best;
  }

  /** Other critical points, the complex ones among them, that Newton's method finds from random starts around a regular one. */
  companions({ z }: CriticalPoint, starts: number, closest: number): Companions {
    const { conditions, random } = this;
    const newton = new SystemNewton(conditions.system);
    const real: Float64Array[] = [];
    const nonReal: ComplexPoint[] = [];
    for (let k = 0; k < starts; k++) {
      const radius = pow(closest, k / starts);
      const noise = () => Float64Array.from(z, () => radius * random.normal());
      const start = noise().map((v, i) => v + z[i]!);
      // Every other start is real: real points are the ones that count.
      const { re, im, residual } = newton.refine(
        start,
        k % 2 === 0 ? noise() : new Float64Array(z.length),
        COMPANION_STEPS,
      );
      if (!(residual <= COMPANION_RESIDUAL)) continue;
      const { reality, re: point } = newton.reality(re, im);
      if (reality === "real") real.push(this.entriesOf(point));
      else if (reality === "non-real")
        // The conditions are real: solutions come in pairs.
        for (const side of [1, -1])
          nonReal.push({ re: this.unscaled(re), im: this.unscaled(im).map((v) => side * v) });
    }
    return { real, nonReal };
  }

  private unscaled(z: Float64Array): Float64Array {
    return z.map((value, v) => value * this.unit[v]!);
  }

  private entriesOf(z: Float64Array): Float64Array {
    return Float64Array.from({ length: this.system.size }, (_, v) => z[v]! * this.unit[v]!);
  }

  private describe(x: Float64Array, tolerance: number, z: Float64Array = this.scaled(x)): CriticalPoint {
    const { system, problem, unit } = this;
    const { symmetries } = problem.objective;
    const inertia = decidedInertiaAt(system, x, undefined, symmetries);
    const orbit = spanOf(
      orbitTangents(system, x, symmetries).map((t) => t.map((value, v) => value / unit[v]!)),
      tolerance,
    ).length;
    const spectrum = this.conditions.spectrum(z);
    // Of a field the real parts that vanish are not the kernel.
    const corank = system.isField || inertia.undecided > 0 ? corankOf(spectrum) : inertia.zero;
    const smallest = corank === null ? 0 : (spectrum.values[z.length - corank - 1] ?? 1);
    return {
      x,
      z,
      value: system.isField ? undefined : system.value(x),
      valueError: VALUE_ROUNDING * this.valueSize(z),
      index: inertia.negative,
      nullity: inertia.zero,
      undecided: inertia.undecided,
      corank,
      orbit,
      ...invariants(system, x, problem, unit),
      uncertainty: bounded(radiusOf(this.conditions, smallest)),
      rank: encoderRank(system, x, problem, unit, tolerance),
      moved: rankOfMoved(
        system,
        x.map((value, v) => value / unit[v]!),
        problem,
        tolerance,
      ),
      shape: "orbit",
      dimension: orbit,
      equations: null,
      special: false,
    };
  }

  private scaled(x: Float64Array): Float64Array {
    const { lambda } = this.system.gradient(x);
    return this.unit.map((u, v) => (v < x.length ? x[v]! : lambda[v - x.length]!) / u);
  }

  private tangentsAt(z: Float64Array): Float64Array[] {
    const tangents = orbitTangents(this.system, this.entriesOf(z), this.problem.objective.symmetries);
    return spanOf(
      tangents.map((t) =>
        Float64Array.from({ length: z.length }, (_, v) => (v < t.length ? t[v]! / this.unit[v]! : 0)),
      ),
      RANK_OF_SINGULAR,
    );
  }

  /** R q with R ∈ SO(m) closest to z on the vectors that the group moves (Kabsch 1976). */
  private align(q: Float64Array, z: Float64Array): Float64Array {
    const left = this.problem.objective.symmetries[0]?.left ?? [];
    // Entries that the group mixes have one unit: it is orthogonal in z as well.
    const to = movedVectors(this.system, z, left);
    const from = movedVectors(this.system, q, left);
    const m = to[0]?.length ?? 0;
    if (m < 2) return q;
    const cross = generate(m, m, (i, j) => to.reduce((sum, column, k) => sum + column[i]! * from[k]![j]!, 0));
    const { left: u, right: v } = singularValues(cross);
    const sign = determinant(u.data, m) * determinant(v.data, m) < 0 ? -1 : 1;
    const rotation = generate(m, m, (i, j) => {
      let sum = 0;
      for (let k = 0; k < m; k++) sum += (k === m - 1 ? sign : 1) * u.data[i * m + k]! * v.data[j * m + k]!;
      return sum;
    }).data;
    return this.moved(q, rotation, m);
  }

  /** The point under diag(−1, 1, …, 1), which with SO(m) makes up O(m); null where no group acts. */
  reflected(z: Float64Array): Float64Array | null {
    const [symmetry] = this.problem.objective.symmetries;
    const m = this.system.layout.find(({ name }) => symmetry?.left.includes(name))?.rows ?? 0;
    if (m === 0) return null;
    const reflection = generate(m, m, (i, j) => (i !== j ? 0 : i === 0 ? -1 : 1));
    return this.moved(z, reflection.data, m);
  }

  private moved(z: Float64Array, rotation: Float64Array, m: number): Float64Array {
    const [symmetry] = this.problem.objective.symmetries;
    const out = Float64Array.from(z);
    const { unit } = this;
    const at = (point: Float64Array, v: number) => point[v]! * unit[v]!;
    for (const { name, offset, rows, columns } of this.system.layout) {
      const conjugated = symmetry?.conjugated.includes(name) === true;
      if (rows !== m || (symmetry?.left.includes(name) !== true && !conjugated)) continue;
      const block = new Float64Array(rows * columns);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < columns; j++)
          for (let k = 0; k < m; k++)
            block[i * columns + j]! += rotation[i * m + k]! * at(z, offset + k * columns + j);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < columns; j++) {
          let value = block[i * columns + j]!;
          if (conjugated) {
            value = 0;
            for (let k = 0; k < m; k++) value += block[i * columns + k]! * rotation[j * m + k]!;
          }
          out[offset + i * columns + j] = value / unit[offset + i * columns + j]!;
        }
    }
    return out;
  }

  /** Whether the rotation that brings two points of the set together is determined by what `align` looks at. */
  canAlign({ moved }: CriticalPoint): boolean {
    const conjugated = this.problem.objective.symmetries[0]?.conjugated ?? [];
    return conjugated.length === 0 || moved.r >= moved.m - 1;
  }

  /** The curve of orbits through a point, and which of the others are on it. */
  follow(
    { equations, z }: CriticalPoint,
    others: readonly { readonly z: Float64Array; readonly accuracy: number }[],
  ): ReturnType<typeof followCurve> {
    return followCurve(
      equations!,
      others.map((other) => other.z),
      {
        gauge: this.gauge,
        bound: FAR * Math.max(1, largest(z), ...others.map((other) => largest(other.z))),
        again: (there) => resolve(this.conditions, there, LEAST_REACH),
        accuracy: others.map(({ accuracy }) => accuracy),
        stopped: this.stopped,
      },
    );
  }
}

const bounded = (radius: number): number =>
  Math.min(MOST_UNCERTAIN, Math.max(LEAST_UNCERTAIN, SAFETY * radius));

/** Points on a manifold are nowhere in particular on it: the radius is that of the equations across it. */
const uncertaintyOf = (resolved: Resolved | null): number =>
  bounded(resolved === null ? MOST_UNCERTAIN : resolved.radius);

/** By elimination with pivots. */
function determinant(data: ArrayLike<number>, n: number): number {
  const a = Float64Array.from(data);
  let product = 1;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(a[r * n + i]!) > Math.abs(a[pivot * n + i]!)) pivot = r;
    if (pivot !== i) {
      for (let k = 0; k < n; k++) [a[i * n + k], a[pivot * n + k]] = [a[pivot * n + k]!, a[i * n + k]!];
      product = -product;
    }
    const lead = a[i * n + i]!;
    product *= lead;
    if (lead === 0) return 0;
    for (let r = i + 1; r < n; r++) {
      const c = a[r * n + i]! / lead;
      for (let k = i; k < n; k++) a[r * n + k]! -= c * a[i * n + k]!;
    }
  }
  return product;
}

function largest(z: Float64Array): number {
  let max = 0;
  for (const v of z) max = Math.max(max, Math.abs(v));
  return max;
}

const distance = (a: Float64Array, b: Float64Array): number =>
  Math.sqrt(a.reduce((sum, v, k) => sum + squared(v - b[k]!), 0));
