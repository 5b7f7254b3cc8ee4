import { describe, expect, it } from "vitest";
import { integerSquareRoot } from "../../src/exact/rational.js";
import { FineValues, finePoint } from "../../src/symbolic/fine-point.js";
import { polynomialsOf } from "../support/read-system.js";

const point = (re: number[], im: number[] = re.map(() => 0)) => ({
  re: Float64Array.from(re),
  im: Float64Array.from(im),
});

describe("solutions to hundreds of digits", () => {
  it("√2 is what the integer square root says", () => {
    const bits = 400;
    const found = finePoint(polynomialsOf("x", "x^2 - 2"), point([1.4]), bits)!;
    const exact = integerSquareRoot(2n << BigInt(2 * bits));
    const gap = found.re[0]! - exact;
    expect(gap < 0n ? -gap : gap).toBeLessThan(1n << 45n);
    expect(found.im[0]).toBe(0n);
  });

  it("complex ones: a primitive cube root of one has real part −1/2", () => {
    const found = finePoint(polynomialsOf("x", "x^2 + x + 1"), point([-0.5], [0.866]), 300)!;
    const gap = found.re[0]! + (1n << 299n);
    expect(gap < 0n ? -gap : gap).toBeLessThan(1n << 45n);
  });

  it("there other equations vanish, or differ from zero by what they do", () => {
    const found = finePoint(polynomialsOf("x y", "x^2 - 2", "x*y - 1"), point([1.4, 0.7]), 400)!;
    const values = new FineValues(polynomialsOf("x y", "2*y^2 - 1", "x^2 - 2 - 1e-30"), 400);
    const [zero, small] = values.logSizes(found);
    expect(zero).toBeLessThan(-340);
    // log₂ 10⁻³⁰ = −99.7.
    expect(small).toBe(-100);
  });

  it("is not found at a double root, nor far from any", () => {
    expect(finePoint(polynomialsOf("x", "x^2"), point([1e-3]), 200)).toBeNull();
    expect(finePoint(polynomialsOf("x", "x^2 + 1"), point([0.1]), 200)).toBeNull();
  });
});
