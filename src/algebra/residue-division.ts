/**
 * Whether a polynomial q divides others in Z[T] that are given by a substitution, decided by residues alone:
 *
 *   H_e = Σ_a c_a g^a s^{d − |a|},   f_e = Σ_a c_a x^a of degree d,   g_i, s ∈ Z[T],   q primitive of degree N.
 *
 * By Gauss's lemma q | H in Q[T] if and only if H = S q with S ∈ Z[T]. Two sets of primes, with products P_1 and P_2:
 *
 * 1. Modulo each p of the first S_p = H/q is found, or there is none, and then q does not divide H. Let S be the integers of least
 *    absolute value that have these residues: |S_k| < P_1.
 * 2. Modulo each p of the second S q = H is tested.
 *
 * If all agree, S q − H is divisible by P_1 P_2; if moreover
 *
 *   ‖H‖_∞ + P_1 ‖q‖_1 < P_1 P_2,
 *
 * it is zero, as its coefficients are below that: q divides H, whatever bound was used for P_1. And if q divides H, then by Mignotte's
 * bounds |S_k| ≤ 2^{deg S} M(S), M(S) = M(H)/M(q), M(H) ≤ ‖H‖_2 and ‖q‖_∞ ≤ 2^N M(q): with
 *
 *   P_1 > 4 · 2^{deg S + N} ‖H‖_1 / ‖q‖_∞
 *
 * S is the true quotient, so that a test that fails in 2 refutes that q divides H.
 *
 * Modulo p everything is done by values at points c ω^k, ω of order 2^m > deg H: polynomials of lower degree are the same if their values
 * are, and H/q has degree ≤ deg H − N or is no polynomial. S modulo a prime of the second set is Σ_j y_j (P_1/p_j) − r P_1 with
 * y_j = S_{p_j} (P_1/p_j)⁻¹ mod p_j and r = ⌊Σ_j y_j/p_j + 1/2⌋, whose sum is computed in doubles: an r off by rounding would leave
 * |S_k| < P_1, all that is used. No integer longer than a word is made.
 *
 * Source of the Mahler measure's inequalities: Mignotte, "An inequality about factors of polynomials" (1974).
 */

import { log2 } from "../elementary/elementary.js";
import { bitLength } from "../exact/dyadic.js";
import { isPrime } from "../exact/prime-field.js";
import { Random } from "../exact/random.js";
import { algebraKernel } from "./elimination-kernel.js";
import { MOST_PANEL_ENTRIES, TWISTS } from "./options.js";
import { type IntegerEquation, totalDegree } from "./system.js";
import { type IntegerPolynomial, norm1 } from "./univariate/integer-polynomial.js";
import type { Work } from "./work.js";

/** What is substituted, and what has to divide the result. */
export interface Substituted {
  /** q, primitive, of degree ≥ 1. */
  readonly modulus: IntegerPolynomial;
  /** s */
  readonly denominator: IntegerPolynomial;
  /** g_i */
  readonly numerators: readonly IntegerPolynomial[];
}

/** Columns of a panel of the kernel. */
const PANEL = 16;
/** Of Montgomery's products. */
const WORD = 2 ** 32;
/** Of the numbers in panels, and of the primes: sums of 127 products are below 2⁶³. */
const DIGIT_BITS = 28;
/** Hexadecimal digits of one of these. */
const HEXADECIMAL = DIGIT_BITS / 4;
const LARGEST = 1 << DIGIT_BITS;

/**
 * Whether q divides H_e for all equations; undefined where it would take too much work, or there are not enough primes.
 *
 * @param most residues of quotients that are held at once, roughly.
 * @throws BudgetExceeded
 * @example dividesAll([x² − 2 over x], {modulus: [-2n, 0n, 1n], denominator: [1n], numerators: [[0n, 1n]]}, work) // true
 */
export function dividesAll(
  equations: readonly IntegerEquation[],
  substituted: Substituted,
  work: Work,
  most = MOST_PANEL_ENTRIES,
): boolean | undefined {
  let complete = true;
  for (const group of groups(equations, substituted, most)) {
    const verdict = dividesGroup(group, substituted, work);
    if (verdict === false) return false;
    complete &&= verdict === true;
  }
  return complete || undefined;
}

