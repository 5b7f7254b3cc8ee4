/**
 * Growth of a polynomial by an exact Gram matrix: rational θ_k and Q = Qᵀ ≻ 0 with
 *
 *   f + Σ_k θ_k g_k = bᵀ Q b + constant,
 *
 * f, g_k given polynomials, b = (b_1, …, b_N) a basis of polynomials, both sides modulo the equations of unit spheres. Then
 *
 *   f(x) + Σ θ_k g_k(x) ≥ λ ‖b(x)‖² − C with λ = λ_min(Q) > 0, at every point of the spheres:
 *
 * where b holds the free coordinates, the left side tends to infinity with them. Q is found in floating point
 * (`numeric/linalg/semidefinite.ts`), rounded, and brought back onto the linear equations exactly; Q ≻ 0 is decided in integers, and the
 * identity is checked by multiplying out. Entries of Q between basis elements that a change of signs of coordinates, under which
 * f and the g_k do not change, tells apart are zero: averaging over such changes keeps Q ≻ 0.
 *
 * Source: Powers, Wörmann, "An algorithm for sums of squares of real polynomials" (1998); Parrilo (2003). Not covered: Gram
 * matrices that are singular for every choice of b's span, so that nothing can be rounded.
 */

import { pow } from "../elementary/elementary.js";
import { bitLength } from "../exact/dyadic.js";
import { inertia } from "../exact/inertia.js";
import { RationalMatrix } from "../exact/matrix.js";
import { isZero, ONE, type Rational, rational, sign, toNumber, ZERO } from "../exact/rational.js";
import { interiorPoint, type SparseEntry } from "../numeric/linalg/semidefinite.js";
import { balancedScaling } from "../numeric/polynomial/scaling.js";
import { GRAM_BITS, MAX_BASIS, MAX_GRAM_DIRECTIONS, MAX_GRAM_UNKNOWNS } from "./limits.js";
import { Polynomial } from "./polynomial.js";

/** A search for target + Σ θ_k multipliers_k = bᵀQb + constant on the spheres, Q ≻ 0. */
export interface GramProblem {
  readonly target: Polynomial;
  /** g_k: vanish where growth is wanted, or add what is known to be positive. */
  readonly multipliers: readonly Polynomial[];
  /** Linearly independent. */
  readonly basis: readonly Polynomial[];
  /** Number of coordinates. */
  readonly variables: number;
  /** Coordinates of each unit sphere. */
  readonly spheres: readonly Int32Array[];
  /** What decides which changes of sign are symmetries. */
  readonly invariants: readonly Polynomial[];
}

/** What was found: basis, Q and weights, exact; Q ≻ 0 was decided exactly. */
export interface GramCertificate {
  readonly basis: readonly Polynomial[];
  readonly gram: RationalMatrix;
  /** Those g_k that take part, and their θ_k. */
  readonly multipliers: readonly Polynomial[];
  readonly weights: readonly Rational[];
}

const MINUS = rational(-1);

/** Q_ij (i ≤ j), or θ_k. */
type Unknown = { readonly i: number; readonly j: number } | { readonly k: number };

/** Σ_u row[u] u = right. */
interface Equation {
  readonly row: Map<number, Rational>;
  right: Rational;
}

/** θ and Q ≻ 0, or null where none was found. */
export function gramCertificate(problem: GramProblem): GramCertificate | null {
  const reduce = (p: Polynomial) => onSpheres(p, problem.spheres);
  const target = reduce(problem.target);
  const classes = new SignClasses([target, ...problem.invariants.map(reduce)], problem.variables);
  const multipliers = problem.multipliers.map(reduce).filter((g) => !g.isZero() && classes.isInvariant(g));
  let basis = problem.basis.map(reduce).filter((b) => !b.isZero());
  for (;;) {
    if (basis.length === 0 || basis.length > MAX_BASIS) return null;
    const system = equationsOf(basis, target, multipliers, classes, reduce);
    if (system === null) return null;
    const vanishing = forcedToVanish(system.equations, system.unknowns);
    if (vanishing === null) return null;
    if (vanishing.size === 0) {
      const found = solve(system, basis, target, problem.variables);
      return found === null ? null : verified(found, basis, target, multipliers, reduce);
    }
    basis = basis.filter((_, i) => !vanishing.has(i));
  }
}

