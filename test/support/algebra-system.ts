/** Polynomial systems for `src/algebra` from text and from numeric systems. */
import type { AlgebraSystem, AlgebraTerm } from "../../src/algebra/system.js";
import { ONE, type Rational, rational } from "../../src/exact/rational.js";
import type { NumericSystem } from "../../src/numeric/polynomial/system.js";

/**
 * `polynomials("x y", "x^2 + 3/2*x*y - 1", "y")`: names of variables apart by spaces, then equations that are sums of products
 * of numbers and powers, without parentheses.
 */
export function polynomials(variables: string, ...equations: readonly string[]): AlgebraSystem {
  const names = variables.split(" ").filter((name) => name !== "");
  const termOf = (text: string): AlgebraTerm => {
    const exponents: number[] = names.map(() => 0);
    let coefficient: Rational = ONE;
    for (const factor of text.split("*")) {
      const [base, power = "1"] = factor.split("^");
      const variable = names.indexOf(base!);
      if (variable >= 0) exponents[variable]! += Number(power);
      else coefficient = coefficient.mul(rational(base!));
    }
    return { coefficient, exponents };
  };
  return {
    variables: names.length,
    equations: equations.map((equation) =>
      [...equation.replaceAll(" ", "").matchAll(/([+-]?)([^+-]+)/g)].map(([, sign, text]) => {
        const { coefficient, exponents } = termOf(text!);
        return { coefficient: sign === "-" ? coefficient.neg() : coefficient, exponents };
      }),
    ),
  };
}

/** Terms of real coefficients at their decimal values: 1.1 is 11/10. */
export const exactly = ({ variables, equations }: NumericSystem): AlgebraSystem => ({
  variables,
  equations: equations.map((terms) =>
    terms.map(({ re, factors }) => ({
      coefficient: rational(String(re)),
      exponents: Array.from({ length: variables }, (_, i) => factors.filter((f) => f === i).length),
    })),
  ),
});
