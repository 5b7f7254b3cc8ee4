import { describe, expect, it } from "vitest";
import { countsBeside, countsOf } from "../../src/systems/solution-counts.js";
import { solvePolynomials } from "../../src/systems/solve-polynomials.js";
import { polynomialsOf, systemOf } from "../support/read-system.js";

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

  it("is taken modulo another prime where it contradicts what is proved", async () => {
    // (x − 1)(x − 1 − p) has a double root modulo p, the first prime that is asked.
    const p = 67_108_859;
    const equations = [`x^2 - ${p + 2}*x + ${p + 1}`, "y^2 + x*y - 1"];
    const unlucky = (await countsOf(polynomialsOf("x y", ...equations), 2))!;
    expect(unlucky).toMatchObject({ dimension: 0, degree: 4, distinct: 2, prime: p });
    const found = await solvePolynomials(systemOf("x y", ...equations), { seed: 1, method: "algebra" });
    expect(found).toMatchObject({ complete: true, proof: "proved", counts: { degree: 4, distinct: 4 } });
    expect(found.solutions).toHaveLength(4);
    expect(found.counts!.prime).not.toBe(p);
    // What no prime says is left out.
    const wrong = { proof: "proved", dimension: 0, solutions: found.solutions.slice(1) } as const;
    expect(await countsBeside(wrong, unlucky, polynomialsOf("x y", ...equations), 2)).toBeNull();
  });
});
