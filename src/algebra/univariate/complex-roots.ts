/**
 * All complex roots of a square-free integer polynomial, each in a disc that contains exactly one.
 *
 *   approximate in doubles → Aberth–Ehrlich at 128, 256, … bits for roots that are not isolated → Newton → verify
 *
 * An approximation counts as isolated when no other is within four radii n|f/f′| of it; the rest go on at twice the
 * precision. What is claimed rests on the verification alone (`verify`): discs that each contain a root, as many as the
 * degree, pairwise disjoint, so each contains exactly one. The set of discs is symmetric to the real line: a disc
 * centred on the line contains a real root, because the conjugate of its root lies in it too; a disc off the line
 * contains none, and stands for its mirror image as well.
 *
 * Roots on the imaginary axis come in pairs ±iy and are counted exactly beforehand (`imaginaryPairs`); once no more discs
 * than that meet the axis, these are the ones, and their real part is exactly 0.
 */

import { bitLength, powerOfTwo } from "../../exact/dyadic.js";
import { approximateInDoubles, startingPoints } from "./approximate.js";
import {
  type Axis,
  contains,
  type Disc,
  type DyadicPoint,
  discRadius,
  discRadiusInDoubles,
  FEW_BITS,
  overlaps,
  pointFrom,
  polish,
  roundTo,
} from "./discs.js";
import { EvaluablePolynomial, enclosed, evaluateBig } from "./evaluate.js";
import { degreeOf, type IntegerPolynomial } from "./integer-polynomial.js";
import type { Work } from "./progress.js";
import {
  compareScaled,
  divideScaled,
  normalisedComplex,
  type Scaled,
  type ScaledComplex,
  scaledComplexFrom,
  scaledFrom,
  upperModulus,
} from "./scaled.js";

/** A disc with exactly one root of the polynomial in it. */
export interface RootDisc extends Disc {
  /** "real": the root is real; "imaginary": its real part is 0; "none": neither. */
  readonly axis: Axis;
}

/** Refines a disc that contains exactly one root until its radius is below 2^(goal + 1). */
export type Refine = (disc: RootDisc, goal: number) => RootDisc;

/** All roots of a polynomial in discs, and how discs are made smaller. */
export interface ComplexRoots {
  /** Discs centred on the real line. */
  readonly real: RootDisc[];
  /** Discs above the real line; each stands for its mirror image too. */
  readonly upper: RootDisc[];
  readonly refine: Refine;
}

/**
 * Discs of all roots of f, radii at most 2^−bits times each part of the centre that is not exactly 0.
 *
 * @param f square-free, of degree at least 2, f(0) ≠ 0.
 * @param imaginaryPairs the number of pairs ±iy of roots on the imaginary axis.
 * @throws Error if the roots are not isolated at the precision by which the root separation of a square-free f says they are:
 * f has multiple roots.
 */
export function* complexRoots(
  f: IntegerPolynomial,
  imaginaryPairs: number,
  bits: number,
): Work<ComplexRoots> {
  const state = yield* begin(new EvaluablePolynomial(f));
  const highest = precisionLimit(f);
  let again: number[] = crowded(state);
  const careful = new Set<number>();
  for (let precision = 128; precision <= highest; precision *= 2) {
    if (again.length > 0) {
      yield* aberth(state, again, precision);
      for (const i of again) state.radii[i] = discRadius(state.f, state.points[i]!, precision);
      again = crowded(state);
      if (again.length > 0) continue;
    }
    const outcome = yield* verify(state, imaginaryPairs, bits, careful);
    if ("real" in outcome) return outcome;
    again = outcome.failed;
    for (const i of again) careful.add(i);
  }
  throw new Error(
    `complexRoots: no isolation at ${highest} bits, more than the separation of the roots needs`,
  );
}

/** Mahler's bound: the roots are at least 2^−(n log₂ n + (n − 1) log₂‖f‖) apart; evaluation needs as much again. */
function precisionLimit(f: IntegerPolynomial): number {
  const n = degreeOf(f);
  const size = f.reduce((most, c) => Math.max(most, bitLength(c)), 0) + bitLength(BigInt(n));
  return 1024 + 8 * n * (size + bitLength(BigInt(n)));
}

