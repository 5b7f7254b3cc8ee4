import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import { type Constraint, variable } from "../../src/symbolic/landscape.js";
import { stationarityForm } from "../../src/symbolic/to-form.js";
import { stationaritySystem } from "../../src/symbolic/to-system.js";
import { spheresOf } from "../support/perturbed-pair.js";

const GAMMA = RationalMatrix.from([
  [2, 1],
  [1, 3],
]);
const landscape = (text: string, constraint: Constraint = "none", positivePart = false) =>
  landscapeFromText(
    text,
    [variable("W", 2, 2, constraint, positivePart)],
    new Map([["Gamma", GAMMA]]),
    new Map(),
  );

describe("stationarity systems in matrix form", () => {
  it("split the gradient by degrees", () => {
    const { form } = stationarityForm(landscape("norm2(W*Gamma*W') - norm2(W) + tr(W*Gamma)"), []);
    expect(form.sums.map(({ degree, block }) => [degree, block.first])).toEqual([
      [3, 0],
      [1, 0],
      [0, 0],
    ]);
  });

  it.each<Constraint>(["none", "unit-columns", "unit-rows", "unit-norm"])(
    "leave multipliers and spheres as terms, those of the expanded system: %s",
    (constraint) => {
      const l = landscape("tr(W*Gamma*W')", constraint);
      const spheres = spheresOf(l);
      const { form, terms } = stationarityForm(l, spheres);
      const expanded = stationaritySystem(l, spheres);
      expect([form.equations, form.unknowns, terms.variables]).toEqual([4, 4, expanded.variables]);
      const ofMultipliers = (system: typeof terms) =>
        system.equations.map((list, i) =>
          list
            .filter(({ factors }) => i >= 4 || factors.some((v) => v >= 4))
            .map(({ re, factors }) => `${re}:${factors.join()}`)
            .sort(),
        );
      expect(ofMultipliers(terms)).toEqual(ofMultipliers(expanded));
      expect(terms.equations.slice(0, 4).flat()).toHaveLength(constraint === "none" ? 0 : 4);
    },
  );

  it("are plain data", () => {
    const system = stationarityForm(landscape("norm2(W*Gamma*W')"), []);
    expect(structuredClone(system)).toEqual(system);
  });

  it("do not exist for losses with positive parts", () => {
    expect(() => stationarityForm(landscape("norm2(W)", "none", true), [])).toThrow(
      /stationarity form: expected a polynomial loss/,
    );
  });
});
