import { describe, expect, it } from "vitest";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { type Rational, rational } from "../../src/exact/rational.js";
import { toExtended } from "../../src/numeric/linalg/extended-matrix.js";
import { buildProblem } from "../../src/objectives/problem.js";
import { exactHessian, exactValue } from "../../src/symbolic/evaluate.js";
import { ExtendedLandscape } from "../../src/symbolic/evaluate-extended.js";

/** Two variables, products of transposed letters, rational constants that are no doubles. */
const { landscape } = buildProblem({
  model: {
    moments: {
      gamma: [
        ["1/3", "1/7"],
        ["1/7", "2/5"],
      ],
      sigma: [
        [1, "1/9"],
        ["1/9", 2],
      ],
    },
  },
  objective: { kind: "predictor", embedding: 2, weightDecay: "1/11", stopGradient: false },
}).objective;

const W = RationalMatrix.from([
  ["1/3", "-2/7"],
  ["5/9", "1/11"],
]);
const P = RationalMatrix.from([
  ["1/13", "3/7"],
  ["-1/3", "2/9"],
]);
const point = new Map([
  ["W", W],
  ["P", P],
]);
const entries = [...landscape!.variables].flatMap(({ symbol }) => point.get(symbol.name)!.toRows().flat());
const x = toExtended(RationalMatrix.from(entries.map((entry) => [entry])));
const extended = new ExtendedLandscape(landscape!);

/** |hi + lo − exact| over the magnitude, exactly; hi and lo are dyadic. */
const error = (hi: number, lo: number, exact: Rational, magnitude: number): number =>
  Number(rational(hi).add(rational(lo)).sub(exact).abs().div(rational(magnitude)).valueOf());

/** As the head of the file says, for some tens of terms of words of at most eight letters. */
const BOUND = 100 * 2 ** -100;

describe("a landscape in double-double", () => {
  it("has the value of the rational layer", () => {
    const { hi, lo, magnitude } = extended.value(x);
    expect(error(hi, lo, exactValue(landscape!, point), magnitude)).toBeLessThan(BOUND);
    expect(magnitude).toBeGreaterThanOrEqual(Math.abs(hi));
  });

  it("has its derivative: differences of exact values, which are polynomials of degree 4 in each direction", () => {
    const { gradient, magnitude } = extended.gradient(x);
    const at = (k: number, h: Rational): Rational => {
      const moved = entries.map((entry, i) => (i === k ? entry.add(h) : entry));
      let from = 0;
      const matrices = landscape!.variables.map(({ symbol: { name, rows, columns } }) => {
        const start = from;
        from += rows * columns;
        return [
          name,
          RationalMatrix.generate(rows, columns, (i, j) => moved[start + i * columns + j]!),
        ] as const;
      });
      return exactValue(landscape!, new Map(matrices));
    };
    entries.forEach((_, k) => {
      // f′(0) = (8(f(1) − f(−1)) − (f(2) − f(−2)))/12, exact up to degree 4.
      const central = (h: number) => at(k, rational(h)).sub(at(k, rational(-h)));
      const slope = central(1).mul(8).sub(central(2)).div(12);
      expect(error(gradient.hi[k]!, gradient.lo[k]!, slope, magnitude)).toBeLessThan(BOUND);
    });
  });

  it("has the Hessian of the rational layer, entry by entry", () => {
    const { matrix, magnitude } = extended.hessian(x);
    const exact = exactHessian(landscape!, point).matrix;
    const n = entries.length;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        expect(error(matrix.hi[i * n + j]!, matrix.lo[i * n + j]!, exact.get(i, j), magnitude)).toBeLessThan(
          BOUND,
        );
  });
});
