import { describe, expect, it } from "vitest";
import {
  type ExactFunctionals,
  hasMultiplicity,
  hasPositions,
  sizesOf,
} from "../../src/algebra/multiplicity.js";
import { type RationalUnivariate, rationalUnivariate } from "../../src/algebra/rational-univariate.js";
import { type AlgebraSystem, integerEquations, primesFor } from "../../src/algebra/system.js";
import {
  derivativeOf,
  type IntegerPolynomial,
  multiply,
  norm1,
} from "../../src/algebra/univariate/integer-polynomial.js";
import { Work } from "../../src/algebra/work.js";
import { bitLength } from "../../src/exact/dyadic.js";
import { primesDownwards } from "../../src/exact/prime-field.js";
import { algebraSystem } from "../../src/systems/solution-counts.js";
import { polynomials } from "../support/algebra-system.js";
import { polynomialsOf } from "../support/read-system.js";
import { withWrongNumerator } from "../support/wrong-reconstruction.js";

const listOf = (system: AlgebraSystem): RationalUnivariate => {
  const found = rationalUnivariate(system);
  if (found.kind !== "points") throw new Error(found.kind);
  return found;
};

/** The largest multiplicity that is proved of all roots of the factor of that multiplicity. */
const provedOf = (system: AlgebraSystem, multiplicity: number): number => {
  const list = listOf(system);
  const { polynomial } = list.factors.find((factor) => factor.multiplicity === multiplicity)!;
  const equations = integerEquations(system);
  let most = 0;
  while (hasMultiplicity(equations, list, { multiplicity: most + 1, polynomial }, false, new Work())) most++;
  return most;
};

describe("lower bounds of multiplicities over Q", () => {
  it.each<[string, AlgebraSystem, number]>([
    ["a tangent: x² + y² = 1, y = 1", polynomials("x y", "x^2 + y^2 - 1", "y - 1"), 2],
    ["x² = y² = 0, no curve", polynomials("x y", "x^2", "y^2"), 4],
    ["x² = xy = y² = 0", polynomials("x y", "x^2", "x*y", "y^2"), 3],
    ["x² = y³, xy = 0", polynomials("x y", "x^2 - y^3", "x*y"), 5],
    ["x² = 0, y⁵ = 3 x y⁷: ten", polynomials("x y", "x^2", "y^5 - 3*x*y^7"), 10],
    [
      "(x − 1)⁵ on the circle: ten",
      polynomials("x y", "x^2 + y^2 - 1", "x^5 - 5*x^4 + 10*x^3 - 10*x^2 + 5*x - 1 + 3*x^2*y + 3*y^3 - 3*y"),
      10,
    ],
    [
      "a power of one unknown",
      polynomials("x", "x^7 - 7*x^6 + 21*x^5 - 35*x^4 + 35*x^3 - 21*x^2 + 7*x - 1"),
      7,
    ],
  ])("%s", (_, system, multiplicity) => {
    expect(provedOf(system, multiplicity)).toBe(multiplicity);
  });

  it("at conjugate points, and beside simple ones: (x² − 2)² (x − 5) = 0, y = x³ − x", () => {
    const system = polynomials("x y", "x^5 - 5*x^4 - 4*x^3 + 20*x^2 + 4*x - 20", "y - x^3 + x");
    expect(provedOf(system, 2)).toBe(2);
    expect(provedOf(system, 1)).toBe(1);
  });

  it("where one multiplicity has two structures: y³ = 0 on the line x = −1, and the square of a maximal ideal", () => {
    // ⟨x + 1, y³⟩ ∩ ⟨x − 2, y⟩² = ⟨(x + 1)(x − 2)², (x + 1)(x − 2) y, (x + 1) y², y³⟩.
    const system = polynomials("x y", "x^3 - 3*x^2 + 4", "x*y^2 + y^2", "x^2*y - x*y - 2*y", "y^3");
    expect(
      listOf(system).factors.map(({ multiplicity: m, polynomial }) => [m, polynomial.length - 1]),
    ).toEqual([[3, 2]]);
    expect(provedOf(system, 3)).toBe(3);
  });

  it("are not given for a wrong vector, whichever coefficient it is", () => {
    const system = polynomials("x y", "x^2 - y^3", "x*y");
    const list = listOf(system);
    const equations = integerEquations(system);
    const [factor] = list.factors;
    expect(hasMultiplicity(equations, list, factor!, false, new Work())).toBe(true);
    // Functionals 1, ∂x, ∂y, ∂y²/2 and ∂x²/2 + ∂y³/6: both matrices have 1 + 1 + 3 + 4 entries.
    let count = 0;
    for (; ; count++) {
      const { result, met } = withWrongNumerator(count, () =>
        hasMultiplicity(equations, list, factor!, false, new Work()),
      );
      if (!met) break;
      expect(result, `entry ${count}`).toBe(false);
    }
    expect(count).toBe(18);
  });

  it("are not given without the work they take", () => {
    const system = polynomials("x y", "x^2", "y^2");
    const list = listOf(system);
    expect(() =>
      hasMultiplicity(integerEquations(system), list, list.factors[0]!, false, new Work(50)),
    ).toThrow("budget");
  });
});

