import { describe, expect, it } from "vitest";
import { type AlgebraSystem, type IntegerEquation, integerEquations } from "../../src/algebra/system.js";
import { bitLength, nearestDouble } from "../../src/exact/dyadic.js";
import { integerSquareRoot, ratio } from "../../src/exact/rational.js";
import {
  type DiscCertificate,
  DiscSystem,
  enclosedCoefficient,
} from "../../src/numeric/rigorous/disc-system.js";
import { ExactValues, refineSolution } from "../../src/systems/refined-solution.js";
import { polynomials } from "../support/algebra-system.js";

/** The map whose equations are divided by the powers of two above their coefficients, as the refinement expects. */
const mapOf = (equations: readonly IntegerEquation[]): DiscSystem =>
  new DiscSystem({
    variables: equations.length,
    equations: equations.map(({ exponents, coefficients }) => {
      const unit = 1n << BigInt(Math.max(...coefficients.map(bitLength)));
      return exponents.map((a, k) => {
        const { high, low, error } = enclosedCoefficient(ratio(coefficients[k]!, unit));
        const factors = a.flatMap((e, v) => new Array<number>(e).fill(v));
        return { re: high, reLow: low, im: 0, imLow: 0, error, factors };
      });
    }),
  });

const certified = (system: AlgebraSystem, re: number[], im: number[] | null = null) => {
  const equations = integerEquations(system);
  const map = mapOf(equations);
  const box = map.certify(Float64Array.from(re), im === null ? null : Float64Array.from(im))!;
  return { map, values: new ExactValues(equations, system.variables), box };
};

const within = (z: bigint, exact: bigint, radius: bigint): boolean => {
  const gap = z - exact;
  // The exact value is cut to an integer: one more.
  return (gap < 0n ? -gap : gap) <= radius + 1n;
};

describe("certified solutions to many digits", () => {
  it("hold √2 and 1/√2 to 136 and 1000 binary digits", () => {
    const { map, values, box } = certified(polynomials("x y", "x^2 - 2", "x*y - 1"), [1.42, 0.7]);
    for (const bits of [136, 1000]) {
      const { re, im, radius, bits: unit } = refineSolution(map, values, box, bits)!;
      const root = integerSquareRoot(2n << BigInt(2 * unit));
      expect(within(re[0]!, root, radius[0]!)).toBe(true);
      expect(within(re[1]!, root >> 1n, radius[1]!)).toBe(true);
      expect(im).toEqual([0n, 0n]);
      for (const [v, r] of radius.entries()) expect(bitLength(re[v]!)).toBeGreaterThan(bitLength(r) + bits);
    }
  });

  it("hold points that are not real, with large coefficients, and coordinates of very different sizes", () => {
    // x² = −10¹⁶/9, y = 1/x.
    const system = polynomials("x y", "9*x^2 + 10000000000000000", "x*y - 1");
    const { map, values, box } = certified(system, [0, 0], [33333333.3, -3e-8]);
    const { re, im, radius, bits: unit } = refineSolution(map, values, box, 136)!;
    const exact = ((10n ** 8n) << BigInt(unit)) / 3n;
    expect(within(im[0]!, exact, radius[0]!)).toBe(true);
    expect(within(re[0]!, 0n, radius[0]!)).toBe(true);
    expect(within(im[1]!, -((3n << BigInt(unit)) / 10n ** 8n), radius[1]!)).toBe(true);
    expect(bitLength(im[1]!)).toBeGreaterThan(bitLength(radius[1]!) + 136);
    expect(nearestDouble(im[0]!, -unit)).toBe(1e8 / 3);
  });

  it("have radius zero where they are dyadic, and small ones at coordinates that are zero", () => {
    const dyadic = certified(polynomials("x y", "x^2 - 1/4", "x*y - 1"), [0.5, 2]);
    expect(refineSolution(dyadic.map, dyadic.values, dyadic.box, 136)!.radius).toEqual([0n, 0n]);
    const zero = certified(polynomials("x y", "x^2 - 2", "x*y + y"), [1.42, 1e-3]);
    const { re, radius, bits: unit } = refineSolution(zero.map, zero.values, zero.box, 136)!;
    expect(within(re[1]!, 0n, radius[1]!)).toBe(true);
    expect(bitLength(radius[1]!)).toBeLessThan(unit - 135);
  });

  it("have all digits of a coordinate that the certificate does not tell from zero", () => {
    // (x + y)² = x² + x/10⁵⁵, x = √2: y = 10⁻⁵⁵/2 − 10⁻¹¹⁰/(8√2) + …
    const text = ["x^2 - 2", `x^2 + 2*x*y + y^2 - 2 - 0.${"0".repeat(54)}1*x`];
    const { map, values, box } = certified(polynomials("x y", ...text), [1.42, 1e-3]);
    expect(Math.abs(box.re[1]!)).toBeLessThan(2 * box.radius[1]!);
    const { re, radius, bits: unit } = refineSolution(map, values, box, 200)!;
    expect(bitLength(re[1]!)).toBeGreaterThan(bitLength(radius[1]!) + 200);
    expect(nearestDouble(re[1]!, -unit)).toBe(5e-56);
  });

  it("are not found around a point that is none", () => {
    const { map, values, box } = certified(polynomials("x y", "x^2 - 2", "x*y - 1"), [1.42, 0.7]);
    const wrong: DiscCertificate = { ...box, re: box.re.map((x) => x + 1e-3) };
    expect(refineSolution(map, values, wrong, 136)).toBeNull();
  });

  it("values at dyadic points are exact", () => {
    const values = new ExactValues(integerEquations(polynomials("x y", "x^2*y - 3*y + 5", "x - y")), 2);
    // x = 3/2, y = i/4: x²y − 3y + 5 = 5 − (3/16) i.
    expect(values.at([6n, 0n], [0n, 1n], 2)).toEqual({
      re: [5n * 64n, 6n],
      im: [-12n, -1n],
    });
  });
});