interface State {
  readonly f: EvaluablePolynomial;
  readonly points: DyadicPoint[];
  /** Upper bounds of n|f/f′|; `null` for infinity. */
  readonly radii: (Scaled | null)[];
  /** The points as doubles times 2^shift, for distances. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly shift: number;
}

function* begin(f: EvaluablePolynomial): Work<State> {
  const start = startingPoints(f);
  const doubles = yield* approximateInDoubles(f, start);
  const n = f.degree;
  if (doubles === null) {
    const state: State = {
      f,
      points: start.map(pointFrom),
      radii: new Array<Scaled | null>(n).fill(null),
      x: new Float64Array(n),
      y: new Float64Array(n),
      shift: 0,
    };
    for (let i = 0; i < n; i++) setDoubles(state, i);
    return state;
  }
  const { re: x, im: y, shift } = doubles;
  const points = Array.from(x, (_, i) => pointFrom({ re: x[i]!, im: y[i]!, e: shift }));
  const radii = Array.from(x, (_, i) => discRadiusInDoubles(f, x[i]!, y[i]!, shift));
  return { f, points, radii, x, y, shift };
}

function setDoubles({ points, x, y, shift }: State, i: number): void {
  const { re, im, unit } = points[i]!;
  const z = scaledComplexFrom(re, im, unit);
  x[i] = z.re * powerOfTwo(z.e - shift);
  y[i] = z.im * powerOfTwo(z.e - shift);
}

/** z_i − z_j; from the points themselves where the doubles agree too far. */
function difference({ points, x, y, shift }: State, i: number, j: number): ScaledComplex {
  const dx = x[i]! - x[j]!;
  const dy = y[i]! - y[j]!;
  const gap = Math.abs(dx) + Math.abs(dy);
  const size = Math.abs(x[i]!) + Math.abs(y[i]!);
  if (gap > size * 2 ** -20 && gap < 2 ** 500 && gap > 2 ** -500) return normalisedComplex(dx, dy, shift);
  const [a, b] = [points[i]!, points[j]!];
  const unit = Math.min(a.unit, b.unit);
  const [p, q] = [roundTo(a, unit), roundTo(b, unit)];
  return scaledComplexFrom(p.re - q.re, p.im - q.im, unit);
}

/** Indices of points that are not isolated. */
function crowded(state: State): number[] {
  const { radii, x, y, shift } = state;
  const n = radii.length;
  const result: number[] = [];
  for (let i = 0; i < n; i++) {
    const radius = radii[i];
    if (radius == null) {
      result.push(i);
      continue;
    }
    const guarded: Scaled = { m: radius.m, e: radius.e + 2 };
    // Distances of doubles are right to a quarter where they exceed 2⁻²⁰ of the modulus.
    const quick =
      8 * radius.m * powerOfTwo(radius.e - shift) + (Math.abs(x[i]!) + Math.abs(y[i]!)) * 2 ** -20;
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const gap = Math.max(Math.abs(x[i]! - x[j]!), Math.abs(y[i]! - y[j]!));
      if (gap > quick && gap < Infinity) continue;
      if (compareScaled(upperModulus(difference(state, i, j)), guarded) > 0) continue;
      result.push(i);
      break;
    }
  }
  return result;
}

/** ⌊log₂ of the distance to the nearest other point⌋. */
function nearest(state: State, i: number): number {
  const { points, x, y, shift } = state;
  let least = Infinity;
  let bound = Infinity;
  for (let j = 0; j < points.length; j++) {
    if (j === i) continue;
    const gap = Math.max(Math.abs(x[i]! - x[j]!), Math.abs(y[i]! - y[j]!));
    if (gap > bound) continue;
    const { e } = difference(state, i, j);
    if (e >= least) continue;
    least = e;
    // Distances of doubles that are twice as large cannot be smaller.
    bound = 2 * powerOfTwo(e + 1 - shift) + (Math.abs(x[i]!) + Math.abs(y[i]!)) * 2 ** -20;
  }
  return least;
}

