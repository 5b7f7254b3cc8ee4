/**
 * Matrices of exact rationals: A ∈ Q^{rows×columns}, immutable, row-major.
 *
 * Not covered: anything that needs a square root (spectra, QR); see `numeric` for floating decompositions.
 */
import { gcd, isZero, ONE, type Rational, ratio, rational, toNumber, ZERO } from "./rational.js";

/** A matrix over Q; immutable. */
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

  static zero(rows: number, columns: number): RationalMatrix {
    return RationalMatrix.generate(rows, columns, () => ZERO);
  }

  static identity(size: number): RationalMatrix {
    return RationalMatrix.generate(size, size, (i, j) => (i === j ? ONE : ZERO));
  }

  static diagonal(values: readonly Rational[]): RationalMatrix {
    return RationalMatrix.generate(values.length, values.length, (i, j) => (i === j ? values[i]! : ZERO));
  }

  get(i: number, j: number): Rational {
    return this.entries[i * this.columns + j]!;
  }

  map(f: (value: Rational, i: number, j: number) => Rational): RationalMatrix {
    return RationalMatrix.generate(this.rows, this.columns, (i, j) => f(this.get(i, j), i, j));
  }

  transpose(): RationalMatrix {
    return RationalMatrix.generate(this.columns, this.rows, (i, j) => this.get(j, i));
  }

  add(other: RationalMatrix): RationalMatrix {
    this.requireShape(other);
    return this.map((value, i, j) => value.add(other.get(i, j)));
  }

  subtract(other: RationalMatrix): RationalMatrix {
    this.requireShape(other);
    return this.map((value, i, j) => value.sub(other.get(i, j)));
  }

  scale(factor: Rational): RationalMatrix {
    return this.map((value) => value.mul(factor));
  }

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

  trace(): Rational {
    let sum = ZERO;
    for (let i = 0; i < Math.min(this.rows, this.columns); i++) sum = sum.add(this.get(i, i));
    return sum;
  }

  /** Squared Frobenius norm Σ a_ij². */
  norm2(): Rational {
    return this.entries.reduce((sum, value) => sum.add(value.mul(value)), ZERO);
  }

  equals(other: RationalMatrix): boolean {
    return (
      this.rows === other.rows &&
      this.columns === other.columns &&
      this.entries.every((value, k) => value.equals(other.entries[k]!))
    );
  }

  isZero(): boolean {
    return this.entries.every(isZero);
  }

  isSymmetric(): boolean {
    return this.rows === this.columns && this.equals(this.transpose());
  }

  isDiagonal(): boolean {
    return this.entries.every(
      (value, k) => Math.floor(k / this.columns) === k % this.columns || isZero(value),
    );
  }

  diagonalEntries(): Rational[] {
    return Array.from({ length: Math.min(this.rows, this.columns) }, (_, i) => this.get(i, i));
  }

  /** Row-major nearest doubles. */
  toNumbers(): Float64Array {
    return Float64Array.from(this.entries, toNumber);
  }

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
