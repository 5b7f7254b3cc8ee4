import { describe, expect, it } from "vitest";
import { searchCriticalPoints } from "../../src/atlas/audit/search.js";
import { LandscapeSystem } from "../../src/atlas/local/landscape-system.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { isZero, rational } from "../../src/exact/rational.js";
import { analyze, loadProblem } from "../../src/index.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import { orthogonalActions } from "../../src/quotient/actions.js";
import { withDefined } from "../../src/quotient/defined-unknowns.js";
import { strataOf } from "../../src/quotient/strata.js";
import { type Landscape, variable } from "../../src/symbolic/landscape.js";

const S = RationalMatrix.from([
  [2, "1/2"],
  ["1/2", 1],
]);

const landscapeOf = (loss: string, rows = 2): Landscape =>
  landscapeFromText(loss, [variable("W", rows, 2)], new Map([["S", S]]), new Map([["c", rational("1/3")]]));

const stratumOf = (landscape: Landscape, place = -1) =>
  withDefined(strataOf(landscape, orthogonalActions(landscape)).at(place)!, landscape);

const custom = (loss: string, variables: object, constants: object = {}, rest: object = {}) =>
  loadProblem(JSON.stringify({ objective: { kind: "custom", loss, variables, constants, ...rest } }));

describe("inverses and roots as unknowns", () => {
  it("are the inverse of what the group moves, in the coordinates of a stratum", () => {
    // W = L Ŵ: at full rank Ŵ = I, A = L (S + c Ŝ⁻¹) Lᵀ, so T̃ = Ŝ⁻¹ (S + c Ŝ⁻¹)⁻¹ Ŝ⁻¹.
    const stratum = stratumOf(landscapeOf("tr(inv(W*S*W' + c*I(2)))"));
    expect(stratum.names).toEqual(["S[1,1]", "S[1,2]", "S[2,2]", "T_1[1,1]", "T_1[1,2]", "T_1[2,2]"]);
    expect(stratum.equations.length).toBe(4);
    // Ŝ = I: T̃ = (S + I/3)⁻¹ = (7/3, 1/2; 1/2, 4/3)⁻¹, of determinant 103/36.
    const entry = (value: string) => rational(value).div(rational("103/36"));
    const at = [rational(1), rational(0), rational(1), entry("4/3"), entry("-1/2"), entry("7/3")];
    for (const equation of stratum.equations) expect(isZero(equation.evaluate(at))).toBe(true);
    const wrong = [...at.slice(0, 5), rational(1)];
    expect(stratum.equations.every((equation) => isZero(equation.evaluate(wrong)))).toBe(false);
  });

  it("are moved by the groups that move what they are the inverse of, from the other sides", () => {
    const told = (loss: string) =>
      orthogonalActions(landscapeOf(loss)).map(({ size, left, right }) => [size, left.size, right.size]);
    // W and the inverse from the left, the inverse from the right.
    expect(told("tr(inv(W*S*W' + c*I(2)))")).toEqual([[2, 2, 1]]);
    // S is on the right of W: only the left side is free, which is the right one of W⁻¹.
    expect(told("tr(inv(W)*inv(W)'*S) + norm2(W)")).toEqual([[2, 1, 1]]);
    // W + cI is moved as W is, from both sides alike; beside W S nothing is.
    expect(told("tr(inv(W + c*I(2)))")).toEqual([[2, 2, 2]]);
    expect(told("tr(inv(W*S + c*I(2)))")).toEqual([]);
    expect(told("norm(W)*tr(S)")).toEqual([
      [2, 1, 0],
      [2, 0, 1],
    ]);
  });

  it("of a root and its reciprocal are one, and none for rational numbers", () => {
    const stratum = stratumOf(landscapeOf("norm(W) + 1/norm(W) + sqrt(4*c + 8*c)*tr(W*S*W')", 1));
    expect(stratum.positive.length).toBe(1);
    expect(stratum.equations.length).toBe(1);
    expect(stratum.names.filter((name) => name.startsWith("r_"))).toEqual(["r_1"]);
  });

  it("change nothing for polynomials", () => {
    const landscape = landscapeOf("norm2(W*S)");
    const [stratum] = strataOf(landscape, orthogonalActions(landscape));
    expect(withDefined(stratum!, landscape)).toBe(stratum);
  });
});

describe("lists of critical points with inverses and roots", () => {
  it("hold everything that Newton's method finds from random starts", async () => {
    const problem = custom(
      "-tr(inv(W*S*W' + e*I(2))*W*G*W') + l*norm2(W)",
      { W: [2, 2] },
      {
        G: [
          ["1", "1/5"],
          ["1/5", "1/2"],
        ],
        S: [
          ["2", "1/2"],
          ["1/2", "1"],
        ],
      },
      { parameters: { e: "1/10", l: "1/20" } },
    );
    const atlas = await analyze(problem);
    expect(
      atlas.components.map(({ index, dimension, multiplicity }) => [index, dimension, multiplicity]),
    ).toEqual([
      [0, 1, 2n],
      [1, 1, 1n],
      [2, 1, 1n],
      [4, 0, 1n],
    ]);
    const { landscape, symmetries } = problem.objective;
    const found = searchCriticalPoints(new LandscapeSystem(landscape!), symmetries, { starts: 16, seed: 4 });
    expect(found.length).toBeGreaterThan(2);
    for (const { value, index } of found)
      expect(atlas.components.some((c) => Math.abs(c.value! - value!) < 1e-9 && c.index === index)).toBe(
        true,
      );
  });

  it("have no point at which a root would have to be negative", async () => {
    // w − c + k w/|w| = 0 has w = (1 − k/|c|) c, |c| = 5: none for k > 5 but with |w| < 0.
    const loss = "1/2*norm2(w - c) + k*norm(w)";
    const constants = { c: [["3"], ["4"]] };
    for (const [k, count] of [
      ["1", 1],
      ["6", 0],
    ] as const) {
      const atlas = await analyze(custom(loss, { w: [2] }, constants, { parameters: { k } }));
      expect(atlas.audit.complete).toBe(true);
      expect(atlas.components.length).toBe(count);
    }
  });

  it("hold the rays of a quotient that is constant along them", async () => {
    const atlas = await analyze(
      custom(
        "-(w'*G*w)/norm2(w)",
        { w: [2] },
        {
          G: [
            ["2", "0"],
            ["0", "1"],
          ],
        },
      ),
    );
    expect(atlas.components.map(({ value, dimension, index }) => [value, dimension, index])).toEqual([
      [-2, 1, 0],
      [-2, 1, 0],
      [-1, 1, 1],
      [-1, 1, 1],
    ]);
    expect(atlas.components.every(({ eulerCharacteristic }) => eulerCharacteristic === undefined)).toBe(true);
    expect(atlas.audit.proof).toBe("proved");
  });

  it("are not found by paths, which say so", async () => {
    const atlas = await analyze(custom("norm2(w) + norm(w)", { w: [2] }), { method: "paths" });
    expect(atlas.audit.complete).toBe(false);
    expect(atlas.audit.reason).toContain("paths do not apply");
  });
});
