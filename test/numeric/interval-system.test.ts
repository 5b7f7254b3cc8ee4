import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "../../src/exact/random.js";
import { type Rational, rational } from "../../src/exact/rational.js";
import type { BallMatrix } from "../../src/numeric/ball-matrix.js";
import { asExact, enclosedCoefficient, IntervalSystem } from "../../src/numeric/interval-system.js";
import type { NumericSystem } from "../../src/numeric/polynomial-family.js";
import { katsura, noon } from "../support/polynomial-systems.js";

const holds = ({ mid, rad }: BallMatrix, k: number, value: Rational): boolean =>
  value.sub(rational(mid[k]!)).abs().compare(rational(rad[k]!)) <= 0;

interface Complex {
  readonly re: Rational;
  readonly im: Rational;
}
const times = (a: Complex, b: Complex): Complex => ({
  re: a.re.mul(b.re).sub(a.im.mul(b.im)),
  im: a.re.mul(b.im).add(a.im.mul(b.re)),
});

/** F exactly, straight from the list of terms. */
const exactValues = ({ equations }: NumericSystem, x: readonly Complex[]): Complex[] =>
  equations.map((terms) =>
    terms.reduce<Complex>(
      (sum, { re, im, factors }) => {
        const term = factors.reduce<Complex>((p, v) => times(p, x[v]!), {
          re: rational(re),
          im: rational(im),
        });
        return { re: sum.re.add(term.re), im: sum.im.add(term.im) };
      },
      { re: rational(0), im: rational(0) },
    ),
  );

/** ∂F_i/∂x_j as a list of terms. */
const derivative = ({ variables, equations }: NumericSystem, j: number): NumericSystem => ({
  variables,
  equations: equations.map((terms) =>
    terms.flatMap(({ re, im, factors }) =>
      factors.flatMap((v, k) => (v === j ? [{ re, im, factors: factors.filter((_, l) => l !== k) }] : [])),
    ),
  ),
});

const SYSTEMS: readonly [string, NumericSystem][] = [
  ["katsura(3)", katsura(3)],
  ["noon(3)", noon(3)],
];

for (const [name, system] of SYSTEMS)
  for (const complex of [false, true])
    test(`values and Jacobians of ${name} over ${complex ? "complex" : "real"} boxes hold those of their points`, () => {
      const n = system.variables;
      const evaluator = new IntervalSystem(asExact(system), complex);
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const random = new Random(seed);
          const x = Float64Array.from({ length: evaluator.size }, () => random.normal());
          const radius = x.map(() => (random.uint32() % 2 === 0 ? 0 : 2 ** -random.integer(1, 60)));
          // A corner of the box, exactly.
          const corner = Array.from(x, (value, k) =>
            rational(value).add(rational(radius[k]!).mul(random.integer(-1, 1))),
          );
          const point = Array.from({ length: n }, (_, v) => ({
            re: corner[v]!,
            im: complex ? corner[n + v]! : rational(0),
          }));
          const values = evaluator.values(x, radius);
          const jacobian = evaluator.jacobian(x, radius);
          exactValues(system, point).forEach(({ re, im }, i) => {
            expect(holds(values, i, re)).toBe(true);
            if (complex) expect(holds(values, n + i, im)).toBe(true);
          });
          for (let j = 0; j < n; j++)
            exactValues(derivative(system, j), point).forEach(({ re, im }, i) => {
              expect(holds(jacobian, i * evaluator.size + j, re)).toBe(true);
              if (!complex) return;
              expect(holds(jacobian, (n + i) * evaluator.size + n + j, re)).toBe(true);
              expect(holds(jacobian, (n + i) * evaluator.size + j, im)).toBe(true);
              expect(holds(jacobian, i * evaluator.size + n + j, im.neg())).toBe(true);
            });
        }),
        { numRuns: 60 },
      );
    });

test("a residual in double-double holds the exact one and is far tighter than double precision", () => {
  const system = katsura(3);
  const evaluator = new IntervalSystem(asExact(system), true);
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = new Random(seed);
      const x = Float64Array.from({ length: evaluator.size }, () => random.normal());
      const low = x.map((value) => value * 2 ** -54 * random.normal() * 0.1);
      const found = evaluator.residual(x, low);
      const n = system.variables;
      const point = Array.from({ length: n }, (_, v) => ({
        re: rational(x[v]!).add(rational(low[v]!)),
        im: rational(x[n + v]!).add(rational(low[n + v]!)),
      }));
      exactValues(system, point).forEach(({ re, im }, i) => {
        expect(holds(found, i, re)).toBe(true);
        expect(holds(found, n + i, im)).toBe(true);
      });
      for (let i = 0; i < evaluator.size; i++)
        expect(found.rad[i]).toBeLessThan(1e-15 * Math.max(1, Math.abs(found.mid[i]!)));
    }),
    { numRuns: 100 },
  );
});

test("coefficients keep their exact value within twice double precision", () => {
  const third = rational("1/3");
  const { high, low, error } = enclosedCoefficient(third);
  const gap = third.sub(rational(high)).sub(rational(low)).abs();
  expect(gap.compare(rational(error))).toBeLessThanOrEqual(0);
  expect(error).toBeLessThan(2 ** -105);
  expect(enclosedCoefficient(rational("-5/4"))).toEqual({ high: -1.25, low: 0, error: 0 });
});

test("systems that are not square, and complex coefficients on real boxes, are refused", () => {
  expect(() => new IntervalSystem({ variables: 2, equations: [[]] }, false)).toThrow(/expected 2 equations/);
  const imaginary = asExact({ variables: 1, equations: [[{ re: 0, im: 1, factors: [0] }]] });
  expect(() => new IntervalSystem(imaginary, false)).toThrow(/real coefficients/);
});
