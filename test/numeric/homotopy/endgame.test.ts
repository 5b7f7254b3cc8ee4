import { describe, expect, it } from "vitest";
import { finishPath, projectiveDistance } from "../../../src/numeric/homotopy/endgame.js";
import { type EndgameOptions, PATH_PRESETS } from "../../../src/numeric/homotopy/options.js";
import { PathTracker } from "../../../src/numeric/homotopy/tracker.js";
import { monomialTable } from "../../../src/numeric/polynomial/monomials.js";
import { FamilyEvaluator } from "../../../src/numeric/polynomial/polynomial-family.js";
import { type PlainTerm, system } from "../../support/polynomial-systems.js";

/** The endpoint of the path from (x, 1) between two equations in (x, h). */
function endOf(
  start: PlainTerm[],
  target: PlainTerm[],
  x = 1,
  options: EndgameOptions = PATH_PRESETS.default.endgame,
) {
  const { table, coefficients } = monomialTable([system(2, [start]), system(2, [target])]);
  const family = new FamilyEvaluator(table, coefficients[0]!, coefficients[1]!);
  const tracker = new PathTracker(family, new Int32Array(2), 1);
  tracker.setPoint([x, 1], [0, 0]);
  const end = finishPath(tracker, options);
  if (end.kind === "failed") throw new Error(end.reason);
  if (end.kind === "infinite") return { ...end, ratio: Number.POSITIVE_INFINITY };
  const size = end.re[1]! ** 2 + end.im[1]! ** 2;
  return { ...end, ratio: Math.hypot(end.re[0]!, end.im[0]!) / Math.sqrt(size) };
}

const power = (v: number, k: number, c: number): PlainTerm => [c, ...new Array<number>(k).fill(v)];

describe("the endgame", () => {
  it("reaches regular endpoints by tracking", () => {
    const end = endOf([power(0, 2, 1), power(1, 2, -1)], [power(0, 2, 1), power(1, 2, -9)]);
    expect(end).toMatchObject({ kind: "regular", winding: 1 });
    expect(end.ratio).toBeCloseTo(3, 12);
    expect(end.kind === "regular" && end.accuracy).toBeLessThan(1e-13);
  });

  it.each([3, 5])("finds a %i-fold root by as many loops", (k) => {
    // (x − h)^k − t h^k: x = 1 + t^{1/k}.
    const binomial = (n: number, j: number): number => (j === 0 ? 1 : (binomial(n, j - 1) * (n - j + 1)) / j);
    const target = Array.from(
      { length: k + 1 },
      (_, j): PlainTerm => [
        binomial(k, j) * (-1) ** j,
        ...new Array<number>(k - j).fill(0),
        ...new Array<number>(j).fill(1),
      ],
    );
    // At t = 1 this vanishes at x = 2, simply.
    const end = endOf([...target, power(1, k, -1)], target, 2);
    expect(end).toMatchObject({ kind: "singular", winding: k });
    expect(end.ratio).toBeCloseTo(1, 7);
  });

  it("finds multiple roots at infinity by walking around them", () => {
    // t x² = h²: x = t^{−1/2}.
    const end = endOf([power(0, 2, 1), power(1, 2, -1)], [power(1, 2, -1)]);
    expect(end).toMatchObject({ kind: "singular", winding: 2 });
    expect(end.kind === "singular" && Math.hypot(end.re[1]!, end.im[1]!)).toBeLessThan(1e-8);
  });

  it("reads the exponent of a path on its way to infinity", () => {
    // t x^k = h^k against the norm of (x, h): h ~ t^{1/k}.
    for (const k of [2, 3]) {
      const end = endOf([power(0, k, 1), power(1, k, -1)], [power(1, k, -1)], 1, {
        ...PATH_PRESETS.default.endgame,
        infinity: 0.5,
      });
      expect(end).toMatchObject({ kind: "infinite", group: 0, exponent: expect.closeTo(1 / k, 1) });
    }
  });

  it("does not take a large finite double root for infinity", () => {
    // (x − 1000 h)² = t h².
    const target: PlainTerm[] = [
      [1e-6, 0, 0],
      [-2e-3, 0, 1],
      [1, 1, 1],
    ];
    const end = endOf([...target, power(1, 2, -1e-6)], target, 1001);
    expect(end).toMatchObject({ kind: "singular", winding: 2 });
    expect(end.ratio).toBeCloseTo(1000, 4);
  });
});

describe("the distance of projective points", () => {
  const groups = { groupOf: Int32Array.of(0, 0), groups: 1 };
  const point = (re: number[], im: number[]) => ({ re: Float64Array.from(re), im: Float64Array.from(im) });

  it("is zero for multiples by any complex number, and one for orthogonal points", () => {
    // (1, 2) times 3i.
    expect(projectiveDistance(point([1, 2], [0, 0]), point([0, 0], [3, 6]), groups)).toBeLessThan(1e-15);
    expect(projectiveDistance(point([1, 0], [0, 0]), point([0, 1], [0, 0]), groups)).toBe(1);
  });

  it("is the angle of nearby points", () => {
    const angle = 1e-4;
    const turned = point([Math.cos(angle), Math.sin(angle)], [0, 0]);
    expect(projectiveDistance(point([1, 0], [0, 0]), turned, groups)).toBeCloseTo(angle, 8);
  });
});
