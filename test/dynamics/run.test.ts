import { describe, expect, it } from "vitest";
import type { Rule } from "../../src/dynamics/rule.js";
import { runRule } from "../../src/dynamics/run.js";
import { buildRule } from "../../src/dynamics/settings.js";
import { oneHot, problem } from "./support/problems.js";

const base = buildRule(problem(oneHot(2), { kind: "spectral-contrastive", embedding: 1 }));
const none = { steps: 100_000, time: Number.POSITIVE_INFINITY };

/** A rule with a given process on R². */
const rule = (process: Rule["process"]): Rule => ({ ...base, size: 2, process });

/** x ← diag(a, b) x + (1, 1). */
const affine = (a: number, b: number): Rule =>
  rule({
    kind: "steps",
    step: (x) => {
      const [u, v] = [a * x[0]! + 1, b * x[1]! + 1];
      const moved = (u - x[0]!) ** 2 + (v - x[1]!) ** 2;
      x.set([u, v]);
      return moved;
    },
  });

describe("runRule, steps", () => {
  it.each([
    [0.99, 0.2],
    [0.9999, 0.5],
    [0.3, 0.1],
  ])("rests where little is left to go, not where moves are small: %f", (a, b) => {
    const { outcome, state, rate } = runRule(affine(a, b), Float64Array.of(0, 0), { ...none, steps: 1e6 });
    expect(outcome).toBe("rest");
    expect(Math.abs(state[0]! - 1 / (1 - a)) * (1 - a)).toBeLessThan(2e-9);
    expect(Math.abs(state[1]! - 1 / (1 - b)) * (1 - b)).toBeLessThan(2e-9);
    expect(rate! / -Math.log(a)).toBeCloseTo(1, 3);
  });

  it("does not call sublinear convergence rest", () => {
    // x ← x − x³: x ~ 1/√(2n).
    const slow = rule({
      kind: "steps",
      step: (x) => {
        const move = x[0]! ** 3;
        x[0] = x[0]! - move;
        return move ** 2;
      },
    });
    const { outcome, at } = runRule(slow, Float64Array.of(0.5, 0), { ...none, steps: 20_000 });
    expect(outcome).toBe("limit");
    expect(at).toBe(20_000);
  });

  it("rests at once where nothing moves, and reports divergence", () => {
    const still = rule({ kind: "steps", step: () => 0 });
    expect(runRule(still, Float64Array.of(1, 2), none)).toMatchObject({ outcome: "rest", at: 1 });
    expect(runRule(affine(2, 1), Float64Array.of(1, 1), none).outcome).toBe("diverged");
    const nan = rule({ kind: "steps", step: (x) => x.fill(Number.NaN)[0]! });
    expect(runRule(nan, Float64Array.of(1, 1), none).outcome).toBe("diverged");
  });

  it("goes on past a saddle, where moves shrink and grow again", () => {
    // Away from 0 slowly along the first axis, fast to 0 along the second, to (±1, 0).
    const saddle = rule({
      kind: "steps",
      step: (x) => {
        const [u, v] = [x[0]! + 0.1 * x[0]! * (1 - x[0]! ** 2), 0.5 * x[1]!];
        const moved = (u - x[0]!) ** 2 + (v - x[1]!) ** 2;
        x.set([u, v]);
        return moved;
      },
    });
    const { outcome, state } = runRule(saddle, Float64Array.of(1e-4, 1), none);
    expect(outcome).toBe("rest");
    expect(state[0]).toBeCloseTo(1, 8);
  });

  it("shows the state at the start, at the end, and never backwards in between", () => {
    const seen: number[] = [];
    const { at } = runRule(affine(0.95, 0.5), Float64Array.of(0, 0), none, (n) => seen.push(n));
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(at);
    for (let k = 1; k < seen.length; k++) expect(seen[k]!).toBeGreaterThanOrEqual(seen[k - 1]!);
    expect(seen.length).toBeLessThan(100);
  });
});

describe("runRule, flows", () => {
  const linear = (a: number, b: number): Rule =>
    rule({ kind: "flow", velocity: (x, out) => out.set([-a * x[0]!, -b * x[1]!]) });

  it("rests within the tolerance, at the slower of two rates a factor 200 apart", () => {
    const { outcome, state, rate, at } = runRule(linear(0.05, 10), Float64Array.of(1, 1), none);
    expect(outcome).toBe("rest");
    expect(Math.hypot(state[0]!, state[1]!)).toBeLessThan(2e-8);
    expect(rate).toBeCloseTo(0.05, 4);
    expect(state[0]).toBeCloseTo(Math.exp(-0.05 * at), 10);
  });

  it("ends with time, and with blow-up", () => {
    const timed = runRule(linear(1, 1), Float64Array.of(1, 1), { ...none, time: 2 });
    expect(timed).toMatchObject({ outcome: "limit", at: 2 });
    expect(timed.state[0]).toBeCloseTo(Math.exp(-2), 9);
    const blow = rule({ kind: "flow", velocity: (x, out) => out.set([x[0]! ** 2, 0]) });
    expect(runRule(blow, Float64Array.of(1, 0), none).outcome).toBe("diverged");
  });
});
