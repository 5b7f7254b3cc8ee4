/** Moments by their definitions, term by term in fractions of BigInts, and those of a population that is listed in full. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inertia } from "../../src/exact/inertia.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { type Rational, ratio, rational } from "../../src/exact/rational.js";
import { buildModel } from "../../src/model/data-model.js";
import { momentsOfPairs, momentsOfSamples, type Views } from "../../src/model/sample-moments.js";
import { parseModel } from "../../src/model/schema.js";

/** n/d, never reduced. */
type Fraction = readonly [n: bigint, d: bigint];
const plus = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d + c * b, b * d];
const minus = (a: Fraction, [c, d]: Fraction): Fraction => plus(a, [-c, d]);
const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d];
const over = ([a, b]: Fraction, k: number): Fraction => [a, b * BigInt(k)];
const NIL: Fraction = [0n, 1n];
const toFraction = ({ s, n, d }: Rational): Fraction => [s * n, d];
const total = (terms: readonly Fraction[]): Fraction => terms.reduce(plus, NIL);
/** The average over samples of the average over their terms. */
const average = (terms: readonly (readonly Fraction[])[]): Fraction =>
  over(total(terms.map((own) => over(total(own), own.length))), terms.length);

const matrixOf = (rows: number, columns: number, entry: (i: number, j: number) => Fraction): RationalMatrix =>
  RationalMatrix.generate(rows, columns, (i, j) => ratio(...entry(i, j)));

type Terms = (views: Views, i: number, j: number) => Fraction[];
const sameView: Terms = (views, i, j) => views.map((x) => times(toFraction(x[i]!), toFraction(x[j]!)));
const otherViews: Terms = (views, i, j) =>
  views.flatMap((x, a) =>
    views.flatMap((y, b) => (a === b ? [] : [times(toFraction(x[i]!), toFraction(y[j]!))])),
  );
const mean = (samples: readonly Views[], i: number): Fraction =>
  average(samples.map((views) => views.map((x) => toFraction(x[i]!))));
const byDefinition = (samples: readonly Views[], terms: Terms, centred: boolean): RationalMatrix => {
  const p = samples[0]![0]!.length;
  return matrixOf(p, p, (i, j) => {
    const moment = average(samples.map((views) => terms(views, i, j)));
    return centred ? minus(moment, times(mean(samples, i), mean(samples, j))) : moment;
  });
};

const entry = fc
  .tuple(fc.integer({ min: -99, max: 99 }), fc.constantFrom(1, 3, 10, 100))
  .map(([n, d]) => ratio(BigInt(n), BigInt(d)));
const views = (p: number, fewest: number) =>
  fc.array(fc.array(entry, { minLength: p, maxLength: p }), { minLength: fewest, maxLength: 4 });
const samples = fc
  .integer({ min: 1, max: 3 })
  .chain((p) => fc.array(views(p, 2), { minLength: 1, maxLength: 4 }));
const pairs = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }))
  .chain(([p, q]) => fc.array(fc.record({ x: views(p, 1), y: views(q, 1) }), { minLength: 1, maxLength: 4 }));
const SEED = { seed: 7, numRuns: 40 };

describe("moments of samples", () => {
  it("are those of the definition, with different numbers of views", () => {
    fc.assert(
      fc.property(samples, fc.boolean(), (list, centred) => {
        const { gamma, sigma } = momentsOfSamples(list, centred);
        expect(sigma.equals(byDefinition(list, sameView, centred))).toBe(true);
        expect(gamma!.equals(byDefinition(list, otherViews, centred))).toBe(true);
      }),
      SEED,
    );
  });

  it("have Σ + Γ and Σ − Γ positive semidefinite, centred or not", () => {
    fc.assert(
      fc.property(samples, fc.boolean(), (list, centred) => {
        const { gamma, sigma } = momentsOfSamples(list, centred);
        expect(inertia(sigma.add(gamma!)).negative).toBe(0);
        expect(inertia(sigma.subtract(gamma!)).negative).toBe(0);
      }),
      SEED,
    );
  });

  it("weigh samples, not views: one with many views counts no more than one with two", () => {
    const [zero, one] = [rational(0), rational(1)];
    const { gamma, sigma } = momentsOfSamples([
      [[one], [one]],
      [[zero], [zero], [zero], [zero], [zero], [zero]],
    ]);
    expect([gamma!.get(0, 0).toFraction(), sigma.get(0, 0).toFraction()]).toEqual(["1/2", "1/2"]);
  });

  it("have no Γ where a sample has one view", () => {
    const { gamma, sigma } = momentsOfSamples([[[rational(2)]], [[rational(1)], [rational(3)]]]);
    expect(gamma).toBeUndefined();
    // (4 + (1 + 9)/2)/2
    expect(sigma.get(0, 0).toFraction()).toBe("9/2");
  });

  it("are those of the population model where samples list its distribution in full", () => {
    // One-hot z of three latents with weights 1/2, 1/4, 1/4, and all pairs of masks that keep 1/2: each once, as often as its weight.
    const masks = Array.from({ length: 8 }, (_, k) => [k & 1, (k >> 1) & 1, (k >> 2) & 1]);
    const list = [0, 0, 1, 2].flatMap((z) =>
      masks.flatMap((first) =>
        masks.map((second) =>
          [first, second].map((mask) => mask.map((kept, i) => rational(i === z ? kept : 0))),
        ),
      ),
    );
    const { moments } = buildModel(
      parseModel({
        dictionary: { kind: "identity", size: 3 },
        latent: { kind: "one-hot", probabilities: ["1/2", "1/4", "1/4"] },
        augmentation: { kind: "independent-masks", keep: "1/2" },
      }),
    );
    const { gamma, sigma } = momentsOfSamples(list);
    expect(gamma!.equals(moments.gamma)).toBe(true);
    expect(sigma.equals(moments.sigma)).toBe(true);
  });
});

describe("moments of two modalities", () => {
  it("are those of the definition", () => {
    fc.assert(
      fc.property(pairs, fc.boolean(), (list, centred) => {
        const { gammaXY, sigmaX, sigmaY } = momentsOfPairs(list, centred);
        const xs = list.map(({ x }) => x);
        const ys = list.map(({ y }) => y);
        const cross = matrixOf(xs[0]![0]!.length, ys[0]![0]!.length, (i, j) => {
          const moment = average(
            list.map(({ x, y }) =>
              x.flatMap((u) => y.map((v) => times(toFraction(u[i]!), toFraction(v[j]!)))),
            ),
          );
          return centred ? minus(moment, times(mean(xs, i), mean(ys, j))) : moment;
        });
        expect(gammaXY.equals(cross)).toBe(true);
        expect(sigmaX.equals(byDefinition(xs, sameView, centred))).toBe(true);
        expect(sigmaY.equals(byDefinition(ys, sameView, centred))).toBe(true);
      }),
      SEED,
    );
  });

  it("are a joint moment: the matrix of all blocks is positive semidefinite", () => {
    fc.assert(
      fc.property(pairs, fc.boolean(), (list, centred) => {
        const { gammaXY, sigmaX, sigmaY } = momentsOfPairs(list, centred);
        const p = sigmaX.rows;
        const n = p + sigmaY.rows;
        const joint = RationalMatrix.generate(n, n, (i, j) =>
          i < p
            ? j < p
              ? sigmaX.get(i, j)
              : gammaXY.get(i, j - p)
            : j < p
              ? gammaXY.get(j, i - p)
              : sigmaY.get(i - p, j - p),
        );
        expect(inertia(joint).negative).toBe(0);
      }),
      SEED,
    );
  });
});
