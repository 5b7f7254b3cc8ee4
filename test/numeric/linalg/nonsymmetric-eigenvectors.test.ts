import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { type Eigenpair, eigenpairs } from "../../../src/numeric/linalg/nonsymmetric-eigenvectors.js";

/** ‖Av − λv‖ against the sizes of what is added up, entry by entry: the largest. */
function residual(a: Float64Array, n: number, { value, re, im }: Eigenpair): number {
  let worst = 0;
  for (let i = 0; i < n; i++) {
    let x = value.im * im[i]! - value.re * re[i]!;
    let y = -value.im * re[i]! - value.re * im[i]!;
    let size = Math.hypot(value.re, value.im) * Math.hypot(re[i]!, im[i]!);
    for (let j = 0; j < n; j++) {
      x += a[i * n + j]! * re[j]!;
      y += a[i * n + j]! * im[j]!;
      size += Math.abs(a[i * n + j]!) * Math.hypot(re[j]!, im[j]!);
    }
    worst = Math.max(worst, Math.hypot(x, y) / size);
  }
  return worst;
}

const counted = (pairs: readonly Eigenpair[]): number =>
  pairs.reduce((sum, { value }) => sum + (value.im > 0 ? 2 : 1), 0);

const randomMatrix = (n: number, seed: number): Float64Array => {
  const random = new Random(seed);
  return Float64Array.from({ length: n * n }, () => 2 * random.next() - 1);
};

describe("eigenpairs of matrices that are not symmetric", () => {
  it.each([1, 2, 3, 4, 7, 20, 60])("satisfy A v = λ v, as many as there are: order %i", (n) => {
    for (const seed of [1, 2, 3]) {
      const a = randomMatrix(n, seed);
      const pairs = [...eigenpairs(a, n)];
      expect(counted(pairs)).toBe(n);
      for (const pair of pairs) expect(residual(a, n, pair)).toBeLessThan(1e-12);
      // The trace is their sum.
      const sum = pairs.reduce((total, { value }) => total + value.re * (value.im > 0 ? 2 : 1), 0);
      const trace = Array.from({ length: n }, (_, i) => a[i * n + i]!).reduce((x, y) => x + y, 0);
      expect(sum).toBeCloseTo(trace, 10);
    }
  });

  it("are found to the digits of well scaled matrices where rows and columns are of very different sizes", () => {
    const n = 8;
    const a = randomMatrix(n, 5);
    const values = (matrix: Float64Array) =>
      [...eigenpairs(matrix, n)].map(({ value }) => value.re).sort((x, y) => x - y);
    const scaled = a.map((x, k) => x * 2 ** (20 * ((k % n) - Math.floor(k / n))));
    values(scaled).forEach((value, k) => {
      expect(value).toBeCloseTo(values(a)[k]!, 10);
    });
    for (const pair of eigenpairs(scaled, n)) expect(residual(scaled, n, pair)).toBeLessThan(1e-12);
  });

  it("are the roots of unity, and their powers, for a cyclic shift, which a shift of the algorithm does not move", () => {
    const n = 6;
    const shift = new Float64Array(n * n);
    for (let i = 0; i < n; i++) shift[i * n + ((i + 1) % n)] = 1;
    const pairs = [...eigenpairs(shift, n)];
    expect(counted(pairs)).toBe(n);
    for (const { value, re, im } of pairs) {
      expect(Math.hypot(value.re, value.im)).toBeCloseTo(1, 12);
      // v_{i+1} = λ v_i.
      for (let i = 0; i + 1 < n; i++) {
        expect(re[i + 1]).toBeCloseTo(value.re * re[i]! - value.im * im[i]!, 10);
        expect(im[i + 1]).toBeCloseTo(value.re * im[i]! + value.im * re[i]!, 10);
      }
    }
  });

  it("come to an end for defective matrices, zeros and what is not finite", () => {
    expect([...eigenpairs(Float64Array.of(1, 1, 0, 1), 2)].map(({ value }) => value)).toEqual([
      { re: 1, im: 0 },
      { re: 1, im: 0 },
    ]);
    expect(counted([...eigenpairs(new Float64Array(9), 3)])).toBe(3);
    expect([...eigenpairs(Float64Array.of(1, Number.NaN, 0, 1), 2)]).toEqual([]);
    expect([...eigenpairs(new Float64Array(0), 0)]).toEqual([]);
  });

  it("leave the matrix as it is, and tell of their work", () => {
    const a = randomMatrix(10, 9);
    const before = a.slice();
    let work = 0;
    for (const _ of eigenpairs(a, 10, (count) => (work += count)));
    expect(a).toEqual(before);
    expect(work).toBeGreaterThan(1000);
    expect(() => [
      ...eigenpairs(a, 10, () => {
        throw new Error("enough");
      }),
    ]).toThrow("enough");
  });
});
