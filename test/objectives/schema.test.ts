import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/exact/rational.js";
import { ProblemError } from "../../src/files/problem-error.js";
import { buildModel } from "../../src/model/data-model.js";
import type { GivenMomentsSpec } from "../../src/model/spec.js";
import type { ObjectiveSpecOf } from "../../src/objectives/registry.js";
import { parseProblemFile, readProblemFile } from "../../src/objectives/schema.js";

const model = {
  dictionary: { kind: "identity", size: 3 },
  latent: { kind: "one-hot", probabilities: ["1/2", "1/3", "1/6"] },
  noise: { variance: 0 },
  augmentation: { kind: "independent-masks", keep: "1/2" },
};
const bilinear = { kind: "bilinear", embedding: 2, normalize: "columns" };
const predictor = { kind: "predictor", embedding: 2, weightDecay: "1/20", stopGradient: true };
const contrastive = { kind: "relu-contrastive", embedding: 3, temperature: 1, negatives: "distinct" };
const custom = {
  kind: "custom",
  loss: "tr(P*W*Sigma*W'*P') - 2*tr(P*W*Gamma*W') + tr(W*Sigma*W') + eta*(norm2(W) + norm2(P))",
  variables: { W: [2, 3], P: [2, 2] },
  parameters: { eta: "1/20" },
  constraints: { W: "unit-columns" },
  invariance: { W: "left-orthogonal" },
};
const objectives = [
  bilinear,
  { kind: "spectral-contrastive", embedding: 2 },
  { kind: "cross-correlation", embedding: 2 },
  predictor,
  { kind: "relu-alignment", embedding: 3 },
  contrastive,
  custom,
];

const objective = (json: unknown) => parseProblemFile({ model, objective: json }).objective;
const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError);
    return (error as Error).message;
  }
  return "nothing was thrown";
};

describe("a parsed problem", () => {
  it("echoes the file as given, in a copy", () => {
    const json = structuredClone({ model, objective: bilinear });
    const parsed = parseProblemFile(json);
    json.model.dictionary.size = 7;
    expect(parsed.file).toStrictEqual({ model, objective: bilinear });
  });

  it("has the defaults filled in", () => {
    expect(objective(bilinear)).toEqual({ ...bilinear, tied: false, weightDecay: rational(0) });
    expect(objective({ kind: "spectral-contrastive", embedding: 2 })).toEqual({
      kind: "spectral-contrastive",
      embedding: 2,
      weightDecay: rational(0),
    });
    expect(objective({ kind: "custom", loss: "x", variables: { x: [1, 1] } })).toEqual({
      kind: "custom",
      loss: "x",
      variables: { x: [1, 1] },
      parameters: {},
      constants: {},
      constraints: {},
      equalities: [],
      invariance: {},
    });
  });

  it.each(objectives)("keeps every field of $kind", (given) => {
    const parsed = objective(given) as unknown as Record<string, unknown>;
    for (const [name, value] of Object.entries(given)) {
      const number = name === "weightDecay" || name === "temperature";
      expect(parsed[name]).toEqual(number ? rational(value as string) : value);
    }
  });

  it("keeps parameters as text and turns their numbers into exact text", () => {
    const spec = objective({
      ...custom,
      parameters: { eta: "1/(4*5)", a: 3, b: 0.5 },
    }) as ObjectiveSpecOf<"custom">;
    expect(spec.parameters).toEqual({ eta: "1/(4*5)", a: "3", b: "1/2" });
  });

  it("is exact unless a double was rounded or the dictionary was made in floating point", () => {
    const exact = (json: unknown) => parseProblemFile(json).exact;
    expect(exact({ model, objective: predictor })).toBe(true);
    expect(exact({ model, objective: { ...predictor, weightDecay: 0.05 } })).toBe(false);
    expect(exact({ model: { ...model, noise: { variance: 0.1 } }, objective: predictor })).toBe(false);
    const dictionary = { kind: "random-orthonormal", rows: 4, columns: 3, seed: 7 };
    expect(exact({ model: { ...model, dictionary }, objective: predictor })).toBe(false);
  });
});

