/** Verdicts from made-up ends of runs: each claim must be able to hold, to fail and to stay open. */
import { describe, expect, it } from "vitest";
import type { RunSummary } from "../../src/dynamics/experiments/summary.js";
import { judgeExperiments } from "../../src/reproduce/experiment-claims.js";
import { type ExperimentRole, type ExperimentStudy, experiments } from "../../src/reproduce/experiments.js";

/** Runs that end at these medians of c, chance being 0.7, from a start at 0.6. */
function study(
  role: ExperimentRole,
  group: string,
  medians: readonly number[],
  change: Partial<RunSummary> = {},
) {
  const runs = medians.map(
    (median, run): RunSummary => ({
      run,
      epochs: 10,
      recovery: { min: median - 0.1, median, max: median },
      recovered: 1,
      atoms: 10,
      ceiling: 0.95,
      chance: 0.7,
      effectiveRank: 20,
      ...change,
    }),
  );
  const record = (epoch: number, median: number) => ({
    epoch,
    recovery: { min: 0, median, max: 1 },
    effectiveRank: 20,
  });
  return {
    named: { id: `${group}-${role}`, role, group, file: {} },
    result: {
      spec: { training: { epochs: 10, learningRate: 0.05 } },
      runs: medians.map((median, run) => ({ run, records: [record(0, 0.6), record(10, median)] })),
    },
    summary: { title: "", runs, curves: [] },
  } as unknown as ExperimentStudy;
}

const [high, low, mixed] = [
  [0.8, 0.81, 0.82, 0.83, 0.84],
  [0.4, 0.41, 0.42, 0.43, 0.44],
  [0.8, 0.41, 0.82, 0.43, 0.84],
];

const verdicts = (studies: readonly ExperimentStudy[]) =>
  Object.fromEntries(judgeExperiments([], studies).map(({ id, verdict }) => [id, verdict]));

describe("the claims on training", () => {
  it.each([
    [high, low, "holds", "holds", "holds"],
    [low, high, "refuted", "refuted", "refuted"],
    [mixed, low, "inconclusive", "inconclusive", "holds"],
    [low, low, "inconclusive", "inconclusive", "holds"],
    [high, high, "inconclusive", "inconclusive", "refuted"],
    [high, mixed, "inconclusive", "inconclusive", "inconclusive"],
  ])(
    "follow from the ends of the runs: with negatives %j, without %j",
    (with_, without, contrast, avoids, reaches) => {
      const found = verdicts([
        study("contrastive", "wide", with_),
        study("non-contrastive", "wide", without),
      ]);
      expect(found["training-contrast-wide"]).toBe(contrast);
      expect(found["abstract-contrastive-training-does-not"]).toBe(avoids);
      expect(found["abstract-training-reaches-them"]).toBe(reaches);
    },
  );

  it("hold for the abstract only where they hold on every data setting", () => {
    const wide = [study("contrastive", "wide", high), study("non-contrastive", "wide", low)];
    const square = [study("contrastive", "square", low), study("non-contrastive", "square", low)];
    const found = verdicts([...wide, ...square]);
    expect(found["training-contrast-wide"]).toBe("holds");
    expect(found["training-contrast-square"]).toBe("inconclusive");
    expect(found["abstract-contrastive-training-does-not"]).toBe("inconclusive");
    expect(found["abstract-training-reaches-them"]).toBe("holds");
  });

  it.each([
    [high, low, "holds"],
    [low, high, "refuted"],
    [mixed, mixed, "inconclusive"],
  ])("compare ranks in the reduced experiment, and say nothing else there", (with_, without, verdict) => {
    const studies = [study("contrastive", "reduced", with_), study("non-contrastive", "reduced", without)];
    expect(verdicts(studies)).toEqual({ "training-contrast-reduced": verdict });
  });

  it.each([
    [low, "holds"],
    [high, "refuted"],
    [mixed, "inconclusive"],
  ])("say whether warm starts come closer: ends %j", (ends, verdict) => {
    const random = [study("contrastive", "wide", high), study("non-contrastive", "wide", low)];
    expect(verdicts([...random, study("warm", "warm-identity", ends)])["training-warm-start"]).toBe(verdict);
    const both = verdicts([
      ...random,
      study("warm", "warm-identity", low),
      study("warm", "warm-normalised", ends),
    ]);
    expect(both["training-warm-start"]).toBe("holds");
    expect(both["training-warm-start-normalised"]).toBe(verdict);
  });

  const exact = { recovery: { min: 0.99999, median: 1, max: 1 } };
  it.each([
    [exact, {}, {}, "holds"],
    [exact, exact, {}, "inconclusive"],
    [exact, {}, exact, "inconclusive"],
    [{}, {}, {}, "inconclusive"],
    [{}, exact, {}, "refuted"],
  ])(
    "call the thresholded ReLU an experiment, and judge it by exact recovery: %j %j %j",
    (warm, start, control, verdict) => {
      const judged = judgeExperiments(
        [],
        [
          study("contrastive", "wide", high),
          study("non-contrastive", "wide", low),
          study("thresholded-warm", "one-hot", high, warm),
          study("thresholded-random", "one-hot", high, start),
          study("thresholded-control", "one-hot", high, control),
        ],
      );
      const claim = judged.find(({ id }) => id === "thresholded-relu-warm-start")!;
      expect(claim.verdict).toBe(verdict);
      expect(claim.statement).toContain("An experiment, no theorem");
      expect(claim.figures).toContain(
        `from warm starts ${"recovery" in warm ? "5/5 (95 %: 0.566 to 1)" : "0/5 (95 %: 0 to 0.434)"}`,
      );
    },
  );

  it("name no claim without experiments", () => {
    expect(judgeExperiments([], [])).toEqual([]);
  });
});

