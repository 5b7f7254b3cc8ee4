/**
 * All zeros of F: X → Rⁿ in a box X ⊂ Rⁿ, by branch and bound: F and its Jacobian J come as enclosures over boxes.
 *
 * A box Z ⊆ X with midpoint x is dropped where it is proved to hold no zero,
 *
 *   0 ∉ F(Z),   0 ∉ F(x) + J(Z)(Z − x),   or   N ∩ Z = ∅,
 *   N_i = x_i − ((Y F(x))_i + Σ_{j≠i} (Y J(Z))_ij (Z_j − x_j)) / (Y J(Z))_ii,   Y ≈ (mid J(Z))⁻¹
 *
 * (interval Newton in the manner of Gauss and Seidel: Z_j is N_j ∩ Z_j once that is known, and every zero of Z lies in N). Else
 * Z becomes N ∩ Z, and is cut in two where that does not make it much smaller.
 *
 * One zero. Where every matrix of J(Z) is regular, F has one zero in Z at most: F(a) − F(b) = M(a − b) with the rows of M from
 * J(Z), by the mean value theorem. Krawczyk's test (`krawczyk.ts`) gives a box B around an approximate zero with exactly one
 * zero. Where J is regular on the hull of Z and B, that zero is the only one there, so nothing else lies in Z, and Z is done. No
 * interior is asked for: zeros on faces that boxes share are found from each of them, none is lost. Two boxes B that
 * meet hold the same zero where J is regular on their hull; those that do not meet hold different ones.
 *
 * What is left is handed back as undecided: hulls of boxes as small as the resolution (zeros where J is singular, curves of them,
 * places where enclosures are infinite), boxes that the budget left, and zeros that may lie on either side of the boundary of X.
 * The list is complete where nothing is undecided.
 *
 * J must be that of F wherever its enclosure is finite; an infinite radius says nothing and is always allowed. Every bound
 * is rounded outwards (`interval.ts`, `ball-matrix.ts`). The same input gives the same boxes.
 *
 * Sources: Neumaier, "Interval methods for systems of equations" (1990), §5.1; Hansen and Walster, "Global optimization using
 * interval analysis" (2004), ch. 11; where to cut: the relative smear of Trombettoni, Araya and Neveu (2011).
 */
import { type BallMatrix, ballAccumulate, ballMultiply, ballZero, exactBall } from "./ball-matrix.js";
import { approximateInverse, certifiedRegular } from "./certified-inertia.js";
import { add, divide, type Interval, multiply, subtract, up } from "./interval.js";
import {
  type BoxCertificate,
  type EnclosedMap,
  krawczyk,
  type Signature,
  symmetricKrawczyk,
} from "./krawczyk.js";
import { ALL_ZEROS } from "./options.js";

/** F and J over x ± radius, n×1 and n×n. */
export interface IntervalMap {
  readonly size: number;
  value(x: Float64Array, radius: Float64Array): BallMatrix;
  jacobian(x: Float64Array, radius: Float64Array): BallMatrix;
  /** Whether J is symmetric: then the inertia of zeros is proved as well. */
  readonly symmetric?: boolean;
}