const KINDS =
  "bilinear, spectral-contrastive, cross-correlation, predictor, relu-alignment, relu-contrastive, custom";

describe("the objective schema refuses", () => {
  it.each([
    ["no object", 3, "objective: expected an object, got 3"],
    ["an unknown kind", { kind: "vicreg" }, `objective.kind: expected one of ${KINDS}, got "vicreg"`],
    ["no kind", { embedding: 2 }, `objective.kind: expected one of ${KINDS}, got nothing`],
    [
      "an unknown field",
      { ...bilinear, weightdecay: 0 },
      "objective.weightdecay: expected only the fields kind, embedding, normalize, tied, weightDecay (did you mean weightDecay?), got 0",
    ],
    [
      "embedding 0",
      { ...bilinear, embedding: 0 },
      "objective.embedding: expected an integer from 1 to 1000, got 0",
    ],
    [
      "embedding 1001",
      { ...bilinear, embedding: 1001 },
      "objective.embedding: expected an integer from 1 to 1000, got 1001",
    ],
    [
      "embedding 3/2",
      { ...bilinear, embedding: 1.5 },
      "objective.embedding: expected an integer from 1 to 1000, got 1.5",
    ],
    [
      "no embedding",
      { kind: "cross-correlation" },
      "objective.embedding: expected an integer from 1 to 1000, got nothing",
    ],
    [
      "an unknown normalisation",
      { ...bilinear, normalize: "layers" },
      'objective.normalize: expected "none" or "columns" or "rows" or "frobenius", got "layers"',
    ],
    ["tied as text", { ...bilinear, tied: "yes" }, 'objective.tied: expected true or false, got "yes"'],
    [
      "negative weight decay",
      { ...bilinear, weightDecay: "-1/2" },
      'objective.weightDecay: expected a number ≥ 0, got "-1/2"',
    ],
    [
      "negative weight decay of a predictor",
      { ...predictor, weightDecay: -1 },
      "objective.weightDecay: expected a number ≥ 0, got -1",
    ],
    [
      "no stop-gradient choice",
      { kind: "predictor", embedding: 2, weightDecay: 0 },
      "objective.stopGradient: expected true or false, got nothing",
    ],
    [
      "temperature 0",
      { ...contrastive, temperature: 0 },
      "objective.temperature: expected a number > 0, got 0",
    ],
    [
      "unknown negatives",
      { ...contrastive, negatives: "hard" },
      'objective.negatives: expected "distinct" or "independent", got "hard"',
    ],
    ["an empty loss", { ...custom, loss: " " }, 'objective.loss: expected text, got " "'],
    ["a loss that is no text", { ...custom, loss: 1 }, "objective.loss: expected text, got 1"],
    [
      "a loss of 10 001 characters",
      { ...custom, loss: "x".repeat(10_001) },
      `objective.loss: expected text of at most 10000 characters, got "${"x".repeat(58)}…`,
    ],
    [
      "no variables",
      { ...custom, variables: {} },
      "objective.variables: expected at least one variable, got none",
    ],
    ["variables as a list", { ...custom, variables: [] }, "objective.variables: expected an object, got []"],
    [
      "a shape of three numbers",
      { ...custom, variables: { W: [2, 2, 2] } },
      "objective.variables.W: expected a shape [rows, columns], or [rows] for a column, got [2, 2, 2]",
    ],
    [
      "a shape with 0",
      { ...custom, variables: { W: [2, 0] } },
      "objective.variables.W[1]: expected an integer from 1 to 1000, got 0",
    ],
    [
      "an odd variable name",
      { ...custom, variables: { "W 1": [1, 1] } },
      'objective.variables: expected names of letters, digits and _ (at most 32), got "W 1"',
    ],
    [
      "a reserved variable name",
      { ...custom, variables: { Gamma: [1, 1] } },
      'objective.variables: expected names that are not taken by the grammar or another part, got "Gamma"',
    ],
    [
      "one name for a variable and a parameter",
      { ...custom, parameters: { W: 1 } },
      'objective.parameters: expected names that are not taken by the grammar or another part, got "W"',
    ],
    [
      "a parameter that is NaN",
      { ...custom, parameters: { eta: "NaN" } },
      'objective.parameters.eta: expected a number or a scalar expression such as "1/(4*5)", got "NaN"',
    ],
    [
      "a parameter with foreign characters",
      { ...custom, parameters: { eta: "1; x" } },
      'objective.parameters.eta: expected a number or a scalar expression such as "1/(4*5)", got "1; x"',
    ],
    [
      "a parameter of 401 characters",
      { ...custom, parameters: { eta: "1".repeat(401) } },
      `objective.parameters.eta: expected a scalar of at most 400 characters, got "${"1".repeat(58)}…`,
    ],
    [
      "a ragged constant",
      { ...custom, constants: { A: [[1, 2], [3]] } },
      "objective.constants.A[1]: expected 2 entries as in the first row, got 1",
    ],
    [
      "a constraint on a stranger",
      { ...custom, constraints: { V: "unit-rows" } },
      'objective.constraints: expected names of variables (W, P), got "V"',
    ],
    [
      "an unknown constraint",
      { ...custom, constraints: { W: "unit" } },
      'objective.constraints.W: expected "unit-columns" or "unit-rows" or "unit-norm" or "none" or "orthonormal-rows" or "orthonormal-columns" or "whitened" or "symmetric" or "diagonal" or "non-negative" or "upper-triangular", got "unit"',
    ],
    [
      "an unknown invariance",
      { ...custom, invariance: { W: "scale" } },
      'objective.invariance.W: expected "left-orthogonal" or "right-orthogonal" or "none", got "scale"',
    ],
  ])("%s", (_, json, message) => {
    expect(messageOf(() => objective(json))).toBe(message);
  });
});

