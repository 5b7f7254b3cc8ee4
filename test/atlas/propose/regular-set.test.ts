/** Whether equalities are independent, on curves and surfaces whose singular points are known. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { regularityOf, singularSystems } from "../../../src/atlas/propose/regular-set.js";
import { loadProblem } from "../../../src/objectives/problem.js";

const problem = (loss: string, variables: object, equalities: string[], more: object = {}) =>
  loadProblem(JSON.stringify({ objective: { kind: "custom", loss, variables, equalities, ...more } }));
const plane = { x: [2] };
const regularity = (...equalities: string[]) =>
  regularityOf(problem("x[1]", plane, equalities).objective.landscape!.equalities!);

describe("regular feasible sets", () => {
  it.each<[string, string[], string]>([
    ["an ellipse", ["x[1]^2 + 2*x[2]^2 = 3"], "regular"],
    ["a cusp", ["x[1]^3 = x[2]^2"], "singular"],
    ["a node", ["x[2]^2 = x[1]^2*(x[1] + 1)"], "singular"],
    // y² = x²(x − 1): the singular point 0 is real, and isolated.
    ["an isolated point", ["x[2]^2 = x[1]^2*(x[1] - 1)"], "singular"],
    // (x² + 1)² = y²: singular at x = ±i alone.
    ["two curves that meet at complex points", ["(x[1]^2 + 1)^2 = x[2]^2"], "regular"],
    ["two points", ["norm2(x) = 1", "x[1] = x[2]"], "regular"],
    ["a line that touches a circle", ["norm2(x) = 1", "x[1] = 1"], "singular"],
    ["the same circle twice", ["norm2(x) = 1", "2*norm2(x) = 2"], "singular"],
    ["nothing", ["norm2(x) + 1 = 0"], "regular"],
  ])("%s: %s is %s", async (_, equalities, expected) => {
    expect(await regularity(...equalities)).toBe(expected);
  });

  it("ask for each first entry of M that is not 0: a generic form would miss the one that it vanishes on", () => {
    const two = problem("x[1]", plane, ["norm2(x) = 1", "x[1] = 1"]).objective.landscape!.equalities!;
    expect(singularSystems(two)).toHaveLength(2);
    const frames = problem("tr(W)", { W: [2, 2] }, ["W*W' = I(2)"]).objective.landscape!.equalities!;
    expect(singularSystems(frames)).toHaveLength(3);
  });

  it("a list on a singular set is incomplete, with the points that have multipliers", async () => {
    const { audit, components } = await analyze(
      problem("x[1] + 2*x[2]", plane, ["x[2]^2 = x[1]^2*(x[1] + 1)"]),
    );
    expect(audit.complete).toBe(false);
    expect(audit.reason).toMatch(/dependent at some real points/);
    expect(components.length).toBeGreaterThan(0);
    for (const { index } of components) expect(index).toBeGreaterThanOrEqual(0);
  });

  it("entries whose multipliers are not unique are not listed: their inertia is that of no Hessian", async () => {
    const { components } = await analyze(problem("x[1] + 2*x[2]", plane, ["norm2(x) = 1", "2*norm2(x) = 2"]));
    expect(components).toEqual([]);
  });
});
