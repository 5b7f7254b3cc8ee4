import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { rational } from "../../../src/exact/rational.js";
import { PathTracker } from "../../../src/numeric/homotopy/tracker.js";
import { monomialTable } from "../../../src/numeric/polynomial/monomials.js";
import type { PathFamily } from "../../../src/numeric/polynomial/path-family.js";
import { SERIES_ORDER } from "../../../src/numeric/polynomial/path-family.js";
import {
  StructuredEvaluator,
  stepOfStructure,
  stepOfTerms,
} from "../../../src/numeric/polynomial/structured-family.js";
import type { NumericSystem } from "../../../src/numeric/polynomial/system.js";
import { landscapeFromText } from "../../../src/objectives/build.js";
import { fromTerms } from "../../../src/symbolic/expression.js";
import { type Constraint, type Landscape, numericLoss, variable } from "../../../src/symbolic/landscape.js";
import { stationaritySystem } from "../../../src/symbolic/to-system.js";
import { padded, perturbedPair, spheresOf } from "../../support/perturbed-pair.js";
import { evaluatePlainly } from "../../support/polynomial-systems.js";
import { LOSS_TEXTS, landscapeOf, symmetricMatrix } from "../../support/random-landscape.js";

/** The losses of the theory, and two custom ones: odd words, powers of traces, a part without variables beside it. */
const LOSSES: Readonly<Record<string, string>> = {
  ...LOSS_TEXTS,
  vectors: "tr(W*C*C*W')*tr(W*V') + tr(V*C'*Gamma*W')/4 + 3*tr(C*Gamma)*tr(W*W')^2 + tr(V*W')",
  conjugated: "tr(P*W*W'*P*P') - tr(P)^3/2 + tr(P*P)*tr(P') + norm2(P*W) - tr(P*P*P')",
};

const CONSTRAINTS: readonly Constraint[] = ["none", "unit-columns", "unit-rows", "unit-norm"];

/** A landscape of the loss with a constraint on each variable, and the seed of a point. */
const instance = (text: string, m: number, p: number) =>
  fc
    .tuple(
      landscapeOf(text, m, p),
      fc.array(fc.constantFrom(...CONSTRAINTS), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 1, max: 1e6 }),
    )
    .map(([landscape, constraints, seed]) => ({
      landscape: {
        ...landscape,
        variables: landscape.variables.map((v, k) => ({ ...v, constraint: constraints[k]! })),
      },
      seed,
    }));

/**
 * A polynomial system with coefficients ≥ 0 that majorises the terms of both evaluators, before anything cancels: the gradient of
 * the loss with all its numbers made positive, multipliers and spheres likewise, and the perturbations.
 */
function majorant(
  landscape: Landscape,
  degrees: readonly number[],
  perturbations: Complex[][],
): NumericSystem {
  const loss = numericLoss(landscape);
  const positive: Landscape = {
    ...landscape,
    loss: fromTerms(
      1,
      1,
      loss.terms.map((term) => ({
        ...term,
        // Both evaluators replace numbers by their nearest doubles: zeros stay, so does the order of magnitude.
        coefficient: term.coefficient.abs(),
      })),
    ),
    parameters: new Map(),
    constants: new Map([...landscape.constants].map(([name, a]) => [name, a.map((x) => x.abs())])),
  };
  const { variables, equations } = stationaritySystem(positive, spheresOf(landscape));
  return padded(
    {
      variables,
      equations: equations.map((terms, i) => [
        ...terms
          // Parts above the degree of the equation vanish identically: neither evaluator takes them in.
          .filter(({ factors }) => factors.length <= degrees[i]!)
          .map((term) => ({ ...term, re: Math.abs(term.re) })),
        ...perturbations.map((perturbation) => ({
          re: Math.hypot(perturbation[i]!.re, perturbation[i]!.im),
          im: 0,
          factors: [],
        })),
      ]),
    },
    degrees,
  );
}

type Complex = { readonly re: number; readonly im: number };

