import { describe, expect, it } from "vitest";
import type { RationalMatrix } from "../../src/exact/matrix.js";
import { rationalText } from "../../src/exact/rational.js";
import { buildModel } from "../../src/model/data-model.js";
import { parseModel } from "../../src/model/schema.js";
import type { GenerativeSpec } from "../../src/model/spec.js";
import { latents, type Outcome, outer, signedNoise, type Vector, views } from "./support/exhaustive.js";

const dictionaries = {
  identity: { kind: "identity", size: 2 },
  tall: {
    kind: "matrix",
    rows: [
      [1, "1/2"],
      [0, "-2/3"],
      ["3/4", 1],
    ],
  },
  wide: { kind: "matrix", rows: [[1, "-1/2"]] },
  rational: { kind: "rational-orthonormal", rows: 3, columns: 2, seed: 7 },
};

const latentTable = [
  { kind: "one-hot", probabilities: ["1/3", "2/3"] },
  { kind: "bernoulli", probability: "1/3" },
  { kind: "signed-bernoulli", probability: "2/5" },
  { kind: "k-sparse", active: 1 },
  { kind: "signed-pattern", positive: 1, negative: 1 },
];

const augmentations = [
  { kind: "independent-masks", keep: "1/3" },
  { kind: "complementary-masks" },
  { kind: "complementary-masks", keep: "1/4", scale: "-3/2" },
  { kind: "additive-gaussian", variance: "1/9" },
  { kind: "none" },
];

/** Every pair of views of M z + e, with its probability. */
function allViews(spec: GenerativeSpec, m: RationalMatrix): Outcome<readonly [Vector, Vector]>[] {
  if (spec.latent.kind === "moment") throw new Error("a given moment has no list of latents");
  const noises = signedNoise(m.rows, spec.noise.variance);
  return latents(spec.latent, m.columns).flatMap((z) =>
    noises.flatMap((e) => {
      const x = e.value.map((noise, i) =>
        z.value.reduce((sum, value, j) => sum.add(m.get(i, j).mul(value)), noise),
      );
      const weight = z.weight.mul(e.weight);
      return views(spec.augmentation, x).map((pair) => ({
        value: pair.value,
        weight: pair.weight.mul(weight),
      }));
    }),
  );
}

const cases = latentTable.flatMap((latent) =>
  augmentations.flatMap((augmentation) =>
    (["identity", "tall", "wide", "rational"] as const).map((name) => ({
      latent,
      augmentation,
      name,
      // The exhaustive sum with noise is the largest; one dictionary with fractions is enough for it.
      variance: name === "wide" || name === "identity" ? "1/4" : 0,
    })),
  ),
);

describe("the moments of a model agree with the sum over latents, noise and masks", () => {
  it.each(cases)("for $latent.kind, $augmentation.kind, $name dictionary, noise $variance", (instance) => {
    const { latent, augmentation, name, variance } = instance;
    const spec = parseModel({ dictionary: dictionaries[name], latent, noise: { variance }, augmentation });
    const { dictionary, moments } = buildModel(spec);
    const pairs = allViews(spec as GenerativeSpec, dictionary!);
    const select = (i: 0 | 1, j: 0 | 1) =>
      outer(pairs.map(({ value, weight }) => ({ value: [value[i], value[j]], weight }))).toRows();
    expect(moments.gamma.toRows()).toEqual(select(0, 1));
    expect(moments.sigma.toRows()).toEqual(select(0, 0));
    expect(moments.sigmaSecond.toRows()).toEqual(select(1, 1));
    expect(moments.dimension).toBe(dictionary!.rows);
    expect(moments.exact).toBe(true);
  });
});

const SQUARE = [
  [1, 0],
  [0, 1],
];

