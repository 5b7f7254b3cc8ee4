/**
 * Whether the critical set of a polynomial landscape is proved to be bounded.
 *
 * Constrained variables lie on unit spheres, a compact set K; x ∈ R^n are the entries of the others. What is proved, by an exact
 * Gram matrix (`gram.ts`), Q ≻ 0:
 *
 *   coercive   ±f(x, k) = bᵀQb + constant on R^n × K with x_1, …, x_n among the entries of b,   so ±f ≥ λ‖x‖² − C, λ > 0,
 *   bounded    Σ θ_g g(x, k) = bᵀQb + constant, each g vanishing where the landscape is stationary, so ‖x‖² ≤ C/λ there.
 *
 * A coercive polynomial has finitely many critical values on R^n × K (the critical set is semi-algebraic, its connected components
 * are finitely many, and f is constant on each), so its critical points lie in one sublevel set of ±f, which is compact. The
 * alternating sum of Euler characteristics over a list of Morse–Bott components is then χ(K), times (−1)^{n + dim K} for −f.
 *
 * The g are the products x_i F_j of free entries with stationarity conditions F_j = ∂f/∂x_j (for fields: of the field), for few
 * entries F_j, x_i x_k F_j and F_i F_j, and ‖M − M′‖² for two of the matrices G_X Xᵀ, Xᵀ G_X and their transposes whose leading terms cancel: the balance of bilinear layers.
 *
 * Decided on the canonical form of the loss: not on how it was written, nor on what it is called. "Not proved" says nothing.
 * Not covered: growth slower than ‖x‖², losses that are sums of squares of other polynomials than those tried for b, and losses
 * whose Gram matrices are all singular.
 */

import { euclideanNorm } from "../elementary/elementary.js";
import { kernel, rank } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { Random } from "../exact/random.js";
import { isZero, ONE, type Rational, rational, toNumber, ZERO } from "../exact/rational.js";
import { isSmoothEverywhere } from "./domain.js";
import { expansionBound } from "./expansion-bound.js";
import {
  columnsOf,
  type Expression,
  fromTerms,
  hasDefined,
  innerProduct,
  letter,
  multiply,
  norm2,
  rowsOf,
  subtract,
  type Term,
  transpose,
  transposeWord,
  type Word,
  wordKey,
} from "./expression.js";
import { type GramCertificate, type GramProblem, gramCertificate, monomial } from "./gram.js";
import { isVectorField, type Landscape, numericGradients, numericLoss } from "./landscape.js";
import {
  DIRECTIONS,
  MAX_BASIS,
  MAX_BASIS_WITH_MULTIPLIERS,
  MAX_ENTRYWISE,
  MAX_EXPANDED_TERMS,
  MAX_SQUARED,
  UNSIGNED,
} from "./limits.js";
import { type EntryLayout, expand, Polynomial } from "./polynomial.js";

/** What is proved of the critical set: why it is bounded, or nothing. */
export type Boundedness =
  /** Every variable is constrained. */
  | { readonly kind: "compact" }
  /** sign · f tends to infinity with the free entries. */
  | { readonly kind: "coercive"; readonly sign: 1 | -1; readonly certificate: GrowthCertificate }
  | { readonly kind: "bounded"; readonly certificate: GrowthCertificate }
  | { readonly kind: "unproved" };

/** A Gram certificate, in coordinates that may be others than the entries. */
export interface GrowthCertificate extends GramCertificate {
  /** x_v as linear forms in the coordinates of the certificate, invertible; absent where they are the same. */
  readonly coordinates?: readonly Polynomial[];
}

type Growth = Exclude<Boundedness, { readonly kind: "bounded" }>;

const knownGrowth = new WeakMap<Landscape, Growth>();
const known = new WeakMap<Landscape, Boundedness>();

/**
 * What is proved of the critical set of a landscape; deterministic.
 *
 * @param spheres coordinates of each unit sphere, entries of the variables row-major, one variable after the other.
 */
export function boundednessOf(landscape: Landscape, spheres: readonly Int32Array[]): Boundedness {
  const { equalities } = landscape;
  // Where the feasible set is regular, multipliers are functions of its points.
  if (equalities !== undefined)
    return equalities.feasible.isCompact && equalities.feasible.isRegular
      ? { kind: "compact" }
      : { kind: "unproved" };
  if (hasDefined(landscape.loss)) return growthOf(landscape, spheres);
  return once(known, landscape, () => {
    const growth = growthOf(landscape, spheres);
    const setting = growth.kind === "unproved" ? settingOf(landscape, spheres) : null;
    return (setting === null ? null : bounded(setting)) ?? growth;
  });
}

