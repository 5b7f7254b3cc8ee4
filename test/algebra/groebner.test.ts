import { describe, expect, it } from "vitest";
import { algebraKernel } from "../../src/algebra/elimination-kernel.js";
import {
  basisTracedUpTo,
  basisUpToFall,
  groebnerBasis,
  Replay,
  type Trace,
  tracedGroebnerBasis,
} from "../../src/algebra/groebner.js";
import { MonomialTable } from "../../src/algebra/monomials.js";
import { termsOf } from "../../src/algebra/saturation.js";
import type { AlgebraSystem, AlgebraTerm } from "../../src/algebra/system.js";
import { integerEquations, intoTable, modulo, residues } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { PrimeField } from "../../src/exact/prime-field.js";
import { Random } from "../../src/exact/random.js";
import { ONE, type Rational, rational } from "../../src/exact/rational.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { cyclic, katsura } from "../support/polynomial-systems.js";

const replay = (trace: Trace, coefficients: readonly Int32Array[], field: PrimeField) =>
  algebraKernel().scope(() => new Replay(trace, new Work()).run(coefficients, field));

/** A polynomial over Q: terms in descending order. */
type Plain = readonly AlgebraTerm[];

const total = (a: readonly number[]): number => a.reduce((s, e) => s + e, 0);
/** Degree reverse lexicographic; with a block, first on x_0 … x_{block−1}, then on the others. */
const order =
  (block: number) =>
  (a: readonly number[], b: readonly number[]): number => {
    const part = (from: number, to?: number): number => {
      const [x, y] = [a.slice(from, to), b.slice(from, to)];
      if (total(x) !== total(y)) return total(x) - total(y);
      for (let i = x.length - 1; i >= 0; i--) if (x[i] !== y[i]) return y[i]! - x[i]!;
      return 0;
    };
    return (block > 0 ? part(0, block) : 0) || part(block);
  };

/** f − c x^m g. */
const minus = (f: Plain, c: Rational, m: readonly number[], g: Plain, block: number): Plain => {
  const sum = new Map(f.map((t) => [t.exponents.join(), t]));
  for (const t of g) {
    const exponents = t.exponents.map((e, i) => e + m[i]!);
    const key = exponents.join();
    const before = sum.get(key)?.coefficient ?? rational(0);
    sum.set(key, { exponents, coefficient: before.sub(c.mul(t.coefficient)) });
  }
  return [...sum.values()]
    .filter(({ coefficient }) => coefficient.n !== 0n)
    .sort((a, b) => order(block)(b.exponents, a.exponents));
};
const scaled = (f: Plain): Plain =>
  f.map((t) => ({ ...t, coefficient: t.coefficient.div(f[0]!.coefficient) }));
const divides = (a: readonly number[], b: readonly number[]): boolean => a.every((e, i) => e <= b[i]!);

/** The remainder of f by G, every term. */
const reduce = (f: Plain, basis: readonly Plain[], block: number): Plain => {
  let rest = f;
  for (let k = 0; k < rest.length; ) {
    const { exponents, coefficient } = rest[k]!;
    const g = basis.find((h) => divides(h[0]!.exponents, exponents));
    if (g === undefined) k++;
    else
      rest = minus(
        rest,
        coefficient.div(g[0]!.coefficient),
        exponents.map((e, i) => e - g[0]!.exponents[i]!),
        g,
        block,
      );
  }
  return rest;
};
const sPolynomial = (f: Plain, g: Plain, block: number): Plain => {
  const [a, b] = [f[0]!.exponents, g[0]!.exponents];
  const lcm = a.map((e, i) => Math.max(e, b[i]!));
  const from = (h: Plain): readonly number[] => lcm.map((e, i) => e - h[0]!.exponents[i]!);
  const left = minus([], rational(-1), from(f), scaled(f), block);
  return minus(left, ONE, from(g), scaled(g), block);
};

