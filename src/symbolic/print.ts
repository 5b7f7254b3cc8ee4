/**
 * Trace polynomials as text (the grammar of `parser.ts`, which reads it back) and as TeX.
 *
 * tr(U Uᵀ) prints as the squared Frobenius norm of U; sums over the indices of entries (`collect-entrywise.ts`) print as diagonals,
 * elementwise products and sums of entries:
 *
 * Inverses and roots print as inv(A), sqrt(x), inv(sqrt(x)), in TeX as A⁻¹, √x, x^{−1/2}.
 *
 *   Σ_i d_i L e_i e_iᵀ R = L diagm(d) R,  Σ_ij M_ij d_i f_j L e_i e_jᵀ R = L diagm(d) M diagm(f) R,  Σ_ij M_ij N_ij = dot(M, N)
 */
import { isZero, ONE, type Rational, rationalText, sign } from "../exact/rational.js";
import {
  collectEntrywise,
  type EntrywiseSum,
  fromRow,
  type IndexedVector,
  indexOf,
} from "./collect-entrywise.js";
import {
  type Expression,
  isScalar,
  type Letter,
  type MatrixSymbol,
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
  transpose(factor: string): string;
  diagonal(word: string): string;
  diagonalMatrix(vector: string): string;
  offDiagonal(matrix: string): string;
  sum(matrix: string): string;
  dot(a: string, b: string): string;
  ones(rows: number, columns: number): string;
  /** An entry of a matrix, or of a column. */
  entry(matrix: Operand, at: readonly number[]): string;
  readonly elementwise: string;
  elementwisePower(factor: string, exponent: number): string;
}

/** inv(A), sqrt(x), inv(sqrt(x)). */
function definedText({ defined }: MatrixSymbol): string | undefined {
  if (defined === undefined) return undefined;
  const inside = printText(defined.of);
  if (defined.kind === "inverse") return `inv(${inside})`;
  return defined.kind === "root" ? `sqrt(${inside})` : `inv(sqrt(${inside}))`;
}

/** (A)^{-1}, \\sqrt{x}, (x)^{-1/2}. */
function definedTex({ defined }: MatrixSymbol): string | undefined {
  if (defined === undefined) return undefined;
  const inside = printTex(defined.of);
  if (defined.kind === "root") return `\\sqrt{${inside}}`;
  return `(${inside})^{${defined.kind === "inverse" ? "-1" : "-1/2"}}`;
}

const TEXT: Style = {
  letter: (l) => {
    const name = l.symbol.text ?? definedText(l.symbol) ?? l.symbol.name;
    return `${l.stopped ? `sg(${name})` : name}${l.transposed ? "'" : ""}`;
  },
  number: (value) => rationalText(value),
  parameter: (name, power) => (power === 1 ? name : `${name}^${power}`),
  times: "*",
  trace: (word) => `tr(${word})`,
  norm2: (word) => `norm2(${word})`,
  identity: (size) => `I(${size})`,
  power: (factor, exponent) => `${factor}^${exponent}`,
  transpose: (factor) => `${factor}'`,
  diagonal: (word) => `diag(${word})`,
  diagonalMatrix: (vector) => `diagm(${vector})`,
  offDiagonal: (matrix) => `offdiag(${matrix})`,
  sum: (matrix) => `sum(${matrix})`,
  dot: (a, b) => `dot(${a}, ${b})`,
  ones: (rows, columns) => `ones(${rows},${columns})`,
  entry: (matrix, at) => `${standing(matrix)}[${at.join(",")}]`,
  elementwise: ".*",
  elementwisePower: (factor, exponent) => `${factor}.^${exponent}`,
};

