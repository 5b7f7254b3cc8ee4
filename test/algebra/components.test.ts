import { describe, expect, it } from "vitest";
import { decompose, exactComponents } from "../../src/algebra/components.js";
import { algebraKernel } from "../../src/algebra/elimination-kernel.js";
import { isComplete } from "../../src/algebra/proof.js";
import { type AlgebraSystem, integerEquations } from "../../src/algebra/system.js";
import { derivativeOf } from "../../src/algebra/univariate/integer-polynomial.js";
import { BudgetExceeded, Work } from "../../src/algebra/work.js";
import { rational, ZERO } from "../../src/exact/rational.js";
import { algebraSystem } from "../../src/systems/solution-counts.js";
import { parseSystem } from "../../src/systems/system-file.js";
import { exactly, polynomials } from "../support/algebra-system.js";
import { cyclic } from "../support/polynomial-systems.js";
import { productOfPrimes, withWrongNumerator } from "../support/wrong-reconstruction.js";
import { SINGULAR_COUNTS } from "./singular-counts.js";

/** As text in x, y, z, products and powers included. */
const written = (...equations: readonly string[]): AlgebraSystem =>
  algebraSystem(parseSystem({ variables: ["x", "y", "z"], equations }).equations, 3);

/** What is proved, and the number of isolated points by multiplicity. */
const provedOf = (system: AlgebraSystem) => {
  const found = exactComponents(system);
  if (found.kind === "unproved") return found.gap;
  const { dimension, degree, unmixed } = found.proof;
  const points = found.points?.factors.map(({ multiplicity, polynomial }) => [
    multiplicity,
    polynomial.length - 1,
  ]);
  return { dimension, degree, unmixed, points: points ?? [] };
};

