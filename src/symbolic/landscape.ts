/**
 * A landscape: a scalar loss (or a stop-gradient field) in matrix variables under norm constraints.
 *
 * Stationarity with Lagrange terms, G_X = ∇_X L:
 *
 *   none          G_X = 0
 *   unit-columns  G_X = X diag(λ),  λ_j = (Xᵀ G_X)_jj
 *   unit-rows     G_X = diag(λ) X,  λ_i = (G_X Xᵀ)_ii
 *   unit-norm     G_X = λ X,        λ = ⟨X, G_X⟩
 *
 * and the Riemannian Hessian as a quadratic form on tangent directions δX (the product-of-spheres formula, Absil,
 * Mahony, Sepulchre 2008, §5.5):  D²L[δ, δ] − Σ_X ⟨δX, δX diag(λ)⟩ (or diag(λ) δX, λ δX).
 *
 * A variable may enter through its positive part X⁺ = max(X, 0) only; then L = ℓ(X⁺), ∇_X L = 1[X > 0] ∘ ∇ℓ(X⁺).
 *
 * Equalities between variables have multipliers that are variables themselves, `lagrangian.ts`: the loss is then ℒ, and what is printed is of L.
 *
 * With sg(·) the object is the field F_X = −∂_X L, the marked places held fixed.
 */
import type { RationalMatrix } from "../exact/matrix.js";
import { type Rational, rational } from "../exact/rational.js";
import { directionalDerivative, gradient } from "./differentiate.js";
import {
  add,
  type Expression,
  hasStopGradient,
  innerProduct,
  letter,
  type MatrixSymbol,
  releaseGradient,
  scale,
  substituteParameters,
  subtract,
  sum,
} from "./expression.js";
import { printTex, printText, texName } from "./print.js";

/** The set a variable lies in: everything, a unit sphere, or unit spheres for each column or row. */
export type Constraint = "none" | "unit-columns" | "unit-rows" | "unit-norm";

/** An unknown matrix and its constraint. */
export interface LandscapeVariable {
  readonly symbol: MatrixSymbol;
  readonly constraint: Constraint;
  /** The loss sees max(X, 0) only; `symbol` in the loss stands for it. */
  readonly positivePart: boolean;
}

/** A loss, or a vector field, over matrices with constraints. */
export interface Landscape {
  readonly variables: readonly LandscapeVariable[];
  /** In variables, constants and parameters. */
  readonly loss: Expression;
  readonly parameters: ReadonlyMap<string, Rational>;
  readonly constants: ReadonlyMap<string, RationalMatrix>;
  /** Where the loss is a Lagrange function ℒ of equalities: what it is made of. */
  readonly equalities?: Equalities;
}

/** h(X) = 0. */
export interface Equality {
  readonly printed: Printed;
  /** The same without multipliers, for titles; absent where there are none in it. */
  readonly title?: string;
  /** Zero on the feasible set. */
  readonly difference: Expression;
}

/** What is known of the feasible set. */
export interface Feasible {
  readonly isCompact: boolean;
  /** Its Euler characteristic, where it is a closed manifold and it is known. */
  readonly euler?: bigint;
  /** Whether the entries of the equalities are known to be independent wherever they hold. */
  readonly isRegular: boolean;
}

/** Signs of a spectrum. */
export interface SpectrumShift {
  readonly negative: number;
  readonly positive: number;
}

/** X ≥ 0, by X = V∘V with a variable V of its own. */
export interface Inequality {
  readonly variable: string;
  readonly root: MatrixSymbol;
  readonly multiplier: string;
}

/** A loss under equalities. */
export interface Equalities {
  /** L, in the variables that are no multipliers. */
  readonly base: Landscape;
  readonly list: readonly (Equality & {
    readonly multiplier: MatrixSymbol;
    readonly symmetry: SelfTranspose;
  })[];
  /** Inequalities that some of them stand for. */
  readonly inequalities: readonly Inequality[];
  readonly feasible: Feasible;
  /** Those of L, and those that are named in equalities. */
  readonly constants: Landscape["constants"];
  /** What D²ℒ has more than the Riemannian Hessian: c, and c + r. */
  readonly shift: SpectrumShift;
}

/** Whether an expression is its own transpose, or minus that. */
export type SelfTranspose = "symmetric" | "antisymmetric" | "none";

/** Σ_k ⟨Λ_k, h_k(X)⟩, Λ_k symmetric where h_k is: its gradients in X are what those of L equal. */
export const pairingOf = ({ list }: Equalities): Expression =>
  sum(
    list.map(({ multiplier, difference, symmetry }) =>
      innerProduct(letter({ ...multiplier, symmetric: symmetry === "symmetric" }), difference),
    ),
  );

