/**
 * Row reduction of sparse matrices over F_p whose rows mostly are given in echelon form: the linear algebra of F4.
 *
 * Pivot rows are monic and sparse, one for each pivot column. A row is scattered into a dense one, and column after column from
 * the left its entry is eliminated by the pivot row of that column, if there is one (`eliminate` of the kernel).
 */
import { algebraKernel } from "./elimination-kernel.js";
import type { Work } from "./work.js";

/** Entries by ascending column, residues; arrays may be shared between rows. */
export interface SparseRow {
  readonly columns: Int32Array;
  readonly coefficients: Int32Array;
}

/** What is left of rows after reduction. */
export interface ReducedRows {
  /** Monic, by descending first column. */
  readonly rows: readonly SparseRow[];
  /** Which of the given rows each came from. */
  readonly from: readonly number[];
}

/**
 * The rows `lower` reduced against `upper` and each other, those that vanish left out.
 *
 * @param upper monic, with distinct first columns.
 * @throws BudgetExceeded
 */
export function reduceRows(
  width: number,
  upper: readonly SparseRow[],
  lower: readonly SparseRow[],
  p: number,
  work: Work,
): ReducedRows {
  return algebraKernel().scope(() => {
    const matrix = new PivotMatrix(width, p, work);
    for (const row of upper) matrix.addPivot(row);
    const found: { column: number; from: number }[] = [];
    for (const [from, row] of lower.entries()) {
      const column = matrix.reduceToPivot(row);
      if (column >= 0) found.push({ column, from });
    }
    found.sort((a, b) => b.column - a.column);
    return {
      rows: found.map(({ column }) => matrix.reduceTail(column)),
      from: found.map(({ from }) => from),
    };
  });
}

/**
 * Pivot rows reduced behind their first columns, in the order given, each against those before it in its reduced form.
 *
 * @param upper other pivot rows; all first columns are distinct and all rows monic.
 * @throws BudgetExceeded
 */
export function reduceTails(
  width: number,
  upper: readonly SparseRow[],
  rows: readonly SparseRow[],
  p: number,
  work: Work,
): readonly SparseRow[] {
  return algebraKernel().scope(() => {
    const matrix = new PivotMatrix(width, p, work);
    for (const row of [...upper, ...rows]) matrix.addPivot(row);
    return rows.map(({ columns }) => matrix.reduceTail(columns[0]!));
  });
}

const RECORD = 16;

/** Pivot rows in the memory of the kernel. */
class PivotMatrix {
  private readonly memory = algebraKernel();
  private readonly pivots: number;
  private readonly dense: number;
  private readonly copies = new Map<Int32Array, number>();
  /** Where the columns of a row that is not kept go. */
  private readonly scratch: number;

  constructor(
    private readonly width: number,
    private readonly p: number,
    private readonly work: Work,
  ) {
    this.pivots = this.memory.zeros(RECORD * width);
    this.dense = this.memory.zeros(8 * width);
    this.scratch = this.memory.allocate(4 * width);
  }

  private placeOf(numbers: Int32Array): number {
    let place = this.copies.get(numbers);
    if (place === undefined) {
      place = this.memory.copy(numbers);
      this.copies.set(numbers, place);
    }
    return place;
  }

  addPivot({ columns, coefficients }: SparseRow): void {
    this.record(columns[0]!, this.memory.copy(columns), this.placeOf(coefficients), columns.length);
  }

  private record(column: number, columns: number, coefficients: number, length: number): void {
    const record = this.memory.view(this.pivots + RECORD * column, 3);
    record[0] = columns;
    record[1] = coefficients;
    record[2] = length;
  }

  /** Reduces a row and keeps what is left as a pivot row: its column, or −1 if nothing is. */
  reduceToPivot({ columns, coefficients }: SparseRow): number {
    const { memory, dense, width, p } = this;
    const from = columns[0]!;
    memory.view(this.scratch, columns.length).set(columns);
    memory.kernel.scatter(dense, this.scratch, this.placeOf(coefficients), columns.length);
    const count = memory.kernel.eliminate(dense, from, width, this.pivots, p);
    this.work.spend(memory.kernel.takeOperations());
    return count === 0 ? -1 : this.keep(from, count);
  }

  /** The pivot row of a column, reduced behind it and kept so. */
  reduceTail(column: number): SparseRow {
    const { memory, dense, width, p } = this;
    const [columns, coefficients, length] = memory.view(this.pivots + RECORD * column, 3);
    memory.kernel.scatter(dense, columns! >>> 0, coefficients! >>> 0, length!);
    const count = memory.kernel.eliminate(dense, column + 1, width, this.pivots, p) + 1;
    this.work.spend(memory.kernel.takeOperations());
    this.keep(column, count);
    const [newColumns, newCoefficients] = memory.view(this.pivots + RECORD * column, 2);
    return {
      columns: memory.read(newColumns! >>> 0, count),
      coefficients: memory.read(newCoefficients! >>> 0, count),
    };
  }

  /** Gathers the nonzero entries of the dense row, so many, into a pivot row; returns its column. */
  private keep(from: number, count: number): number {
    const { memory } = this;
    const columns = memory.allocate(4 * count);
    const coefficients = memory.allocate(4 * count);
    memory.kernel.gather(this.dense, from, this.width, columns, coefficients, this.p);
    const first = memory.view(columns, 1)[0]!;
    this.record(first, columns, coefficients, count);
    return first;
  }
}
