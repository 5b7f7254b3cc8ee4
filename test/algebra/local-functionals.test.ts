import { describe, expect, it } from "vitest";
import {
  areFunctionals,
  evaluation,
  type Functionals,
  nextOrder,
} from "../../src/algebra/local-functionals.js";
import { ResidueRing } from "../../src/algebra/residue-ring.js";
import { type AlgebraSystem, integerEquations } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { PrimeField } from "../../src/exact/prime-field.js";
import { polynomials } from "../support/algebra-system.js";

const field = new PrimeField(67_108_859);
/** F_p[t]/(t): one root, so that all elements are numbers. */
const ring = new ResidueRing(Float64Array.of(0, 1), field, new Work());

/** Dimensions of V_0, V_1, … at a point with integer coordinates, until they rest or there are so many. */
const dimensions = (system: AlgebraSystem, point: readonly number[], most = 12): readonly number[] => {
  const equations = integerEquations(system);
  const at = point.map((x) => ring.of([BigInt(x)]));
  let found: Functionals = evaluation(point.length);
  const all = [1];
  while (all.length < most) {
    const next = nextOrder(equations, at, found, ring);
    if (next.kind === "split") throw new Error("split");
    expect(areFunctionals(equations, at, next, ring)).toBe(true);
    if (next.orders.length === found.orders.length) break;
    found = next;
    all.push(found.orders.length);
  }
  return all;
};

describe("functionals by order", () => {
  it.each<[string, AlgebraSystem, readonly number[], readonly number[]]>([
    ["a simple point", polynomials("x y", "x^2 + y^2 - 5", "x*y - 2"), [1, 2], [1]],
    // Monomials outside the ideals, by degree.
    ["(x, y)³", polynomials("x y", "x^3", "x^2*y", "x*y^2", "y^3"), [0, 0], [1, 3, 6]],
    ["(x², y⁵)", polynomials("x y", "x^2", "y^5"), [0, 0], [1, 3, 5, 7, 9, 10]],
    ["x² = y³, xy = 0", polynomials("x y", "x^2 - y^3", "x*y"), [0, 0], [1, 3, 4, 5]],
    ["(x², y², z²)", polynomials("x y z", "x^2", "y^2", "z^2"), [0, 0, 0], [1, 4, 7, 8]],
    // Elsewhere: x = 1 + a, y = −2 + b with a² = b³, ab = 0.
    [
      "the same elsewhere",
      polynomials("x y", "x^2 - 2*x + 1 - y^3 - 6*y^2 - 12*y - 8", "x*y + 2*x - y - 2"),
      [1, -2],
      [1, 3, 4, 5],
    ],
    ["a jet of a curve", polynomials("x y", "y - x^2", "x^6"), [0, 0], [1, 2, 3, 4, 5, 6]],
  ])("%s", (_, system, point, expected) => {
    expect(dimensions(system, point)).toEqual(expected);
  });

  it("never rest on a line, nor on a plane", () => {
    expect(dimensions(polynomials("x y", "x*y"), [0, 3], 6)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(dimensions(polynomials("x y z", "x"), [0, 1, 2], 5)).toEqual([1, 3, 6, 10, 15]);
  });

  it("split where two roots of h differ: (x, y²) at t = 0 and (x − 1, y³) at t = 1", () => {
    const two = new ResidueRing(Float64Array.of(0, field.p - 1, 1), field, new Work());
    // x = x², y² (y − x) = 0 …: at x = 0 y³, at x = 1 y².
    const equations = integerEquations(polynomials("x y", "x^2 - x", "y^3 - x*y^2"));
    const at = [Float64Array.of(0, 1), two.zero];
    const first = nextOrder(equations, at, evaluation(2), two);
    if (first.kind === "split") throw new Error("split");
    expect(first.orders).toEqual([0, 1]);
    expect(nextOrder(equations, at, first, two)).toEqual({ kind: "split", factor: Float64Array.of(0, 1) });
  });

  it("are refused when one entry is another", () => {
    const equations = integerEquations(polynomials("x y", "x^2 - y^3", "x*y"));
    const at = [ring.zero, ring.zero];
    let found: Functionals = evaluation(2);
    for (let k = 0; k < 3; k++) found = nextOrder(equations, at, found, ring) as Functionals;
    expect(found.orders).toEqual([0, 1, 1, 2, 3]);
    let refused = 0;
    for (const [i, columns] of found.matrices.entries())
      for (const [k, column] of columns.entries())
        for (const [j, entry] of column.entries()) {
          const changed = column.with(j, ring.add(entry, ring.one));
          const matrices = found.matrices.with(i, columns.with(k, changed));
          if (!areFunctionals(equations, at, { ...found, matrices }, ring)) refused++;
        }
    // Λ_1, Λ_2 = ∂x, ∂y may be any combination of both, and Λ_3, Λ_4 have multiples of lower ones added: so do those that are left.
    expect(refused).toBeGreaterThanOrEqual(8);
  });

  it("are refused if two of the N_i do not commute, whichever", () => {
    // Λ_2 ↦ Λ_1 and Λ_1 ↦ Λ_0 of one unknown each: in the other order they give 0. One N for both commutes.
    const [one, zero] = [ring.one, ring.zero];
    const [lower, upper, both, none] = [
      [[], [one], [zero]],
      [[], [zero], [zero, one]],
      [[], [one], [zero, one]],
      [[], [zero], [zero]],
    ];
    const commute = (...matrices: Functionals["matrices"]) =>
      areFunctionals(
        [],
        matrices.map(() => zero),
        { kind: "functionals", orders: [0, 1, 2], positions: [], matrices },
        ring,
      );
    expect([commute(both, both), commute(none, both), commute(lower, none, lower)]).toEqual([
      true,
      true,
      true,
    ]);
    for (const [a, b] of [
      [lower, upper],
      [upper, lower],
    ] as const)
      expect([commute(a, b), commute(a, b, none), commute(a, none, b), commute(none, a, b)]).toEqual([
        ...[false, false, false, false],
      ]);
  });
});
