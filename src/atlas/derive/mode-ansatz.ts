/**
 * The scalar equations of one mode, derived from the gradients of a landscape and from nothing else.
 *
 * Ansatz: every variable has rank one, X = x a bᵀ with unit vectors a, b, and every moment has its vector q as an eigenvector,
 * Γ q = g q, Γᵀ q = g q. Which of the vectors are the same follows from the words: where letters meet, XY or a trace's ends, the
 * inner sides must be one vector, and the outer sides of ∂_X L are those of X. Then each word of ∂_X L is a number times a bᵀ,
 * so that
 *
 *   ∂_X L = F_X(x, …) a bᵀ exactly,   F_X a polynomial in the amplitudes x, the eigenvalues g, h, k and the parameters,
 *
 * and the point is critical if and only if all F_X vanish (constrained variables: F_X = μ x). For two free variables an
 * amplitude relation is looked for: x F_x − y F_y = c (x² − y²) identically, c ≠ 0, forces x² = y² at zeros of both.
 *
 * Parameters keep the names that their user gave them; eigenvalues and amplitudes give way to them with underscores.
 *
 * Not covered: constants that are not moments; a parameter called `sqrt`; equations of more than two coupled unknowns are stated, solved each in its own unknown where that is possible.
 */
import { inertia } from "../../exact/inertia.js";
import type { RationalMatrix } from "../../exact/matrix.js";
import { rational, sign } from "../../exact/rational.js";
import { type Expression, hasDefined, type Letter } from "../../symbolic/expression.js";
import { gradients, type Landscape } from "../../symbolic/landscape.js";
import { type ModeEquation, solveModeEquation, statedModeEquation } from "../../symbolic/mode-equations.js";
import { Polynomial } from "../../symbolic/polynomial.js";

/** Preferred names of the scalars that the moments become on a mode. */
const MODE_VALUES: ReadonlyMap<string, string> = new Map([
  ["Gamma", "g"],
  ["Sigma", "h"],
  ["Sigma2", "k"],
]);

/** Exact inertia decides up to this order whether h and k are positive. */
const EXACT_SIZE = 64;

/** The one name that scalar expressions give a meaning of their own. */
const ROOT = "sqrt";

/** Names of scalars on a mode: of the eigenvalues of the moments, the amplitudes of the variables, and the multiplier. */
interface ModeNames {
  readonly moments: ReadonlyMap<string, string>;
  readonly amplitudes: ReadonlyMap<string, string>;
  readonly multiplier: string;
}

/** Moments first, then variables in lower case, none with a name that is taken. */
function modeNames({ constants, variables, parameters }: Landscape): ModeNames {
  const taken = new Set([ROOT, ...parameters.keys()]);
  const fresh = (wanted: string): string => {
    let name = wanted;
    while (taken.has(name)) name += "_";
    taken.add(name);
    return name;
  };
  const moments = new Map(
    [...MODE_VALUES].flatMap(([name, wanted]) =>
      constants.has(name) ? [[name, fresh(wanted)] as const] : [],
    ),
  );
  const amplitudes = new Map(variables.map(({ symbol: { name } }) => [name, fresh(name.toLowerCase())]));
  return { moments, amplitudes, multiplier: fresh("mu") };
}

/** One variable on a mode: its amplitude, the names of its two vectors, and its equation F = 0 (or F = μ x). */
export interface ModeVariable {
  readonly name: string;
  readonly amplitude: string;
  readonly left: string;
  readonly right: string;
  readonly polynomial: Polynomial;
}

/**
 * The rank-one ansatz X = x a bᵀ of all variables at once: their amplitudes, and the scalars in which the F_X are polynomials.
 */
export interface ModeAnsatz {
  readonly variables: readonly ModeVariable[];
  /** The scalars of the polynomials, by index. */
  readonly scalars: readonly string[];
  readonly names: ModeNames;
}

/** Sides of matrices that must be one vector. */
class Sides {
  private readonly parent = new Map<string, string>();

