import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { monomialTable } from "../../../src/numeric/polynomial/monomials.js";
import { SERIES_ORDER } from "../../../src/numeric/polynomial/path-family.js";
import { FamilyEvaluator } from "../../../src/numeric/polynomial/polynomial-family.js";
import { type Complex, evaluatePlainly, type PlainTerm, system } from "../../support/polynomial-systems.js";

const VARIABLES = 3;
const number = fc.integer({ min: -4, max: 4 }).map((k) => k / 2);
const complex = fc.tuple(number, number);
const term = fc
  .tuple(complex, fc.array(fc.integer({ min: 0, max: VARIABLES - 1 }), { maxLength: 4 }))
  .map(([c, factors]): PlainTerm => [c, ...factors]);
const equations = fc.array(fc.array(term, { maxLength: 5 }), { minLength: 2, maxLength: 2 });
const point = fc.array(complex, { minLength: VARIABLES, maxLength: VARIABLES });
const family = fc.record({ start: equations, target: equations, x: point, t: complex });

const asComplex = ([re, im]: readonly [number, number]): Complex => ({ re, im });

/** (1 − t) F⁰ + t F¹ at x, plainly. */
function blend(start: PlainTerm[][], target: PlainTerm[][], x: Complex[], t: Complex): Complex[] {
  const one = evaluatePlainly(system(VARIABLES, start), x);
  const zero = evaluatePlainly(system(VARIABLES, target), x);
  return one.map((a, i) => {
    const b = zero[i]!;
    const d = { re: a.re - b.re, im: a.im - b.im };
    return { re: b.re + t.re * d.re - t.im * d.im, im: b.im + t.re * d.im + t.im * d.re };
  });
}

function evaluatorOf(start: PlainTerm[][], target: PlainTerm[][]): FamilyEvaluator {
  const { table, coefficients } = monomialTable([system(VARIABLES, start), system(VARIABLES, target)]);
  return new FamilyEvaluator(table, coefficients[0]!, coefficients[1]!);
}

const parts = (x: readonly Complex[]) =>
  [Float64Array.from(x, ({ re }) => re), Float64Array.from(x, ({ im }) => im)] as const;

const scaleOf = (values: readonly Complex[]) =>
  Math.max(1, ...values.map(({ re, im }) => Math.hypot(re, im)));

