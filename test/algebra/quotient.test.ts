import { describe, expect, it } from "vitest";
import { algebraKernel } from "../../src/algebra/elimination-kernel.js";
import { groebnerBasis } from "../../src/algebra/groebner.js";
import { MonomialTable } from "../../src/algebra/monomials.js";
import { borderRules, QuotientAlgebra, Staircase } from "../../src/algebra/quotient.js";
import type { AlgebraSystem } from "../../src/algebra/system.js";
import { integerEquations, modulo } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { PrimeField } from "../../src/exact/prime-field.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { katsura, noon } from "../support/polynomial-systems.js";

const field = new PrimeField(67_108_859);

/** Matrices of multiplication by each variable: row b is x_i b. */
const matrices = (system: AlgebraSystem, dimension: number): readonly Float64Array[][] =>
  algebraKernel().scope(() => {
    const n = system.variables;
    const table = new MonomialTable(n);
    const work = new Work();
    const basis = groebnerBasis(modulo(integerEquations(system), table, field), table, field, work);
    const supports = basis.map(({ monomials }) => monomials);
    const leads = supports.map((monomials) => monomials[0]!);
    const staircase = new Staircase(table, leads, dimension, work);
    expect(staircase.dimension).toBe(dimension);
    const algebra = new QuotientAlgebra(staircase, borderRules(staircase, supports), basis, field, work);
    return Array.from({ length: n }, (_, i) =>
      algebra.matrix(Float64Array.from({ length: n }, (_, j) => Number(i === j))),
    );
  });

const apply = (v: readonly number[], matrix: readonly Float64Array[]): readonly number[] =>
  v.map((_, c) => v.reduce((sum, a, b) => field.add(sum, field.multiply(a, matrix[b]![c]!)), 0));

describe("quotient algebras", () => {
  it.each([
    ["a point of multiplicity 5", polynomials("x y", "x^2 - y^3", "x*y"), 5],
    ["variables that are not in the basis", polynomials("x y z", "x - y - 1", "y^2 - z", "z^2 + x*y - 2"), 4],
    ["katsura-4", exactly(katsura(4)), 16],
    ["noon-3", exactly(noon(3)), 21],
  ] as const)("have commuting multiplications that satisfy the equations: %s", (_, system, dimension) => {
    const multiplications = matrices(system, dimension);
    // Every element b of the basis, by its unit vector.
    for (let b = 0; b < dimension; b++) {
      const unit = Array.from({ length: dimension }, (_, c) => Number(b === c));
      for (const x of multiplications)
        for (const y of multiplications) expect(apply(apply(unit, x), y)).toEqual(apply(apply(unit, y), x));
      for (const terms of system.equations) {
        const sum = new Array<number>(dimension).fill(0);
        for (const { coefficient, exponents } of terms) {
          let value: readonly number[] = unit;
          for (const [i, e] of exponents.entries())
            for (let k = 0; k < e; k++) value = apply(value, multiplications[i]!);
          const c = field.multiply(
            field.residue(coefficient.s * coefficient.n),
            field.invert(field.residue(coefficient.d)),
          );
          value.forEach((a, k) => {
            sum[k] = field.add(sum[k]!, field.multiply(a, c));
          });
        }
        expect(sum).toEqual(new Array(dimension).fill(0));
      }
    }
  });
});
