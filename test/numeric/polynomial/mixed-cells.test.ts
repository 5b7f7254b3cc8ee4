import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { bezoutNumber } from "../../../src/numeric/polynomial/grouping.js";
import { mixedCells, type Support } from "../../../src/numeric/polynomial/mixed-cells.js";
import { cyclic, katsura, noon, supportsOf } from "../../support/polynomial-systems.js";
import { eco } from "../../support/zoo.js";

const volume = (supports: readonly Support[], seed = 1): number =>
  mixedCells(supports, new Random(seed))!.volume;

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);
const sum = (a: Support, b: Support): Support => a.flatMap((p) => b.map((q) => p.map((x, v) => x + q[v]!)));
const dilate = (a: Support, factor: number): Support => a.map((p) => p.map((x) => factor * x));

const support = (n: number): fc.Arbitrary<Support> =>
  fc.uniqueArray(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: n, maxLength: n }), {
    minLength: 1,
    maxLength: 5,
    selector: String,
  });
const supports = (n: number): fc.Arbitrary<Support[]> => fc.array(support(n), { minLength: n, maxLength: n });

/** Twice the area of a convex hull, by Andrew's chains. */
function twiceArea(points: Support): number {
  const sorted = [...points].sort((p, q) => p[0]! - q[0]! || p[1]! - q[1]!);
  const cross = (o: readonly number[], p: readonly number[], q: readonly number[]): number =>
    (p[0]! - o[0]!) * (q[1]! - o[1]!) - (p[1]! - o[1]!) * (q[0]! - o[0]!);
  const chain = (list: Support): Support => {
    const hull: (readonly number[])[] = [];
    for (const p of list) {
      while (hull.length > 1 && cross(hull[hull.length - 2]!, hull[hull.length - 1]!, p) <= 0) hull.pop();
      hull.push(p);
    }
    return hull.slice(0, -1);
  };
  const hull = [...chain(sorted), ...chain([...sorted].reverse())];
  return hull.reduce((total, p, k) => total + cross([0, 0], p, hull[(k + 1) % hull.length]!), 0);
}

/** det and det · V⁻¹ b of a 3 × 3 integer matrix, by cofactors in exact integers. */
function cramer(rows: readonly (readonly bigint[])[], b: readonly bigint[]): { det: bigint; x: bigint[] } {
  const det3 = (m: readonly (readonly bigint[])[]): bigint =>
    m[0]![0]! * (m[1]![1]! * m[2]![2]! - m[1]![2]! * m[2]![1]!) -
    m[0]![1]! * (m[1]![0]! * m[2]![2]! - m[1]![2]! * m[2]![0]!) +
    m[0]![2]! * (m[1]![0]! * m[2]![1]! - m[1]![1]! * m[2]![0]!);
  return {
    det: det3(rows),
    x: [0, 1, 2].map((v) => det3(rows.map((row, i) => row.map((x, j) => (j === v ? b[i]! : x))))),
  };
}

