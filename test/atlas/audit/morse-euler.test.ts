import { describe, expect, it } from "vitest";
import { closedManifoldEuler, expectedEuler } from "../../../src/atlas/audit/morse-euler.js";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { given, problem } from "../../support/problems.js";

const systemOf = (loss: string, variables: object, constraints: object = {}) =>
  new LandscapeSystem(
    problem(given([[1]]), { kind: "custom", loss, variables, constraints }).objective.landscape!,
  );
const scalars = (...names: string[]) => Object.fromEntries(names.map((name) => [name, [1, 1]]));

describe("what the Morse–Euler sum of a complete list is", () => {
  // χ(S²) = 2, χ(S¹) = 0, χ(S⁰) = 2; they multiply.
  it.each<[string, object, object, bigint]>([
    ["norm2(x'*x)", { x: [3, 1] }, { x: "unit-columns" }, 2n],
    ["norm2(x'*x)", { x: [2, 1] }, { x: "unit-columns" }, 0n],
    ["tr(x'*y)", { x: [3, 1], y: [3, 1] }, { x: "unit-columns", y: "unit-columns" }, 4n],
    ["x*y", { x: [1, 1], y: [1, 1] }, { x: "unit-columns", y: "unit-columns" }, 4n],
  ])("%s on spheres", (loss, variables, constraints, euler) => {
    const system = systemOf(loss, variables, constraints);
    expect(closedManifoldEuler(system)).toBe(euler);
    expect(expectedEuler(system)).toBe(euler);
  });

  // One minimum of a convex function; one maximum of a concave one: index n.
  it.each<[string, string[], bigint]>([
    ["x^2 + y^4 - y", ["x", "y"], 1n],
    ["-x^2 - y^2", ["x", "y"], 1n],
    ["-x^2 - y^2 - z^2", ["x", "y", "z"], -1n],
  ])("%s on R^n", (loss, names, euler) => {
    const system = systemOf(loss, scalars(...names));
    expect(closedManifoldEuler(system)).toBeNull();
    expect(expectedEuler(system)).toBe(euler);
  });

  it("that of the sphere where the other variable is free and the loss coercive in it", () => {
    expect(
      expectedEuler(systemOf("norm2(y) + tr(x'*y)", { x: [3, 1], y: [3, 1] }, { x: "unit-columns" })),
    ).toBe(2n);
  });

  it("not known for losses that are not coercive, and for fields", () => {
    expect(expectedEuler(systemOf("x^2 - y^2", scalars("x", "y")))).toBeNull();
    expect(expectedEuler(systemOf("(x*y-1)^2", scalars("x", "y")))).toBeNull();
    expect(expectedEuler(systemOf("x*sg(y^3-y)-y*sg(x^3-x)", scalars("x", "y")))).toBeNull();
  });
});
