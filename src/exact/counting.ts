/**
 * Exact counting: binomial and multinomial coefficients, and generating functions Σ_k c_k z^k with integer
 * coefficients, in which a census by index is a product.
 */

/** C(n, k); 0 outside 0 ≤ k ≤ n. */
export function binomial(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let value = 1n;
  for (let i = 1; i <= Math.min(k, n - k); i++)
    value = (value * BigInt(n - Math.min(k, n - k) + i)) / BigInt(i);
  return value;
}

/** The r-subsets of 0, …, n − 1 in lexicographic order; of those from `from` on. */
export function subsets(n: number, r: number, from = 0): number[][] {
  if (r === 0) return [[]];
  return Array.from({ length: Math.max(n - from - r + 1, 0) }, (_, k) => from + k).flatMap((first) =>
    subsets(n, r - 1, first + 1).map((rest) => [first, ...rest]),
  );
}

/** (Σ n_i)! / Π n_i!. */
export function multinomial(counts: readonly number[]): bigint {
  let total = 0;
  let value = 1n;
  for (const count of counts) {
    total += count;
    value *= binomial(total, count);
  }
  return value;
}

/** A polynomial in z with BigInt coefficients, lowest power first; no trailing zeros. */
export class CountPolynomial {
  private constructor(readonly coefficients: readonly bigint[]) {}

  static of(coefficients: readonly bigint[]): CountPolynomial {
    let length = coefficients.length;
    while (length > 0 && coefficients[length - 1] === 0n) length--;
    return new CountPolynomial(coefficients.slice(0, length));
  }

  /** c z^k. */
  static monomial(power: number, coefficient = 1n): CountPolynomial {
    return CountPolynomial.of([...new Array<bigint>(power).fill(0n), coefficient]);
  }

  static readonly zero = CountPolynomial.of([]);
  static readonly one = CountPolynomial.of([1n]);

  static sum(parts: Iterable<CountPolynomial>): CountPolynomial {
    const total: bigint[] = [];
    for (const { coefficients } of parts)
      coefficients.forEach((c, k) => {
        total[k] = (total[k] ?? 0n) + c;
      });
    return CountPolynomial.of(Array.from(total, (c) => c ?? 0n));
  }

  add(other: CountPolynomial): CountPolynomial {
    return CountPolynomial.sum([this, other]);
  }

  multiply(other: CountPolynomial): CountPolynomial {
    const a = this.coefficients;
    const b = other.coefficients;
    if (a.length === 0 || b.length === 0) return CountPolynomial.zero;
    const out = new Array<bigint>(a.length + b.length - 1).fill(0n);
    a.forEach((x, i) => {
      if (x !== 0n)
        b.forEach((y, j) => {
          out[i + j]! += x * y;
        });
    });
    return CountPolynomial.of(out);
  }

  scale(factor: bigint): CountPolynomial {
    return CountPolynomial.of(this.coefficients.map((c) => c * factor));
  }

  /** z^k · this. */
  shift(power: number): CountPolynomial {
    return this.multiply(CountPolynomial.monomial(power));
  }

  /**
   * The k-th power of a polynomial with non-negative coefficients, by Kronecker substitution: one integer power
   * at z = 2^b, b large enough that no coefficient overflows into the next.
   * @throws RangeError for a negative coefficient.
   */
  power(exponent: number): CountPolynomial {
    if (this.coefficients.some((c) => c < 0n))
      throw new RangeError("counting: expected non-negative coefficients under a power");
    if (exponent === 0) return CountPolynomial.one;
    if (this.coefficients.length === 0) return CountPolynomial.zero;
    const bound = this.at(1n) ** BigInt(exponent);
    const digits = Math.ceil(bound.toString(16).length);
    const width = BigInt(4 * digits);
    let packed = 0n;
    for (let k = this.coefficients.length - 1; k >= 0; k--)
      packed = (packed << width) | this.coefficients[k]!;
    const text = (packed ** BigInt(exponent)).toString(16);
    const out: bigint[] = [];
    for (let end = text.length; end > 0; end -= digits)
      out.push(BigInt(`0x${text.slice(Math.max(0, end - digits), end)}`));
    return CountPolynomial.of(out);
  }

  /** Value at an integer. */
  at(z: bigint): bigint {
    return this.coefficients.reduceRight((value, c) => value * z + c, 0n);
  }

  /** The nonzero coefficients by power. */
  toMap(): Map<number, bigint> {
    return new Map(this.coefficients.map((c, k) => [k, c] as const).filter(([, c]) => c !== 0n));
  }
}