describe("points and primes of every kind", () => {
  it("a first prime modulo which the two tangents of a cone are one", () => {
    // x² + 2xy + (1 + p) y² = (x + y)² modulo p, and x² (x + y): 2 · 3 over Q, a common factor modulo p.
    const p = primesDownwards().next().value!;
    const system = polynomials("x y", `x^2 + 2*x*y + ${1 + p}*y^2`, "x^3 + x^2*y");
    const list = { polynomial: [0n, 1n], numerators: [[0n], [0n]] };
    const holds = (multiplicity: number, isExact: boolean) =>
      hasMultiplicity(
        integerEquations(system),
        list,
        { multiplicity, polynomial: [0n, 1n] },
        isExact,
        new Work(),
      );
    expect([5, 6, 7].map((m) => holds(m, false))).toEqual([true, true, false]);
  });

  it("lists times an integer, and factors that are not monic", () => {
    // (2x − 1)² = 0, 3y = x.
    const equations = integerEquations(polynomials("x y", "4*x^2 - 4*x + 1", "3*y - x"));
    for (const [c, h] of [
      [1n, [-1n, 2n]],
      [6n, [-1n, 2n]],
      [-5n, [1n, -2n]],
    ] as const) {
      const polynomial = h.map((x) => c * x);
      const slope = polynomial[1]!;
      // x = 1/2, y = 1/6.
      const list = { polynomial: polynomial.map((x) => 6n * x), numerators: [[3n * slope], [slope]] };
      const holds = (multiplicity: number) =>
        hasMultiplicity(equations, list, { multiplicity, polynomial: h }, true, new Work());
      expect([1, 2, 3].map(holds)).toEqual([false, true, false]);
    }
  });

  it("three conjugate double points in space beside others", () => {
    const system = polynomials(
      "x y z",
      "x^8 - 4*x^7 - 4*x^5 + 16*x^4 + 4*x^2 - 16*x",
      "y - x^2",
      "z - x*y + 1",
    );
    // x (x − 4) (x³ − 2)².
    expect(provedOf(system, 2)).toBe(2);
    expect(provedOf(system, 1)).toBe(1);
  });
});

describe("functionals with positions", () => {
  const h = [-2n, 0n, 1n];
  const one = [0n, 6n];
  const zero = [0n, 0n];
  const other = [5n, -7n];
  /** Two of order 1 and one of order 2 in two unknowns, by columns; δ = 3 and h′ = 2t. */
  const exact = (
    x: readonly (readonly (readonly bigint[])[])[],
    y: readonly (readonly (readonly bigint[])[])[],
  ): ExactFunctionals => ({
    orders: [0, 1, 1, 2],
    positions: [
      { i: 0, j: 0 },
      { i: 1, j: 0 },
      { i: 1, j: 2 },
    ],
    matrices: [
      [[], ...x],
      [[], ...y],
    ],
    denominator: 3n,
  });

  it("are independent: one at the own one, zero at those of others of the same or lower order", () => {
    const x = [[one], [zero], [zero, other, other]];
    const y = [[zero], [one], [zero, other, one]];
    expect(hasPositions(exact(x, y), h)).toBe(true);
    // Free entries: those without a position, and those of lower orders at it.
    expect(hasPositions(exact([[one], [zero], [zero, one, zero]], y), h)).toBe(true);
    const chain: ExactFunctionals = {
      orders: [0, 1, 2],
      positions: [
        { i: 0, j: 0 },
        { i: 1, j: 0 },
      ],
      matrices: [
        [[], [one], [zero]],
        [[], [other], [one]],
      ],
      denominator: exact(x, y).denominator,
    };
    expect(hasPositions(chain, h)).toBe(true);
  });

  it.each<[string, readonly (readonly (readonly bigint[])[])[], readonly (readonly (readonly bigint[])[])[]]>(
    [
      ["twice the same", [[one], [one], [zero, other, other]], [[zero], [zero], [zero, other, one]]],
      ["a zero", [[zero], [zero], [zero, other, other]], [[zero], [one], [zero, other, one]]],
      ["not normed", [[[0n, 5n]], [zero], [zero, other, other]], [[zero], [one], [zero, other, one]]],
      ["not constant", [[[1n, 6n]], [zero], [zero, other, other]], [[zero], [one], [zero, other, one]]],
      [
        "entries of the same order",
        [[one], [other], [zero, other, other]],
        [[zero], [one], [zero, other, one]],
      ],
      [
        "entries of the same order, the other one",
        [[one], [zero], [zero, other, other]],
        [[other], [one], [zero, other, one]],
      ],
      [
        "entries of higher order",
        [[one], [zero], [other, other, other]],
        [[zero], [one], [zero, other, one]],
      ],
      ["the last is not normed", [[one], [zero], [zero, other, other]], [[zero], [one], [zero, other, zero]]],
    ],
  )("are refused otherwise: %s", (_, x, y) => {
    expect(hasPositions(exact(x, y), h)).toBe(false);
  });
});

