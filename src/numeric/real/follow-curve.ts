/**
 * Following a curve of zeros, and joining two zeros through the set of zeros.
 *
 * Z is the set of zeros of F near a point where it is a manifold of dimension d, ker Ĵ its tangent space, and g orthonormal
 * vectors of the tangent space are tangents of an orbit (of a group under which Z is invariant). With d = g + 1 there is one
 * direction t across the orbits, and the curve is followed by steps
 *
 *   z + h t,  then Newton's method of minimal steps in the plane ⊥ t.
 *
 * A step is kept if Newton's method contracts, the tangent turns by less than 0.2, the smallest nonzero singular value of Ĵ
 * changes by less than a factor 2 and the kernel keeps its dimension; otherwise it is halved. So the steps shrink where
 * another branch comes near, and where the set is singular the curve ends: `singular`.
 *
 * Points count as met where, after the rotation of the group that brings them closest, they are the zero in the plane through
 * them. A point that comes close without being met is reported as `near`: nothing is said of it.
 *
 * Source: Allgower, Georg, "Numerical continuation methods" (1990), §6. Not covered: proofs.
 */
import { cos, pow, squared } from "../../elementary/elementary.js";
import { singularValues } from "../linalg/decompositions.js";
import type { Matrix } from "../linalg/dense.js";
import { CURVE } from "./options.js";
import { corankOf, isZeroToRounding, type RealSystem, type Resolved } from "./real-system.js";

/** A group that acts on the unknowns. */
export interface Gauge {
  /** Orthonormal tangents of the orbit of z, in the unknowns of the first system (not those of deflations). */
  tangents(z: Float64Array): readonly Float64Array[];
  /** The point of the orbit of q (under the connected group) that is closest to z. */
  align(q: Float64Array, z: Float64Array): Float64Array;
}

/** Whether work is to end; a promise where the event loop turns first, which is how a signal of the process comes in. */
export type Stopped = () => boolean | Promise<boolean>;

/** Where a curve of zeros leads. */
export interface Course {
  /** How it ends: back at its start; beyond the bound, or where the set is singular, on either side; or not at all. */
  readonly end: "closed" | "unbounded" | "singular" | "unfinished";
  readonly met: ReadonlySet<number>;
  readonly near: ReadonlySet<number>;
}

/** Options of `followCurve`. */
export interface FollowOptions {
  readonly gauge: Gauge;
  /** max |z_v| at which a curve counts as unbounded. */
  readonly bound: number;
  /** The system without deflations, and how to resolve a point of it again. */
  readonly again: (z: Float64Array) => Resolved | null;
  /** How accurately a target is known. */
  readonly accuracy: readonly number[];
  /** Asked before every step: whether to leave the curve unfinished. */
  readonly stopped?: Stopped;
}

const TURN = cos(CURVE.turn);

interface State {
  readonly at: Resolved;
  /** Extended. */
  readonly tangent: Float64Array;
}

/** Follows the curve through `start` in both directions, or once around it. */
export async function followCurve(
  start: Resolved,
  targets: readonly Float64Array[],
  options: FollowOptions,
): Promise<Course> {
  const met = new Set<number>();
  const near = new Set<number>();
  const ends: Course["end"][] = [];
  for (const side of [1, -1]) {
    const end = await followOneWay(start, side, targets, options, met, near);
    ends.push(end);
    if (end === "closed") break;
  }
  for (const k of met) near.delete(k);
  const end = ends.includes("closed")
    ? "closed"
    : ends.includes("unfinished")
      ? "unfinished"
      : ends.includes("singular")
        ? "singular"
        : "unbounded";
  return { end, met, near };
}

async function followOneWay(
  start: Resolved,
  side: number,
  targets: readonly Float64Array[],
  options: FollowOptions,
  met: Set<number>,
  near: Set<number>,
): Promise<Course["end"]> {
  const { gauge, bound } = options;
  const first = tangentAt(start, gauge);
  if (first === null) return "unfinished";
  let state: State = { at: start, tangent: first.map((v) => side * v) };
  let step: number = CURVE.firstStep;
  let travelled = 0;
  for (let k = 0; k < CURVE.maxSteps; k++) {
    if (await options.stopped?.()) return "unfinished";
    const size = Math.max(1, largest(state.at.z));
    let next: State | null = null;
    while (next === null) {
      if (step < CURVE.smallestStep) return "singular";
      next = advance(state, step * size, options);
      if (next === null) step /= 2;
    }
    const h = step * size;
    for (const [q, target] of targets.entries())
      if (!met.has(q)) {
        const verdict = passes(state, next, h, target, options.accuracy[q] ?? 0, gauge);
        if (verdict === "met") met.add(q);
        else if (verdict === "near") near.add(q);
      }
    if (travelled > 4 * h && passes(state, next, h, start.z, start.radius, gauge) === "met") return "closed";
    travelled += h;
    if (largest(next.at.z) > bound) return "unbounded";
    state = next;
    step = Math.min(CURVE.largestStep, 1.5 * step);
  }
  return "unfinished";
}

