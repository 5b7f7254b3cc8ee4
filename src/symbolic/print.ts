/**
 * Trace polynomials as text (the grammar of `parser.ts`, which reads it back) and as TeX.
 *
 * tr(U Uᵀ) prints as the squared Frobenius norm of U.
 */
import { isZero, ONE, type Rational, rationalText, sign } from "../exact/rational.js";
import {
  type Expression,
  isScalar,
  type Letter,
  type Term,
  transposeWord,
  type Word,
  wordKey,
} from "./expression.js";

const GREEK = new Set(
  (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi " +
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
  ).split(" "),
);

/** `Gamma` → `\Gamma`, `Wo` → `W_{o}`, `x_1` → `x_{1}`, `weight` → `\mathit{weight}`, `g_` → `\bar{g}`. */
export function texName(name: string): string {
  if (GREEK.has(name)) return `\\${name}`;
  if (name.endsWith("_") && name.length > 1) return `\\bar{${texName(name.slice(0, -1))}}`;
  const split = /^([A-Za-z]+?)_?(\d+|(?<=^[A-Z])[a-z])?$/.exec(name);
  if (split !== null) {
    const [, base, index] = split;
    const stem = GREEK.has(base!) ? `\\${base}` : base!.length === 1 ? base! : `\\mathit{${base}}`;
    return index === undefined ? stem : `${stem}_{${index}}`;
  }
  return `\\mathit{${name.replaceAll("_", "\\_")}}`;
}

interface Style {
  letter(l: Letter): string;
  number(value: Rational): string;
  parameter(name: string, power: number): string;
  readonly times: string;
  trace(word: string): string;
  norm2(word: string): string;
  identity(size: number): string;
  power(factor: string, exponent: number): string;
}

const TEXT: Style = {
  letter: (l) => {
    const name = l.symbol.text ?? l.symbol.name;
    return `${l.stopped ? `sg(${name})` : name}${l.transposed ? "'" : ""}`;
  },
  number: (value) => rationalText(value),
  parameter: (name, power) => (power === 1 ? name : `${name}^${power}`),
  times: "*",
  trace: (word) => `tr(${word})`,
  norm2: (word) => `norm2(${word})`,
  identity: (size) => `I(${size})`,
  power: (factor, exponent) => `${factor}^${exponent}`,
};

const TEX: Style = {
  letter: (l) => {
    const name = l.symbol.tex ?? texName(l.symbol.name);
    const marked = l.stopped ? `\\operatorname{sg}(${name})` : name;
    if (!l.transposed) return marked;
    return /\^/.test(marked) ? `(${marked})^{\\top}` : `${marked}^{\\top}`;
  },
  number: texRational,
  parameter: (name, power) => (power === 1 ? texName(name) : `${texName(name)}^{${power}}`),
  times: " ",
  trace: (word) => `\\operatorname{tr}(${word})`,
  norm2: (word) => `\\lVert ${word} \\rVert_F^2`,
  identity: (size) => `I_{${size}}`,
  power: (factor, exponent) =>
    /^[A-Za-z]$|^\\[A-Za-z]+$/.test(factor) ? `${factor}^{${exponent}}` : `(${factor})^{${exponent}}`,
};

/** `-\tfrac{3}{7}`; integers as they are. */
export function texRational(value: Rational): string {
  if (value.d === 1n) return rationalText(value);
  return `${sign(value) < 0 ? "-" : ""}\\tfrac{${value.n}}{${value.d}}`;
}

function printTerm(term: Term, expression: Expression, style: Style): { negative: boolean; body: string } {
  const negative = sign(term.coefficient) < 0;
  const magnitude = term.coefficient.abs();
  const factors: string[] = [];
  const divisors: string[] = [];
  for (const [name, power] of term.parameters)
    if (power > 0) factors.push(style.parameter(name, power));
    else divisors.push(style.parameter(name, -power));
  // Canonical traces are sorted: equal ones are neighbours and print as a power.
  for (let k = 0; k < term.traces.length; ) {
    const key = wordKey(term.traces[k]!);
    let end = k + 1;
    while (end < term.traces.length && wordKey(term.traces[end]!) === key) end++;
    const cycle = printCycle(term.traces[k]!, style);
    factors.push(end - k === 1 ? cycle : style.power(cycle, end - k));
    k = end;
  }
  if (!isScalar(expression))
    factors.push(term.word.length === 0 ? style.identity(expression.rows) : printWord(term.word, style));
  if (!magnitude.equals(ONE) || factors.length === 0) factors.unshift(style.number(magnitude));
  const product = factors.join(style.times);
  if (divisors.length === 0) return { negative, body: product };
  return style === TEX
    ? { negative, body: `\\frac{1}{${divisors.join(" ")}} ${product}` }
    : { negative, body: `${product}${divisors.map((divisor) => `/${divisor}`).join("")}` };
}

const printWord = (word: Word, style: Style): string => word.map((l) => style.letter(l)).join(style.times);

function printCycle(word: Word, style: Style): string {
  if (word.length === 1 && word[0]!.symbol.rows === 1 && word[0]!.symbol.columns === 1)
    return style.letter(word[0]!);
  const half = word.slice(0, word.length / 2);
  if (word.length % 2 === 0 && wordKey(transposeWord(half)) === wordKey(word.slice(word.length / 2)))
    return style.norm2(printWord(half, style));
  return style.trace(printWord(word, style));
}

function print(expression: Expression, style: Style): string {
  const terms = expression.terms.filter((term) => !isZero(term.coefficient));
  if (terms.length === 0) return "0";
  return terms
    .map((term, k) => {
      const { negative, body } = printTerm(term, expression, style);
      if (k === 0) return negative ? `-${body}` : body;
      return negative ? ` - ${body}` : ` + ${body}`;
    })
    .join("");
}

/** @example printText(gradient(loss, W)) // "4*W*Sigma*W'*W*Sigma - 4*W*Gamma" */
export const printText = (expression: Expression): string => print(expression, TEXT);

/** TeX of an expression in canonical form, for mathematics mode. */
export const printTex = (expression: Expression): string => print(expression, TEX);