const TEX: Style = {
  letter: (l) => {
    const name = l.symbol.tex ?? definedTex(l.symbol) ?? texName(l.symbol.name);
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
  transpose: (factor) => (/\^/.test(factor) ? `(${factor})^{\\top}` : `${factor}^{\\top}`),
  diagonal: (word) => `\\operatorname{diag}(${word})`,
  diagonalMatrix: (vector) => `\\operatorname{Diag}(${vector})`,
  offDiagonal: (matrix) => `\\operatorname{offdiag}(${matrix})`,
  sum: (matrix) => `\\operatorname{sum}(${matrix})`,
  dot: (a, b) => `\\langle ${a}, ${b} \\rangle`,
  ones: (rows, columns) => `\\mathbf{1}_{${rows} \\times ${columns}}`,
  entry: ({ text }, at) => `[${text}]_{${at.join(",")}}`,
  elementwise: " \\circ ",
  elementwisePower: (factor, exponent) => `${factor}^{\\circ ${exponent}}`,
};

/** `-\tfrac{3}{7}`; integers as they are. */
export function texRational(value: Rational): string {
  if (value.d === 1n) return rationalText(value);
  return `${sign(value) < 0 ? "-" : ""}\\tfrac{${value.n}}{${value.d}}`;
}

/** What a term has beside its matrix. */
type Scalars = Pick<Term, "coefficient" | "parameters" | "traces">;

/** A product of numbers, parameters, traces and further factors. */
function printProduct(
  { coefficient, parameters, traces }: Scalars,
  others: readonly string[],
  style: Style,
): { negative: boolean; body: string } {
  const negative = sign(coefficient) < 0;
  const magnitude = coefficient.abs();
  const factors: string[] = [];
  const divisors: string[] = [];
  for (const [name, power] of parameters)
    if (power > 0) factors.push(style.parameter(name, power));
    else divisors.push(style.parameter(name, -power));
  // Canonical traces are sorted: equal ones are neighbours and print as a power.
  for (let k = 0; k < traces.length; ) {
    const key = wordKey(traces[k]!);
    let end = k + 1;
    while (end < traces.length && wordKey(traces[end]!) === key) end++;
    const cycle = printCycle(traces[k]!, style);
    factors.push(end - k === 1 ? cycle : style.power(cycle, end - k));
    k = end;
  }
  factors.push(...others);
  if (!magnitude.equals(ONE) || factors.length === 0) factors.unshift(style.number(magnitude));
  const product = factors.join(style.times);
  if (divisors.length === 0) return { negative, body: product };
  return style === TEX
    ? { negative, body: `\\frac{1}{${divisors.join(" ")}} ${product}` }
    : { negative, body: `${product}${divisors.map((divisor) => `/${divisor}`).join("")}` };
}

/** The matrix of a term: a word, the identity for an empty one, nothing for a scalar. */
const printOpen = (word: Word, expression: Expression, style: Style): string[] =>
  isScalar(expression) ? [] : [word.length === 0 ? style.identity(expression.rows) : printWord(word, style)];

/** A factor of an elementwise product, and whether it can stand in it without a parenthesis. */
interface Operand {
  readonly text: string;
  readonly single: boolean;
}

const wordOperand = (word: Word, style: Style): Operand => ({
  text: printWord(word, style),
  single: word.length === 1,
});

const vectorOperand = ({ kind, word }: IndexedVector, style: Style): Operand =>
  kind === "column"
    ? wordOperand(word, style)
    : { text: style.diagonal(printWord(word, style)), single: true };

const standing = ({ text, single }: Operand): string => (single ? text : `(${text})`);

/** The elementwise product, equal factors as powers. */
function printElementwise(operands: readonly Operand[], style: Style): Operand {
  const [only, more] = operands;
  if (more === undefined) return only!;
  const times = new Map<string, number>();
  for (const operand of operands) times.set(standing(operand), (times.get(standing(operand)) ?? 0) + 1);
  const factors = [...times].map(([text, count]) =>
    count === 1 ? text : style.elementwisePower(text, count),
  );
  return { text: factors.join(style.elementwise), single: factors.length === 1 };
}

/** The factors of a sum over indices that hold them, from left to right. */
function printIndexed(sum: EntrywiseSum, expression: Expression, style: Style): string[] {
  const { ends, left, right, vectors, sizes } = sum;
  const around = (inner: readonly string[]): string[] => [
    ...(left.length > 0 ? [printWord(left, style)] : []),
    ...inner,
    ...(right.length > 0 ? [printWord(right, style)] : []),
  ];
  const weight = (k: number): Operand | null =>
    (vectors[k]?.length ?? 0) === 0
      ? null
      : printElementwise(
          vectors[k]!.map((vector) => vectorOperand(vector, style)),
          style,
        );
  const [rows, columns] = [weight(0), weight(1)];
  const asDiagonal = (d: Operand | null): string[] => (d === null ? [] : [style.diagonalMatrix(d.text)]);
  const asColumn = (d: Operand | null, k: number): string =>
    d === null ? style.ones(sizes[k]!, 1) : standing(d);
  const [first, last] = ends;
  if (first === null && last === null)
    return [printSummed(sum, style), ...printOpen(left, expression, style)];
  if (sizes.length === 1) {
    if (first === null) return around([style.transpose(asColumn(rows, 0))]);
    if (last === null) return around([asColumn(rows, 0)]);
    // Σ_i e_i e_iᵀ.
    const isIdentity = rows === null && left.length + right.length === 0;
    return isIdentity ? [style.identity(sizes[0]!)] : around(asDiagonal(rows));
  }
  const matrix = printMatrix(sum, style);
  if (first === 0 && last === 1)
    return around([...asDiagonal(rows), standing(matrix), ...asDiagonal(columns)]);
  const image = [standing(matrix), asColumn(columns, 1)].join(style.times);
  if (first === 0 && last === 0) {
    const vector: Operand = { text: image, single: false };
    return around(asDiagonal(rows === null ? vector : printElementwise([rows, vector], style)));
  }
  if (first === 0) return around([...asDiagonal(rows), image]);
  const flipped = printMatrix(
    { ...sum, sizes: [...sizes].reverse(), matrices: sum.matrices.map(transposeWord) },
    style,
  );
  return around([style.transpose(asColumn(columns, 1)), standing(flipped), ...asDiagonal(rows)]);
}

/** Π_k (M_k)_ij as a matrix, without its diagonal where i ≠ j. */
function printMatrix({ matrices, sizes, offDiagonal }: EntrywiseSum, style: Style): Operand {
  const inner: Operand =
    matrices.length === 0
      ? { text: style.ones(sizes[0]!, sizes[1]!), single: true }
      : printElementwise(
          matrices.map((word) => wordOperand(word, style)),
          style,
        );
  return offDiagonal ? { text: style.offDiagonal(inner.text), single: true } : inner;
}

/** A sum over all indices without an open word. */
function printSummed(sum: EntrywiseSum, style: Style): string {
  const { matrices, vectors, sizes, offDiagonal } = sum;
  const pairing = (operands: readonly string[], whole: () => string): string => {
    const [a, b, more] = operands;
    if (b === undefined || more !== undefined) return style.sum(whole());
    return a === b ? style.norm2(a!) : style.dot(a!, b);
  };
  const rowTexts = vectors[0]!.map((vector) => vectorOperand(vector, style));
  const [only] = vectors[0]!;
  // Σ_i (M)_ii, shorter.
  if (sizes.length === 1 && rowTexts.length === 1 && only!.kind === "diagonal")
    return style.trace(printWord(only!.word, style));
  if (sizes.length === 1)
    return pairing(
      rowTexts.map(({ text }) => text),
      () => printElementwise(rowTexts, style).text,
    );
  const columnTexts = vectors[1]!.map((vector) => vectorOperand(vector, style));
  const matrix = printMatrix(sum, style);
  if (rowTexts.length === 0 && columnTexts.length === 0) {
    const plain = matrices.map((word) => printWord(word, style));
    return pairing(
      plain.map((text) => (offDiagonal ? style.offDiagonal(text) : text)),
      () => matrix.text,
    );
  }
  const factors = [
    ...(rowTexts.length > 0 ? [style.transpose(standing(printElementwise(rowTexts, style)))] : []),
    standing(matrix),
    ...(columnTexts.length > 0 ? [standing(printElementwise(columnTexts, style))] : []),
  ].join(style.times);
  return rowTexts.length > 0 && columnTexts.length > 0 ? factors : style.sum(factors);
}

const printWord = (word: Word, style: Style): string => word.map((l) => style.letter(l)).join(style.times);

/** e_iᵀ A e_j, e_iᵀ v and 1ᵀ A 1 as entries and sums; null for other words. */
function printEntry(word: Word, style: Style): string | null {
  const [first, last] = [word[0]!, word[word.length - 1]!];
  if (first.symbol.known?.kind === "ones" && last.symbol.known?.kind === "ones" && word.length > 2)
    return style.sum(printWord(word.slice(1, -1), style));
  const [row, column] = [indexOf(first), indexOf(last)];
  if (row === null && column === null) return null;
  const inside = word.slice(row === null ? 0 : 1, column === null ? word.length : -1);
  const flipped = row === null && column !== null ? transposeWord(inside) : inside;
  const at = [row, column].flatMap((index) => (index === null ? [] : [index.at]));
  return style.entry(wordOperand(flipped, style), at);
}

function printCycle(word: Word, style: Style): string {
  if (word.length === 1 && word[0]!.symbol.rows === 1 && word[0]!.symbol.columns === 1)
    return style.letter(word[0]!);
  if (word.some(({ symbol }) => symbol.known !== undefined)) {
    const shown = printEntry(fromRow(word), style);
    if (shown !== null) return shown;
  }
  const half = word.slice(0, word.length / 2);
  if (word.length % 2 === 0 && wordKey(transposeWord(half)) === wordKey(word.slice(word.length / 2)))
    return style.norm2(printWord(half, style));
  return style.trace(printWord(word, style));
}

function print(expression: Expression, style: Style): string {
  const terms = expression.terms.filter((term) => !isZero(term.coefficient));
  if (terms.length === 0) return "0";
  return collectEntrywise({ ...expression, terms })
    .map((part, k) => {
      const { negative, body } =
        part.kind === "sum"
          ? printProduct(part, printIndexed(part, expression, style), style)
          : printProduct(part.term, printOpen(part.term.word, expression, style), style);
      if (k === 0) return negative ? `-${body}` : body;
      return negative ? ` - ${body}` : ` + ${body}`;
    })
    .join("");
}

/** @example printText(gradient(loss, W)) // "4*W*Sigma*W'*W*Sigma - 4*W*Gamma" */
export const printText = (expression: Expression): string => print(expression, TEXT);

/** TeX of an expression in canonical form, for mathematics mode. */
export const printTex = (expression: Expression): string => print(expression, TEX);
