import { describe, expect, it } from "vitest";
import { scalingsOf } from "../../../src/numeric/polynomial/tropical-scalings.js";
import { cyclic, katsura, noon, system } from "../../support/polynomial-systems.js";

const logs = (instance: ReturnType<typeof system>) =>
  scalingsOf(instance).scalings.map(({ variables }) => Array.from(variables, Math.log2));

describe("scalings from the Newton polytopes", () => {
  it("leave well-scaled systems as they are", () => {
    for (const instance of [katsura(3), noon(3), cyclic(4)]) {
      const { scalings, coversAll } = scalingsOf(instance);
      expect(scalings).toHaveLength(1);
      expect([...scalings[0]!.variables, ...scalings[0]!.equations].every((x) => x === 1)).toBe(true);
      expect(coversAll).toBe(true);
    }
  });

  it("find the size of large and of tiny solutions", () => {
    // x² = 2⁸⁰, y² = 2^−60.
    const far = system(2, [
      [[1, 0, 0], [-(2 ** 80)]],
      [[1, 1, 1], [-(2 ** -60)]],
    ]);
    expect(logs(far)).toEqual([[40, -30]]);
  });

  it("take as many as the sizes need: (10², 10⁻⁷) and (10⁻⁸, 10¹³)", () => {
    const found = logs(
      system(2, [
        [[10, 0, 0], [1e5], [-1, 0, 1]],
        [[1e4, 0, 0, 1], [10]],
      ]),
    );
    for (const size of [
      [Math.log2(1e2), Math.log2(1e-7)],
      [Math.log2(1e-8), Math.log2(1e13)],
    ])
      expect(found.some((k) => k.every((x, v) => Math.abs(x - size[v]!) < 6))).toBe(true);
  });

  it("bring the largest term of every equation to the size of one", () => {
    const instance = system(2, [
      [[1e20, 0, 0], [-1]],
      [
        [1, 1],
        [-1e15, 0],
      ],
    ]);
    const { scalings } = scalingsOf(instance);
    for (const { variables, equations } of scalings)
      instance.equations.forEach((terms, i) => {
        const sizes = terms.map(({ re, factors }) =>
          factors.reduce((size, v) => size * variables[v]!, Math.abs(re) * equations[i]!),
        );
        expect(Math.abs(Math.log2(Math.max(...sizes)))).toBeLessThan(3);
      });
  });

  it("say where they cannot tell", () => {
    // Eight equations of nine terms: too many pairs, and coefficients from 1 to 10³⁰.
    const terms = Array.from({ length: 8 }, (_, v) => [10 ** (4 * v), v, v] as [number, ...number[]]);
    const instance = system(
      8,
      Array.from({ length: 8 }, (_, i) => [
        ...terms.map(([c, ...f]) => [c * 10 ** ((i * 7) % 5), ...f] as [number, ...number[]]),
        [-1 - i] as [number],
      ]),
    );
    expect(scalingsOf(instance).scalings).toHaveLength(1);
  });
});
