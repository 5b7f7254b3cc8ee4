import { describe, expect, it } from "vitest";
import { ONE, rational } from "../../src/exact/rational.js";
import { type GramProblem, gramCertificate, monomial, onSpheres } from "../../src/symbolic/gram.js";
import { Polynomial } from "../../src/symbolic/polynomial.js";

/** Σ c Π x_v. */
const poly = (...terms: [number, number[]][]): Polynomial =>
  Polynomial.sum(terms.map(([c, factors]) => monomial(factors).scale(rational(c))));
const ask = (target: Polynomial, basis: Polynomial[], more: Partial<GramProblem> = {}) =>
  gramCertificate({
    target,
    multipliers: [],
    basis,
    variables: 2,
    spheres: [],
    invariants: [],
    ...more,
  });
const [one, x, y] = [Polynomial.constant(ONE), monomial([0]), monomial([1])];

describe("exact Gram matrices", () => {
  it("of a quadratic are its own, but for the constant: 2x² + 2xy + 3y²", () => {
    const { gram } = ask(poly([2, [0, 0]], [2, [0, 1]], [3, [1, 1]]), [x, y])!;
    expect(gram.toRows().map((row) => row.map((c) => c.valueOf()))).toEqual([
      [2, 1],
      [1, 3],
    ]);
  });

  it("are not found where there are none: x² − y², (x − y)², and x² where y is in the basis", () => {
    expect(ask(poly([1, [0, 0]], [-1, [1, 1]]), [one, x, y])).toBeNull();
    expect(ask(poly([1, [0, 0]], [-2, [0, 1]], [1, [1, 1]]), [one, x, y])).toBeNull();
    const found = ask(poly([1, [0, 0]]), [one, x, y]);
    expect(found?.basis.some((b) => b.equals(y))).toBe(false);
  });

  it("are found where two squares nearly cancel: x⁴ − (2 − 10⁻⁶) x²y² + y⁴, and not at 2 and beyond", () => {
    const squares = [monomial([0, 0]), monomial([0, 1]), monomial([1, 1])];
    const form = (c: string) =>
      Polynomial.sum([poly([1, [0, 0, 0, 0]], [1, [1, 1, 1, 1]]), monomial([0, 0, 1, 1]).scale(rational(c))]);
    expect(ask(form("-1999999/1000000"), squares)).not.toBeNull();
    expect(ask(form("-2"), squares)).toBeNull();
    expect(ask(form("-3"), squares)).toBeNull();
  });

  it("with multipliers: a combination of −x² and y² − x² that is definite", () => {
    const multipliers = [poly([-1, [0, 0]]), poly([1, [1, 1]], [-1, [0, 0]])];
    const { gram, weights, basis } = ask(Polynomial.zero, [x, y], { multipliers })!;
    const sum = Polynomial.sum(multipliers.map((g, k) => g.scale(weights[k]!)));
    const form = Polynomial.sumOfProducts(
      basis.flatMap((a, i) => basis.map((b, j) => [a, b.scale(gram.get(i, j))] as const)),
    );
    expect(sum.equals(form)).toBe(true);
    expect(weights[0]!.valueOf()).toBeLessThan(0);
    expect(weights[1]!.valueOf()).toBeGreaterThan(0);
  });

  it("modulo spheres: x² + y² = 1 makes 3x² + 3y² + z² grow in z", () => {
    const spheres = [Int32Array.of(0, 1)];
    const z = monomial([2]);
    const target = Polynomial.sum([poly([3, [0, 0]], [3, [1, 1]]), z.multiply(z)]);
    expect(ask(target, [one, z], { variables: 3, spheres })).not.toBeNull();
    expect(ask(target, [one, z], { variables: 3 })).toBeNull();
  });
});

describe("normal forms on spheres", () => {
  it("hold the last coordinate at most once: y³ = y − x²y on x² + y² = 1", () => {
    const reduced = onSpheres(poly([1, [1, 1, 1]]), [Int32Array.of(0, 1)]);
    expect(reduced.equals(poly([1, [1]], [-1, [0, 0, 1]]))).toBe(true);
  });

  it("are numbers on S⁰: y⁴ = 1", () => {
    expect(onSpheres(poly([1, [1, 1, 1, 1]]), [Int32Array.of(1)]).equals(one)).toBe(true);
  });
});
