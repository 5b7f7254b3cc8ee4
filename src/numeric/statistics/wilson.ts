/**
 * Wilson's interval for a share k/n of independent draws (Wilson, JASA 1927):
 *
 *   (k + z²/2 ± z √(k(n−k)/n + z²/4)) / (n + z²),  z = 1.96 for 95 %.
 */
const Z = 1.959963984540054;

/** A share of successes with its confidence interval. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The share with its 95 % interval, which stays inside [0, 1] and is not degenerate at k = 0 or k = n.
 *
 * @throws RangeError unless 0 ≤ count ≤ of are integers and of > 0.
 * @example wilson(10, 10).low // about 0.72
 */
export function wilson(count: number, of: number): Share {
  if (!Number.isInteger(count) || !Number.isInteger(of) || of < 1 || count < 0 || count > of)
    throw new RangeError(`share: expected integers 0 ≤ count ≤ of, of > 0, got ${count} of ${of}`);
  const centre = count + (Z * Z) / 2;
  const half = Z * Math.sqrt((count * (of - count)) / of + (Z * Z) / 4);
  return {
    count,
    of,
    low: count === 0 ? 0 : (centre - half) / (of + Z * Z),
    high: count === of ? 1 : (centre + half) / (of + Z * Z),
  };
}
