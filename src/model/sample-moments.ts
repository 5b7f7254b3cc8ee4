/**
 * Second moments of samples, without rounding: sample s has m_s views x_{s,1}, …, x_{s,m_s} ∈ Q^p,
 *
 *   Σ = (1/N) Σ_s (1/m_s) Σ_i x_i x_iᵀ,    Γ = (1/N) Σ_s 1/(m_s(m_s − 1)) Σ_{i≠j} x_i x_jᵀ,    μ = (1/N) Σ_s (1/m_s) Σ_i x_i,
 *
 * with all m_s ≥ 2 for Γ; centred: Σ − μμᵀ, Γ − μμᵀ. For samples of two modalities, views x_i ∈ Q^p and y_j ∈ Q^q,
 *
 *   Γ_XY = (1/N) Σ_s 1/(m_s n_s) Σ_{i,j} x_i y_jᵀ,    Σ_X and Σ_Y as Σ above; centred: Γ_XY − μ_X μ_Yᵀ.
 *
 * **These are moments.** Draw s uniformly and an ordered pair of different views (a, b) of s uniformly: a and b have the same
 * law, E[aaᵀ] = Σ, E[abᵀ] = Γ = Γᵀ, E[a] = E[b] = μ. So Σ ± Γ = ½ E[(a ± b)(a ± b)ᵀ] ⪰ 0, and the same of a − μ and b − μ for the
 * centred ones. Hence Σv = 0 implies vᵀΓv = 0, (Σ + Γ)v = 0, and Γv = 0: the null space of Σ is one of Γ. Likewise
 * [[Σ_X, Γ_XY], [Γ_XYᵀ, Σ_Y]] ⪰ 0 as the moment of (x, y), a view of each modality drawn independently of the other.
 *
 * Computed from Σ_{i≠j} x_i x_jᵀ = SSᵀ − Σ_i x_i x_iᵀ, S = Σ_i x_i, in integers over one common denominator, added up by m_s.
 */
import { RationalMatrix } from "../exact/matrix.js";
import { commonMultiple, type Rational, ratio } from "../exact/rational.js";

/** What is seen of one sample: its views, all of the same length. */
export type Views = readonly (readonly Rational[])[];

/** A sample of two modalities: views of either. */
export interface PairedViews {
  readonly x: Views;
  readonly y: Views;
}

/**
 * Σ and Γ of samples.
 *
 * @param samples at least one, each with at least one view, all views of one length.
 * @param centred whether μμᵀ is subtracted.
 * @returns Γ: p×p, absent where a sample has one view; Σ: p×p, exactly symmetric.
 * @example momentsOfSamples([[[rational(1)], [rational(3)]]]).gamma.get(0, 0).toFraction() // "3"
 */
export function momentsOfSamples(
  samples: readonly Views[],
  centred = false,
): { readonly gamma?: RationalMatrix; readonly sigma: RationalMatrix } {
  const denominator = denominatorOf(samples);
  const p = samples[0]![0]!.length;
  const groups = new Map<number, Sums>();
  for (const views of samples) {
    const sums = groups.get(views.length) ?? {
      squares: zeros(p, p),
      totals: zeros(p, p),
      sum: zeros(1, p)[0]!,
    };
    groups.set(views.length, sums);
    const rows = views.map((view) => view.map((entry) => scaled(entry, denominator)));
    for (const row of rows) addProduct(sums.squares, row, row, true);
    const total = sumOf(rows);
    addProduct(sums.totals, total, total, true);
    total.forEach((entry, i) => {
      sums.sum[i]! += entry;
    });
  }
  const list = [...groups];
  const counts = list.map(([m]) => BigInt(m));
  const mean = weighted(
    1,
    p,
    list.map(([m, { sum }]) => ({ sums: [sum], weight: BigInt(m) })),
    BigInt(samples.length) * denominator,
  );
  const scale = BigInt(samples.length) * denominator ** 2n;
  const own = list.map(([, { squares }], k) => ({ sums: symmetric(squares), weight: counts[k]! }));
  const shift = (a: RationalMatrix) => (centred ? a.subtract(mean.transpose().multiply(mean)) : a);
  const sigma = shift(weighted(p, p, own, scale));
  if (groups.has(1)) return { sigma };
  const different = list.map(([, { squares, totals }], k) => ({
    sums: symmetric(totals.map((row, i) => row.map((entry, j) => entry - squares[i]![j]!))),
    weight: counts[k]! * (counts[k]! - 1n),
  }));
  return { gamma: shift(weighted(p, p, different, scale)), sigma };
}

