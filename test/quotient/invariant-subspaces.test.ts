/** Invariant subspaces in place of critical points: how many there are is known by hand for matrices with distinct eigenvalues. */
import { describe, expect, it } from "vitest";
import { inverse } from "../../src/exact/linear-algebra.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational } from "../../src/exact/rational.js";
import { orthogonalActions } from "../../src/quotient/actions.js";
import { subspaceEquations, subspaceMatrix } from "../../src/quotient/invariant-subspaces.js";
import { strataOf } from "../../src/quotient/strata.js";
import { ACTED, landscape } from "../support/landscapes.js";

const spectral = ACTED.spectral!;
const strata = strataOf(spectral, orthogonalActions(spectral));
describe("invariant subspaces of a loss", () => {
  it("are those of 4 Γ Σ⁻¹ for the spectral contrastive loss", () => {
    const { constants } = spectral;
    const expected = constants
      .get("Gamma")!
      .multiply(inverse(constants.get("Sigma")!))
      .scale(rational(4));
    expect(subspaceMatrix(spectral)?.toRows().join()).toBe(expected.toRows().join());
  });

  it.each<[string, ReturnType<typeof landscape>]>([
    [
      "words that end in different constants",
      landscape("tr(W*Gamma*W'*W*Sigma*W') - tr(W*Sigma*W')", ["W", 2, 3]),
    ],
    ["traces beside a word", landscape("tr(W*Sigma*W')*tr(W*Sigma*W') - tr(W*Gamma*W')", ["W", 2, 3])],
    ["constraints", ACTED["unit norm"]!],
    ["two variables", ACTED["hidden layer"]!],
    ["no word of degree 1, M = 0", landscape("norm2(W*Sigma*W')", ["W", 2, 3])],
  ])("there is no such matrix: %s", (_, l) => {
    expect(subspaceMatrix(l)).toBeUndefined();
  });

  it("give E M^k = N^k E in the free entries of E", () => {
    const stratum = strata.find(({ forms }) => forms[0]!.pivots.join() === "0")!;
    const { equations, unknowns } = subspaceEquations(
      RationalMatrix.from([
        [1, 1, 0],
        [0, 2, 0],
        [0, 0, 3],
      ]),
      stratum,
    )!;
    expect(unknowns).toBe(2);
    // (1, k, l) M = (1, 1 + 2k, 3l), N = 1: k − 1 − 2k, l − 3l; M² = [1, 3, 0; 0, 4, 0; 0, 0, 9].
    const at = [rational(5), rational(7)];
    expect(equations.map((f) => f.evaluate(at).valueOf())).toEqual([5 - 11, 7 - 21, 5 - 23, 7 - 63]);
  });
});
