/**
 * Fine mixed cells and the mixed volume of supports A_1, …, A_n ⊂ N^n, in exact integers.
 *
 * A lifting ω_i(a) of the points induces the mixed subdivision whose fine mixed cells are the choices of one edge per
 * support, {a_i, b_i} ⊂ A_i, linearly independent, for which some α has
 *
 *   ω_i(a_i) + ⟨a_i, α⟩ = ω_i(b_i) + ⟨b_i, α⟩ < ω_i(c) + ⟨c, α⟩   for every other c ∈ A_i,  i = 1 … n.
 *
 * The mixed volume is Σ |det(b_1 − a_1, …, b_n − a_n)| over these cells: the number of solutions in (C∖0)^n of the
 * generic system with these supports (Bernstein, Theorem A).
 *
 * Tropical regeneration: with linear simplices in place of all A_i there is one cell, of volume 1. Then, for each k,
 * the k-th simplex is dilated to hold A_k, which multiplies volumes by its degree, and its points are lifted by
 * ω + t, t from −∞ to ∞, until only those of A_k matter. On the way cells change where an inequality above turns into
 * an equality: a point c enters the circuit {a_i, b_i, c}, and what replaces a_i or b_i has the complementary volume.
 * Volumes are conserved at every such event, which is checked; times of events are compared exactly. Ties, which a
 * random lifting seldom has, are met by another lifting.
 *
 * Sources: Jensen, "Tropical homotopy continuation" (2016); Bernstein, "The number of roots of a system of equations"
 * (1975).
 */
import type { Random } from "../../exact/random.js";

/** Exponent vectors, all of length n. */
export type Support = readonly (readonly number[])[];

/** One edge per support: `edges[2i]`, `edges[2i + 1]` number the points a_i, b_i in the i-th support. */
export interface MixedCell {
  readonly edges: Int32Array;
  /** |det V|, V with the rows b_i − a_i. */
  readonly volume: number;
  /** volume · V⁻¹, n × n row-major, integers. */
  readonly adjugate: Float64Array;
}

/** The fine mixed cells of some lifting of the supports. */
export interface MixedSubdivision {
  readonly supports: readonly Support[];
  /** Integers ω_i(a) ≥ 0, in the order of the points. */
  readonly lifting: readonly Float64Array[];
  readonly cells: readonly MixedCell[];
  /** Σ volume of the cells: the mixed volume. */
  readonly volume: number;
}

const LIFT = 2 ** 20;
/** Integers up to this are exact in doubles. */
const EXACT = Number.MAX_SAFE_INTEGER;
const LIFTINGS = 16;
const DEFAULT_EVENTS = 2_000_000;

class TiedEvents extends Error {}
/** Why a subdivision was not computed: too large for exact doubles, or for the budget. */
class GivenUp extends Error {}

/**
 * The fine mixed cells of n supports in N^n for a random integer lifting, and their volume.
 *
 * @param random draws the lifting: the same stream, the same cells.
 * @param maxEvents budget of cell changes.
 * @returns null if the budget is spent or the integers outgrow 2^53.
 * @throws RangeError if there are not as many supports as coordinates, or a support is empty.
 * @example mixedCells([[[2], [0]]], new Random(1))!.volume === 2 // x² + 1 has two roots: true
 */
export function mixedCells(
  supports: readonly Support[],
  random: Random,
  maxEvents = DEFAULT_EVENTS,
): MixedSubdivision | null {
  const n = supports.length;
  supports.forEach((support, i) => {
    if (support.length === 0) throw new RangeError(`supports: expected points in support ${i}, got none`);
    for (const point of support)
      if (point.length !== n)
        throw new RangeError(`supports: expected points with ${n} coordinates, got ${point.length}`);
  });
  for (let attempt = 0; attempt < LIFTINGS; attempt++) {
    try {
      return new Regeneration(supports, random.fork(attempt), maxEvents).run();
    } catch (error) {
      if (error instanceof GivenUp) return null;
      if (!(error instanceof TiedEvents)) throw error;
    }
  }
  return null;
}

