/**
 * Critical orbits of an analytic loss that rotations of the features leave as it is, in a box, by certified branch and bound on triangular representatives.
 *
 * O(m) acts on the vectors x_1, …, x_q ∈ R^m, columns of X (the columns of all m×p variables side by side, or the rows of p×m ones). By a QR decomposition every orbit has a point with X upper triangular,
 * x_ij = 0 for j < i; T is the space of these, with all other unknowns. Let R ∈ T be critical for f on T, G = ∂_X f(R), which vanishes on T. As f is invariant, G Rᵀ is symmetric, so that
 *
 *   Σ_{j<i} G_ij R_kj = 0,   k < i.
 *
 * If R_11, …, R_rr ≠ 0 and all rows of R beyond the r-th are 0, then G = 0: rows i ≤ r by these equations, which are triangular with the pivots R_kk; the others since f is even in a row that is 0. The converse holds for all R, so that
 * the critical orbits of f with a point of T in the box are among the critical points of f on T there. Of these, points are
 *
 *   kept      where the pivots of the first r rows have no 0 in their enclosures and the others rows are 0: their signs change a point into one that is in the box of the same unique zero, so that it is itself
 *   dropped   where some entry of G is not 0 all over the enclosure
 *   undecided else.
 *
 * Signs of rows make 2^r points of one orbit. With H the second derivative at R, the rows beyond the r-th do not meet others in H, and are all alike; row r + 1 has p − r entries of T, which complement the row space of R, along which H vanishes. So
 *
 *   index = index of H on the first r rows of T and the other unknowns + (m − r) · index of H on row r + 1 of T,   nullity = dimension = m r − r(r + 1)/2,
 *
 * where both blocks are proved regular. Copies: 2 if r = m, else 1.
 *
 * Not covered: several groups, matrices that a group conjugates.
 */
import { ZERO } from "../exact/rational.js";
import type { Box, UndecidedBox, ZeroSearchOptions } from "../numeric/rigorous/all-zeros.js";
import { type BallMatrix, ballZero } from "../numeric/rigorous/ball-matrix.js";
import {
  type CertifiedCriticalPoint,
  type CriticalPointSearch,
  criticalPointsInBoxByTurns,
  type JetFunction,
} from "../numeric/rigorous/critical-points.js";
import { ball, down, type Interval, up } from "../numeric/rigorous/interval.js";
import { certifiedSignature } from "../numeric/rigorous/krawczyk.js";
import { stiefelDimension, stiefelEuler } from "../objectives/topology.js";
import { type Analytic, enclosedFunction } from "../symbolic/analytic.js";
import { type AnalyticLoss, entrywise } from "../symbolic/analytic-loss.js";
import { type Action, isInvariant } from "../symbolic/invariance.js";

/** Where the entries of the vectors are among all unknowns. */
export interface VectorLayout {
  /** m */
  readonly size: number;
  /** [i][j]: the place of entry i of vector j. */
  readonly places: readonly (readonly number[])[];
  /** Unknowns of T, in order, and those that are 0 on T. */
  readonly kept: readonly number[];
  readonly fixed: readonly number[];
}

/** A critical orbit. */
export interface AnalyticOrbit {
  /** All unknowns of its point in T. */
  readonly midpoint: Float64Array;
  readonly radius: Float64Array;
  readonly value: Interval;
  readonly rank: number;
  readonly dimension: number;
  /** Null where it is not decided. */
  readonly index: number | null;
  readonly copies: bigint;
  readonly euler: bigint;
}

/** The critical orbits with a triangular point in the box. */
export interface AnalyticOrbits extends Pick<CriticalPointSearch, "undecided" | "boxes"> {
  readonly orbits: readonly AnalyticOrbit[];
  /** Points of which it is not decided whether they are critical. */
  readonly open: number;
}