describe("ReLU objectives refuse", () => {
  const relu = (changes: object) => () => parseProblemFile({ model: changes, objective: contrastive });
  it.each([
    [
      "given moments",
      { moments: { gamma: [[1]] } },
      "model: expected a generative model for relu-contrastive, got moments",
    ],
    [
      "a dictionary other than the identity",
      { ...model, dictionary: { kind: "matrix", rows: [[1, 0, 0]] } },
      "model.dictionary.kind: expected identity for relu-contrastive, got matrix",
    ],
    [
      "latents other than one-hot",
      { ...model, latent: { kind: "k-sparse", active: 1 } },
      "model.latent.kind: expected one-hot for relu-contrastive, got k-sparse",
    ],
    [
      "noise",
      { ...model, noise: { variance: "1/7" } },
      "model.noise.variance: expected 0 for relu-contrastive, got 1/7",
    ],
    [
      "other augmentations",
      { ...model, augmentation: { kind: "none" } },
      "model.augmentation.kind: expected independent-masks for relu-contrastive, got none",
    ],
  ])("%s", (_, changes, message) => {
    expect(messageOf(relu(changes))).toBe(message);
  });
});

describe("samples in a problem file", () => {
  const problem = (samples: unknown, objective: object = contrastive) => ({ model: { samples }, objective });

  it("keep the digits that they are written with, more than a double has", () => {
    const text =
      '{"model": {"samples": [[[0.1], [1.00000000000000000001]]]}, "objective": {"kind": "cross-correlation", "embedding": 1}}';
    const { model, exact, file } = readProblemFile(text);
    expect(exact).toBe(true);
    expect(file).toMatchObject({ model: { samples: [[["0.1"], ["1.00000000000000000001"]]] } });
    expect((model as GivenMomentsSpec).moments.gamma.get(0, 0).toFraction()).toBe(
      "100000000000000000001/1000000000000000000000",
    );
  });

  it.each([
    ["beside the model", { samples: [[1]], objective: bilinear }, 'samples: expected samples inside the model: "model": {"samples": …}, got them beside it'],
    ["with one view each, for an objective with Γ", problem([[1]], bilinear), "model.samples: expected two or more views of each sample for bilinear (a custom loss takes Sigma alone), got one"],
    ["of two modalities, for an objective of one", problem({ x: [[1]], y: [[1]] }, bilinear), "model: expected data of one modality for bilinear (a custom loss takes GammaXY, SigmaX, SigmaY alone), got two modalities"],
    ["as Σ alone", { model: { moments: { sigma: [[1]] } }, objective: bilinear }, "model.moments: expected gamma beside sigma for bilinear (a custom loss takes Sigma alone), got sigma"],
    ["for an objective of a distribution", problem([[[1], [2]]]), "model: expected a generative model for relu-contrastive, got samples"],
  ])("are refused %s", (_, json, message) => {
    expect(messageOf(() => parseProblemFile(json))).toBe(message);
  }); // biome-ignore format: a table
});

