import { describe, expect, it } from "vitest";
import { rational, toNumber } from "../../../src/exact/rational.js";
import { fromRows } from "../../../src/numeric/linalg/dense.js";
import {
  createRunner,
  invertInto,
  type MatrixProgram,
  polynomialInstructions,
} from "../../../src/numeric/polynomial/program.js";

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

  it("leaves norms out where nobody asks for them, and computes the same", () => {
    const bare = createRunner(PROGRAM, false);
    bare.input("A").set([1, 2, 3, 4, 5, 6]);
    bare.run();
    PROGRAM.slots.forEach((_, k) => {
      expect(bare.slot(k)).toEqual(runner.slot(k));
    });
    expect([bare.magnitude(5), bare.rounding(5)]).toEqual([Number.NaN, Number.NaN]);
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

  it("runs its fixed part again only when told that a setting changed", () => {
    // 0: setting F, 1: input X, 2: F Fᵀ (fixed), 3: X F Fᵀ.
    const square = { rows: 2, columns: 2 };
    const product = { op: "multiply", aTransposed: false } as const;
    const settings = createRunner({
      slots: [square, square, square, square],
      inputs: new Map([
        ["F", 0],
        ["X", 1],
      ]),
      constants: [],
      fixed: [{ ...product, a: 0, b: 0, bTransposed: true, out: 2 }],
      instructions: [{ ...product, a: 1, b: 2, bTransposed: false, out: 3 }],
      accumulators: [],
    });
    settings.input("F").set([1, 1, 0, 1]);
    settings.input("X").set([1, 0, 0, 2]);
    settings.run();
    expect(Array.from(settings.slot(3))).toEqual([2, 1, 2, 2]);
    settings.input("F").set([1, 0, 0, 3]);
    settings.input("X").set([1, 0, 0, 1]);
    settings.run();
    expect(Array.from(settings.slot(3))).toEqual([2, 1, 1, 1]);
    settings.refresh();
    settings.run();
    expect(Array.from(settings.slot(3))).toEqual([1, 0, 0, 9]);
  });

  /** A B with A: 1×2, B: 2×2 in slot 2, accumulated into slot 3. */
  const productOf = (a: number[], b: number[], cleaned: boolean) => {
    const product = createRunner({
      slots: [
        { rows: 1, columns: 2 },
        { rows: 2, columns: 2 },
        { rows: 1, columns: 2 },
        { rows: 1, columns: 2 },
      ],
      inputs: new Map([
        ["A", 0],
        ["B", 1],
      ]),
      constants: [],
      instructions: [
        { op: "multiply", a: 0, b: 1, aTransposed: false, bTransposed: false, out: 2, cleaned },
        { op: "accumulate", source: 2, transposed: false, coefficient: 3, scalars: [], out: 3 },
      ],
      accumulators: [3],
    });
    product.input("A").set(a);
    product.input("B").set(b);
    product.run();
    return product;
  };

  it("sets what is rounding to zero where it is asked to", () => {
    const b = [1, 0.1, 1, -0.1 * (1 + 2 ** -51)];
    expect(productOf([1, 1], b, false).slot(3)[1]).not.toBe(0);
    expect(Array.from(productOf([1, 1], b, true).slot(3))).toEqual([6, 0]);
  });

  it("measures a product that is nothing but rounding by its factors", () => {
    const noisy = productOf([1, -1 - 2 ** -52], [2, 2, 2, 2], false);
    expect(noisy.slot(3)[0]).not.toBe(0);
    expect(noisy.magnitude(3)).toBeCloseTo(3 * Math.SQRT2 * 4, 12);
    expect(productOf([1, -1 + 1e-9], [2, 2, 2, 2], false).magnitude(3)).toBeLessThan(1e-7);
  });

  it("bounds the rounding of a sum of products", () => {
    let worst = 0;
    for (let k = 1; k <= 200; k++) {
      const a = [Math.sin(k), Math.cos(k)];
      const b = [Math.sin(3 * k), Math.cos(2 * k), Math.sin(5 * k), Math.cos(7 * k)];
      const runner = productOf(a, b, false);
      const exact = [0, 1].map((j) =>
        rational(a[0]!)
          .mul(rational(b[j]!))
          .add(rational(a[1]!).mul(rational(b[2 + j]!)))
          .mul(3),
      );
      const error = Math.hypot(...exact.map((x, j) => toNumber(x.sub(rational(runner.slot(3)[j]!)))));
      worst = Math.max(worst, error / runner.rounding(3));
    }
    expect(worst).toBeLessThan(1);
    expect(worst).toBeGreaterThan(0.01);
  });

  it("refuses an input that does not exist", () => {
    expect(() => runner.input("B")).toThrow("program: expected an input named B");
  });
});

/** 0: A (2×2), 1: A⁻¹, 2: tr A, 3: √tr A, 4: 1/√tr A, 5: A⁻¹ + √tr A I. */
const FUNCTIONS: MatrixProgram = {
  slots: [[2], [2], [1], [1], [1], [2]].map(([n]) => ({ rows: n!, columns: n! })),
  inputs: new Map([["A", 0]]),
  constants: [],
  instructions: [
    { op: "inverse", source: 0, out: 1 },
    { op: "trace", a: 0, b: null, aTransposed: false, bTransposed: false, out: 2 },
    { op: "root", source: 2, out: 3 },
    { op: "inverse-root", source: 2, out: 4 },
    { op: "accumulate", source: 1, transposed: false, coefficient: 1, scalars: [], out: 5 },
    { op: "accumulate", source: null, transposed: false, coefficient: 1, scalars: [3], out: 5 },
  ],
  accumulators: [5],
};

describe("inverses and roots in programs", () => {
  it("are computed, with a bound of their rounding", () => {
    const runner = createRunner(FUNCTIONS);
    const size = 2 ** -20;
    // [0, 1; 1, 4 + s] needs a row exchange; its inverse is [−4 − s, 1; 1, 0].
    runner.input("A").set([0, 1, 1, 4 + size]);
    runner.run();
    expect([...runner.slot(1)]).toEqual([-4 - size, 1, 1, 0]);
    expect(runner.slot(3)[0]).toBe(Math.sqrt(4 + size));
    expect(runner.slot(4)[0]).toBe(1 / Math.sqrt(4 + size));
    expect(runner.rounding(5)).toBeGreaterThan(0);
    // Nearly singular: the bound grows with the square of the inverse.
    runner.input("A").set([1, 1, 1, 1 + size]);
    runner.run();
    expect(runner.rounding(5)).toBeGreaterThan(2 ** -53 / size ** 2);
    expect(runner.rounding(5)).toBeLessThan(2 ** -46 / size ** 2);
  });

  it("a singular matrix has none", () => {
    const out = new Float64Array(4);
    invertInto(out, Float64Array.of(1, 2, 2, 4), 2);
    expect([...out].every(Number.isNaN)).toBe(true);
  });

  it("are no polynomial steps", () => {
    expect(polynomialInstructions(PROGRAM)).toEqual(PROGRAM.instructions);
    expect(() => polynomialInstructions(FUNCTIONS)).toThrow("expected polynomial steps, got inverse");
  });
});
