/**
 * Trace polynomials in canonical form.
 *
 * An expression of shape r×c is a finite sum of terms
 *
 *   q · Π_k θ_k^{e_k} · Π_i tr(w_i) · w,
 *
 * q an exact rational, θ_k named parameters (e_k may be negative), w_i cyclic words and w an open word of shape
 * r×c in matrix letters X, Xᵀ. Scalars are the expressions of shape 1×1; their open word is empty.
 *
 * Canonical form (every constructor below returns it): symmetric letters carry no transpose; a factor of shape
 * 1×1 inside a word is split off as a trace; a cyclic word is the smallest among its rotations and their
 * transposes; equal terms are collected; zero terms vanish. Two expressions over the same letters are equal as
 * functions of generic matrices exactly when their canonical forms agree (up to the Cayley–Hamilton relations of
 * small shapes, which are not applied).
 *
 * Columns of I and vectors of ones are constants whose entries are known (`entrywise.ts` writes diagonals, elementwise products
 * and blocks with them): where two of them meet, e_iᵀ e_j = δ_ij, e_iᵀ 1 = 1 and 1ᵀ 1 = n are carried out.
 *
 * Inverses and square roots are letters of their own, defined by what they are the inverse or the root of (`inverse.ts`):
 *
 *   T = A⁻¹,   s = √x,   ρ = 1/√x   (x a scalar),   s ρ = 1 is carried out.
 *
 * Equal ones are recognised by their canonical forms; other relations between them (T A = I, s² = x) are not applied.
 *
 * Not covered: functions of entries that are not algebraic.
 */

import { isZero, ONE, type Rational, rational, rationalText } from "../exact/rational.js";
import { MAX_LETTERS, MAX_PRODUCTS, MAX_TERMS } from "./limits.js";

/** Whether a matrix is an unknown or a constant of the problem, or defined by others. */
export type SymbolRole = "variable" | "constant" | "direction" | "defined";

/** What a defined symbol is: A⁻¹, √x, 1/√x. */
export type DefinedKind = "inverse" | "root" | "inverse-root";

/** A function of a matrix expression, square, or 1×1 under a root. */
export interface Definition {
  readonly kind: DefinedKind;
  readonly of: Expression;
}

/**
 * Entries that a constant has by its name: columns first + 1, first + 2, … of the identity, or all ones (n×1).
 */
export type KnownEntries =
  | { readonly kind: "identity-columns"; readonly first: number }
  | { readonly kind: "ones" };

/** A named matrix of fixed shape. Two symbols are the same when their names are. */
export interface MatrixSymbol {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly role: SymbolRole;
  readonly symmetric: boolean;
  readonly known?: KnownEntries;
  /** What it is, where it is a function of other matrices. */
  readonly defined?: Definition;
  /** How it prints, where not by its name (relu(W) for a variable seen through its positive part). */
  readonly text?: string;
  readonly tex?: string;
}

/** A matrix symbol X (rows×columns), or Xᵀ. */
export interface Letter {
  readonly symbol: MatrixSymbol;
  readonly transposed: boolean;
  /** Inside sg(·): a value, but not something to differentiate. */
  readonly stopped: boolean;
}

/** A product of letters, from left to right. */
export type Word = readonly Letter[];

/** coefficient · Π parameters^exponents · Π tr(traces) · word; an empty word is the identity. */
export interface Term {
  readonly coefficient: Rational;
  /** Sorted by name; exponents are nonzero integers. */
  readonly parameters: readonly (readonly [name: string, exponent: number])[];
  /** Canonical cyclic words, sorted by key. */
  readonly traces: readonly Word[];
  readonly word: Word;
}

/** A matrix rows×columns as a sum of terms in canonical form: equal expressions have equal terms. */
export interface Expression {
  readonly rows: number;
  readonly columns: number;
  readonly terms: readonly Term[];
}

/** Rows of X or Xᵀ. */
export const rowsOf = (letter: Letter): number =>
  letter.transposed ? letter.symbol.columns : letter.symbol.rows;
/** Columns of X or Xᵀ. */
export const columnsOf = (letter: Letter): number =>
  letter.transposed ? letter.symbol.rows : letter.symbol.columns;