/** The vectors that a group of rotations moves; undefined where none of two dimensions or more leaves the loss as it is. */
export function vectorLayout(loss: AnalyticLoss): VectorLayout | undefined {
  const { variables } = loss;
  for (const side of ["left", "right"] as const) {
    const sizes = variables.map(({ symbol }) => (side === "left" ? symbol.rows : symbol.columns));
    for (const m of new Set(sizes)) {
      if (m < 2) continue;
      const moved = new Set(variables.flatMap(({ symbol }, k) => (sizes[k] === m ? [symbol.name] : [])));
      const action: Action = { left: side === "left", right: side === "right" };
      const actions = new Map([...moved].map((name) => [name, action] as const));
      const scalars = [loss.loss, ...loss.calls.flatMap(({ parts }) => parts)];
      if (scalars.every((expression) => isInvariant(expression, actions)))
        return layoutOf(loss, moved, m, side);
    }
  }
  return undefined;
}

function layoutOf(
  { variables }: AnalyticLoss,
  moved: ReadonlySet<string>,
  m: number,
  side: "left" | "right",
): VectorLayout {
  const places: number[][] = Array.from({ length: m }, () => []);
  const others: number[] = [];
  let offset = 0;
  for (const { symbol } of variables) {
    const { name, rows, columns } = symbol;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        const place = offset + i * columns + j;
        if (!moved.has(name)) others.push(place);
        else places[side === "left" ? i : j]!.push(place);
      }
    offset += rows * columns;
  }
  const fixed = places.flatMap((row, i) => row.slice(0, i));
  const kept = [...places.flatMap((row, i) => row.slice(i)), ...others].sort((a, b) => a - b);
  return { size: m, places, kept, fixed };
}

/**
 * All critical orbits with a point of T in the box.
 *
 * @throws as `criticalPointsInBoxByTurns`.
 */
export async function criticalOrbitsInBox(
  loss: AnalyticLoss,
  layout: VectorLayout,
  box: Box,
  options: ZeroSearchOptions,
): Promise<AnalyticOrbits> {
  const whole = entrywise(loss);
  const { kept } = layout;
  const onT = enclosedFunction(restricted(whole, kept), kept.length);
  const f = enclosedFunction(whole, box.lo.length);
  const part = (a: Float64Array) => Float64Array.from(kept, (v) => a[v]!);
  const found = await criticalPointsInBoxByTurns(onT, { lo: part(box.lo), hi: part(box.hi) }, options);
  const orbits: AnalyticOrbit[] = [];
  let open = 0;
  for (const point of found.points) {
    const verdict = judged(point, layout, { f, onT }, box.lo.length);
    if (verdict === "open") open++;
    else if (verdict !== "none" && !orbits.some((other) => areAlike(other, verdict))) orbits.push(verdict);
  }
  const undecided = found.undecided.map(
    (one): UndecidedBox => ({
      ...one,
      lo: spread(one.lo, kept, box.lo.length),
      hi: spread(one.hi, kept, box.lo.length),
    }),
  );
  return { orbits, open, undecided, boxes: found.boxes };
}

const spread = (values: Float64Array, kept: readonly number[], size: number): Float64Array => {
  const all = new Float64Array(size);
  for (const [k, v] of kept.entries()) all[v] = values[k]!;
  return all;
};

const NOTHING: Analytic = { kind: "number", value: ZERO };

/** f with 0 for the unknowns that are not kept. */
function restricted(f: Analytic, kept: readonly number[]): Analytic {
  const known = new Map<Analytic, Analytic>();
  const at = (a: Analytic): Analytic => {
    let value = known.get(a);
    if (value === undefined) {
      value = changed(a);
      known.set(a, value);
    }
    return value;
  };
  const changed = (a: Analytic): Analytic => {
    switch (a.kind) {
      case "number":
        return a;
      case "variable": {
        const place = kept.indexOf(a.at);
        return place < 0 ? NOTHING : { kind: "variable", at: place };
      }
      case "power":
        return { ...a, base: at(a.base) };
      default:
        return { ...a, parts: a.parts.map(at) };
    }
  };
  return at(f);
}

