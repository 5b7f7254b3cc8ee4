import { describe, expect, it } from "vitest";
import { basisForCount, keepBasis, keptBasis, modularBasis } from "../../src/algebra/modular-basis.js";
import { integerEquations } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { PrimeField } from "../../src/exact/prime-field.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { katsura } from "../support/polynomial-systems.js";

const FIELD = new PrimeField(67_108_859);
const KATSURA = integerEquations(exactly(katsura(3)));
const CONICS = integerEquations(polynomials("x y", "x^2 - 2", "x*y - 1"));

describe("the basis of a prime", () => {
  it("is computed once, and costs as much each time", () => {
    const [first, second, other] = [new Work(), new Work(), new Work()];
    const found = modularBasis(KATSURA, 4, FIELD, first);
    expect(basisForCount(KATSURA, 4, FIELD, second)).toBe(found);
    expect(second.done).toBe(first.done);
    expect(modularBasis(structuredClone(KATSURA), 4, FIELD, other)).toBe(found);
    expect(() => modularBasis(KATSURA, 4, FIELD, new Work(first.done - 1))).toThrow("operations");
  });

  it("is another one for other equations, primes and smaller memories", () => {
    const found = modularBasis(KATSURA, 4, FIELD, new Work());
    expect(modularBasis(KATSURA, 4, new PrimeField(67_108_837), new Work())).not.toBe(found);
    expect(() => modularBasis(KATSURA, 4, FIELD, new Work(1e9, 10))).toThrow("memory");
    const conics = modularBasis(CONICS, 2, FIELD, new Work());
    const leads = conics.basis.map(({ monomials }) => {
      const { exponents } = conics.table;
      return [...exponents.subarray(2 * monomials[0]!, 2 * monomials[0]! + 2)];
    });
    // x − 2y and y² − 1/2.
    expect(leads).toEqual([
      [1, 0],
      [0, 2],
    ]);
  });

  it("is the same where it comes from another thread", () => {
    const found = modularBasis(KATSURA, 4, FIELD, new Work());
    const sent = structuredClone(keptBasis(KATSURA)!);
    expect(keptBasis(CONICS)).toBeUndefined();
    modularBasis(CONICS, 2, FIELD, new Work());
    expect(keptBasis(KATSURA)).toBeUndefined();
    keepBasis(sent);
    const there = modularBasis(KATSURA, 4, FIELD, new Work());
    expect(there.basis).toEqual(found.basis);
    expect(there.trace).toEqual(found.trace);
    for (const { monomials } of found.basis)
      for (const m of monomials)
        expect(there.table.exponents.subarray(4 * m, 4 * m + 4)).toEqual(
          found.table.exponents.subarray(4 * m, 4 * m + 4),
        );
  });
});
