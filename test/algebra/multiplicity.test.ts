import { describe, expect, it } from "vitest";
import { hasMultiplicity } from "../../src/algebra/multiplicity.js";
import { type RationalUnivariate, rationalUnivariate } from "../../src/algebra/rational-univariate.js";
import { type AlgebraSystem, integerEquations } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { polynomials } from "../support/algebra-system.js";
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