describe("a problem file", () => {
  it("is refused when it is no object, has other fields or lacks a part", () => {
    expect(messageOf(() => parseProblemFile(null))).toBe("problem: expected an object, got null");
    expect(messageOf(() => parseProblemFile([]))).toBe("problem: expected an object, got []");
    expect(messageOf(() => parseProblemFile({ model, objective: bilinear, seed: 7 }))).toBe(
      "seed: expected only the fields model, objective, training, got 7",
    );
    expect(messageOf(() => parseProblemFile({ model }))).toBe("objective: expected an object, got nothing");
    expect(messageOf(() => parseProblemFile({}))).toBe("objective: expected an object, got nothing");
  });

  it("is read from JSON text, with or without a byte order mark", () => {
    const text = JSON.stringify({ model, objective: bilinear });
    expect(readProblemFile(text)).toEqual(parseProblemFile({ model, objective: bilinear }));
    expect(readProblemFile(`\ufeff${text}`).exact).toBe(true);
  });

  it("is refused when its text is no JSON, in one short line", () => {
    expect(messageOf(() => readProblemFile("not\njson"))).toMatch(
      /^problem: expected JSON \(a value: .* at line 1, column 1\), got "not"$/,
    );
    expect(messageOf(() => readProblemFile(""))).toBe("problem: expected JSON, got nothing");
    expect(messageOf(() => readProblemFile('{"model": NaN}'))).toBe(
      'problem: expected JSON (a value: true, false, null, a number, text in double quotes, [ or { at line 1, column 11), got "NaN"',
    );
    expect(messageOf(() => readProblemFile("[".repeat(1e6)))).toMatch(/^problem: expected JSON/);
  });

  it("is refused unparsed when it is longer than 8 MB", () => {
    const junk = "x".repeat(10 * 2 ** 20);
    expect(messageOf(() => readProblemFile(junk))).toBe(
      "problem: expected at most 8 MB of JSON, got 10.0 MB",
    );
    expect(messageOf(() => readProblemFile(`"${"ü".repeat(5 * 2 ** 20)}"`))).toBe(
      "problem: expected at most 8 MB of JSON, got 10.0 MB",
    );
  });

  it("is refused when it carries prototype keys", () => {
    const text = JSON.stringify({ model, objective: bilinear }).replace('"size"', '"__proto__"');
    expect(messageOf(() => readProblemFile(text))).toBe(
      'model.dictionary: expected names that are fields, got "__proto__"',
    );
    expect(({} as Record<string, unknown>).size).toBeUndefined();
  });
});

/** Parses; a failure must be a one-line ProblemError, a success must give a finite model. */
function survives(json: unknown): "refused" | "accepted" {
  let parsed: ReturnType<typeof parseProblemFile>;
  try {
    parsed = parseProblemFile(json);
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as Error).message).toMatch(/^[^\n\r]+: expected [^\n\r]+, got [^\n\r]+$/);
    return "refused";
  }
  // A large identity is valid, and slow to write out: its moments are tested elsewhere.
  const { dictionary } = parsed.model.kind === "generative" ? parsed.model : { dictionary: undefined };
  if (dictionary?.kind === "identity" && dictionary.size > 20) return "accepted";
  const { moments } = buildModel(parsed.model);
  for (const a of [moments.gamma, moments.sigma, moments.sigmaSecond])
    expect(a.toNumbers().every(Number.isFinite)).toBe(true);
  return "accepted";
}

