/** Exact polynomials as systems with enclosed coefficients, for certificates of the very system that was given. */
import {
  type EnclosedSystem,
  type EnclosedTerm,
  enclosedCoefficient,
} from "../numeric/rigorous/disc-system.js";
import type { Polynomial } from "./polynomial.js";

/** Each coefficient to about 2⁻¹⁰⁶, with a bound of what is left. */
export const encloseSystem = (polynomials: readonly Polynomial[], variables: number): EnclosedSystem => ({
  variables,
  equations: polynomials.map((polynomial) =>
    [...polynomial.terms()].map(({ coefficient, factors }): EnclosedTerm => {
      const { high, low, error } = enclosedCoefficient(coefficient);
      return { re: high, reLow: low, im: 0, imLow: 0, error, factors };
    }),
  ),
});
