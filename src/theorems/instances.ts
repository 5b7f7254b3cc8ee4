/**
 * Arbitraries for instances: rational orthogonal matrices, spectra chosen so that critical points are rational, moments,
 * data models, objectives. Everything exact: numbers are rationals, files are problem files with exact text.
 *
 * Rational points of the sphere: stereographic projection y ↦ (2y, |y|² − 1)/(|y|² + 1).
 * Rational rotations: Cayley transform (I − A)(I + A)⁻¹ of a skew A, times signs.
 */
import fc from "fast-check";
import { inverse } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { ONE, type Rational, rational, rationalText, ZERO } from "../exact/rational.js";

/** n/d with |n| ≤ 6, 1 ≤ d ≤ 4. */
export const smallRational: fc.Arbitrary<Rational> = fc
  .tuple(fc.integer({ min: -6, max: 6 }), fc.integer({ min: 1, max: 4 }))
  .map(([n, d]) => rational(`${n}/${d}`));

/** n/d with 1 ≤ n ≤ 6, 1 ≤ d ≤ 4. */
export const positiveRational: fc.Arbitrary<Rational> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }))
  .map(([n, d]) => rational(`${n}/${d}`));

/** Nonzero rationals: `positiveRational` with a random sign. */
export const nonzeroRational: fc.Arbitrary<Rational> = fc
  .tuple(positiveRational, fc.boolean())
  .map(([value, negative]) => (negative ? value.neg() : value));

/**
 * Positive rationals, all different.
 *
 * @param count how many, at most 24.
 * @returns an arbitrary of lists in descending order.
 * @example
 * import fc from "fast-check";
 * fc.sample(distinctPositive(3), { seed: 7, numRuns: 20 }).every(([a, b, c]) => a!.compare(b!) > 0 && b!.compare(c!) > 0) // true
 */
export const distinctPositive = (count: number): fc.Arbitrary<Rational[]> =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 24 }), { minLength: count, maxLength: count })
    .chain((numerators) =>
      fc
        .integer({ min: 1, max: 5 })
        .map((d) => [...numerators].sort((a, b) => b - a).map((n) => rational(`${n}/${d}`))),
    );

/**
 * Positive rationals, equal neighbours likely: spectra with groups.
 *
 * @param count how many.
 * @returns an arbitrary of lists in descending order.
 * @example
 * import fc from "fast-check";
 * fc.sample(groupedPositive(2), { seed: 7, numRuns: 20 }).every(([a, b]) => a!.compare(b!) >= 0) // true
 */
export const groupedPositive = (count: number): fc.Arbitrary<Rational[]> =>
  fc
    .array(fc.integer({ min: 1, max: 3 }), { minLength: count, maxLength: count })
    .map((values) => values.sort((a, b) => b - a).map((n) => rational(n)));

/**
 * Unit vectors of Q^n by stereographic projection, n ≥ 1.
 *
 * @returns an arbitrary of vectors of length exactly 1.
 * @example
 * import fc from "fast-check";
 * fc.sample(rationalUnitVector(3), { seed: 7, numRuns: 20 }).every((v) => sumOf(v.map((x) => x.mul(x))).equals(1)) // true
 */
export const rationalUnitVector = (n: number): fc.Arbitrary<Rational[]> =>
  fc.tuple(fc.array(smallRational, { minLength: n - 1, maxLength: n - 1 }), fc.boolean()).map(([y, flip]) => {
    const squares = y.reduce((sum, v) => sum.add(v.mul(v)), ZERO);
    const denominator = squares.add(ONE);
    const point = [...y.map((v) => v.mul(2).div(denominator)), squares.sub(ONE).div(denominator)];
    return flip ? point.map((v) => v.neg()) : point;
  });

