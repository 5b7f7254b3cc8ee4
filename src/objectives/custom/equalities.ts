/**
 * Constraints of a custom loss that are equalities h(X) = 0, as text in the grammar of the loss.
 *
 *   orthonormal-rows      X Xᵀ = I      m ≤ p    the Stiefel manifold of m-frames in R^p
 *   orthonormal-columns   Xᵀ X = I      p ≤ m
 *   whitened              X Σ Xᵀ = I             m-frames in the metric of Σ ⪰ 0: compact if Σ ≻ 0
 *   symmetric             X = Xᵀ                 a linear subspace, as the next two
 *   diagonal              x_ij = 0, i ≠ j
 *   upper-triangular      x_ij = 0, i > j
 *   non-negative          x_ij ≥ 0               an orthant, by X = V∘V
 *
 * and any others, `"equalities": ["lhs = rhs", …]`. Of the kinds with a name the entries are independent wherever they hold: V = M X/2 gives
 * V Σ Xᵀ + X Σ Vᵀ = M for every symmetric M. Of others that is decided when critical points are looked for (`atlas/propose/regular-set.ts`).
 *
 * Multipliers are variables after those of the loss, Lambda_X of a constraint on X, mu_k of the k-th equality (`symbolic/lagrangian.ts`).
 */

import { rank } from "../../exact/linear-algebra.js";
import type { RationalMatrix } from "../../exact/matrix.js";
import { ProblemError } from "../../files/problem-error.js";
import { growthOf } from "../../symbolic/coercivity.js";
import {
  type Expression,
  hasDefined,
  hasStopGradient,
  type MatrixSymbol,
  shapeText,
  subtract,
} from "../../symbolic/expression.js";
import { constantsIn, withEqualities } from "../../symbolic/lagrangian.js";
import {
  type Equality,
  type Feasible,
  type Inequality,
  type Landscape,
  type Printed,
  variable,
} from "../../symbolic/landscape.js";
import { texName } from "../../symbolic/print.js";
import { sourceTex } from "../../symbolic/print-source.js";
import { expressionReader } from "../build.js";
import { stiefelEuler } from "../topology.js";

/** A constrained variable, and what constraints may mention. */
interface Constrained {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly sigma: RationalMatrix | undefined;
}

interface EqualityKind {
  /** What is expected of the variable, where it has not got it. */
  refuse(variable: Constrained): string | undefined;
  /** What vanishes; empty where nothing is asked. */
  text(variable: Constrained): string;
  printed(variable: Constrained): Printed;
  feasible(variable: Constrained): Omit<Feasible, "isRegular">;
}

/** Contractible, as an orthant is. */
const LINEAR: EqualityKind["feasible"] = () => ({ isCompact: false, euler: 1n });
const multiplierName = (variable: string): string => `Lambda_${variable}`;
const multiplierTex = (variable: string): string => `\\Lambda_{${texName(variable)}}`;
const equalityName = (k: number): string => `mu_${k + 1}`;
/** V of X = V∘V. */
const rootName = (name: string): string => `root_${name}`;
const rootTex = (name: string): string => `V_{${texName(name)}}`;
const isSquare = ({ rows, columns }: Constrained): string | undefined =>
  rows === columns ? undefined : "a square variable";

/** The entries x_ij with i, j as asked, one below the other. */
function entries({ name, rows, columns }: Constrained, isZero: (i: number, j: number) => boolean): string {
  const all: string[] = [];
  for (let i = 1; i <= rows; i++)
    for (let j = 1; j <= columns; j++) if (isZero(i, j)) all.push(`${name}[${i},${j}]`);
  return all.length === 0 ? "" : `[${all.join("; ")}]`;
}

