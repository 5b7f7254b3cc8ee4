/** Equations in integers from text, for tests of `src/algebra`. */
import { type IntegerEquation, integerEquations } from "../../src/algebra/system.js";
import { algebraSystem } from "../../src/systems/solution-counts.js";
import { polynomialsOf } from "./read-system.js";

/** `integersOf("x y", "(x - y)^2")`; without common factors, in the order of the text. */
export const integersOf = (variables: string, ...equations: readonly string[]): readonly IntegerEquation[] =>
  integerEquations(algebraSystem(polynomialsOf(variables, ...equations), variables.split(" ").length));

/** The value at integers. */
export const valueAt = ({ exponents, coefficients }: IntegerEquation, at: readonly bigint[]): bigint =>
  exponents.reduce((sum, a, k) => sum + a.reduce((c, e, i) => c * at[i]! ** BigInt(e), coefficients[k]!), 0n);

/** Terms in an order of their own, up to sign: what two equal equations share. */
export const textOf = ({ exponents, coefficients }: IntegerEquation): string => {
  const terms = exponents.map((a, k) => ({ key: a.join(), c: coefficients[k]! }));
  terms.sort((p, q) => (p.key < q.key ? -1 : 1));
  const sign = (terms[0]?.c ?? 1n) < 0n ? -1n : 1n;
  return terms.map(({ key, c }) => `${sign * c}:${key}`).join(" ");
};