const degreeOf = ({ exponents }: IntegerEquation): number => Math.max(...exponents.map(totalDegree));

/** The largest degree of g_i and s. */
const degreeSubstituted = ({ denominator, numerators }: Substituted): number =>
  Math.max(0, ...[denominator, ...numerators].map((f) => f.length - 1));

/** Coefficients of S for an equation, and columns that it takes. */
const quotientLength = (equation: IntegerEquation, substituted: Substituted): number =>
  Math.max(0, degreeOf(equation) * degreeSubstituted(substituted) - substituted.modulus.length + 2);

/** ‖H‖_1 < 2^bits. */
function heightOf(equation: IntegerEquation, { denominator, numerators }: Substituted): number {
  const degree = degreeOf(equation);
  const bits = numerators.map((g) => bitLength(norm1(g)));
  const below = bitLength(norm1(denominator));
  const terms = equation.exponents.map(
    (a, k) =>
      bitLength(equation.coefficients[k]!) +
      a.reduce((sum, e, i) => sum + e * bits[i]!, 0) +
      (degree - totalDegree(a)) * below,
  );
  // n terms below 2^b add up to less than 2^{b + ⌈log₂ n⌉}.
  return Math.max(...terms) + bitLength(BigInt(terms.length - 1));
}

/** Equations whose quotients are held together. */
function groups(
  equations: readonly IntegerEquation[],
  substituted: Substituted,
  most: number,
): readonly (readonly IntegerEquation[])[] {
  const result: IntegerEquation[][] = [];
  let entries = Number.POSITIVE_INFINITY;
  for (const equation of equations) {
    const own = (quotientLength(equation, substituted) * heightOf(equation, substituted)) / DIGIT_BITS;
    entries += own;
    if (entries > most) {
      result.push([]);
      entries = own;
    }
    result.at(-1)!.push(equation);
  }
  return result;
}

/**
 * The two sets of primes for these equations, which fulfil for all H_e what the header asks,
 *
 *   P_1 > 4 · 2^{deg S + N} ‖H‖_1 / ‖q‖_∞,   ‖H‖_∞ + P_1 ‖q‖_1 < P_1 P_2,
 *
 * and all are 1 modulo the size; undefined where there are not enough.
 * @internal tests and benches alone
 */
export function primeSets(
  equations: readonly IntegerEquation[],
  substituted: Substituted,
  size: number,
): { readonly first: readonly number[]; readonly second: readonly number[] } | undefined {
  const { modulus } = substituted;
  const heights = equations.map((equation) => heightOf(equation, substituted));
  const height = 1n << BigInt(Math.max(...heights));
  // deg S + N = deg H, if q divides H at all.
  const bits = equations.map(
    (equation, e) => heights[e]! + degreeOf(equation) * degreeSubstituted(substituted),
  );
  const largest = modulus.map((c) => (c < 0n ? -c : c)).reduce((a, b) => (a > b ? a : b));
  const primes = transformPrimes(size);
  const take = (bound: bigint): { list: number[]; product: bigint } | undefined => {
    const list: number[] = [];
    let product = 1n;
    while (product <= bound) {
      const { value } = primes.next();
      if (value === undefined) return undefined;
      list.push(value);
      product *= BigInt(value);
    }
    return { list, product };
  };
  // Products are integers: they exceed a quotient if they exceed its whole part.
  const first = take((4n << BigInt(Math.max(...bits))) / largest);
  if (first === undefined) return undefined;
  const second = take(norm1(modulus) + height / first.product);
  return second && { first: first.list, second: second.list };
}

/** Primes below 2²⁸ and above 2²⁷ that are 1 modulo a power of two, from the largest down. */
export function* transformPrimes(size: number): Generator<number, undefined> {
  for (let p = LARGEST - size + 1; p > LARGEST / 2; p -= size) if (isPrime(p)) yield p;
  return undefined;
}

function dividesGroup(
  equations: readonly IntegerEquation[],
  substituted: Substituted,
  work: Work,
): boolean | undefined {
  const degree = Math.max(...equations.map(degreeOf)) * degreeSubstituted(substituted);
  let size = 8;
  while (size <= Math.max(degree, substituted.modulus.length - 1)) size *= 2;
  const sets = primeSets(equations, substituted, size);
  if (sets === undefined) return undefined;
  return algebraKernel().scope(() => {
    const test = new DivisionTest(equations, substituted, sets.first, size, work);
    if (test.cost * (sets.first.length + sets.second.length) > work.left / 2) return undefined;
    for (const j of sets.first.keys()) {
      const verdict = test.divide(j);
      if (verdict !== true) return verdict;
    }
    return sets.second.every((p) => test.agrees(p));
  });
}

