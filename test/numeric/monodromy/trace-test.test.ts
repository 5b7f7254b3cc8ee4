import { describe, expect, it } from "vitest";
import { traceOf } from "../../../src/numeric/monodromy/trace-test.js";

describe("the trace", () => {
  const points = (...xs: number[]) => xs.map((x) => ({ re: Float64Array.of(x), im: Float64Array.of(0) }));

  it("of all roots of x² − c is straight, that of one of them is not", () => {
    const roots = (c: number) => [Math.sqrt(c), -Math.sqrt(c)];
    expect(traceOf(points(...roots(1)), points(...roots(2)), points(...roots(3)))).toBe(0);
    expect(traceOf(points(1), points(Math.sqrt(2)), points(Math.sqrt(3)))).toBeGreaterThan(1e-3);
  });

  it("of a point on a line is straight, but nothing is seen where the point hardly moves", () => {
    expect(traceOf(points(1), points(1.5), points(2))).toBe(0);
    expect(traceOf(points(1), points(1 + 2e-9), points(1 + 4e-9))).toBe(Number.POSITIVE_INFINITY);
  });
});
