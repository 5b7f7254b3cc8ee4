import { describe, expect, test } from "vitest";
import { solveSystem } from "../../../src/numeric/homotopy/solve-system.js";
import { indistinct, SolutionCertifier } from "../../../src/numeric/rigorous/certify-solutions.js";
import { asExact } from "../../../src/numeric/rigorous/disc-system.js";
import { encloseSystem } from "../../../src/symbolic/enclose-system.js";
import { readSystemFile } from "../../../src/systems/system-file.js";
import { katsura, liftedSpectral, type PlainTerm, system } from "../../support/polynomial-systems.js";

const parabola = (c: number) => asExact(system(1, [[[1, 0, 0], [c]]]));
const at = (re: number, im: number) => [Float64Array.of(re), Float64Array.of(im)] as const;

describe("a certificate of a solution", () => {
  test("is real on the real system, not real off the axis", () => {
    expect(new SolutionCertifier(parabola(-2)).certify(...at(1.41, 1e-9))!.reality).toBe("real");
    const plane = new SolutionCertifier(parabola(2));
    expect(plane.certify(...at(1e-9, 1.41))!.reality).toBe("non-real");
    // x² + 10⁻¹²: the pair is a millionth off the axis.
    expect(new SolutionCertifier(parabola(1e-12)).certify(...at(0, 1e-6))!.reality).toBe("non-real");
    expect(new SolutionCertifier(parabola(-1e-12)).certify(...at(1e-6, 1e-20))!.reality).toBe("real");
  });

  test("of complex coefficients never says real", () => {
    // i(x² − 1): the solutions are real, but no conjugation proves it.
    const turned = asExact(system(1, [[[[0, 1], 0, 0], [[0, -1]]]]));
    expect(new SolutionCertifier(turned).certify(...at(1, 0))!.reality).toBe("undecided");
  });

  test("fails on double roots and beside no root", () => {
    expect(new SolutionCertifier(parabola(0)).certify(...at(0, 0))).toBeNull();
    expect(new SolutionCertifier(parabola(-1)).certify(...at(0, 0))).toBeNull();
  });

  test("is about the exact coefficients, not their doubles", () => {
    const { equations, numeric } = readSystemFile('{"variables": ["x"], "equations": ["3*x - 1"]}');
    const scaled = readSystemFile('{"variables": ["x"], "equations": ["x - 1/3"]}');
    for (const exact of [encloseSystem(equations, 1), encloseSystem(scaled.equations, 1)]) {
      const { box } = new SolutionCertifier(exact).certify(...at(1 / 3, 0))!;
      // The double nearest to 1/3 is 1.85·10⁻¹⁷ below it: the box reaches that far and hardly farther.
      expect(box.radius[0]).toBeGreaterThanOrEqual(1.85e-17);
      expect(box.radius[0]).toBeLessThan(1e-15);
    }
    expect(numeric.variables).toBe(1);
  });

  test("resolves solutions at a distance that double precision sees as one number in fourteen digits", () => {
    // (x − 1)(x − 1 − 2⁻⁴⁰), with coefficients that are doubles.
    const gap = 2 ** -40;
    const exact = {
      variables: 1,
      equations: [
        [
          { re: 1, im: 0, reLow: 0, imLow: 0, error: 0, factors: [0, 0] },
          { re: -(2 + gap), im: 0, reLow: 0, imLow: 0, error: 0, factors: [0] },
          { re: 1 + gap, im: 0, reLow: 0, imLow: 0, error: 0, factors: [] },
        ],
      ],
    };
    const certifier = new SolutionCertifier(exact);
    const boxes = [1 - 1e-15, 1 + gap].map((x) => certifier.certify(...at(x, 0))?.box ?? null);
    expect(boxes).not.toContain(null);
    expect(indistinct(boxes)).toEqual(new Set());
    expect(indistinct([...boxes, boxes[0]!])).toEqual(new Set([2]));
  });
});

describe("completeness", () => {
  test("is proved where certified solutions are as many as the bound", () => {
    for (const [instance, count] of [
      [katsura(3), 8],
      [liftedSpectral([1, 2, 3]), 7],
    ] as const) {
      const { solutions, bound, proof } = solveSystem(instance, { seed: 3 });
      expect(solutions.filter(({ certified }) => certified)).toHaveLength(count);
      expect({ bound, proof }).toEqual({ bound: BigInt(count), proof: "proved" });
      for (const { radius } of solutions) expect(radius).toBeLessThan(1e-12);
    }
  });

  test("is numerical where paths end at infinity or in a multiple point", () => {
    // Two circles: two of their four points lie at infinity, whatever the start.
    const squares: PlainTerm[] = [
      [1, 0, 0],
      [1, 1, 1],
    ];
    const circles = system(2, [
      [...squares, [-1]],
      [...squares, [-1, 0], [-0.5]],
    ]);
    const found = solveSystem(circles, { seed: 1 });
    expect(found.solutions).toHaveLength(2);
    expect(found).toMatchObject({ complete: true, proof: "numerical" });
    const double = system(1, [[[1, 0, 0], [-2, 0], [1]]]);
    expect(solveSystem(double, { seed: 1 })).toMatchObject({ complete: true, proof: "numerical" });
  });

  test("of more equations than variables proves no point of the system that was given", () => {
    const over = system(1, [
      [[1, 0, 0], [-1]],
      [[1, 0], [-1]],
    ]);
    const { solutions, proof } = solveSystem(over, { seed: 1 });
    expect(solutions.map(({ certified }) => certified)).toEqual([false]);
    expect(proof).not.toBe("proved");
  });
});
