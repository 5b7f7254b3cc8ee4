/**
 * The atlas of a loss with exponentials and logarithms: its critical points inside a box.
 *
 * Up to six entries: all of them, by certified branch and bound (`numeric/rigorous/critical-points.ts`), each with an enclosure of its value and its
 * proved index, or orbits where rotations of the features leave the loss as it is (`analytic-orbits.ts`); the list is proved where nothing of the box is undecided. Beyond: those that damped Newton's method reaches from N random points of the box, each proved to be
 * there by Krawczyk's test, and the share of starts that would lead to points that are on the list, by Good and Turing
 *
 *   1 − n_1/N,   n_1 points that one start alone led to.
 *
 * Not covered: critical points of the loss on the boundary of the box, and sets of them, which stay undecided.
 *
 * Source: Good, "The population frequencies of species and the estimation of population parameters", Biometrika 40 (1953).
 */

import { setImmediate as nextTick } from "node:timers/promises";
import { Random } from "../exact/random.js";
import { solveSymmetric } from "../numeric/linalg/decompositions.js";
import { generate, type Matrix } from "../numeric/linalg/dense.js";
import type { Box, UndecidedBox, ZeroSearchOptions } from "../numeric/rigorous/all-zeros.js";
import {
  type CertifiedCriticalPoint,
  criticalPointAt,
  criticalPointsInBoxByTurns,
  type JetFunction,
} from "../numeric/rigorous/critical-points.js";
import type { AnalyticProblem } from "../objectives/objective.js";
import { enclosedFunction } from "../symbolic/analytic.js";
import { entrywise } from "../symbolic/analytic-loss.js";
import {
  type AnalyticOrbit,
  criticalOrbitsInBox,
  type VectorLayout,
  vectorLayout,
} from "./analytic-orbits.js";
import { tally } from "./census.js";
import type { Atlas, Audit, CriticalComponent } from "./record/types.js";

/** Entries up to which the whole box is searched: volumes grow too fast for more. Chosen. */
const MOST_SEARCHED = 6;
/** Boxes that are looked at. Chosen: about a minute. */
const BOXES = 400_000;
/** Random points of the box that Newton's method starts from. Chosen: some seconds for ten entries. */
const STARTS = 200;

/** How far the search goes, and what tells of it. */
export interface AnalyticOptions {
  readonly limit: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number | undefined, label: string) => void) | undefined;
}

/** A critical point, or an orbit of them by one of its points. */
type Listed = Omit<AnalyticOrbit, "rank" | "copies" | "euler"> & Partial<AnalyticOrbit>;

interface Found {
  readonly points: readonly Listed[];
  readonly isComplete: boolean;
  readonly theorem?: string;
  readonly reason?: string;
  readonly interrupted?: boolean;
}

/** What an atlas has of such a loss, besides what it says of its problem. */
export async function analyticAtlas(
  analytic: AnalyticProblem,
  options: AnalyticOptions,
): Promise<Pick<Atlas, "components" | "truncated" | "audit" | "census">> {
  const { loss, box } = analytic;
  const f = enclosedFunction(entrywise(loss), box.lo.length);
  const layout = vectorLayout(loss);
  const unknowns = (layout?.kept ?? box.lo).length;
  const found =
    unknowns > MOST_SEARCHED
      ? await sampled(f, box, options)
      : layout === undefined
        ? await searched(f, box, options)
        : await searchedOrbits(analytic, layout, options);
  const inOrder = [...found.points].sort((a, b) => a.value.lo + a.value.hi - b.value.lo - b.value.hi);
  const all = inOrder.map((point, k) => componentOf(point, k, analytic, f));
  const components = all.slice(0, options.limit);
  const undecided = all.filter(({ index }) => index === undefined).length;
  const reasons = [
    ...(found.reason === undefined ? [] : [found.reason]),
    ...(undecided === 0 ? [] : [`the inertia of ${undecided} critical points is undecided`]),
  ];
  const complete = found.isComplete && reasons.length === 0;
  const counted = tally(all);
  const audit: Audit = {
    complete,
    proof: complete ? "proved" : "incomplete",
    ...(complete && found.theorem !== undefined ? { theorem: found.theorem } : {}),
    ...(complete ? {} : { reason: reasons.join("; ") }),
    ...(found.interrupted === true ? { interrupted: true } : {}),
    by: complete ? ["branch-and-bound"] : [],
    failures: [],
  };
  return {
    components,
    truncated: components.length < all.length,
    ...(complete && counted !== undefined ? { census: counted } : {}),
    audit,
  };
}

