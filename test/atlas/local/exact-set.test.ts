/** Sets that are zeros by construction, and the same with a perturbation below rounding. */
import { describe, expect, it } from "vitest";
import { vanishesExactly } from "../../../src/atlas/local/exact-set.js";
import { Random } from "../../../src/exact/random.js";
import { rational } from "../../../src/exact/rational.js";
import { RealSystem } from "../../../src/numeric/real/real-system.js";
import { Polynomial } from "../../../src/symbolic/polynomial.js";

const [x, y] = [Polynomial.variable(0), Polynomial.variable(1)];
const constant = (text: string) => Polynomial.constant(rational(text));
const numericOf = (equations: readonly Polynomial[]) =>
  new RealSystem({
    variables: 2,
    equations: equations.map((f) =>
      [...f.terms()].map(({ coefficient, factors }) => ({ re: coefficient.valueOf(), im: 0, factors })),
    ),
  });

/** The gradient of (x² + y² − 1)²/4 + c x²/2 at (0.6, 0.8). */
function verdict(c: string, unit = 1): boolean | null {
  const circle = Polynomial.sum([x.multiply(x), y.multiply(y), constant("-1")]);
  const equations = [Polynomial.sum([circle.multiply(x), x.multiply(constant(c))]), circle.multiply(y)];
  const system = numericOf(equations);
  return vanishesExactly(
    equations,
    system,
    Float64Array.of(unit, unit),
    Float64Array.of(0.6, 0.8),
    1,
    new Random(1),
  );
}

describe("vanishesExactly", () => {
  it("confirms the circle of minima of (x² + y² − 1)²", () => {
    expect(verdict("0")).toBe(true);
  });

  it.each([18, 25, 40, 100, 300])("refuses it where 10^−%i x² is added", (digits) => {
    expect(verdict(`1/${10n ** BigInt(digits)}`)).toBe(false);
  });

  it("leaves data of thousands of bits alone", () => {
    expect(verdict(`1/${10n ** 2000n}`)).toBeNull();
  });
});
