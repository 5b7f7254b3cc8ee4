/** Bounds of the number of invariant subspaces: how many there are is known by hand. */
import { describe, expect, it } from "vitest";
import { mostSubspaces } from "../../../src/atlas/propose/subspace-bound.js";
import { RationalMatrix } from "../../../src/exact/matrix.js";
import { orthogonalActions } from "../../../src/quotient/actions.js";
import { subspaceMatrix } from "../../../src/quotient/invariant-subspaces.js";
import { strataOf } from "../../../src/quotient/strata.js";
import { ACTED, landscape } from "../../support/landscapes.js";

const spectral = ACTED.spectral!;
const strata = strataOf(spectral, orthogonalActions(spectral));
const mostOf = (m: RationalMatrix): Record<string, number | undefined> =>
  Object.fromEntries(strata.map((stratum) => [stratum.forms[0]!.pivots.join(""), mostSubspaces(m, stratum)]));

describe("invariant subspaces on strata", () => {
  it("are C(p, r) in general position, all with the first pivots", () => {
    const m = RationalMatrix.from([
      [2, 1, 0],
      [1, 3, 1],
      [1, 1, 5],
    ]);
    expect(mostOf(m)).toEqual({ "": 1, "0": 3, "1": 0, "2": 0, "01": 3, "02": 0, "12": 0 });
  });

  it("are spread over the pivots where eigenvectors have zeros", () => {
    // Row vectors e_1, e_2, e_3: one subspace for each set of pivots.
    const m = RationalMatrix.from([
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 3],
    ]);
    expect(mostOf(m)).toEqual({ "": 1, "0": 1, "1": 1, "2": 1, "01": 1, "02": 1, "12": 1 });
  });

  it("have no bound where an eigenvalue is repeated and they form a continuum", () => {
    const m = RationalMatrix.from([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 3],
    ]);
    const { "0": line, "01": plane, "2": last } = mostOf(m);
    expect([line, plane, last]).toEqual([undefined, 1, 1]);
  });

  it("have no bound where two groups act", () => {
    const l = landscape("norm2(W*W') - norm2(W)", ["W", 2, 3]);
    const m = subspaceMatrix(l)!;
    expect(strataOf(l, orthogonalActions(l)).map((stratum) => mostSubspaces(m, stratum))).toSatisfy(
      (all: unknown[]) => all.length > 1 && all.every((most) => most === undefined),
    );
  });
});
