import { describe, expect, it } from "vitest";
import {
  proveByMixedVolume,
  proveSimpleByMixedVolume,
  volumeOfSegments,
} from "../../src/algebra/mixed-volume-bound.js";
import type { Listed } from "../../src/algebra/proof.js";
import { rationalUnivariate } from "../../src/algebra/rational-univariate.js";
import { type AlgebraSystem, integerEquations } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { Random } from "../../src/exact/random.js";
import { mixedCells } from "../../src/numeric/polynomial/mixed-cells.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { cyclic, noon } from "../support/polynomial-systems.js";

const listOf = (system: AlgebraSystem): Listed => {
  const found = rationalUnivariate(system);
  if (found.kind !== "points") throw new Error(found.kind);
  return found;
};

/** With so many points where a coordinate is 0. */
const prove = (system: AlgebraSystem, list: Listed, atZero: number | undefined = 0) =>
  proveByMixedVolume(integerEquations(system), system.variables, list, () => atZero, new Work());

describe("completeness by Bernstein's number", () => {
  it.each<[string, AlgebraSystem, number]>([
    ["noon-3", exactly(noon(3)), 21],
    ["cyclic-5", exactly(cyclic(5)), 70],
    ["x² y = 1, x y² = 1", polynomials("x y", "x^2*y - 1", "x*y^2 - 1"), 3],
  ])("%s", (_, system, mixedVolume) => {
    expect(prove(system, listOf(system))).toEqual({ kind: "bernstein", mixedVolume, onHyperplanes: 0 });
  });

  it("says nothing if a point is missing", () => {
    // T³ = 1 splits: without t = 1 two points are left.
    const system = polynomials("x y", "x^2*y - 1", "x*y^2 - 1");
    const { numerators } = listOf(system);
    const polynomial = [1n, 1n, 1n];
    expect(
      prove(system, { polynomial, numerators, factors: [{ multiplicity: 1, polynomial }] }),
    ).toBeUndefined();
  });

  it("counts points with a coordinate 0 by the equations there", () => {
    // x (y − 1) = 0, y (x y − 2) = 0: (0, 0) and (2, 1); at x = 0 and at y = 0 the origin alone.
    const system = polynomials("x y", "x*y - x", "x*y^2 - 2*y");
    expect(prove(system, listOf(system), 1)).toEqual({ kind: "bernstein", mixedVolume: 1, onHyperplanes: 1 });
    expect(prove(system, listOf(system), 2)).toBeUndefined();
    expect(prove(system, listOf(system), undefined)).toBeUndefined();
    // x² (y − 1) = 0, y (x y − 2) = 0: the origin is double.
    const double = polynomials("x y", "x^2*y - x^2", "x*y^2 - 2*y");
    expect(prove(double, listOf(double), 1)).toEqual({ kind: "bernstein", mixedVolume: 1, onHyperplanes: 2 });
  });

  it("of certified points asks how many have no zero coordinate, and for as many on the hyperplanes together", () => {
    // x (y − 1) = 0, y (x y − 2) = 0: (2, 1), and (0, 0), which is on both lines.
    const system = polynomials("x y", "x*y - x", "x*y^2 - 2*y");
    const simple = (total: number, inTorus: number, atZero: readonly (number | undefined)[]) => {
      const asked: (readonly number[])[] = [];
      const proof = proveSimpleByMixedVolume(
        integerEquations(system),
        2,
        { total, inTorus },
        (_equations, _variables, _work, nonzero = []) => {
          asked.push(nonzero);
          return atZero[nonzero.length];
        },
        new Work(),
      );
      return { proof, asked };
    };
    // At x = 0 the origin; at y = 0, x ≠ 0, nothing.
    expect(simple(2, 1, [1, 0])).toEqual({
      proof: { kind: "bernstein", mixedVolume: 1, onHyperplanes: 1 },
      asked: [[], [0]],
    });
    // A point is missing: without a zero coordinate, on a hyperplane; or it is not known how many are there.
    expect(simple(1, 0, [1, 0]).proof).toBeUndefined();
    expect(simple(1, 1, [1, 0]).proof).toBeUndefined();
    expect(simple(2, 1, [1, 1]).proof).toBeUndefined();
    expect(simple(2, 1, [1, undefined]).proof).toBeUndefined();
  });

  it("says nothing of supports of mixed volume 0, whatever is listed: x = 1 twice is a line", () => {
    const system = polynomials("x y", "x - 1", "x^2 - 1");
    const none: Listed = { polynomial: [1n], numerators: [[], []], factors: [] };
    expect(prove(system, none)).toBeUndefined();
    // Nor of certified points: none without a zero coordinate is as many as the mixed volume, and the line remains.
    const byCertificates = (total: number, atZero: number) =>
      proveSimpleByMixedVolume(integerEquations(system), 2, { total, inTorus: 0 }, () => atZero, new Work());
    expect([byCertificates(0, 0), byCertificates(2, 1)]).toEqual([undefined, undefined]);
  });

  it("says nothing of other numbers of equations", () => {
    const system = polynomials("x y", "x - 1", "y - 2", "x*y - 2");
    expect(prove(system, listOf(system))).toBeUndefined();
  });

  it.each<[string, number[][][], number]>([
    [
      "cubics with pure powers and constants",
      [
        [
          [3, 0],
          [1, 1],
          [0, 0],
        ],
        [
          [0, 3],
          [2, 1],
          [0, 0],
        ],
      ],
      9,
    ],
    [
      "powers without a constant, from the lowest to the highest",
      [
        [
          [3, 0],
          [1, 0],
        ],
        [
          [0, 2],
          [0, 1],
          [2, 2],
        ],
      ],
      2,
    ],
    [
      "supports that share their only axis",
      [
        [
          [2, 0],
          [0, 0],
        ],
        [
          [1, 0],
          [0, 0],
        ],
      ],
      0,
    ],
    [
      "a support without points on an axis",
      [
        [
          [1, 1],
          [2, 1],
        ],
        [
          [0, 1],
          [0, 0],
        ],
      ],
      0,
    ],
  ])("is at least the volume of segments along the axes: %s", (_, supports, volume) => {
    expect(volumeOfSegments(supports)).toBe(volume);
    expect(mixedCells(supports, new Random(3))?.volume).toBeGreaterThanOrEqual(volume);
  });
});
