/**
 * The exact one-sided Mann–Whitney test (Mann and Whitney, Ann. Math. Stat. 1947) for samples without ties:
 *
 *   U = #{(i, j) : a_i > b_j},   p = P(U' ≥ U) when all C(n+k, n) orders of the n + k values are equally likely.
 *
 * Ties count one half for U and make p conservative where they matter (U is rounded down).
 */

/** Outcome of a rank test. */
export interface RankTest {
  /** U, out of `pairs` = n·k. */
  readonly above: number;
  readonly pairs: number;
  /** Probability of so many or more under exchangeability. */
  readonly p: number;
}

/**
 * Whether the values of `a` tend to be larger than those of `b`.
 *
 * @throws RangeError if one of them is empty.
 * @example mannWhitney([3, 4], [1, 2]).p // 1/6
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): RankTest {
  const [n, k] = [a.length, b.length];
  if (n === 0 || k === 0) throw new RangeError(`rank test: expected two samples, got sizes ${n} and ${k}`);
  let above = 0;
  for (const x of a) for (const y of b) above += x > y ? 1 : x === y ? 0.5 : 0;
  // P(U = u) by the largest value: it is one of the a with probability i/(i+j) and then above all j of the b.
  let rows = [Float64Array.of(1)];
  for (let j = 1; j <= k; j++) rows.push(Float64Array.of(1));
  for (let i = 1; i <= n; i++) {
    const next = [Float64Array.of(1)];
    for (let j = 1; j <= k; j++) {
      const law = new Float64Array(i * j + 1);
      rows[j]!.forEach((value, u) => {
        law[u + j]! += (value * i) / (i + j);
      });
      next[j - 1]!.forEach((value, u) => {
        law[u]! += (value * j) / (i + j);
      });
      next.push(law);
    }
    rows = next;
  }
  let p = 0;
  const law = rows[k]!;
  for (let u = law.length - 1; u >= Math.floor(above); u--) p += law[u]!;
  return { above, pairs: n * k, p: Math.min(1, p) };
}