/**
 * Orthogonal matrices in Q^{n×n} by Cayley's transform, of either determinant.
 *
 * @returns an arbitrary of matrices with Q Qᵀ = I exactly.
 * @example
 * import fc from "fast-check";
 * fc.sample(rationalOrthogonal(2), { seed: 7, numRuns: 20 }).every((q) => q.multiply(q.transpose()).equals(RationalMatrix.identity(2))) // true
 */
export const rationalOrthogonal = (n: number): fc.Arbitrary<RationalMatrix> =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: 1, max: 2 })), {
        minLength: (n * (n - 1)) / 2,
        maxLength: (n * (n - 1)) / 2,
      }),
      fc.boolean(),
    )
    .map(([entries, reflect]) => {
      const skew = RationalMatrix.generate(n, n, (i, j) => {
        if (i === j) return ZERO;
        const [a, b] = i > j ? [i, j] : [j, i];
        const [num, den] = entries[(a * (a - 1)) / 2 + b]!;
        const value = rational(`${num}/${den}`);
        return i > j ? value : value.neg();
      });
      const identity = RationalMatrix.identity(n);
      const q = identity.subtract(skew).multiply(inverse(identity.add(skew)));
      return reflect ? q.map((value, _, j) => (j === 0 ? value.neg() : value)) : q;
    });

/**
 * Orthonormal r-frames in Q^n, r ≤ n.
 *
 * @returns an arbitrary of n×r matrices with Qᵀ Q = I exactly.
 * @example
 * import fc from "fast-check";
 * fc.sample(rationalFrame(3, 2), { seed: 7, numRuns: 20 }).every((q) => q.transpose().multiply(q).equals(RationalMatrix.identity(2))) // true
 */
export const rationalFrame = (n: number, r: number): fc.Arbitrary<RationalMatrix> =>
  rationalOrthogonal(n).map((q) => RationalMatrix.generate(n, r, (i, j) => q.get(i, j)));

/**
 * Q diag(values) Qᵀ.
 *
 * @param q p×p; orthogonal, for the values to be eigenvalues.
 * @param values p of them.
 * @returns a symmetric matrix: p×p.
 * @example
 * withSpectrum(RationalMatrix.from([[0, 1], [1, 0]]), [rational(1), rational(2)]).get(0, 0).toFraction() // "2"
 */
export const withSpectrum = (q: RationalMatrix, values: readonly Rational[]): RationalMatrix =>
  q.multiply(RationalMatrix.diagonal(values)).multiply(q.transpose());

/**
 * Rows of exact text, as problem files write matrices.
 *
 * @returns one text for each entry.
 * @example matrixText(RationalMatrix.from([[1, "1/2"]])) // [["1", "1/2"]]
 */
export const matrixText = (a: RationalMatrix): string[][] => a.toRows().map((row) => row.map(rationalText));

/**
 * A problem file with given moments.
 *
 * @param gamma Γ: p×p.
 * @param sigma Σ: p×p.
 * @param objective the block `objective` of the file.
 * @returns plain data, for `problemOf`.
 * @example
 * const one = RationalMatrix.identity(1);
 * problemOf(momentsProblem(one, one, { kind: "spectral-contrastive", embedding: 1 })).model.moments.dimension // 1
 */
export const momentsProblem = (
  gamma: RationalMatrix,
  sigma: RationalMatrix,
  objective: unknown,
): unknown => ({
  model: { moments: { gamma: matrixText(gamma), sigma: matrixText(sigma) } },
  objective,
});

/** Shape of an encoder: m rows (embedding), p columns (input). */
export interface Shape {
  readonly m: number;
  readonly p: number;
}

/**
 * Shapes of encoders: minM ≤ m ≤ maxM, minP ≤ p ≤ maxP.
 *
 * @returns an arbitrary of pairs m, p, independent and uniform.
 * @example
 * import fc from "fast-check";
 * fc.sample(shape(2, 3), { seed: 7, numRuns: 20 }).every(({ m, p }) => m <= 2 && p <= 3) // true
 */
