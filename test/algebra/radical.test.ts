import { describe, expect, it } from "vitest";
import { radicalOf } from "../../src/algebra/radical.js";
import { Work } from "../../src/algebra/work.js";
import { integersOf, textOf } from "../support/integer-system.js";
import { withWrongNumerator } from "../support/wrong-reconstruction.js";

const texts = (variables: string, ...equations: string[]) =>
  integersOf(variables, ...equations)
    .map(textOf)
    .sort();

/** Of a Gröbner basis. */
const radical = (k: number, variables: string, ...basis: string[]) =>
  radicalOf(integersOf(variables, ...basis), k, variables.split(" ").length, new Work())
    ?.map(textOf)
    .sort();

describe("radicals of equidimensional ideals", () => {
  it("of hypersurfaces are square-free parts", () => {
    expect(radical(1, "x y", "(x^2 + y^2 - 1)^2")).toEqual(texts("x y", "x^2 + y^2 - 1"));
    expect(radical(2, "x y z", "x^2*(y - 1)^3*z")).toEqual(texts("x y z", "x*y*z - x*z"));
    expect(radical(1, "x y", "x^2 + y^2 - 1")).toEqual(texts("x y", "x^2 + y^2 - 1"));
  });

  it("of curves in space lose their multiplicities", () => {
    expect(radical(1, "x y z", "y^2", "x*y", "x^2")).toEqual(texts("x y z", "x", "y"));
    expect(radical(1, "x y z", "x^2", "y")).toEqual(texts("x y z", "x", "y"));
  });

  it.each([8, 9, 10])("of the power %i", (m) => {
    expect(radical(1, "x y", `x^${m}`)).toEqual(texts("x y", "x"));
    expect(radical(1, "x y z", `(x - 2*y + 1)^${m}`, "z")).toEqual(texts("x y z", "x - 2*y + 1", "z"));
    expect(radical(1, "x y", `x^${3 * m}`)).toEqual(texts("x y", "x"));
  });

  it("are right or none whichever reconstructed coefficient is wrong", () => {
    const right = texts("x y", "2*x^2 + 3*y - 5");
    let [count, none] = [0, 0];
    for (let at = 0; ; at++) {
      const { result, met } = withWrongNumerator(at, () => radical(1, "x y", "(2*x^2 + 3*y - 5)^2"));
      if (!met) break;
      count++;
      if (result === undefined) none++;
      else expect(result).toEqual(right);
    }
    expect([count > 0, none]).toEqual([true, count]);
  });
});
