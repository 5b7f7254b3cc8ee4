import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { PathRunner } from "../../../src/numeric/homotopy/paths.js";
import {
  extendedSupports,
  hasFreeSubspace,
  polyhedralStart,
  subdivide,
} from "../../../src/numeric/homotopy/polyhedral-start.js";
import { bestGrouping } from "../../../src/numeric/polynomial/grouping.js";
import { mixedCells } from "../../../src/numeric/polynomial/mixed-cells.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";
import {
  type Complex,
  cyclic,
  evaluatePlainly,
  katsura,
  noon,
  supportsOf,
  system,
} from "../../support/polynomial-systems.js";
import { eco } from "../../support/zoo.js";

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

/** x² y² = 1 in binomials: V = 2I, whose quotient Z² / 2Z² is not cyclic. */
const squares = system(2, [
  [[1, 0, 0], [3]],
  [[1, 1, 1], [-2]],
]);
/** Equations with common monomials only in part, a cell of volume greater than one, three variables. */
const lattice = system(3, [
  [[1, 0, 0, 1], [2, 2, 2], [-1]],
  [[1, 1, 1, 2], [-3, 0], [1]],
  [[2, 0, 2, 2, 2], [1, 1], [5]],
]);

const cellsOf = (instance: NumericSystem, seed = 1) =>
  mixedCells(extendedSupports(instance), new Random(seed))!;

/** The member of the polyhedral family at logarithmic time s. */
const member = (generic: NumericSystem, weights: Float64Array, s: number): NumericSystem => {
  let k = 0;
  return {
    variables: generic.variables,
    equations: generic.equations.map((terms) =>
      terms.map(({ re, im, factors }) => {
        const growth = Math.exp(s * weights[k++]!);
        return { re: growth * re, im: growth * im, factors };
      }),
    ),
  };
};

const point = ({ re, im }: { readonly re: Float64Array; readonly im: Float64Array }): Complex[] =>
  Array.from(re, (x, v) => ({ re: x, im: im[v]! }));
const gap = (x: readonly Complex[], y: readonly Complex[]): number =>
  Math.max(...x.map((z, v) => Math.hypot(z.re - y[v]!.re, z.im - y[v]!.im)));
/** Coordinate by coordinate, relative to their size. */
const relativeGap = (x: readonly Complex[], y: readonly Complex[]): number =>
  Math.max(
    ...x.map((z, v) => {
      const size = Math.max(Math.hypot(z.re, z.im), Math.hypot(y[v]!.re, y[v]!.im));
      return Math.hypot(z.re - y[v]!.re, z.im - y[v]!.im) / size;
    }),
  );
const largest = (values: readonly Complex[]): number =>
  Math.max(...values.map(({ re, im }) => Math.hypot(re, im)));

describe("the beginnings of polyhedral paths", () => {
  it.each([
    ["squares", squares],
    ["a lattice of index greater than one", lattice],
    ["noon-3", noon(3)],
    ["cyclic-5", cyclic(5)],
    ["eco-6", eco(6)],
  ])(
    "of %s are as many as the mixed volume, distinct, and nearly solve their member of the family",
    (_, instance) => {
      const subdivision = cellsOf(instance);
      const start = polyhedralStart(subdivision, bestGrouping(instance), new Random(2));
      expect(start.count).toBe(subdivision.volume);
      expect(start.count).toBeGreaterThan(0);
      const cells = new Map<Float64Array, Complex[][]>();
      for (const k of range(start.count)) {
        const path = start.path(k);
        const x = point(path);
        for (const z of x) expect(Math.hypot(z.re, z.im)).toBeCloseTo(1, 12);
        expect(Math.min(...path.weights)).toBe(0);
        // On the edges alone the binomials vanish; with all terms almost.
        expect(largest(evaluatePlainly(member(start.system, path.weights, -1e6), x))).toBeLessThan(1e-12);
        expect(largest(evaluatePlainly(member(start.system, path.weights, path.time), x))).toBeLessThan(1e-3);
        const others = cells.get(path.weights) ?? [];
        for (const y of others) expect(gap(x, y)).toBeGreaterThan(1e-3);
        cells.set(path.weights, [...others, x]);
      }
      expect(cells.size).toBe(subdivision.cells.length);
    },
  );

  it("do not depend on the order in which they are asked for", () => {
    const build = () => polyhedralStart(cellsOf(cyclic(5)), bestGrouping(cyclic(5)), new Random(2));
    const [forwards, backwards] = [build(), build()];
    const first = range(70).map((k) => forwards.path(k));
    const last = range(70)
      .reverse()
      .map((k) => backwards.path(k))
      .reverse();
    expect(last).toEqual(first);
  });
});

