/** Polynomials without real zeros on a stratum, against values at real points and against counts of complex solutions. */
import { describe, expect, it } from "vitest";
import { countSolutions } from "../../src/algebra/count.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { Random } from "../../src/exact/random.js";
import { rational } from "../../src/exact/rational.js";
import { landscapeFromText } from "../../src/objectives/build.js";
import { orthogonalActions } from "../../src/quotient/actions.js";
import { conditionsOn } from "../../src/quotient/conditions.js";
import { definiteDeterminants, definiteTraces } from "../../src/quotient/definite-forms.js";
import { strataOf } from "../../src/quotient/strata.js";
import { variable } from "../../src/symbolic/landscape.js";
import { algebraSystem } from "../../src/systems/solution-counts.js";
import { ACTED, coordinatesOf, landscape } from "../support/landscapes.js";

const strata = (l: Parameters<typeof definiteTraces>[1]) => strataOf(l, orthogonalActions(l));

describe("definite determinants", () => {
  it("of one row are the quadratic forms that stand between its copies", () => {
    const l = ACTED.spectral!;
    const [stratum] = strata(l).filter(({ forms }) => forms[0]!.pivots.join() === "0");
    // Γ and Σ of the test landscapes are positive definite: (1, k, l) C (1, k, l)ᵀ at k = 1, l = −1.
    const at = [1, 1, -1].map((x) => rational(x));
    const values = definiteDeterminants(stratum!, l).map((f) => f.evaluate(at).valueOf());
    // 3 + 2 + 4 + 2(1 + 1 − 1) and 5 + 3 + 2 + 2(1 − 0 − 1)
    expect(values.sort((a, b) => a - b)).toEqual([10, 11]);
  });

  it.each(Object.keys(ACTED))("%s: have one sign at all real points", (name) => {
    const l = ACTED[name]!;
    const random = new Random(5).fork(name);
    for (const stratum of strata(l))
      for (const form of definiteDeterminants(stratum, l)) {
        const signs = Array.from({ length: 5 }, () =>
          Math.sign(form.evaluate(coordinatesOf(stratum, random)).valueOf()),
        );
        expect(signs).toEqual([1, 1, 1, 1, 1]);
      }
  });

  it("leave out what is not definite, and variables that do not hold all pivots", () => {
    const l = landscape("tr(W*(Gamma - 4*Sigma)*W') + norm2(W)", ["W", 2, 3]);
    const form = ([stratum]: ReturnType<typeof strata>) => definiteDeterminants(stratum!, l).length;
    // Γ and Σ by themselves, and I: the difference is taken apart into words.
    expect(form(strata(l).filter(({ forms }) => forms[0]!.rank === 1))).toBe(3);
    const two = ACTED["two encoders"]!;
    const mixed = strata(two).filter(({ forms }) => forms[0]!.pivots.join() === "1,4");
    expect(mixed).toHaveLength(1);
    expect(definiteDeterminants(mixed[0]!, two)).toEqual([]);
  });

  it("take complex curves away that are critical where a factor of the loss vanishes twice over", () => {
    // One row: q (γ + q − 3) with q = s (1, k, l) Sigma (1, k, l)ᵀ and γ alike, stationary where both factors vanish.
    const l = landscape("tr(W*Sigma*W')*tr(W*Gamma*W') + tr(W*Sigma*W')*tr(W*Sigma*W') - 3*tr(W*Sigma*W')", [
      "W",
      2,
      3,
    ]);
    const [stratum] = strata(l).filter(({ forms }) => forms[0]!.pivots.join() === "0");
    const dimension = (saturation: "none" | "gram" | "definite") => {
      const { equations, names } = conditionsOn(stratum!, l, saturation);
      const count = countSolutions(algebraSystem(equations, names.length));
      return "unavailable" in count ? undefined : count.dimension;
    };
    expect([dimension("none"), dimension("gram"), dimension("definite")]).toEqual([1, 1, 0]);
  });
});

describe("definite traces", () => {
  const LOSS =
    "norm2(W*Sigma*W') + tr(W*Sigma*W')*tr(W*(Gamma - 4*Sigma)*W') + tr(W*W'*W*Gamma*W'*W*Sigma*W')*tr(W*(Gamma - 4*Sigma)*W')";

  it("have one sign at all real points", () => {
    const l = landscape(LOSS, ["W", 2, 3]);
    const random = new Random(6);
    for (const stratum of strata(l)) {
      // Γ − 4Σ is taken apart into words; the cycle (I, Γ, Σ) is no mirror image of itself, and norm2(W Sigma W') stands alone.
      expect(definiteTraces(stratum, l)).toHaveLength(stratum.forms[0]!.rank === 0 ? 0 : 2);
      for (const value of definiteTraces(stratum, l)) {
        const signs = Array.from({ length: 5 }, () =>
          Math.sign(value.evaluate(coordinatesOf(stratum, random)).valueOf()),
        );
        expect(signs).toEqual([1, 1, 1, 1, 1]);
      }
    }
  });

  it("leave out what is not definite", () => {
    // diag(1, −1): the form vanishes at E = (1, 1).
    const l = landscapeFromText(
      "tr(W*D*W')*norm2(W) + tr(W*D*W')",
      [variable("W", 2, 2)],
      new Map([
        [
          "D",
          RationalMatrix.from([
            [1, 0],
            [0, -1],
          ]),
        ],
      ]),
      new Map(),
    );
    const [stratum] = strata(l).filter(({ forms }) => forms[0]!.pivots.join() === "0");
    // 2 (1 + k²), k = 3, S = 2: that of norm2(W) alone.
    expect(
      definiteTraces(stratum!, l).map((f) => f.evaluate([2, 3].map((x) => rational(x))).valueOf()),
    ).toEqual([20]);
  });

  it("take complex curves away on which a squared norm vanishes", () => {
    // K = W Sigma Wᵀ with tr K² = 0 and 3 K² + 2 tr(W Gamma Wᵀ) K = 3 I: critical for any such W, and never real.
    const l = landscape(
      "tr(W*Sigma*W'*W*Sigma*W'*W*Sigma*W') + tr(W*Gamma*W')*norm2(W*Sigma*W') - 3*tr(W*Sigma*W')",
      ["W", 2, 3],
    );
    const [stratum] = strata(l).filter(({ forms }) => forms[0]!.pivots.join() === "0,2");
    const dimension = (saturation: "none" | "gram" | "traces") => {
      const { equations, names } = conditionsOn(stratum!, l, saturation);
      const count = countSolutions(algebraSystem(equations, names.length));
      return "unavailable" in count ? undefined : count.dimension;
    };
    expect([dimension("none"), dimension("gram"), dimension("traces")]).toEqual([1, 1, -1]);
  });

  it("are left out once: |a|² of one row is det S, too", () => {
    const l = landscape("norm2(B*A)", ["A", 1, 2], ["B", 2, 1]);
    const [stratum] = strata(l).filter(({ forms }) => forms.every(({ rank }) => rank === 1));
    const unknowns = (saturation: "gram" | "definite") =>
      conditionsOn(stratum!, l, saturation).names.slice(stratum!.names.length);
    expect(unknowns("definite")).toEqual(unknowns("gram"));
  });
});
