/** Exact polynomials from text, for tests. */
import type { Polynomial } from "../../src/symbolic/polynomial.js";
import { type PolynomialSystem, readSystemFile } from "../../src/systems/system-file.js";

/** `systemOf("x y", "x^2 - y", "x*y - 1")`. */
export const systemOf = (variables: string, ...equations: readonly string[]): PolynomialSystem =>
  readSystemFile(JSON.stringify({ variables: variables.split(" "), equations }));

export const polynomialsOf = (variables: string, ...equations: readonly string[]): readonly Polynomial[] =>
  systemOf(variables, ...equations).equations;