const searchOptions = ({ signal, onProgress }: AnalyticOptions): ZeroSearchOptions => ({
  budget: BOXES,
  ...(signal === undefined ? {} : { signal }),
  ...(onProgress === undefined
    ? {}
    : {
        onProgress: (seen: number, share: number) =>
          onProgress(seen, undefined, `boxes, ${(100 * share).toFixed(1)} % of the volume decided`),
      }),
});

/** All critical points inside the box. */
function searched(f: JetFunction, box: Box, options: AnalyticOptions): Promise<Found> {
  return uninterrupted(options, async () => {
    const { points, undecided, boxes } = await criticalPointsInBoxByTurns(f, box, searchOptions(options));
    return {
      points: points.map((point) => ({ ...point, dimension: 0 })),
      isComplete: undecided.length === 0,
      theorem: `branch and bound: each of ${boxes} boxes that the box was cut into, by interval arithmetic, has no critical point, or exactly one, which is listed`,
      ...(undecided.length === 0 ? {} : { reason: undecidedText(undecided) }),
    };
  });
}

/** All critical orbits with a triangular point in the box. */
function searchedOrbits(
  { loss, box }: AnalyticProblem,
  layout: VectorLayout,
  options: AnalyticOptions,
): Promise<Found> {
  return uninterrupted(options, async () => {
    const { orbits, open, undecided, boxes } = await criticalOrbitsInBox(
      loss,
      layout,
      box,
      searchOptions(options),
    );
    const reasons = [
      ...(undecided.length === 0 ? [] : [undecidedText(undecided)]),
      ...(open === 0 ? [] : [`of ${open} triangular points it is not decided whether they are critical`]),
    ];
    return {
      points: orbits,
      isComplete: reasons.length === 0,
      theorem: `branch and bound: rotations make every point triangular; each of ${boxes} boxes of triangular points, by interval arithmetic, has no critical point, or exactly one, of which it is decided whether it is one of the loss; the list is of the orbits with a triangular point in the box`,
      ...(reasons.length === 0 ? {} : { reason: reasons.join("; ") }),
    };
  });
}

async function uninterrupted({ signal }: AnalyticOptions, search: () => Promise<Found>): Promise<Found> {
  try {
    return await search();
  } catch (error) {
    if (!signal?.aborted) throw error;
    const reason = "interrupted: the box was not searched to its end";
    return { points: [], isComplete: false, interrupted: true, reason };
  }
}

const WHY: Readonly<Record<UndecidedBox["kind"], string>> = {
  resolution: "as small as they are cut: degenerate critical points, or sets of them",
  budget: "not come to within the number of boxes that are looked at",
  boundary: "critical points on the boundary of the box, or next to it",
};

function undecidedText(undecided: readonly UndecidedBox[]): string {
  const texts = (["resolution", "budget", "boundary"] as const).flatMap((kind) => {
    const own = undecided.filter((part) => part.kind === kind);
    if (own.length === 0) return [];
    const { lo, hi } = own[0]!;
    const place = Array.from(lo, (low, i) => `[${low.toPrecision(4)}, ${hi[i]!.toPrecision(4)}]`).join(" × ");
    return [`${own.length} parts of the box are undecided (${WHY[kind]}), the first ${place}`];
  });
  return texts.join("; ");
}

/** What random starts lead to. */
async function sampled(
  f: JetFunction,
  box: Box,
  { seed, signal, onProgress }: AnalyticOptions,
): Promise<Found> {
  const random = new Random(seed).fork("analytic starts");
  const points: { point: CertifiedCriticalPoint; times: number }[] = [];
  let starts = 0;
  let reached = 0;
  for (; starts < STARTS && !signal?.aborted; starts++) {
    const x = Float64Array.from(box.lo, (lo, i) => lo + (box.hi[i]! - lo) * random.next());
    const end = newton(f, x, box);
    const point = end === null ? null : criticalPointAt(f, end);
    if (point !== null) {
      reached++;
      const known = points.find((one) => meets(one.point, point));
      if (known === undefined) points.push({ point, times: 1 });
      else known.times++;
    }
    if (starts % 16 === 0) {
      onProgress?.(starts, STARTS, "random starts");
      await nextTick();
    }
  }
  const once = points.filter(({ times }) => times === 1).length;
  const coverage =
    reached === 0
      ? "none led to a critical point"
      : `${reached} led to ${points.length} critical points; of further ones ${(100 * (1 - once / reached)).toFixed(1)} % would lead to these (Good and Turing)`;
  return {
    points: points.map(({ point }) => ({ ...point, dimension: 0 })),
    isComplete: false,
    ...(signal?.aborted ? { interrupted: true } : {}),
    reason: `${box.lo.length} entries, and whole boxes are searched up to ${MOST_SEARCHED}: of ${starts} random starts ${coverage}`,
  };
}

