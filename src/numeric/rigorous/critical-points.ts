/**
 * All critical points of a smooth function in a box, with certificates: zeros of ∇f by `all-zeros.ts`, J = ∇²f.
 *
 * Of each point a box with exactly one critical point is proved, an enclosure of f there, and the inertia of ∇²f all over that
 * box. The list is complete where nothing is undecided; then it holds all critical points of f inside the box. A minimum of f
 * over the closed box may lie on its boundary, which is not looked at.
 */
import { setImmediate as nextTick } from "node:timers/promises";
import {
  allZeros,
  type Box,
  boxOf,
  type CertifiedZero,
  type UndecidedBox,
  type ZeroSearch,
  type ZeroSearchOptions,
  zeroSearch,
} from "./all-zeros.js";
import { type BallMatrix, ballZero } from "./ball-matrix.js";
import { ball, down, type Interval, up } from "./interval.js";
import type { Jet } from "./interval-jet.js";
import { type BoxCertificate, symmetricKrawczyk } from "./krawczyk.js";

/** f, ∇f and ∇²f over a box of intervals. */
export type JetFunction = (box: readonly Interval[]) => Jet;

/** Exactly one critical point, in a box. */
export interface CertifiedCriticalPoint extends BoxCertificate {
  /** Midpoint ± radius, rounded outwards. */
  readonly box: Box;
  readonly value: Interval;
  /** Negative eigenvalues of ∇²f; null where they are not decided. */
  readonly index: number | null;
}

/** Critical points in a box; all there are where `complete`. */
export interface CriticalPointSearch {
  /** In order of their coordinates. */
  readonly points: readonly CertifiedCriticalPoint[];
  readonly undecided: readonly UndecidedBox[];
  readonly complete: boolean;
  /** Boxes that were looked at. */
  readonly boxes: number;
}

/**
 * All critical points of f in the box.
 *
 * @throws RangeError unless the box is finite, with an interior; the reason of the abort.
 */
export function criticalPointsInBox(
  f: JetFunction,
  box: Box,
  options: ZeroSearchOptions = {},
): CriticalPointSearch {
  const map = new GradientMap(f, box.lo.length);
  return searchOf(allZeros(map, box, options), map);
}

/**
 * The same, letting others have their turn: an interrupt is heard, and what is aborted ends.
 *
 * @throws as `criticalPointsInBox`.
 */
export async function criticalPointsInBoxByTurns(
  f: JetFunction,
  box: Box,
  options: ZeroSearchOptions = {},
): Promise<CriticalPointSearch> {
  const map = new GradientMap(f, box.lo.length);
  const steps = zeroSearch(map, box, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return searchOf(step.value, map);
    await nextTick();
  }
}

function searchOf({ zeros, undecided, boxes }: ZeroSearch, map: GradientMap): CriticalPointSearch {
  const points = zeros.map((zero) => pointOf(zero, map));
  return { points, undecided, complete: undecided.length === 0, boxes };
}

/** The critical point next to x, proved to be there; null where that is not proved. */
export function criticalPointAt(f: JetFunction, x: Float64Array): CertifiedCriticalPoint | null {
  const map = new GradientMap(f, x.length);
  const zero = symmetricKrawczyk(
    {
      size: x.length,
      residual: (at) => map.value(at, new Float64Array(at.length)),
      jacobian: (at, radius) => map.jacobian(at, radius),
    },
    x,
  );
  return zero && pointOf(zero, map);
}

const pointOf = ({ inertia, ...certificate }: CertifiedZero, map: GradientMap): CertifiedCriticalPoint => ({
  ...certificate,
  box: boxOf(certificate),
  value: map.at(certificate.midpoint, certificate.radius).value,
  index: inertia?.negative ?? null,
});

class GradientMap {
  readonly symmetric = true;
  /** What was asked for last: ∇f and ∇²f are wanted over the same box. */
  private last: { x: Float64Array; radius: Float64Array; jet: Jet } | null = null;

  constructor(
    private readonly f: JetFunction,
    readonly size: number,
  ) {}

  at(x: Float64Array, radius: Float64Array): Jet {
    const { last } = this;
    if (last !== null && isSame(last.x, x) && isSame(last.radius, radius)) return last.jet;
    const jet = this.f(
      Array.from(x, (mid, i) =>
        radius[i] === 0 ? { lo: mid, hi: mid } : { lo: down(mid - radius[i]!), hi: up(mid + radius[i]!) },
      ),
    );
    this.last = { x: x.slice(), radius: radius.slice(), jet };
    return jet;
  }

  value(x: Float64Array, radius: Float64Array): BallMatrix {
    const out = ballZero(this.size, 1);
    const { gradient } = this.at(x, radius);
    for (let i = 0; i < this.size; i++) put(out, i, gradient[i]!);
    return out;
  }

  jacobian(x: Float64Array, radius: Float64Array): BallMatrix {
    const n = this.size;
    const out = ballZero(n, n);
    const { hessian } = this.at(x, radius);
    for (let i = 0, k = 0; i < n; i++)
      for (let j = 0; j <= i; j++, k++) {
        put(out, i * n + j, hessian[k]!);
        put(out, j * n + i, hessian[k]!);
      }
    return out;
  }
}

function put(out: BallMatrix, at: number, x: Interval): void {
  const { mid, rad } = ball(x);
  out.mid[at] = mid;
  out.rad[at] = rad;
}

const isSame = (a: Float64Array, b: Float64Array): boolean => a.every((x, i) => x === b[i]);