/** An unknown matrix rows×columns; only max(X, 0) is seen by the loss where `positivePart` is set. */
export const variable = (
  name: string,
  rows: number,
  columns: number,
  constraint: Constraint = "none",
  positivePart = false,
): LandscapeVariable => ({
  symbol: {
    name,
    rows,
    columns,
    role: "variable",
    symmetric: false,
    ...(positivePart ? { text: `relu(${name})`, tex: `${texName(name)}^{+}` } : {}),
  },
  constraint,
  positivePart,
});

/** A constant letter; its symmetry is read off its exact value. */
export const constantSymbol = (name: string, value: RationalMatrix): MatrixSymbol => ({
  name,
  rows: value.rows,
  columns: value.columns,
  role: "constant",
  symmetric: value.isSymmetric(),
});

/** Whether stationarity is that of a field with no loss: stop-gradient makes one. */
export const isVectorField = (landscape: Landscape): boolean => hasStopGradient(landscape.loss);

/** ∂_X L for each variable, stop-gradient marks released: what must vanish on tangent directions. */
export function gradients(landscape: Landscape): Expression[] {
  return landscape.variables.map(({ symbol }) => releaseGradient(gradient(landscape.loss, symbol)));
}

/** The same with parameters replaced by their exact values. */
export function numericGradients(landscape: Landscape): Expression[] {
  return gradients(landscape).map((g) => substituteParameters(g, landscape.parameters));
}

/** The loss with numbers for its parameters, and nothing held fixed. */
export function numericLoss(landscape: Landscape): Expression {
  return substituteParameters(releaseGradient(landscape.loss), landscape.parameters);
}

/** The direction symbol δX that belongs to a variable. */
export const directionOf = (symbol: MatrixSymbol): MatrixSymbol => ({
  name: `d${symbol.name}`,
  rows: symbol.rows,
  columns: symbol.columns,
  role: "direction",
  symmetric: false,
  tex: `\\delta ${texName(symbol.name)}`,
});

/**
 * Σ_{X,Y} ⟨δX, D_Y G_X[δY]⟩: the second derivative of the loss (for a field: minus its linearisation) as a
 * quadratic form in the directions, without the Lagrange terms.
 */
export function hessianForm(landscape: Landscape): Expression {
  const all = gradients(landscape);
  let form = scale(landscape.loss, rational(0));
  landscape.variables.forEach(({ symbol }, x) => {
    for (const other of landscape.variables) {
      const change = directionalDerivative(all[x]!, other.symbol, directionOf(other.symbol));
      form = add(form, innerProduct(letter(directionOf(symbol)), change));
    }
  });
  return form;
}

/** A formula, as text and TeX. */
export interface Printed {
  readonly text: string;
  readonly tex: string;
}

/** One stationarity condition, as printed. */
export interface Condition extends Printed {
  readonly variable: string;
  readonly gradient: Expression;
}

/** Multipliers: where they stand, and what they equal. */
const LAGRANGE: Readonly<
  Record<
    Exclude<Constraint, "none">,
    (name: string, tex: string) => { right: Printed; tangent: Printed; constraint: Printed }
  >
> = {
  "unit-columns": (name, tex) => ({
    right: { text: `${name}*diag(lambda_${name})`, tex: `${tex} \\operatorname{diag}(\\lambda_{${tex}})` },
    tangent: {
      text: `tr(d${name}*diag(lambda_${name})*d${name}')`,
      tex: `\\operatorname{tr}(\\delta ${tex} \\operatorname{diag}(\\lambda_{${tex}}) \\delta ${tex}^{\\top})`,
    },
    constraint: {
      text: `diag(${name}'*${name}) = 1, diag(${name}'*d${name}) = 0, lambda_${name} = diag(${name}'*G_${name})`,
      tex: `\\operatorname{diag}(${tex}^{\\top} ${tex}) = \\mathbf{1},\\quad \\lambda_{${tex}} = \\operatorname{diag}(${tex}^{\\top} G_{${tex}})`,
    },
  }),
  "unit-rows": (name, tex) => ({
    right: { text: `diag(lambda_${name})*${name}`, tex: `\\operatorname{diag}(\\lambda_{${tex}}) ${tex}` },
    tangent: {
      text: `tr(d${name}'*diag(lambda_${name})*d${name})`,
      tex: `\\operatorname{tr}(\\delta ${tex}^{\\top} \\operatorname{diag}(\\lambda_{${tex}}) \\delta ${tex})`,
    },
    constraint: {
      text: `diag(${name}*${name}') = 1, diag(${name}*d${name}') = 0, lambda_${name} = diag(G_${name}*${name}')`,
      tex: `\\operatorname{diag}(${tex} ${tex}^{\\top}) = \\mathbf{1},\\quad \\lambda_{${tex}} = \\operatorname{diag}(G_{${tex}} ${tex}^{\\top})`,
    },
  }),
  "unit-norm": (name, tex) => ({
    right: { text: `lambda_${name}*${name}`, tex: `\\lambda_{${tex}} ${tex}` },
    tangent: {
      text: `lambda_${name}*norm2(d${name})`,
      tex: `\\lambda_{${tex}} \\lVert \\delta ${tex} \\rVert_F^2`,
    },
    constraint: {
      text: `norm2(${name}) = 1, tr(${name}'*d${name}) = 0, lambda_${name} = tr(${name}'*G_${name})`,
      tex: `\\lVert ${tex} \\rVert_F = 1,\\quad \\lambda_{${tex}} = \\langle ${tex}, G_{${tex}} \\rangle`,
    },
  }),
};

