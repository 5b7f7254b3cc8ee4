/** What is drawn has the exact moments of the model. */
import { describe, expect, it } from "vitest";
import { drawSamples } from "../../../src/dynamics/experiments/sampler.js";
import { Random } from "../../../src/exact/random.js";
import { AUGMENTATIONS } from "../../../src/model/augmentations/registry.js";
import { buildModel } from "../../../src/model/data-model.js";
import { parseModel } from "../../../src/model/schema.js";
import type { GenerativeSpec } from "../../../src/model/spec.js";
import { generate, type Matrix } from "../../../src/numeric/linalg/dense.js";
import { toMatrix } from "../../../src/objectives/build.js";

const dictionary = { kind: "random-orthonormal", rows: 4, columns: 3, seed: 5 };
const noise = { variance: "1/20" };
const masks = { kind: "independent-masks", keep: "1/2" };

const models = [
  { latent: { kind: "one-hot", probabilities: ["1/2", "1/3", "1/6"] }, augmentation: masks },
  {
    latent: { kind: "bernoulli", probability: "1/3" },
    augmentation: { kind: "independent-masks", keep: "3/10" },
  },
  { latent: { kind: "signed-bernoulli", probability: "1/3" }, augmentation: { kind: "complementary-masks" } },
  {
    latent: { kind: "k-sparse", active: 2 },
    augmentation: { kind: "complementary-masks", keep: "1/3", scale: "3/2" },
  },
  {
    latent: { kind: "signed-pattern", positive: 1, negative: 1 },
    augmentation: { kind: "additive-gaussian", variance: "1/10" },
  },
  { latent: { kind: "signed-pattern", positive: 2, negative: 1 }, augmentation: { kind: "none" } },
];

describe.each(models)(
  "samples and views of $latent.kind under $augmentation.kind",
  ({ latent, augmentation }) => {
    const spec = parseModel({ dictionary, latent, noise, augmentation }) as GenerativeSpec;
    const model = buildModel(spec);
    const [n, p] = [40_000, 4];
    const x = drawSamples(spec, toMatrix(model.dictionary!), n, new Random(7));
    const [first, second] = [new Float64Array(n * p), new Float64Array(n * p)];
    const order = Int32Array.from({ length: n }, (_, i) => n - 1 - i);
    AUGMENTATIONS.of(spec.augmentation).sampler(spec.augmentation, p)(
      first,
      second,
      x,
      order,
      0,
      n,
      new Random(8),
    );
    const covariance = (a: Float64Array, b: Float64Array): Matrix =>
      generate(p, p, (i, j) => {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += a[k * p + i]! * b[k * p + j]!;
        return sum / n;
      });

    it.each([
      ["gamma", first, second],
      ["sigma", first, first],
      ["sigmaSecond", second, second],
    ] as const)("have %s of the model", (name, a, b) => {
      const exact = toMatrix(model.moments[name]);
      const found = covariance(a, b);
      // Entries of a view are of order 1 with bounded fourth moments: five standard errors are below 5·4/√n.
      for (let k = 0; k < p * p; k++)
        expect(Math.abs(found.data[k]! - exact.data[k]!)).toBeLessThan(20 / Math.sqrt(n));
      // A wrong keep probability or scale would miss by far more than that.
      expect(Math.max(...exact.data.map(Math.abs))).toBeGreaterThan(0);
    });
  },
);

describe("a part of the samples", () => {
  it("is seen in the given order, each through a mask of its own", () => {
    const spec = parseModel({
      dictionary: { kind: "identity", size: 40 },
      latent: { kind: "k-sparse", active: 40 },
      augmentation: masks,
    }) as GenerativeSpec;
    const p = 40;
    const x = Float64Array.from({ length: 5 * p }, (_, k) => Math.floor(k / p) + 1);
    const [first, second] = [new Float64Array(2 * p), new Float64Array(2 * p)];
    AUGMENTATIONS.of(spec.augmentation).sampler(spec.augmentation, p)(
      first,
      second,
      x,
      Int32Array.of(4, 2, 0, 1, 3),
      1,
      3,
      new Random(1),
    );
    for (const view of [first, second]) {
      expect(new Set(view.subarray(0, p))).toEqual(new Set([0, 3]));
      expect(new Set(view.subarray(p))).toEqual(new Set([0, 1]));
    }
    expect([...first.map(Math.sign)]).not.toEqual([...second.map(Math.sign)]);
    expect([...first.subarray(0, p).map(Math.sign)]).not.toEqual([...first.subarray(p).map(Math.sign)]);
  });
});
