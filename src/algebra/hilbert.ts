/**
 * Dimension and degree of monomial ideals by the Hilbert series
 *
 *   Σ_s dim (k[x]/J)_s t^s = K(t) / (1 − t)^n = K_0(t) / (1 − t)^d,   K_0(1) ≠ 0:   d the dimension, K_0(1) the degree.
 *
 * For J the leading ideal of I in an order of degrees, these are the dimension and the degree of I: the degree is that of the
 * components of largest dimension, with multiplicity, and for d = 0 it is dim k[x]/I.
 *
 * K by K(J) = K(J + ⟨m⟩) + t^deg m K(J : m), m a power of a variable (Bigatti 1997).
 */

/** Dimension and degree of an ideal: of its components of largest dimension, counted with multiplicity. */
export interface DimensionAndDegree {
  /** −1 for the unit ideal. */
  readonly dimension: number;
  /** 0 for the unit ideal. */
  readonly degree: number;
}

/**
 * @param generators exponents of monomials in n variables, not necessarily minimal.
 * @throws RangeError if the degree is 2⁵³ or more.
 */
export function dimensionAndDegree(generators: readonly ArrayLike<number>[], n: number): DimensionAndDegree {
  let series = seriesNumerator(minimal(generators.map((m) => Array.from(m))));
  if (series.every((c) => c === 0n)) return { dimension: -1, degree: 0 };
  let dimension = n;
  let value = valueAtOne(series);
  while (value === 0n) {
    series = divideByOneMinusT(series);
    dimension--;
    value = valueAtOne(series);
  }
  const degree = Number(value);
  if (!Number.isSafeInteger(degree)) throw new RangeError(`degree: expected less than 2^53, got ${value}`);
  return { dimension, degree };
}

const valueAtOne = (series: readonly bigint[]): bigint => series.reduce((sum, c) => sum + c, 0n);

/** f / (1 − t) for f(1) = 0: partial sums. */
function divideByOneMinusT(series: readonly bigint[]): bigint[] {
  let sum = 0n;
  return series.slice(0, -1).map((c) => (sum += c));
}

const divides = (a: readonly number[], b: readonly number[]): boolean => a.every((e, i) => e <= b[i]!);

function minimal(generators: readonly number[][]): number[][] {
  const total = (m: readonly number[]): number => m.reduce((sum, e) => sum + e, 0);
  const kept: number[][] = [];
  for (const m of [...generators].sort((a, b) => total(a) - total(b)))
    if (!kept.some((k) => divides(k, m))) kept.push(m);
  return kept;
}

/** K of the ideal of minimal generators. */
function seriesNumerator(generators: readonly number[][]): bigint[] {
  const pivot = commonVariable(generators);
  if (pivot === undefined) return productOfPowers(generators);
  const { variable, exponent } = pivot;
  const power = generators[0]!.map((_, i) => (i === variable ? exponent : 0));
  const quotient = generators.map((m) => m.map((e, i) => (i === variable ? Math.max(e - exponent, 0) : e)));
  const withPower = [...generators.filter((m) => m[variable]! < exponent), power];
  return addShifted(seriesNumerator(withPower), seriesNumerator(minimal(quotient)), exponent);
}

/** The variable in most generators, at least two, and the median of its exponents there; undefined if all are coprime. */
function commonVariable(
  generators: readonly number[][],
): { readonly variable: number; readonly exponent: number } | undefined {
  let best: readonly number[] = [];
  let variable = -1;
  for (let i = 0; i < (generators[0]?.length ?? 0); i++) {
    const exponents = generators.map((m) => m[i]!).filter((e) => e > 0);
    if (exponents.length > Math.max(best.length, 1)) {
      best = exponents;
      variable = i;
    }
  }
  if (variable < 0) return undefined;
  const sorted = [...best].sort((a, b) => a - b);
  // A pure power among the generators is above all other exponents of its variable; as pivot it would change nothing.
  const pure = generators.some((m) => m.every((e, i) => (i === variable) === e > 0));
  const candidates = pure ? sorted.slice(0, -1) : sorted;
  return { variable, exponent: candidates[candidates.length >> 1]! };
}

function productOfPowers(generators: readonly number[][]): bigint[] {
  let series = [1n];
  for (const m of generators) {
    const degree = m.reduce((sum, e) => sum + e, 0);
    series = addShifted(
      series,
      series.map((c) => -c),
      degree,
    );
  }
  return series;
}

function addShifted(a: readonly bigint[], b: readonly bigint[], shift: number): bigint[] {
  const sum: bigint[] = new Array(Math.max(a.length, b.length + shift)).fill(0n);
  a.forEach((c, i) => {
    sum[i]! += c;
  });
  b.forEach((c, i) => {
    sum[i + shift]! += c;
  });
  return sum;
}
