import { describe, expect, it } from "vitest";
import { isComplete } from "../../src/algebra/proof.js";
import {
  type ExactSolutions,
  isolatedSolutions,
  rationalUnivariate,
  SOLVERS,
} from "../../src/algebra/rational-univariate.js";
import { type AlgebraSystem, type AlgebraTerm, integerEquations } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { Random } from "../../src/exact/random.js";
import { ONE, type Rational, ratio, rational, ZERO } from "../../src/exact/rational.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { katsura } from "../support/polynomial-systems.js";
import { productOfPrimes, withWrongNumerator } from "../support/wrong-reconstruction.js";
import { ZOO } from "../support/zoo.js";
import { SINGULAR_COUNTS } from "./singular-counts.js";

type Points = Extract<ExactSolutions, { kind: "points" }>;

const pointsOf = (system: AlgebraSystem): Points => {
  const found = rationalUnivariate(system);
  if (found.kind !== "points") throw new Error(JSON.stringify(found));
  return found;
};

/** Polynomials over Q by ascending degree, plainly. */
const trim = (f: readonly Rational[]): readonly Rational[] => {
  let length = f.length;
  while (length > 0 && f[length - 1]!.n === 0n) length--;
  return f.slice(0, length);
};
const add = (f: readonly Rational[], g: readonly Rational[]): readonly Rational[] =>
  trim(Array.from({ length: Math.max(f.length, g.length) }, (_, k) => (f[k] ?? ZERO).add(g[k] ?? ZERO)));
const times = (f: readonly Rational[], g: readonly Rational[]): readonly Rational[] => {
  const product: Rational[] = new Array(Math.max(f.length + g.length - 1, 0)).fill(ZERO);
  f.forEach((a, i) => {
    g.forEach((b, j) => {
      product[i + j] = product[i + j]!.add(a.mul(b));
    });
  });
  return trim(product);
};
const modulo = (f: readonly Rational[], q: readonly Rational[]): readonly Rational[] => {
  let rest = f;
  while (rest.length >= q.length) {
    const factor = rest.at(-1)!.div(q.at(-1)!).neg();
    const shift: Rational[] = new Array(rest.length - q.length).fill(ZERO);
    rest = add(rest, [...shift, ...q.map((c) => c.mul(factor))]);
  }
  return rest;
};
const rationals = (f: readonly bigint[]): readonly Rational[] => trim(f.map((c) => rational(c)));

/** Σ_a c_a g^a (q′)^{d − |a|} mod q for every equation: all must be zero. */
const remainders = ({ equations }: AlgebraSystem, { polynomial, numerators }: Points) => {
  const q = rationals(polynomial);
  const slope = trim(q.slice(1).map((c, k) => c.mul(rational(k + 1))));
  const g = numerators.map(rationals);
  return equations.map((terms) => {
    const size = ({ exponents }: AlgebraTerm): number => exponents.reduce((d, e) => d + e, 0);
    const degree = Math.max(0, ...terms.map(size));
    return terms.reduce<readonly Rational[]>((sum, term) => {
      let value: readonly Rational[] = modulo([term.coefficient], q);
      for (const [i, e] of [...term.exponents, degree - size(term)].entries())
        for (let k = 0; k < e; k++) value = modulo(times(value, g[i] ?? slope), q);
      return add(sum, value);
    }, []);
  });
};