/** The linear equations of the unknowns: coefficients of every monomial but the constant. */
function equationsOf(
  basis: readonly Polynomial[],
  target: Polynomial,
  multipliers: readonly Polynomial[],
  classes: SignClasses,
  reduce: (p: Polynomial) => Polynomial,
): { readonly equations: readonly Equation[]; readonly unknowns: readonly Unknown[] } | null {
  const unknowns: Unknown[] = [];
  const equations = new Map<string, Equation>();
  const at = (factors: readonly number[]): Equation | null => {
    if (factors.length === 0) return null;
    const key = factors.join();
    let equation = equations.get(key);
    if (equation === undefined) {
      equation = { row: new Map(), right: ZERO };
      equations.set(key, equation);
    }
    return equation;
  };
  const enter = (p: Polynomial, factor: Rational, unknown: Unknown) => {
    const u = unknowns.push(unknown) - 1;
    for (const { coefficient, factors } of p.terms()) at(factors)?.row.set(u, coefficient.mul(factor));
  };
  const found = basis.map((b) => classes.of(b));
  const classOf = found.some((c) => c === null) ? basis.map(() => 0n) : found;
  for (let i = 0; i < basis.length; i++)
    for (let j = i; j < basis.length; j++) {
      if (classOf[i] !== classOf[j]) continue;
      if (unknowns.length >= MAX_GRAM_UNKNOWNS) return null;
      enter(reduce(basis[i]!.multiply(basis[j]!)), rational(i === j ? 1 : 2), { i, j });
    }
  multipliers.forEach((g, k) => {
    enter(g, MINUS, { k });
  });
  for (const { coefficient, factors } of target.terms()) {
    const equation = at(factors);
    if (equation !== null) equation.right = coefficient;
  }
  return { equations: [...equations.values()], unknowns };
}

/**
 * Basis elements whose diagonal entry must vanish: Σ a_i Q_ii = 0 with all a_i > 0 and nothing else in the equation. Null where
 * such a sum would have to be negative.
 */
function forcedToVanish(
  equations: readonly Equation[],
  unknowns: readonly Unknown[],
): ReadonlySet<number> | null {
  const vanishing = new Set<number>();
  for (const { row, right } of equations) {
    const signs = new Set<number>();
    const diagonal: number[] = [];
    for (const [u, a] of row) {
      const unknown = unknowns[u]!;
      if (!("i" in unknown) || unknown.i !== unknown.j) break;
      diagonal.push(unknown.i);
      signs.add(sign(a));
    }
    if (diagonal.length < row.size || signs.size > 1) continue;
    if (row.size === 0 ? !isZero(right) : sign(right) === -[...signs][0]!) return null;
    if (isZero(right)) for (const i of diagonal) vanishing.add(i);
  }
  return vanishing;
}

/** Each pivot unknown is `right` − Σ row of free ones. */
interface Solved {
  readonly pivots: ReadonlyMap<number, Equation>;
  readonly free: readonly number[];
}

/** Gauss–Jordan elimination in rationals; null where the equations contradict each other. */
function eliminate(equations: readonly Equation[], unknowns: number): Solved | null {
  const pivots = new Map<number, Equation>();
  for (const equation of equations) {
    const rest: Equation = { row: new Map(equation.row), right: equation.right };
    for (const u of equation.row.keys()) {
      const known = pivots.get(u);
      if (known !== undefined) subtract(rest, u, known);
    }
    const pivot = rest.row.keys().next();
    if (pivot.done) {
      if (!isZero(rest.right)) return null;
      continue;
    }
    const lead = rest.row.get(pivot.value)!;
    const row = new Map<number, Rational>();
    for (const [u, a] of rest.row) if (u !== pivot.value) row.set(u, a.div(lead));
    const solved: Equation = { row, right: rest.right.div(lead) };
    for (const other of pivots.values()) if (other.row.has(pivot.value)) subtract(other, pivot.value, solved);
    pivots.set(pivot.value, solved);
  }
  return { pivots, free: Array.from({ length: unknowns }, (_, u) => u).filter((u) => !pivots.has(u)) };
}

