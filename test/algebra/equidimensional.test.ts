import { describe, expect, it } from "vitest";
import { hasNoneBelow, isClearlyWithout } from "../../src/algebra/equidimensional.js";
import { groebnerBasis } from "../../src/algebra/groebner.js";
import { fromTable, liftBases } from "../../src/algebra/lift-bases.js";
import { MonomialTable } from "../../src/algebra/monomials.js";
import { modulo } from "../../src/algebra/system.js";
import { Work } from "../../src/algebra/work.js";
import { integersOf } from "../support/integer-system.js";

/** The Gröbner basis over Q. */
const basisOf = (variables: string, ...equations: string[]) => {
  const table = new MonomialTable(variables.split(" ").length);
  const f = integersOf(variables, ...equations);
  const work = new Work();
  const [basis] = liftBases(
    f,
    (field) => [groebnerBasis(modulo(f, table, field), table, field, work)],
    work,
  )!;
  return basis!.map((g) => fromTable(g, table));
};

const noneBelow = (m: number, variables: string, ...equations: string[]) =>
  hasNoneBelow(basisOf(variables, ...equations), m, variables.split(" ").length, new Work());

describe("components of lower dimension", () => {
  it("are excluded by the number of generators, or by unknowns in no leading monomial", () => {
    expect(isClearlyWithout(basisOf("x y z", "x^2 + y^2 - 1"), 2, 3)).toBe(true);
    expect(isClearlyWithout(basisOf("x y z", "x*z - y^2", "x^2 - y", "x*y - z"), 1, 3)).toBe(true);
    expect(isClearlyWithout(basisOf("x y z", "x*y", "y*z", "x*z"), 1, 3)).toBe(false);
  });

  it("are excluded by bases for other orders: axes, lines that do not meet, planes that meet in a point", () => {
    expect(noneBelow(1, "x y z", "x*y", "y*z", "x*z")).toBe(true);
    expect(noneBelow(1, "x y z", "x*z", "x^2 - x", "y*z", "x*y - y")).toBe(true);
    // Not of full depth at the origin: h vanishes there for all forms, and one form says that it is no component.
    expect(noneBelow(2, "x y z w", "x*z", "x*w", "y*z", "y*w")).toBe(true);
  });

  it("are never excluded where there are some", () => {
    // A line and a point; a plane and a line; a plane and a point; an embedded point is a component of the ideal.
    expect(noneBelow(1, "x y", "x*y - x", "x^2 - 2*x")).toBe(false);
    expect(noneBelow(2, "x y z", "x*y", "x*z")).toBe(false);
    expect(noneBelow(1, "x y z", "x*y", "x*z")).toBe(true);
    expect(noneBelow(2, "x y z", "x^2 - x", "x*y", "x*z")).toBe(false);
    expect(noneBelow(1, "x y", "x^2", "x*y")).toBe(false);
  });
});