type Kernel = ReturnType<typeof algebraKernel>["kernel"];

/** a 2³² mod p. */
const formOf = (a: number, p: number, kernel: Kernel): number => kernel.multiply(a, WORD % p, p);

/** A root of unity of an order that is a power of two and divides p − 1. */
function rootOfUnity(p: number, order: number, kernel: Kernel): number {
  for (let a = 2; ; a++) {
    const root = kernel.power(a, (p - 1) / order, p);
    if (kernel.power(root, order / 2, p) === p - 1) return root;
  }
}

/** A value: of s, of an unknown, or of a product of the value of an unknown with another. */
interface ProductStep {
  readonly factor: number;
  readonly rest: number;
}

/** How H is evaluated: s and the g_i are values 0, 1, …, n, and products follow. */
interface Evaluation {
  readonly steps: readonly ProductStep[];
  /** For each equation the terms of degree 0, 1, …, d; value −1 is the constant 1. */
  readonly equations: readonly (readonly (readonly {
    readonly value: number;
    readonly coefficient: bigint;
  }[])[])[];
}

function evaluationOf(equations: readonly IntegerEquation[], variables: number): Evaluation {
  const steps: ProductStep[] = [];
  const known = new Map<string, number>();
  const place = (exponents: readonly number[]): number => {
    const i = exponents.findIndex((e) => e > 0);
    if (i < 0) return -1;
    if (totalDegree(exponents) === 1) return 1 + i;
    const key = exponents.join();
    const found = known.get(key);
    if (found !== undefined) return found;
    const rest = place(exponents.with(i, exponents[i]! - 1));
    steps.push({ factor: 1 + i, rest });
    known.set(key, variables + steps.length);
    return variables + steps.length;
  };
  return {
    equations: equations.map((equation) => {
      const byDegree: { value: number; coefficient: bigint }[][] = Array.from(
        { length: degreeOf(equation) + 1 },
        () => [],
      );
      for (const [k, exponents] of equation.exponents.entries())
        byDegree[totalDegree(exponents)]!.push({
          value: place(exponents),
          coefficient: equation.coefficients[k]!,
        });
      return byDegree;
    }),
    steps,
  };
}

/** Polynomials with integer coefficients as digits, so that their residues are combinations of rows. */
interface Digits {
  readonly panels: number;
  readonly panelCount: number;
  /** The last is of signs: weight −2^{DIGIT_BITS (rows − 1)}. */
  readonly rows: number;
  /** Where each polynomial begins. */
  readonly starts: readonly number[];
}

/** Needs a scope of the kernel's memory. */
function digitsOf(polynomials: readonly IntegerPolynomial[], work: Work): Digits {
  const memory = algebraKernel();
  const starts: number[] = [];
  let columns = 0;
  for (const { length } of polynomials) {
    starts.push(columns);
    columns += length;
  }
  const bits = polynomials.reduce((most, f) => f.reduce((m, c) => Math.max(m, bitLength(c)), most), 0);
  const digits = Math.ceil(bits / DIGIT_BITS);
  const [rows, panelCount] = [digits + 1, Math.ceil(columns / PANEL)];
  work.hold(rows * panelCount * PANEL);
  const panels = memory.zeros(4 * rows * panelCount * PANEL);
  const view = memory.view(panels, rows * panelCount * PANEL);
  for (const [k, f] of polynomials.entries())
    for (const [j, c] of f.entries()) {
      const column = starts[k]! + j;
      const top = (Math.floor(column / PANEL) * rows + digits) * PANEL + (column % PANEL);
      const text = BigInt.asUintN(DIGIT_BITS * digits, c)
        .toString(16)
        .padStart(HEXADECIMAL * digits, "0");
      for (let d = 0; d < digits; d++)
        view[top - (d + 1) * PANEL] = Number.parseInt(text.slice(HEXADECIMAL * d, HEXADECIMAL * (d + 1)), 16);
      if (c < 0n) view[top] = 1;
    }
  return { panels, panelCount, rows, starts };
}

