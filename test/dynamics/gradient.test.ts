import { describe, expect, it } from "vitest";
import { runRule } from "../../src/dynamics/run.js";
import { buildRule } from "../../src/dynamics/settings.js";
import { Random } from "../../src/exact/random.js";
import { integrate } from "../../src/numeric/real/ode.js";
import type { Problem } from "../../src/objectives/problem.js";
import { columnsOf, distance, masks, moments, oneHot, problem, rest, rowsOf } from "./support/problems.js";

const model = oneHot(4, ["4/10", "3/10", "2/10", "1/10"], 5);
const OBJECTIVES: readonly object[] = [
  { kind: "bilinear", embedding: 2, normalize: "columns" },
  { kind: "bilinear", embedding: 2, normalize: "rows", tied: true },
  { kind: "spectral-contrastive", embedding: 3 },
  { kind: "cross-correlation", embedding: 2 },
  { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: false },
  {
    kind: "custom",
    loss: "norm2(V*W*Gamma*W'*V' - I(2)) + norm2(W)/10",
    variables: { W: [2, 4], V: [2, 2] },
    constraints: { V: "unit-norm" },
  },
];

describe.each(OBJECTIVES.map((objective) => [JSON.stringify(objective), objective] as const))(
  "gradient flow of %s",
  (_, objective) => {
    const rule = buildRule(problem(model, objective), { kind: "gradient-flow" });
    const { system } = rule;

    it("loses value at every step, at the rate |grad|²", () => {
      if (rule.process.kind !== "flow") throw new Error();
      const values: { t: number; value: number; slope: number }[] = [];
      runRule(rule, rule.start(new Random(2), 1), { steps: 1000, time: 30 }, (t, x) => {
        const { value, gradient } = system.gradient(x);
        values.push({ t, value, slope: -gradient.reduce((sum, g) => sum + g * g, 0) });
      });
      expect(values.length).toBeGreaterThan(5);
      for (let k = 1; k < values.length; k++)
        expect(values[k]!.value).toBeLessThanOrEqual(values[k - 1]!.value + 1e-10);
      // d/dt L = −|grad L|², by a difference over a short time from the start.
      const x0 = rule.start(new Random(2), 1);
      const h = 1e-4;
      const { x } = integrate(rule.process.velocity, x0, { time: h, initialStep: h / 4 });
      const { value, gradient } = system.gradient(x0);
      const slope = -gradient.reduce((sum, g) => sum + g * g, 0);
      expect((system.value(x) - value) / h / slope).toBeCloseTo(1, 2);
    });

    it("stays on the spheres", () => {
      const { state } = runRule(rule, rule.start(new Random(4), 1), { steps: 1000, time: 30 });
      for (const sphere of system.manifold.spheres)
        expect(Math.hypot(...Array.from(sphere, (k) => state[k]!))).toBeCloseTo(1, 13);
    });
  },
);

describe("spectral contrastive flow", () => {
  it("ends at the top eigenspace: WᵀW = Σ_top a_k q_k q_kᵀ for Σ = I", () => {
    // Γ = diag(3, 2, 1, −1) and Σ = I: a_k = γ_k, q_k = e_k.
    const gamma = [3, 2, 1, -1].map((g, i) => [0, 1, 2, 3].map((j) => (i === j ? g : 0)));
    const identity = gamma.map((_, i) => [0, 1, 2, 3].map((j) => (i === j ? 1 : 0)));
    const rule = buildRule(problem(moments(gamma, identity), { kind: "spectral-contrastive", embedding: 2 }));
    const columns = columnsOf(rest(rule, 3).point.W!);
    const gram = columns.map((u) => columns.map((v) => u.reduce((sum, x, i) => sum + x * v[i]!, 0)));
    gram.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(value).toBeCloseTo(i === j ? [3, 2, 0, 0][i]! : 0, 6);
      });
    });
  });
});

describe("cross-correlation flow", () => {
  it("follows the solution mode by mode from an aligned start", () => {
    // W = diag(s), Γ = diag(g): ṡ = −4(s²g − 1)sg, so u = s² obeys u̇ = 8gu(1 − gu): logistic.
    const g = [2, 0.5];
    const p = problem(
      moments([
        [2, 0],
        [0, 0.5],
      ]),
      { kind: "cross-correlation", embedding: 2 },
    );
    const rule = buildRule(p);
    if (rule.process.kind !== "flow") throw new Error();
    const s0 = [0.3, 0.4];
    const time = 0.4;
    const { x } = integrate(rule.process.velocity, Float64Array.of(s0[0]!, 0, 0, s0[1]!), {
      time,
      relativeTolerance: 1e-11,
    });
    s0.forEach((s, k) => {
      const grown = Math.exp(8 * g[k]! * time);
      const square = grown / (1 / s ** 2 + (grown - 1) * g[k]!);
      expect(x[3 * k]! ** 2).toBeCloseTo(square, 9);
    });
    expect(Math.hypot(x[1]!, x[2]!)).toBe(0);
  });
});

