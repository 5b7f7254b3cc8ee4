/**
 * Expectations by exhaustion: every latent, every mask and every sign of the noise, in exact rationals.
 *
 * The independent definition that the closed forms of `src/model` are tested against. A Gaussian of variance σ² per
 * coordinate is replaced by ±σ with probability 1/2 each, which has the same second moments.
 */
import { RationalMatrix } from "../../../src/exact/matrix.js";
import {
  isZero,
  ONE,
  type Rational,
  rational,
  rationalSquareRoot,
  ZERO,
} from "../../../src/exact/rational.js";
import type { AugmentationSpec } from "../../../src/model/augmentations/registry.js";
import type { LatentSpec } from "../../../src/model/latents/registry.js";

export type Vector = readonly Rational[];

export interface Outcome<T> {
  readonly value: T;
  readonly weight: Rational;
}

/** All vectors whose entries are drawn independently from one distribution. */
function independentEntries(n: number, entry: readonly Outcome<Rational>[]): Outcome<Vector>[] {
  let all: Outcome<Vector>[] = [{ value: [], weight: ONE }];
  for (let i = 0; i < n; i++)
    all = all.flatMap(({ value, weight }) =>
      entry
        .filter((choice) => !isZero(choice.weight))
        .map((choice) => ({ value: [...value, choice.value], weight: weight.mul(choice.weight) })),
    );
  return all;
}

const coin = (probability: Rational): Outcome<Rational>[] => [
  { value: ONE, weight: probability },
  { value: ZERO, weight: ONE.sub(probability) },
];

const half = rational("1/2");

/** ±σ per coordinate, σ² = variance the square of a rational. */
export function signedNoise(n: number, variance: Rational): Outcome<Vector>[] {
  const sigma = rationalSquareRoot(variance);
  if (sigma === null) throw new Error("the surrogate needs a variance that is a square");
  if (isZero(sigma)) return [{ value: Array.from({ length: n }, () => ZERO), weight: ONE }];
  return independentEntries(n, [
    { value: sigma, weight: half },
    { value: sigma.neg(), weight: half },
  ]);
}

const uniform = (vectors: readonly Vector[]): Outcome<Vector>[] =>
  vectors.map((value) => ({ value, weight: ONE.div(rational(vectors.length)) }));

export function latents(spec: Exclude<LatentSpec, { kind: "moment" }>, d: number): Outcome<Vector>[] {
  const ternary = independentEntries(
    d,
    [-1, 0, 1].map((value) => ({ value: rational(value), weight: ONE })),
  ).map(({ value }) => value);
  const number = (z: Vector, value: number) => z.filter((entry) => entry.equals(value)).length;
  switch (spec.kind) {
    case "one-hot":
      return spec.probabilities.map((weight, j) => ({
        value: Array.from({ length: d }, (_, i) => (i === j ? ONE : ZERO)),
        weight,
      }));
    case "bernoulli":
      return independentEntries(d, coin(spec.probability));
    case "signed-bernoulli":
      return independentEntries(d, [
        { value: ONE, weight: spec.probability.mul(half) },
        { value: ONE.neg(), weight: spec.probability.mul(half) },
        { value: ZERO, weight: ONE.sub(spec.probability) },
      ]);
    case "k-sparse":
      return uniform(ternary.filter((z) => number(z, 1) === spec.active && number(z, -1) === 0));
    case "signed-pattern":
      return uniform(
        ternary.filter((z) => number(z, 1) === spec.positive && number(z, -1) === spec.negative),
      );
  }
}

/** The pairs of views (a1, a2) of one x. */
export function views(spec: AugmentationSpec, x: Vector): Outcome<readonly [Vector, Vector]>[] {
  const combine = (
    choices: readonly Outcome<Vector>[],
    view: (x: Rational, choice: Rational) => Rational,
  ): Outcome<Vector>[] =>
    choices.map(({ value, weight }) => ({ value: x.map((entry, i) => view(entry, value[i]!)), weight }));
  const pairs = (single: readonly Outcome<Vector>[]): Outcome<readonly [Vector, Vector]>[] =>
    single.flatMap((first) =>
      single.map((second) => ({
        value: [first.value, second.value] as const,
        weight: first.weight.mul(second.weight),
      })),
    );
  switch (spec.kind) {
    case "independent-masks":
      return pairs(combine(independentEntries(x.length, coin(spec.keep)), (entry, mask) => entry.mul(mask)));
    case "complementary-masks":
      return independentEntries(x.length, coin(spec.keep)).map(({ value: mask, weight }) => ({
        value: [
          x.map((entry, i) => entry.mul(mask[i]!).mul(spec.scale)),
          x.map((entry, i) => entry.mul(ONE.sub(mask[i]!)).mul(spec.scale)),
        ] as const,
        weight,
      }));
    case "additive-gaussian":
      return pairs(combine(signedNoise(x.length, spec.variance), (entry, noise) => entry.add(noise)));
    case "none":
      return [{ value: [x, x], weight: ONE }];
  }
}

/** Σ weight · u vᵀ over the outcomes (u, v). */
export function outer(pairs: readonly Outcome<readonly [Vector, Vector]>[]): RationalMatrix {
  const [u, v] = pairs[0]!.value;
  const sums: Rational[][] = u.map(() => v.map(() => ZERO));
  for (const { value, weight } of pairs)
    value[0].forEach((left, i) => {
      if (!isZero(left))
        value[1].forEach((right, j) => {
          if (!isZero(right)) sums[i]![j] = sums[i]![j]!.add(left.mul(right).mul(weight));
        });
    });
  return RationalMatrix.from(sums);
}
