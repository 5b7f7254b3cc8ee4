/** Linear algebra and resultants over Q, plainly: shares nothing with `src/algebra` but the rational numbers. */
import { ONE, type Rational, ZERO } from "../../src/exact/rational.js";

type Row = readonly Rational[];
const isZero = (x: Rational): boolean => x.equals(ZERO);

/** Reduced row echelon form and its pivot columns. */
function echelon(rows: readonly Row[], columns: number): { rows: Row[]; pivots: number[] } {
  const left = rows.map((row) => [...row]);
  const pivots: number[] = [];
  for (let column = 0; column < columns; column++) {
    const at = left.findIndex((row, i) => i >= pivots.length && !isZero(row[column]!));
    if (at < 0) continue;
    const top = pivots.length;
    [left[top], left[at]] = [left[at]!, left[top]!];
    const scale = ONE.div(left[top]![column]!);
    left[top] = left[top]!.map((x) => x.mul(scale));
    for (let i = 0; i < left.length; i++) {
      const factor = left[i]![column]!;
      if (i !== top && !isZero(factor)) left[i] = left[i]!.map((x, j) => x.sub(factor.mul(left[top]![j]!)));
    }
    pivots.push(column);
  }
  return { rows: left, pivots };
}

/** A point of the affine space of rows (a | b), and its dimension; null if it is empty. */
export function solveLinear(
  rows: readonly Row[],
  n: number,
): { readonly point: Rational[]; readonly dimension: number } | null {
  const { rows: reduced, pivots } = echelon(rows, n + 1);
  if (pivots.includes(n)) return null;
  const point = new Array<Rational>(n).fill(ZERO);
  for (const [i, column] of pivots.entries()) point[column] = reduced[i]![n]!;
  return { point, dimension: n - pivots.length };
}

/** A basis of the vectors that the rows annihilate. */
export function nullspace(rows: readonly Row[], columns: number): Rational[][] {
  const { rows: reduced, pivots } = echelon(rows, columns);
  return Array.from({ length: columns }, (_, j) => j)
    .filter((j) => !pivots.includes(j))
    .map((j) => {
      const vector = new Array<Rational>(columns).fill(ZERO);
      vector[j] = ONE;
      for (const [i, column] of pivots.entries()) vector[column] = reduced[i]![j]!.neg();
      return vector;
    });
}

function determinant(rows: readonly Row[]): Rational {
  const left = rows.map((row) => [...row]);
  let value = ONE;
  for (let k = 0; k < left.length; k++) {
    const at = left.findIndex((row, i) => i >= k && !isZero(row[k]!));
    if (at < 0) return ZERO;
    if (at !== k) {
      [left[k], left[at]] = [left[at]!, left[k]!];
      value = value.neg();
    }
    value = value.mul(left[k]![k]!);
    for (let i = k + 1; i < left.length; i++) {
      const factor = left[i]![k]!.div(left[k]![k]!);
      if (!isZero(factor)) left[i] = left[i]!.map((x, j) => x.sub(factor.mul(left[k]![j]!)));
    }
  }
  return value;
}

/** Coefficients from the constant on, without zeros at the end. */
type Univariate = readonly Rational[];
const trimmed = (f: Univariate): Univariate => {
  let length = f.length;
  while (length > 0 && isZero(f[length - 1]!)) length--;
  return f.slice(0, length);
};
const derivative = (f: Univariate): Univariate => f.slice(1).map((c, k) => c.mul(k + 1));
function divide(f: Univariate, g: Univariate): { quotient: Univariate; rest: Univariate } {
  const rest = [...f];
  const quotient = new Array<Rational>(Math.max(0, f.length - g.length + 1)).fill(ZERO);
  for (let k = quotient.length - 1; k >= 0; k--) {
    quotient[k] = rest[k + g.length - 1]!.div(g.at(-1)!);
    g.forEach((c, j) => {
      rest[k + j] = rest[k + j]!.sub(quotient[k]!.mul(c));
    });
  }
  return { quotient: trimmed(quotient), rest: trimmed(rest) };
}
const gcd = (f: Univariate, g: Univariate): Univariate => (g.length === 0 ? f : gcd(g, divide(f, g).rest));

/** Multiplicities of the distinct roots, f ≠ 0: those of gcd(f, f′) and so on are one less. */
function multiplicitiesOf(f: Univariate): number[] {
  const distinct: number[] = [];
  // distinct[k]: number of roots of multiplicity > k.
  for (let rest = f; rest.length > 1; ) {
    const common = gcd(rest, derivative(rest));
    distinct.push(rest.length - common.length);
    rest = common;
  }
  return distinct.flatMap((count, k) => new Array<number>(count - (distinct[k + 1] ?? 0)).fill(k + 1));
}