describe("a family of polynomial systems", () => {
  it("has the values of its terms, written out", () => {
    fc.assert(
      fc.property(family, ({ start, target, x, t }) => {
        const point = x.map(asComplex);
        const evaluator = evaluatorOf(start, target);
        evaluator.evaluate(...parts(point), t[0], t[1]);
        const expected = blend(start, target, point, asComplex(t));
        expected.forEach(({ re, im }, i) => {
          const gap = Math.hypot(evaluator.valueRe[i]! - re, evaluator.valueIm[i]! - im);
          expect(gap).toBeLessThan(1e-11 * scaleOf(expected) + 1e-11);
        });
      }),
      { seed: 7 },
    );
  });

  it("has the Jacobian of differences, in a complex direction", () => {
    fc.assert(
      fc.property(family, ({ start, target, x, t }) => {
        const point = x.map(asComplex);
        const evaluator = evaluatorOf(start, target);
        evaluator.evaluate(...parts(point), t[0], t[1]);
        const [jRe, jIm] = [Float64Array.from(evaluator.jacobianRe), Float64Array.from(evaluator.jacobianIm)];
        const h = 1e-3;
        for (let v = 0; v < VARIABLES; v++) {
          // Degree four: the five-point rule has no truncation error.
          const at = (steps: number) =>
            blend(
              start,
              target,
              point.map((z, k) => (k === v ? { re: z.re, im: z.im + steps * h } : z)),
              asComplex(t),
            );
          const [f2, f1, b1, b2] = [at(2), at(1), at(-1), at(-2)];
          f1!.forEach((_, i) => {
            const slope = (part: "re" | "im") =>
              (8 * (f1[i]![part] - b1[i]![part]) - (f2[i]![part] - b2[i]![part])) / (12 * h);
            // dF/dz = (dF/dy)/i.
            const gap = Math.hypot(
              jRe[i * VARIABLES + v]! - slope("im"),
              jIm[i * VARIABLES + v]! + slope("re"),
            );
            expect(gap).toBeLessThan(1e-9 * scaleOf([...f2, ...b2]));
          });
        }
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  it("has the Taylor coefficients of s ↦ F(x(s); t + s d)", () => {
    const coefficients = fc.array(complex, {
      minLength: VARIABLES * (SERIES_ORDER + 1),
      maxLength: VARIABLES * (SERIES_ORDER + 1),
    });
    fc.assert(
      fc.property(family, coefficients, complex, ({ start, target, t }, c, d) => {
        const evaluator = evaluatorOf(start, target);
        const [seriesRe, seriesIm] = parts(c.map(asComplex));
        const [re, im] = [new Float64Array(2), new Float64Array(2)];
        evaluator.evaluate(seriesRe.slice(0, VARIABLES), seriesIm.slice(0, VARIABLES), t[0], t[1]);
        evaluator.startSeries(d[0], d[1]);
        const taylor = [
          Array.from({ length: 2 }, (_, i) => ({ re: evaluator.valueRe[i]!, im: evaluator.valueIm[i]! })),
        ];
        for (let k = 1; k <= SERIES_ORDER; k++) {
          // The known part, and what x's own coefficient adds: J x_k.
          evaluator.seriesCoefficient(k, re, im);
          taylor.push(
            Array.from(re, (x, i) => {
              let sum = { re: x, im: im[i]! };
              for (let v = 0; v < VARIABLES; v++) {
                const [a, b] = [
                  evaluator.jacobianRe[i * VARIABLES + v]!,
                  evaluator.jacobianIm[i * VARIABLES + v]!,
                ];
                const [c, d] = [seriesRe[k * VARIABLES + v]!, seriesIm[k * VARIABLES + v]!];
                sum = { re: sum.re + a * c - b * d, im: sum.im + a * d + b * c };
              }
              return sum;
            }),
          );
          evaluator.updateSeries(k, seriesRe, seriesIm);
        }
        // The remainder is O(s⁵): it must shrink by about 2⁵ with s, down to rounding.
        const error = (s: number) => {
          const x = Array.from({ length: VARIABLES }, (_, v) => {
            let z = { re: 0, im: 0 };
            for (let k = SERIES_ORDER; k >= 0; k--)
              z = {
                re: z.re * s + seriesRe[k * VARIABLES + v]!,
                im: z.im * s + seriesIm[k * VARIABLES + v]!,
              };
            return z;
          });
          const exact = blend(start, target, x, { re: t[0] + s * d[0], im: t[1] + s * d[1] });
          return Math.max(
            ...exact.map((value, i) => {
              let sum = { re: 0, im: 0 };
              for (let k = SERIES_ORDER; k >= 0; k--)
                sum = { re: sum.re * s + taylor[k]![i]!.re, im: sum.im * s + taylor[k]![i]!.im };
              return Math.hypot(value.re - sum.re, value.im - sum.im);
            }),
          );
        };
        const size = scaleOf(taylor.flat());
        expect(error(1e-3)).toBeLessThan(error(4e-3) / 100 + 1e-12 * size);
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  it("in logarithmic time has the values and Taylor coefficients of Σ c e^{w s} x^a", () => {
    // Two variables, three terms per equation; weights per term, in the order of the list.
    const list = [
      [[[1, 2], 0, 0, 1], [[-1, 1], 1], [[2, 0]]],
      [
        [[0.5, -1], 0, 1, 1],
        [[1, 0], 0],
        [[-2, 1], 1, 1],
      ],
    ] as const;
    const instance = system(
      2,
      list.map((terms) => terms.map((term) => [...term] as unknown as PlainTerm)),
    );
    const weights = [
      [0, 1.5, 4],
      [2, 0, 1],
    ];
    const { table, coefficients, termOf } = monomialTable([instance]);
    const evaluator = new FamilyEvaluator(table, coefficients[0]!, coefficients[0]!);
    const w = new Float64Array(table.termNode.length);
    instance.equations.forEach((terms, i) => {
      terms.forEach(({ factors }, k) => {
        w[termOf(i, factors)] = weights[i]![k]!;
      });
    });
    evaluator.setWeights(w);
    const plainly = (x: Complex[], s: number) =>
      evaluatePlainly(
        {
          variables: 2,
          equations: instance.equations.map((terms, i) =>
            terms.map(({ re, im, factors }, k) => {
              const growth = Math.exp(s * weights[i]![k]!);
              return { re: re * growth, im: im * growth, factors };
            }),
          ),
        },
        x,
      );
    const series = Array.from({ length: 2 * (SERIES_ORDER + 1) }, (_, k) => ({
      re: Math.cos(3 * k),
      im: Math.sin(5 * k),
    }));
    const [seriesRe, seriesIm] = parts(series);
    for (const [time, direction] of [
      [-0.7, 1],
      [-0.2, -1],
    ] as const) {
      evaluator.evaluate(seriesRe.slice(0, 2), seriesIm.slice(0, 2), time, 0);
      const taylor = [
        plainly(series.slice(0, 2), time).map(({ re, im }, i) => {
          expect(evaluator.valueRe[i]).toBeCloseTo(re, 12);
          expect(evaluator.valueIm[i]).toBeCloseTo(im, 12);
          return { re, im };
        }),
      ];
      evaluator.startSeries(direction, 0);
      const [re, im] = [new Float64Array(2), new Float64Array(2)];
      for (let k = 1; k <= SERIES_ORDER; k++) {
        evaluator.seriesCoefficient(k, re, im);
        taylor.push(
          [0, 1].map((i) => {
            let sum = { re: re[i]!, im: im[i]! };
            for (let v = 0; v < 2; v++) {
              const [a, b] = [evaluator.jacobianRe[2 * i + v]!, evaluator.jacobianIm[2 * i + v]!];
              const [c, d] = [seriesRe[2 * k + v]!, seriesIm[2 * k + v]!];
              sum = { re: sum.re + a * c - b * d, im: sum.im + a * d + b * c };
            }
            return sum;
          }),
        );
        evaluator.updateSeries(k, seriesRe, seriesIm);
      }
      const at = (coefficientsAt: (k: number) => Complex, s: number): Complex => {
        let sum = { re: 0, im: 0 };
        for (let k = SERIES_ORDER; k >= 0; k--) {
          const c = coefficientsAt(k);
          sum = { re: sum.re * s + c.re, im: sum.im * s + c.im };
        }
        return sum;
      };
      // The remainder is O(s⁵): halving s divides it by about 32.
      const error = (s: number): number => {
        const x = [0, 1].map((v) => at((k) => series[2 * k + v]!, s));
        return Math.max(
          ...plainly(x, time + s * direction).map((value, i) => {
            const sum = at((k) => taylor[k]![i]!, s);
            return Math.hypot(value.re - sum.re, value.im - sum.im);
          }),
        );
      };
      expect(error(0.01) / error(0.005)).toBeGreaterThan(26);
      expect(error(0.01) / error(0.005)).toBeLessThan(38);
    }
  });

  it("adds terms that are given twice, and knows them by their factors", () => {
    const twice = system(1, [
      [
        [1, 0],
        [2, 0],
      ],
    ]);
    const { table, coefficients, termOf } = monomialTable([twice]);
    expect(table.termNode).toHaveLength(1);
    expect(coefficients[0]!.re[termOf(0, [0])]).toBe(3);
    expect(() => termOf(0, [0, 0])).toThrow(/monomials: expected a term/);
  });
});
