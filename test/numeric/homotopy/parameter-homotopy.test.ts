import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { followParameters, genericMember, inSpan } from "../../../src/numeric/homotopy/parameter-homotopy.js";
import { solveSystem } from "../../../src/numeric/homotopy/solve-system.js";
import { Threads } from "../../../src/numeric/parallel/threads.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";
import { cyclic, evaluatePlainly, katsura, noon, system } from "../../support/polynomial-systems.js";

/** The same monomials with complex Gaussian coefficients. */
const onSupportOf = ({ variables, equations }: NumericSystem, seed: number): NumericSystem => {
  const random = new Random(seed);
  return {
    variables,
    equations: equations.map((terms) =>
      terms.map(({ factors }) => ({ re: random.normal(), im: random.normal(), factors })),
    ),
  };
};

const solvedStart = (generic: NumericSystem, seed: number) => {
  const { solutions, complete } = solveSystem(generic, { seed });
  expect(complete).toBe(true);
  return { system: generic, solutions };
};

const univariate = (...coefficients: readonly (number | [number, number])[]) =>
  system(1, [coefficients.map((c, k) => [c, ...new Array<number>(k).fill(0)])]);
const root = (re: number, im = 0) => ({ re: Float64Array.of(re), im: Float64Array.of(im) });

describe("from a generic system to another with its monomials", () => {
  it.each<[string, NumericSystem, number]>([
    ["noon-3", noon(3), 21],
    ["katsura-4", katsura(4), 16],
    ["cyclic-5", cyclic(5), 70],
  ])("%s has its known solutions, each once, and every path is accounted for", async (_, target, count) => {
    const start = solvedStart(onSupportOf(target, 3), 1);
    for (const seed of [1, 2]) {
      const { ends, paths, complete } = await followParameters(start, target, { seed });
      expect(complete).toBe(true);
      expect(paths.started).toBe(start.solutions.length);
      expect(paths.finite + paths.atInfinity).toBe(paths.started);
      const regular = ends.filter((end) => end.kind === "regular");
      expect(regular).toHaveLength(count);
      for (const { re, im } of regular)
        for (const value of evaluatePlainly(
          target,
          Array.from(re, (x, v) => ({ re: x, im: im[v]! })),
        ))
          expect(Math.hypot(value.re, value.im)).toBeLessThan(1e-10);
      const names = new Set(regular.map(({ re, im }) => [...re, ...im].map((x) => x.toFixed(6)).join()));
      expect(names.size).toBe(count);
    }
  });
});

