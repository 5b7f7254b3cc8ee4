import { describe, expect, it } from "vitest";
import { refine } from "../../src/atlas/local/refine.js";
import { predictedRate } from "../../src/dynamics/rates.js";
import type { RuleSpec } from "../../src/dynamics/rules.js";
import { buildRule } from "../../src/dynamics/settings.js";
import { moments, oneHot, problem, rest } from "./support/problems.js";

const bilinear = (embedding: number, normalize: string) => ({ kind: "bilinear", embedding, normalize });

const predicted = (model: object, objective: object, spec: RuleSpec, seed = 3) => {
  const p = problem(model, objective);
  const rule = buildRule(p, spec);
  const { state, rate } = rest(rule, seed);
  const { x } = refine(rule.system, state);
  return { predicted: predictedRate(rule, x, p.objective.symmetries), measured: rate! };
};

describe("predictedRate", () => {
  const gamma = oneHot(3, ["1/2", "1/3", "1/6"]); // γ = (1/8, 1/12, 1/24)

  it("alternating steps on columns: the slowest pair contracts by 1/(1 + cγ)²", () => {
    const { predicted: rate } = predicted(gamma, bilinear(2, "columns"), {
      kind: "alternating-steps",
      step: 2,
    });
    expect(rate).toBeCloseTo(2 * Math.log(1 + 4 / 24), 10);
  });

  it("simultaneous steps: by (1 − cγ)/(1 + cγ)", () => {
    // Both vectors of a pair turn by κ/(1 + κ) of their angle θ: θ' = θ(1 − 2κ/(1 + κ)).
    const { predicted: rate } = predicted(gamma, bilinear(2, "columns"), {
      kind: "simultaneous-steps",
      step: 2,
    });
    expect(rate).toBeCloseTo(-Math.log((1 - 4 / 24) / (1 + 4 / 24)), 10);
  });

  it("flow on columns: 4γ for the slowest pair", () => {
    const { predicted: rate } = predicted(gamma, bilinear(2, "columns"), { kind: "gradient-flow" });
    expect(rate).toBeCloseTo(4 / 24, 10);
  });

  it("flow of the spectral contrastive loss, Σ = I: the smallest of 4(a_k − a_l), 8a_m, …", () => {
    // Γ = diag(3, 2, 1), m = 2: 4(a_k + a_l) within, 4(a_2 − a_3) to the mode left out. The smallest is 4.
    const model = moments(
      [
        [3, 0, 0],
        [0, 2, 0],
        [0, 0, 1],
      ],
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    );
    const { predicted: rate } = predicted(
      model,
      { kind: "spectral-contrastive", embedding: 2 },
      { kind: "gradient-flow" },
    );
    expect(rate).toBeCloseTo(4, 8);
  });

  it.each([
    ["columns", "alternating-steps"],
    ["columns", "simultaneous-steps"],
    ["rows", "alternating-steps"],
    ["rows", "simultaneous-steps"],
    ["frobenius", "alternating-steps"],
  ] as const)("is what runs show: %s, %s", (normalize, kind) => {
    const model = {
      dictionary: { kind: "rational-orthonormal", rows: 4, columns: 3, seed: 3 },
      latent: { kind: "one-hot", probabilities: ["1/2", "1/3", "1/6"] },
      noise: { variance: "1/30" },
      augmentation: { kind: "additive-gaussian", variance: "1/10" },
    };
    const rates = predicted(model, bilinear(3, normalize), { kind });
    expect(rates.measured / rates.predicted!).toBeCloseTo(1, 3);
  });

  it("is what runs show: projected steps, stop-gradient flow", () => {
    const tied = predicted(gamma, { ...bilinear(2, "rows"), tied: true }, { kind: "gradient-steps" });
    expect(tied.measured / tied.predicted!).toBeCloseTo(1, 3);
    const field = predicted(
      { ...gamma, augmentation: { kind: "independent-masks", keep: "9/10" } },
      { kind: "predictor", embedding: 2, weightDecay: "1/100", stopGradient: true },
      { kind: "gradient-flow" },
      2,
    );
    expect(field.measured / field.predicted!).toBeCloseTo(1, 2);
  });

  it("is silent at saddles", () => {
    const p = problem(gamma, bilinear(2, "columns"));
    const rule = buildRule(p);
    // t_3 = −o_3: a saddle.
    const x = Float64Array.of(1, 0, 1, 0, 1, 0, 1, 0, -1, 0, 1, 0);
    expect(rule.system.gradient(x).residual).toBeLessThan(1e-15);
    expect(predictedRate(rule, x, p.objective.symmetries)).toBeNull();
  });
});