describe("representations known by hand", () => {
  it("represents x² = 2 by itself, proved", () => {
    const found = pointsOf(polynomials("x", "x^2 - 2"));
    expect(found).toMatchObject({ polynomial: [-2n, 0n, 1n], numerators: [[4n, 0n]] });
    expect(found.proof).toMatchObject({ kind: "rank", bound: 2, atInfinity: 0 });
  });

  it("finds multiplicities 1, 2 and 5", () => {
    const simple = pointsOf(polynomials("x y", "x^2 + y^2 - 1", "x^2 - y - 1"));
    expect(
      simple.factors.map(({ multiplicity, polynomial }) => [multiplicity, polynomial.length - 1]),
    ).toEqual([
      [1, 2],
      [2, 1],
    ]);
    // x² = y³, xy = 0: dim Q[x, y]/I = 5, all at the origin.
    expect(pointsOf(polynomials("x y", "x^2 - y^3", "x*y")).factors).toEqual([
      { multiplicity: 5, polynomial: [0n, 1n] },
    ]);
  });

  it("proves multiplicities where the bound counts them: x² = y² = 0", () => {
    const { factors, proof } = pointsOf(polynomials("x y", "x^2", "y^2"));
    expect(factors.map(({ multiplicity }) => multiplicity)).toEqual([4]);
    expect(proof).toMatchObject({ kind: "rank", bound: 4 });
  });

  it("takes off a simple point at infinity: parabola, its axis and a hyperbola", () => {
    const found = pointsOf(polynomials("x y", "y - x^2", "x - 3", "x*y - 27"));
    expect(found.polynomial.length).toBe(2);
    expect(found.proof).toMatchObject({ kind: "rank", bound: 1, atInfinity: 1 });
  });

  it("proves that three planes and a quadric have no point, and two hyperbolas that meet at infinity twice neither", () => {
    expect(rationalUnivariate(polynomials("x y", "x^2 + y^2 - 1", "x + y - 3", "x - y"))).toMatchObject({
      kind: "none",
      proof: { kind: "rank", bound: 0 },
    });
    expect(rationalUnivariate(polynomials("x y", "x*y - 1", "x*y - 2"))).toMatchObject({
      kind: "none",
      proof: { kind: "consequences", bound: 0, consequences: 1, degree: 2 },
    });
  });

  it("hands dimension and degree over where there are infinitely many", () => {
    expect(rationalUnivariate(polynomials("x y", "x*y - x", "x^2 - x"))).toMatchObject({
      kind: "positive-dimension",
      dimension: 1,
      degree: 1,
    });
  });

  it("ends at the budget", () => {
    expect(rationalUnivariate(exactly(katsura(4)), { budget: 1e4 })).toEqual({
      kind: "unavailable",
      reason: { kind: "budget", limit: "operations" },
    });
  });

  it("says how many primes isolated points rest on: those that find them, or none, and one that agrees", () => {
    const primesOf = (...equations: readonly string[]) => {
      const found = isolatedSolutions(polynomials("x y", ...equations));
      if (found.kind !== "points" && found.kind !== "none") throw new Error(found.kind);
      return [found.kind, found.proof.kind === "modular" && found.proof.primes];
    };
    // x = 0 and (2, 1): three primes hold small fractions and the 40 bits by which they stand out. x = 0 alone: one and two more.
    expect(primesOf("x*y - x", "x^2 - 2*x")).toEqual(["points", 4]);
    expect(primesOf("x*y - x", "x^2")).toEqual(["none", 3]);
  });

  it("has one point in no variables", () => {
    expect(pointsOf(polynomials(""))).toMatchObject({ polynomial: [0n, 1n], numerators: [] });
    expect(rationalUnivariate(polynomials("", "1"))).toMatchObject({ kind: "none", proof: { kind: "rank" } });
  });
});

describe("systems counted by Singular", () => {
  it("have as many solutions, all proved", { timeout: 120_000 }, () => {
    for (const [variables, equations, dimension, degree, distinct] of SINGULAR_COUNTS) {
      if (dimension > 0) continue;
      const found = rationalUnivariate(polynomials(variables, ...equations.split(";")));
      if (dimension < 0) {
        expect([equations, found.kind, "proof" in found && isComplete(found.proof)]).toEqual([
          equations,
          "none",
          true,
        ]);
        continue;
      }
      const { factors, polynomial, proof } = found as Points;
      const total = factors.reduce(
        (sum, { multiplicity, polynomial: q }) => sum + multiplicity * (q.length - 1),
        0,
      );
      expect([equations, polynomial.length - 1, total, isComplete(proof)]).toEqual([
        equations,
        distinct,
        degree,
        true,
      ]);
    }
  });
});