describe("the mixed volume", () => {
  it.each([
    ["katsura-4", katsura(4), 16],
    ["katsura-7", katsura(7), 128],
    ["noon-4", noon(4), 73],
    ["noon-5", noon(5), 233],
    ["cyclic-5", cyclic(5), 70],
    ["cyclic-6", cyclic(6), 156],
    ["cyclic-7", cyclic(7), 924],
    ["eco-8", eco(8), 64],
  ])("of %s with the origin is the known one, for two liftings", (_, system, known) => {
    for (const seed of [1, 2]) expect(volume(supportsOf(system), seed)).toBe(known);
  });

  it("of a univariate support is its length", () => {
    expect(volume([[[5], [2], [3]]])).toBe(3);
  });

  it("vanishes where a support is one point or all lie in a line", () => {
    expect(volume([[[1, 1]], [[0, 0], [1, 0], [0, 1]]])).toBe(0); // biome-ignore format: one support each
    expect(volume([[[1, 1], [0, 0]], [[2, 2], [0, 0]]])).toBe(0); // biome-ignore format: one support each
  });

  test.prop([supports(2), fc.integer({ min: 0, max: 1e6 })])(
    "of two polygons is the area of their sum less their own",
    ([a, b], seed) => {
      const twice = twiceArea(sum(a!, b!)) - twiceArea(a!) - twiceArea(b!);
      expect(2 * volume([a!, b!], seed)).toBe(twice);
    },
  );

  test.prop([
    supports(3),
    fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    fc.integer({ min: 0, max: 1e6 }),
  ])("is symmetric, and does not depend on the lifting", (a, order, seed) => {
    expect(volume(order.map((i) => a[i]!), seed)).toBe(volume(a)); // biome-ignore format: short
  });

  test.prop([supports(3), support(3), fc.integer({ min: 1, max: 4 })])(
    "is linear in each support under dilation and Minkowski sums",
    ([a, b, c], other, factor) => {
      expect(volume([dilate(a!, factor), b!, c!])).toBe(factor * volume([a!, b!, c!]));
      expect(volume([sum(a!, other), b!, c!])).toBe(volume([a!, b!, c!]) + volume([other, b!, c!]));
    },
  );

  test.prop([supports(3), support(3)])("grows with its supports", ([a, b, c], more) => {
    const joined = [...new Map([...a!, ...more].map((p) => [p.join(), p])).values()];
    expect(volume([joined, b!, c!])).toBeGreaterThanOrEqual(volume([a!, b!, c!]));
  });

  test.prop([fc.integer({ min: 1, max: 4 }).chain((n) => supports(n).map((a) => a[0]!))])(
    "of n equal supports counts a simplex n! · volume times: 1 for the unit simplex, |det| for any",
    (points) => {
      const n = points[0]!.length;
      const unit = [range(n).map(() => 0), ...range(n).map((i) => range(n).map((j) => (i === j ? 1 : 0)))];
      expect(volume(range(n).map(() => unit))).toBe(1);
      // A sheared simplex: 0, and e_i scaled by i + 1 plus a lower triangle, whose determinant is (n)!·…
      const sheared = [
        range(n).map(() => 0),
        ...range(n).map((i) => range(n).map((j) => (i === j ? i + 1 : j < i ? points[0]![j]! : 0))),
      ];
      expect(volume(range(n).map(() => sheared))).toBe(range(n).reduce((f, i) => f * (i + 1), 1));
    },
  );

  test.prop([
    fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 2 }), {
      minLength: 4,
      maxLength: 4,
    }),
    fc.integer({ min: 1, max: 3 }),
  ])("of products of simplices is the multihomogeneous Bézout number", (degrees, size) => {
    const simplex = (degree: number, n: number): number[][] => [
      range(n).map(() => 0),
      ...(degree > 0 ? range(n).map((i) => range(n).map((j) => (i === j ? degree : 0))) : []),
    ];
    const products = degrees.map(([d, e]) =>
      simplex(d!, size).flatMap((p) => simplex(e!, 4 - size).map((q) => [...p, ...q])),
    );
    expect(BigInt(volume(products))).toBe(bezoutNumber(degrees, [size, 4 - size]));
  });
});

describe("mixed cells", () => {
  test.prop([supports(3), fc.integer({ min: 0, max: 1e6 })])(
    "are exactly the edge triples whose normal puts every other point higher",
    (a, seed) => {
      const { cells, lifting } = mixedCells(a, new Random(seed))!;
      const found = new Map(
        cells.map(({ edges, volume: v }) => [
          range(3)
            .map((i) => [edges[2 * i]!, edges[2 * i + 1]!].sort((p, q) => p - q))
            .join(),
          v,
        ]),
      );
      expect(found.size).toBe(cells.length);
      const pairs = a.map((points) =>
        range(points.length).flatMap((p) => range(p).map((q) => [q, p] as const)),
      );
      let expected = 0;
      for (const x of pairs[0]!)
        for (const y of pairs[1]!)
          for (const z of pairs[2]!) {
            const choice = [x, y, z];
            const rows = choice.map(([p, q], i) => a[i]![q]!.map((e, v) => BigInt(e - a[i]![p]![v]!)));
            const b = choice.map(([p, q], i) => BigInt(lifting[i]![p]! - lifting[i]![q]!));
            const { det, x: normal } = cramer(rows, b);
            if (det === 0n) continue;
            const sign = det < 0n ? -1n : 1n;
            const height = (i: number, p: number): bigint =>
              sign *
              (det * BigInt(lifting[i]![p]!) +
                normal.reduce((total, entry, v) => total + entry * BigInt(a[i]![p]![v]!), 0n));
            const inside = choice.every(([p, q], i) =>
              range(a[i]!.length).every((c) => c === p || c === q || height(i, c) > height(i, p)),
            );
            if (!inside) continue;
            expected++;
            expect(found.get(choice.join())).toBe(Number(sign * det));
          }
      expect(cells.length).toBe(expected);
    },
  );

  it("are the same for the same seed", () => {
    const again = () => mixedCells(supportsOf(cyclic(5)), new Random(3));
    expect(again()).toEqual(again());
  });

  it("are given up, not wrong, where the budget or the exact integers end", () => {
    expect(mixedCells(supportsOf(cyclic(6)), new Random(1), 10)).toBeNull();
    const huge = [0, 1, 2, 3].map((i) => [
      [0, 0, 0, 0],
      [0, 1, 2, 3].map((j) => 10000 + ((i * 7 + j * 3) % 5)),
      [0, 1, 2, 3].map((j) => 9000 + ((i + j * j) % 7)),
    ]);
    expect(mixedCells(huge, new Random(1))).toBeNull();
  });

  it("ask for as many supports as coordinates, none of them empty", () => {
    expect(() => mixedCells([[[1, 0]]], new Random(1))).toThrow(
      /^supports: expected points with 1 coordinates/,
    );
    expect(() => mixedCells([[]], new Random(1))).toThrow(/^supports: expected points in support 0/);
  });
});