/** The direction of the kernel across the orbit; null where it is not one. */
function tangentAt({ kernel, z }: Resolved, gauge: Gauge): Float64Array | null {
  const orbit = gauge.tangents(z);
  if (kernel.length !== orbit.length + 1) return null;
  const inside = kernel.map((v) => {
    const part = v.slice(0, z.length);
    for (const t of orbit) subtractAlong(part, t);
    return part;
  });
  // α with the longest Σ α_k inside_k.
  const a: Matrix = {
    rows: z.length,
    columns: kernel.length,
    data: Float64Array.from(
      { length: z.length * kernel.length },
      (_, k) => inside[k % kernel.length]![Math.floor(k / kernel.length)]!,
    ),
  };
  const { right } = singularValues(a);
  const tangent = new Float64Array(kernel[0]!.length);
  kernel.forEach((v, k) => {
    const alpha = right.data[k * kernel.length]!;
    for (let i = 0; i < v.length; i++) tangent[i]! += alpha * v[i]!;
  });
  const length = normOf(tangent.subarray(0, z.length));
  return length > CURVE.still ? tangent.map((v) => v / length) : null;
}

/** One step of length h; null where it is not to be trusted. */
function advance({ at, tangent }: State, h: number, { gauge, again }: FollowOptions): State | null {
  const { equations, extended, kernel, smallest } = at;
  const start = extended.map((v, k) => v + h * tangent[k]!);
  const unit = tangent.map((v) => v / normOf(tangent));
  if (!contracts(equations, start, kernel.length, unit, h)) return null;
  const found = equations.project(start, kernel.length, [unit]);
  if (!isZeroToRounding(found) || distance(found.z, start) > h / 4) return null;
  const spectrum = equations.spectrum(found.z);
  if (corankOf(spectrum) !== kernel.length) return null;
  const n = equations.variables;
  const corank = kernel.length;
  const value = corank === n ? 1 : spectrum.values[n - corank - 1]!;
  if (value < smallest / 2 || value > smallest * 2) return null;
  const size = at.z.length;
  let next: Resolved = {
    ...at,
    extended: found.z,
    z: found.z.slice(0, size),
    noise: found.noise,
    kernel: Array.from({ length: corank }, (_, k) =>
      Float64Array.from({ length: n }, (_, v) => spectrum.right.data[v * n + n - corank + k]!),
    ),
    smallest: value,
    radius: (at.radius * smallest) / value,
  };
  let direction = oriented(tangentAt(next, gauge), tangent, size);
  if (direction === null) return null;
  if (largest(found.z.subarray(size)) > CURVE.largestExtra) {
    const renewed = again(next.z);
    if (renewed === null || renewed.kernel.length !== corank || distance(renewed.z, next.z) > h / 100)
      return null;
    next = renewed;
    direction = oriented(tangentAt(next, gauge), tangent, size);
  }
  return direction === null ? null : { at: next, tangent: direction };
}

/** The tangent with the sign that goes on; null where it turns too much. */
function oriented(next: Float64Array | null, before: Float64Array, size: number): Float64Array | null {
  if (next === null) return null;
  let dot = 0;
  for (let v = 0; v < size; v++) dot += next[v]! * before[v]!;
  if (Math.abs(dot) < TURN) return null;
  return dot > 0 ? next : next.map((v) => -v);
}

/** Whether the second step of Newton's method is much shorter than the first, or both are rounding. */
function contracts(
  equations: RealSystem,
  start: Float64Array,
  corank: number,
  normal: Float64Array,
  h: number,
): boolean {
  const first = equations.newtonStep(start, equations.residual(start).values, corank, [normal]);
  if (first === null || normOf(first) > h / 4) return false;
  const there = start.map((v, k) => v - first[k]!);
  const second = equations.newtonStep(there, equations.residual(there).values, corank, [normal]);
  return second !== null && normOf(second) <= Math.max(CURVE.contraction * normOf(first), 1e-6 * h);
}

/** Whether the curve between two of its points passes through q, up to the group; `near` where that is not decided. */
function passes(
  from: State,
  to: State,
  h: number,
  q: Float64Array,
  accuracy: number,
  gauge: Gauge,
): "met" | "near" | "away" {
  const { z, equations, extended, kernel } = from.at;
  const { tangent } = from;
  const size = z.length;
  const along = (p: Float64Array, origin: Float64Array): number => {
    let sum = 0;
    for (let v = 0; v < size; v++) sum += (p[v]! - origin[v]!) * tangent[v]!;
    return sum;
  };
  let aligned = gauge.align(q, z);
  if (distance(aligned, z) > 2 * h) return "away";
  // The step's own share of the curve; the steps before and after have the rest.
  const reach = along(to.at.z, z);
  const unit = tangent.map((v) => v / normOf(tangent));
  let place = z;
  // The group turns q a little as the place moves: to second order, hence a few rounds.
  for (let round = 0; round < 4; round++) {
    const s = along(aligned, z);
    if (s < -0.1 * h || s > reach + 0.1 * h) return "away";
    const there = equations.project(
      extended.map((v, k) => v + s * tangent[k]!),
      kernel.length,
      [unit],
    );
    if (!isZeroToRounding(there)) return "near";
    place = there.z.slice(0, size);
    aligned = gauge.align(q, place);
  }
  const tolerance = 1e-7 * Math.max(1, largest(place)) + 10 * accuracy;
  const gap = distance(aligned, place);
  if (gap <= tolerance) return "met";
  // In the plane through q the curve has this one point here: q lies on something else, or was not turned the right way.
  return gauge.tangents(place).length > 0 && gap < CURVE.near * h ? "near" : "away";
}

