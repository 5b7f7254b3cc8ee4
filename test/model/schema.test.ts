import { describe, expect, it } from "vitest";
import { rational, rationalText } from "../../src/exact/rational.js";
import { parseModel } from "../../src/model/schema.js";
import type { GenerativeSpec, GivenMomentsSpec } from "../../src/model/spec.js";

const base = {
  dictionary: { kind: "identity", size: 3 },
  latent: { kind: "one-hot" },
  noise: { variance: 0 },
  augmentation: { kind: "independent-masks", keep: "1/2" },
};

const generative = (changes: object) => parseModel({ ...base, ...changes }) as GenerativeSpec;
const moments = (gamma: unknown, sigma?: unknown) =>
  parseModel({ moments: { gamma, ...(sigma === undefined ? {} : { sigma }) } }) as GivenMomentsSpec;

const latent = (fields: object) => () => generative({ latent: fields });
const dictionary = (fields: object) => () => generative({ dictionary: fields });
const augmentation = (fields: object) => () => generative({ augmentation: fields });
const oneHot = (...probabilities: unknown[]) => latent({ kind: "one-hot", probabilities });

const NUMBER = 'a number or text such as "3/7" or "0.05"';
const SQUARE = [
  [1, 0],
  [0, 1],
];

const refused: Record<string, readonly [() => unknown, string]> = {
  "a model that is no object": [() => parseModel(3), "model: expected an object, got 3"],
  "a missing model": [() => parseModel(undefined), "model: expected an object, got nothing"],
  "a missing part": [
    () => generative({ latent: undefined }),
    "model.latent: expected an object, got nothing",
  ],
  "an unknown field": [
    () => generative({ nosie: { variance: 0 } }),
    'model.nosie: expected only the fields dictionary, latent, noise, augmentation (did you mean noise?), got {"variance": 0}',
  ],
  "an unknown nested field": [
    latent({ kind: "one-hot", probabilites: [1] }),
    "model.latent.probabilites: expected only the fields kind, probabilities (did you mean probabilities?), got [1]",
  ],
  "moments beside other parts": [
    () => parseModel({ ...base, moments: { gamma: SQUARE } }),
    'model.dictionary: expected only the fields moments, got {"kind": "identity", "size": 3}',
  ],
  "an unknown dictionary": [
    dictionary({ kind: "fourier" }),
    'model.dictionary.kind: expected one of identity, matrix, random-orthonormal, rational-orthonormal, got "fourier"',
  ],
  "an unknown latent": [
    latent({ kind: "gaussian" }),
    'model.latent.kind: expected one of one-hot, bernoulli, signed-bernoulli, k-sparse, signed-pattern, moment, got "gaussian"',
  ],
  "an unknown augmentation": [
    augmentation({ kind: "crop" }),
    'model.augmentation.kind: expected one of independent-masks, complementary-masks, additive-gaussian, none, got "crop"',
  ],
  "a missing kind": [
    augmentation({ keep: 1 }),
    "model.augmentation.kind: expected one of independent-masks, complementary-masks, additive-gaussian, none, got nothing",
  ],
  "a kind named like a method": [
    augmentation({ kind: "toString" }),
    'model.augmentation.kind: expected one of independent-masks, complementary-masks, additive-gaussian, none, got "toString"',
  ],
  "probabilities that miss 1": [
    oneHot("1/2", "1/3", "1/15"),
    "model.latent.probabilities: expected a sum of 1, got 9/10",
  ],
  "rounded probabilities that miss 1": [
    oneHot(0.5, 0.3, 0.1),
    "model.latent.probabilities: expected a sum of 1, got 0.9",
  ],
  "exact probabilities that miss 1 by 1e-17": [
    oneHot("1/2", "1/4", "0.25000000000000001"),
    "model.latent.probabilities: expected a sum of 1, got 1",
  ],
  "probabilities of the wrong number": [
    oneHot("1/2", "1/2"),
    "model.latent.probabilities: expected 3 entries, one per dictionary column, got 2",
  ],
  "a zero probability": [
    oneHot("1/2", "1/2", 0),
    "model.latent.probabilities[2]: expected a number in (0, 1], got 0",
  ],
  "a negative probability": [
    oneHot("1", "1/2", "-1/2"),
    'model.latent.probabilities[2]: expected a number in (0, 1], got "-1/2"',
  ],
  "text that is no number": [
    oneHot("1/2", "abc", "1/2"),
    `model.latent.probabilities[1]: expected ${NUMBER}, got "abc"`,
  ],
  null: [oneHot(null), `model.latent.probabilities[0]: expected ${NUMBER}, got null`],
  NaN: [oneHot(Number.NaN), `model.latent.probabilities[0]: expected ${NUMBER}, got NaN`],
  "the text NaN": [oneHot("NaN"), `model.latent.probabilities[0]: expected ${NUMBER}, got "NaN"`],
  Infinity: [
    () => generative({ noise: { variance: Number.POSITIVE_INFINITY } }),
    `model.noise.variance: expected ${NUMBER}, got Infinity`,
  ],
  "a zero denominator": [
    () => generative({ noise: { variance: "1/0" } }),
    `model.noise.variance: expected ${NUMBER}, got "1/0"`,
  ],
  "a number of 401 characters": [
    () => generative({ noise: { variance: "1".repeat(401) } }),
    `model.noise.variance: expected a number of at most 400 characters, got "${"1".repeat(58)}…`,
  ],
  "a number beyond every double": [
    () => generative({ noise: { variance: "1e9999" } }),
    'model.noise.variance: expected zero or a magnitude between 1e-60 and 1e60, got "1e9999"',
  ],
  "a number below every double": [
    () => generative({ noise: { variance: "1e-9999" } }),
    'model.noise.variance: expected zero or a magnitude between 1e-60 and 1e60, got "1e-9999"',
  ],
  "a negative noise variance": [
    () => generative({ noise: { variance: -1 } }),
    "model.noise.variance: expected a number ≥ 0, got -1",
  ],
  "keep = 0": [
    augmentation({ kind: "independent-masks", keep: 0 }),
    "model.augmentation.keep: expected a number in (0, 1], got 0",
  ],
  "keep > 1": [
    augmentation({ kind: "complementary-masks", keep: "3/2" }),
    'model.augmentation.keep: expected a number in (0, 1], got "3/2"',
  ],
  "a missing keep": [
    augmentation({ kind: "independent-masks" }),
    `model.augmentation.keep: expected ${NUMBER}, got nothing`,
  ],
  "a zero scale": [
    augmentation({ kind: "complementary-masks", scale: 0 }),
    "model.augmentation.scale: expected a nonzero number, got 0",
  ],
  "a negative view variance": [
    augmentation({ kind: "additive-gaussian", variance: "-1/2" }),
    'model.augmentation.variance: expected a number ≥ 0, got "-1/2"',
  ],
  "a Bernoulli probability of 0": [
    latent({ kind: "bernoulli", probability: 0 }),
    "model.latent.probability: expected a number in (0, 1], got 0",
  ],
  "a signed Bernoulli probability above 1": [
    latent({ kind: "signed-bernoulli", probability: 2 }),
    "model.latent.probability: expected a number in (0, 1], got 2",
  ],
  "no active latent": [
    latent({ kind: "k-sparse", active: 0 }),
    "model.latent.active: expected an integer from 1 to 1000, got 0",
  ],
  "more active latents than columns": [
    latent({ kind: "k-sparse", active: 4 }),
    "model.latent.active: expected an integer from 1 to 3, got 4",
  ],
  "half an active latent": [
    latent({ kind: "k-sparse", active: "1/2" }),
    'model.latent.active: expected an integer from 1 to 1000, got "1/2"',
  ],
  "an empty pattern": [
    latent({ kind: "signed-pattern", positive: 0, negative: 0 }),
    "model.latent: expected positive + negative from 1 to 3, got 0",
  ],
  "a pattern larger than the latent": [
    latent({ kind: "signed-pattern", positive: 2, negative: 2 }),
    "model.latent: expected positive + negative from 1 to 3, got 4",
  ],
  "a negative count": [
    latent({ kind: "signed-pattern", positive: -1, negative: 2 }),
    "model.latent.positive: expected an integer from 0 to 1000, got -1",
  ],
  "a latent moment of the wrong size": [
    latent({ kind: "moment", matrix: SQUARE }),
    "model.latent.matrix: expected shape 3×3, the dictionary having 3 columns, got 2×2",
  ],
  "an indefinite latent moment": [
    () =>
      generative({
        dictionary: { kind: "identity", size: 2 },
        latent: {
          kind: "moment",
          matrix: [
            [1, 2],
            [2, 1],
          ],
        },
      }),
    "model.latent.matrix: expected a symmetric positive semidefinite matrix, got 1 negative eigenvalue",
  ],
  "a dictionary of size 0": [
    dictionary({ kind: "identity", size: 0 }),
    "model.dictionary.size: expected an integer from 1 to 1000, got 0",
  ],
  "a dictionary of size 1001": [
    dictionary({ kind: "identity", size: 1001 }),
    "model.dictionary.size: expected an integer from 1 to 1000, got 1001",
  ],
  "an empty dictionary": [
    dictionary({ kind: "matrix", rows: [] }),
    "model.dictionary.rows: expected a non-empty array of rows, got []",
  ],
  "an empty row": [
    dictionary({ kind: "matrix", rows: [[]] }),
    "model.dictionary.rows[0]: expected a non-empty array of numbers, got []",
  ],
  "a ragged dictionary": [
    dictionary({ kind: "matrix", rows: [[1, 2, 3], [1]] }),
    "model.dictionary.rows[1]: expected 3 entries as in the first row, got 1",
  ],
  "an entry that is no number": [
    dictionary({ kind: "matrix", rows: [[1, 2, { x: 1 }]] }),
    `model.dictionary.rows[0][2]: expected ${NUMBER}, got {"x": 1}`,
  ],
  "a dictionary too large for exact products": [
    dictionary({ kind: "matrix", rows: Array.from({ length: 301 }, () => [1]) }),
    "model.dictionary.rows: expected at most 300 rows and columns, got 301×1",
  ],
  "more than a thousand rows": [
    dictionary({ kind: "matrix", rows: Array.from({ length: 1001 }, () => [1]) }),
    "model.dictionary.rows: expected at most 1000 entries, got 1001 of them",
  ],
  "entries without a common denominator of bearable size": [
    dictionary({
      kind: "matrix",
      // Powers of consecutive odd numbers: pairwise almost coprime.
      rows: [Array.from({ length: 300 }, (_, k) => `1/${(2n * BigInt(k) + 3n) ** 20n}`)],
    }),
    'model.dictionary.rows: expected entries with a common denominator below 2^4096, got [["1/3486784401", ',
  ],
  "more orthonormal columns than rows": [
    dictionary({ kind: "random-orthonormal", rows: 2, columns: 3, seed: 7 }),
    "model.dictionary.columns: expected at most 2 (rows) orthonormal columns, got 3",
  ],
  "more rational orthonormal columns than rows": [
    dictionary({ kind: "rational-orthonormal", rows: 2, columns: 3, seed: 7 }),
    "model.dictionary.columns: expected at most 2 (rows) orthonormal columns, got 3",
  ],
  "a rational orthonormal dictionary too large for exact inversion": [
    dictionary({ kind: "rational-orthonormal", rows: 101, columns: 3, seed: 7 }),
    "model.dictionary.rows: expected an integer from 1 to 100, got 101",
  ],
  "a fractional seed": [
    dictionary({ kind: "random-orthonormal", rows: 3, columns: 3, seed: 0.5 }),
    "model.dictionary.seed: expected a safe integer, got 0.5",
  ],
  "a seed of 2^53": [
    dictionary({ kind: "random-orthonormal", rows: 3, columns: 3, seed: 2 ** 53 }),
    "model.dictionary.seed: expected a safe integer, got 9007199254740992",
  ],
  "a gamma that is not square": [
    () => moments([[1, 2]], [[1]]),
    "model.moments.gamma: expected a square matrix, got 1×2",
  ],
  "a sigma of another size": [
    () => moments([[1]], SQUARE),
    "model.moments.sigma: expected the shape 1×1 of gamma, got 2×2",
  ],
  "a sigma that is not symmetric": [
    () =>
      moments(SQUARE, [
        [1, "1/2"],
        [0, 1],
      ]),
    "model.moments.sigma: expected a symmetric positive semidefinite matrix, got 1/2 at (1, 2) but 0 at (2, 1)",
  ],
  "an indefinite sigma": [
    () =>
      moments(SQUARE, [
        [1, 2],
        [2, 1],
      ]),
    "model.moments.sigma: expected a symmetric positive semidefinite matrix, got 1 negative eigenvalue",
  ],
  "an indefinite gamma without sigma": [
    () => moments([[-1]]),
    "model.moments.gamma: expected a symmetric positive semidefinite matrix (sigma is not given and defaults to gamma), got -1 at (1, 1)",
  ],
  "a sigma alone that is indefinite": [
    () => parseModel({ moments: { sigma: [[-1]] } }),
    "model.moments.sigma: expected a symmetric positive semidefinite matrix, got -1 at (1, 1)",
  ],
  "two modalities without the moment of one": [
    () => parseModel({ moments: { gammaXY: [[1]], sigmaX: [[1]] } }),
    "model.moments.sigmaY: expected a non-empty array of rows, got nothing",
  ],
  "two modalities whose moments have other sizes": [
    () => parseModel({ moments: { gammaXY: [[1, 2]], sigmaX: [[1]], sigmaY: [[1]] } }),
    "model.moments.sigmaY: expected 2 rows, as gammaXY has columns, got 1",
  ],
  "an indefinite moment of a modality": [
    () => parseModel({ moments: { gammaXY: [[1]], sigmaX: [[-1]], sigmaY: [[1]] } }),
    "model.moments.sigmaX: expected a symmetric positive semidefinite matrix, got -1 at (1, 1)",
  ],
  "moments of one modality beside those of two": [
    () => parseModel({ moments: { gamma: [[1]], gammaXY: [[1]], sigmaX: [[1]], sigmaY: [[1]] } }),
    "model.moments.gamma: expected only the fields gammaXY, sigmaX, sigmaY (did you mean gammaXY?), got [[1]]",
  ],
  "a source without a hash": [
    () => parseModel({ moments: { gamma: [[1]] }, source: { file: "a.csv", samples: 1, views: [1, 1] } }),
    "model.source.sha256: expected text, got nothing",
  ],
  "samples beside other parts": [
    () => parseModel({ ...base, samples: [[1]] }),
    'model.dictionary: expected only the fields samples, centred, got {"kind": "identity", "size": 3}',
  ],
  "samples about their means, or not": [
    () => parseModel({ samples: [[1]], centred: 1 }),
    "model.centred: expected true or false, got 1",
  ],
  "a moments part without gamma": [
    () => parseModel({ moments: {} }),
    "model.moments.gamma: expected a non-empty array of rows, got nothing",
  ],
};