/** Σ_k coefficients[k] s^k of each equation at the real series x, k ≤ SERIES_ORDER. */
function realSeries(system: NumericSystem, x: readonly (readonly number[])[]): number[][] {
  const times = (a: readonly number[], b: readonly number[]) =>
    a.map((_, k) => a.slice(0, k + 1).reduce((sum, value, i) => sum + value * b[k - i]!, 0));
  return system.equations.map((terms) =>
    terms.reduce<number[]>(
      (sum, { re, factors }) => {
        const one = [re, ...new Array<number>(SERIES_ORDER).fill(0)];
        const value = factors.reduce((product, v) => times(product, x[v]!), one);
        return sum.map((a, k) => a + value[k]!);
      },
      new Array<number>(SERIES_ORDER + 1).fill(0),
    ),
  );
}

const derivative = (system: NumericSystem, v: number): NumericSystem => ({
  ...system,
  equations: system.equations.map((terms) =>
    terms.flatMap((term) => {
      const power = term.factors.filter((f) => f === v).length;
      const at = term.factors.indexOf(v);
      return power === 0
        ? []
        : [
            {
              ...term,
              re: term.re * power,
              factors: [...term.factors.slice(0, at), ...term.factors.slice(at + 1)],
            },
          ];
    }),
  ),
});

/**
 * Roundings on the longest way to a result. Terms: their coefficient, its blend in t (4), the factors, the sum. Matrix form: words
 * of at most 9 letters, each a sum of at most 4·4 products in a trace, multiplied by traces and powers of h and summed; a constant
 * word is rounded once. A complex product takes three; series of order 4 sum up to 5 products each time.
 */
const roundings = (terms: number, degree: number): number =>
  3 * (terms + 5 * degree + 8) + 3 * 5 * (2 * 9 * (16 + 2) + 16);

const UNIT = 2 ** -53;

/** Everything that a tracker asks for, at one point. */
function everything(
  family: PathFamily,
  seriesRe: Float64Array,
  seriesIm: Float64Array,
  t: Complex,
  d: Complex,
) {
  const n = family.variables;
  family.evaluate(seriesRe.slice(0, n), seriesIm.slice(0, n), t.re, t.im);
  const value = family.valueRe.map((re) => re);
  const valueIm = family.valueIm.map((im) => im);
  const jacobian = Float64Array.from(family.jacobianRe);
  const jacobianIm = Float64Array.from(family.jacobianIm);
  family.startSeries(d.re, d.im);
  const series = Array.from({ length: SERIES_ORDER }, (_, k) => {
    const [re, im] = [new Float64Array(family.equations), new Float64Array(family.equations)];
    family.seriesCoefficient(k + 1, re, im);
    if (k + 1 < SERIES_ORDER) family.updateSeries(k + 1, seriesRe, seriesIm);
    return { re, im };
  });
  return { value: { re: value, im: valueIm }, jacobian: { re: jacobian, im: jacobianIm }, series };
}

const point = (random: Random, length: number) => ({
  re: Float64Array.from({ length }, () => random.normal()),
  im: Float64Array.from({ length }, () => random.normal()),
});