const meets = (a: CertifiedCriticalPoint, b: CertifiedCriticalPoint): boolean =>
  a.box.lo.every((lo, i) => lo <= b.box.hi[i]! && b.box.lo[i]! <= a.box.hi[i]!);

/** Steps of damped Newton's method, and where ‖∇f‖ is rounding. */
const STEPS = 200;
const SETTLED = 1e-13;

/** Levenberg and Marquardt's method for ∇f = 0, inside the box; null where it does not come to rest there. */
function newton(f: JetFunction, start: Float64Array, box: Box): Float64Array | null {
  const n = start.length;
  let x = start;
  let here = slopeAt(f, x);
  let mu = 1e-3;
  for (let step = 0; step < STEPS; step++) {
    if (here === null) return null;
    const { g, h, size } = here;
    if (Math.sqrt(size) <= SETTLED * (1 + here.scale)) return x;
    // (HᵀH + μI) δ = −Hᵀ g
    const normal = new Float64Array(n * n);
    const right = new Float64Array(n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        right[i]! -= h[j * n + i]! * g[j]!;
        for (let k = 0; k < n; k++) normal[i * n + j]! += h[k * n + i]! * h[k * n + j]!;
      }
    for (let i = 0; i < n; i++) normal[i * n + i]! += mu * size;
    const delta = solveSymmetric(normal, right, n);
    if (delta === null) return null;
    const next = x.map((value, i) => value + delta[i]!);
    const isInside = next.every((value, i) => value > box.lo[i]! && value < box.hi[i]!);
    const there = isInside ? slopeAt(f, next) : null;
    if (there !== null && there.size < size) {
      x = next;
      here = there;
      mu = Math.max(mu / 8, 1e-12);
    } else {
      mu *= 8;
      if (mu > 1e12) return Math.sqrt(size) <= 1e-9 * (1 + here.scale) ? x : null;
    }
  }
  return null;
}

/** ∇f and ∇²f in doubles: the midpoints of their enclosures at a point. */
function slopeAt(f: JetFunction, x: Float64Array) {
  const { gradient, hessian } = f(Array.from(x, (value) => ({ lo: value, hi: value })));
  const middle = ({ lo, hi }: { lo: number; hi: number }) => (lo + hi) / 2;
  const g = Float64Array.from(gradient, middle);
  const n = x.length;
  const h = new Float64Array(n * n);
  // Its lower triangle, row by row.
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j <= i; j++, at++) {
      const value = middle(hessian[at]!);
      h[i * n + j] = value;
      h[j * n + i] = value;
    }
  const size = g.reduce((sum, value) => sum + value * value, 0);
  const scale = h.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Number.isFinite(size) && Number.isFinite(scale) ? { g, h, size, scale } : null;
}

function componentOf(
  { midpoint, radius, value, index, dimension, rank, copies = 1n, euler = 1n }: Listed,
  k: number,
  { loss: { variables } }: AnalyticProblem,
  f: JetFunction,
): CriticalComponent {
  const representative: Record<string, Matrix> = {};
  let offset = 0;
  for (const { symbol } of variables) {
    const { name, rows, columns } = symbol;
    const start = offset;
    representative[name] = generate(rows, columns, (i, j) => midpoint[start + i * columns + j]!);
    offset += rows * columns;
  }
  const slope = slopeAt(f, midpoint);
  const isMaximum = index !== null && index + dimension === midpoint.length;
  const ofSet = rank === undefined ? "an isolated critical point" : `an orbit of rank ${rank} of rotations`;
  const ways = "interval Newton and interval inertia";
  return {
    id: `box-${k + 1}`,
    family: `${ofSet}, found in the box`,
    representative,
    // What may be 0 is called 0.
    value: value.lo <= 0 && value.hi >= 0 ? 0 : (value.lo + value.hi) / 2,
    dimension,
    ...(index === null ? {} : { index, nullity: dimension, morseBott: true }),
    kind:
      index === null
        ? "undecided"
        : index === 0
          ? "local-minimum"
          : isMaximum
            ? "local-maximum"
            : "strict-saddle",
    multiplicity: copies,
    eulerCharacteristic: euler,
    residual: slope === null ? 0 : Math.sqrt(slope.size) / Math.max(slope.scale, 1),
    certificate: {
      kind: "interval",
      detail:
        rank === undefined
          ? `an isolated critical point: ${ways}`
          : `a critical orbit of dimension ${dimension} under a proved symmetry: ${ways}`,
      proven: [
        "existence",
        "uniqueness",
        "dimension",
        ...(index === null ? [] : (["index", "nullity"] as const)),
        "value",
      ],
      radius: Math.max(...radius),
    },
  };
}