  find(side: string): string {
    const up = this.parent.get(side);
    if (up === undefined) return side;
    const root = this.find(up);
    this.parent.set(side, root);
    return root;
  }

  join(a: string, b: string): void {
    const [x, y] = [this.find(a), this.find(b)];
    // The vector of the moments stays the root.
    if (x !== y) this.parent.set(y === MOMENT_SIDE ? x : y, y === MOMENT_SIDE ? y : x);
  }
}

const MOMENT_SIDE = "q";

const sideOf = ({ symbol, transposed }: Letter, end: "left" | "right"): string =>
  symbol.role === "constant"
    ? MOMENT_SIDE
    : `${symbol.name} ${(end === "left") === transposed ? "right" : "left"}`;

/** The ansatz for a landscape; null where it is not covered. */
export function modeAnsatz(landscape: Landscape): ModeAnsatz | null {
  for (const [name, { rows, columns }] of landscape.constants)
    if (!MODE_VALUES.has(name) || rows !== columns) return null;
  if (landscape.parameters.has(ROOT) || hasDefined(landscape.loss)) return null;
  const names = modeNames(landscape);
  const all = gradients(landscape);
  const sides = new Sides();
  landscape.variables.forEach(({ symbol }, k) => {
    for (const { traces, word } of all[k]!.terms) {
      for (const cycle of traces)
        cycle.forEach((letter, l) => {
          sides.join(sideOf(letter, "right"), sideOf(cycle[(l + 1) % cycle.length]!, "left"));
        });
      word.slice(1).forEach((letter, l) => {
        sides.join(sideOf(word[l]!, "right"), sideOf(letter, "left"));
      });
      const ends =
        word.length === 0
          ? [`${symbol.name} right`, `${symbol.name} left`]
          : [sideOf(word[0]!, "left"), sideOf(word[word.length - 1]!, "right")];
      sides.join(ends[0]!, `${symbol.name} left`);
      sides.join(ends[1]!, `${symbol.name} right`);
    }
  });
  const scalars: string[] = [];
  const polynomials = all.map((expression) => contract(expression, scalars, names));
  if (polynomials.some((polynomial) => polynomial === null)) return null;
  const letters = vectorNames(landscape, sides);
  return {
    scalars,
    names,
    variables: landscape.variables.map(({ symbol: { name } }, k) => ({
      name,
      amplitude: names.amplitudes.get(name)!,
      left: letters.get(sides.find(`${name} left`))!,
      right: letters.get(sides.find(`${name} right`))!,
      polynomial: polynomials[k]!,
    })),
  };
}

/** q for the vector of the moments, e, f, … for the others in the order of the variables. */
function vectorNames(landscape: Landscape, sides: Sides): ReadonlyMap<string, string> {
  const letters = new Map([[sides.find(MOMENT_SIDE), "q"]]);
  for (const { symbol } of landscape.variables)
    for (const end of ["left", "right"]) {
      const root = sides.find(`${symbol.name} ${end}`);
      const free = letters.size - 1;
      if (!letters.has(root)) letters.set(root, "efuvst"[free] ?? `e${free}`);
    }
  return letters;
}

/** F: each letter its scalar; null for a parameter in a denominator. I_n inside tr(I) has been counted by the canonical form. */
function contract(
  expression: Expression,
  scalars: string[],
  { moments, amplitudes }: ModeNames,
): Polynomial | null {
  const scalar = (name: string) => {
    const at = scalars.indexOf(name);
    return Polynomial.variable(at >= 0 ? at : scalars.push(name) - 1);
  };
  const parts: Polynomial[] = [];
  for (const term of expression.terms) {
    let product = Polynomial.constant(term.coefficient);
    for (const [name, power] of term.parameters) {
      if (power < 0) return null;
      for (let k = 0; k < power; k++) product = product.multiply(scalar(name));
    }
    for (const word of [...term.traces, term.word])
      for (const { symbol } of word)
        product = product.multiply(
          scalar((symbol.role === "constant" ? moments : amplitudes).get(symbol.name)!),
        );
    parts.push(product);
  }
  return Polynomial.sum(parts);
}

