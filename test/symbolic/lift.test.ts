import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { liftQuadric } from "../../src/symbolic/lift.js";
import { Polynomial } from "../../src/symbolic/polynomial.js";
import { readSystemFile } from "../../src/systems/system-file.js";
import { smallRational } from "../support/random-landscape.js";

const read = (variables: string[], equations: string[]) =>
  readSystemFile(JSON.stringify({ variables, equations }));

describe("the lift of a shared quadratic form", () => {
  it("finds the form of a rotation-invariant quartic's gradient", () => {
    const { equations } = read(["x", "y"], ["(x^2 + 3*y^2)*x - x", "(x^2 + 3*y^2)*3*y - 2*y + 1"]);
    const lift = liftQuadric(equations, 2)!;
    expect(lift.equations.map(({ degree }) => degree)).toEqual([2, 2, 2]);
    // The form is found up to a constant, which the linear factors make up for.
    const form = read(["x", "y"], ["x^2 + 3*y^2", "x"]).equations[0]!;
    expect(lift.quadric.divideExactly(form)?.degree).toBe(0);
  });

  it("gives the system back when λ is put equal to the form", () => {
    const linear = fc.array(smallRational, { minLength: 3, maxLength: 3 });
    const form = (c: readonly Polynomial[]) =>
      Polynomial.sum(c.map((value, v) => value.multiply(Polynomial.variable(v))));
    const constant = (list: readonly Parameters<typeof Polynomial.constant>[0][]) =>
      list.map(Polynomial.constant);
    fc.assert(
      fc.property(
        fc.tuple(linear, linear, linear),
        fc.tuple(linear, linear, linear),
        linear,
        (q, l, rest) => {
          const quadric = Polynomial.sum(
            q.map((row, v) => form(constant(row)).multiply(Polynomial.variable(v))),
          );
          const equations = l.map((row, i) =>
            Polynomial.sum([quadric.multiply(form(constant(row))), Polynomial.constant(rest[i]!)]),
          );
          const lift = liftQuadric(equations, 3);
          if (lift === null) return;
          const substituted = lift.equations
            .slice(0, 3)
            .map((equation) =>
              Polynomial.sum(
                [...equation.terms()].map(({ coefficient, factors }) =>
                  factors
                    .map((v) => (v === 3 ? lift.quadric : Polynomial.variable(v)))
                    .reduce((product, factor) => product.multiply(factor), Polynomial.constant(coefficient)),
                ),
              ),
            );
          substituted.forEach((equation, i) => {
            expect(equation.equals(equations[i]!)).toBe(true);
          });
          for (const equation of lift.equations) expect(equation.degree).toBeLessThanOrEqual(3);
        },
      ),
      { seed: 7, numRuns: 60 },
    );
  });

  it("leaves alone what shares no form", () => {
    expect(liftQuadric(read(["x", "y"], ["x^3 - 1", "y^3 - 2"]).equations, 2)).toBeNull();
    expect(liftQuadric(read(["x", "y"], ["x^2 - 1", "x*y - 2"]).equations, 2)).toBeNull();
    // Proportional leading terms do not determine the form.
    expect(liftQuadric(read(["x", "y"], ["x^3 - 1", "2*x^3 + y"]).equations, 2)).toBeNull();
  });
});