describe("systems that are special modulo each of the two hundred largest primes", () => {
  const P = productOfPrimes();

  it.each<[string, AlgebraSystem, number, number]>([
    [
      "points 1 and 1 + P that look like one",
      polynomials("x y", `x^2 - ${P + 2n}*x + ${P + 1n}`, "y - x"),
      2,
      1,
    ],
    [
      "a point at (P − 1)/P, beside (0, 1)",
      polynomials("x y", "x + y - 1", `x^2 + ${P + 1n}*x*y - 2*x`),
      2,
      1,
    ],
    [
      "two points that look like a double one",
      polynomials("x y", `x^2 - ${P + 2n}*x + ${P + 1n}`, `x*y + ${P}*y - y - x`),
      2,
      1,
    ],
    ["a point that looks like none", polynomials("x y", "x*y + x - 1", `x*y + ${P + 1n}*x - 2`), 1, 1],
    // (±1, 0) twice each, and modulo these primes a circle.
    ["points that look like a curve", polynomials("x y", "x^2 + y^2 - 1", `x^2 + ${P + 1n}*y^2 - 1`), 2, 2],
  ])("%s: all are found, with their multiplicities", (_, system, points, multiplicity) => {
    const found = pointsOf(system);
    expect(found.polynomial.length - 1).toBe(points);
    const total = found.factors.reduce(
      (sum, factor) => sum + factor.multiplicity * (factor.polynomial.length - 1),
      0,
    );
    expect(total).toBe(multiplicity * points);
  });
});

describe("a wrong reconstruction that agrees with all primes", () => {
  it.each([
    ["simple points", exactly(katsura(2))],
    ["a double point, by a rank", polynomials("x y", "x^2 + y^2 - 1", "x^2 - y - 1")],
    ["a double point, by consequences", polynomials("x y", "x^2 + y^2 - 1", "x^2 + y^2 - 2*x + 1")],
    ["no points, by consequences", polynomials("x y", "x*y - 1", "x*y - 2")],
  ])("never makes a wrong answer that is called proved: %s", (_, system) => {
    const right = rationalUnivariate(system);
    let count = 0;
    for (let at = 0; at < 40; at++) {
      const { result, met } = withWrongNumerator(at, () => rationalUnivariate(system));
      if (!met) break;
      count++;
      expect(result.kind).toBe(right.kind);
      if (result.kind !== "points" || right.kind !== "points") continue;
      expect(result.polynomial).toEqual(right.polynomial);
      expect(result.numerators).toEqual(right.numerators);
      expect(result.factors).toEqual(right.factors);
    }
    expect(count).toBeGreaterThan(0);
  });
});

describe("numbers of solutions of other systems", () => {
  const proved = (system: AlgebraSystem, nonzero?: readonly number[]) =>
    SOLVERS.countProved(integerEquations(system), system.variables, new Work(), nonzero);

  it("are proved, of none and of those without zero coordinates as well", () => {
    expect(proved(polynomials("x y", "x*y - 1", "x*y - 2"))).toBe(0);
    // x (x − 1)(x − 2) = 0 and y = x.
    const three = polynomials("x y", "x^3 - 3*x^2 + 2*x", "y - x");
    expect([proved(three), proved(three, [0]), proved(three, [0, 1])]).toEqual([3, 2, 2]);
    expect(proved(polynomials("x y", "x*y - 1", "x^2*y - x"))).toBeUndefined();
  });

  it("are unknown where points are found and not proved to be all", () => {
    const system = polynomials("x y z", "x^2*y + z - 1", "y^2*z + x - 2", "z^2*x + y - 3");
    const equations = integerEquations(system);
    const seen = new Set<boolean>();
    for (let budget = 1e4; budget < 1e9; budget *= 2) {
      const found = rationalUnivariate(system, { budget });
      if (found.kind !== "points") continue;
      const count = SOLVERS.countProved(equations, 3, new Work(budget));
      expect(count).toBe(isComplete(found.proof) ? found.polynomial.length - 1 : undefined);
      seen.add(isComplete(found.proof));
    }
    expect(seen).toEqual(new Set([false, true]));
  });

  it("come with polynomials without a common factor", () => {
    // T² = 1/2 and 4 x² = 2.
    const found = pointsOf(polynomials("x", "4*x^2 - 2"));
    expect([found.polynomial, found.numerators]).toEqual([[-1n, 0n, 2n], [[2n, 0n]]]);
  });
});

