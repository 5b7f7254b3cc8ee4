import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { startSystem } from "../../../src/numeric/homotopy/start-systems.js";
import {
  bestGrouping,
  bezoutNumber,
  homogeneousGroups,
  homogenise,
} from "../../../src/numeric/polynomial/grouping.js";
import {
  cyclic,
  evaluatePlainly,
  katsura,
  liftedSpectral,
  noon,
  system,
} from "../../support/polynomial-systems.js";

describe("Bézout numbers", () => {
  it("of one group are products of degrees", () => {
    expect(bezoutNumber([[2], [3], [5]], [3])).toBe(30n);
    expect(bezoutNumber(new Array<number[]>(20).fill([9]), [20])).toBe(9n ** 20n);
  });

  it("of several are coefficients of products of linear forms", () => {
    // An eigenproblem A x = λ x, x affine in 2 of 3 coordinates: (α + β)³ → α²β has coefficient 3.
    expect(
      bezoutNumber(
        [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
        [2, 1],
      ),
    ).toBe(3n);
    // (α + β)⁶ · 2α → α⁶β: 2 · 6 = 12; with −λ + Σ w², degrees (2, 1), it is 12 + 1.
    const rows = [...new Array<number[]>(6).fill([1, 1]), [2, 1]];
    expect(bezoutNumber(rows, [6, 1])).toBe(13n);
    expect(
      bezoutNumber(
        [
          [1, 0],
          [1, 0],
        ],
        [1, 1],
      ),
    ).toBe(0n);
  });

  it("stay exact beyond doubles", () => {
    expect(bezoutNumber(new Array<number[]>(40).fill([3]), [40])).toBe(3n ** 40n);
  });
});

describe("groupings", () => {
  it("separate λ from w, which turns 3⁶ paths into 13", () => {
    const { bound, groupOf, groups } = bestGrouping(liftedSpectral([1, 2, 3, 4, 5, 6]));
    expect(bound).toBe(13n);
    expect(groups).toBe(2);
    expect(new Set(groupOf.slice(0, 6)).size).toBe(1);
    expect(groupOf[6]).not.toBe(groupOf[0]);
  });

  it("separate x from y in x y = 1, x = y·0 + 2 where that lowers the bound", () => {
    const { bound, groups } = bestGrouping(
      system(2, [
        [[1, 0, 1], [-1]],
        [[1, 0], [-2]],
      ]),
    );
    expect({ bound, groups }).toEqual({ bound: 1n, groups: 2 });
  });

  it("keep one group where nothing lowers the total degree", () => {
    expect(bestGrouping(katsura(3))).toMatchObject({ groups: 1, bound: 8n });
    expect(bestGrouping(cyclic(5))).toMatchObject({ bound: 120n });
  });
});

describe("homogenisation", () => {
  it("is homogeneous in each group, and the system itself where the new coordinates are one", () => {
    for (const instance of [liftedSpectral([1, 2]), noon(3)]) {
      const grouping = bestGrouping(instance);
      const homogeneous = homogenise(instance, grouping);
      const groupOf = homogeneousGroups(grouping);
      const x = Array.from(groupOf, (_, v) => ({ re: Math.cos(v + 1), im: Math.sin(2 * v) }));
      for (let g = 0; g < grouping.groups; g++) {
        const scaled = x.map((z, v) => (groupOf[v] === g ? { re: 2 * z.re, im: 2 * z.im } : z));
        const [before, after] = [evaluatePlainly(homogeneous, x), evaluatePlainly(homogeneous, scaled)];
        before.forEach((value, i) => {
          expect(after[i]!.re).toBeCloseTo(value.re * 2 ** grouping.degrees[i]![g]!, 10);
          expect(after[i]!.im).toBeCloseTo(value.im * 2 ** grouping.degrees[i]![g]!, 10);
        });
      }
      const affine = x.map((z, v) => (v < instance.variables ? z : { re: 1, im: 0 }));
      evaluatePlainly(instance, affine).forEach((value, i) => {
        const scale = Math.max(...instance.equations[i]!.map(({ re, im }) => Math.hypot(re, im)));
        const here = evaluatePlainly(homogeneous, affine)[i]!;
        expect(here.re * scale).toBeCloseTo(value.re, 10);
        expect(here.im * scale).toBeCloseTo(value.im, 10);
      });
    }
  });
});

describe("start systems", () => {
  it.each([
    ["total degree", noon(3)],
    ["linear products", liftedSpectral([1, 2, 3])],
  ])("of %s have as many distinct solutions as the bound says, and these solve them", (_, instance) => {
    const grouping = bestGrouping(instance);
    const start = startSystem(grouping, new Random(7));
    expect(BigInt(start.count)).toBe(grouping.bound);
    const groupOf = homogeneousGroups(grouping);
    const seen = new Set<string>();
    for (let k = 0; k < start.count; k++) {
      const { re, im } = start.solution(k);
      const x = Array.from(re, (value, v) => ({ re: value, im: im[v]! }));
      for (let g = 0; g < grouping.groups; g++)
        expect(x.some((z, v) => groupOf[v] === g && Math.hypot(z.re, z.im) > 1e-9)).toBe(true);
      const size = Math.max(...x.map((z) => Math.hypot(z.re, z.im)));
      for (const value of evaluatePlainly(start.system, x))
        expect(Math.hypot(value.re, value.im)).toBeLessThan(1e-12 * size ** 4);
      seen.add(x.map((z) => `${z.re.toFixed(6)},${z.im.toFixed(6)}`).join());
      expect(start.solution(k)).toEqual({ re, im });
    }
    expect(seen.size).toBe(start.count);
  });
});
