import { describe, expect, it } from "vitest";
import { proveCertified, proveComplete, type Solvers } from "../../src/algebra/completeness.js";
import { HYPERPLANES } from "../../src/algebra/options.js";
import { type RationalUnivariate, rationalUnivariate } from "../../src/algebra/rational-univariate.js";
import { type AlgebraSystem, integerEquations } from "../../src/algebra/system.js";
import { divideExactly } from "../../src/algebra/univariate/integer-polynomial.js";
import { Work } from "../../src/algebra/work.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { cyclic, noon } from "../support/polynomial-systems.js";
import { eco } from "../support/zoo.js";

const listOf = (system: AlgebraSystem): RationalUnivariate => {
  const found = rationalUnivariate(system);
  if (found.kind !== "points") throw new Error(found.kind);
  return found;
};

/** No help from other systems. */
const ALONE: Solvers = { countProved: () => undefined, countVerified: () => 0 };

const afterWork = (done: number): Work => {
  const work = new Work();
  work.done = done;
  return work;
};

const prove = (system: AlgebraSystem, list: Parameters<typeof proveComplete>[2], done = 1e8) =>
  proveComplete(integerEquations(system), system.variables, list, ALONE, afterWork(done));

describe("completeness of verified points", () => {
  it.each([
    ["by Bernstein's number", exactly(noon(3)), { kind: "bernstein", mixedVolume: 21 }],
    ["by a rank", polynomials("x y", "x^2 + y^2 - 1", "x*y - 3"), { kind: "rank", bound: 4 }],
    // Two circles: the third and fourth points of Bézout's number are at infinity, and unknown here.
    [
      "by consequences",
      polynomials("x y", "x^2 + y^2 - 1", "x^2 + y^2 - 2*x"),
      { kind: "consequences", bound: 2 },
    ],
  ] as const)("%s", (_, system, proof) => {
    expect(prove(system, listOf(system))).toMatchObject(proof);
  });

  it.each<[string, AlgebraSystem, bigint[]]>([
    // The factor of the point that is left out, in T = the last coordinate.
    ["a conic and a line", polynomials("x y", "x^2 + y^2 - 2", "x - y"), [-1n, 1n]],
    ["hyperbolas", polynomials("x y", "x^2*y - 1", "x*y^2 - 1"), [-1n, 1n]],
    ["two circles", polynomials("x y", "x^2 + y^2 - 5", "x^2 + y^2 - 6*x + 1"), [-2n, 1n]],
  ])("is not claimed of %s if a point is missing", (_, system, missing) => {
    const list = listOf(system);
    expect(prove(system, list)).toHaveProperty("kind");
    const polynomial = divideExactly(list.polynomial, missing)!;
    expect(polynomial).not.toBeNull();
    const shorter = { ...list, polynomial, factors: [{ multiplicity: 1, polynomial }] };
    expect(prove(system, shorter)).toBe("bound");
  });

  it("is not claimed if a multiplicity makes up for a missing point", () => {
    // (x² − 1)(x − 2) = 0, y = x: with 1 twice and without 2 the number is right.
    const system = polynomials("x y", "x^3 - 2*x^2 - x + 2", "y - x");
    const list = listOf(system);
    const [polynomial, one, other] = [
      [-1n, 0n, 1n],
      [-1n, 1n],
      [1n, 1n],
    ];
    const numerators = [[2n], [2n]];
    expect(list.polynomial.length).toBe(4);
    const factors = [
      { multiplicity: 1, polynomial: other },
      { multiplicity: 2, polynomial: one },
    ];
    expect(prove(system, { polynomial, numerators, factors })).toBe("multiplicities");
  });

  it("is not claimed of points on a curve, though they are as many as the mixed volume admits", () => {
    // (x − 1)(y − 1) = 0 and (x − 1)(y − 2) = 0: MV = 2, and on the line x = 1 there are as many points as one likes.
    const system = polynomials("x y", "x*y - x - y + 1", "x*y - 2*x - y + 2");
    const list = listOf(polynomials("x y", "x - 1", "y^2 - 7*y + 12"));
    const none: Solvers = { countProved: () => 0, countVerified: () => 0 };
    expect(proveComplete(integerEquations(system), 2, list, none, afterWork(1e8))).toBe("multiplicities");
  });

  it("is not claimed of no points where there are some, nor of a curve", () => {
    expect(prove(polynomials("x y", "x*y - 1", "x - 2"), null)).toBe("bound");
    expect(prove(exactly(cyclic(4)), null)).toBe("bound");
  });

  it("of no points is found by the monomials of a box, where all of a degree are too many", () => {
    // The last two differ by a constant.
    const system = polynomials("x y", "x^9*y^9 - 1", "x^8 - y", "x^8 - y - 1");
    expect(prove(system, null)).toMatchObject({ kind: "rank", bound: 0 });
  });

  it("is a gap where it takes more than its share of the work", () => {
    const system = exactly(eco(6));
    const list = listOf(system);
    expect(list.proof.kind).not.toBe("modular");
    const work = new Work(1e4);
    expect(proveComplete(integerEquations(system), 6, list, ALONE, work)).toBe("budget");
    expect(work.done).toBeLessThanOrEqual(1e4);
  });

  it("of certified points needs their number alone, and is not claimed of one less", () => {
    const certified = (system: AlgebraSystem, total: number, inTorus = total) =>
      proveCertified(integerEquations(system), system.variables, { total, inTorus }, ALONE, new Work());
    const conics = polynomials("x y", "x^2 + y^2 - 1", "x*y - 3");
    expect(certified(conics, 4)).toMatchObject({ kind: "rank", bound: 4, verifiedBy: "certificates" });
    expect(certified(conics, 3)).toBe("bound");
    const circles = polynomials("x y", "x^2 + y^2 - 1", "x^2 + y^2 - 2*x");
    expect(certified(circles, 2)).toMatchObject({
      kind: "consequences",
      bound: 2,
      verifiedBy: "certificates",
    });
    expect(certified(circles, 1)).toBe("bound");
    const solvers: Solvers = { countProved: () => 0, countVerified: () => 0 };
    const hyperbolas = integerEquations(polynomials("x y", "x^2*y - 1", "x*y^2 - 1"));
    const count = { total: 3, inTorus: 3 };
    expect(proveCertified(hyperbolas, 2, count, solvers, new Work())).toEqual({
      kind: "bernstein",
      mixedVolume: 3,
      onHyperplanes: 0,
      verifiedBy: "certificates",
    });
    // One of them may have a zero coordinate for all that is known.
    expect(proveCertified(hyperbolas, 2, { total: 3, inTorus: 2 }, solvers, new Work())).toMatchObject({
      kind: "consequences",
    });
  });

  it.each<[string, AlgebraSystem, number, string, number]>([
    [
      "does without them",
      polynomials("x y", "x^3*y^3 + x + 2*y - 1", "x^2*y + 3*x + y + 1"),
      7,
      "consequences",
      1,
    ],
    // Multiples of x, which consequences do not bound: what is on the line x = 0 is the solver's to say.
    [
      "asks for them with all that is left",
      polynomials("x y", "x*y - x", "x^2 + x*y - 3*x"),
      1,
      "bernstein",
      3,
    ],
  ])("%s where solutions with a coordinate 0 take long", (_, system, total, kind, asked) => {
    const left: number[] = [];
    const solvers: Solvers = {
      countVerified: () => 0,
      countProved: (_equations, _variables, work) => {
        left.push(work.left);
        work.spend(1e6);
        return 0;
      },
    };
    const count = { total, inTorus: total };
    expect(proveCertified(integerEquations(system), 2, count, solvers, new Work())).toMatchObject({ kind });
    expect(left).toHaveLength(asked);
    expect(left[0]).toBe(HYPERPLANES.least / 2);
  });
});