describe("classical systems", () => {
  const small = ZOO.filter(({ positiveDimension, solutions }) => !positiveDimension && solutions <= 21);

  it.each(small.map((z) => [z.name, z] as const))("%s: points satisfy the equations exactly", (_, z) => {
    const system = exactly(z.system);
    const found = rationalUnivariate(system);
    if (z.solutions === 0) expect(found.kind).toBe("none");
    else {
      const points = pointsOf(system);
      expect(points.polynomial.length - 1).toBe(z.solutions);
      for (const remainder of remainders(system, points)) expect(remainder).toEqual([]);
    }
  });

  it("proves katsura-2 … katsura-5 complete", () => {
    for (const n of [2, 3, 4, 5])
      expect(pointsOf(exactly(katsura(n))).proof).toMatchObject({
        kind: "rank",
        bound: 2 ** n,
        atInfinity: 0,
      });
  });
});

describe("systems made from known points", () => {
  const random = new Random(11);
  const entry = (): Rational => ratio(BigInt(random.integer(-6, 6)), BigInt(random.integer(1, 4)));

  /** Interpolates: x_0 takes distinct values a_k, x_i = p_i(x_0); then a random triangular change of variables mixes all. */
  const planted = (n: number, count: number) => {
    const points = Array.from({ length: count }, (_, k) =>
      Array.from({ length: n }, (_, i) =>
        i === 0 ? rational(k - 1).add(ratio(1n, BigInt(k + 2))) : entry(),
      ),
    );
    const power = (i: number, e: number): number[] => Array.from({ length: n }, (_, j) => (j === i ? e : 0));
    const terms = (f: readonly Rational[]): AlgebraTerm[] =>
      f.map((coefficient, e) => ({ coefficient, exponents: power(0, e) }));
    const without = (skip: number): readonly Rational[] =>
      points.reduce<readonly Rational[]>((f, p, k) => (k === skip ? f : times(f, [p[0]!.neg(), ONE])), [ONE]);
    const value = (f: readonly Rational[], x: Rational): Rational =>
      f.reduceRight((sum, c) => sum.mul(x).add(c), ZERO);
    const interpolated = (i: number): readonly Rational[] =>
      points.reduce<readonly Rational[]>((sum, p, k) => {
        const basis = without(k);
        return add(
          sum,
          basis.map((c) => c.mul(p[i]!).div(value(basis, p[0]!))),
        );
      }, []);
    const equations = [
      terms(without(-1)),
      ...Array.from({ length: n - 1 }, (_, i) => [
        ...terms(interpolated(i + 1)),
        { coefficient: rational(-1), exponents: power(i + 1, 1) },
      ]),
    ];
    return { points, system: { variables: n, equations } };
  };

  it("finds the points again", () => {
    for (let trial = 0; trial < 25; trial++) {
      const { points, system } = planted(1 + (trial % 4), 1 + (trial % 6));
      const found = pointsOf(system);
      const q = rationals(found.polynomial);
      expect(q.length - 1).toBe(points.length);
      const at = (f: readonly Rational[], t: Rational): Rational =>
        f.reduceRight((sum, c) => sum.mul(t).add(c), ZERO);
      const slope = q.slice(1).map((c, k) => c.mul(rational(k + 1)));
      for (const point of points) {
        const t = point.reduce((sum, x, i) => sum.add(x.mul(rational(found.form[i]!))), ZERO);
        expect(at(q, t).n).toBe(0n);
        for (const [i, x] of point.entries())
          expect(at(rationals(found.numerators[i]!), t).div(at(slope, t)).equals(x)).toBe(true);
      }
    }
  });
});