const KINDS = {
  "orthonormal-rows": {
    refuse: ({ rows, columns }) =>
      rows <= columns ? undefined : "a variable with no more rows than columns",
    text: ({ name, rows }) => `${name}*${name}' - I(${rows})`,
    printed: ({ name, rows }) => ({
      text: `${name}*${name}' = I(${rows})`,
      tex: `${texName(name)} ${texName(name)}^{\\top} = I`,
    }),
    feasible: ({ rows, columns }) => ({ isCompact: true, euler: stiefelEuler(columns, rows) }),
  },
  "orthonormal-columns": {
    refuse: ({ rows, columns }) =>
      columns <= rows ? undefined : "a variable with no more columns than rows",
    text: ({ name, columns }) => `${name}'*${name} - I(${columns})`,
    printed: ({ name, columns }) => ({
      text: `${name}'*${name} = I(${columns})`,
      tex: `${texName(name)}^{\\top} ${texName(name)} = I`,
    }),
    feasible: ({ rows, columns }) => ({ isCompact: true, euler: stiefelEuler(rows, columns) }),
  },
  whitened: {
    refuse: ({ rows, columns, sigma }) =>
      sigma === undefined
        ? "a model with Sigma"
        : sigma.rows !== columns
          ? `a variable with ${sigma.rows} columns, as Sigma has`
          : rank(sigma) < rows
            ? `no more rows than the rank of Sigma, ${rank(sigma)}`
            : undefined,
    text: ({ name, rows }) => `${name}*Sigma*${name}' - I(${rows})`,
    printed: ({ name, rows }) => ({
      text: `${name}*Sigma*${name}' = I(${rows})`,
      tex: `${texName(name)} \\Sigma ${texName(name)}^{\\top} = I`,
    }),
    feasible: ({ rows, columns, sigma }) =>
      rank(sigma!) === columns
        ? { isCompact: true, euler: stiefelEuler(columns, rows) }
        : { isCompact: false, euler: stiefelEuler(rank(sigma!), rows) },
  },
  symmetric: {
    refuse: isSquare,
    text: ({ name, rows }) => (rows === 1 ? "" : `${name} - ${name}'`),
    printed: ({ name }) => ({
      text: `${name} = ${name}'`,
      tex: `${texName(name)} = ${texName(name)}^{\\top}`,
    }),
    feasible: LINEAR,
  },
  diagonal: {
    refuse: isSquare,
    text: (variable) => entries(variable, (i, j) => i !== j),
    printed: ({ name }) => ({
      text: `${name}[i,j] = 0 for i != j`,
      tex: `(${texName(name)})_{ij} = 0,\\ i \\ne j`,
    }),
    feasible: LINEAR,
  },
  "non-negative": {
    refuse: () => undefined,
    text: ({ name }) => `${name} - ${rootName(name)}.^2`,
    printed: ({ name }) => ({
      text: `${name} >= 0, Lambda_${name} >= 0, Lambda_${name} .* ${name} = 0`,
      tex: `${texName(name)} \\ge 0,\\quad ${multiplierTex(name)} \\ge 0,\\quad ${multiplierTex(name)} \\circ ${texName(name)} = 0`,
    }),
    feasible: LINEAR,
  },
  "upper-triangular": {
    refuse: () => undefined,
    text: (variable) => entries(variable, (i, j) => i > j),
    printed: ({ name }) => ({
      text: `${name}[i,j] = 0 for i > j`,
      tex: `(${texName(name)})_{ij} = 0,\\ i > j`,
    }),
    feasible: LINEAR,
  },
} as const satisfies Readonly<Record<string, EqualityKind>>;

/** A constraint on one variable that is an equality. */
export type EqualityConstraint = keyof typeof KINDS;

/** The names of constraints that are equalities. */
export const EQUALITY_CONSTRAINTS = Object.keys(KINDS) as readonly EqualityConstraint[] as readonly [
  EqualityConstraint,
  ...EqualityConstraint[],
];

/** Whether a constraint is an equality. */
export const isEqualityConstraint = (kind: string): kind is EqualityConstraint => Object.hasOwn(KINDS, kind);

/** What a loss is asked to obey. */
export interface EqualitySpec {
  /** By variable. */
  readonly constraints: ReadonlyMap<string, EqualityConstraint>;
  /** "lhs = rhs". */
  readonly texts: readonly string[];
}

/**
 * A loss under equalities; the landscape itself where there are none.
 *
 * @throws ProblemError naming the constraint that does not fit, or the equality that is none.
 */