describe("sizes of what is verified by residues", () => {
  type Matrix = readonly (readonly IntegerPolynomial[])[];
  const plus = (a: IntegerPolynomial, b: IntegerPolynomial): IntegerPolynomial =>
    Array.from({ length: Math.max(a.length, b.length) }, (_, k) => (a[k] ?? 0n) + (b[k] ?? 0n));
  const times = (a: Matrix, b: Matrix): Matrix =>
    a.map((row) =>
      b[0]!.map((_, k) =>
        row.reduce((sum, x, j) => plus(sum, multiply(x, b[j]![k]!)), [0n] as IntegerPolynomial),
      ),
    );
  const full = (bits: number): bigint => (1n << BigInt(bits)) - 1n;
  const monomial = (c: bigint, degree: number): IntegerPolynomial => [
    ...new Array<bigint>(degree).fill(0n),
    c,
  ];

  it("are, by hand, those of d δ h′, g and the sums of rows", () => {
    // Two functionals of order 1, entries a and b: ‖g‖ + a + b, beside ‖h′‖ = 5, in degree max(deg h − 1, deg g).
    const sizes = (h: IntegerPolynomial, g: IntegerPolynomial, a: bigint, b: bigint) =>
      sizesOf(
        [{ exponents: [[2], [0]], coefficients: [3n, -4n] }],
        { modulus: h, numerators: [g], scale: -1n },
        { orders: [0, 1, 1], positions: [], matrices: [[[], [[a]], [[b]]]], denominator: 1n },
      );
    const quintic = [-1n, 0n, 0n, 0n, 0n, 1n];
    // 3 + 4 + 8 = 15 and 4 + 1 + 3 = 8 have four bits, twice these with those of 2 and of 3 + 4.
    const expected = (degree: number) => [
      { degree: 2 * degree, bits: 2 * 4 + 2 },
      { degree: 2 * degree, bits: 2 * 4 + 3 },
    ];
    expect(sizes(quintic, [3n], 4n, 8n)).toEqual(expected(4));
    expect(sizes(quintic, [4n], 1n, 3n)).toEqual(expected(4));
    expect(sizes([-1n, 1n], [0n, 0n, 0n, 3n], 4n, 8n)).toEqual(expected(3));
  });

  it("are not exceeded, multiplied out, and hardly larger", () => {
    const h = [-3n, 0n, 0n, 1n];
    let tight = 0;
    for (const [g, m, delta, d] of [
      [0n, full(40), 1n, 1n],
      [0n, full(40), 1n, -full(7)],
      [full(40), 0n, 1n, 1n],
      [full(40), 0n, full(9), 1n],
      [full(20), full(21), 1n, 1n],
      [1n, 1n, full(30), full(8)],
    ] as const)
      for (const degree of [1, 2, 3]) {
        const numerator = monomial(g, 2);
        const entry = monomial(m, 2);
        // A chain: Λ_0, Λ_1, Λ_2 of orders 0, 1, 2.
        const structure: ExactFunctionals = {
          orders: [0, 1, 2],
          positions: [],
          matrices: [[[], [entry], [[0n], entry]]],
          denominator: delta,
        };
        const coefficient = full(11);
        const equation = { exponents: [[degree], [0]], coefficients: [coefficient, 1n] };
        const points = { modulus: h, numerators: [numerator], scale: d };
        const own: IntegerPolynomial = numerator.map((c) => c * delta);
        const next: IntegerPolynomial = entry.map((c) => c * d);
        const x: Matrix = [
          [own, next, [0n]],
          [[0n], own, next],
          [[0n], [0n], own],
        ];
        const unit: Matrix = [[[1n], [0n], [0n]]];
        const sigma = derivativeOf(h).map((c) => c * d * delta);
        let row = unit;
        let constant: IntegerPolynomial = [1n];
        for (let k = 0; k < degree; k++) {
          row = times(row, x);
          constant = multiply(constant, sigma);
        }
        const values = row[0]!.map((f, k) =>
          plus(
            f.map((c) => c * coefficient),
            k === 0 ? constant : [0n],
          ),
        );
        const commutator = multiply(next, next).map((c) => 2n * c);
        const [first, size] = sizesOf([equation], points, structure);
        for (const f of values) {
          expect(f.length - 1 - trailing(f)).toBeLessThanOrEqual(size!.degree);
          expect(bitLength(norm1(f))).toBeLessThanOrEqual(size!.bits);
        }
        expect(commutator.length - 1).toBeLessThanOrEqual(first!.degree);
        expect(bitLength(norm1(commutator))).toBeLessThanOrEqual(first!.bits);
        if (Math.max(...values.map((f) => bitLength(norm1(f)))) > size!.bits - 4) tight++;
      }
    expect(tight).toBeGreaterThan(6);
  });
});