describe("conserved quantities", () => {
  const noisy = {
    dictionary: { kind: "rational-orthonormal", rows: 4, columns: 2, seed: 2 },
    latent: { kind: "one-hot", probabilities: ["2/3", "1/3"] },
    noise: { variance: "1/20" },
    augmentation: masks,
  };
  const times = (a: number[][], b: number[][]) =>
    a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
  const flip = (a: number[][]) => a[0]!.map((_, j) => a.map((row) => row[j]!));
  const minus = (a: number[][], b: number[][]) => a.map((row, i) => row.map((x, j) => x - b[i]![j]!));
  const largest = (a: number[][]) => Math.max(...a.flat().map(Math.abs));

  const flowFor = (p: Problem, time: number, seed: number) => {
    const rule = buildRule(p, { kind: "gradient-flow" });
    if (rule.process.kind !== "flow") throw new Error();
    const start = rule.start(new Random(seed), 1);
    const { x } = integrate(rule.process.velocity, start, { time, relativeTolerance: 1e-11 });
    return [rule.point(start), rule.point(x)] as const;
  };

  it("W₁W₁ᵀ − W₂ᵀW₂ stays as it is for losses of W₂W₁", () => {
    const p = problem(noisy, {
      kind: "custom",
      loss: "norm2(V*U*Sigma*U'*V') - 2*tr(V*U*Gamma*U'*V')",
      variables: { U: [3, 4], V: [2, 3] },
    });
    const balance = ({ U, V }: ReturnType<typeof flowFor>[0]) =>
      minus(times(rowsOf(U!), flip(rowsOf(U!))), times(flip(rowsOf(V!)), rowsOf(V!)));
    const [before, after] = flowFor(p, 20, 3);
    expect(largest(minus(balance(after), balance(before)))).toBeLessThan(1e-8);
    expect(distance(Array.from(before.U!.data), Array.from(after.U!.data))).toBeGreaterThan(0.1);
  });

  it("WWᵀ − PᵀP decays as e^{−4ηt} along −∂L of the predictor with stop-gradient", () => {
    // The field is twice (PᵀB − ηW, BWᵀ − ηP): time runs at twice the speed of the theory's.
    const eta = 0.1;
    const p = problem(noisy, { kind: "predictor", embedding: 2, weightDecay: eta, stopGradient: true });
    const imbalance = ({ W, P }: ReturnType<typeof flowFor>[0]) =>
      minus(times(rowsOf(W!), flip(rowsOf(W!))), times(flip(rowsOf(P!)), rowsOf(P!)));
    const time = 3;
    const [before, after] = flowFor(p, time, 5);
    const decayed = imbalance(before).map((row) => row.map((x) => x * Math.exp(-4 * eta * time)));
    expect(largest(minus(imbalance(after), decayed))).toBeLessThan(1e-9);
    expect(largest(imbalance(before))).toBeGreaterThan(0.1);
  });
});

describe("gradient steps", () => {
  it("take x ← retract(x − η∇L): on the tied columns, w ← normalise(w + 4ηwΓ) for symmetric Γ", () => {
    const p = problem(
      moments([
        [2, 1],
        [1, 3],
      ]),
      { kind: "bilinear", embedding: 2, normalize: "columns", tied: true },
    );
    const rule = buildRule(p, { kind: "gradient-steps", step: 0.05 });
    if (rule.process.kind !== "steps") throw new Error();
    // W = [[1, 0], [0, 1]]: WΓ = Γ, so columns e₁ + 0.2(2, 1) and e₂ + 0.2(1, 3), normalised.
    const x = Float64Array.of(1, 0, 0, 1);
    rule.process.step(x);
    const [a, b] = [Math.hypot(1.4, 0.2), Math.hypot(0.2, 1.6)];
    for (const [k, value] of [1.4 / a, 0.2 / b, 0.2 / a, 1.6 / b].entries())
      expect(x[k]).toBeCloseTo(value, 14);
  });

  it("follow the flow for small steps", () => {
    const p = problem(model, { kind: "spectral-contrastive", embedding: 2 });
    const flow = buildRule(p, { kind: "gradient-flow" });
    const start = flow.start(new Random(8), 1);
    if (flow.process.kind !== "flow") throw new Error();
    const { x } = integrate(flow.process.velocity, start, { time: 1 });
    const errors = [200, 400].map((count) => {
      const rule = buildRule(p, { kind: "gradient-steps", step: 1 / count });
      if (rule.process.kind !== "steps") throw new Error();
      const y = Float64Array.from(start);
      for (let n = 0; n < count; n++) rule.process.step(y);
      return distance(Array.from(x), Array.from(y));
    });
    // Euler's method: half the step, half the error.
    expect(errors[0]! / errors[1]!).toBeGreaterThan(1.9);
    expect(errors[0]! / errors[1]!).toBeLessThan(2.1);
  });
});

describe("a linear predictor on Γ ∝ I", () => {
  it("still ends at rank one when rows and the predictor are normalised", () => {
    const p = problem(oneHot(3), {
      kind: "custom",
      loss: "2 - 2*tr(P*Wo*Gamma*Wt')",
      variables: { Wo: [3, 3], Wt: [3, 3], P: [3, 3] },
      constraints: { Wo: "unit-rows", Wt: "unit-rows", P: "unit-norm" },
    });
    const { point } = rest(buildRule(p), 2);
    const [first, ...others] = [...rowsOf(point.Wo!), ...rowsOf(point.Wt!)];
    for (const row of others) {
      const cosine = row.reduce((sum, x, i) => sum + x * first![i]!, 0);
      expect(Math.abs(cosine)).toBeCloseTo(1, 9);
    }
  });
});
