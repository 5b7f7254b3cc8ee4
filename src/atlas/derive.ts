/**
 * `derive`: the stationarity conditions of a problem, its Hessian as a quadratic form, and, where Γ and Σ can be
 * diagonalised together, the scalar equation of one mode with its solutions.
 *
 * A mode: every variable is restricted to one row on one eigenvector, X = x e qᵀ with Γ q = g q, Σ q = h q. The matrix
 * condition is contracted with e and q *by the symbolic layer*; the scalar polynomial that is left goes to the mode
 * solver.
 */
import { sign } from "../exact/rational.js";
import type { Objective } from "../objectives/objective.js";
import type { Problem } from "../objectives/problem.js";
import type { Expression } from "../symbolic/expression.js";
import {
  constraintConditions,
  gradients,
  hessianText,
  type Landscape,
  type Printed,
  stationarity,
} from "../symbolic/landscape.js";
import { type ModeEquation, solveModeEquation } from "../symbolic/mode-equations.js";
import { Polynomial } from "../symbolic/polynomial.js";
import { printTex, printText } from "../symbolic/print.js";
import type { StationarityCondition } from "./types.js";

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

/** Derives everything from the loss of the problem. */
export function derive(problem: Problem): Derivation {
  const { objective, title } = problem;
  const { landscape, describedLoss } = objective;
  if (landscape === undefined) {
    const note = "outside the polynomial grammar: stationarity is one-sided, L'(W; V) >= 0 for all tangent V";
    return {
      title,
      loss: describedLoss ?? { text: "", tex: "" },
      stationarity: conditionsOf(objective),
      constraints: [{ text: "diag(W'*W) = 1", tex: "\\operatorname{diag}(W^{\\top} W) = \\mathbf{1}" }],
      hessian: { text: note, tex: "\\text{one-sided only: the loss has kinks}" },
      modes: [],
      symbols: [],
    };
  }
  return {
    title,
    loss: { text: printText(landscape.loss), tex: printTex(landscape.loss) },
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

/** The stationarity conditions as reports print them; one-sided where the loss has kinks. */
export function conditionsOf({ landscape }: Objective): StationarityCondition[] {
  if (landscape !== undefined)
    return stationarity(landscape).map(({ variable, text, tex }) => ({ variable, text, tex }));
  return [
    {
      variable: "W",
      text: "L'(W; V) >= 0 for every V with diag(W'*V) = 0",
      tex: "L'(W; V) \\ge 0 \\quad \\text{for all tangent } V",
    },
  ];
}

function symbolMeanings(landscape: Landscape): { symbol: string; meaning: string }[] {
  const meanings = landscape.variables.map(({ symbol: { name, rows, columns }, constraint }) => ({
    symbol: name,
    meaning: `variable, ${rows}×${columns}${constraint === "none" ? "" : `, ${constraint.replace("unit-", "unit ")}`}`,
  }));
  const known = new Map([
    ["Gamma", "E[a1 a2'], the cross moment of two views"],
    ["Sigma", "E[a1 a1'], the second moment of a view"],
    ["Sigma2", "E[a2 a2'], the second moment of the other view"],
  ]);
  for (const [name, value] of landscape.constants)
    meanings.push({ symbol: name, meaning: known.get(name) ?? `constant, ${value.rows}×${value.columns}` });
  for (const [name, value] of landscape.parameters)
    meanings.push({ symbol: name, meaning: `parameter, ${value.toFraction()}` });
  return meanings;
}

/** Preferred names of the scalars that the moments become on a mode. */
const MODE_VALUES = new Map([
  ["Gamma", "g"],
  ["Sigma", "h"],
  ["Sigma2", "k"],
]);
/** The one name that scalar expressions give a meaning of their own. */
const ROOT = "sqrt";

/** Names of scalars on a mode: of eigenvalues of the moments, of amplitudes of the variables; parameters keep theirs. */
interface ModeNames {
  readonly moments: ReadonlyMap<string, string>;
  readonly unknowns: ReadonlyMap<string, string>;
  readonly multiplier: string;
}

/** Moments first, then variables in lower case; what is taken gets underscores. Parameters are the user's names and stay. */
function modeNames({ constants, variables, parameters }: Landscape): ModeNames {
  const taken = new Set([ROOT, ...parameters.keys()]);
  const fresh = (wanted: string): string => {
    let name = wanted;
    while (taken.has(name)) name += "_";
    taken.add(name);
    return name;
  };
  const moments = new Map(
    [...constants.keys()].flatMap((name) => {
      const wanted = MODE_VALUES.get(name);
      return wanted === undefined ? [] : [[name, fresh(wanted)] as const];
    }),
  );
  const unknowns = new Map(variables.map(({ symbol: { name } }) => [name, fresh(name.toLowerCase())]));
  return { moments, unknowns, multiplier: fresh("mu") };
}

/**
 * Contracts a matrix condition on a single mode: each variable X becomes x, each moment its eigenvalue, each trace and
 * the open word the product of its letters; I_n inside tr(I) has been counted as a number by the canonical form.
 */
function contractOnMode(
  expression: Expression,
  modes: ModeNames,
): { text: string; unknowns: Set<string>; parameters: Set<string> } | null {
  const unknowns = new Set<string>();
  const parameters = new Set<string>();
  const names: string[] = [];
  const indexOf = (name: string) => {
    const at = names.indexOf(name);
    return at >= 0 ? at : names.push(name) - 1;
  };
  const parts: Polynomial[] = [];
  for (const term of expression.terms) {
    let product = Polynomial.constant(term.coefficient);
    for (const [name, power] of term.parameters) {
      if (power < 0) return null;
      parameters.add(name);
      for (let k = 0; k < power; k++) product = product.multiply(Polynomial.variable(indexOf(name)));
    }
    for (const word of [...term.traces, term.word])
      for (const l of word) {
        const moment = modes.moments.get(l.symbol.name);
        const name = moment ?? modes.unknowns.get(l.symbol.name);
        if (name === undefined) return null;
        (moment === undefined ? unknowns : parameters).add(name);
        product = product.multiply(Polynomial.variable(indexOf(name)));
      }
    parts.push(product);
  }
  return { text: Polynomial.sum(parts).toText(names), unknowns, parameters };
}

/** The mode equations of a landscape: one per variable, coupled ones reduced by the amplitude relation. */
function modeEquations(landscape: Landscape): ModeEquation[] {
  for (const { rows, columns } of [...landscape.constants.values()]) if (rows !== columns) return [];
  const all = gradients(landscape);
  if (landscape.parameters.has(ROOT)) return [];
  const modes = modeNames(landscape);
  const contracted = all.map((gradient) => contractOnMode(gradient, modes));
  if (contracted.some((c) => c === null)) return [];
  const [g, h, k] = [...MODE_VALUES].map(([moment, name]) => modes.moments.get(moment) ?? name);
  const positive = [
    ...[h!, k!],
    ...[...landscape.parameters].flatMap(([name, value]) => (sign(value) > 0 ? [name] : [])),
  ];
  const setting = `on a mode: X = x e q' with Gamma q = ${g} q, Sigma q = ${h} q, |e| = |q| = 1`;
  const [only] = landscape.variables;
  if (landscape.variables.length === 1 && only!.constraint === "none" && !only!.positivePart) {
    const { text, unknowns, parameters } = contracted[0]!;
    const [unknown] = [...unknowns];
    if (unknown === undefined) return [];
    return [solveModeEquation(text, unknown, [...parameters], { positive, note: setting })];
  }
  // The predictor field: w and p are tied by w² = p² (W Wᵀ = PᵀP at every equilibrium); take w = p.
  const names = landscape.variables.map(({ symbol }) => symbol.name);
  if (names.length === 2 && names.includes("W") && names.includes("P") && landscape.parameters.has("eta")) {
    const forP = contracted[names.indexOf("P")]!;
    const [w, p] = [modes.unknowns.get("W")!, modes.unknowns.get("P")!];
    const text = forP.text.replace(new RegExp(`\\b${w}\\b`, "g"), p);
    return [
      solveModeEquation(text, p, [...forP.parameters], {
        positive,
        note: `${setting}; W*W' = P'*P at every equilibrium, so ${w}^2 = ${p}^2 and ${w} = ${p} by a choice of sign`,
      }),
    ];
  }
  // Constrained and bilinear losses: the multiplier is the equation.
  return landscape.variables.flatMap(({ symbol, constraint, positivePart }, k) => {
    if (constraint === "none" || positivePart) return [];
    const { text, unknowns, parameters } = contracted[k]!;
    const others = [...unknowns];
    const mu = modes.multiplier;
    const x = modes.unknowns.get(symbol.name)!;
    return [
      solveModeEquation(`${text} - ${mu}*${x}`, mu, [...new Set([...others, ...parameters, x])], {
        note: `${setting}; ${mu} is the Lagrange multiplier of ${symbol.name}`,
      }),
    ];
  });
}