/** Leading zeros of a list of coefficients. */
function trailing(f: IntegerPolynomial): number {
  let count = 0;
  while (count < f.length - 1 && f[f.length - 1 - count] === 0n) count++;
  return count;
}

describe("points whose structure is another modulo the first prime", () => {
  it("are told apart by the primes after it", () => {
    // At x = 0, 1, 2, 3 the ideal (a y − b z, y², yz, z²) of multiplicity 2: the directions (b : a) have b = 0 at 2 alone and a = 0 at 0 alone, but modulo p,
    // the first prime that is taken, also at 3 and at 1.
    const p = 67108859;
    const [a, b] = [`x^2*y - ${1 + p}*x*y`, `x^2*z - ${5 + p}*x*z + ${2 * (3 + p)}*z`];
    const system = algebraSystem(
      polynomialsOf("x y z", "x*(x - 1)*(x - 2)*(x - 3)", `${a} - (${b})`, "y^2", "y*z", "z^2"),
      3,
    );
    const equations = integerEquations(system);
    expect(primesFor(equations).next().value).toBe(p);
    const list = listOf(system);
    expect(list.factors.map(({ multiplicity, polynomial }) => [multiplicity, polynomial.length - 1])).toEqual(
      [[2, 4]],
    );
    const work = new Work(1e9);
    expect(hasMultiplicity(equations, list, list.factors[0]!, true, work)).toBe(true);
    expect(hasMultiplicity(equations, list, { ...list.factors[0]!, multiplicity: 3 }, false, work)).toBe(
      false,
    );
  });
});

describe("isolated points of exact multiplicity", () => {
  const isExact = (
    system: AlgebraSystem,
    list: RationalUnivariate,
    multiplicity: number,
    polynomial: readonly bigint[],
  ) => hasMultiplicity(integerEquations(system), list, { multiplicity, polynomial }, true, new Work());

  it("are told from those of larger multiplicity", () => {
    const system = polynomials("x y", "x^5 - 5*x^4 - 4*x^3 + 20*x^2 + 4*x - 20", "y - x^3 + x");
    const list = listOf(system);
    const [simple, double] = list.factors.map(({ polynomial }) => polynomial);
    expect(isExact(system, list, 1, simple!)).toBe(true);
    expect(isExact(system, list, 2, double!)).toBe(true);
    expect(isExact(system, list, 1, double!)).toBe(false);
    expect(isExact(system, list, 2, simple!)).toBe(false);
    const triple = polynomials("x y", "x^2", "x*y", "y^2");
    expect([2, 3, 4].map((m) => isExact(triple, listOf(triple), m, [0n, 1n]))).toEqual([false, true, false]);
  });

  it("are none where a curve passes: (1, 1) on xy = 1, whatever is claimed", () => {
    const list = listOf(polynomials("x y", "x - 1", "y - 1"));
    const curve = polynomials("x y", "x*y - 1", "x^2*y - x");
    for (const multiplicity of [1, 2, 3, 5]) {
      expect(isExact(curve, list, multiplicity, list.polynomial)).toBe(false);
      // At least so many there are, as for any number.
      expect(
        hasMultiplicity(
          integerEquations(curve),
          list,
          { multiplicity, polynomial: list.polynomial },
          false,
          new Work(),
        ),
      ).toBe(true);
    }
  });
});
