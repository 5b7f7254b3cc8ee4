import { describe, expect, it } from "vitest";
import { fromRows } from "../../src/numeric/dense.js";
import { createRunner, type MatrixProgram } from "../../src/numeric/program.js";

/** slot 0: A (2×3) input, 1: B (2×3) constant, 2: A Bᵀ, 3: Aᵀ B, 4: tr(A Bᵀ), 5: 2 tr(ABᵀ) ABᵀ - 3 I, 6: Aᵀ summed. */
const PROGRAM: MatrixProgram = {
  slots: [
    { rows: 2, columns: 3 },
    { rows: 2, columns: 3 },
    { rows: 2, columns: 2 },
    { rows: 3, columns: 3 },
    { rows: 1, columns: 1 },
    { rows: 2, columns: 2 },
    { rows: 3, columns: 2 },
    { rows: 1, columns: 1 },
    { rows: 1, columns: 1 },
  ],
  inputs: new Map([["A", 0]]),
  constants: [
    {
      slot: 1,
      value: fromRows([
        [1, 0, 2],
        [0, 1, -1],
      ]),
    },
  ],
  instructions: [
    { op: "multiply", a: 0, b: 1, aTransposed: false, bTransposed: true, out: 2 },
    { op: "multiply", a: 0, b: 1, aTransposed: true, bTransposed: false, out: 3 },
    { op: "trace", a: 0, b: 1, aTransposed: false, bTransposed: true, out: 4 },
    { op: "accumulate", source: 2, transposed: false, coefficient: 2, scalars: [4], out: 5 },
    { op: "accumulate", source: null, transposed: false, coefficient: -3, scalars: [], out: 5 },
    { op: "accumulate", source: 0, transposed: true, coefficient: 1, scalars: [], out: 6 },
    { op: "trace", a: 3, b: null, aTransposed: false, bTransposed: false, out: 7 },
    { op: "trace", a: 2, b: 2, aTransposed: false, bTransposed: false, out: 8 },
  ],
  accumulators: [5, 6],
};

describe("a matrix program", () => {
  const runner = createRunner(PROGRAM);
  runner.input("A").set([1, 2, 3, 4, 5, 6]);
  runner.run();

  it("multiplies with transposes", () => {
    // A Bᵀ by hand.
    expect(Array.from(runner.slot(2))).toEqual([7, -1, 16, -1]);
    expect(Array.from(runner.slot(3))).toEqual([1, 4, -2, 2, 5, -1, 3, 6, 0]);
  });

  it("takes traces of matrices and of products", () => {
    expect(runner.slot(4)[0]).toBe(6);
    expect(runner.slot(7)[0]).toBe(6);
    // tr((ABᵀ)²) = 49 - 16 - 16 + 1.
    expect(runner.slot(8)[0]).toBe(18);
  });

  it("accumulates scaled terms, and knows what cancelled in them", () => {
    expect(Array.from(runner.slot(5))).toEqual([81, -12, 192, -15]);
    expect(Array.from(runner.slot(6))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(runner.magnitude(5)).toBeCloseTo(12 * Math.sqrt(49 + 1 + 256 + 1) + 3 * Math.SQRT2, 10);
  });

  it("starts afresh at each run", () => {
    const before = Array.from(runner.slot(5));
    runner.run();
    expect(Array.from(runner.slot(5))).toEqual(before);
    const other = createRunner(PROGRAM);
    other.run();
    expect(Array.from(other.slot(6))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(Array.from(runner.slot(6))).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it("refuses an input that does not exist", () => {
    expect(() => runner.input("B")).toThrow("program: expected an input named B");
  });
});