/** The equations of one mode, as far as they can be solved. */
export function modeEquations(landscape: Landscape): ModeEquation[] {
  const ansatz = modeAnsatz(landscape);
  if (ansatz === null) return [];
  const { variables } = ansatz;
  const setting = settingOf(landscape, ansatz);
  const positive = positiveNames(landscape, ansatz.names);
  const writer = { ansatz, setting, positive };
  const free = landscape.variables.every(
    ({ constraint, positivePart }) => constraint === "none" && !positivePart,
  );
  if (free && variables.length === 1)
    return equationOf(writer, variables[0]!.polynomial, variables[0]!.amplitude);
  if (free) return coupledEquations(writer);
  // The multiplier is the equation.
  return landscape.variables.flatMap(({ symbol, constraint, positivePart }, k) => {
    if (constraint === "none" || positivePart) return [];
    const { amplitude, polynomial, left, right } = variables[k]!;
    const mu = ansatz.names.multiplier;
    const text = `${polynomial.toText(ansatz.scalars)} - ${mu}*${amplitude}`;
    const single =
      constraint === "unit-columns"
        ? `one column at a time (${right} an axis); `
        : constraint === "unit-rows"
          ? `one row at a time (${left} an axis); `
          : "";
    const note = `${setting}; ${single}${mu} is the Lagrange multiplier of ${symbol.name}`;
    return [solveModeEquation(text, mu, [...ansatz.scalars, amplitude], { note })];
  });
}

interface Writer {
  readonly ansatz: ModeAnsatz;
  readonly setting: string;
  readonly positive: readonly string[];
}

/** One equation in one unknown, solved where its form allows it, stated where not. */
function equationOf(
  { ansatz, setting, positive }: Writer,
  f: Polynomial,
  unknown: string,
  more = "",
): ModeEquation[] {
  if (f.isZero()) return [];
  const { scalars } = ansatz;
  const note = more === "" ? setting : `${setting}; ${more}`;
  const text = f.toText(scalars);
  if (exponents(f, scalars.indexOf(unknown)).every((exponent) => exponent === 0))
    return [statedModeEquation(text, unknown, { note })];
  const others = scalars.filter((name) => name !== unknown);
  try {
    return [solveModeEquation(text, unknown, others, { positive, note })];
  } catch (error) {
    // Of a degree that has no formula here.
    if (!(error instanceof RangeError)) throw error;
    return [statedModeEquation(text, unknown, { note })];
  }
}

/** Several free variables: by the amplitude relation in one unknown where there is one, else each as it is. */
function coupledEquations(writer: Writer): ModeEquation[] {
  const { ansatz } = writer;
  const [x, y] = ansatz.variables;
  const relation = ansatz.variables.length === 2 ? amplitudeRelation(writer, x!, y!) : null;
  if (relation !== null) return equationOf(writer, relation.reduced, y!.amplitude, relation.note);
  return ansatz.variables.flatMap((variable) => {
    const { amplitude, polynomial, name } = variable;
    const at = ansatz.scalars.indexOf(amplitude);
    const own = equationOf(writer, polynomial, amplitude, `the gradient of ${name}`);
    // No gradient contains it.
    if (at < 0) return own;
    // F = x q with q free of x: besides x = 0, q = 0 in another amplitude.
    const factor = exponents(polynomial, at).every((exponent) => exponent === 1)
      ? polynomial.divideExactly(Polynomial.variable(at))
      : null;
    const other = ansatz.variables.find(
      ({ amplitude: b }) =>
        b !== amplitude && factor !== null && exponents(factor, ansatz.scalars.indexOf(b)).some((k) => k > 0),
    );
    return factor === null || other === undefined
      ? own
      : [
          ...own,
          ...equationOf(writer, factor, other.amplitude, `the gradient of ${name} where ${amplitude} != 0`),
        ];
  });
}