/** The same by the growth of the loss alone, on the feasible set of equalities: `bounded`, which takes longer to decide, is `unproved` here. */
export const growthOf = (landscape: Landscape, spheres: readonly Int32Array[]): Growth =>
  once(knownGrowth, landscape, () => {
    const { equalities } = landscape;
    if (equalities !== undefined)
      return equalities.feasible.isCompact ? { kind: "compact" } : growthOf(equalities.base, spheres);
    // Its domain need not be closed, nor its growth that of a polynomial.
    if (hasDefined(landscape.loss))
      return settingOf(landscape, spheres)?.free.length === 0 && isSmoothEverywhere(landscape)
        ? { kind: "compact" }
        : { kind: "unproved" };
    const setting = settingOf(landscape, spheres);
    if (setting === null) return { kind: "unproved" };
    if (setting.free.length === 0) return { kind: "compact" };
    return (isVectorField(landscape) ? null : coercive(setting)) ?? { kind: "unproved" };
  });

function once<Value>(table: WeakMap<Landscape, Value>, landscape: Landscape, decide: () => Value): Value {
  const value = table.get(landscape) ?? decide();
  table.set(landscape, value);
  return value;
}

interface Setting {
  readonly landscape: Landscape;
  readonly layout: EntryLayout;
  readonly size: number;
  readonly spheres: readonly Int32Array[];
  readonly free: readonly number[];
}

/** Null where nothing is decided. */
function settingOf(landscape: Landscape, spheres: readonly Int32Array[]): Setting | null {
  if (landscape.variables.some(({ positivePart }) => positivePart)) return null;
  // Multiplied out, it would be too large to look at.
  if (expansionBound(landscape) > MAX_EXPANDED_TERMS) return null;
  const layout = new Map<string, { offset: number }>();
  let size = 0;
  for (const { symbol } of landscape.variables) {
    layout.set(symbol.name, { offset: size });
    size += symbol.rows * symbol.columns;
  }
  const onSphere = new Set(spheres.flatMap((sphere) => [...sphere]));
  const free = Array.from({ length: size }, (_, v) => v).filter((v) => !onSphere.has(v));
  return { landscape, layout, size, spheres, free };
}

function coercive(setting: Setting): Growth | null {
  const loss = numericLoss(setting.landscape);
  const f = polynomialsOf(loss, setting)[0]!;
  const sign = signOfLeadingForm(f, setting);
  if (sign === 0) return null;
  const what = { target: f.scale(rational(sign)), multipliers: [], invariants: [] };
  const certificate = certify(what, [loss], f, setting, MAX_BASIS);
  return certificate === null ? null : { kind: "coercive", sign, certificate };
}

function bounded(setting: Setting): Boundedness | null {
  const { landscape, free } = setting;
  const gradients = numericGradients(landscape);
  const conditions = gradients.flatMap((g) => polynomialsOf(g, setting));
  const euler = landscape.variables.flatMap(({ symbol, constraint }, k) =>
    constraint === "none" ? [innerProduct(letter(symbol), gradients[k]!)] : [],
  );
  const balance = balances(landscape, gradients).map(norm2);
  const products =
    free.length <= MAX_ENTRYWISE
      ? free.flatMap((i) => free.map((j) => Polynomial.variable(i).multiply(conditions[j]!)))
      : euler.flatMap((e) => polynomialsOf(e, setting));
  const multipliers = [...products, ...balance.flatMap((b) => polynomialsOf(b, setting))];
  const found = byMultipliers(setting, conditions, [...euler, ...balance], multipliers);
  if (found !== null || free.length > MAX_SQUARED) return found;
  const squares = free.flatMap((j) =>
    free.filter((i) => i >= j).map((i) => conditions[i]!.multiply(conditions[j]!)),
  );
  const further = free.flatMap((j) => [
    conditions[j]!,
    ...free.flatMap((i) => free.filter((k) => k >= i).map((k) => monomial([i, k]).multiply(conditions[j]!))),
  ]);
  // More multipliers are no help where they make room for squares that nothing bounds: the fewer first.
  return (
    byMultipliers(setting, conditions, [], [...multipliers, ...squares]) ??
    byMultipliers(setting, conditions, [], [...multipliers, ...squares, ...further])
  );
}

