import { describe, expect, it } from "vitest";
import {
  alignmentLoss,
  ContrastiveLoss,
  normaliseRows,
  squaredErrorLoss,
  throughNormalisation,
} from "../../../src/dynamics/experiments/losses.js";
import { Random } from "../../../src/exact/random.js";
import {
  alignment,
  ntXent,
  numericalGradient,
  relativeDifference,
  rowsOf,
  squaredError,
  unit,
} from "./support.js";

const random = new Random(17);
const normals = (length: number) => Float64Array.from({ length }, () => random.normal());

describe.each([
  { name: "alignment", loss: alignmentLoss, plain: alignment },
  { name: "squared error", loss: squaredErrorLoss, plain: squaredError },
])("$name", ({ loss, plain }) => {
  const [n, m] = [6, 3];
  const [q, r] = [normals(n * m), normals(n * m)];
  const gradient = new Float64Array(n * m);
  const value = loss(q, r, n, m, gradient);

  it("has the value and the gradient of its definition", () => {
    expect(value).toBeCloseTo(plain(rowsOf(q, n, m), rowsOf(r, n, m)), 13);
    const expected = numericalGradient((x) => plain(rowsOf(x, n, m), rowsOf(r, n, m)), q);
    expect(relativeDifference(gradient, expected)).toBeLessThan(1e-10);
  });
});

describe("unit rows", () => {
  const [n, m] = [4, 3];

  it("carry the gradient back to the rows they came from", () => {
    const s = normals(n * m);
    const functional = normals(n * m);
    const rows = s.slice();
    const lengths = new Float64Array(n);
    normaliseRows(rows, n, m, lengths);
    const gradient = functional.slice();
    throughNormalisation(gradient, rows, n, m, lengths);
    const expected = numericalGradient(
      (x) =>
        unit(rowsOf(x, n, m))
          .flat()
          .reduce((sum, value, k) => sum + value * functional[k]!, 0),
      s,
    );
    expect(relativeDifference(gradient, expected)).toBeLessThan(1e-9);
  });

  it("leave a row without direction at zero, without gradient", () => {
    const rows = Float64Array.of(0, 0, 3, 4);
    const lengths = new Float64Array(2);
    normaliseRows(rows, 2, 2, lengths);
    expect([...rows]).toEqual([0, 0, 0.6000000000000001, 0.8]);
    const gradient = Float64Array.of(1, 2, 1, 0);
    throughNormalisation(gradient, rows, 2, 2, lengths);
    expect([...gradient.subarray(0, 2)]).toEqual([0, 0]);
  });
});

describe("NT-Xent", () => {
  // Below, at and above the tile size of 32, with a last tile of every kind.
  it.each([
    [2, 3, 0.5],
    [16, 2, 0.05],
    [17, 5, 0.2],
    [33, 4, 0.05],
  ])(
    "has the value and the gradient of its definition: %i pairs, m = %i, temperature %d",
    (n, m, temperature) => {
      const z = Float64Array.from(unit(rowsOf(normals(2 * n * m), 2 * n, m)).flat());
      const loss = new ContrastiveLoss(2 * n + 5, m, temperature);
      const gradient = new Float64Array(2 * n * m);
      const plain = (x: Float64Array) =>
        ntXent(rowsOf(x, n, m), rowsOf(x.subarray(n * m), n, m), temperature);
      expect(loss.evaluate(z, n, gradient) / plain(z)).toBeCloseTo(1, 12);
      // z is varied freely here: the gradient of the loss as a function of any rows.
      const expected = numericalGradient(plain, z, 1e-3 * temperature);
      expect(relativeDifference(gradient, expected)).toBeLessThan(1e-8);
    },
  );

  it("gives a smaller batch after a larger one its own value", () => {
    const m = 3;
    const z = Float64Array.from(unit(rowsOf(normals(2 * 40 * m), 2 * 40, m)).flat());
    const gradient = new Float64Array(z.length);
    const used = new ContrastiveLoss(80, m, 0.1);
    used.evaluate(z, 40, gradient);
    const value = used.evaluate(z, 9, gradient);
    expect(value).toBe(new ContrastiveLoss(18, m, 0.1).evaluate(z, 9, gradient));
  });

  it("refuses more pairs than it has room for", () => {
    expect(() =>
      new ContrastiveLoss(4, 2, 0.1).evaluate(new Float64Array(12), 3, new Float64Array(12)),
    ).toThrow("expected at most 2 pairs, got 3");
  });
});
