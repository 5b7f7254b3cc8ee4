/**
 * `derive`: the stationarity conditions of a problem, its Hessian as a quadratic form, and, where Γ and Σ can be
 * diagonalised together, the scalar equation of one mode with its solutions.
 *
 * What is said of a mode is derived from the gradients of the same loss, never known by the objective's name: see
 * `mode-ansatz.ts`.
 */
import { rationalText } from "../../exact/rational.js";
import type { Objective } from "../../objectives/objective.js";
import type { Problem } from "../../objectives/problem.js";
import { knownConstants } from "../../symbolic/entrywise.js";
import { definedSymbols } from "../../symbolic/inverse.js";
import {
  constraintConditions,
  hessianText,
  type Landscape,
  numericLoss,
  type Printed,
  stationarity,
} from "../../symbolic/landscape.js";
import { printTex, printText } from "../../symbolic/print.js";
import type { StationarityCondition } from "../record/types.js";
import { modeEquations } from "./mode-ansatz.js";

/**
 * What `derive` says of a problem, every formula as text and as TeX: `stationarity` has one condition per variable, `hessian`
 * is the quadratic form of the loss, `modes` the scalar equations (none where the moments are not diagonalised together),
 * `symbols` the legend.
 */
export interface Derivation {
  readonly title: string;
  readonly loss: Printed;
  readonly stationarity: readonly StationarityCondition[];
  readonly constraints: readonly Printed[];
  readonly hessian: Printed;
  readonly modes: readonly {
    readonly equation: Printed;
    readonly solutions: readonly Printed[];
    readonly note: string;
  }[];
  readonly symbols: readonly { readonly symbol: string; readonly meaning: string }[];
}

const NOTHING: Printed = { text: "", tex: "" };

/**
 * What can be said of a problem in formulas: the loss, stationarity conditions, constraints, the Hessian, and equations of
 * single modes.
 *
 * @returns formulas as text and as TeX, all derived from the loss; of objectives outside the grammar what they describe themselves.
 * @example
 * derive(problem).stationarity.length // 1
 */
export function derive(problem: Problem): Derivation {
  const { objective, title } = problem;
  const { landscape, describedLoss, describedConditions } = objective;
  if (landscape === undefined)
    return {
      title,
      loss: describedLoss ?? NOTHING,
      stationarity: conditionsOf(objective),
      constraints: describedConditions?.constraints ?? [],
      hessian: describedConditions?.hessian ?? NOTHING,
      modes: [],
      symbols: [],
    };
  return {
    title,
    loss: describedLoss ?? { text: printText(landscape.loss), tex: printTex(landscape.loss) },
    stationarity: conditionsOf(objective),
    constraints: constraintConditions(landscape),
    hessian: hessianText(landscape),
    modes: modeEquations(landscape).map(({ equation, solutions, note }) => ({
      equation,
      solutions: solutions.map(({ text, tex, condition, conditionTex }) => ({
        text: condition === "always" ? text : `${text}  (${condition})`,
        tex: condition === "always" ? tex : `${tex} \\quad (${conditionTex})`,
      })),
      note,
    })),
    symbols: symbolMeanings(landscape),
  };
}

/** The stationarity conditions as reports print them: derived, or in the objective's own words. */
export const conditionsOf = ({
  landscape,
  describedConditions,
}: Objective): readonly StationarityCondition[] =>
  landscape === undefined
    ? (describedConditions?.stationarity ?? [])
    : stationarity(landscape).map(({ variable, text, tex }) => ({ variable, text, tex }));

function symbolMeanings(landscape: Landscape): { symbol: string; meaning: string }[] {
  const { list = [], inequalities = [] } = landscape.equalities ?? {};
  const multipliers = new Set(list.map(({ multiplier }) => multiplier.name));
  const squares = new Map(inequalities.map(({ root, variable }) => [root.name, variable]));
  const meanings = landscape.variables.map(({ symbol: { name, rows, columns }, constraint }) => ({
    symbol: name,
    meaning: `${multipliers.has(name) ? "multiplier" : squares.has(name) ? `with squares ${squares.get(name)}` : "variable"}, ${rows}×${columns}${constraint === "none" ? "" : `, ${constraint.replace("unit-", "unit ")}`}`,
  }));
  const known = new Map([
    ["Gamma", "E[a1 a2'], the cross moment of two views"],
    ["Sigma", "E[a1 a1'], the second moment of a view"],
    ["Sigma2", "E[a2 a2'], the second moment of the other view"],
  ]);
  // Columns of I and vectors of ones say themselves what they are.
  const selfNamed = knownConstants(landscape.loss);
  const inverses = new Set(definedSymbols([numericLoss(landscape)]).map(({ name }) => name));
  for (const [name, value] of landscape.constants) {
    if (selfNamed.has(name) || inverses.has(name)) continue;
    meanings.push({ symbol: name, meaning: known.get(name) ?? `constant, ${value.rows}×${value.columns}` });
  }
  for (const [name, value] of landscape.parameters)
    meanings.push({ symbol: name, meaning: `parameter, ${rationalText(value)}` });
  return meanings;
}
