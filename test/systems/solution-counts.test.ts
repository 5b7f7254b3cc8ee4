import { describe, expect, it } from "vitest";
import { countsOf } from "../../src/systems/solution-counts.js";
import { polynomialsOf } from "../support/read-system.js";

describe("the count as an audit", () => {
  it("takes exact polynomials, and says dimension, degree and distinct solutions", async () => {
    expect(await countsOf(polynomialsOf("x y", "x^2", "x*y - y^2/3"), 2)).toMatchObject({
      dimension: 0,
      degree: 4,
      distinct: 1,
    });
    expect(await countsOf(polynomialsOf("x y", "x*y", "x^2 - x"), 2)).toMatchObject({
      dimension: 1,
      distinct: null,
    });
    expect(await countsOf(polynomialsOf("x y", "x", "x - 1e-15"), 2)).toMatchObject({ dimension: -1 });
  });

  it("is null where it costs too much, or is not wanted any more", async () => {
    const cyclic = polynomialsOf(
      "a b c d e",
      "a+b+c+d+e",
      "a*b+b*c+c*d+d*e+e*a",
      "a*b*c+b*c*d+c*d*e+d*e*a+e*a*b",
      "a*b*c*d+b*c*d*e+c*d*e*a+d*e*a*b+e*a*b*c",
      "a*b*c*d*e-1",
    );
    expect(await countsOf(cyclic, 5, { budget: 100 })).toBeNull();
    expect(await countsOf(cyclic, 5)).toMatchObject({ dimension: 0, degree: 70, distinct: 70 });
    expect(await countsOf(cyclic, 5, { signal: AbortSignal.abort() })).toBeNull();
  });
});
