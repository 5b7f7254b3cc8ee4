import { describe, expect, test } from "vitest";
import { allZeros, type Box, type IntervalMap } from "../../../src/numeric/rigorous/all-zeros.js";
import { ballZero } from "../../../src/numeric/rigorous/ball-matrix.js";
import { ball, down, type Interval, up } from "../../../src/numeric/rigorous/interval.js";
import * as J from "../../../src/numeric/rigorous/interval-jet.js";

/** A map from its components as jets; Hessians are not looked at. */
function mapOf(size: number, components: (x: readonly J.Jet[]) => readonly J.Jet[]): IntervalMap {
  const jets = (x: Float64Array, radius: Float64Array) =>
    components(
      Array.from(x, (mid, k) =>
        J.variableJet(size, k, { lo: down(mid - radius[k]!), hi: up(mid + radius[k]!) }),
      ),
    );
  const fill = (rows: number, columns: number, entries: readonly Interval[]) => {
    const out = ballZero(rows, columns);
    entries.forEach((x, k) => {
      const { mid, rad } = ball(x);
      out.mid[k] = mid;
      out.rad[k] = rad;
    });
    return out;
  };
  return {
    size,
    value: (x, radius) =>
      fill(
        size,
        1,
        jets(x, radius).map(({ value }) => value),
      ),
    jacobian: (x, radius) =>
      fill(
        size,
        size,
        jets(x, radius).flatMap(({ gradient }) => gradient),
      ),
  };
}

const number = (n: number, x: number) => J.constantJet(n, { lo: x, hi: x });
const times = (a: J.Jet, c: number) => J.multiplyJets(a, number(a.gradient.length, c));
const plus = (...terms: J.Jet[]) => terms.reduce((a, b) => J.addJets(a, b));
const cube = (n: number, lo: number, hi: number): Box => ({
  lo: new Float64Array(n).fill(lo),
  hi: new Float64Array(n).fill(hi),
});

/** Π (x − r). */
const withRoots = (roots: readonly number[]) =>
  mapOf(1, ([x]) => [roots.map((r) => plus(x!, number(1, -r))).reduce((a, b) => J.multiplyJets(a, b))]);