function byMultipliers(
  setting: Setting,
  conditions: readonly Polynomial[],
  expressions: readonly Expression[],
  multipliers: readonly Polynomial[],
): Boundedness | null {
  // A change of signs that keeps the loss multiplies F_j by the sign of x_j.
  const invariants = setting.free.map((j) => Polynomial.variable(j).multiply(conditions[j]!));
  const what = { target: Polynomial.zero, multipliers, invariants };
  const along = Polynomial.sum(invariants);
  const certificate = certify(what, expressions, along, setting, MAX_BASIS_WITH_MULTIPLIERS);
  return certificate === null ? null : { kind: "bounded", certificate };
}

type Wanted = Pick<GramProblem, "target" | "multipliers" | "invariants">;

/**
 * The first certificate found: with words for a basis; with monomials.
 *
 * @param along the polynomial whose leading forms choose the coordinates of the monomials.
 */
function certify(
  what: Wanted,
  expressions: readonly Expression[],
  along: Polynomial,
  setting: Setting,
  limit: number,
): GrowthCertificate | null {
  const { size: variables, spheres, free } = setting;
  for (const basis of wordBases(expressions, setting, limit)) {
    const found = gramCertificate({ ...what, basis, variables, spheres });
    if (found !== null && holds(found, free)) return found;
  }
  const degree = [what.target, ...what.multipliers].reduce((max, p) => Math.max(max, p.degree), 0);
  const basis = monomials(variables, Math.ceil(degree / 2), limit);
  if (basis === null) return null;
  const coordinates = spheres.length > 0 ? null : adaptedCoordinates(along, variables);
  const change = (p: Polynomial) => (coordinates === null ? p : p.substitute(coordinates));
  const found = gramCertificate({
    target: change(what.target),
    multipliers: what.multipliers.map(change),
    invariants: what.invariants.map(change),
    basis,
    variables,
    spheres,
  });
  if (found === null || !holds(found, free)) return null;
  return coordinates === null ? found : { ...found, coordinates };
}

/**
 * x_v as linear forms in coordinates y of which the leading form of f sees the first few only, the next form few more, …: the
 * kernels of v ↦ ∂_v f_d, of v ↦ ∂_v f_{d−1} on that, and so on. Monomials that squares of the basis must not have are then
 * monomials, not combinations. Null where the coordinates may stay.
 */
function adaptedCoordinates(f: Polynomial, n: number): Polynomial[] | null {
  let flag: Rational[][] = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j ? ONE : ZERO)),
  );
  const columns: Rational[][] = [];
  for (let degree = f.degree; degree > 0 && flag.length > 0; degree--) {
    const form = f.homogeneousPart(degree);
    const slopes = flag.map((v) => Polynomial.sum(v.map((c, k) => form.differentiate(k).scale(c))));
    const inner = kernelOf(slopes).map((relation) => combination(relation, flag, n));
    // Of the flag, what the kernel does not span.
    columns.push(...complement(inner, flag));
    flag = inner;
  }
  columns.push(...flag);
  if (columns.every((column, k) => column.every((c, i) => c.equals(i === k ? ONE : ZERO)))) return null;
  return Array.from({ length: n }, (_, i) =>
    Polynomial.sum(columns.map((column, k) => Polynomial.variable(k).scale(column[i]!))),
  );
}

const combination = (weights: readonly Rational[], vectors: readonly Rational[][], n: number): Rational[] =>
  Array.from({ length: n }, (_, i) =>
    vectors.reduce((sum, vector, k) => sum.add(weights[k]!.mul(vector[i]!)), ZERO),
  );

/** Vectors of the list that, with the given independent ones, span as much as all. */
function complement(given: readonly Rational[][], list: readonly Rational[][]): Rational[][] {
  const chosen: Rational[][] = [];
  for (const vector of list) {
    const all = [...given, ...chosen, vector];
    if (rank(RationalMatrix.from(all)) === all.length) chosen.push(vector);
  }
  return chosen;
}