/** A critical point of f on T, with the signs of its rows such that pivots are positive; or that it is none of f, or may be. */
function judged(
  point: CertifiedCriticalPoint,
  { size: m, places, kept, fixed }: VectorLayout,
  { f, onT }: { readonly f: JetFunction; readonly onT: JetFunction },
  unknowns: number,
): AnalyticOrbit | "none" | "open" {
  const midpoint = spread(point.midpoint, kept, unknowns);
  const radius = spread(point.radius, kept, unknowns);
  const uniqueness = spread(point.uniqueness, kept, unknowns);
  const ofRow = (i: number) => places[i]!.slice(i);
  const isPivot = (i: number) => {
    const v = places[i]![i];
    return v !== undefined && Math.abs(midpoint[v]!) > radius[v]!;
  };
  const isZero = (i: number) =>
    ofRow(i).every((v) => 2 * Math.abs(midpoint[v]!) + radius[v]! < uniqueness[v]! * (1 - 2 ** -30));
  let rank = 0;
  while (rank < m && isPivot(rank)) rank++;
  const rest = Array.from({ length: m - rank }, (_, k) => rank + k);
  if (!rest.every(isZero)) {
    const { gradient } = f(Array.from(midpoint, (x, v) => around(x, radius[v]!)));
    return fixed.some((v) => gradient[v]!.lo > 0 || gradient[v]!.hi < 0) ? "none" : "open";
  }
  for (const i of rest)
    for (const v of ofRow(i)) {
      midpoint[v] = 0;
      radius[v] = 0;
    }
  const { hessian } = onT(Array.from(kept, (v) => around(midpoint[v]!, radius[v]!)));
  const beyond = new Set(rest.flatMap(ofRow));
  const own = negativeOn(
    hessian,
    [...kept.keys()].filter((k) => !beyond.has(kept[k]!)),
  );
  const next = rank < m ? ofRow(rank) : [];
  const other = negativeOn(
    hessian,
    [...kept.keys()].filter((k) => next.includes(kept[k]!)),
  );
  for (let i = 0; i < rank; i++)
    if (midpoint[places[i]![i]!]! < 0) for (const v of ofRow(i)) midpoint[v] = 0 - midpoint[v]!;
  return {
    midpoint,
    radius,
    value: point.value,
    rank,
    dimension: stiefelDimension(m, rank),
    index: own === null || other === null ? null : own + (m - rank) * other,
    copies: rank === m ? 2n : 1n,
    // χ of one of the copies.
    euler: rank === m ? stiefelEuler(m, rank) / 2n : stiefelEuler(m, rank),
  };
}

const around = (x: number, r: number): Interval =>
  r === 0 ? { lo: x, hi: x } : { lo: down(x - r), hi: up(x + r) };

/** Negative eigenvalues of a block of a packed symmetric matrix, regular all over its enclosure; null where that is not proved. */
function negativeOn(packed: readonly Interval[], places: readonly number[]): number | null {
  const n = places.length;
  if (n === 0) return 0;
  const block: BallMatrix = ballZero(n, n);
  for (const [i, a] of places.entries())
    for (const [j, b] of places.entries()) {
      const [row, column] = a >= b ? [a, b] : [b, a];
      const { mid, rad } = ball(packed[(row * (row + 1)) / 2 + column]!);
      block.mid[i * n + j] = mid;
      block.rad[i * n + j] = rad;
    }
  return certifiedSignature(block)?.negative ?? null;
}

/** Whether the boxes of two points meet: those of different orbits do not, their pivots being positive. */
const areAlike = (a: AnalyticOrbit, b: AnalyticOrbit): boolean =>
  a.rank === b.rank &&
  a.midpoint.every((x, v) => Math.abs(x - b.midpoint[v]!) <= a.radius[v]! + b.radius[v]!);
