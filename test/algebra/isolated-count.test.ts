import { describe, expect, it } from "vitest";
import { isolatedCount } from "../../src/algebra/isolated-count.js";
import { solutionLayers } from "../../src/algebra/layers.js";
import { algebraSystem } from "../../src/systems/solution-counts.js";
import { exactly } from "../support/algebra-system.js";
import { cyclic } from "../support/polynomial-systems.js";
import { polynomialsOf } from "../support/read-system.js";

const system = (variables: string, ...equations: string[]) =>
  algebraSystem(polynomialsOf(variables, ...equations), variables.split(" ").length);

/** All products of one of each list: the union of their zeros. */
const union = (...lists: readonly (readonly string[])[]): string[] =>
  lists.reduce<string[]>((all, list) => all.flatMap((f) => list.map((g) => `(${f})*(${g})`)), ["1"]);

const CUBIC = ["y - x^2", "z - x*y", "x*z - y^2"];

describe("isolated points beside curves, modulo primes", () => {
  it.each<[string, string, string[], number, number]>([
    ["a parabola and a point", "x y", union(["y - x^2"], ["x - 1", "y - 3"]), 1, 2],
    ["a parabola and two points that are not real", "x y", union(["y - x^2"], ["x^2 + 1", "y - 3"]), 2, 2],
    ["a twisted cubic and two points", "x y z", union(CUBIC, ["(x - 1)*(x - 2)", "y", "z"]), 2, 3],
    ["a twisted cubic, a line and a point", "x y z", union(CUBIC, ["x - 1", "y"], ["x - 5", "y", "z"]), 1, 4],
    ["a line with an embedded point", "x y", ["x^2", "x*y"], 0, 1],
    ["the same and an isolated one", "x y", ["x^2*(x - 1)", "x*y"], 1, 1],
    ["a double line", "x y", ["(x + y)^2"], 0, 2],
    ["a hyperbola", "x y", ["x*y - 1"], 0, 2],
    // Three lines, and the points where they meet only are on them.
    ["three axes", "x y z", ["x*y", "x*z", "y*z"], 0, 3],
    // The last variable is constant on the line; the others are not in general position either.
    ["a line parallel to an axis, and a point", "x y", union(["y"], ["x - 1", "y - 1"]), 1, 1],
  ])("are %#: %s", (_, variables, equations, isolated, degree) => {
    expect(isolatedCount(system(variables, ...equations))).toEqual({
      kind: "count",
      isolated,
      degree,
      primes: 2,
    });
  });

  it("are none of cyclic-4, of whose dimension-0 part all is embedded (Björck and Fröberg 1991: four curves, no isolated point)", () => {
    expect(isolatedCount(exactly(cyclic(4)))).toMatchObject({ isolated: 0, degree: 4 });
  });

  it("agree with saturation on sets with many points", () => {
    const many = system("x y z", ...union(CUBIC, ["x^3 - 3*x + 1", "y^2 - x - 5", "z - x - y"]));
    const layers = solutionLayers(many);
    if ("unavailable" in layers) throw new Error("expected layers");
    expect(layers.layers).toEqual([
      { dimension: 0, degree: 6 },
      { dimension: 1, degree: 3 },
    ]);
    expect(isolatedCount(many)).toMatchObject({ isolated: 6, degree: 3 });
  });

  it.each<[string, string, string[]]>([
    ["a multiple point", "x y", union(["y - x^2"], ["(x - 1)^2", "y - 3"])],
    ["points alone", "x y", ["x^2 - 2", "y - x"]],
    ["surfaces", "x y z", ["x*y*z"]],
    ["one unknown", "x", ["x^2 - 2"]],
    ["no point at all", "x y", ["x*y - 1", "x"]],
  ])("are not told beside %s", (_, variables, equations) => {
    expect(isolatedCount(system(variables, ...equations))).toEqual({ kind: "unavailable" });
  });

  it("are not told beyond the budget of operations, and of memory", () => {
    const curves = system("x y z", ...union(CUBIC, ["x - 1", "y", "z"]));
    expect(isolatedCount(curves, { budget: 1000 })).toEqual({ kind: "unavailable" });
    expect(isolatedCount(curves, { entries: 100 })).toEqual({ kind: "unavailable" });
    const controller = new AbortController();
    controller.abort(new Error("enough"));
    expect(() => isolatedCount(curves, { signal: controller.signal })).toThrow("enough");
  });

  it("are not told where the first prime is unlucky", () => {
    // p is the first prime taken. The equations differ by p: one hyperbola modulo p, and no solution modulo any other prime.
    const p = 67108859;
    expect(isolatedCount(system("x y", "x*y - 1", `x*y - ${1 + p}`))).toEqual({ kind: "unavailable" });
    // Modulo p the point (1, 3) beside the parabola y = x², and (1 + p, 3), are one.
    const beside = ["x - 1", `x - ${1 + p}`].map((f) => `(y - x^2)*(${f})`);
    expect(isolatedCount(system("x y", ...beside, "(y - x^2)*(y - 3)"))).toEqual({ kind: "unavailable" });
    // Without p among the primes there is an answer: the parabola alone.
    expect(isolatedCount(system("x y", ...beside, "(y - x^2)*(y - 3)"), { primes: 1 })).toEqual({
      kind: "count",
      isolated: 0,
      degree: 2,
      primes: 2,
    });
  });

  it("are told where a coefficient of the basis alone vanishes modulo the first prime", () => {
    // z = (p + 1) x, and y = x² − x + z, which is y = x² modulo p; and the point (0, 1, 0).
    const p = 67108859;
    const curve = [`z - ${p + 1}*x`, "y - x^2 + x - z"];
    const equations = union(curve, ["x", "y - 1", "z"]);
    expect(isolatedCount(system("x y z", ...equations))).toMatchObject({ isolated: 1, degree: 2 });
  });

  it("are the same by other primes", () => {
    const curves = system("x y z", ...union(CUBIC, ["(x - 1)*(x - 2)", "y", "z"]));
    expect(isolatedCount(curves, { primes: 3 })).toEqual(isolatedCount(curves));
  });
});