export const shape = (maxM: number, maxP: number, minM = 1, minP = 1): fc.Arbitrary<Shape> =>
  fc.record({ m: fc.integer({ min: minM, max: maxM }), p: fc.integer({ min: minP, max: maxP }) });

/**
 * Probabilities of d events, all positive, with a small common denominator.
 *
 * @returns an arbitrary of lists that sum to 1 exactly.
 * @example
 * import fc from "fast-check";
 * fc.sample(probabilities(3), { seed: 7, numRuns: 20 }).every((list) => sumOf(list).equals(1)) // true
 */
export const probabilities = (d: number): fc.Arbitrary<Rational[]> =>
  fc.array(fc.integer({ min: 1, max: 5 }), { minLength: d, maxLength: d }).map((weights) => {
    const total = weights.reduce((sum, w) => sum + w, 0);
    return weights.map((w) => rational(`${w}/${total}`));
  });

/** α in (0, 1). */
export const keepProbability: fc.Arbitrary<Rational> = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .map(([a, b]) => rational(`${a}/${a + b}`));

/**
 * Distributions of d latents with random exact parameters, as a problem file has them.
 *
 * @returns an arbitrary over all kinds with a parameter and the patterns.
 * @example
 * import fc from "fast-check";
 * fc.sample(latent(2), { seed: 7, numRuns: 20 }).every((spec) => Object.hasOwn(spec as object, "kind")) // true
 */
export const latent = (d: number): fc.Arbitrary<unknown> =>
  fc.oneof(
    probabilities(d).map((values) => ({ kind: "one-hot", probabilities: values.map(rationalText) })),
    keepProbability.map((probability) => ({ kind: "bernoulli", probability: rationalText(probability) })),
    keepProbability.map((probability) => ({
      kind: "signed-bernoulli",
      probability: rationalText(probability),
    })),
    fc.integer({ min: 1, max: d }).map((active) => ({ kind: "k-sparse", active })),
    fc
      .tuple(fc.nat(d), fc.nat(d))
      .filter(([a, b]) => a + b >= 1 && a + b <= d)
      .map(([positive, negative]) => ({ kind: "signed-pattern", positive, negative })),
  );

/** Augmentations with random exact parameters, as a problem file has them; all kinds, `none` included. */
export const augmentation: fc.Arbitrary<unknown> = fc.oneof(
  keepProbability.map((keep) => ({ kind: "independent-masks", keep: rationalText(keep) })),
  fc.tuple(keepProbability, positiveRational).map(([keep, scale]) => ({
    kind: "complementary-masks",
    keep: rationalText(keep),
    scale: rationalText(scale),
  })),
  positiveRational.map((variance) => ({ kind: "additive-gaussian", variance: rationalText(variance) })),
  fc.constant({ kind: "none" }),
);

/**
 * Data models of problem files with p ≤ maxP inputs and at most as many latents.
 *
 * @returns an arbitrary of the block `model`.
 * @example
 * import fc from "fast-check";
 * fc.sample(dataModel(3), { seed: 7, numRuns: 20 }).every((model) => buildModel(parseModel(model)).moments.dimension <= 3) // true
 */
export const dataModel = (maxP: number): fc.Arbitrary<unknown> =>
  fc
    .integer({ min: 1, max: maxP })
    .chain((p) => fc.tuple(fc.constant(p), fc.integer({ min: 1, max: p })))
    .chain(([p, d]) => {
      const orthonormal = fc
        .nat(1000)
        .map((seed): unknown => ({ kind: "rational-orthonormal", rows: p, columns: d, seed }));
      const identity = fc.constant<unknown>({ kind: "identity", size: p });
      return fc.record({
        dictionary: d === p ? fc.oneof(identity, orthonormal) : orthonormal,
        latent: latent(d),
        noise: fc.oneof(
          fc.constant({ variance: "0" }),
          positiveRational.map((v) => ({ variance: rationalText(v) })),
        ),
        augmentation,
      });
    });