/** {x : lo ≤ x ≤ hi}, entry by entry. */
export interface Box {
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

/** Exactly one zero, within `radius` of the midpoint. */
export interface CertifiedZero extends BoxCertificate {
  /** Of a symmetric J, all over the box; null where it is not decided, or J is not symmetric. */
  readonly inertia: Signature | null;
}

/**
 * A box about which nothing is proved: `resolution` for one cut as far as asked, `budget` for one that was not come to, `boundary`
 * for one that holds one zero, inside of X or outside.
 */
export interface UndecidedBox extends Box {
  readonly kind: "resolution" | "budget" | "boundary";
}

/** All zeros in the box but for those in `undecided`. */
export interface ZeroSearch {
  /** In order of their coordinates. */
  readonly zeros: readonly CertifiedZero[];
  readonly undecided: readonly UndecidedBox[];
  /** Boxes that were looked at. */
  readonly boxes: number;
}

/** How far to go. */
export interface ZeroSearchOptions {
  /** Boxes that are looked at before the search stops. */
  readonly budget?: number;
  /** Boxes this wide, against X, are not cut again. */
  readonly resolution?: number;
  readonly signal?: AbortSignal;
  /** @param decided the share of the volume of X that is decided. */
  readonly onProgress?: (boxes: number, decided: number) => void;
}

/**
 * All zeros of a map in a box.
 *
 * @param box finite, with an interior.
 * @throws RangeError for another box; the reason of the abort.
 */
export function allZeros(map: IntervalMap, box: Box, options: ZeroSearchOptions = {}): ZeroSearch {
  const steps = zeroSearch(map, box, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * The same in steps of some boxes, between which others may have their turn.
 *
 * @throws as `allZeros`.
 */
export function zeroSearch(
  map: IntervalMap,
  box: Box,
  options: ZeroSearchOptions = {},
): Generator<void, ZeroSearch, void> {
  requireBox(map.size, box);
  return new Search(map, box, options).run();
}

function requireBox(size: number, { lo, hi }: Box): void {
  if (lo.length !== size || hi.length !== size)
    throw new RangeError(`box: expected ${size} coordinates, got ${lo.length} and ${hi.length}`);
  for (let i = 0; i < size; i++)
    if (!(lo[i]! < hi[i]! && Number.isFinite(hi[i]! - lo[i]!)))
      throw new RangeError(`box: expected finite lo < hi, got [${lo[i]}, ${hi[i]}] at ${i + 1}`);
}

/** What one step says about a box: done with it, or the part of it that may hold zeros, and J over it. */
type Step =
  | { readonly kind: "decided" }
  | { readonly kind: "open"; readonly box: Box; readonly jacobian: BallMatrix };

const DECIDED: Step = { kind: "decided" };

class Search {
  private readonly zeros: CertifiedZero[] = [];
  private readonly undecided: UndecidedBox[] = [];
  private readonly point: Float64Array;
  private readonly certified: EnclosedMap;
  private boxes = 0;
  private decided = 0;

  constructor(
    private readonly map: IntervalMap,
    private readonly domain: Box,
    private readonly options: ZeroSearchOptions,
  ) {
    this.point = new Float64Array(map.size);
    this.certified = centred(map);
  }

  *run(): Generator<void, ZeroSearch, void> {
    // One generation after the other: where the budget ends, what is left has been cut evenly.
    for (let boxes: Box[] = [this.domain]; boxes.length > 0; ) {
      const next: Box[] = [];
      for (const box of boxes) {
        next.push(...this.examine(box));
        if (this.boxes % ALL_ZEROS.look === 0) yield;
      }
      boxes = next;
    }
    const inside = this.zeros.filter((zero) => this.isInside(zero));
    inside.sort((a, b) => compare(a.midpoint, b.midpoint));
    return { zeros: inside, undecided: hulls(this.undecided), boxes: this.boxes };
  }

  /** What is left of a box to look at. */
  private examine(box: Box): Box[] {
    const { domain } = this;
    const { budget = ALL_ZEROS.budget, signal, onProgress } = this.options;
    if (this.boxes >= budget) {
      this.undecided.push({ kind: "budget", ...box });
      return [];
    }
    if (this.boxes % ALL_ZEROS.look === 0) {
      if (signal?.aborted) throw signal.reason;
      onProgress?.(this.boxes, this.decided);
    }
    this.boxes++;
    const step = this.narrow(box);
    if (step.kind === "open" && !this.isSmall(step.box)) {
      this.decided += volume(box, domain) - volume(step.box, domain);
      return this.cut(step.box, step.jacobian);
    }
    if (step.kind === "open") this.undecided.push({ kind: "resolution", ...step.box });
    this.decided += volume(box, domain);
    return [];
  }

  /** Tests and Newton steps, as long as these make the box much smaller. */
  private narrow(start: Box): Step {
    let box = start;
    for (;;) {
      const { x, radius } = cover(box);
      if (excludesZero(this.map.value(x, radius))) return DECIDED;
      const jacobian = this.map.jacobian(x, radius);
      if (!jacobian.rad.every(Number.isFinite)) return { kind: "open", box, jacobian };
      const value = this.map.value(x, this.point);
      if (excludesZero(meanValue(value, jacobian, radius))) return DECIDED;
      const y = approximateInverse(jacobian.mid, this.map.size);
      if (y === null) return { kind: "open", box, jacobian };
      const next = newtonStep(box, x, radius, y, value, jacobian);
      if (next === null) return DECIDED;
      if (certifiedRegular(jacobian) && this.isDoneByOneZero(next, x)) return DECIDED;
      const before = widest(box, this.domain);
      box = next;
      if (widest(box, this.domain) >= ALL_ZEROS.shrinks * before) return { kind: "open", box, jacobian };
    }
  }

  /** Whether a box has no other zero than a certified one near it, which is noted. */
  private isDoneByOneZero(box: Box, start: Float64Array): boolean {
    const x = this.refine(start);
    const zero = x === null ? null : this.certify(x);
    if (zero === null || !this.isRegularOn(hull(box, boxOf(zero)))) return false;
    this.note(zero);
    return true;
  }

  private isRegularOn(box: Box): boolean {
    const { x, radius } = cover(box);
    const jacobian = this.map.jacobian(x, radius);
    return jacobian.rad.every(Number.isFinite) && certifiedRegular(jacobian);
  }

  private certify(x: Float64Array): CertifiedZero | null {
    if (this.map.symmetric) return symmetricKrawczyk(this.certified, x);
    const box = krawczyk(this.certified, x);
    return box === null ? null : { ...box, inertia: null };
  }

  /** Newton's method in floating point; null where it leaves the finite numbers or does not end. */
  private refine(start: Float64Array): Float64Array | null {
    const n = this.map.size;
    const x = Float64Array.from(start);
    for (let k = 0; k < ALL_ZEROS.newtonSteps; k++) {
      const { mid: value, rad } = this.map.value(x, this.point);
      const y = approximateInverse(this.map.jacobian(x, this.point).mid, n);
      if (y === null || !rad.every(Number.isFinite)) return null;
      let [step, size] = [0, 0];
      for (let i = 0; i < n; i++) {
        let d = 0;
        for (let j = 0; j < n; j++) d -= y[i * n + j]! * value[j]!;
        x[i]! += d;
        step = Math.max(step, Math.abs(d));
        size = Math.max(size, Math.abs(x[i]!));
      }
      if (!Number.isFinite(step)) return null;
      if (step <= ALL_ZEROS.refined * size) return x;
    }
    return x;
  }

  /** Adds a zero unless it is known. */
  private note(zero: CertifiedZero): void {
    for (const known of this.zeros) {
      if (!meet(boxOf(known), boxOf(zero))) continue;
      const both = hull(boxOf(known), boxOf(zero));
      // Boxes of rounding's size that meet are one zero; where that is not proved, they are not counted.
      if (!this.isRegularOn(both)) this.undecided.push({ kind: "resolution", ...both });
      return;
    }
    this.zeros.push(zero);
  }

  /** Whether a zero counts; one on the boundary is noted as undecided. */
  private isInside(zero: CertifiedZero): boolean {
    const { lo, hi } = boxOf(zero);
    const { domain } = this;
    if (!meet({ lo, hi }, domain)) return false;
    if (lo.every((l, i) => l >= domain.lo[i]! && hi[i]! <= domain.hi[i]!)) return true;
    this.undecided.push({ kind: "boundary", lo, hi });
    return false;
  }

  private isSmall(box: Box): boolean {
    if (widest(box, this.domain) <= (this.options.resolution ?? ALL_ZEROS.resolution)) return true;
    // Or so small that no double lies between.
    return box.lo.every((lo, i) => !isBetween(cutAt(lo, box.hi[i]!), lo, box.hi[i]!));
  }

  /** Two halves, along the coordinate on which F depends most. */
  private cut(box: Box, { mid, rad }: BallMatrix): [Box, Box] {
    const n = this.map.size;
    const score = new Float64Array(n);
    const share = box.lo.map((lo, i) => (box.hi[i]! - lo) / (this.domain.hi[i]! - this.domain.lo[i]!));
    for (let i = 0; i < n; i++) {
      const smear = box.lo.map((lo, j) => (Math.abs(mid[i * n + j]!) + rad[i * n + j]!) * (box.hi[j]! - lo));
      const total = smear.reduce((sum, s) => sum + s, 0);
      if (total > 0 && Number.isFinite(total)) for (let j = 0; j < n; j++) score[j]! += smear[j]! / total;
    }
    const long = Math.max(...share);
    let axis = share.indexOf(long);
    for (let j = 0; j < n; j++) {
      // Long edges are cut in the end: otherwise an enclosure on which one coordinate has no influence would never get narrow.
      if (
        share[j]! * ALL_ZEROS.slender < long ||
        !isBetween(cutAt(box.lo[j]!, box.hi[j]!), box.lo[j]!, box.hi[j]!)
      )
        continue;
      if (score[j]! > score[axis]!) axis = j;
    }
    if (!isBetween(cutAt(box.lo[axis]!, box.hi[axis]!), box.lo[axis]!, box.hi[axis]!))
      axis = box.lo.findIndex((lo, j) => isBetween(cutAt(lo, box.hi[j]!), lo, box.hi[j]!));
    const at = cutAt(box.lo[axis]!, box.hi[axis]!);
    const [left, right] = [Float64Array.from(box.hi), Float64Array.from(box.lo)];
    left[axis] = at;
    right[axis] = at;
    return [
      { lo: right, hi: box.hi },
      { lo: box.lo, hi: left },
    ];
  }
}

/** A little off the middle, where symmetric problems have their zeros. */
const cutAt = (lo: number, hi: number): number => lo + (hi - lo) * ALL_ZEROS.cut;

const isBetween = (x: number, lo: number, hi: number): boolean => lo < x && x < hi;

/** The map as Krawczyk's test wants it: the centre of J is that at the point, for every radius. */
function centred(map: IntervalMap): EnclosedMap {
  const n = map.size;
  const point = new Float64Array(n);
  return {
    size: n,
    residual: (x) => map.value(x, point),
    jacobian(x, radius) {
      const centre = map.jacobian(x, point);
      const { mid, rad } = map.jacobian(x, radius);
      const out = ballZero(n, n);
      for (let k = 0; k < mid.length; k++) {
        out.mid[k] = centre.mid[k]!;
        out.rad[k] = up(up(Math.abs(mid[k]! - centre.mid[k]!)) + rad[k]!);
      }
      return out;
    },
  };
}

/** N ∩ Z for the box Z ⊆ x ± radius; null where it is empty. */
function newtonStep(
  box: Box,
  x: Float64Array,
  radius: Float64Array,
  y: Float64Array,
  value: BallMatrix,
  jacobian: BallMatrix,
): Box | null {
  const n = x.length;
  const left = exactBall({ rows: n, columns: n, data: y });
  const matrix = ballMultiply(left, jacobian);
  const constant = ballMultiply(left, value);
  const lo = Float64Array.from(box.lo);
  const hi = Float64Array.from(box.hi);
  const offsets: Interval[] = Array.from(radius, (r) => ({ lo: -r, hi: r }));
  for (let i = 0; i < n; i++) {
    let sum = entry(constant, i);
    for (let j = 0; j < n; j++) if (j !== i) sum = add(sum, multiply(entry(matrix, i * n + j), offsets[j]!));
    const step = divide(sum, entry(matrix, i * n + i));
    const image = subtract({ lo: x[i]!, hi: x[i]! }, step);
    lo[i] = Math.max(lo[i]!, image.lo);
    hi[i] = Math.min(hi[i]!, image.hi);
    if (lo[i]! > hi[i]!) return null;
    offsets[i] = subtract({ lo: lo[i]!, hi: hi[i]! }, { lo: x[i]!, hi: x[i]! });
  }
  return { lo, hi };
}

/** One entry of a ball, rounded outwards. */
function entry({ mid, rad }: BallMatrix, k: number): Interval {
  const [m, r] = [mid[k]!, rad[k]!];
  return r === 0 ? { lo: m, hi: m } : subtract(add({ lo: m, hi: m }, { lo: 0, hi: r }), { lo: 0, hi: r });
}

/** F(x) + J(Z)(Z − x). */
function meanValue(value: BallMatrix, jacobian: BallMatrix, radius: Float64Array): BallMatrix {
  const n = radius.length;
  const offset = { rows: n, columns: 1, mid: new Float64Array(n), rad: radius };
  const sum = ballMultiply(jacobian, offset);
  ballAccumulate(sum, 1, 0, value);
  return sum;
}

/** Whether some entry is nonzero all over the ball. */
const excludesZero = ({ mid, rad }: BallMatrix): boolean => mid.some((m, k) => Math.abs(m) > rad[k]!);

/** A midpoint inside a box, and radii that reach its faces. */
function cover({ lo, hi }: Box): { x: Float64Array; radius: Float64Array } {
  const x = lo.map((l, i) => Math.min(hi[i]!, l + (hi[i]! - l) / 2));
  const radius = lo.map((l, i) => (l === hi[i]! ? 0 : Math.max(up(hi[i]! - x[i]!), up(x[i]! - l))));
  return { x, radius };
}

/** Midpoint ± radius, rounded outwards. */
export const boxOf = ({ midpoint, radius }: BoxCertificate): Box => {
  const sides = Array.from(midpoint, (m, i) => {
    const r = { lo: -radius[i]!, hi: radius[i]! };
    return add({ lo: m, hi: m }, r);
  });
  return { lo: Float64Array.from(sides, (s) => s.lo), hi: Float64Array.from(sides, (s) => s.hi) };
};

const meet = (a: Box, b: Box): boolean => a.lo.every((lo, i) => lo <= b.hi[i]! && b.lo[i]! <= a.hi[i]!);

const hull = (a: Box, b: Box): Box => ({
  lo: a.lo.map((lo, i) => Math.min(lo, b.lo[i]!)),
  hi: a.hi.map((hi, i) => Math.max(hi, b.hi[i]!)),
});

/** The widest edge against that of the domain. */
const widest = (box: Box, domain: Box): number =>
  box.lo.reduce((most, lo, i) => Math.max(most, (box.hi[i]! - lo) / (domain.hi[i]! - domain.lo[i]!)), 0);

const volume = (box: Box, domain: Box): number =>
  box.lo.reduce((v, lo, i) => (v * (box.hi[i]! - lo)) / (domain.hi[i]! - domain.lo[i]!), 1);

function compare(a: Float64Array, b: Float64Array): number {
  const i = a.findIndex((x, k) => x !== b[k]);
  return i < 0 ? 0 : a[i]! - b[i]!;
}

/** Boxes of a kind that touch, joined to their hulls until none touch. */
function hulls(boxes: readonly UndecidedBox[]): UndecidedBox[] {
  const joined: UndecidedBox[] = [];
  for (const box of boxes) {
    let whole = box;
    for (;;) {
      const other = joined.findIndex((known) => known.kind === whole.kind && meet(known, whole));
      if (other < 0) break;
      whole = { kind: whole.kind, ...hull(joined[other]!, whole) };
      joined.splice(other, 1);
    }
    joined.push(whole);
  }
  return joined.sort((a, b) => compare(a.lo, b.lo));
}