/**
 * Rounds at one precision; what has not settled then goes on at the next. Far from a cluster of two, each round halves or
 * quarters the distance to it, so the rounds grow with the digits that can be won.
 */
const rounds = (precision: number): number => 40 + precision;

/** Aberth–Ehrlich for the given points at the given precision, the others standing still. */
function* aberth(state: State, indices: readonly number[], precision: number): Work<void> {
  const moving = new Set(indices);
  for (let round = 0; round < rounds(precision) && moving.size > 0; round++)
    for (const i of moving) {
      if (aberthStep(state, i, precision)) moving.delete(i);
      yield { stage: "isolating", done: indices.length - moving.size, total: indices.length };
    }
}

/** One correction; whether z_i is as good as the precision makes it. */
function aberthStep(state: State, i: number, precision: number): boolean {
  const { f, points } = state;
  const { re, im, unit } = points[i]!;
  const z = scaledComplexFrom(re, im, unit);
  const modulus = upperModulus(z);
  const value = enclosed(evaluateBig(f, re, im, unit, modulus, precision));
  if (compareScaled(upperModulus(value.value), value.error) <= 0) return true;
  const slope = enclosed(evaluateBig(f.derivative, re, im, unit, modulus, precision)).value;
  if (slope.re === 0 && slope.im === 0) return true;
  const newton = divideScaled(value.value, slope);
  const sum = attraction(state, i, newton);
  const step = divideScaled(newton, normalisedComplex(1 - sum.re, -sum.im, 0));
  const grid = z.e - precision - 8;
  const rounded = roundTo(points[i]!, grid);
  const move = roundTo(pointFrom(step), grid);
  const next = { re: rounded.re - move.re, im: rounded.im - move.im, unit: grid };
  if (next.re === 0n && next.im === 0n) return true;
  points[i] = next;
  setDoubles(state, i);
  return step.e < z.e - precision;
}

/** Σ_{j≠i} N/(z_i − z_j) as doubles; terms too large for them are cut, which leaves the direction. */
function attraction(state: State, i: number, newton: ScaledComplex): { re: number; im: number } {
  let re = 0;
  let im = 0;
  for (let j = 0; j < state.points.length; j++) {
    if (j === i) continue;
    const gap = difference(state, i, j);
    if (gap.re === 0 && gap.im === 0) continue;
    const quotient = divideScaled(newton, gap);
    const factor = powerOfTwo(Math.min(quotient.e, 900));
    re += quotient.re * factor;
    im += quotient.im * factor;
  }
  // 1 − Σ = 0 would stop the division: the correction is then as good as any along Σ.
  return re === 1 && im === 0 ? { re: 0.5, im: 0 } : { re, im };
}

/** The smaller nonzero part decides how small the disc must be. */
function goalFor(disc: DyadicPoint, axis: Axis, bits: number): number {
  const re = axis === "imaginary" ? null : scaledFrom(disc.re, disc.unit);
  const im = axis === "real" ? null : scaledFrom(disc.im, disc.unit);
  const exponents = [re, im].flatMap((part) => (part === null ? [] : [part.m === 0 ? disc.unit : part.e]));
  return Math.min(...exponents) - bits;
}

/** Whether the disc meets the imaginary axis. */
const meetsImaginaryAxis = ({ re, radius }: Disc): boolean => (re < 0n ? -re : re) <= radius;

/**
 * Discs with their proof, or the points whose approximations were not good enough for one.
 *
 * @param careful points which a first step to few bits has led out of a cluster before: all that is known of them is kept.
 */