/** A cell on its way: V has the rows b_j − a_j, and V · adjugate = det · I, det > 0. */
interface Tracked {
  readonly edges: Int32Array;
  readonly adjugate: Float64Array;
  det: number;
}

class Regeneration {
  private readonly n: number;
  /** All points, those of the simplices after those of the support, with their lifts. */
  private readonly points: Float64Array;
  private readonly lift: Float64Array;
  private readonly owner: Int32Array;
  /** 1 for the points whose lift is ω + t, 0 for others. */
  private readonly moving: Uint8Array;
  private readonly firstOfSupport: Int32Array;
  private readonly firstOfSimplex: Int32Array;
  private readonly degrees: readonly number[];
  /** Stage k regenerates supports[order[k]]. */
  private readonly order: readonly number[];
  // Of the cell at hand: det · α at time 0 and its derivative, and the same for the height of the edges.
  private readonly normal: Float64Array;
  private readonly slope: Float64Array;
  private readonly height: Float64Array;
  private readonly rise: Float64Array;
  /** Entries of adjugates up to this leave every sum of `step` exact. */
  private readonly largest: number;
  private events = 0;

  constructor(
    private readonly supports: readonly Support[],
    random: Random,
    private readonly maxEvents: number,
  ) {
    const n = supports.length;
    this.n = n;
    this.degrees = supports.map((support) =>
      Math.max(...support.map((point) => point.reduce((sum, e) => sum + e, 0))),
    );
    this.order = supports
      .map((_, i) => i)
      .sort(
        (i, j) => this.degrees[i]! - this.degrees[j]! || supports[i]!.length - supports[j]!.length || i - j,
      );
    this.firstOfSupport = new Int32Array(n);
    this.firstOfSimplex = new Int32Array(n);
    let count = 0;
    supports.forEach((support, i) => {
      this.firstOfSupport[i] = count;
      this.firstOfSimplex[i] = count + support.length;
      count += support.length + n + 1;
    });
    this.points = new Float64Array(count * n);
    this.lift = new Float64Array(count);
    this.owner = new Int32Array(count);
    this.moving = new Uint8Array(count);
    supports.forEach((support, i) => {
      let p = this.firstOfSupport[i]!;
      for (const point of support) {
        this.points.set(point, p * n);
        this.owner[p] = i;
        this.lift[p] = random.integer(0, LIFT);
        p++;
      }
      // The edges {0, e_i} are the one cell of the simplices: α_i = −ω_i(e_i), and ω_j(e_i) > ω_i(e_i) for j ≠ i.
      for (let v = -1; v < n; v++, p++) {
        this.owner[p] = i;
        if (v >= 0) this.points[p * n + v] = 1;
        this.lift[p] = v < 0 ? 0 : v === i ? random.integer(0, LIFT) : random.integer(LIFT + 1, 2 * LIFT);
      }
    });
    const degree = Math.max(1, ...this.degrees);
    this.largest = EXACT / (4 * n * n * degree * 2 * LIFT * degree);
    this.normal = new Float64Array(n);
    this.slope = new Float64Array(n);
    this.height = new Float64Array(n);
    this.rise = new Float64Array(n);
  }

  run(): MixedSubdivision {
    const { n, supports } = this;
    const identity = new Float64Array(n * n);
    const edges = new Int32Array(2 * n);
    for (let i = 0; i < n; i++) {
      identity[i * n + i] = 1;
      edges[2 * i] = this.firstOfSimplex[i]!;
      edges[2 * i + 1] = this.firstOfSimplex[i]! + 1 + i;
    }
    let cells: Tracked[] = [{ edges, adjugate: identity, det: 1 }];
    for (let stage = 0; stage < n; stage++) cells = this.regenerate(cells, stage);
    const finished = cells.map(
      ({ edges: pairs, det, adjugate }): MixedCell => ({
        edges: pairs.map((p, at) => p - this.firstOfSupport[at >> 1]!),
        volume: det,
        adjugate,
      }),
    );
    return {
      supports,
      lifting: supports.map((support, i) =>
        this.lift.slice(this.firstOfSupport[i]!, this.firstOfSupport[i]! + support.length),
      ),
      cells: finished,
      volume: finished.reduce((sum, { volume }) => sum + volume, 0),
    };
  }