describe("the experiments", () => {
  it("are the paper's at 8000 epochs, with longer steps where there are fewer", () => {
    const rate = (epochs: number) =>
      experiments({ quick: false, epochs }).map(
        ({ file, role }) =>
          (file.experiment as { learningRate: number }).learningRate /
          (role.startsWith("thresholded") ? 10 : 1),
      );
    expect(new Set(rate(8000))).toEqual(new Set([0.005]));
    expect(new Set(rate(800))).toEqual(new Set([0.05]));
    expect(new Set(rate(100))).toEqual(new Set([0.05]));
  });

  it("start warm in the pairs of the released scripts, without and with a predictor that moves", () => {
    const settings = experiments({ quick: false })
      .filter(({ role }) => role === "warm")
      .map(({ group, file }) => {
        const { model, experiment } = file as unknown as {
          model: { dictionary: { kind: string } };
          experiment: Record<string, unknown>;
        };
        return [group, model.dictionary.kind, experiment.normalizeRepresentations, experiment.predictor];
      });
    expect(new Set(settings.map((setting) => JSON.stringify(setting)))).toEqual(
      new Set(
        [
          ["warm-normalised", "random-orthonormal", true, "none"],
          ["warm-identity", "identity", false, "none"],
          ["warm-normalised-predictor", "random-orthonormal", true, "trained"],
          ["warm-identity-predictor", "identity", false, "trained"],
        ].map((setting) => JSON.stringify(setting)),
      ),
    );
    // No file of the paper's freezes a predictor.
    for (const { file } of experiments({ quick: false }))
      expect((file.experiment as { predictor?: string }).predictor).not.toBe("fixed");
  });

  it("have names of their own, and both kinds of training on the same data", () => {
    const named = experiments({ quick: false });
    expect(new Set(named.map(({ id }) => id)).size).toBe(named.length);
    for (const group of ["wide", "wide-noise", "square"]) {
      const models = named
        .filter((each) => each.group === group)
        .map(({ file }) => JSON.stringify(file.model));
      expect(new Set(models).size).toBe(1);
      const roles = new Set(named.filter((each) => each.group === group).map(({ role }) => role));
      expect(roles).toContain("contrastive");
      expect(roles).toContain("non-contrastive");
    }
  });
});