describe("fuzzing", () => {
  it("any value whatever is parsed or refused in one line", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          expect(survives(value)).toBe("refused");
          expect(survives({ model: value, objective: bilinear })).toBe("refused");
          expect(survives({ model, objective: value })).toBe("refused");
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });

  it("any JSON text is parsed or refused in one line", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: "binary" })), (text) => {
        expect(messageOf(() => readProblemFile(text))).toMatch(/^[^\n\r]+: expected [^\n\r]+, got [^\n\r]+$/);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  const models = [
    model,
    {
      moments: {
        gamma: [
          ["1/2", 0],
          [0, "1/3"],
        ],
        sigma: [
          [1, "1/4"],
          ["1/4", 1],
        ],
      },
    },
    {
      dictionary: {
        kind: "matrix",
        rows: [
          [1, 0],
          ["1/2", 1],
          [0.25, -1],
        ],
      },
      latent: {
        kind: "moment",
        matrix: [
          [1, 0],
          [0, 2],
        ],
      },
      noise: { variance: "1/9" },
      augmentation: { kind: "complementary-masks", keep: "1/3", scale: 2 },
    },
    {
      dictionary: { kind: "rational-orthonormal", rows: 4, columns: 3, seed: 7 },
      latent: { kind: "signed-pattern", positive: 1, negative: 1 },
      augmentation: { kind: "additive-gaussian", variance: "1/5" },
    },
    {
      dictionary: { kind: "random-orthonormal", rows: 4, columns: 3, seed: 7 },
      latent: { kind: "k-sparse", active: 2 },
      augmentation: { kind: "none" },
    },
  ];
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      "",
      "abc",
      "NaN",
      "1/0",
      "-1",
      "1e999",
      "0",
      "1/2",
      "1e-30",
      true,
      [],
      {},
      [[]],
    ),
    fc.constantFrom<unknown>(
      0,
      -0,
      -1,
      1,
      2,
      0.1,
      1e-300,
      1e300,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 53,
    ),
    fc.constantFrom<unknown>(
      [[1, 2], [3]],
      [
        [0, 1],
        [-1, 0],
      ],
      { kind: "none" },
      "__proto__",
      "9".repeat(500),
    ),
    fc.jsonValue(),
  );
  const number = fc.constantFrom<unknown>(0, 1, 2, 3, "1/3", "0.4", 0.25, 1e-9, -1);
  const mutation = fc.record({
    steps: fc.array(fc.nat(), { minLength: 3, maxLength: 6 }),
    how: fc.constantFrom("replace", "renumber", "delete", "add", "duplicate"),
    leaf,
    number,
    name: fc.oneof(fc.constantFrom("kind", "__proto__", "constructor", "toString", "sigma"), fc.string()),
  });
  type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

  /** Walks down the JSON, at each object or array along the key numbered by the step, and changes what it finds. */
  function mutate(json: unknown, { steps, how, leaf, number, name }: Mutation): unknown {
    const copy = structuredClone(json);
    let parent = copy as Record<string, unknown>;
    for (const [depth, step] of steps.entries()) {
      const keys = Object.keys(parent);
      if (keys.length === 0) break;
      const key = keys[step % keys.length]!;
      const child = parent[key];
      if (depth < steps.length - 1 && typeof child === "object" && child !== null) {
        parent = child as Record<string, unknown>;
        continue;
      }
      if (how === "replace") parent[key] = leaf;
      else if (how === "renumber")
        parent[key] = typeof child === "number" || /\d/.test(`${child}`) ? number : child;
      else if (how === "duplicate") parent[key] = [child, child];
      else if (how === "add")
        Object.defineProperty(parent, name, {
          value: leaf,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      else if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      break;
    }
    return copy;
  }

  it("valid problems, mutated, are parsed or refused in one line and never give NaN", () => {
    const outcomes = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        fc.constantFrom(...objectives),
        fc.array(mutation, { minLength: 1, maxLength: 2 }),
        (m, o, mutations) => {
          const json = mutations.reduce<unknown>(mutate, { model: m, objective: o });
          const outcome = survives(json);
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        },
      ),
      { seed: 7, numRuns: 1000 },
    );
    // Both branches must have been exercised for the property to mean anything.
    expect(outcomes.get("accepted")).toBeGreaterThan(50);
    expect(outcomes.get("refused")).toBeGreaterThan(300);
  });
});
