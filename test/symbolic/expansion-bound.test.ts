import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { LandscapeSystem } from "../../src/atlas/local/landscape-system.js";
import { expansionBound } from "../../src/symbolic/expansion-bound.js";
import { stationarityPolynomials } from "../../src/symbolic/to-system.js";
import { diag, given, problem } from "../support/problems.js";

const custom = (loss: string, variables: object, gamma = diag(1, 2)) =>
  problem(given(gamma), { kind: "custom", loss, variables });

describe("the bound on the expanded conditions", () => {
  it.each([
    ["x^4 - 2*x^2 + y^2", { x: [1, 1], y: [1, 1] }],
    ["tr(W*Gamma*W')^2", { W: [2, 2] }],
    ["norm2(W*Gamma*W' - I(2)) + tr(W*W')", { W: [2, 2] }],
    ["tr(W*Gamma*W'*W*Gamma*W') - tr(W*Gamma*W')", { W: [1, 2] }],
    ["tr(W*Gamma*W')^4", { W: [2, 2] }],
  ])("is at least the number of terms there are: %s", (loss, variables) => {
    const { landscape } = custom(loss, variables).objective;
    const { manifold } = new LandscapeSystem(landscape!);
    const terms = stationarityPolynomials(landscape!, manifold.spheres).reduce(
      (sum, polynomial) => sum + polynomial.termCount,
      0,
    );
    const bound = expansionBound(landscape!);
    expect(bound).toBeGreaterThanOrEqual(terms);
    expect(bound).toBeLessThan(100 * terms);
  });

  it("counts by hand: tr(W D W') with D diagonal is a sum of four squares", () => {
    // 4 squares, degree 2.
    expect(expansionBound(custom("tr(W*Gamma*W')", { W: [2, 2] }).objective.landscape!)).toBe(8);
    // A full matrix instead: W_ij W_ik for two i and four (j, k).
    const full = [
      [1, 1],
      [1, 2],
    ];
    expect(expansionBound(custom("tr(W*Gamma*W')", { W: [2, 2] }, full).objective.landscape!)).toBe(16);
  });

  it("answers a loss that is too large in one line, before anything is expanded", async () => {
    const began = performance.now();
    const { audit } = await analyze(custom("tr(W*Gamma*W')^10", { W: [12, 2] }));
    expect(audit.reason).toMatch(
      /^solver: about \de\+\d+ terms in the conditions, multiplied out: the solver takes on at most 2000000/,
    );
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