/** The residues of everything modulo one prime after the other, in the memory of the kernel: within one scope. */
class DivisionTest {
  private readonly memory = algebraKernel();
  private readonly digits: Digits;
  private readonly evaluation: Evaluation;
  private readonly polynomials: readonly IntegerPolynomial[];
  /** Where the coefficients of S_e begin among the columns of the quotients, and how many there are. */
  private readonly quotients: readonly { readonly first: number; readonly length: number }[];
  private readonly quotientPanels: number;
  private readonly primes: number;
  /** y_j, and r in the last row. */
  private readonly rows: number;
  private readonly panels: number;
  private readonly sums: number;
  private readonly room: {
    readonly weights: number;
    readonly coefficients: number;
    readonly twist: number;
    readonly roots: number;
    readonly modulus: number;
    readonly values: readonly number[];
    readonly sum: number;
    readonly quotient: number;
  };
  private isRounded = false;
  /** Operations for a prime. */
  readonly cost: number;

  constructor(
    equations: readonly IntegerEquation[],
    substituted: Substituted,
    private readonly first: readonly number[],
    private readonly size: number,
    private readonly work: Work,
  ) {
    const { memory } = this;
    const { modulus, denominator, numerators } = substituted;
    this.polynomials = [modulus, denominator, ...numerators];
    this.evaluation = evaluationOf(equations, numerators.length);
    this.digits = digitsOf(this.polynomials, work);
    let columns = 0;
    this.quotients = equations.map((equation) => {
      const length = quotientLength(equation, substituted);
      columns += length;
      return { first: columns - length, length };
    });
    this.quotientPanels = Math.ceil(columns / PANEL);
    this.rows = first.length + 1;
    const entries = this.quotientPanels * PANEL * this.rows;
    const valueCount = 1 + numerators.length + this.evaluation.steps.length;
    work.hold(entries + valueCount * size);
    this.primes = memory.copy(first);
    this.panels = memory.zeros(4 * entries);
    this.sums = memory.zeros(8 * this.quotientPanels * PANEL);
    const vector = () => memory.allocate(4 * size);
    this.room = {
      weights: memory.allocate(4 * Math.max(this.digits.rows, this.rows)),
      coefficients: memory.allocate(4 * PANEL * Math.max(this.digits.panelCount, this.quotientPanels)),
      twist: vector(),
      roots: vector(),
      modulus: vector(),
      values: Array.from({ length: valueCount }, vector),
      sum: vector(),
      quotient: vector(),
    };
    const terms = equations.reduce((sum, { exponents }) => sum + exponents.length + 2, 0);
    const transforms = this.polynomials.length + equations.length;
    this.cost =
      (this.digits.rows * this.digits.panelCount * PANEL) / 4 +
      entries / 4 +
      size * (transforms * log2(size) + terms + 3 * valueCount);
  }

  /** Set 1: S_e modulo prime j of the first set; false where q does not divide H_e, undefined if no twist is suitable. */
  divide(j: number): boolean | undefined {
    const { memory, size, room } = this;
    const { kernel } = memory;
    const p = this.first[j]!;
    this.work.spend(this.cost);
    const random = new Random(p).fork("twist");
    const root = rootOfUnity(p, size, kernel);
    for (let k = 0; k < TWISTS; k++) {
      const c = random.integer(1, p - 1);
      this.evaluate(p, root, c);
      if (kernel.invertAll(room.modulus, room.quotient, size, p) === 0) continue;
      const inverses = room.quotient;
      const back = kernel.power(c, p - 2, p);
      kernel.unityRoots(room.roots, size, formOf(kernel.power(root, p - 2, p), p, kernel), WORD % p, p);
      // Undoes the twist and the factors of `interpolate` and of both products, and divides by the other primes.
      const others = kernel.productModulo(this.primes, this.first.length, j, p);
      const scale = kernel.power(kernel.multiply(others, size % p, p), p - 2, p);
      const first = formOf(formOf(scale, p, kernel), p, kernel);
      kernel.powers(room.twist, size, first, formOf(back, p, kernel), p);
      return this.quotients.every(({ first: at, length }, e) => {
        this.substitute(e, p);
        kernel.products(room.sum, inverses, room.sum, size, p);
        kernel.interpolate(room.sum, size, room.roots, p);
        if (kernel.areZero(room.sum + 4 * length, size - length) === 0) return false;
        kernel.enterRow(room.sum, room.twist, length, this.panels, this.rows, j, at, this.sums, p);
        return true;
      });
    }
    return undefined;
  }

