import { describe, expect, it } from "vitest";
import { RULE_KINDS } from "../../src/dynamics/rule-kinds.js";
import type { RuleSpec } from "../../src/dynamics/rules.js";
import { runRule } from "../../src/dynamics/run.js";
import { buildRule, defaultRule, trainingSpec } from "../../src/dynamics/settings.js";
import { Random } from "../../src/exact/random.js";
import { ProblemError } from "../../src/files/problem-error.js";
import { moments, oneHot, problem } from "./support/problems.js";

const model = oneHot(3, ["1/2", "1/3", "1/6"]);
const columns = { kind: "bilinear", embedding: 2, normalize: "columns" };

describe("the block `training`", () => {
  it("is read exactly and may be left out", () => {
    expect(trainingSpec(problem(model, columns))).toEqual({});
    const training = { rule: { kind: "alternating-steps", step: "1/8" }, runs: 50, steps: "1000", time: 2.5 };
    expect(trainingSpec(problem(model, columns, training))).toEqual({
      rule: { kind: "alternating-steps", step: 0.125 },
      runs: 50,
      steps: 1000,
      time: 2.5,
    });
  });

  it("does not make an exact model inexact", () => {
    expect(problem(model, columns, { time: 0.1 }).parsed.exact).toBe(true);
  });

  it.each([
    [{ runs: 0 }, "training.runs: expected an integer from 1 to 1000000000, got 0"],
    [{ rule: { kind: "adam" } }, /^training\.rule\.kind: expected one of .*, got "adam"$/],
    [
      { rule: { kind: "gradient-flow", step: 1 } },
      "training.rule.step: expected only the fields kind, got 1",
    ],
    [{ rule: { kind: "alternating-steps", step: 0 } }, "training.rule.step: expected a number > 0, got 0"],
    [
      { speed: 1 },
      /^training\.speed: expected only the fields rule, runs, steps, time, spread \(did you mean spread\?\), got 1$/,
    ],
    ["fast", 'training: expected an object, got "fast"'],
  ])("refuses %j", (training, message) => {
    const p = problem(model, columns, training as object);
    expect(() => trainingSpec(p)).toThrow(ProblemError);
    expect(() => trainingSpec(p)).toThrow(message);
  });
});

describe("buildRule", () => {
  it.each([
    [columns, "alternating-steps"],
    [{ ...columns, normalize: "frobenius" }, "alternating-steps"],
    [{ ...columns, normalize: "none" }, "gradient-flow"],
    [{ ...columns, tied: true }, "gradient-flow"],
    [{ kind: "spectral-contrastive", embedding: 2 }, "gradient-flow"],
    [{ kind: "cross-correlation", embedding: 2 }, "gradient-flow"],
    [{ kind: "predictor", embedding: 2, weightDecay: 1, stopGradient: true }, "gradient-flow"],
    [{ kind: "relu-alignment", embedding: 2 }, "gradient-steps"],
    [{ kind: "custom", loss: "x^4 - x^2", variables: { x: [1, 1] } }, "gradient-flow"],
  ])("has a default for %j", (objective, kind) => {
    expect(buildRule(problem(model, objective)).kind).toBe(kind);
  });

  it("says which objectives a rule is for", () => {
    for (const kind of RULE_KINDS) {
      if (kind.startsWith("gradient")) continue;
      const p = problem(model, { kind: "spectral-contrastive", embedding: 2 });
      expect(() => buildRule(p, defaultRule(kind))).toThrow(
        new RegExp(`^training\\.rule\\.kind: expected .* for ${kind}, got `),
      );
    }
    const contrastive = { kind: "relu-contrastive", embedding: 3, temperature: 1, negatives: "distinct" };
    expect(() => buildRule(problem(oneHot(3), contrastive))).toThrow(/^objective\.kind: expected /);
    const p = problem(model, { ...columns, tied: true });
    expect(() => buildRule(p, { kind: "moving-average", decay: 1.5 })).toThrow(/^training\.rule\.decay/);
  });

  it("keeps at least what it adds, with weight decay too: runs rest that flip signs with larger steps", () => {
    const objective = { kind: "bilinear", embedding: 2, normalize: "rows", weightDecay: "1/2" };
    const p = problem(moments([[0.25]], [[1]]), objective);
    const end = (spec?: RuleSpec) => {
      const rule = buildRule(p, spec);
      return runRule(rule, rule.start(new Random(2), 1), { steps: 1000, time: 1 }).outcome;
    };
    const spec = defaultRule("simultaneous-steps");
    expect(end(spec)).toBe("rest");
    // o = −t: o' ∝ (1 − 2ηλ)o + cγt = (1 − η − η/2)o, negative for η > 2/3.
    expect(end({ kind: "simultaneous-steps", step: 0.9 })).toBe("limit");
  });

  it("steps with c‖Γ‖ ≤ 1/2, whatever the scale of Γ", () => {
    for (const scale of [1e-6, 1, 1e6]) {
      const rule = buildRule(
        problem(
          moments(
            [
              [2 * scale, scale],
              [0, scale],
            ],
            [
              [9 * scale, 0],
              [0, 9 * scale],
            ],
          ),
          columns,
        ),
      );
      if (rule.contraction?.kind !== "steps") throw new Error();
      // The largest row or column sum is 3.
      expect(2 * rule.contraction.step * 3 * scale).toBeCloseTo(0.5, 12);
    }
  });
});
