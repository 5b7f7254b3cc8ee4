import { describe, expect, it } from "vitest";
import { independent } from "../../../src/numeric/linalg/gram-schmidt.js";

describe("independent", () => {
  it("is an orthonormal basis of the span", () => {
    const basis = independent(
      [
        Float64Array.of(1, 1, 0),
        Float64Array.of(2, 2, 0),
        Float64Array.of(0, 1, 1),
        Float64Array.of(1, 0, -1),
      ],
      1e-8,
    );
    expect(basis).toHaveLength(2);
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, k) => sum + x * b[k]!, 0);
    expect(dot(basis[0]!, basis[0]!)).toBeCloseTo(1, 14);
    expect(dot(basis[0]!, basis[1]!)).toBeCloseTo(0, 14);
    expect(independent([], 1e-8)).toEqual([]);
  });

  it("measures against a scale from outside, if one is given", () => {
    const vectors = [Float64Array.of(1e-9, 0), Float64Array.of(0, 1e-3)];
    expect(independent(vectors, 1e-8)).toHaveLength(2);
    expect(independent(vectors, 1e-8, 1)).toHaveLength(1);
  });
});