describe("all zeros in a box", () => {
  test("are found once each, with boxes that hold them", () => {
    // Integers and halves are exact; 0 is the middle of the box.
    const roots = [-1.5, -1, 0, 0.25, 0.5, 1.75];
    const { zeros, undecided } = allZeros(withRoots(roots), cube(1, -2, 2));
    expect(undecided).toEqual([]);
    expect(zeros).toHaveLength(roots.length);
    zeros.forEach(({ midpoint, radius }, k) => {
      expect(Math.abs(midpoint[0]! - roots[k]!)).toBeLessThanOrEqual(radius[0]!);
      expect(radius[0]).toBeLessThan(1e-12);
    });
  });

  test("beside each other at 10⁻⁵ are two", () => {
    const { zeros, undecided } = allZeros(withRoots([0.5, 0.50001]), cube(1, -2, 2), {
      resolution: 2 ** -30,
    });
    expect([zeros.length, undecided.length]).toEqual([2, 0]);
  });

  test("that are none leave nothing: x² + 10⁻⁶", () => {
    const map = mapOf(1, ([x]) => [plus(J.powerJet(x!, 2), number(1, 1e-6))]);
    expect(allZeros(map, cube(1, -1, 1))).toMatchObject({ zeros: [], undecided: [] });
  });

  test("that are double stay undecided, in a hull around them, and take no simple one with them", () => {
    const { zeros, undecided } = allZeros(withRoots([-1, 0.3, 0.3]), cube(1, -2, 2));
    expect(zeros.map(({ midpoint }) => Math.round(midpoint[0]!))).toEqual([-1]);
    expect(undecided).toHaveLength(1);
    const { kind, lo, hi } = undecided[0]!;
    expect(kind).toBe("resolution");
    expect(lo[0]! <= 0.3 && 0.3 <= hi[0]!).toBe(true);
    expect(hi[0]! - lo[0]!).toBeLessThan(1e-3);
  });

  test("on the boundary are not counted, and named; outside they are nothing", () => {
    const { zeros, undecided } = allZeros(withRoots([1, 0.5, 1.0001]), cube(1, 0, 1));
    expect(zeros).toHaveLength(1);
    expect(undecided.map(({ kind }) => kind)).toEqual(["boundary"]);
  });

  test("on faces that boxes share are counted once, wherever the box begins", () => {
    // The zeros of the grid {−1, 0, 1}² on boxes whose cuts pass through it.
    const grid = mapOf(2, (x) => x.map((u) => plus(J.powerJet(u, 3), times(u, -1))));
    for (const [lo, hi] of [
      [-1.25, 1.25],
      [-0.975 * 2, 2.1],
      // The first cut is at lo + 0.4875 (hi − lo) = 0.
      [-1.21875, 1.28125],
    ] as const) {
      const { zeros, undecided } = allZeros(grid, cube(2, lo, hi));
      expect(undecided).toEqual([]);
      // In any order: the first coordinates differ by rounding.
      expect(
        zeros.map(({ midpoint }) => Array.from(midpoint, (x) => Math.round(x) + 1).join("")).sort(),
      ).toEqual(["00", "01", "02", "10", "11", "12", "20", "21", "22"]);
    }
  });

  test("of a curve are undecided, and the budget ends the search", () => {
    const circle = mapOf(2, ([x, y]) => {
      const f = plus(J.powerJet(x!, 2), J.powerJet(y!, 2), number(2, -1));
      return [f, times(f, 2)];
    });
    const { zeros, undecided, boxes } = allZeros(circle, cube(2, -2, 2), { budget: 500 });
    expect(zeros).toEqual([]);
    expect(boxes).toBe(500);
    expect(undecided.some(({ kind }) => kind === "budget")).toBe(true);
    const isHeld = (x: number, y: number) =>
      undecided.some(({ lo, hi }) => lo[0]! <= x && x <= hi[0]! && lo[1]! <= y && y <= hi[1]!);
    for (const [x, y] of [
      [1, 0],
      [0, 1],
      [0.6, 0.8],
      [-0.8, -0.6],
    ] as const)
      expect(isHeld(x, y)).toBe(true);
  });

  test("of a function whose domain ends at the boundary: ln x + 1 on [0, 2] is undecided at 0 alone", () => {
    const map = mapOf(1, ([x]) => [plus(J.logarithmJet(x!), number(1, 1))]);
    const { zeros, undecided } = allZeros(map, cube(1, 0, 2));
    expect(zeros).toHaveLength(1);
    expect(zeros[0]!.midpoint[0]).toBeCloseTo(0.36787944117144233, 14);
    expect(undecided).toHaveLength(1);
    expect(undecided[0]!.hi[0]).toBeLessThan(1e-5);
  });

  test("of katsura-2, in three unknowns, are those of elimination, all four real", () => {
    // u0 + 2(u1 + u2) = 1, u0² + 2u1² + 2u2² = u0, 2u0u1 + 2u1u2 = u1: (1, 0, 0), (1/3, 0, 1/3) and two more.
    const map = mapOf(3, (u) => [
      plus(u[0]!, times(u[1]!, 2), times(u[2]!, 2), number(3, -1)),
      plus(
        J.powerJet(u[0]!, 2),
        times(J.powerJet(u[1]!, 2), 2),
        times(J.powerJet(u[2]!, 2), 2),
        times(u[0]!, -1),
      ),
      plus(times(J.multiplyJets(u[0]!, u[1]!), 2), times(J.multiplyJets(u[1]!, u[2]!), 2), times(u[1]!, -1)),
    ]);
    const { zeros, undecided } = allZeros(map, cube(3, -1.1, 1.1));
    expect(undecided).toEqual([]);
    // The first coordinates by `solve`.
    const first = [0.2265409196609864, 1 / 3, 0.6306019374818708, 1];
    expect(zeros).toHaveLength(first.length);
    for (const [k, { midpoint }] of zeros.entries()) expect(midpoint[0]).toBeCloseTo(first[k]!, 13);
  });

  test("are the same for the same input", () => {
    const one = allZeros(withRoots([0.1, 0.7]), cube(1, -2, 2));
    expect(allZeros(withRoots([0.1, 0.7]), cube(1, -2, 2))).toEqual(one);
  });

  test("end at the signal, and say how far they are", () => {
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    expect(() => allZeros(withRoots([0.1]), cube(1, -2, 2), { signal: stop.signal })).toThrow("enough");
    const shares: number[] = [];
    allZeros(withRoots([0.1, 0.7]), cube(1, -2, 2), { onProgress: (_, share) => shares.push(share) });
    expect(shares[0]).toBe(0);
  });

  test("are refused in a box without interior", () => {
    expect(() => allZeros(withRoots([0]), cube(1, 1, 1))).toThrow(
      "box: expected finite lo < hi, got [1, 1] at 1",
    );
    expect(() => allZeros(withRoots([0]), cube(2, 0, 1))).toThrow("box: expected 1 coordinates, got 2 and 2");
  });
});