/**
 * Γ_XY, Σ_X and Σ_Y of samples of two modalities.
 *
 * @param samples at least one, each with at least one view of either modality, all of a modality of one length.
 * @param centred whether μ_X μ_Yᵀ, μ_X μ_Xᵀ, μ_Y μ_Yᵀ are subtracted.
 * @returns Γ_XY: p×q, Σ_X: p×p, Σ_Y: q×q.
 * @example momentsOfPairs([{ x: [[rational(2)]], y: [[rational(3)]] }]).gammaXY.get(0, 0).toFraction() // "6"
 */
export function momentsOfPairs(
  samples: readonly PairedViews[],
  centred = false,
): { readonly gammaXY: RationalMatrix; readonly sigmaX: RationalMatrix; readonly sigmaY: RationalMatrix } {
  const [dx, dy] = [denominatorOf(samples.map(({ x }) => x)), denominatorOf(samples.map(({ y }) => y))];
  const [p, q] = [samples[0]!.x[0]!.length, samples[0]!.y[0]!.length];
  // The mean of x is one more row, that of y one more column: products with a constant entry 1.
  const groups = new Map<bigint, bigint[][]>();
  for (const { x, y } of samples) {
    const [m, n] = [BigInt(x.length), BigInt(y.length)];
    const sums = groups.get(m * n) ?? zeros(p + 1, q + 1);
    groups.set(m * n, sums);
    const left = sumOf(x.map((view) => view.map((entry) => scaled(entry, dx))));
    const right = sumOf(y.map((view) => view.map((entry) => scaled(entry, dy))));
    addProduct(sums, [...left, m * dx], [...right, n * dy]);
  }
  const all = weighted(
    p + 1,
    q + 1,
    [...groups].map(([weight, sums]) => ({ sums, weight })),
    BigInt(samples.length) * dx * dy,
  );
  const gammaXY = RationalMatrix.generate(p, q, (i, j) =>
    centred ? all.get(i, j).sub(all.get(i, q).mul(all.get(p, j))) : all.get(i, j),
  );
  const sigmaX = momentsOfSamples(
    samples.map(({ x }) => x),
    centred,
  ).sigma;
  const sigmaY = momentsOfSamples(
    samples.map(({ y }) => y),
    centred,
  ).sigma;
  return { gammaXY, sigmaX, sigmaY };
}

/** Over samples of as many views: Σ_s Σ_i x_i x_iᵀ and Σ_s S Sᵀ (of both the part i ≥ j), and Σ_s S. */
interface Sums {
  readonly squares: bigint[][];
  readonly totals: bigint[][];
  readonly sum: bigint[];
}

const zeros = (rows: number, columns: number): bigint[][] =>
  Array.from({ length: rows }, () => new Array<bigint>(columns).fill(0n));

const denominatorOf = (samples: readonly Views[]): bigint =>
  commonMultiple([...new Set(samples.flat(2).map(({ d }) => d))]);

const scaled = ({ s, n, d }: Rational, denominator: bigint): bigint => s * n * (denominator / d);

const sumOf = (rows: readonly (readonly bigint[])[]): bigint[] =>
  rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0n));

/** Adds u vᵀ, or of u uᵀ the part on and below the diagonal. */
function addProduct(sums: bigint[][], u: readonly bigint[], v: readonly bigint[], lower = false): void {
  for (let i = 0; i < u.length; i++) {
    if (u[i] === 0n) continue;
    const row = sums[i]!;
    const end = lower ? i + 1 : v.length;
    for (let j = 0; j < end; j++) row[j]! += u[i]! * v[j]!;
  }
}

const symmetric = (lower: readonly (readonly bigint[])[]): bigint[][] =>
  lower.map((row, i) => row.map((_, j) => lower[Math.max(i, j)]![Math.min(i, j)]!));

/** (1/scale) Σ_k sums_k/weight_k. */
function weighted(
  rows: number,
  columns: number,
  parts: readonly { readonly sums: readonly (readonly bigint[])[]; readonly weight: bigint }[],
  scale: bigint,
): RationalMatrix {
  const common = commonMultiple(parts.map(({ weight }) => weight));
  return RationalMatrix.generate(rows, columns, (i, j) =>
    ratio(
      parts.reduce((sum, { sums, weight }) => sum + sums[i]![j]! * (common / weight), 0n),
      scale * common,
    ),
  );
}