/**
 * Whether two zeros are joined by a path of zeros that was found: along the set towards q, in short steps, in ever other weights of
 * the unknowns and from ever other points of the set, since the distance may have minima on the way. `false` says nothing.
 */
export function joins(
  from: Resolved,
  q: Float64Array,
  accuracy: number,
  gauge: Gauge,
  normal: () => number,
): boolean {
  for (let attempt = 0; attempt < CURVE.joinAttempts; attempt++) {
    const weights = q.map(() => (attempt % 2 === 0 ? 1 : pow(2, normal())));
    let start = from;
    if (attempt > 0) {
      const reach = (Math.max(1, largest(from.z)) * (1 + attempt)) / 4;
      const detour: Float64Array = from.z.map((v) => v + reach * normal());
      start = wander(from, detour, gauge, CURVE.detourSteps * (1 + (attempt % 4)), weights).at;
    }
    if (wander(start, q, gauge, CURVE.joinSteps, weights, accuracy).reached) return true;
  }
  return false;
}

function wander(
  from: Resolved,
  q: Float64Array,
  gauge: Gauge,
  steps: number,
  weights: Float64Array,
  accuracy = 0,
): { readonly at: Resolved; readonly reached: boolean } {
  let at = from;
  let step: number = CURVE.largestStep;
  for (let k = 0; k < steps; k++) {
    const { z, kernel, equations, extended, smallest } = at;
    const n = equations.variables;
    const size = Math.max(1, largest(z));
    const target = gauge.align(q, z);
    if (distance(target, z) <= 1e-7 * size + 10 * accuracy) return { at, reached: true };
    // Along the orbit there is nothing to gain: the target turns as well.
    const across = target.map((v, k) => weights[k]! * (v - z[k]!));
    for (const t of gauge.tangents(z)) subtractAlong(across, t);
    const toward = new Float64Array(n);
    toward.set(across);
    const direction = new Float64Array(n);
    for (const basis of kernel) {
      let dot = 0;
      for (let v = 0; v < n; v++) dot += basis[v]! * toward[v]!;
      for (let v = 0; v < n; v++) direction[v]! += dot * basis[v]!;
    }
    const length = normOf(direction);
    if (length < 0.02 * normOf(toward)) return { at, reached: false };
    const h = Math.min(step * size, length);
    const start = extended.map((v, i) => v + (h / length) * direction[i]!);
    const there = equations.project(start, kernel.length);
    const spectrum = equations.spectrum(there.z);
    const value = spectrum.values[n - kernel.length - 1] ?? 1;
    const good =
      isZeroToRounding(there) &&
      distance(there.z, start) <= h / 4 &&
      corankOf(spectrum) === kernel.length &&
      value > smallest / 2 &&
      value < smallest * 2;
    if (!good) {
      step /= 2;
      if (step < CURVE.shortestShare) return { at, reached: false };
      continue;
    }
    at = {
      ...at,
      extended: there.z,
      z: there.z.slice(0, z.length),
      noise: there.noise,
      kernel: kernel.map((_, c) =>
        Float64Array.from({ length: n }, (_, v) => spectrum.right.data[v * n + n - kernel.length + c]!),
      ),
      smallest: value,
    };
    step = Math.min(CURVE.largestStep, 1.5 * step);
  }
  return { at, reached: false };
}

function largest(z: Float64Array): number {
  let max = 0;
  for (const v of z) max = Math.max(max, Math.abs(v));
  return max;
}

/** ‖a − b‖ over the unknowns that both have. */
function distance(a: Float64Array, b: Float64Array): number {
  let squares = 0;
  const n = Math.min(a.length, b.length);
  for (let v = 0; v < n; v++) squares += squared(a[v]! - b[v]!);
  return Math.sqrt(squares);
}

const normOf = (v: Float64Array): number => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));

function subtractAlong(v: Float64Array, unit: Float64Array): void {
  let dot = 0;
  for (let k = 0; k < v.length; k++) dot += v[k]! * unit[k]!;
  for (let k = 0; k < v.length; k++) v[k]! -= dot * unit[k]!;
}