  /** Replaces the k-th simplex by the k-th support, k = order[stage]. */
  private regenerate(cells: readonly Tracked[], stage: number): Tracked[] {
    const { n, order, degrees, points, lift, supports } = this;
    const k = order[stage]!;
    const degree = degrees[k]!;
    const simplex = this.firstOfSimplex[k]!;
    for (let p = simplex; p <= simplex + n; p++) {
      lift[p]! *= degree;
      for (let v = 0; v < n; v++) points[p * n + v]! *= degree;
    }
    const active: number[] = [];
    order.forEach((i, at) => {
      if (at <= stage) for (let p = 0; p < supports[i]!.length; p++) active.push(this.firstOfSupport[i]! + p);
      if (at >= stage) for (let p = 0; p <= n; p++) active.push(this.firstOfSimplex[i]! + p);
    });
    const list = Int32Array.from(active);
    this.moving.fill(0);
    this.moving.fill(1, simplex, simplex + n + 1);
    const stack: Tracked[] = [];
    let before = 0;
    if (degree === 0) return [];
    for (const cell of cells) {
      for (let row = 0; row < n; row++)
        for (let j = 0; j < n; j++) if (j !== k) cell.adjugate[row * n + j]! *= degree;
      cell.det *= degree;
      let size = cell.det;
      for (const entry of cell.adjugate) size = Math.max(size, Math.abs(entry));
      if (!(size <= this.largest)) throw new GivenUp();
      before += cell.det;
      stack.push(cell);
    }
    const kept: Tracked[] = [];
    let after = 0;
    for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
      let arrived: boolean | null = null;
      while (arrived === null) arrived = this.step(cell, k, list, stack);
      if (!arrived) continue;
      after += cell.det;
      if (cell.edges[2 * k]! < simplex && cell.edges[2 * k + 1]! < simplex) kept.push(cell);
    }
    if (after !== before)
      throw new Error(`mixed cells: expected volumes to add up to ${before}, got ${after}`);
    return kept;
  }

  /**
   * Moves a cell over its next event, in place; further cells go on the stack.
   *
   * @returns true if there is no event left, false if the cell ends (another one continues for both), null otherwise.
   */
  private step(cell: Tracked, k: number, active: Int32Array, stack: Tracked[]): boolean | null {
    const { n, points, lift, owner, moving, normal, slope, height, rise } = this;
    const { edges, adjugate, det } = cell;
    const difference = moving[edges[2 * k]!]! - moving[edges[2 * k + 1]!]!;
    for (let row = 0; row < n; row++) {
      let sum = 0;
      for (let j = 0; j < n; j++)
        sum += adjugate[row * n + j]! * (lift[edges[2 * j]!]! - lift[edges[2 * j + 1]!]!);
      normal[row] = sum;
      slope[row] = adjugate[row * n + k]! * difference;
    }
    for (let i = 0; i < n; i++) {
      const a = edges[2 * i]!;
      let h = det * lift[a]!;
      let r = det * moving[a]!;
      for (let v = 0; v < n; v++) {
        h += points[a * n + v]! * normal[v]!;
        r += points[a * n + v]! * slope[v]!;
      }
      height[i] = h;
      rise[i] = r;
    }
    let entering = -1;
    let bestValue = 0;
    let bestFall = 1;
    let tied = false;
    for (let q = 0; q < active.length; q++) {
      const c = active[q]!;
      const i = owner[c]!;
      let fall = rise[i]! - det * moving[c]!;
      const base = c * n;
      for (let v = 0; v < n; v++) fall -= points[base + v]! * slope[v]!;
      if (!(fall > 0) || c === edges[2 * i] || c === edges[2 * i + 1]) continue;
      let value = det * lift[c]! - height[i]!;
      for (let v = 0; v < n; v++) value += points[base + v]! * normal[v]!;
      const order = entering < 0 ? -1 : compareFractions(value, fall, bestValue, bestFall);
      if (order < 0) {
        entering = c;
        bestValue = value;
        bestFall = fall;
        tied = false;
      } else if (order === 0) tied = true;
    }
    if (entering < 0) return true;
    if (tied) throw new TiedEvents();
    if (++this.events > this.maxEvents) throw new GivenUp();
    return this.cross(cell, owner[entering]!, entering, stack);
  }

  /** Point c enters {a_i, b_i, c}: the cells without a_i and without b_i, where they lie on the other side. */
  private cross(cell: Tracked, i: number, c: number, stack: Tracked[]): boolean | null {
    const { n, points } = this;
    const { edges, adjugate, det } = cell;
    const a = edges[2 * i]!;
    const b = edges[2 * i + 1]!;
    // c − a_i = Σ_j λ_j (b_j − a_j): the circuit has coefficients 1 at c, λ_i − 1 at a_i and −λ_i at b_i.
    let lambda = 0;
    for (let v = 0; v < n; v++) lambda += (points[c * n + v]! - points[a * n + v]!) * adjugate[v * n + i]!;
    const withoutA = det - lambda;
    const withoutB = lambda;
    // Two cells merge into one: the one with the smaller entering point goes on.
    if ((withoutA < 0 && c > a) || (withoutB < 0 && c > b)) {
      cell.det = 0;
      return false;
    }
    if (withoutA > 0 && withoutB > 0) {
      const other = { edges: Int32Array.from(edges), adjugate: Float64Array.from(adjugate), det };
      this.replace(other, i, 0, c);
      stack.push(other);
      this.replace(cell, i, 1, c);
    } else this.replace(cell, i, withoutA > 0 ? 0 : 1, c);
    return null;
  }

  /** Puts c in place of a_i (side 0) or b_i (side 1); the adjugate follows by one exact pivot. */
  private replace(cell: Tracked, i: number, side: 0 | 1, c: number): void {
    const { n, points } = this;
    const { edges, adjugate, det } = cell;
    edges[2 * i + side] = c;
    const a = edges[2 * i]! * n;
    const b = edges[2 * i + 1]! * n;
    let next = 0;
    for (let v = 0; v < n; v++) next += (points[b + v]! - points[a + v]!) * adjugate[v * n + i]!;
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      let along = 0;
      for (let v = 0; v < n; v++) along += (points[b + v]! - points[a + v]!) * adjugate[v * n + j]!;
      if (along === 0 && next === det) continue;
      for (let row = 0; row < n; row++) {
        const x = next * adjugate[row * n + j]!;
        const y = along * adjugate[row * n + i]!;
        if (!(Math.abs(x) + Math.abs(y) <= EXACT)) throw new GivenUp();
        const entry = (x - y) / det;
        if (!(Math.abs(entry) <= this.largest)) throw new GivenUp();
        adjugate[row * n + j] = entry;
      }
    }
    if (!(next <= this.largest)) throw new GivenUp();
    cell.det = next;
  }
}

/** Sign of a/b − c/d for integers with b, d > 0. */
function compareFractions(a: number, b: number, c: number, d: number): number {
  const x = a * d;
  const y = c * b;
  const gap = x - y;
  // Each product is rounded once.
  if (Math.abs(gap) > 2 ** -51 * (Math.abs(x) + Math.abs(y))) return gap;
  const exact = BigInt(a) * BigInt(d) - BigInt(c) * BigInt(b);
  return exact < 0n ? -1 : exact > 0n ? 1 : 0;
}