/** The stationarity condition of each variable, multipliers apart, in matrix form. */
export function stationarity(whole: Landscape): Condition[] {
  const { equalities } = whole;
  const landscape = equalities?.base ?? whole;
  const all = gradients(landscape);
  return landscape.variables.map(({ symbol, constraint, positivePart }, k) => {
    const { name } = symbol;
    const tex = texName(name);
    const g = all[k]!;
    const gate = positivePart ? { text: `step(${name}) o (`, tex: `\\mathbf{1}[${tex} > 0] \\circ (` } : null;
    const left = {
      text: gate === null ? printText(g) : `${gate.text}${printText(g)})`,
      tex: gate === null ? printTex(g) : `${gate.tex}${printTex(g)})`,
    };
    const right = sumOf(
      [
        ...(constraint === "none" ? [] : [LAGRANGE[constraint](name, tex).right]),
        ...(equalities === undefined ? [] : printedUnlessZero(gradient(pairingOf(equalities), symbol))),
      ],
      " + ",
    );
    return {
      variable: name,
      gradient: g,
      text: `${left.text} = ${right.text}`,
      tex: `${left.tex} = ${right.tex}`,
    };
  });
}

const printedUnlessZero = (a: Expression): Printed[] =>
  a.terms.length === 0 ? [] : [{ text: printText(a), tex: printTex(a) }];

/** What stands side by side with a sign between; 0 where nothing does. */
const sumOf = (parts: readonly Printed[], sign: string): Printed =>
  parts.length === 0
    ? { text: "0", tex: "0" }
    : { text: parts.map(({ text }) => text).join(sign), tex: parts.map(({ tex }) => tex).join(sign) };

/** The constraints with their tangent spaces and multipliers; nothing for free variables. */
export function constraintConditions({ variables, equalities }: Landscape): Printed[] {
  return [
    ...variables.flatMap(({ symbol, constraint }) =>
      constraint === "none" ? [] : [LAGRANGE[constraint](symbol.name, texName(symbol.name)).constraint],
    ),
    ...(equalities?.list ?? []).map((equality) => {
      const { multiplier, symmetry } = equality;
      const [tex, sign] = [multiplier.tex ?? texName(multiplier.name), symmetry === "symmetric" ? "" : "-"];
      const own = {
        text: `${multiplier.name}' = ${sign}${multiplier.name}`,
        tex: `${tex}^{\\top} = ${sign}${tex}`,
      };
      const parts = [
        equality.printed,
        ...tangentsOf(equality, equalities!.base),
        ...(symmetry === "none" ? [] : [own]),
      ];
      return {
        text: parts.map(({ text }) => text).join(", "),
        tex: parts.map((part) => part.tex).join(",\\quad "),
      };
    }),
  ];
}

/** Dh(X)[δX] = 0; nothing of inequalities, whose tangents depend on the face. */
function tangentsOf({ difference, title }: Equality, { variables }: Landscape): Printed[] {
  if (title !== undefined) return [];
  const changes = variables.map(({ symbol }) =>
    directionalDerivative(difference, symbol, directionOf(symbol)),
  );
  const change = sum(changes);
  return [{ text: `${printText(change)} = 0`, tex: `${printTex(change)} = 0` }];
}

/** The Riemannian Hessian as a quadratic form on tangent directions. */
export function hessianText(whole: Landscape): Printed {
  const { equalities } = whole;
  const landscape = equalities?.base ?? whole;
  const form =
    equalities === undefined
      ? hessianForm(landscape)
      : hessianForm({ ...landscape, loss: subtract(landscape.loss, pairingOf(equalities)) });
  let text = printText(form);
  let tex = printTex(form);
  for (const { symbol, constraint } of landscape.variables) {
    if (constraint === "none") continue;
    const { tangent } = LAGRANGE[constraint](symbol.name, texName(symbol.name));
    text += ` - ${tangent.text}`;
    tex += ` - ${tangent.tex}`;
  }
  return { text, tex };
}
