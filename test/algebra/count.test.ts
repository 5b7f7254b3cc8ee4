import { describe, expect, it } from "vitest";
import { confirmedCount, countSolutions } from "../../src/algebra/count.js";
import { ONE, rational } from "../../src/exact/rational.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { cyclic, noon } from "../support/polynomial-systems.js";
import { ZOO } from "../support/zoo.js";
import { SINGULAR_COUNTS } from "./singular-counts.js";

const P = 67_108_859;

describe("counts known by hand", () => {
  it.each([
    ["no variable, no equation: the point", polynomials(""), 0, 1, 1],
    ["no variable, 0 = 0", polynomials("", "0"), 0, 1, 1],
    ["no variable, 1 = 0", polynomials("", "3"), -1, 0, undefined],
    ["no equation: the plane", polynomials("x y"), 2, 1, undefined],
    ["a variable that no equation contains", polynomials("x y", "x^2 - 1"), 1, 2, undefined],
    ["zero and repeated equations", polynomials("x", "x^2 - 1", "0", "2*x^2 - 2", "x^2 - 1"), 0, 2, 2],
    ["terms that cancel", polynomials("x", "x^3 + x - x^3 - 1"), 0, 1, 1],
    ["a fivefold point", polynomials("x", "x^5"), 0, 5, 1],
    ["fractions", polynomials("x y", "1/2*x^2 - 2/3", "y - 7/5*x"), 0, 2, 2],
    ["a contradiction", polynomials("x y", "x*y - 1", "x*y - 2"), -1, 0, undefined],
    [
      "an overdetermined system with a point",
      polynomials("x y", "x^2 - 4", "x - 2", "y*x - 6", "y - 3"),
      0,
      1,
      1,
    ],
    ["cusp and lines", polynomials("x y", "x^2 - y^3", "x*y"), 0, 5, 1],
    ["a twisted cubic", polynomials("x y z", "y - x^2", "z - x^3"), 1, 3, undefined],
    ["a double line", polynomials("x y", "x^2"), 1, 2, undefined],
    ["a plane and a point outside", polynomials("x y z", "x^2 - x", "x*y", "x*z"), 2, 1, undefined],
  ] as const)("%s", (_, system, dimension, degree, distinct) => {
    const expected = { dimension, degree, prime: P };
    expect(countSolutions(system)).toEqual(distinct === undefined ? expected : { ...expected, distinct });
  });

  it("counts the classical systems and degenerate small ones", () => {
    for (const { name, system, solutions, positiveDimension } of ZOO) {
      const count = countSolutions(exactly(system));
      if ("unavailable" in count) throw new Error(name);
      if (positiveDimension) expect(count.dimension, name).toBeGreaterThan(0);
      else if (solutions === 0) expect(count.dimension, name).toBe(-1);
      else expect([count.dimension, count.distinct], name).toEqual([0, solutions]);
    }
  });

  it("finds the curve of cyclic-4, of degree 4", () => {
    expect(countSolutions(exactly(cyclic(4)))).toMatchObject({ dimension: 1, degree: 4 });
  });
});

describe("counts by Singular", () => {
  it("agrees on random systems of all dimensions", () => {
    for (const [variables, equations, dimension, degree, distinct] of SINGULAR_COUNTS) {
      const system = polynomials(variables, ...equations.split("; "));
      const expected = { dimension, degree, ...(distinct >= 0 && { distinct }) };
      expect(countSolutions(system, { prime: 32003 }), equations).toEqual({ ...expected, prime: 32003 });
    }
  });

  it("agrees modulo a larger prime and with the variables in the opposite order", () => {
    for (const [variables, equations, dimension, degree, distinct] of SINGULAR_COUNTS) {
      const reversed = variables.split(" ").reverse().join(" ");
      const system = polynomials(reversed, ...equations.split("; ").reverse());
      const expected = { dimension, degree, ...(distinct >= 0 && { distinct }) };
      expect(countSolutions(system), equations).toEqual({ ...expected, prime: P });
    }
  });
});

describe("refusals", () => {
  it("takes another prime where the largest divides a denominator or a coefficient", () => {
    const equations = [
      [
        { coefficient: rational(`1/${P}`), exponents: [1] },
        { coefficient: ONE, exponents: [0] },
      ],
    ];
    expect(countSolutions({ variables: 1, equations })).toEqual({
      dimension: 0,
      degree: 1,
      distinct: 1,
      prime: 67_108_837,
    });
    expect(countSolutions({ variables: 1, equations }, { prime: P })).toEqual({
      unavailable: { kind: "bad-prime", prime: P },
    });
  });

  it("refuses what is no prime below 2^26", () => {
    for (const prime of [1, 15, 2 ** 31 - 1])
      expect(countSolutions(polynomials("x", "x"), { prime })).toEqual({
        unavailable: { kind: "bad-prime", prime },
      });
  });

  it("does not count distinct points modulo primes that are too small to tell them apart", () => {
    const fourth = polynomials("x y", "x^4 - 1", "y^4 - 2*y^2 + 1");
    expect(countSolutions(fourth, { prime: 101 })).toEqual({ dimension: 0, degree: 16, prime: 101 });
    expect(countSolutions(fourth)).toMatchObject({ degree: 16, distinct: 8 });
    expect(countSolutions(polynomials("x", "x^3"), { prime: 3 })).toEqual({
      dimension: 0,
      degree: 3,
      prime: 3,
    });
  });

  it("ends at the budget, at the same place every time", () => {
    expect(countSolutions(exactly(noon(5)), { budget: 1e4 })).toEqual({
      unavailable: { kind: "budget", limit: "operations" },
    });
  });

  it("ends at degrees that do not fit", () => {
    expect(countSolutions(polynomials("x y", "x^40000 - y", "x*y^40000 - 1"))).toEqual({
      unavailable: { kind: "degree" },
    });
  });

  it("stops at the signal", () => {
    expect(() => countSolutions(exactly(noon(4)), { signal: AbortSignal.abort() })).toThrow("aborted");
  });

  it("names the place of exponents that do not fit", () => {
    const equations = [[{ coefficient: ONE, exponents: [1] }]];
    expect(() => countSolutions({ variables: 2, equations })).toThrow(
      "equations[0][0].exponents: expected 2 natural numbers, got [1]",
    );
  });
});

describe("counts that a second prime confirms", () => {
  it("are those of the second where the first sees a curve, or nothing", () => {
    const circle = polynomials("x y", "x^2 + y^2 - 1", `x^2 + ${P + 1}*y^2 - 1`);
    expect(countSolutions(circle)).toMatchObject({ dimension: 1, degree: 2, prime: P });
    expect(confirmedCount(circle)).toMatchObject({ dimension: 0, degree: 4, distinct: 2 });
    // x y = 1, P x = 1
    const escaped = polynomials("x y", "x*y - 1", `x^2*y + x*y + ${P - 1}*x - 2`);
    expect(countSolutions(escaped)).toMatchObject({ dimension: -1, prime: P });
    expect(confirmedCount(escaped)).toMatchObject({ dimension: 0, degree: 1, distinct: 1 });
  });

  it("are those of the first where they agree", () => {
    expect(confirmedCount(polynomials("x y", "x*y - x", "x^2 - x"))).toEqual({
      dimension: 1,
      degree: 1,
      prime: P,
    });
  });
});
