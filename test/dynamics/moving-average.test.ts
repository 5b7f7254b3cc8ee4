import { describe, expect, it } from "vitest";
import { type Rule, viewPoint } from "../../src/dynamics/rule.js";
import { buildRule } from "../../src/dynamics/settings.js";
import { Random } from "../../src/exact/random.js";
import { distance, moments, oneHot, problem, rest, rowsOf, unit, upToSign } from "./support/problems.js";

const noisy = {
  dictionary: { kind: "identity", size: 3 },
  latent: { kind: "one-hot", probabilities: ["1/2", "1/3", "1/6"] },
  augmentation: { kind: "independent-masks", keep: "9/10" },
};
const predictor = { kind: "predictor", embedding: 2, weightDecay: "1/100", stopGradient: true };
const tied = { kind: "bilinear", embedding: 3, normalize: "rows", tied: true };

const stepOf = (rule: Rule) => {
  if (rule.process.kind !== "steps") throw new Error("expected steps");
  return rule.process.step;
};

describe("moving-average target", () => {
  it("τ = 0: the predictor's steps are those of the stop-gradient field", () => {
    const p = problem(noisy, predictor);
    const average = buildRule(p, { kind: "moving-average", decay: 0, step: 0.05 });
    const plain = buildRule(p, { kind: "gradient-steps", step: 0.05 });
    const x = average.start(new Random(1), 1);
    const y = x.slice(0, plain.size);
    for (let n = 0; n < 50; n++) {
      stepOf(average)(x);
      stepOf(plain)(y);
    }
    for (let k = 0; k < y.length; k++) expect(x[k]).toBeCloseTo(y[k]!, 12);
  });

  it("τ = 1: the target stays, and the encoder solves the ridge regression on it", () => {
    // m = 1, Σ = Γ = 1, λ: W and P minimise (pw)² − 2pwT + λ(w² + p²): |w| = |p|, w² = T − λ for T > λ.
    const p = problem(moments([[1]], [[1]]), { ...predictor, embedding: 1, weightDecay: "1/5" });
    const rule = buildRule(p, { kind: "moving-average", decay: 1, step: 0.05 });
    const start = Float64Array.of(0.9, 0.8, 0.7);
    const step = stepOf(rule);
    for (let n = 0; n < 4000; n++) step(start);
    expect(start[2]).toBe(0.7);
    expect(start[0]! ** 2).toBeCloseTo(0.7 - 0.2, 10);
    expect(start[1]).toBeCloseTo(start[0]!, 10);
    expect(rule.ends.kind).toBe("unknown");
  });

  it("0 < τ < 1: ends where the target is the encoder, at an equilibrium of the field", () => {
    const p = problem(noisy, predictor);
    const rule = buildRule(p, { kind: "moving-average", decay: 0.9 });
    for (const seed of [1, 2, 3]) {
      const { state } = rest(rule, seed);
      const { W } = viewPoint(rule.system, state);
      const size = rule.system.size;
      // At rest means 1e-9 from the limit.
      expect(distance(Array.from(W!.data), Array.from(state.subarray(size)))).toBeLessThan(1e-7);
      const { gradient } = rule.system.gradient(state.slice(0, size));
      expect(Math.hypot(...gradient)).toBeLessThan(1e-8);
    }
  });

  it("bilinear, tied: τ = 0 is power iteration with a shift, τ = 1 turns every row to Γ times its start", () => {
    const gamma = [
      [3, 1, 0],
      [1, 2, 0],
      [0, 0, 1],
    ];
    const p = problem(moments(gamma), tied);
    const apply = (v: readonly number[]) => gamma.map((row) => row.reduce((sum, g, j) => sum + g * v[j]!, 0));
    const zero = buildRule(p, { kind: "moving-average", decay: 0, step: 0.1 });
    const x = zero.start(new Random(3), 1);
    let rows = rowsOf(zero.point(x).W!).map((row) => [...row]);
    for (let n = 0; n < 5; n++) {
      stepOf(zero)(x);
      rows = rows.map((row) => unit(apply(row).map((g, j) => row[j]! + 0.2 * g)));
    }
    rowsOf(zero.point(x).W!).forEach((row, i) => {
      expect(distance(row, rows[i]!)).toBeLessThan(1e-13);
    });

    const one = buildRule(p, { kind: "moving-average", decay: 1, step: 0.1 });
    const { start, state } = rest(one, 4);
    const target = rowsOf(one.point(start).W!).map((row) => unit(apply(row)));
    rowsOf(one.point(state).W!).forEach((row, i) => {
      expect(distance(row, target[i]!)).toBeLessThan(1e-7);
    });
  });

  it("bilinear, tied, 0 < τ < 1: every row ends at the top eigenvector", () => {
    const rule = buildRule(problem(oneHot(3, ["1/5", "3/5", "1/5"]), tied), {
      kind: "moving-average",
      decay: 0.8,
    });
    for (const row of rowsOf(rest(rule, 6).point.W!)) expect(upToSign(row, [0, 1, 0])).toBeLessThan(1e-7);
  });

  it("refuses objectives without a target", () => {
    expect(() =>
      buildRule(problem(noisy, { kind: "spectral-contrastive", embedding: 2 }), {
        kind: "moving-average",
        decay: 0.5,
      }),
    ).toThrow(/^training\.rule\.kind: expected a predictor with stop-gradient/);
  });
});