describe("polyhedral paths", () => {
  it.each([
    ["katsura-4", katsura(4), 16],
    ["noon-4", noon(4), 73],
    ["cyclic-5", cyclic(5), 70],
    ["eco-6", eco(6), 16],
  ])("of %s all end at different nonsingular solutions", (_, instance, count) => {
    for (const seed of [1, 2]) {
      const runner = new PathRunner({
        system: instance,
        grouping: bestGrouping(instance),
        subdivision: cellsOf(instance, seed),
        seed,
      });
      expect(runner.count).toBe(count);
      const found: Complex[][] = [];
      for (const k of range(count)) {
        const end = runner.end(k);
        if (end.kind !== "regular") throw new Error(`path ${k}: ${end.kind}`);
        const x = point(end);
        expect(largest(evaluatePlainly(instance, x))).toBeLessThan(1e-9 * Math.max(1, largest(x)) ** 5);
        for (const y of found) expect(gap(x, y)).toBeGreaterThan(1e-6);
        found.push(x);
      }
    }
  });

  it("reach the solutions of generic sparse systems, as many as mixed volumes count", () => {
    const monomial = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 });
    const coefficient = fc.integer({ min: 50, max: 1000 }).map((k) => (k % 2 === 0 ? k : -k) / 100);
    const equation = fc
      .tuple(fc.uniqueArray(monomial.filter((f) => f.length > 0), { minLength: 2, maxLength: 4, selector: (f) => [...f].sort().join() }), coefficient) // biome-ignore format: one tuple
      .chain(
        ([factors, constant]) =>
        fc
          .array(coefficient, { minLength: factors.length, maxLength: factors.length })
          .map((c): [number, ...number[]][] => [[constant], ...factors.map((f, k): [number, ...number[]] => [c[k]!, ...f])]), // biome-ignore format: one list
      );
    fc.assert(
      fc.property(fc.array(equation, { minLength: 3, maxLength: 3 }), (equations) => {
        // A random phase makes the coefficients generic, which small integers are not.
        const random = new Random(equations.flat(2).length);
        const plain = system(3, equations);
        const instance = {
          variables: 3,
          equations: plain.equations.map((terms) =>
            terms.map(({ re, factors }) => {
              const angle = 2 * Math.PI * random.next();
              return { re: re * Math.cos(angle), im: re * Math.sin(angle), factors };
            }),
          ),
        };
        const subdivision = cellsOf(instance);
        const runner = new PathRunner({
          system: instance,
          grouping: bestGrouping(instance),
          subdivision,
          seed: 1,
        });
        const found: Complex[][] = [];
        for (const k of range(Math.min(40, runner.count))) {
          const end = runner.end(k);
          if (end.kind !== "regular") throw new Error(`path ${k}: ${end.kind}`);
          const x = point(end);
          for (const y of found) expect(relativeGap(x, y)).toBeGreaterThan(1e-6);
          found.push(x);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("extended supports", () => {
  it("are the exponents of the terms and the origin, without repetition", () => {
    for (const instance of [cyclic(4), noon(3), lattice])
      expect(extendedSupports(instance).map((points) => points.map(String).sort())).toEqual(
        supportsOf(instance).map((points) => points.map(String).sort()),
      );
    expect(extendedSupports(system(1, [[[1, 0], [0, 0, 0], [2, 0]]]))).toEqual([[[0], [1]]]); // biome-ignore format: short
  });
});

describe("the choice of polyhedral starts", () => {
  const choose = (instance: NumericSystem) =>
    subdivide(instance, bestGrouping(instance).bound, new Random(1));

  it("is made where the mixed volume is clearly lower than the Bézout numbers", () => {
    expect(choose(cyclic(5))!.volume).toBe(70);
    expect(choose(cyclic(6))!.volume).toBe(156);
    expect(choose(eco(5))!.volume).toBe(8);
  });

  it("is not made for ties and small gains", () => {
    expect(choose(katsura(4))).toBeNull();
    expect(choose(noon(4))).toBeNull();
  });

  it("is not made where sets of positive dimension are to be expected", () => {
    // x y = 1 and x y = 2: mixed volume 0. x (y² − 1) = x (x³ − y) = 0: the line x = 0.
    const hyperbolas = [1, 2].map((c): [number, ...number[]][] => [[1, 0, 1], [-c]]);
    expect(choose(system(2, hyperbolas))).toBeNull();
    const line = system(2, [
      [
        [1, 0, 1, 1],
        [-1, 0],
      ],
      [
        [1, 0, 0, 0, 0],
        [-1, 0, 1],
      ],
    ]);
    expect(hasFreeSubspace(line)).toBe(true);
    expect(choose(line)).toBeNull();
  });

  it("sees free subspaces only where fewer equations than unknowns remain, none a single term", () => {
    expect(hasFreeSubspace(cyclic(5))).toBe(false);
    expect(hasFreeSubspace(noon(3))).toBe(false);
    // x = 0 leaves y² = 0 alone: y ≠ 0 does not solve it. With − y it does, at the point y = 1.
    expect(hasFreeSubspace(system(2, [[[1, 0]], [[1, 1, 1]]]))).toBe(false);
    expect(hasFreeSubspace(system(2, [[[1, 0]], [[1, 1, 1], [-1, 1]]]))).toBe(false); // biome-ignore format: short
    // x = 0 leaves y z = y in y, z.
    const surface = system(3, [[[1, 0]], [[1, 1, 2], [-1, 1]], [[1, 0, 1], [1, 0]]]); // biome-ignore format: short
    expect(hasFreeSubspace(surface)).toBe(true);
  });
});