/** All c with Σ c_k p_k = 0, a basis. */
function kernelOf(polynomials: readonly Polynomial[]): Rational[][] {
  const rows = new Map<string, Rational[]>();
  polynomials.forEach((p, k) => {
    for (const { coefficient, factors } of p.terms()) {
      const key = factors.join();
      let row = rows.get(key);
      if (row === undefined) {
        row = new Array<Rational>(polynomials.length).fill(ZERO);
        rows.set(key, row);
      }
      row[k] = coefficient;
    }
  });
  const matrix = rows.size === 0 ? [new Array<Rational>(polynomials.length).fill(ZERO)] : [...rows.values()];
  const relations = kernel(RationalMatrix.from(matrix));
  return Array.from({ length: relations.columns }, (_, c) =>
    Array.from({ length: relations.rows }, (_, k) => relations.get(k, c)),
  );
}

/** Whether every free coordinate is in the span of the basis: then bᵀQb grows with it. */
const holds = ({ basis }: GramCertificate, free: readonly number[]): boolean =>
  free.every((v) => basis.some((b) => b.equals(Polynomial.variable(v))));

const polynomialsOf = (e: Expression, { layout, landscape }: Setting): Polynomial[] =>
  expand(e, layout, landscape.constants).flat();

/** The sign that the leading form in the free coordinates has in every direction looked at; 0 where there is none. */
function signOfLeadingForm(f: Polynomial, { size, spheres, free }: Setting): 1 | -1 | 0 {
  const isFree = new Set(free);
  const terms = [...f.terms()].map(({ coefficient, factors }) => ({
    c: toNumber(coefficient),
    factors,
    degree: factors.filter((v) => isFree.has(v)).length,
  }));
  const top = terms.reduce((max, { degree }) => Math.max(max, degree), 0);
  if (top === 0 || top % 2 === 1) return 0;
  const leading = terms.filter(({ degree }) => degree === top);
  const random = new Random(1).fork("leading form");
  let found: 1 | -1 | 0 = 0;
  for (let k = 0; k < DIRECTIONS; k++) {
    const x = Float64Array.from({ length: size }, () => random.normal());
    for (const sphere of spheres) {
      const length = euclideanNorm([...sphere].map((v) => x[v]!));
      for (const v of sphere) x[v]! /= length;
    }
    let value = 0;
    let sum = 0;
    for (const { c, factors } of leading) {
      const term = factors.reduce((product, v) => product * x[v]!, c);
      value += term;
      sum += Math.abs(term);
    }
    if (Math.abs(value) <= UNSIGNED * sum) continue;
    const sign = value > 0 ? 1 : -1;
    if (found !== 0 && found !== sign) return 0;
    found = sign;
  }
  return found;
}

/** 1, the free entries, and the entries of the halves of the words: the clearest of them, then all. */
function* wordBases(
  expressions: readonly Expression[],
  setting: Setting,
  limit: number,
): Generator<readonly Polynomial[]> {
  const entries = [Polynomial.constant(ONE), ...setting.free.map((v) => Polynomial.variable(v))];
  let tried = 0;
  for (const all of [false, true]) {
    const words = independent([
      ...entries,
      ...halves(expressions, all).flatMap((half) => polynomialsOf(half, setting)),
    ]);
    if (words.length > tried && words.length <= limit) yield words;
    tried = words.length;
  }
}

/** All monomials up to a degree, null if more than the limit. */
function monomials(size: number, degree: number, limit: number): Polynomial[] | null {
  let last: number[][] = [[]];
  const all: number[][] = [[]];
  for (let d = 1; d <= degree; d++) {
    last = last.flatMap((factors) =>
      Array.from({ length: size - (factors.at(-1) ?? 0) }, (_, k) => [...factors, (factors.at(-1) ?? 0) + k]),
    );
    all.push(...last);
    if (all.length > limit) return null;
  }
  return all.map(monomial);
}

/** The first of the polynomials that are not combinations of those before them. */
function independent(polynomials: readonly Polynomial[]): Polynomial[] {
  const list = polynomials.filter((p) => !p.isZero());
  // Each vector of the kernel ends at one that depends on those before it.
  const dependent = new Set(kernelOf(list).map((relation) => relation.findLastIndex((c) => !isZero(c))));
  return list.filter((_, k) => !dependent.has(k));
}