/**
 * x F_x − y F_y = c (x² − y²) with a c that is not zero, and F_y even in x: at zeros of both, x² = y², and F_y with y² for x² is
 * an equation in y alone. Null where that is not so.
 */
function amplitudeRelation(
  { ansatz: { scalars }, positive }: Writer,
  x: ModeVariable,
  y: ModeVariable,
): { readonly reduced: Polynomial; readonly note: string } | null {
  const [i, j] = [scalars.indexOf(x.amplitude), scalars.indexOf(y.amplitude)];
  if (i < 0 || j < 0) return null;
  const [X, Y] = [Polynomial.variable(i), Polynomial.variable(j)];
  const minus = (a: Polynomial, b: Polynomial) => a.add(b.scale(rational(-1)));
  const difference = minus(X.multiply(x.polynomial), Y.multiply(y.polynomial));
  const factor = difference.isZero() ? null : difference.divideExactly(minus(X.multiply(X), Y.multiply(Y)));
  if (factor === null || factor.termCount !== 1) return null;
  const isPositive = [...factor.terms()].every(({ factors }) =>
    factors.every((k) => positive.includes(scalars[k]!)),
  );
  if (!isPositive) return null;
  const parts: Polynomial[] = [];
  for (const { coefficient, factors: letters } of y.polynomial.terms()) {
    if (letters.filter((k) => k === i).length % 2 !== 0) return null;
    parts.push(
      letters.reduce(
        (product, k) => product.multiply(Polynomial.variable(k === i ? j : k)),
        Polynomial.constant(coefficient),
      ),
    );
  }
  const [a, b] = [x.amplitude, y.amplitude];
  return {
    reduced: Polynomial.sum(parts),
    note: `${a}*F_${x.name} - ${b}*F_${y.name} = ${factor.toText(scalars)}*(${a}^2 - ${b}^2) for the gradients F, so ${a}^2 = ${b}^2`,
  };
}

/** The exponents of one scalar in the terms of a polynomial. */
const exponents = (f: Polynomial, index: number): number[] =>
  [...f.terms()].map(({ factors }) => factors.filter((k) => k === index).length);

function settingOf(landscape: Landscape, { variables, scalars, names }: ModeAnsatz): string {
  const plain = variables.every(({ left, right }) => left === "e" && right === "q");
  const points = plain
    ? "X = x e q'"
    : variables
        .map(({ name, amplitude, left, right }) => `${name} = ${amplitude} ${left} ${right}'`)
        .join(", ");
  const moments = [...landscape.constants].flatMap(([name, value]) => {
    const eigenvalue = names.moments.get(name)!;
    if (!scalars.includes(eigenvalue)) return [];
    const column = `${name} q = ${eigenvalue} q`;
    return value.isSymmetric() ? [column] : [column, `${name}' q = ${eigenvalue} q`];
  });
  const vectors = [...new Set(variables.flatMap(({ left, right }) => [left, right]))].sort();
  return `on a mode: ${points}${moments.length > 0 ? ` with ${moments.join(", ")}` : ""}, ${vectors.map((v) => `|${v}|`).join(" = ")} = 1`;
}

/** Scalars that are positive: eigenvalues of moments that are positive definite, parameters by their values. */
function positiveNames(landscape: Landscape, { moments }: ModeNames): string[] {
  const isPositive = (a: RationalMatrix) =>
    a.rows <= EXACT_SIZE && a.isSymmetric() && inertia(a).positive === a.rows;
  return [
    ...[...landscape.constants].flatMap(([name, value]) =>
      name !== "Gamma" && isPositive(value) ? [moments.get(name)!] : [],
    ),
    ...[...landscape.parameters].flatMap(([name, value]) => (sign(value) > 0 ? [name] : [])),
  ];
}