/** Buchberger's algorithm without criteria over Q, then the reduced basis. */
const buchberger = (input: readonly Plain[], block: number): readonly Plain[] => {
  const basis = input
    .filter((f) => f.length > 0)
    .map((f) =>
      minus(
        [],
        rational(-1),
        f[0]!.exponents.map(() => 0),
        f,
        block,
      ),
    );
  for (let j = 1; j < basis.length; j++)
    for (let i = 0; i < j; i++) {
      const rest = reduce(sPolynomial(basis[i]!, basis[j]!, block), basis, block);
      if (rest.length > 0) basis.push(scaled(rest));
    }
  const minimal = basis.filter(
    (f, k) =>
      !basis.some(
        (g, l) =>
          l !== k &&
          divides(g[0]!.exponents, f[0]!.exponents) &&
          (l < k || g[0]!.exponents.join() !== f[0]!.exponents.join()),
      ),
  );
  return minimal
    .map((f) => scaled([f[0]!, ...reduce(f.slice(1), minimal, block)]))
    .sort((f, g) => order(block)(f[0]!.exponents, g[0]!.exponents));
};

const P = 67_108_859;
const modP = (f: Plain) => {
  const field = new PrimeField(P);
  return f.map(({ exponents, coefficient: { s, n, d } }) => ({
    exponents,
    coefficient: field.multiply(field.residue(s * n), field.invert(field.residue(d))),
  }));
};
const ours = (system: AlgebraSystem, block: number) => {
  const table = new MonomialTable(system.variables, block);
  const field = new PrimeField(P);
  const basis = groebnerBasis(modulo(integerEquations(system), table, field), table, field, new Work());
  return basis.map((f) => termsOf(f, table));
};

const random = new Random(5);
const drawn = (variables: number): AlgebraSystem => ({
  variables,
  equations: Array.from({ length: random.integer(1, variables + 1) }, () =>
    Array.from({ length: random.integer(2, 4) }, () => {
      const exponents: number[] = new Array(variables).fill(0);
      for (let k = random.integer(0, 3 - (variables > 2 ? 1 : 0)); k > 0; k--)
        exponents[random.integer(0, variables - 1)]! += 1;
      return { coefficient: rational(random.integer(1, 4) * (random.integer(0, 1) * 2 - 1)), exponents };
    }),
  ),
});
const collected = (system: AlgebraSystem, block: number): readonly Plain[] =>
  system.equations.map((f) => minus([], rational(-1), new Array(system.variables).fill(0), f, block));

