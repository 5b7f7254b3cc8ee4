import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { type Rational, rational } from "../../../src/exact/rational.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";
import { asExact, DiscSystem, enclosedCoefficient } from "../../../src/numeric/rigorous/disc-system.js";
import { cyclic, katsura, noon, system } from "../../support/polynomial-systems.js";

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
  ["cyclic(4)", cyclic(4)],
];

/** Whether |exact − (re + i·im)| ≤ radius, in rationals. */
function inDisc(exact: Complex, re: number, im: number, radius: number): boolean {
  const [x, y] = [exact.re.sub(rational(re)), exact.im.sub(rational(im))];
  const r = rational(radius);
  return x.mul(x).add(y.mul(y)).compare(r.mul(r)) <= 0;
}

/** Rational points of the unit circle, and inside. */
const TURNS: readonly Complex[] = [
  { re: rational(1), im: rational(0) },
  { re: rational(-1), im: rational(0) },
  { re: rational("3/5"), im: rational("-4/5") },
  { re: rational("-5/13"), im: rational("12/13") },
  { re: rational(0), im: rational("1/3") },
];

const plus = (x: number, y: number, r: number, turn: Complex): Complex => ({
  re: rational(x).add(rational(r).mul(turn.re)),
  im: rational(y).add(rational(r).mul(turn.im)),
});

for (const [name, system] of SYSTEMS)
  for (const complex of [false, true])
    test(`slopes of ${name} over polydiscs around ${complex ? "complex" : "real"} points hold those of their points`, () => {
      const n = system.variables;
      const evaluator = new DiscSystem(asExact(system));
      fc.assert(
        fc.property(fc.integer(), fc.constantFrom(1, 1e-9, 1e6, 1e-180), (seed, scale) => {
          const random = new Random(seed);
          const re = Float64Array.from({ length: n }, () => scale * random.normal());
          const im = Float64Array.from({ length: n }, () => (complex ? scale * random.normal() : 0));
          const rho = re.map(() => (random.uint32() % 3 === 0 ? 0 : scale * 2 ** -random.integer(1, 60)));
          const found = evaluator.enclosure(re, complex ? im : null, rho);
          const point = Array.from(re, (x, v) =>
            plus(x, im[v]!, rho[v]!, TURNS[random.uint32() % TURNS.length]!),
          );
          for (let j = 0; j < n; j++)
            exactValues(derivative(system, j), point).forEach((exact, i) => {
              const k = i * n + j;
              expect(inDisc(exact, found.slopeRe[k]!, found.slopeIm[k]!, found.slopeError[k]!)).toBe(true);
            });
        }),
        { numRuns: 60 },
      );
    });

test("a slope over a point is known to rounding, and over a disc to its radius", () => {
  const evaluator = new DiscSystem(asExact(system(1, [[[1, 0, 0, 0]]])));
  const at = (rho: number) =>
    evaluator.enclosure(Float64Array.of(1), Float64Array.of(1), Float64Array.of(rho)).slopeError[0]!;
  expect(at(0)).toBeLessThan(1e-13);
  // 3z² over |z − 1 − i| ≤ ρ deviates by 6√2 ρ + 3ρ²; |re| + |im| costs another √2.
  expect(at(1e-3)).toBeGreaterThan(6 * Math.SQRT2 * 1e-3);
  expect(at(1e-3)).toBeLessThan(13e-3);
});

for (const complex of [false, true])
  test(`a residual at ${complex ? "complex" : "real"} points holds the exact one and is far tighter than double precision`, () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...SYSTEMS), (seed, [, system]) => {
        const evaluator = new DiscSystem(asExact(system));
        const n = system.variables;
        const random = new Random(seed);
        const re = Float64Array.from({ length: n }, () => random.normal());
        const im = Float64Array.from({ length: n }, () => (complex ? random.normal() : 0));
        const found = evaluator.enclosure(re, complex ? im : null, new Float64Array(n));
        const point = Array.from(re, (x, v) => ({ re: rational(x), im: rational(im[v]!) }));
        exactValues(system, point).forEach((exact, i) => {
          expect(inDisc(exact, found.valueRe[i]!, found.valueIm[i]!, found.valueError[i]!)).toBe(true);
          // What is left is the rounding of the value to a double.
          expect(found.valueError[i]).toBeLessThan(
            1e-15 * (1e-12 + Math.abs(found.valueRe[i]!) + Math.abs(found.valueIm[i]!)),
          );
        });
      }),
      { numRuns: 100 },
    );
  });

test("residuals hold the exact ones with rational and complex coefficients, equal supports added", () => {
  const third = enclosedCoefficient(rational("1/3"));
  const term = { reLow: 0, imLow: 0, error: 0 };
  const evaluator = new DiscSystem({
    variables: 1,
    equations: [
      [
        { ...term, re: third.high, reLow: third.low, error: third.error, im: 0, factors: [0, 0] },
        { ...term, re: 0.1, im: -3, factors: [0] },
        { ...term, re: 1e17, im: 0, factors: [0] },
        { ...term, re: -0.7, im: 0.25, factors: [] },
      ],
    ],
  });
  const { re: x, im: y } = { re: 1.7, im: -0.3 };
  const found = evaluator.enclosure(Float64Array.of(x), Float64Array.of(y), Float64Array.of(0));
  const z = { re: rational(x), im: rational(y) };
  const square = times({ re: rational("1/3"), im: rational(0) }, times(z, z));
  const linear = times({ re: rational(0.1).add(rational(1e17)), im: rational(-3) }, z);
  const exact = {
    re: square.re.add(linear.re).add(rational(-0.7)),
    im: square.im.add(linear.im).add(rational(0.25)),
  };
  expect(inDisc(exact, found.valueRe[0]!, found.valueIm[0]!, found.valueError[0]!)).toBe(true);
  expect(found.valueError[0]).toBeLessThan(1e3);
});

test("overflow proves nothing instead of something wrong", () => {
  const evaluator = new DiscSystem(asExact(system(1, [[[1, 0, 0], [-1]]])));
  expect(evaluator.certify(Float64Array.of(1e200), null)).toBeNull();
  expect(evaluator.certify(Float64Array.of(1e200), Float64Array.of(1e200))).toBeNull();
  expect(evaluator.certify(Float64Array.of(Number.NaN), null)).toBeNull();
});

test("another system in between changes no certificate", () => {
  const one = new DiscSystem(asExact(katsura(3)));
  const two = new DiscSystem(asExact(noon(3)));
  const start = Float64Array.of(1, 0, 0, 0).map((x) => x + 1e-9);
  const alone = one.certify(start, null)!;
  two.certify(Float64Array.of(0.1, 0.2, 0.3), Float64Array.of(1, 2, 3));
  expect(one.certify(start, null)).toEqual(alone);
});

test("coefficients keep their exact value within twice double precision", () => {
  const third = rational("1/3");
  const { high, low, error } = enclosedCoefficient(third);
  const gap = third.sub(rational(high)).sub(rational(low)).abs();
  expect(gap.compare(rational(error))).toBeLessThanOrEqual(0);
  expect(error).toBeLessThan(2 ** -105);
  expect(enclosedCoefficient(rational("-5/4"))).toEqual({ high: -1.25, low: 0, error: 0 });
});

test("systems that are not square are refused", () => {
  expect(() => new DiscSystem({ variables: 2, equations: [[]] })).toThrow(/expected 2 equations/);
});