/** Replaces the pivot u in an equation. */
function subtract(equation: Equation, u: number, { row, right }: Equation): void {
  const factor = equation.row.get(u);
  if (factor === undefined) return;
  equation.row.delete(u);
  for (const [v, a] of row) {
    const value = (equation.row.get(v) ?? ZERO).sub(factor.mul(a));
    if (isZero(value)) equation.row.delete(v);
    else equation.row.set(v, value);
  }
  equation.right = equation.right.sub(factor.mul(right));
}

/** Q and θ, exact and on the equations. */
function solve(
  { equations, unknowns }: { readonly equations: readonly Equation[]; readonly unknowns: readonly Unknown[] },
  basis: readonly Polynomial[],
  target: Polynomial,
  variables: number,
): { readonly gram: RationalMatrix; readonly weights: readonly Rational[] } | null {
  const solved = eliminate(equations, unknowns.length);
  if (solved === null || solved.free.length > MAX_GRAM_DIRECTIONS) return null;
  const scale = basisScales(basis, target, variables);
  const entry = (u: number, value: number): SparseEntry[] => {
    const unknown = unknowns[u]!;
    if (!("i" in unknown) || value === 0) return [];
    const { i, j } = unknown;
    return [{ i, j, a: value / (scale[i]! * scale[j]!) }];
  };
  const columns = new Map<number, [number, Rational][]>();
  for (const [p, { row }] of solved.pivots)
    for (const [u, a] of row) {
      const column = columns.get(u);
      if (column === undefined) columns.set(u, [[p, a]]);
      else column.push([p, a]);
    }
  const directions = solved.free.map((u) => {
    const entries = [...entry(u, 1), ...(columns.get(u) ?? []).flatMap(([p, a]) => entry(p, -toNumber(a)))];
    const unit = entries.reduce((max, { a }) => Math.max(max, Math.abs(a)), 0);
    return unit === 0
      ? { entries: [], unit: 1 }
      : { entries: entries.map((e) => ({ ...e, a: e.a / unit })), unit };
  });
  const y = interiorPoint({
    size: basis.length,
    constant: [...solved.pivots].flatMap(([p, { right }]) => entry(p, toNumber(right))),
    directions: directions.map(({ entries }) => entries),
  });
  if (y === null) return null;
  const values = new Map<number, Rational>();
  solved.free.forEach((u, k) => {
    values.set(u, rounded(y[k]! / directions[k]!.unit));
  });
  for (const [p, { row, right }] of solved.pivots) {
    let value = right;
    for (const [u, a] of row) value = value.sub(a.mul(values.get(u)!));
    values.set(p, value);
  }
  return assembled(values, unknowns, basis.length);
}

function assembled(
  values: ReadonlyMap<number, Rational>,
  unknowns: readonly Unknown[],
  size: number,
): { readonly gram: RationalMatrix; readonly weights: readonly Rational[] } {
  const q = Array.from({ length: size }, () => new Array<Rational>(size).fill(ZERO));
  const weights: Rational[] = [];
  unknowns.forEach((unknown, u) => {
    const value = values.get(u)!;
    if ("k" in unknown) weights[unknown.k] = value;
    else q[unknown.i]![unknown.j] = q[unknown.j]![unknown.i] = value;
  });
  return { gram: RationalMatrix.from(q), weights };
}

/** The dyadic rational next to x with `GRAM_BITS` bits. */
function rounded(x: number): Rational {
  if (x === 0 || !Number.isFinite(x)) return ZERO;
  let unit = 1;
  for (let size = Math.abs(x); size >= pow(2, GRAM_BITS); size /= 2) unit *= 2;
  for (let size = Math.abs(x); size < pow(2, GRAM_BITS - 1) && unit > 2 ** -1000; size *= 2) unit /= 2;
  return rational(Math.round(x / unit) * unit);
}

/** Sizes of the diagonal entries' roots: √(largest term of f) / |b_i| at a point where the terms of f are alike. */
function basisScales(basis: readonly Polynomial[], target: Polynomial, variables: number): number[] {
  const terms = [...target.terms()]
    .filter(({ factors }) => factors.length > 0)
    .map(({ coefficient, factors }) => ({ re: toNumber(coefficient), im: 0, factors }));
  const unit =
    terms.length === 0
      ? new Float64Array(variables).fill(1)
      : balancedScaling([{ variables, equations: [terms] }]).variables;
  const at = (factors: readonly number[]) => factors.reduce((product, v) => product * unit[v]!, 1);
  const size = terms.reduce((max, { re, factors }) => Math.max(max, Math.abs(re) * at(factors)), 0) || 1;
  return basis.map((b) => {
    let largest = 0;
    for (const { coefficient, factors } of b.terms())
      largest = Math.max(largest, Math.abs(toNumber(coefficient)) * at(factors));
    return Math.sqrt(size) / largest;
  });
}