/**
 * What squares to the words of the expressions: for each cyclic word with k variables the ⌊k/2⌋ or ⌈k/2⌉ consecutive ones, with what
 * is between them, from every place; for products of traces the traces, and the product of those that occur in pairs.
 *
 * @param all all of them; else of each word those where it is most clearly a square.
 */
function halves(expressions: readonly Expression[], all: boolean): Expression[] {
  const open = new Map<string, Expression>();
  for (const { traces } of expressions.flatMap(({ terms }) => terms)) {
    const moving = traces.filter((word) => word.some(isVariable));
    for (const word of moving) {
      const found = halvesOfCycle(word);
      const best = all
        ? Infinity
        : found.reduce((least, { distance }) => Math.min(least, distance), Infinity);
      for (const { half, distance } of found) {
        const key = wordKey(half);
        if (distance > best || open.has(key) || open.has(wordKey(transposeWord(half)))) continue;
        open.set(key, wordExpression(half));
      }
    }
    if (moving.length < 2) continue;
    for (const word of moving) open.set(`tr(${wordKey(word)})`, traceExpression([word]));
    const root = halfOfProduct(moving);
    if (root.length > 0) open.set(root.map((word) => `tr(${wordKey(word)})`).join(), traceExpression(root));
  }
  return [...open.values()];
}

const isVariable = ({ symbol }: Word[number]): boolean => symbol.role === "variable";

/** Half of a cyclic word h C ḣ D, C and D constants: how far it is from ‖h‖² is 0 for ḣ = hᵀ, C = D = 1, 1 for other C and D. */
function halvesOfCycle(word: Word): { readonly half: Word; readonly distance: number }[] {
  const places = word.flatMap((l, k) => (isVariable(l) ? [k] : []));
  const count = places.length;
  const from = (k: number, length: number): Word => {
    const start = places[k % count]!;
    const span = ((places[(k + length - 1) % count]! - start + word.length) % word.length) + 1;
    return Array.from({ length: span }, (_, s) => word[(start + s) % word.length]!);
  };
  const lengths = new Set([Math.floor(count / 2), Math.ceil(count / 2)]);
  return places.flatMap((_, k) =>
    [...lengths].flatMap((length) => {
      if (length === 0) return [];
      const half = from(k, length);
      const other = count === length ? [] : from(k + length, count - length);
      if (wordKey(other) !== wordKey(transposeWord(half))) return [{ half, distance: 2 }];
      return [{ half, distance: half.length + other.length === word.length ? 0 : 1 }];
    }),
  );
}

/** Every second of equal traces. */
function halfOfProduct(traces: readonly Word[]): Word[] {
  const seen = new Map<string, number>();
  return traces.filter((word) => {
    const key = wordKey(word);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count % 2 === 0;
  });
}

const wordExpression = (word: Word): Expression =>
  fromTerms(rowsOf(word[0]!), columnsOf(word[word.length - 1]!), [{ ...PLAIN, word }]);

const traceExpression = (traces: readonly Word[]): Expression => fromTerms(1, 1, [{ ...PLAIN, traces }]);

const PLAIN: Term = { coefficient: ONE, parameters: [], traces: [], word: [] };

/** M − M′ for the matrices G Xᵀ, Xᵀ G and their transposes of two variables whose leading terms cancel: zero where G is. */
export function balances(landscape: Landscape, gradients: readonly Expression[]): Expression[] {
  const sides = landscape.variables.flatMap(({ symbol, constraint }, k) => {
    if (constraint !== "none") return [];
    const x = letter(symbol);
    const g = gradients[k]!;
    const left = multiply(g, transpose(x));
    const right = multiply(transpose(x), g);
    return [left, transpose(left), right, transpose(right)].map((m) => ({ m, k }));
  });
  const found: Expression[] = [];
  for (const a of sides)
    for (const b of sides) {
      if (a.k >= b.k || a.m.rows !== b.m.rows || a.m.columns !== b.m.columns) continue;
      const difference = subtract(a.m, b.m);
      if (difference.terms.length > 0 && degreeOf(difference) < Math.min(degreeOf(a.m), degreeOf(b.m)))
        found.push(difference);
    }
  return found;
}

/** Degree in the variables. */
const degreeOf = ({ terms }: Expression): number =>
  terms.reduce(
    (max, { traces, word }) => Math.max(max, [...traces, word].flat().filter(isVariable).length),
    0,
  );
