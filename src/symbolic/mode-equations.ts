/**
 * Mode equations: what stationarity says about one mode.
 *
 * For commuting Γ and Σ (eigenvalues g, h on a common eigenvector) the ansatz W = w e qᵀ turns a stationarity
 * condition into one polynomial in the amplitude w with coefficients in g, h and the parameters of the loss, e.g.
 *
 *   −g w + h² w³ = 0           ⇒  w = 0 or w² = g/h²            (spectral contrastive [H])
 *   w (g w² − 1) = 0           ⇒  w = 0 or w² = 1/g             (cross-correlation [S])
 *   p g − p² h = η             ⇒  p± = (g ± √(g² − 4ηh))/(2h)   (predictor with stop-gradient [T])
 *
 * Nothing here knows these answers: the polynomial comes in as text, the solutions come from `solveMode`, which verifies
 * that they are all solutions. What is added is when a solution is real and different from zero.
 *
 * Not covered: modes coupled by more than one unknown (eliminate first), equations of degree > 2 in a power of w.
 */
import { rationalText, sign } from "../exact/rational.js";
import { texName } from "./print.js";
import { expandExpression, solveMode } from "./scalar-algebra.js";
import {
  hasRoot,
  type Monomial,
  monomials,
  namesOf,
  negate,
  number,
  power,
  product,
  type ScalarExpression,
  sum,
} from "./scalar-expression.js";
import { parseScalar } from "./scalar-parser.js";
import { scalarTexOf, scalarText } from "./scalar-print.js";

/** A solution w^j = …, and when it is real. */
export interface ModeSolution {
  /** `w^2 = g/h^2`. */
  readonly text: string;
  readonly tex: string;
  /** When the solution is real (and, for w^j = …, nonzero): `g > 0`; `always`; `never`. */
  readonly condition: string;
  readonly conditionTex: string;
}

/** The equation of one mode and its solutions, as printed. */
export interface ModeEquation {
  readonly objective: string;
  readonly unknown: string;
  readonly equation: { readonly text: string; readonly tex: string };
  readonly solutions: readonly ModeSolution[];
  /** The note handed in, and what is assumed not to vanish. */
  readonly note: string;
}

/** What is known beside the equation. */
export interface ModeDetails {
  readonly objective?: string;
  readonly note?: string;
  /** Names known to be positive (the eigenvalues of Σ ≻ 0, η > 0): they drop out of the conditions. */
  readonly positive?: readonly string[];
}

/**
 * Solves one mode equation and says when its solutions exist.
 *
 * @param polynomialText `left = right`, or an expression set to zero, polynomial in the unknown.
 * @param unknown the amplitude.
 * @param parameters all other names that may occur; they are real.
 * @returns w = 0 first where it is a solution, then the others; equal ones once.
 * @throws RangeError for a name that is neither the unknown nor a parameter, for equations of degree > 2 in a power of
 *   the unknown and for those that hold for every value; ScalarSyntaxError for bad text; ScalarVerificationError if
 *   the computer algebra system has no answer that passes the exact check.
 * @example
 * solveModeEquation("-4*g*w + 4*h^2*w^3", "w", ["g", "h"]).solutions[1]
 * // { text: "w^2 = g/h^2", tex: "w^{2} = \\frac{g}{h^{2}}", condition: "g > 0", conditionTex: "g > 0" }
 */
export function solveModeEquation(
  polynomialText: string,
  unknown: string,
  parameters: readonly string[],
  details: ModeDetails = {},
): ModeEquation {
  const known = new Set([unknown, ...parameters]);
  for (const side of polynomialText.split("="))
    for (const name of namesOf(parseScalar(side)))
      if (!known.has(name))
        throw new RangeError(`mode equation: expected ${[...known].join(", ")} as names, got ${name}`);
  const positive = new Set(details.positive ?? []);
  const { zeroMultiplicity, power: step, coefficients, roots } = solveMode(polynomialText, unknown);
  const w: ScalarExpression = { kind: "name", name: unknown };
  const collected = sum(coefficients.map((c, i) => product([c, power(w, zeroMultiplicity + i * step)])));

  const solutions: ModeSolution[] = [];
  if (zeroMultiplicity > 0) solutions.push(solution(w, number(0), ALWAYS));
  const discriminant =
    roots.length === 2 && roots.some(hasRoot)
      ? signCondition(quadraticDiscriminant(coefficients), ">=", positive)
      : ALWAYS;
  const distinct = new Map(roots.map((root) => [scalarText(root), root]));
  for (const root of distinct.values()) {
    // An odd power is onto the reals; an even one takes the positive numbers only.
    const reached = step % 2 === 0 ? signCondition(root, ">", positive) : ALWAYS;
    solutions.push(solution(power(w, step), root, both(discriminant, reached)));
  }

  const assumed = nonzeroFactors(coefficients.at(-1)!, positive).join(", ");
  return {
    objective: details.objective ?? "",
    unknown,
    equation: { text: `${scalarText(collected)} = 0`, tex: `${scalarTexOf(collected)} = 0` },
    solutions,
    note: [details.note, assumed === "" ? undefined : `assumes ${assumed}`]
      .filter((part) => part !== undefined && part !== "")
      .join("; "),
  };
}