describe("the structured evaluator", () => {
  it.each(Object.entries(LOSSES))(
    "has the values, Jacobians and Taylor coefficients of the expanded terms: %s",
    (_, text) => {
      for (const [m, p] of [
        [1, 2],
        [2, 1],
        [3, 2],
        [2, 4],
      ] as const)
        fc.assert(
          fc.property(instance(text, m, p), ({ landscape, seed }) => {
            const random = new Random(seed);
            const pair = perturbedPair(landscape, random);
            const n = pair.unknowns;
            const { re, im } = point(random, n * (SERIES_ORDER + 1));
            const t = { re: random.normal(), im: random.normal() };
            const d = { re: 0.6, im: -0.8 };
            const a = everything(pair.terms, re, im, t, d);
            const b = everything(pair.structured, re, im, t, d);
            // |t| and |1 − t| weigh the perturbations, and d their slopes.
            const weight = 1 + Math.hypot(t.re, t.im) + Math.hypot(t.re - 1, t.im);
            const above = majorant(
              landscape,
              pair.degrees,
              pair.perturbations.map((perturbation) =>
                perturbation.map((c) => ({ re: c.re * weight, im: c.im * weight })),
              ),
            );
            const sizes = Array.from({ length: n }, (_, v) =>
              Array.from({ length: SERIES_ORDER + 1 }, (_, k) => Math.hypot(re[k * n + v]!, im[k * n + v]!)),
            );
            const bounds = realSeries(above, sizes);
            const unit = above.equations.map((terms, i) => UNIT * roundings(terms.length, pair.degrees[i]!));
            const close = (
              x: { re: Float64Array; im: Float64Array },
              y: typeof x,
              bound: (i: number) => number,
            ) =>
              x.re.forEach((value, i) => {
                const gap = Math.hypot(value - y.re[i]!, x.im[i]! - y.im[i]!);
                expect(gap).toBeLessThanOrEqual(bound(i));
              });
            close(a.value, b.value, (i) => unit[i]! * bounds[i]![0]!);
            // Slopes of the perturbations stand one order above: (1 + s) times the majorant.
            a.series.forEach((coefficient, k) => {
              close(coefficient, b.series[k]!, (i) => unit[i]! * (bounds[i]![k + 1]! + bounds[i]![k]!));
            });
            const columns = sizes.map((_, v) =>
              evaluatePlainly(
                derivative(above, v),
                sizes.map(([size]) => ({ re: size!, im: 0 })),
              ),
            );
            close(a.jacobian, b.jacobian, (at) => {
              const i = Math.floor(at / n);
              return pair.degrees[i]! * unit[i]! * columns[at % n]![i]!.re;
            });
          }),
          { seed: 7, numRuns: 6 },
        );
    },
  );

  it("has extended values that agree far beyond doubles where all numbers are dyadic", () => {
    const dyadic = Object.values(LOSSES).map((text) => text.replaceAll("/3", "/4"));
    const landscape = fc
      .tuple(
        fc.constantFrom(...dyadic),
        symmetricMatrix(2),
        symmetricMatrix(2),
        symmetricMatrix(2),
        fc.integer({ min: 1, max: 1e6 }),
      )
      .map(([text, gamma, sigma, c, seed]) => {
        const variables = [variable("W", 3, 2), variable("V", 3, 2, "unit-columns"), variable("P", 3, 3)];
        const constants = new Map(
          Object.entries({ Gamma: gamma, Sigma: sigma, C: c }).map(([name, a]) => [
            name,
            // Whole numbers.
            a.map((x) => x.mul(6)),
          ]),
        );
        const used = variables.filter(({ symbol }) => new RegExp(`\\b${symbol.name}\\b`).test(text));
        const parameters = new Map([["eta", rational("1/4")]]);
        return {
          landscape: landscapeFromText(text.replaceAll("I(m)", "I(3)"), used, constants, parameters),
          seed,
        };
      });
    fc.assert(
      fc.property(landscape, ({ landscape, seed }) => {
        const random = new Random(seed);
        const pair = perturbedPair(landscape, random);
        const { re, im } = point(random, pair.unknowns);
        const values = [pair.terms, pair.structured].map((family) => {
          family.evaluate(re, im, 1, 0);
          family.extendValue(re, im);
          return { re: Float64Array.from(family.valueRe), im: Float64Array.from(family.valueIm) };
        });
        const above = majorant(landscape, pair.degrees, [pair.perturbations[1]!]);
        const sizes = evaluatePlainly(
          above,
          Array.from(re, (x, v) => ({ re: Math.hypot(x, im[v]!), im: 0 })),
        );
        sizes.forEach(({ re: size }, i) => {
          const [a, b] = values as [(typeof values)[0], (typeof values)[0]];
          const steps = roundings(above.equations[i]!.length, pair.degrees[i]!);
          // One rounding to doubles each, of parts up to the modulus; before it, double-double.
          const bound = 2 * UNIT * Math.hypot(a.re[i]!, a.im[i]!) + steps * 2 ** -103 * size;
          expect(Math.abs(a.re[i]! - b.re[i]!)).toBeLessThanOrEqual(bound);
          expect(Math.abs(a.im[i]! - b.im[i]!)).toBeLessThanOrEqual(bound);
        });
      }),
      { seed: 7, numRuns: 30 },
    );
  });

  it("has extended values at a root of a perturbed system that doubles cannot tell from rounding", () => {
    const [text, constants] = ["norm2(W*Gamma*W')", new Map([["Gamma", quarters(3)]])];
    const landscape = landscapeFromText(text, [variable("W", 2, 3)], constants, new Map());
    const pair = perturbedPair(landscape, new Random(3));
    const x = [...pair.solution, { re: 1, im: 0 }];
    const [re, im] = [Float64Array.from(x, (z) => z.re), Float64Array.from(x, (z) => z.im)];
    const size = (family: PathFamily) =>
      Math.max(...family.valueRe.map(Math.abs), ...family.valueIm.map(Math.abs));
    const rest = [pair.terms, pair.structured].map((family) => {
      family.evaluate(re, im, 1, 0);
      family.extendValue(re, im);
      return [...family.valueRe, ...family.valueIm];
    });
    // The perturbation is −F rounded: what is left is that rounding, the same by both ways to all digits that survive.
    expect(size(pair.structured)).toBeGreaterThan(0);
    expect(size(pair.structured)).toBeLessThan(1e-13);
    rest[0]!.forEach((value, i) => {
      expect(Math.abs(value - rest[1]![i]!)).toBeLessThan(1e-26);
    });
  });

  it("is exact under scalings by powers of two", () => {
    fc.assert(
      fc.property(
        instance(LOSSES.predictor!, 2, 3),
        fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 60, maxLength: 60 }),
        ({ landscape, seed }, exponents) => {
          const { part } = perturbedPair(landscape, new Random(seed));
          const n = part.variableScales.length - 1;
          const rows = exponents.slice(0, n).map((k) => 2 ** k);
          const columns = [...exponents.slice(n, 2 * n).map((k) => 2 ** k), 1];
          // The matrix form alone, without terms beside it.
          const of = (rowScales: readonly number[], variableScales: readonly number[]) => {
            const equations = Array.from({ length: n }, () => []);
            const { table } = monomialTable([{ variables: n + 1, equations }]);
            const none = { re: new Float64Array(0), im: new Float64Array(0) };
            return new StructuredEvaluator({ ...part, rowScales, variableScales }, table, none, none);
          };
          const ones = columns.map(() => 1);
          const [plain, scaled] = [of(ones, ones), of(rows, columns)];
          const y = point(new Random(seed), (n + 1) * (SERIES_ORDER + 1));
          const x = {
            re: y.re.map((value, k) => value * columns[k % (n + 1)]!),
            im: y.im.map((value, k) => value * columns[k % (n + 1)]!),
          };
          const [t, d] = [
            { re: 0, im: 0 },
            { re: 1, im: 0 },
          ];
          const a = everything(plain, x.re, x.im, t, d);
          const b = everything(scaled, y.re, y.im, t, d);
          const extended = [plain, scaled].map((family, k) => {
            const z = k === 0 ? x : y;
            const [re, im] = [z.re.slice(0, n + 1), z.im.slice(0, n + 1)];
            family.evaluate(re, im, 0, 0);
            family.extendValue(re, im);
            return { re: Float64Array.from(family.valueRe), im: Float64Array.from(family.valueIm) };
          });
          for (const key of ["re", "im"] as const) {
            const byRow = (values: Float64Array) => [...values].map((value, r) => rows[r]! * value);
            expect([...b.value[key]]).toEqual(byRow(a.value[key]));
            expect([...extended[1]![key]]).toEqual(byRow(extended[0]![key]));
            b.series.forEach((coefficient, k) => {
              expect([...coefficient[key]]).toEqual(byRow(a.series[k]![key]));
            });
            expect([...b.jacobian[key]]).toEqual(
              [...a.jacobian[key]].map(
                (value, at) => rows[Math.floor(at / (n + 1))]! * value * columns[at % (n + 1)]!,
              ),
            );
          }
        },
      ),
      { seed: 7, numRuns: 10 },
    );
  });

  it("agrees with scaled terms, too", () => {
    const random = new Random(11);
    const landscape = landscapeFromText(
      "-2*tr(W*Gamma*W') + norm2(W*Gamma*W')",
      [variable("W", 2, 3, "unit-rows")],
      new Map([["Gamma", quarters(3)]]),
      new Map(),
    );
    const n = 8;
    const scales = [0, 1].map((shift) => Array.from({ length: n }, (_, k) => 2 ** (((k + shift) % 5) - 2)));
    const pair = perturbedPair(landscape, random, { rows: scales[0]!, columns: scales[1]! });
    const { re, im } = point(random, n + 1);
    pair.terms.evaluate(re, im, 0.3, 0.1);
    pair.structured.evaluate(re, im, 0.3, 0.1);
    for (const key of ["valueRe", "valueIm", "jacobianRe", "jacobianIm"] as const)
      expect([...pair.structured[key]]).toEqual([...pair.terms[key]].map((x) => expect.closeTo(x, 11)));
  });

  it.each<[name: string, text: string, degrees: number[]]>([
    // Σ = diag(1, 0): in the second column nothing is left of the quartic, and of Γ a linear form.
    ["down to parts that vanish", "-2*tr(W*Gamma*W') + norm2(W*Sigma*W')", [3, 1, 3, 1]],
    ["with powers of h between", "tr(W)^3 + tr(W)^4 + norm2(W) + tr(W)", [3, 1, 1, 3]],
    ["with traces beside products", "tr(W*Sigma)^2*tr(W) + norm2(W)", [2, 1, 1, 2]],
  ])("knows equations of different degrees in one block, %s", (_, text, degrees) => {
    const sigma = quarters(2).map((_, i, j) => rational(i === 0 && j === 0 ? 1 : 0));
    const landscape = landscapeFromText(
      text,
      [variable("W", 2, 2)],
      new Map([
        ["Gamma", quarters(2)],
        ["Sigma", sigma],
      ]),
      new Map(),
    );
    const random = new Random(2);
    const pair = perturbedPair(landscape, random);
    expect(pair.degrees).toEqual(degrees);
    const { re, im } = point(random, 5 * (SERIES_ORDER + 1));
    const t = { re: 0.2, im: 0.7 };
    const [a, b] = [pair.terms, pair.structured].map((family) =>
      everything(family, re, im, t, { re: 1, im: 0 }),
    );
    const flat = ({ value, jacobian, series }: NonNullable<typeof a>) =>
      [value, jacobian, ...series].flatMap((z) => [...z.re, ...z.im]);
    expect(flat(b!)).toEqual(flat(a!).map((x) => expect.closeTo(x, 10)));
  });

  it("is rebuilt from a copy of its description, to the same bits", () => {
    const landscape = landscapeFromText(
      LOSSES.conjugated!,
      [variable("W", 2, 3), variable("P", 2, 2, "unit-norm")],
      new Map(),
      new Map(),
    );
    const pair = perturbedPair(landscape, new Random(4));
    const [start, target] = structuredClone(pair.beside.coefficients);
    const copy = new StructuredEvaluator(
      structuredClone(pair.part),
      structuredClone(pair.beside.table),
      start!,
      target!,
    );
    const { re, im } = point(new Random(5), pair.unknowns * (SERIES_ORDER + 1));
    const [a, b] = [pair.structured, copy].map((family) =>
      everything(family, re, im, { re: 0.1, im: 0.2 }, { re: 0, im: 1 }),
    );
    expect(b).toEqual(a);
  });

  it("leads a tracker to the same end as the terms", () => {
    const landscape = landscapeFromText(
      LOSSES.crossCorrelation!.replaceAll("I(m)", "I(2)"),
      [variable("W", 2, 3)],
      new Map([["Gamma", quarters(3)]]),
      new Map(),
    );
    const pair = perturbedPair(landscape, new Random(6));
    const start = [...pair.solution, { re: 1, im: 0 }];
    const ends = [pair.terms, pair.structured].map((family) => {
      const tracker = new PathTracker(family, new Int32Array(pair.unknowns), 1);
      tracker.setPoint(
        start.map(({ re }) => re),
        start.map(({ im }) => im),
      );
      expect(tracker.track(1, 0, 0, 0).outcome).toBe("arrived");
      expect(tracker.polish(0, 0).step).toBeLessThan(1e-14);
      return [...tracker.xRe, ...tracker.xIm];
    });
    // Patches move with the path and may differ: the points are compared by x / h.
    const affine = (x: readonly number[]) => {
      const n = pair.unknowns;
      const [c, s] = [x[n - 1]!, x[2 * n - 1]!];
      return Array.from({ length: n - 1 }, (_, v) => (x[v]! * c + x[n + v]! * s) / (c * c + s * s));
    };
    expect(affine(ends[1]!)).toEqual(affine(ends[0]!).map((x) => expect.closeTo(x, 10)));
  });

  it("takes turns with others, but not in the middle of a series", () => {
    const of = (p: number) =>
      perturbedPair(
        landscapeFromText(
          "norm2(W*Gamma*W')",
          [variable("W", 2, p)],
          new Map([["Gamma", quarters(p)]]),
          new Map(),
        ),
        new Random(p),
      ).structured;
    const [one, two] = [of(2), of(9)];
    const [x, y] = [point(new Random(1), 5), point(new Random(1), 19)];
    one.evaluate(x.re, x.im, 0, 0);
    const alone = [...one.valueRe, ...one.jacobianIm];
    two.evaluate(y.re, y.im, 0, 0);
    expect(() => one.startSeries(1, 0)).toThrow(/^series: expected to follow an evaluation/);
    one.evaluate(x.re, x.im, 0, 0);
    expect([...one.valueRe, ...one.jacobianIm]).toEqual(alone);
  });

  it("refuses a form that is larger than the system", () => {
    const { part } = perturbedPair(
      landscapeFromText("norm2(W)", [variable("W", 2, 2)], new Map(), new Map()),
      new Random(1),
    );
    const { table, coefficients } = monomialTable([{ variables: 2, equations: [[], []] }]);
    expect(() => new StructuredEvaluator(part, table, coefficients[0]!, coefficients[0]!)).toThrow(
      "structured family: expected at most 2 equations in 2 unknowns, got 4 in 4",
    );
  });

  it("is expected to take fewer operations for a quartic with dense Σ at 2×4, and more for coupled unit columns", () => {
    const ratio = (text: string, constraint: Constraint) => {
      const constants = new Map([["Gamma", quarters(4)]]);
      const pair = perturbedPair(
        landscapeFromText(text, [variable("W", 2, 4, constraint)], constants, new Map()),
        new Random(1),
      );
      return stepOfTerms(pair.table) / stepOfStructure(pair.part.form, pair.degrees, pair.beside.table);
    };
    expect(ratio("norm2(W*Gamma*W')", "none")).toBeGreaterThan(2);
    expect(ratio("tr(W*Gamma*W')", "unit-columns")).toBeLessThan(1);
  });
});

/** A dense symmetric matrix of quarters. */
function quarters(p: number) {
  const random = new Random(p);
  const [half] = fc.sample(symmetricMatrix(p), { numRuns: 1, seed: 1 });
  const entries = half!.map(() => rational(`${2 * random.integer(1, 5) - 5}/8`));
  return entries.add(entries.transpose());
}