  /** Set 2: whether S_e q = H_e modulo p. */
  agrees(p: number): boolean {
    const { memory, size, room } = this;
    const { kernel } = memory;
    this.work.spend(this.cost);
    this.round();
    this.evaluate(p, rootOfUnity(p, size, kernel), 1);
    // Times 2³², which the product with q takes away.
    const all = kernel.cofactors(this.primes, this.first.length, room.weights, WORD % p, p);
    memory.write(room.weights + 4 * this.first.length, p - all);
    kernel.combineRows(this.panels, this.quotientPanels, this.rows, room.weights, room.coefficients, p);
    return this.quotients.every(({ first, length }, e) => {
      this.substitute(e, p);
      kernel.spread(room.coefficients + 4 * first, length, room.twist, room.quotient, size, p);
      kernel.transform(room.quotient, size, room.roots, p);
      kernel.products(room.quotient, room.modulus, room.quotient, size, p);
      return kernel.areSame(room.quotient, room.sum, size) !== 0;
    });
  }

  /** The last row: r = ⌊Σ_j y_j/p_j + 1/2⌋. */
  private round(): void {
    if (this.isRounded) return;
    this.isRounded = true;
    const sums = this.memory.doubles(this.sums, this.quotientPanels * PANEL);
    for (const [column, sum] of sums.entries()) {
      const panel = Math.floor(column / PANEL);
      const row = this.panels + 4 * PANEL * (panel * this.rows + this.rows - 1);
      this.memory.write(row + 4 * (column % PANEL), Math.floor(sum + 1 / 2));
    }
  }

  /** Values of q, s, the g_i and the products at c ω^k; the twist is c^k, the roots are those of ω. */
  private evaluate(p: number, root: number, c: number): void {
    const { memory, size, room, digits, polynomials } = this;
    const { kernel } = memory;
    const one = WORD % p;
    kernel.powers(room.weights, digits.rows, 1, formOf(LARGEST % p, p, kernel), p);
    const sign = memory.view(room.weights, digits.rows);
    sign[digits.rows - 1] = p - sign[digits.rows - 1]!;
    kernel.combineRows(digits.panels, digits.panelCount, digits.rows, room.weights, room.coefficients, p);
    kernel.unityRoots(room.roots, size, formOf(root, p, kernel), one, p);
    kernel.powers(room.twist, size, one, formOf(c, p, kernel), p);
    for (const [k, { length }] of polynomials.entries()) {
      const out = k === 0 ? room.modulus : room.values[k - 1]!;
      kernel.spread(room.coefficients + 4 * digits.starts[k]!, length, room.twist, out, size, p);
      kernel.transform(out, size, room.roots, p);
    }
    const n = polynomials.length - 2;
    for (const [k, { factor, rest }] of this.evaluation.steps.entries())
      kernel.products(room.values[factor]!, room.values[rest]!, room.values[n + 1 + k]!, size, p);
  }

  /**
   * The values of H_e, by Horner's rule in s, into the sum. Every product carries 2⁻³²: terms of degree k carry 2^{−32 k} when they are
   * entered, and 2^{−32 d} at the end, which their coefficients make good.
   */
  private substitute(e: number, p: number): void {
    const { memory, size, room } = this;
    const { kernel } = memory;
    const byDegree = this.evaluation.equations[e]!;
    const modulus = BigInt(p);
    const factor = kernel.power(WORD % p, byDegree.length - 1, p);
    memory.view(room.sum, size).fill(0);
    for (const terms of byDegree) {
      // For the terms of degree 0, of zeros.
      kernel.products(room.sum, room.values[0]!, room.sum, size, p);
      for (const { value, coefficient } of terms) {
        const residue = Number(coefficient % modulus);
        const c = kernel.multiply(residue < 0 ? residue + p : residue, factor, p);
        if (value < 0) kernel.addConstant(room.sum, c, size, p);
        else kernel.addProducts(room.sum, room.values[value]!, c, size, p);
      }
    }
  }
}