/** A mode equation as it is, without solutions. */
export function statedModeEquation(
  polynomialText: string,
  unknown: string,
  { objective = "", note = "" }: ModeDetails = {},
): ModeEquation {
  const f = parseScalar(polynomialText);
  return {
    objective,
    unknown,
    equation: { text: `${scalarText(f)} = 0`, tex: `${scalarTexOf(f)} = 0` },
    solutions: [],
    note,
  };
}

interface Condition {
  readonly text: string;
  readonly tex: string;
}

const ALWAYS: Condition = { text: "always", tex: "\\text{always}" };
const NEVER: Condition = { text: "never", tex: "\\text{never}" };

function both(a: Condition, b: Condition): Condition {
  if (a === NEVER || b === NEVER) return NEVER;
  if (a === ALWAYS) return b;
  if (b === ALWAYS) return a;
  return { text: `${a.text} and ${b.text}`, tex: `${a.tex} \\text{ and } ${b.tex}` };
}

const solution = (left: ScalarExpression, right: ScalarExpression, condition: Condition): ModeSolution => ({
  text: `${scalarText(left)} = ${scalarText(right)}`,
  tex: `${scalarTexOf(left)} = ${scalarTexOf(right)}`,
  condition: condition.text,
  conditionTex: condition.tex,
});

const quadraticDiscriminant = ([c, b, a]: readonly ScalarExpression[]): ScalarExpression =>
  sum([power(b!, 2), product([number(-4), a!, c!])]);

/** The largest monomial Π x^e that divides all terms, as exponents. */
function content(terms: readonly Monomial[]): Map<string, number> {
  const names = new Set(terms.flatMap((term) => [...term.exponents.keys()]));
  const common = new Map<string, number>();
  for (const name of names) {
    const least = Math.min(...terms.map((term) => term.exponents.get(name) ?? 0));
    if (least !== 0) common.set(name, least);
  }
  return common;
}

/** What has to be different from zero for `a` to be, positive names left out. */
function nonzeroFactors(a: ScalarExpression, positive: ReadonlySet<string>): string[] {
  if (a.kind === "number") return [];
  const terms = monomials(a);
  if (terms === null) return [`${scalarText(a)} != 0`];
  const common = content(terms);
  const names = [...common.keys()].filter((name) => !positive.has(name));
  const rest = terms.length === 1 ? [] : [scalarText(primitivePart(a, terms))];
  return [...names, ...rest].map((factor) => `${factor} != 0`);
}

/** The quotient by the (positive) number and the monomial that divide all terms. */
function primitivePart(a: ScalarExpression, terms: readonly Monomial[]): ScalarExpression {
  const divisor = terms.map((term) => term.coefficient.abs()).reduce((x, y) => x.gcd(y));
  const names = [...content(terms)].map(([name, exponent]) => power({ kind: "name", name }, -exponent));
  return expandExpression(product([number(divisor.inverse()), ...names, a]));
}

/**
 * `a > 0` or `a >= 0` in lowest terms: positive factors, squares and positive names are divided out. Names that divide
 * the expression an even number of times leave a `!= 0` behind where the sign is strict.
 */
function signCondition(a: ScalarExpression, relation: ">" | ">=", positive: ReadonlySet<string>): Condition {
  const expanded = hasRoot(a) ? a : expandExpression(a);
  const terms = monomials(expanded);
  if (terms === null) return compare(expanded, relation);
  if (terms.length === 0) return relation === ">" ? NEVER : ALWAYS;
  const odd: ScalarExpression[] = [];
  const nonzero: Condition[] = [];
  for (const [name, exponent] of content(terms)) {
    const variable: ScalarExpression = { kind: "name", name };
    if (positive.has(name)) continue;
    if (exponent % 2 !== 0) odd.push(variable);
    else if (relation === ">" && exponent > 0)
      nonzero.push({ text: `${name} != 0`, tex: `${texName(name)} \\neq 0` });
  }
  return [compare(product([...odd, primitivePart(expanded, terms)]), relation), ...nonzero].reduce(both);
}

function compare(a: ScalarExpression, relation: ">" | ">="): Condition {
  if (a.kind === "number") {
    const s = sign(a.value);
    return s > 0 || (s === 0 && relation === ">=") ? ALWAYS : NEVER;
  }
  const terms = monomials(a);
  if (terms?.length === 1 && sign(terms[0]!.coefficient) < 0)
    return written(negate(a), relation === ">" ? "<" : "<=");
  // A single constant term is clearer on the other side: g > 1 rather than g − 1 > 0.
  const constant = a.kind === "sum" ? a.terms.find((term) => term.kind === "number") : undefined;
  if (a.kind === "sum" && constant?.kind === "number" && sign(constant.value) < 0 && a.terms.length === 2) {
    const other = sum(a.terms.filter((term) => term !== constant));
    const bound = constant.value.neg();
    const inTex = scalarTexOf(number(bound));
    return {
      text: `${scalarText(other)} ${relation} ${rationalText(bound)}`,
      tex: `${scalarTexOf(other)} ${TEX_RELATION[relation]} ${inTex}`,
    };
  }
  return written(a, relation);
}

const TEX_RELATION = { ">": ">", ">=": "\\ge", "<": "<", "<=": "\\le" } as const;

const written = (a: ScalarExpression, relation: keyof typeof TEX_RELATION): Condition => ({
  text: `${scalarText(a)} ${relation} 0`,
  tex: `${scalarTexOf(a)} ${TEX_RELATION[relation]} 0`,
});
