import { describe, expect, it } from "vitest";
import { Random } from "../../src/exact/random.js";
import { type Rational, rational, ZERO } from "../../src/exact/rational.js";
import { orthogonalActions } from "../../src/quotient/actions.js";
import { liftPoint } from "../../src/quotient/lift.js";
import { strataOf } from "../../src/quotient/strata.js";
import { multiplyMatrices, transposeMatrix } from "../../src/symbolic/polynomial.js";
import { ACTED, coordinatesOf, numbersAt } from "../support/landscapes.js";

describe("points over a stratum", () => {
  it("XᵀX = EᵀSE", () => {
    const l = ACTED.spectral!;
    for (const stratum of strataOf(l, orthogonalActions(l))) {
      const at = coordinatesOf(stratum, new Random(1));
      const x = liftPoint(stratum, at).get("W")!;
      const core = stratum.cores.get("W")!;
      const wanted = numbersAt(
        multiplyMatrices(multiplyMatrices(transposeMatrix(core), stratum.forms[0]!.metric), core),
        at,
      );
      for (const [j, row] of wanted.entries())
        for (const [k, entry] of row.entries()) {
          const sum = x.reduce((total: Rational, line) => total.add(line[j]!.mul(line[k]!)), ZERO);
          expect(sum.sub(rational(entry)).abs().valueOf()).toBeLessThan(1e-14 * (1 + Math.abs(entry)));
        }
    }
  });

  it("a Gram matrix that is not positive definite is refused", () => {
    const l = ACTED.spectral!;
    const stratum = strataOf(l, orthogonalActions(l)).find(({ forms: [form] }) => form!.rank === 1)!;
    expect(() =>
      liftPoint(
        stratum,
        stratum.names.map(() => rational(-1)),
      ),
    ).toThrow(/positive definite/);
  });
});
