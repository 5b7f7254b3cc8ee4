import { describe, expect, it } from "vitest";
import { groebnerBasis } from "../../src/algebra/groebner.js";
import { fromTable, liftBases } from "../../src/algebra/lift-bases.js";
import { MonomialTable } from "../../src/algebra/monomials.js";
import { modulo } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { integersOf, textOf } from "../support/integer-system.js";

describe("Gröbner bases lifted from primes", () => {
  it("are those over Q, several at once", () => {
    const table = new MonomialTable(2);
    const work = new Work();
    const [conics, line] = [integersOf("x y", "2*x*y - 3", "x^2 - y"), integersOf("x y", "7*x - 5*y")];
    const lifted = liftBases(
      [...conics, ...line],
      (field) => [conics, line].map((f) => groebnerBasis(modulo(f, table, field), table, field, work)),
      work,
    )!;
    // x (xy) = y² gives 3x = 2y², and x² = y, 2xy = 3.
    expect(lifted.map((basis) => basis.map((f) => textOf(fromTable(f, table))).sort())).toEqual([
      ["2*y^2 - 3*x", "x^2 - y", "2*x*y - 3"].map((f) => textOf(integersOf("x y", f)[0]!)).sort(),
      [textOf(line[0]!)],
    ]);
  });

  it("are none where primes disagree for ever", () => {
    const table = new MonomialTable(1);
    const work = new Work();
    const [f, g] = [integersOf("x", "x - 1"), integersOf("x", "x^2 - 1")];
    let calls = 0;
    const compute = () => (calls++ === 0 ? f : g);
    expect(
      liftBases(f, (field) => [groebnerBasis(modulo(compute(), table, field), table, field, work)], work),
    ).toBeUndefined();
  });
});
