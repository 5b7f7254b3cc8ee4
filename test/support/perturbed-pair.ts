/**
 * One perturbed stationarity system for both evaluators: F(x) + C(t), homogenised, C from the perturbation that a random point solves (t = 1)
 * to a random one (t = 0).
 */
import { LandscapeSystem } from "../../src/atlas/local/landscape-system.js";
import type { Random } from "../../src/exact/random.js";
import { type StructuredSystem, scaleStructured } from "../../src/numeric/polynomial/matrix-form.js";
import { monomialTable } from "../../src/numeric/polynomial/monomials.js";
import { FamilyEvaluator } from "../../src/numeric/polynomial/polynomial-family.js";
import { StructuredEvaluator, type StructuredPart } from "../../src/numeric/polynomial/structured-family.js";
import type { NumericSystem } from "../../src/numeric/polynomial/system.js";
import type { Landscape } from "../../src/symbolic/landscape.js";
import { stationarityForm } from "../../src/symbolic/to-form.js";
import { stationaritySystem } from "../../src/symbolic/to-system.js";
import { evaluatePlainly } from "./polynomial-systems.js";

export const spheresOf = (landscape: Landscape) => new LandscapeSystem(landscape).manifold.spheres;

/** The degree of every equation, at least 1. */
export const degreesOf = ({ equations }: NumericSystem): number[] =>
  equations.map((terms) => Math.max(1, ...terms.map(({ factors }) => factors.length)));

/** Equations padded to their degrees by powers of a variable more. */
export const padded = (
  { variables, equations }: NumericSystem,
  degrees: readonly number[],
): NumericSystem => ({
  variables: variables + 1,
  equations: equations.map((terms, i) =>
    terms.map((term) => ({
      ...term,
      factors: [...term.factors, ...new Array<number>(degrees[i]! - term.factors.length).fill(variables)],
    })),
  ),
});

/** The same system in y, x = σy, every equation times ρ. */
const scaled = (
  { variables, equations }: NumericSystem,
  rows: readonly number[],
  columns: readonly number[],
): NumericSystem => ({
  variables,
  equations: equations.map((terms, i) =>
    terms.map((term) => ({
      ...term,
      re: term.factors.reduce((product, v) => product * columns[v]!, term.re * rows[i]!),
    })),
  ),
});

export function perturbedPair(
  landscape: Landscape,
  random: Random,
  scales?: { readonly rows: readonly number[]; readonly columns: readonly number[] },
) {
  const spheres = spheresOf(landscape);
  const plain = stationaritySystem(landscape, spheres);
  const whole = stationarityForm(landscape, spheres);
  const n = plain.variables;
  const system = scales === undefined ? plain : scaled(plain, scales.rows, scales.columns);
  const structured: StructuredSystem =
    scales === undefined ? whole : scaleStructured(whole, scales.rows, scales.columns);
  const degrees = degreesOf(system);
  const complex = () => ({ re: random.normal(), im: random.normal() });
  const solution = Array.from({ length: n }, complex);
  const perturbations = [
    system.equations.map(complex),
    evaluatePlainly(system, solution).map(({ re, im }) => ({ re: -re, im: -im })),
  ];
  const perturbed = ({ equations }: NumericSystem, which: number): NumericSystem =>
    padded(
      {
        variables: n,
        equations: equations.map((terms, i) => [...terms, { ...perturbations[which]![i]!, factors: [] }]),
      },
      degrees,
    );
  const tables = (of: NumericSystem) => monomialTable([perturbed(of, 1), perturbed(of, 0)]);
  const expanded = tables(system);
  const beside = tables(structured.terms);
  const part: StructuredPart = {
    form: structured.form,
    homogeneous: { degrees, variable: n },
    rowScales: structured.scales?.rows ?? degrees.map(() => 1),
    variableScales: [...Array.from({ length: n }, (_, v) => structured.scales?.variables[v] ?? 1), 1],
  };
  const [start, target] = beside.coefficients;
  return {
    /** Unknowns, the homogenising one included. */
    unknowns: n + 1,
    system,
    degrees,
    perturbations,
    solution,
    part,
    beside,
    terms: new FamilyEvaluator(expanded.table, expanded.coefficients[0]!, expanded.coefficients[1]!),
    table: expanded.table,
    structured: new StructuredEvaluator(part, beside.table, start!, target!),
  };
}