describe("the model schema refuses", () => {
  it.each(Object.entries(refused))("%s", (_, [run, message]) => {
    let found = "nothing was thrown";
    try {
      run();
    } catch (error) {
      found = (error as Error).message;
      expect((error as Error).name).toBe("ProblemError");
    }
    if (message.endsWith(" ")) expect(found.startsWith(message), found).toBe(true);
    else expect(found).toBe(message);
  });
});

describe("the model schema accepts", () => {
  it("moments with where they come from", () => {
    const source = { file: "a.csv", sample: "s", sha256: "ab", samples: 3, views: [2, 4], centred: true };
    const spec = parseModel({ moments: { gamma: [[1]] }, source }) as GivenMomentsSpec;
    expect(spec.samples).toEqual({ count: 3, views: [2, 4], centred: true, file: "a.csv", sha256: "ab" });
    expect(parseModel({ moments: { gamma: [[1]] } })).not.toHaveProperty("samples");
  });

  it("numbers as integers, decimals, fractions and doubles at their exact binary value", () => {
    const variance = (value: unknown) => generative({ noise: { variance: value } });
    for (const [given, text, exact] of [
      [3, "3", true],
      ["0.05", "1/20", true],
      [" 3/7 ", "3/7", true],
      ["1e-3", "1/1000", true],
      [0.5, "1/2", false],
      [0.1, "3602879701896397/36028797018963968", false],
    ] as const) {
      const spec = variance(given);
      expect([rationalText(spec.noise.variance), spec.exact]).toEqual([text, exact]);
    }
  });

  it("defaults: uniform one-hot, no noise, half masks of scale two", () => {
    const spec = parseModel({
      dictionary: { kind: "identity", size: "3" },
      latent: { kind: "one-hot" },
      augmentation: { kind: "complementary-masks" },
    }) as GenerativeSpec;
    const third = rational("1/3");
    expect(spec.latent).toEqual({ kind: "one-hot", probabilities: [third, third, third] });
    expect(rationalText(spec.noise.variance)).toBe("0");
    expect(spec.augmentation).toEqual({
      kind: "complementary-masks",
      keep: rational("1/2"),
      scale: rational(2),
    });
  });

  it("rounded probabilities whose binary values miss 1 by rounding only", () => {
    expect(generative({ latent: { kind: "one-hot", probabilities: [0.1, 0.2, 0.7] } }).exact).toBe(false);
  });

  it("a gamma that is not symmetric beside a sigma that is, and a singular sigma", () => {
    const gamma = [
      [0, 1],
      [0, 0],
    ];
    const sigma = [
      [1, 1],
      [1, 1],
    ];
    expect(moments(gamma, sigma).moments.gamma.isSymmetric()).toBe(false);
  });

  it("keep = 1, a wide dictionary, and the largest identity", () => {
    const { augmentation } = generative({ augmentation: { kind: "independent-masks", keep: 1 } });
    expect(augmentation).toEqual({ kind: "independent-masks", keep: rational(1) });
    expect(generative({ dictionary: { kind: "matrix", rows: [[1, 2, 3]] } }).dictionary.kind).toBe("matrix");
    expect(generative({ dictionary: { kind: "identity", size: 1000 } }).dictionary.kind).toBe("identity");
  });
});