export function underEqualities(base: Landscape, { constraints, texts }: EqualitySpec): Landscape {
  const read = expressionReader(base);
  const named: NamedEquality[] = [];
  const inequalities: Inequality[] = [];
  const sets: Omit<Feasible, "isRegular">[] = [];
  for (const [name, kind] of constraints) {
    const { rows, columns } = base.variables.find(({ symbol }) => symbol.name === name)!.symbol;
    const constrained = { name, rows, columns, sigma: base.constants.get("Sigma") };
    const place = ["objective", "constraints", name];
    const row: EqualityKind = KINDS[kind];
    const expected = row.refuse(constrained);
    if (expected !== undefined)
      throw new ProblemError(place, `${expected} for ${kind}`, `${rows}×${columns}`);
    sets.push(row.feasible(constrained));
    const text = row.text(constrained);
    if (text === "") continue;
    const multiplier = multiplierName(name);
    const root = variable(rootName(name), rows, columns);
    const isInequality = kind === "non-negative";
    if (isInequality)
      inequalities.push({ variable: name, root: { ...root.symbol, tex: rootTex(name) }, multiplier });
    const readWithRoot = expressionReader({ ...base, variables: [...base.variables, root] });
    const difference = readWithRoot(text, place);
    named.push({
      multiplier: { name: multiplier, tex: multiplierTex(name) },
      printed: row.printed(constrained),
      ...(isInequality ? { title: `${name} >= 0` } : {}),
      difference,
    });
  }
  const general = texts.map((text, k): NamedEquality => {
    const difference = differenceOf(text, ["objective", "equalities", k], read);
    return {
      multiplier: { name: equalityName(k), tex: `\\mu_{${k + 1}}` },
      printed: printedEquality(text),
      difference,
    };
  });
  const all = [...named, ...general];
  if (all.length === 0) return base;
  if (hasStopGradient(base.loss))
    throw new ProblemError(
      ["objective", "loss"],
      "a loss without sg under equalities",
      "a stop-gradient field",
    );
  const multipliers = all.map(({ multiplier }) => multiplier);
  const feasible = feasibleOf(base, sets, general, constraints);
  return withEqualities(base, all, multipliers, feasible, inequalities);
}

/** What variables and so many equalities may add to the names of a loss. */
export const addedNames = (variables: readonly string[], equalities: number): string[] => [
  ...variables.flatMap((name) => [multiplierName(name), rootName(name)]),
  ...Array.from({ length: equalities }, (_, k) => equalityName(k)),
];

interface NamedEquality extends Equality {
  readonly multiplier: Pick<MatrixSymbol, "name" | "tex">;
}

const printedEquality = (text: string): Printed => ({
  text: text.trim().replace(/\s+/g, " "),
  tex: text
    .split("=")
    .map((side) => sourceTex(side.trim()))
    .join(" = "),
});

function differenceOf(
  text: string,
  place: readonly PropertyKey[],
  read: (text: string, place: readonly PropertyKey[]) => Expression,
): Expression {
  const sides = text.split("=");
  if (sides.length !== 2) throw new ProblemError(place, 'an equality, "left = right"', text);
  const [left, right] = [sides[0]!, sides[1]!].map((side) => side.trim());
  const l = read(left!, place);
  if (right === "0") return checked(l, place);
  const r = read(right!, place);
  if (l.rows !== r.rows || l.columns !== r.columns)
    throw new ProblemError(place, "sides of one shape", `${shapeText(l)} = ${shapeText(r)}`);
  return checked(subtract(l, r), place);
}

function checked(difference: Expression, place: readonly PropertyKey[]): Expression {
  if (hasDefined(difference))
    throw new ProblemError(
      place,
      "an equality without inverses and roots (multiply it out)",
      "one with them",
    );
  if (hasStopGradient(difference)) throw new ProblemError(place, "an equality without sg", "one with it");
  if (difference.terms.length === 0)
    throw new ProblemError(place, "an equality that does not hold everywhere", "one that does");
  return difference;
}

/** Compact if every variable is on a compact set of its own, or some equality alone makes it so. */
function feasibleOf(
  base: Landscape,
  sets: readonly Omit<Feasible, "isRegular">[],
  general: readonly Equality[],
  constraints: EqualitySpec["constraints"],
): Feasible {
  const { variables } = base;
  const isClosed =
    sets.every(({ isCompact }) => isCompact) &&
    variables.every(({ symbol, constraint }) => constraint !== "none" || constraints.has(symbol.name));
  if (general.length === 0) {
    const known = sets.flatMap(({ euler }) => (euler === undefined ? [] : [euler]));
    // Variables without constraints are contractible.
    const isKnown =
      known.length === sets.length && variables.every(({ constraint }) => constraint === "none");
    return {
      isRegular: true,
      isCompact: isClosed,
      ...(isKnown ? { euler: known.reduce((all, euler) => all * euler, 1n) } : {}),
    };
  }
  const bounds = ({ difference }: Equality) =>
    difference.rows * difference.columns === 1 &&
    growthOf({ ...base, constants: constantsIn(base, [difference]), loss: difference }, []).kind ===
      "coercive";
  return { isRegular: false, isCompact: isClosed || general.some(bounds) };
}