/** A text that no other letter has. */
function letterKey(letter: Letter): string {
  const name = letter.stopped ? `sg(${letter.symbol.name})` : letter.symbol.name;
  return letter.transposed ? `${name}'` : name;
}

/** A text that no other word has. */
export const wordKey = (word: Word): string => word.map(letterKey).join("*");

/** Everything of a term but its coefficient. */
export const termKey = (term: Term): string =>
  `${term.parameters.map(([name, power]) => `${name}^${power}`).join("*")}|${term.traces
    .map(wordKey)
    .join("|")}||${wordKey(term.word)}`;

/** Xᵀ of X, X of Xᵀ. */
function transposeLetter(letter: Letter): Letter {
  if (isSelfTransposed(letter.symbol)) return letter;
  return { ...letter, transposed: !letter.transposed };
}

const isSelfTransposed = (symbol: MatrixSymbol): boolean =>
  symbol.symmetric || (symbol.rows === 1 && symbol.columns === 1);

/** (A B)ᵀ = Bᵀ Aᵀ. */
export const transposeWord = (word: Word): Word => [...word].reverse().map(transposeLetter);

/** Variables are read first, then constants; an untransposed letter before a transposed one. */
function compareLetters(a: Letter, b: Letter): number {
  const rank = (letter: Letter) => (letter.symbol.role === "constant" ? 1 : letter.transposed ? 2 : 0);
  const byRank = rank(a) - rank(b);
  if (byRank !== 0) return byRank;
  const x = letterKey(a);
  const y = letterKey(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

function compareWords(a: Word, b: Word): number {
  for (let k = 0; k < Math.min(a.length, b.length); k++) {
    const order = compareLetters(a[k]!, b[k]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** The smallest among all rotations of the cyclic word and of its transpose. */
export function canonicalCycle(word: Word): Word {
  let best = word;
  for (const candidate of [word, transposeWord(word)])
    for (let shift = 0; shift < candidate.length; shift++) {
      const rotated = [...candidate.slice(shift), ...candidate.slice(0, shift)];
      if (compareWords(rotated, best) < 0) best = rotated;
    }
  return best;
}

/** Splits the cyclic word at its inner dimensions 1 into canonical cyclic words. */
function splitCycle(word: Word): Word[] {
  const cut = word.findIndex((letter) => rowsOf(letter) === 1);
  if (cut < 0) return [canonicalCycle(word)];
  const rotated = [...word.slice(cut), ...word.slice(0, cut)];
  const parts: Word[] = [];
  let start = 0;
  for (let k = 1; k <= rotated.length; k++)
    if (k === rotated.length || rowsOf(rotated[k]!) === 1) {
      parts.push(canonicalCycle(rotated.slice(start, k)));
      start = k;
    }
  return parts;
}

/** Splits scalar (1×1) factors off an open word. */
function splitWord(word: Word): { word: Word; traces: Word[] } {
  if (word.length === 0) return { word, traces: [] };
  const cuts: number[] = [];
  for (let k = 0; k < word.length; k++) if (rowsOf(word[k]!) === 1) cuts.push(k);
  if (columnsOf(word[word.length - 1]!) === 1) cuts.push(word.length);
  if (cuts.length < 2) return { word, traces: [] };
  const traces: Word[] = [];
  for (let k = 1; k < cuts.length; k++) traces.push(canonicalCycle(word.slice(cuts[k - 1], cuts[k])));
  return { word: [...word.slice(0, cuts[0]), ...word.slice(cuts[cuts.length - 1])], traces };
}

/** Xᵀ Y of neighbours with known entries: how often they select the same; null where it is not a multiple of I. */
function meeting(left: Letter, right: Letter): number | null {
  const [x, y] = [left.symbol, right.symbol];
  if (x.known === undefined || y.known === undefined || !left.transposed || right.transposed) return null;
  if (x.known.kind === "ones" || y.known.kind === "ones") {
    if (x.columns !== 1 || y.columns !== 1) return null;
    return x.known.kind === y.known.kind ? x.rows : 1;
  }
  const [a, b] = [x.known.first, y.known.first];
  if (a === b && x.columns === y.columns) return 1;
  return a + x.columns <= b || b + y.columns <= a ? 0 : null;
}

/** A word without neighbours whose product is a multiple of I, and the product of those multiples. */
function contract(word: Word, cyclic: boolean): { word: Word; factor: number } {
  let rest = word;
  let factor = 1;
  for (let k = 0; k < rest.length && rest.length > 1; ) {
    const next = (k + 1) % rest.length;
    const times = next > k || cyclic ? meeting(rest[k]!, rest[next]!) : null;
    if (times === null) {
      k++;
      continue;
    }
    factor *= times;
    // Of a cycle of two the trace of I is left, whose size is that of what met.
    if (cyclic && rest.length === 2) return { word: [], factor: factor * rowsOf(rest[k]!) };
    rest = rest.filter((_, other) => other !== k && other !== next);
    k = Math.max(0, k - 2);
  }
  return { word: rest, factor };
}

const hasKnown = (word: Word): boolean => word.some(({ symbol }) => symbol.known !== undefined);

/** A term in which known entries have met: scalar factors are split off first, as what meets in them is a number. */
function contractTerm(term: Term): Term {
  const split = splitWord(term.word);
  const open = contract(split.word, false);
  let factor = open.factor;
  const traces: Word[] = [];
  for (const word of [...term.traces, ...split.traces]) {
    const cycle = contract(word, true);
    factor *= cycle.factor;
    if (cycle.word.length > 0) traces.push(canonicalCycle(cycle.word));
  }
  return { ...term, coefficient: term.coefficient.mul(factor), traces, word: open.word };
}

const isRoot = ({ symbol: { defined } }: Letter): boolean =>
  defined !== undefined && defined.kind !== "inverse";

/** The scalar factors without pairs of √x and 1/√x. */
function cancelRoots(traces: readonly Word[]): Word[] {
  const left: Word[] = [];
  for (const word of traces) {
    const [letter] = word;
    const at =
      word.length === 1 && isRoot(letter!)
        ? left.findIndex(
            ([other, more]) => more === undefined && other!.symbol.name === oppositeName(letter!.symbol),
          )
        : -1;
    if (at >= 0) left.splice(at, 1);
    else left.push(word);
  }
  return left;
}

/** The symbol A⁻¹, √x or 1/√x; a constant where no variable stands in it and it is rational. */
export function definedSymbol(kind: DefinedKind, of: Expression): MatrixSymbol {
  const inside = [...symbolsOf(of).values()];
  const isRational = kind === "inverse" && inside.every(({ role }) => role === "constant");
  return {
    name: definedName(kind, of),
    rows: of.rows,
    columns: of.columns,
    role: isRational ? "constant" : "defined",
    symmetric: of.rows > 1 && subtract(of, transpose(of)).terms.length === 0,
    defined: { kind, of },
  };
}

/** A name that no other function has, whatever the order of its terms. */
function definedName(kind: DefinedKind, of: Expression): string {
  const terms = of.terms.map((term) => `${rationalText(term.coefficient)} ${termKey(term)}`).sort();
  return `${kind}(${of.rows}; ${terms.join(" + ")})`;
}

const oppositeName = ({ defined }: MatrixSymbol): string =>
  definedName(defined!.kind === "root" ? "inverse-root" : "root", defined!.of);

function canonicalTerm(raw: Term, rows: number): Term | null {
  const term = hasKnown(raw.word) || raw.traces.some(hasKnown) ? contractTerm(raw) : raw;
  if (isZero(term.coefficient)) return null;
  const open = splitWord(term.word);
  const traces = [...term.traces, ...open.traces];
  // A 1×1 open word is a scalar: it belongs among the traces.
  const scalar = open.word.length > 0 && rows === 1 && columnsOf(open.word[open.word.length - 1]!) === 1;
  if (scalar) traces.push(...splitCycle(open.word));
  return {
    coefficient: term.coefficient,
    parameters: term.parameters,
    traces: (traces.some(([letter]) => isRoot(letter!)) ? cancelRoots(traces) : traces).sort(compareWords),
    word: scalar ? [] : open.word,
  };
}

function collect(rows: number, columns: number, terms: Iterable<Term>): Expression {
  const byKey = new Map<string, Term>();
  for (const raw of terms) {
    const term = canonicalTerm(raw, rows);
    if (term === null) continue;
    const key = termKey(term);
    const present = byKey.get(key);
    if (present === undefined) {
      if (byKey.size >= MAX_TERMS)
        throw new RangeError(`expected an expression of at most ${MAX_TERMS} terms, got more`);
      byKey.set(key, term);
    } else byKey.set(key, { ...present, coefficient: present.coefficient.add(term.coefficient) });
  }
  return { rows, columns, terms: [...byKey.values()].filter((term) => !isZero(term.coefficient)) };
}

const PLAIN = { coefficient: ONE, parameters: [], traces: [], word: [] } as const;

/** The matrix named by `symbol`. */
export const letter = (symbol: MatrixSymbol): Expression =>
  collect(symbol.rows, symbol.columns, [{ ...PLAIN, word: [{ symbol, transposed: false, stopped: false }] }]);

/** A number, as a 1×1 expression. */
export const scalar = (value: Rational | number | string): Expression =>
  collect(1, 1, [{ ...PLAIN, coefficient: rational(value) }]);

/** A named number, as a 1×1 expression. */
export const parameter = (name: string): Expression => collect(1, 1, [{ ...PLAIN, parameters: [[name, 1]] }]);

/** I of a size. */
export const identityMatrix = (size: number): Expression => collect(size, size, [PLAIN]);

/** Whether the expression is 1×1. */
export const isScalar = (a: Expression): boolean => a.rows === 1 && a.columns === 1;

/** `2×3`, for messages. */
export const shapeText = (a: { rows: number; columns: number }): string => `${a.rows}×${a.columns}`;

/** @throws RangeError if the shapes differ. */
export const add = (a: Expression, b: Expression): Expression => sum([a, b]);

/**
 * The sum of one or more expressions, like terms collected once.
 * @throws RangeError if the shapes differ.
 */
export function sum(addends: readonly Expression[]): Expression {
  const [first] = addends;
  for (const other of addends) expectSameShape(first!, other);
  return collect(
    first!.rows,
    first!.columns,
    addends.flatMap(({ terms }) => terms),
  );
}

/** @throws RangeError if the shapes differ. */
export function expectSameShape(a: Expression, b: Expression): void {
  if (a.rows !== b.rows || a.columns !== b.columns)
    throw new RangeError(`expected a summand of shape ${shapeText(a)}, got ${shapeText(b)}`);
}

/** q A for an exact number q. */
export const scale = (a: Expression, factor: Rational): Expression =>
  collect(
    a.rows,
    a.columns,
    a.terms.map((term) => ({ ...term, coefficient: term.coefficient.mul(factor) })),
  );

/** −A. */
export const negate = (a: Expression): Expression => scale(a, rational(-1));

/** A − B. @throws RangeError if the shapes differ. */
export const subtract = (a: Expression, b: Expression): Expression => add(a, negate(b));

/**
 * Matrix product; a scalar on either side multiplies the other factor.
 * @throws RangeError if the inner dimensions differ.
 */
export function multiply(a: Expression, b: Expression): Expression {
  if (isScalar(a) || isScalar(b)) {
    const rows = isScalar(a) ? b.rows : a.rows;
    const columns = isScalar(a) ? b.columns : a.columns;
    return collect(rows, columns, products(a, b));
  }
  if (a.columns !== b.rows)
    throw new RangeError(`expected a factor with ${a.columns} rows, got shape ${shapeText(b)}`);
  return collect(a.rows, b.columns, products(a, b));
}

/** @throws RangeError for more letters, of all products of terms, than one operation may take. */
export function requireProducts(letters: number): void {
  if (letters > MAX_PRODUCTS)
    throw new RangeError(
      `expected at most ${MAX_PRODUCTS} matrices in all products of one operation, got more`,
    );
}

const lettersOf = ({ traces, word }: Term): number =>
  traces.reduce((total, cycle) => total + cycle.length, word.length);

/** @throws RangeError beyond the letters that a term may have. */
function* products(a: Expression, b: Expression): Generator<Term> {
  const longest = (terms: readonly Term[]) =>
    terms.reduce((most, term) => Math.max(most, lettersOf(term)), 0);
  const letters = longest(a.terms) + longest(b.terms);
  if (letters > MAX_LETTERS)
    throw new RangeError(`expected products of at most ${MAX_LETTERS} matrices, got more`);
  requireProducts(a.terms.length * b.terms.length * letters);
  for (const x of a.terms)
    for (const y of b.terms)
      yield {
        coefficient: x.coefficient.mul(y.coefficient),
        parameters: multiplyParameters(x.parameters, y.parameters),
        traces: [...x.traces, ...y.traces],
        word: [...x.word, ...y.word],
      };
}

function multiplyParameters(a: Term["parameters"], b: Term["parameters"]): Term["parameters"] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const powers = new Map(a);
  for (const [name, power] of b) powers.set(name, (powers.get(name) ?? 0) + power);
  return [...powers].filter(([, power]) => power !== 0).sort(([x], [y]) => (x < y ? -1 : 1));
}

/** Aᵀ. */
export const transpose = (a: Expression): Expression =>
  collect(
    a.columns,
    a.rows,
    a.terms.map((term) => ({ ...term, word: transposeWord(term.word) })),
  );

/** tr A. @throws RangeError unless A is square. */
export function trace(a: Expression): Expression {
  if (a.rows !== a.columns) throw new RangeError(`expected a square matrix under tr, got ${shapeText(a)}`);
  if (isScalar(a)) return a;
  return collect(
    1,
    1,
    a.terms.map((term) =>
      term.word.length === 0
        ? { ...term, coefficient: term.coefficient.mul(a.rows) }
        : { ...term, traces: [...term.traces, ...splitCycle(term.word)], word: [] },
    ),
  );
}

/** ⟨A, B⟩ = tr(AᵀB). */
export const innerProduct = (a: Expression, b: Expression): Expression => trace(multiply(transpose(a), b));

/** ‖A‖_F² = tr(AᵀA). */
export const norm2 = (a: Expression): Expression => innerProduct(a, a);

/** A^k for integer k ≥ 0. @throws RangeError unless A is square and 0 ≤ k ≤ 16. */
export function power(a: Expression, exponent: number): Expression {
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > 16)
    throw new RangeError(`expected an integer exponent from 0 to 16, got ${exponent}`);
  if (a.rows !== a.columns) throw new RangeError(`expected a square matrix under ^, got ${shapeText(a)}`);
  let result = identityMatrix(a.rows);
  for (let k = 0; k < exponent; k++) result = multiply(result, a);
  return result;
}

/**
 * 1/A for a scalar of one term without matrices.
 * @throws RangeError otherwise.
 */
export function reciprocal(a: Expression): Expression {
  const [term, more] = a.terms;
  if (!isScalar(a) || term === undefined || more !== undefined || term.traces.length > 0)
    throw new RangeError("expected a nonzero number or a product of parameters as divisor");
  return collect(1, 1, [
    {
      ...PLAIN,
      coefficient: ONE.div(term.coefficient),
      parameters: term.parameters.map(([name, exponent]) => [name, -exponent] as const),
    },
  ]);
}

const mapLetters = (a: Expression, change: (letter: Letter) => Letter): Expression =>
  collect(
    a.rows,
    a.columns,
    a.terms.map((term) => ({
      ...term,
      traces: term.traces.map((word) => canonicalCycle(word.map(change))),
      word: term.word.map(change),
    })),
  );

/**
 * sg(A): the same value, held fixed by differentiation.
 * @throws RangeError for inverses and roots inside.
 */
export function stopGradient(a: Expression): Expression {
  if (hasDefined(a)) throw new RangeError("expected no inv, sqrt, norm or quotient of variables under sg");
  return mapLetters(a, (l) => (l.symbol.role === "variable" ? { ...l, stopped: true } : l));
}

/** Whether inverses or roots of variables stand in it. */
export const hasDefined = (a: Expression): boolean =>
  [...symbolsOf(a).values()].some(({ role }) => role === "defined");

/** Forgets the stop-gradient marks: the value of a field at a point. */
export const releaseGradient = (a: Expression): Expression =>
  mapLetters(a, (l) => (l.stopped ? { ...l, stopped: false } : l));

/** Whether some letter is held fixed when the expression is differentiated. */
export const hasStopGradient = (a: Expression): boolean =>
  a.terms.some((term) => [...term.traces, term.word].some((word) => word.some((l) => l.stopped)));

/** Inverses and roots of expressions with parameters replaced. */
function substituteInside(a: Expression, values: ReadonlyMap<string, Rational>): Expression {
  const known = new Map<string, MatrixSymbol>();
  for (const [name, { defined }] of symbolsOf(a))
    if (defined !== undefined)
      known.set(name, definedSymbol(defined.kind, substituteParameters(defined.of, values)));
  if (known.size === 0) return a;
  return mapLetters(a, (l) => ({ ...l, symbol: known.get(l.symbol.name) ?? l.symbol }));
}

/** Replaces each parameter by its value. @throws RangeError if one is missing or a zero is divided by. */
export function substituteParameters(a: Expression, values: ReadonlyMap<string, Rational>): Expression {
  return collect(
    a.rows,
    a.columns,
    substituteInside(a, values).terms.map((term) => {
      let coefficient = term.coefficient;
      for (const [name, exponent] of term.parameters) {
        const value = values.get(name);
        if (value === undefined) throw new RangeError(`expected a value for the parameter ${name}, got none`);
        if (isZero(value) && exponent < 0)
          throw new RangeError(`expected a nonzero parameter ${name} as divisor, got 0`);
        for (let k = 0; k < Math.abs(exponent); k++)
          coefficient = exponent > 0 ? coefficient.mul(value) : coefficient.div(value);
      }
      return { ...term, coefficient, parameters: [] };
    }),
  );
}

/**
 * Replaces every occurrence of a symbol by an expression of the same shape.
 */
export function substitute(a: Expression, name: string, by: Expression): Expression {
  const flipped = transpose(by);
  const expandWord = (word: Word, start: Expression): Expression => {
    let result = start;
    for (const l of word) {
      const factor =
        l.symbol.name === name
          ? l.transposed
            ? flipped
            : by
          : collect(rowsOf(l), columnsOf(l), [{ ...PLAIN, word: [l] }]);
      result = multiply(result, factor);
    }
    return result;
  };
  let sum = collect(a.rows, a.columns, []);
  for (const term of a.terms) {
    let factor = collect(1, 1, [{ ...PLAIN, coefficient: term.coefficient, parameters: term.parameters }]);
    for (const word of term.traces)
      factor = multiply(factor, trace(expandWord(word, identityMatrix(rowsOf(word[0]!)))));
    sum = add(sum, multiply(factor, expandWord(term.word, identityMatrix(a.rows))));
  }
  return sum;
}

/**
 * Whether two expressions are equal as polynomials in their entries: their canonical forms are the same.
 */
export function equals(a: Expression, b: Expression): boolean {
  return a.rows === b.rows && a.columns === b.columns && subtract(a, b).terms.length === 0;
}

/** The symbols that occur, by name, those inside inverses and roots included. */
export function symbolsOf(a: Expression): Map<string, MatrixSymbol> {
  const found = new Map<string, MatrixSymbol>();
  const visit = ({ terms }: Expression): void => {
    for (const term of terms)
      for (const word of [...term.traces, term.word])
        for (const { symbol } of word) {
          if (symbol.defined !== undefined && !found.has(symbol.name)) visit(symbol.defined.of);
          found.set(symbol.name, symbol);
        }
  };
  visit(a);
  return found;
}

/** Cuts a cyclic word at its inner dimensions 1: the scalar factors that tr(w) is a product of. */
export const cyclesOf = splitCycle;

/** Internal: builds an expression from raw terms, bringing them into canonical form. */
export const fromTerms = collect;
