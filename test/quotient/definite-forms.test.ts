/** Polynomials without real zeros on a stratum, against values at real points and against counts of complex solutions. */
import { describe, expect, it } from "vitest";
import { countSolutions } from "../../src/algebra/count.js";
import { Random } from "../../src/exact/random.js";
import { rational } from "../../src/exact/rational.js";
import { orthogonalActions } from "../../src/quotient/actions.js";
import { conditionsOn } from "../../src/quotient/conditions.js";
import { definiteForms } from "../../src/quotient/definite-forms.js";
import { strataOf } from "../../src/quotient/strata.js";
import { algebraSystem } from "../../src/systems/solution-counts.js";
import { ACTED, coordinatesOf, landscape } from "../support/landscapes.js";

const strata = (l: Parameters<typeof definiteForms>[1]) => strataOf(l, orthogonalActions(l));

describe("definite forms", () => {
  it("of one row are the quadratic forms that stand between its copies", () => {
    const l = ACTED.spectral!;
    const [stratum] = strata(l).filter(({ forms }) => forms[0]!.pivots.join() === "0");
    // Γ and Σ of the test landscapes are positive definite: (1, k, l) C (1, k, l)ᵀ at k = 1, l = −1.
    const at = [1, 1, -1].map((x) => rational(x));
    const values = definiteForms(stratum!, l).map((f) => f.evaluate(at).valueOf());
    // 3 + 2 + 4 + 2(1 + 1 − 1) and 5 + 3 + 2 + 2(1 − 0 − 1)
    expect(values.sort((a, b) => a - b)).toEqual([10, 11]);
  });

  it.each(Object.keys(ACTED))("%s: have one sign at all real points", (name) => {
    const l = ACTED[name]!;
    const random = new Random(5).fork(name);
    for (const stratum of strata(l))
      for (const form of definiteForms(stratum, l)) {
        const signs = Array.from({ length: 5 }, () =>
          Math.sign(form.evaluate(coordinatesOf(stratum, random)).valueOf()),
        );
        expect(signs).toEqual([1, 1, 1, 1, 1]);
      }
  });

  it("leave out what is not definite, and variables that do not hold all pivots", () => {
    const l = landscape("tr(W*(Gamma - 4*Sigma)*W') + norm2(W)", ["W", 2, 3]);
    const form = ([stratum]: ReturnType<typeof strata>) => definiteForms(stratum!, l).length;
    // Γ and Σ by themselves, and I: the difference is taken apart into words.
    expect(form(strata(l).filter(({ forms }) => forms[0]!.rank === 1))).toBe(3);
    const two = ACTED["two encoders"]!;
    const mixed = strata(two).filter(({ forms }) => forms[0]!.pivots.join() === "1,4");
    expect(mixed).toHaveLength(1);
    expect(definiteForms(mixed[0]!, two)).toEqual([]);
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
