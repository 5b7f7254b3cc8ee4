import { describe, expect, it } from "vitest";
import { junctionSpectra } from "../../../src/atlas/audit/junction-spectra.js";
import { fromRows, multiply } from "../../../src/numeric/linalg/dense.js";
import { diag, given, problem } from "../../support/problems.js";

const custom = (loss: string, variables: object) =>
  problem(given(diag(4, 9)), { kind: "custom", loss, variables }).objective.landscape!;

describe("what a left rotation keeps", () => {
  // W Γ Wᵀ = 4·1 + 9·4 = 40 for W = (1, 2).
  it("singular values of W Γ Wᵀ where columns meet, and of no other product", () => {
    const landscape = custom("tr(W*Gamma*W')", { W: [1, 2] });
    const spectra = junctionSpectra(landscape, { W: fromRows([[1, 2]]) });
    expect(spectra).toHaveLength(1);
    expect(spectra[0]).toBeCloseTo(40, 12);
  });

  it("is the same after a rotation, and another after a stretch", () => {
    const landscape = custom("tr(W*Gamma*W') + norm2(W*W')", { W: [2, 2] });
    const W = fromRows([
      [1, 2],
      [0, 1],
    ]);
    const at = (left: readonly (readonly number[])[]) =>
      junctionSpectra(landscape, { W: multiply(fromRows(left), W) }).map((value) =>
        Number(value.toFixed(10)),
      );
    const here = at([
      [1, 0],
      [0, 1],
    ]);
    expect(
      at([
        [0.6, -0.8],
        [0.8, 0.6],
      ]),
    ).toEqual(here);
    expect(
      at([
        [2, 0],
        [0, 1],
      ]),
    ).not.toEqual(here);
  });
});
