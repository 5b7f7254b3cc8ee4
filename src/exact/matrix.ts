/**
 * Matrices of exact rationals: A ∈ Q^{rows×columns}, immutable, row-major.
 *
 * Not covered: anything that needs a square root (spectra, QR); see `numeric` for floating decompositions.
 */
import { gcd, isZero, ONE, type Rational, ratio, rational, toNumber, ZERO } from "./rational.js";

/**
 * A matrix over Q; immutable.
 *
 * @example
 * RationalMatrix.from([[1, "1/2"], [0, 2]]).multiply(RationalMatrix.identity(2)).get(0, 1).toFraction() // "1/2"
 */
export class RationalMatrix {
  private constructor(
    readonly rows: number,
    readonly columns: number,
    private readonly entries: readonly Rational[],
  ) {}

  /** @param entry value at (i, j), zero-based. */
  static generate(rows: number, columns: number, entry: (i: number, j: number) => Rational): RationalMatrix {
    const entries: Rational[] = [];
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) entries.push(entry(i, j));
    return new RationalMatrix(rows, columns, entries);
  }

  /** @throws RangeError if the rows differ in length or an entry is not an exact number. */
  static from(rows: readonly (readonly (number | string | bigint | Rational)[])[]): RationalMatrix {
    const columns = rows[0]?.length ?? 0;
    if (rows.some((row) => row.length !== columns))
      throw new RangeError("matrix: expected rows of equal length");
    return RationalMatrix.generate(rows.length, columns, (i, j) => rational(rows[i]![j]!));
  }

  /** The matrix of zeros. */
  static zero(rows: number, columns: number): RationalMatrix {
    return RationalMatrix.generate(rows, columns, () => ZERO);
  }

  /** I, size×size. */
  static identity(size: number): RationalMatrix {
    return RationalMatrix.generate(size, size, (i, j) => (i === j ? ONE : ZERO));
  }

  /** diag(values), square. */
  static diagonal(values: readonly Rational[]): RationalMatrix {
    return RationalMatrix.generate(values.length, values.length, (i, j) => (i === j ? values[i]! : ZERO));
  }

  /** a_ij, zero-based; both within the shape, which is not checked. */
  get(i: number, j: number): Rational {
    return this.entries[i * this.columns + j]!;
  }

  /** The matrix of all f(a_ij, i, j). */
  map(f: (value: Rational, i: number, j: number) => Rational): RationalMatrix {
    return RationalMatrix.generate(this.rows, this.columns, (i, j) => f(this.get(i, j), i, j));
  }

  /** Aᵀ. */
  transpose(): RationalMatrix {
    return RationalMatrix.generate(this.columns, this.rows, (i, j) => this.get(j, i));
  }

  /** A + B. @throws RangeError if the shapes differ. */
  add(other: RationalMatrix): RationalMatrix {
    this.requireShape(other);
    return this.map((value, i, j) => value.add(other.get(i, j)));
  }

  /** A − B. @throws RangeError if the shapes differ. */
  subtract(other: RationalMatrix): RationalMatrix {
    this.requireShape(other);
    return this.map((value, i, j) => value.sub(other.get(i, j)));
  }

  /** factor · A. */
  scale(factor: Rational): RationalMatrix {
    return this.map((value) => value.mul(factor));
  }

  /** A·B. @throws RangeError if A has other columns than B has rows. */
  multiply(other: RationalMatrix): RationalMatrix {
    if (this.columns !== other.rows)
      throw new RangeError(`matrix product: expected ${this.columns} rows on the right, got ${other.rows}`);
    // One denominator per row on the left and per column on the right: integer products, one reduction per entry.
    const left = Array.from({ length: this.rows }, (_, i) =>
      overCommonDenominator(Array.from({ length: this.columns }, (_, k) => this.get(i, k))),
    );
    const right = Array.from({ length: other.columns }, (_, j) =>
      overCommonDenominator(Array.from({ length: other.rows }, (_, k) => other.get(k, j))),
    );
    return RationalMatrix.generate(this.rows, other.columns, (i, j) => {
      const a = left[i]!;
      const b = right[j]!;
      let sum = 0n;
      for (let k = 0; k < a.numerators.length; k++) sum += a.numerators[k]! * b.numerators[k]!;
      return ratio(sum, a.denominator * b.denominator);
    });
  }

  /** Σ a_ii over the diagonal, also of matrices that are not square. */
  trace(): Rational {
    let sum = ZERO;
    for (let i = 0; i < Math.min(this.rows, this.columns); i++) sum = sum.add(this.get(i, i));
    return sum;
  }

  /** Squared Frobenius norm Σ a_ij². */
  norm2(): Rational {
    return this.entries.reduce((sum, value) => sum.add(value.mul(value)), ZERO);
  }

  /** Whether shapes and entries are the same, exactly. */
  equals(other: RationalMatrix): boolean {
    return (
      this.rows === other.rows &&
      this.columns === other.columns &&
      this.entries.every((value, k) => value.equals(other.entries[k]!))
    );
  }

  /** Whether all entries are 0. */
  isZero(): boolean {
    return this.entries.every(isZero);
  }

  /** Whether A = Aᵀ exactly. */
  isSymmetric(): boolean {
    return this.rows === this.columns && this.equals(this.transpose());
  }

  /** Whether all entries off the diagonal are 0. */
  isDiagonal(): boolean {
    return this.entries.every(
      (value, k) => Math.floor(k / this.columns) === k % this.columns || isZero(value),
    );
  }

  /** a_11, a_22, …: min(rows, columns) of them. */
  diagonalEntries(): Rational[] {
    return Array.from({ length: Math.min(this.rows, this.columns) }, (_, i) => this.get(i, i));
  }

  /** Row-major nearest doubles. */
  toNumbers(): Float64Array {
    return Float64Array.from(this.entries, toNumber);
  }

  /** The entries by rows. */
  toRows(): Rational[][] {
    return Array.from({ length: this.rows }, (_, i) =>
      Array.from({ length: this.columns }, (_, j) => this.get(i, j)),
    );
  }

  private requireShape(other: RationalMatrix): void {
    if (this.rows !== other.rows || this.columns !== other.columns)
      throw new RangeError(
        `matrix: expected shape ${this.rows}×${this.columns}, got ${other.rows}×${other.columns}`,
      );
  }
}

function overCommonDenominator(values: readonly Rational[]): { numerators: bigint[]; denominator: bigint } {
  let denominator = 1n;
  for (const { d } of values) denominator = (denominator / gcd(denominator, d)) * d;
  return { numerators: values.map(({ s, n, d }) => s * n * (denominator / d)), denominator };
}