function* verify(
  state: State,
  imaginaryPairs: number,
  bits: number,
  careful: ReadonlySet<number>,
): Work<ComplexRoots | { failed: number[] }> {
  const { f, points, radii } = state;
  const n = f.degree;
  const all = () => ({ failed: Array.from({ length: n }, (_, i) => i) });
  const found: { index: number; disc: RootDisc }[] = [];
  const failed: number[] = [];
  let lower = 0;
  for (let i = 0; i < n; i++) {
    const point = points[i]!;
    const size = scaledComplexFrom(point.re, point.im, point.unit).e;
    const height = scaledFrom(point.im < 0n ? -point.im : point.im, point.unit);
    const real = compareScaled(height, radii[i]!) <= 0;
    if (!real && point.im < 0n) {
      lower++;
      continue;
    }
    const axis = real ? "real" : "none";
    // Radii below a quarter of the distance keep neighbours apart, mirrored ones included.
    const known = careful.has(i) ? Math.max(FEW_BITS, size - radii[i]!.e) : FEW_BITS;
    const disc = polish(f, point, Math.min(size - bits, nearest(state, i) - 4), axis, known);
    if (disc === null) failed.push(i);
    else found.push({ index: i, disc: { ...disc, axis } });
    yield { stage: "refining", done: i, total: n };
  }
  if (failed.length > 0) return { failed };
  const refine: Refine = (disc, goal) => {
    if (unitsExponent(disc) <= goal) return disc;
    return { ...within(f, disc, disc, goal), axis: disc.axis };
  };
  const upper = found.filter(({ disc }) => disc.axis !== "real");
  if (upper.length !== lower || upper.some(({ disc }) => disc.im <= disc.radius)) return all();
  for (const [a, b] of overlaps(found.map(({ disc }) => disc))) failed.push(found[a]!.index, found[b]!.index);
  if (failed.length > 0) return { failed: [...new Set(failed)] };
  // From here on every disc is known to contain exactly one root, and refining it keeps that root.
  yield* placeOnImaginaryAxis(f, upper, imaginaryPairs, refine);
  for (const entry of upper)
    for (let goal = goalFor(entry.disc, entry.disc.axis, bits); unitsExponent(entry.disc) > goal + 1; ) {
      entry.disc = refine(entry.disc, goal);
      goal = goalFor(entry.disc, entry.disc.axis, bits);
      yield { stage: "refining", done: n, total: n };
    }
  return {
    real: found.filter(({ disc }) => disc.axis === "real").map(({ disc }) => disc),
    upper: upper.map(({ disc }) => disc),
    refine,
  };
}

/**
 * A disc of radius at most 2^(goal + 1) inside `outer`, which contains exactly one root: then it contains the same one.
 *
 * @param start where Newton's method begins, on its axis.
 */
function within(f: EvaluablePolynomial, outer: RootDisc, start: RootDisc, goal: number): Disc {
  // In a cluster of roots closer than that a first step to so few bits would lead out of the disc: then all that it says are kept.
  const known = scaledComplexFrom(start.re, start.im, start.unit).e - unitsExponent(outer);
  for (let attempt = 0; attempt < 4; attempt++) {
    const inner = polish(
      f,
      start,
      goal - 8 * attempt,
      start.axis,
      attempt === 0 ? FEW_BITS : Math.max(FEW_BITS, known),
    );
    if (inner !== null && contains(outer, inner)) return inner;
  }
  throw new Error("complexRoots: Newton's method left a disc with one root");
}

/** ⌊log₂ radius⌋; −∞ for radius 0. */
const unitsExponent = ({ radius, unit }: Disc): number =>
  radius === 0n ? -Infinity : bitLength(radius) - 1 + unit;

/** Decides which roots above the real line have real part exactly 0, by their number. */
function* placeOnImaginaryAxis(
  f: EvaluablePolynomial,
  upper: { disc: RootDisc }[],
  pairs: number,
  refine: Refine,
): Work<void> {
  for (;;) {
    const meeting = upper.filter(({ disc }) => meetsImaginaryAxis(disc));
    if (meeting.length < pairs) throw new Error("complexRoots: fewer discs on the imaginary axis than roots");
    if (meeting.length === pairs) {
      for (const entry of meeting) {
        const axis = "imaginary";
        const start: RootDisc = { ...entry.disc, re: 0n, axis };
        entry.disc = { ...within(f, entry.disc, start, unitsExponent(entry.disc) - 4), axis };
      }
      return;
    }
    for (const entry of meeting) {
      entry.disc = refine(entry.disc, unitsExponent(entry.disc) - 64);
      yield { stage: "refining", done: upper.length - meeting.length, total: upper.length };
    }
  }
}