describe("reduced Gröbner bases", () => {
  it.each([0, 1])("are those of Buchberger's algorithm over Q, modulo p, with a block of %d", (block) => {
    for (let trial = 0; trial < 60; trial++) {
      const system = drawn(1 + block + (trial % (3 - block)));
      const expected = buchberger(collected(system, block), block).map(modP);
      expect(ours(system, block), `system ${trial}`).toEqual(expected);
    }
  });

  it("have S-polynomials and given equations that reduce to zero: cyclic-4 and katsura-3 over Q", () => {
    for (const system of [exactly(cyclic(4)), exactly(katsura(3))]) {
      const basis = buchberger(collected(system, 0), 0);
      expect(ours(system, 0)).toEqual(basis.map(modP));
      for (const f of collected(system, 0)) expect(reduce(f, basis, 0)).toEqual([]);
      for (const [i, f] of basis.entries())
        for (const g of basis.slice(0, i)) expect(reduce(sPolynomial(f, g, 0), basis, 0)).toEqual([]);
    }
  });

  it("are the same by a trace again after a prime by which leading monomials differ", () => {
    const good = new PrimeField(P);
    const unlucky = new PrimeField(101);
    // Modulo 101 the leading coefficient of the second equation, or of what follows from it, vanishes.
    for (const text of ["x*y + 101*y^2 - x - 1", "x^2 + 101*x*y + 101*y^2 + y", "x^2 - x*y + 101*y^2 - y"]) {
      const equations = integerEquations(polynomials("x y", "x^2 - x*y - 3*y + 1", text));
      const table = new MonomialTable(2);
      const coefficients = (field: PrimeField) =>
        intoTable(equations, table).map((f) => residues(f.coefficients, field));
      const { basis, trace } = tracedGroebnerBasis(modulo(equations, table, good), table, good, new Work());
      algebraKernel().scope(() => {
        const again = new Replay(trace, new Work());
        expect(again.run(coefficients(good), good)).toEqual(basis);
        for (let k = 0; k < 2; k++) {
          expect(again.run(coefficients(unlucky), unlucky)).toBeUndefined();
          expect(again.run(coefficients(good), good)).toEqual(basis);
        }
      });
    }
  });

  it("end before the first degree that falls, and tell which polynomials are new there", () => {
    const table = new MonomialTable(2);
    const good = new PrimeField(P);
    const entered = (...texts: string[]) =>
      modulo(integerEquations(polynomials("x y", ...texts)), table, good);
    // Concentric circles: their difference is 1.
    const circles = basisUpToFall(entered("x^2 + y^2 - 1", "x^2 + y^2 - 2"), table, good, new Work());
    expect(circles).toMatchObject({ degree: 2, fallen: 1, basis: [] });
    // y (xy − 1) − x (y² − 2) = 2x − y, in degree 3.
    const conics = basisUpToFall(entered("x*y - 1", "y^2 - 2"), table, good, new Work());
    expect(conics).toMatchObject({ degree: 3, fallen: 1 });
    expect(conics.independent(entered("2*x - y", "x*y - 1", "4*x - 2*y + 1", "x^2*y - x"))).toEqual([0, 2]);
    const sharp = basisUpToFall(entered("x^2 - 2", "y^2 - 3"), table, good, new Work());
    expect(sharp).toMatchObject({ degree: Number.POSITIVE_INFINITY, fallen: 0 });
    expect(sharp.basis).toHaveLength(2);
  });

  it("keep a trace up to a size, and are the same without", () => {
    const table = new MonomialTable(4);
    const good = new PrimeField(P);
    const input = modulo(integerEquations(exactly(katsura(3))), table, good);
    const { basis, held, trace } = tracedGroebnerBasis(input, table, good, new Work());
    expect(basisTracedUpTo(held, input, table, good, new Work())).toMatchObject({ basis, held, trace });
    const untraced = basisTracedUpTo(1, input, table, good, new Work());
    expect(untraced.trace).toBeUndefined();
    expect(untraced.basis).toEqual(basis);
  });

  it("are the same by the trace of another prime", () => {
    for (const system of [
      exactly(cyclic(5)),
      exactly(katsura(4)),
      ...Array.from({ length: 20 }, () => drawn(3)),
    ]) {
      const equations = integerEquations(system);
      const table = new MonomialTable(system.variables);
      const other = new PrimeField(67_108_837);
      const field = new PrimeField(P);
      const { trace } = tracedGroebnerBasis(modulo(equations, table, other), table, other, new Work());
      const coefficients = intoTable(equations, table).map((f) => residues(f.coefficients, field));
      const direct = groebnerBasis(modulo(equations, table, field), table, field, new Work());
      expect(replay(trace, coefficients, field)).toEqual(direct);
    }
  });

  it("refuses the trace of a prime modulo which a leading monomial differs", () => {
    // Over Q the second equation less the first leaves 15 x; modulo 5 it vanishes.
    const system: AlgebraSystem = {
      variables: 2,
      equations: [
        [
          { coefficient: ONE, exponents: [0, 2] },
          { coefficient: ONE, exponents: [1, 0] },
        ],
        [
          { coefficient: ONE, exponents: [0, 2] },
          { coefficient: rational(16), exponents: [1, 0] },
        ],
      ],
    };
    const equations = integerEquations(system);
    const table = new MonomialTable(2);
    const input = intoTable(equations, table);
    const [small, large] = [new PrimeField(5), new PrimeField(P)];
    const { trace } = tracedGroebnerBasis(modulo(equations, table, large), table, large, new Work());
    const coefficients = input.map((f) => residues(f.coefficients, small));
    expect(replay(trace, coefficients, small)).toBeUndefined();
  });
});