/** The certificate, multiplied out and decided in integers; null where rounding broke it. */
function verified(
  { gram, weights }: { readonly gram: RationalMatrix; readonly weights: readonly Rational[] },
  basis: readonly Polynomial[],
  target: Polynomial,
  multipliers: readonly Polynomial[],
  reduce: (p: Polynomial) => Polynomial,
): GramCertificate | null {
  if (inertia(gram).positive !== basis.length) return null;
  const right = quadratic(gram, basis);
  const left = Polynomial.sum([target, ...multipliers.map((g, k) => g.scale(weights[k]!))]);
  if (reduce(Polynomial.sum([left, right.scale(MINUS)])).degree > 0) return null;
  return { basis, gram, multipliers, weights };
}

/** bᵀ Q b. */
const quadratic = (gram: RationalMatrix, basis: readonly Polynomial[]): Polynomial =>
  Polynomial.sumOfProducts(
    basis.map((b, i) => [b, Polynomial.sum(basis.map((c, j) => c.scale(gram.get(i, j))))] as const),
  );

/** The normal form modulo Σ_S x² = 1: the last coordinate of a sphere occurs at most once. */
export function onSpheres(p: Polynomial, spheres: readonly Int32Array[]): Polynomial {
  let result = p;
  for (const sphere of spheres) {
    const last = sphere[sphere.length - 1]!;
    const square = Polynomial.sum([
      Polynomial.constant(ONE),
      ...[...sphere.subarray(0, -1)].map((v) =>
        Polynomial.variable(v).multiply(Polynomial.variable(v)).scale(MINUS),
      ),
    ]);
    for (;;) {
      const parts: Polynomial[] = [];
      let changed = false;
      for (const { coefficient, factors } of result.terms()) {
        const first = factors.indexOf(last);
        const twice = first >= 0 && factors[first + 1] === last;
        changed ||= twice;
        const kept = twice ? [...factors.slice(0, first), ...factors.slice(first + 2)] : factors;
        const term = monomial(kept).scale(coefficient);
        parts.push(twice ? term.multiply(square) : term);
      }
      if (!changed) break;
      result = Polynomial.sum(parts);
    }
  }
  return result;
}

/** Π x_v over the given factors. */
export const monomial = (factors: readonly number[]): Polynomial =>
  factors.reduce((product, v) => product.multiply(Polynomial.variable(v)), Polynomial.constant(ONE));

/** Monomials up to the changes of sign that leave some polynomials as they are: exponents mod 2, mod the span of theirs. */
class SignClasses {
  /** Echelon form of the span, by leading bit. */
  private readonly span = new Map<number, bigint>();

  constructor(
    invariants: readonly Polynomial[],
    private readonly variables: number,
  ) {
    for (const p of invariants)
      for (const { factors } of p.terms()) {
        const rest = this.reduce(parity(factors));
        if (rest !== 0n) this.span.set(bitLength(rest) - 1, rest);
      }
  }

  isInvariant(p: Polynomial): boolean {
    return this.of(p) === 0n;
  }

  /** The class that all monomials are of; null where they differ. */
  of(p: Polynomial): bigint | null {
    let common: bigint | null = null;
    for (const { factors } of p.terms()) {
      const one = this.reduce(parity(factors));
      if (common !== null && one !== common) return null;
      common = one;
    }
    return common ?? 0n;
  }

  private reduce(bits: bigint): bigint {
    let rest = bits;
    for (let v = this.variables - 1; v >= 0; v--) {
      const row = this.span.get(v);
      if (row !== undefined && (rest >> BigInt(v)) & 1n) rest ^= row;
    }
    return rest;
  }
}

const parity = (factors: readonly number[]): bigint =>
  factors.reduce((bits, v) => bits ^ (1n << BigInt(v)), 0n);
