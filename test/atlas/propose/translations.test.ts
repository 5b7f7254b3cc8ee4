import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { quotientByTranslations } from "../../../src/atlas/propose/translations.js";
import { given, problem } from "../../support/problems.js";

const custom = (loss: string, variables: object, constraints: object = {}) =>
  problem(given([[1]]), { kind: "custom", loss, variables, constraints });
const scalars = (loss: string, ...names: string[]) =>
  custom(loss, Object.fromEntries(names.map((name) => [name, [1, 1]])));
const quotientOf = (instance: ReturnType<typeof custom>) =>
  quotientByTranslations(instance, new LandscapeSystem(instance.objective.landscape!));

describe("directions along which the loss is constant", () => {
  it("are found exactly, and none where there are none", () => {
    expect(quotientOf(scalars("(x-1)^2", "x", "y"))?.dimension).toBe(1);
    expect(quotientOf(scalars("(x+2*y-z/3)^4 + (x+2*y-z/3)*(x-z)", "x", "y", "z"))?.dimension).toBe(1);
    expect(quotientOf(scalars("(x-y)^2 + (y-z)^2/1000000000000000000", "x", "y", "z"))?.dimension).toBe(1);
    expect(quotientOf(scalars("(x*y-1)^2", "x", "y"))).toBeNull();
    expect(quotientOf(scalars("3 + 0*x", "x"))).toBeNull();
  });

  it("are not looked for on spheres and in fields", () => {
    expect(quotientOf(custom("norm2(x'*x)", { x: [2, 1], y: [2, 1] }, { x: "unit-columns" }))).toBeNull();
    expect(quotientOf(scalars("x*sg(x^3-x)", "x", "y"))).toBeNull();
  });
});

describe("critical sets are those of the quotient times R^k", () => {
  it("f′ = (t − 1)(t + 1)(t − 2) in t = x + 2y: three lines, two of minima", async () => {
    const t = "(x+2*y)";
    const { audit, components } = await analyze(
      scalars(`${t}^4/4 - 2*${t}^3/3 - ${t}^2/2 + 2*${t}`, "x", "y"),
      { method: "solve", seed: 1 },
    );
    expect(audit).toMatchObject({ complete: true, failures: [] });
    expect(
      components.map(({ value, dimension, index, nullity, multiplicity }) => [
        Number(value!.toFixed(9)),
        dimension,
        index,
        nullity,
        multiplicity,
      ]),
    ).toEqual([
      [Number((-19 / 12).toFixed(9)), 1, 0, 1, 1n],
      [Number((2 / 3).toFixed(9)), 1, 0, 1, 1n],
      [Number((13 / 12).toFixed(9)), 1, 1, 1, 1n],
    ]);
    const { x, y } = components[0]!.representative;
    expect(x!.data[0]! + 2 * y!.data[0]!).toBeCloseTo(-1, 12);
  });

  it("a quadratic with a kernel: one plane", async () => {
    const { audit, components } = await analyze(scalars("(x-y+z-4)^2", "x", "y", "z"), {
      method: "solve",
      seed: 1,
    });
    expect(audit.complete).toBe(true);
    expect(components).toHaveLength(1);
    expect(components[0]).toMatchObject({ dimension: 2, index: 0, nullity: 2, multiplicity: 1n });
  });

  it("the quotient has no proof either: incomplete", async () => {
    const { audit } = await analyze(scalars("((x-z)*y-1)^2", "x", "y", "z"), { method: "paths", seed: 1 });
    expect(audit.complete).toBe(false);
    expect(audit.reason).toMatch(/unbounded real critical sets/);
  });
});