describe("ends of paths", () => {
  const start = { system: univariate([2, 1], 0, 1), solutions: [] as ReturnType<typeof root>[] };
  // ±√(−2 − i)
  const half = Math.atan2(-1, -2) / 2;
  const size = 5 ** 0.25;
  start.solutions.push(
    root(size * Math.cos(half), size * Math.sin(half)),
    root(-size * Math.cos(half), -size * Math.sin(half)),
  );

  it("meet at a double root, which is singular", async () => {
    const { ends, paths } = await followParameters(start, univariate(1, -2, 1), { seed: 1 });
    expect(paths).toEqual({ started: 2, finite: 2, atInfinity: 0, failed: 0 });
    for (const end of ends) {
      expect(end.kind).toBe("singular");
      if (end.kind === "singular") expect(Math.hypot(end.re[0]! - 1, end.im[0]!)).toBeLessThan(1e-7);
    }
  });

  it("leave for infinity where the degree drops", async () => {
    const { ends, paths } = await followParameters(start, univariate(-3, 1), { seed: 1 });
    expect(paths).toEqual({ started: 2, finite: 1, atInfinity: 1, failed: 0 });
    const [end] = ends.filter(({ kind }) => kind === "regular");
    expect(end).toMatchObject({ re: Float64Array.of(3) });
  });

  it("avoid the singular members on the real segment between two real ones", async () => {
    // x² − 1 to x² + 1 leads through x² on the real line.
    const real = { system: univariate(-1, 0, 1), solutions: [root(1), root(-1)] };
    const { ends, complete } = await followParameters(real, univariate(1, 0, 1), { seed: 1 });
    expect(complete).toBe(true);
    expect(ends.map((end) => (end.kind === "regular" ? Math.round(end.im[0]!) : 0)).sort()).toEqual([-1, 1]);
  });

  it("two paths of one start point do not count as two solutions", async () => {
    const double = { ...start, solutions: [start.solutions[0]!, start.solutions[0]!] };
    const { paths, complete, reasons } = await followParameters(double, univariate(-3, 1, 1), { seed: 1 });
    expect(paths).toEqual({ started: 2, finite: 1, atInfinity: 0, failed: 1 });
    expect(complete).toBe(false);
    expect(reasons).toEqual([{ kind: "moves-failed", failed: 1, paths: 2 }]);
  });

  it("are the same bytes for the same seed", async () => {
    const run = (seed: number) => followParameters(start, univariate(5, 1, 1), { seed });
    expect(await run(4)).toEqual(await run(4));
  });

  it("an interrupt is said, and what was followed is counted", async () => {
    const { paths, complete, reasons } = await followParameters(start, univariate(5, 1, 1), {
      seed: 1,
      threads: new Threads(0, AbortSignal.abort()),
    });
    expect(paths.started).toBe(0);
    expect(complete).toBe(false);
    expect(reasons).toEqual([{ kind: "moves-interrupted", followed: 0, paths: 2 }]);
  });

  it("systems of other shapes are refused", async () => {
    await expect(followParameters(start, noon(3), { seed: 1 })).rejects.toThrow(
      "homotopy: expected 3 equations in 3 variables, got 1 in 1",
    );
  });
});

describe("families that are linear in their parameters", () => {
  /** Critical points of 100(⟨c, x⟩ + ½⟨x, Ax⟩) + b(x₁⁴ + x₂⁴ + x₁²x₂²) under a constraint with coefficients of size one. */
  const member = (a: number, b: number): NumericSystem =>
    system(3, [
      [[100], [100 * a, 0], [100, 1], [4 * b, 0, 0, 0], [2 * b, 0, 1, 1], [-1, 0, 2]],
      [[300], [100, 0], [200 * a, 1], [4 * b, 1, 1, 1], [2 * b, 0, 0, 1], [-1, 1, 2]],
      [[-1], [1, 0, 0], [1, 1, 1]],
    ]);

  it("a generic member has the solutions of the family, and leads to those of every other one", async () => {
    const members = [member(1, 1), member(2, 5), member(-3, 1 / 8)];
    const generic = genericMember(members, new Random(1));
    const start = solvedStart(generic, 1);
    for (const target of members) {
      const anew = solveSystem(target, { seed: 1 });
      expect(anew.complete).toBe(true);
      const { ends, complete } = await followParameters(start, target, { seed: 2 });
      expect(complete).toBe(true);
      const points = (list: readonly { readonly re: Float64Array; readonly im: Float64Array }[]) =>
        list
          .map(({ re, im }) =>
            [...re, ...im].map((x) => (x + 0).toFixed(7).replace(/^-0\.0*$/, "0.0000000")).join(),
          )
          .sort();
      expect(points(ends.filter((end) => end.kind === "regular"))).toEqual(points(anew.solutions));
    }
  });

  it("generic members stay in the span of the members, and only those", () => {
    const members = [member(1, 1), member(2, 5), member(-3, 1 / 8)];
    const generic = genericMember(members, new Random(1));
    // Weights add up to one: coefficients that do not depend on the parameters stay.
    expect(generic.equations[2]!.every(({ re, im }, k) => Math.hypot(re - [-1, 1, 1][k]!, im) < 1e-12)).toBe(
      true,
    );
    expect(inSpan(member(7, 1 / 3), members)).toBe(true);
    expect(inSpan(member(7, 1 / 3), members.slice(0, 2))).toBe(false);
    expect(inSpan(member(1.5, 3), members.slice(0, 2))).toBe(true);
  });
});