describe("components of positive dimension and isolated points, proved", () => {
  it.each<[string, AlgebraSystem, object]>([
    [
      "a line and a point: x = 0 and (2, 1)",
      polynomials("x y", "x*y - x", "x^2 - 2*x"),
      { dimension: 1, degree: 1, unmixed: true, points: [[1, 1]] },
    ],
    [
      "(x² + y² − 1) · (x − 2, y)",
      polynomials("x y", "x^3 + x*y^2 - x - 2*x^2 - 2*y^2 + 2", "x^2*y + y^3 - y"),
      { dimension: 1, degree: 2, unmixed: true, points: [[1, 1]] },
    ],
    [
      "a line with an embedded point, which is not isolated: x² = xy = 0",
      polynomials("x y", "x^2", "x*y"),
      { dimension: 1, degree: 1, unmixed: true, points: [] },
    ],
    [
      "a double line, and a double point: x² (y, (x − 1)²)",
      polynomials("x y", "x^2*y", "x^4 - 2*x^3 + x^2"),
      { dimension: 1, degree: 2, unmixed: true, points: [[2, 1]] },
    ],
    [
      "the three axes, on each of which another coordinate is free: after a change of the last one",
      polynomials("x y z", "x*y", "y*z", "x*z"),
      { dimension: 1, degree: 3, unmixed: true, points: [] },
    ],
    [
      "the twisted cubic, three quadrics that no two suffice for, and the points of a line's quadrics off it",
      polynomials("x y z", "y - x^2", "z - x^3"),
      { dimension: 1, degree: 3, unmixed: true, points: [] },
    ],
    [
      "a plane and a line: of several dimensions",
      polynomials("x y z", "x*y", "x*z"),
      { dimension: 2, degree: 1, unmixed: false, points: [] },
    ],
    [
      "cyclic-4: two conics as (x₁ + x₃, x₂ + x₄, (x₁ x₂)² − 1), and no isolated point",
      exactly(cyclic(4)),
      { dimension: 1, degree: 4, unmixed: true, points: [] },
    ],
    [
      // Singular 4.3.1, minAssGTZ: a line, a circle, and (0, ±√2, ±√2), (±√2, 0, 0); all else is embedded.
      "a double line and a circle with embedded points of length 20, and four points",
      written("(x^2 + y^2 - 2)*(x - y)^2", "x*y*(x*y - 1)*(z - x)", "(z - x)^2*(z - y)"),
      { dimension: 1, degree: 4, unmixed: true, points: [[1, 4]] },
    ],
  ])("%s", (_, system, expected) => {
    expect(provedOf(system)).toEqual(expected);
  });

  it.each<[string, AlgebraSystem, readonly (readonly [number, number])[], number]>([
    // (x² + y² + z² − 1) · (x, y) · (x − 3, …): Singular 4.3.1, primdecGTZ, here and below.
    [
      "a sphere, a line and a point",
      polynomials(
        "x y z",
        "x^4 + x^2*y^2 + x^2*z^2 - x^2 - 3*x^3 - 3*x*y^2 - 3*x*z^2 + 3*x",
        "x^2*y + y^3 + y*z^2 - y",
        "x^3*z + x*y^2*z + x*z^3 - x*z",
      ),
      [
        [1, 1],
        [2, 2],
      ],
      1,
    ],
    [
      "a plane and a line",
      polynomials("x y z", "x*y", "x*z"),
      [
        [1, 1],
        [2, 1],
      ],
      0,
    ],
    ["two skew lines", polynomials("x y z", "x*z", "x^2 - x", "y*z", "x*y - y"), [[1, 2]], 0],
    ["two planes that meet in a point", polynomials("x y z w", "x*z", "x*w", "y*z", "y*w"), [[2, 2]], 0],
    [
      "a double plane and a line",
      polynomials("x y z", "x^2*y", "x^2*z"),
      [
        [1, 1],
        [2, 2],
      ],
      0,
    ],
    [
      "a plane and four lines in space of dimension 4",
      polynomials("x y z w", "x*z", "x*w - x", "y*z", "y*w - y^2*w"),
      [
        [1, 4],
        [2, 1],
      ],
      0,
    ],
  ])("have layers, proved: %s", (_, system, expected, count) => {
    const found = exactComponents(system);
    if (found.kind === "unproved") throw new Error(found.gap);
    expect(found.layers?.map(({ dimension, degree, proof }) => [dimension, degree, proof])).toEqual(
      expected.map(([dimension, degree]) => [dimension, degree, "proved"]),
    );
    expect(found.points === null ? 0 : found.points.polynomial.length - 1).toBe(count);
  });

  it("keep isolated points that are not rational, and miss none beside three components", () => {
    // x y = 0 and its neighbours (x − 3), (y − 4), (z − 5): the axes and lines at 3, 4 and 5, and the point (3, 4, 5).
    const system = polynomials("x y z", "x^2*y - 3*x*y", "y^2*z - 4*y*z", "x*z^2 - 5*x*z");
    expect(provedOf(system)).toEqual({ dimension: 1, degree: 6, unmixed: true, points: [[1, 1]] });
    // (x² + y² − 1) · (x² − 5, y − x).
    const root = polynomials("x y", "x^4 + x^2*y^2 - 6*x^2 - 5*y^2 + 5", "x^2*y + y^3 - y - x^3 - x*y^2 + x");
    expect(provedOf(root)).toEqual({ dimension: 1, degree: 2, unmixed: true, points: [[1, 2]] });
  });

  it("have the dimensions and degrees of Singular, in systems with and without isolated points", {
    timeout: 120_000,
  }, () => {
    for (const [variables, equations, dimension, degree] of SINGULAR_COUNTS)
      if (dimension > 0)
        expect([equations, provedOf(polynomials(variables, ...equations.split(";")))]).toMatchObject([
          equations,
          { dimension, degree },
        ]);
  });

  it("are not proved where there is none, nor beyond the budget", () => {
    expect(provedOf(polynomials("x y", "x^2 - 1", "y - x"))).toBe("bound");
    expect(exactComponents(exactly(cyclic(4)), { budget: 1e4 })).toEqual({ kind: "unproved", gap: "budget" });
  });

  it("are what primes say, or unknown, where layers take more than their half of the work", () => {
    // The plane x = 0 and the line y = z = 0: two generators, so that there are no isolated points.
    const equations = integerEquations(polynomials("x y z", "x*y", "x*z"));
    const kinds = new Map<string, object>();
    for (let budget = 1e4; budget < 1e6; budget *= 2) {
      const work = new Work(budget);
      try {
        const found = algebraKernel().scope(() => decompose(equations, 3, work));
        if (typeof found === "string") continue;
        const { kind, layers } = found.layers;
        kinds.set(
          kind,
          (layers ?? []).map(({ dimension, degree }) => [dimension, degree]),
        );
      } catch (error) {
        if (!(error instanceof BudgetExceeded)) throw error;
      }
    }
    expect(kinds.get("proved")).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect([...kinds.keys()].sort()).toEqual(["modular", "proved"]);
  });

  it("are not proved where all primes that are asked see a curve that is none", () => {
    // f₂ = x f₁ + P x: over Q there is no solution, modulo the divisors of P the hyperbola f₁ = 0.
    const p = productOfPrimes();
    expect(provedOf(polynomials("x y", "x*y - x + 1", `x^2*y - x^2 + ${p + 1n}*x`))).toBe("bound");
    // f₂ = (x + 1) f₁ + P: a constant is in the ideal.
    expect(provedOf(polynomials("x y", "x*y - x + 1", `x^2*y - x^2 + x*y + ${p + 1n}`))).toBe("bound");
  });

  it("are right or unproved whichever reconstructed coefficient is wrong", () => {
    const system = polynomials("x y z", "x*y", "y*z", "x*z^2 - x*z");
    const right = provedOf(system);
    let [count, unproved] = [0, 0];
    for (let at = 0; ; at++) {
      const { result, met } = withWrongNumerator(at, () => provedOf(system));
      if (!met) break;
      count++;
      if (typeof result === "string") unproved++;
      // Layers may be left unproved.
      else expect([right, { ...(right as object), unmixed: false }]).toContainEqual(result);
    }
    expect([count > 5, unproved > 0]).toEqual([true, true]);
  });

  it("none of the points (a, −b, 0) beside the line x = y = 0 is lost, nor moved", () => {
    let proved = 0;
    for (let a = 1; a <= 9; a++) {
      const point = ["1", "2", "3"].map((b) => `(y + ${b})`).join("*");
      const ideal = [`(x - ${a})`, point, "z"];
      const found = exactComponents(written(...["x", "y"].flatMap((l) => ideal.map((f) => `${l}*${f}`))));
      if (found.kind === "unproved") continue;
      proved++;
      const { polynomial, numerators, form } = found.points!;
      const slope = derivativeOf(polynomial);
      expect(polynomial.length).toBe(4);
      for (const b of [1, 2, 3]) {
        const xyz = [a, -b, 0].map((x) => rational(x));
        const t = xyz.reduce((sum, x, i) => sum.add(x.mul(form[i]!)), ZERO);
        const at = (f: readonly bigint[]) => f.reduceRight((sum, c) => sum.mul(t).add(rational(c)), ZERO);
        expect(at(polynomial).equals(0)).toBe(true);
        for (const [i, x] of xyz.entries()) expect(at(numerators[i]!).equals(x.mul(at(slope)))).toBe(true);
      }
    }
    // Some points may lie where a combination of x and y vanishes: then nothing is said.
    expect(proved).toBeGreaterThan(4);
  });

  it.each([
    ["a line and a point", polynomials("x y", "x*y - x", "x^2 - 2*x")],
    ["a plane and a line", polynomials("x y z", "x*y", "x*z")],
  ])("the list is proved, or nothing is, whatever the budget: %s", (_, system) => {
    const all = exactComponents(system);
    if (all.kind === "unproved") throw new Error(all.gap);
    const seen = new Set<string>();
    for (let budget = 1e3; budget < 3e8; budget *= 2) {
      const found = exactComponents(system, { budget });
      seen.add(found.kind);
      if (found.kind === "unproved") continue;
      const { layers, points, proof } = found;
      expect(points === null || isComplete(points.proof)).toBe(true);
      expect(points?.polynomial).toEqual(all.points?.polynomial);
      expect({ ...proof, unmixed: false }).toEqual({ ...all.proof, unmixed: false });
      if (layers?.every((layer) => layer.proof === "proved")) expect(layers).toEqual(all.layers);
      else expect(proof.unmixed).toBe(false);
    }
    expect([...seen].sort()).toEqual(["components", "unproved"]);
  });
});