/** The number of distinct real roots, by Sturm's sequence. */
function realRoots(f: Univariate): number {
  const sequence = [f, derivative(f)];
  while (sequence.at(-1)!.length > 0) {
    const [a, b] = sequence.slice(-2) as [Univariate, Univariate];
    sequence.push(divide(a, b).rest.map((c) => c.neg()));
  }
  const changes = (atMinusInfinity: boolean): number => {
    const signs = sequence
      .filter((g) => g.length > 0)
      .map((g) => (g.at(-1)!.compare(ZERO) > 0 ? 1 : -1) * (atMinusInfinity && g.length % 2 === 0 ? -1 : 1));
    return signs.filter((s, k) => k > 0 && s !== signs[k - 1]).length;
  };
  return changes(true) - changes(false);
}

/** Values at 0, 1, 2, … interpolated: Newton's differences. */
function interpolated(values: readonly Rational[]): Univariate {
  const differences = [...values];
  for (let level = 1; level < values.length; level++)
    for (let k = values.length - 1; k >= level; k--)
      differences[k] = differences[k]!.sub(differences[k - 1]!).div(level);
  let f: Rational[] = [];
  for (let k = values.length - 1; k >= 0; k--) {
    // f · (x − k) + c_k.
    const next = [ZERO, ...f];
    f.forEach((c, j) => {
      next[j] = next[j]!.sub(c.mul(k));
    });
    next[0] = next[0]!.add(differences[k]!);
    f = next;
  }
  return trimmed(f);
}

/** c[i][j] x^i y^j. */
type Plane = readonly (readonly number[])[];
const degreeOf = (f: Plane): number =>
  Math.max(-1, ...f.flatMap((row, i) => row.map((c, j) => (c === 0 ? -1 : i + j))));

/** f(t − k y, y) at a number t, by powers of y from the constant on: d + 1 of them. */
function sheared(f: Plane, t: number, k: number, d: number): Rational[] {
  const sum = new Array<Rational>(d + 1).fill(ZERO);
  for (const [i, row] of f.entries()) {
    // (t − k y)^i.
    let power: Rational[] = [ONE];
    for (let e = 0; e < i; e++) {
      const next = [...power.map((c) => c.mul(t)), ZERO];
      power.forEach((c, j) => {
        next[j + 1] = next[j + 1]!.sub(c.mul(k));
      });
      power = next;
    }
    for (const [j, c] of row.entries())
      if (c !== 0)
        power.forEach((p, e) => {
          sum[e + j] = sum[e + j]!.add(p.mul(c));
        });
  }
  return sum;
}

/**
 * Multiplicities of the common points of two plane curves, and how many are real; null if they have a common factor or one is
 * constant.
 *
 * Res_y of f(t − ky, y) and g(t − ky, y), whose leading coefficients in y are constants: t = x + ky takes at each point a root of
 * the multiplicity of the point, and for nearly all k these are different.
 */
export function resultantPattern(
  f: Plane,
  g: Plane,
): { readonly multiplicities: number[]; readonly real: number } | null {
  const [d, e] = [degreeOf(f), degreeOf(g)];
  if (d < 1 || e < 1) return null;
  let best: { multiplicities: number[]; real: number } | null = null;
  let tried = 0;
  for (let k = 1; tried < 5; k++) {
    if (isZero(sheared(f, 0, k, d)[d]!) || isZero(sheared(g, 0, k, e)[e]!)) continue;
    tried++;
    const values = Array.from({ length: d * e + 1 }, (_, t) => {
      const [a, b] = [sheared(f, t, k, d).reverse(), sheared(g, t, k, e).reverse()];
      const row = (c: Rational[], shift: number) =>
        Array.from({ length: d + e }, (_, j) => c[j - shift] ?? ZERO);
      return determinant([
        ...Array.from({ length: e }, (_, i) => row(a, i)),
        ...Array.from({ length: d }, (_, i) => row(b, i)),
      ]);
    });
    const resultant = interpolated(values);
    if (resultant.length === 0) return null;
    const multiplicities = multiplicitiesOf(resultant);
    if (best === null || multiplicities.length > best.multiplicities.length)
      best = { multiplicities, real: resultant.length > 1 ? realRoots(resultant) : 0 };
  }
  return best;
}