describe("a built model", () => {
  const oneHot = { kind: "one-hot" };
  const masks = { kind: "independent-masks", keep: "1/2" };

  it("gives Γ = 1/12 I and Σ = 1/6 I for three uniform one-hot latents and half masks", () => {
    const { moments } = buildModel(
      parseModel({ dictionary: { kind: "identity", size: 3 }, latent: oneHot, augmentation: masks }),
    );
    expect(moments.gamma.diagonalEntries().map(rationalText)).toEqual(["1/12", "1/12", "1/12"]);
    expect(moments.gamma.isDiagonal() && moments.sigma.isDiagonal()).toBe(true);
    expect(moments.sigma.equals(moments.gamma.add(moments.gamma))).toBe(true);
  });

  it("says what it is in one line", () => {
    const describeModel = (model: unknown) => buildModel(parseModel(model)).describe();
    expect(
      describeModel({ dictionary: { kind: "identity", size: 3 }, latent: oneHot, augmentation: masks }),
    ).toBe("one-hot, d = 3, identity dictionary, independent masks (keep 1/2)");
    expect(
      describeModel({
        dictionary: { kind: "random-orthonormal", rows: 5, columns: 2, seed: 7 },
        latent: { kind: "bernoulli", probability: "1/3" },
        noise: { variance: "1/10" },
        augmentation: { kind: "none" },
      }),
    ).toBe(
      "Bernoulli(1/3), d = 2, p = 5, random orthonormal dictionary (seed 7), noise variance 1/10, identical views",
    );
    expect(describeModel({ moments: { gamma: [[1]] } })).toBe("given moments, p = 1");
    expect(describeModel({ moments: { gammaXY: [[1, 2]], sigmaX: [[1]], sigmaY: SQUARE } })).toBe(
      "given moments, p = 1, q = 2",
    );
    expect(describeModel({ samples: [[1, 2]] })).toBe("moments of 1 sample with 1 view each, p = 2");
    expect(describeModel({ samples: { x: [[1]], y: [[[1], [2]]] }, centred: true })).toBe(
      "moments of 1 sample with 1 to 2 views each of two modalities, centred, p = 1, q = 1",
    );
  });

  it("is inexact with a random orthonormal dictionary or with rounded doubles, and Γ stays symmetric", () => {
    const dictionary = { kind: "random-orthonormal", rows: 6, columns: 3, seed: 1 };
    const random = buildModel(parseModel({ dictionary, latent: oneHot, augmentation: masks })).moments;
    expect(random.exact).toBe(false);
    expect(random.gamma.isSymmetric() && random.sigma.isSymmetric()).toBe(true);
    expect(buildModel(parseModel({ moments: { gamma: [[0.1]] } })).moments.exact).toBe(false);
    expect(buildModel(parseModel({ moments: { gamma: [["0.1"]] } })).moments.exact).toBe(true);
  });

  it("has its moments by name, and no Γ and Σ where these are others", () => {
    const names = (model: unknown) => {
      const { named, moments } = buildModel(parseModel(model));
      return [[...named.keys()], moments.dimension];
    };
    expect(names({ dictionary: { kind: "identity", size: 3 }, latent: oneHot, augmentation: masks })).toEqual(
      [["Gamma", "Sigma"], 3],
    );
    expect(names({ moments: { gamma: [[1]] } })).toEqual([["Gamma", "Sigma"], 1]);
    expect(names({ moments: { sigma: [[1]] } })).toEqual([["Sigma"], 0]);
    expect(names({ moments: { gammaXY: [[1, 2]], sigmaX: [[1]], sigmaY: SQUARE } })).toEqual([
      ["GammaXY", "SigmaX", "SigmaY"],
      0,
    ]);
  });

  it("has no dictionary when the moments are given, and Σ defaults to Γ", () => {
    const model = buildModel(
      parseModel({
        moments: {
          gamma: [
            [2, 1],
            [1, 2],
          ],
        },
      }),
    );
    expect(model.dictionary).toBeUndefined();
    expect(model.moments.sigma.equals(model.moments.gamma)).toBe(true);
    expect(model.moments.sigmaSecond.equals(model.moments.gamma)).toBe(true);
  });
});
