import { describe, expect, it } from "vitest";
import { analyze } from "../../src/atlas/analyze.js";
import { type Sweep, type SweepRequest, sweep } from "../../src/atlas/sweep.js";
import type { CriticalComponent } from "../../src/atlas/types.js";
import { rational, rationalText, toNumber } from "../../src/exact/rational.js";
import { diag, type Entry, given, oneHot, problem } from "../support/problems.js";

const GENERAL: Entry[][] = [
  [2, 1],
  [1, 3],
];

const STOP_GRADIENT = problem(given(diag(2, 1), diag(1, "1/2")), {
  kind: "predictor",
  embedding: 1,
  weightDecay: "1/10",
  stopGradient: true,
});

const summary = (components: readonly CriticalComponent[]) =>
  components
    .map(({ value, rank, dimension, index, nullity, kind, multiplicity }) =>
      [
        value === undefined ? "" : (value + 0).toFixed(7).replace(/^-0\.0*$/, "0.0000000"),
        rank,
        dimension,
        index,
        nullity,
        kind,
        multiplicity,
      ].join(),
    )
    .sort();

describe("at every value", () => {
  it.each<[string, object, object, SweepRequest, (value: string) => [object, object]]>([
    [
      "spectral contrastive 2×2 along weight decay",
      given(GENERAL, diag(1, 3)),
      { kind: "spectral-contrastive", embedding: 2 },
      { parameter: "weightDecay", range: { from: "1/3", to: 8, steps: 3 } },
      (weightDecay) => [
        given(GENERAL, diag(1, 3)),
        { kind: "spectral-contrastive", embedding: 2, weightDecay },
      ],
    ],
    [
      "predictor with stop-gradient 1×2 along the probability of keeping",
      oneHot(["2/3", "1/3"]),
      { kind: "predictor", embedding: 1, weightDecay: "1/50", stopGradient: true },
      { parameter: "keep", values: ["1/5", "3/5", "9/10"] },
      (keep) => [
        oneHot(["2/3", "1/3"], keep),
        { kind: "predictor", embedding: 1, weightDecay: "1/50", stopGradient: true },
      ],
    ],
    [
      "cross-correlation 2×2 along the noise",
      { ...oneHot(["2/3", "1/3"]) },
      { kind: "cross-correlation", embedding: 2 },
      { parameter: "model.noise.variance", values: [0, "1/10", 1] },
      (variance) => [
        { ...oneHot(["2/3", "1/3"]), noise: { variance } },
        { kind: "cross-correlation", embedding: 2 },
      ],
    ],
  ])("%s: the components of analyze --method solve", async (_, model, objective, request, at) => {
    const {
      values: states,
      complete,
      failures,
    } = await sweep(problem(model, objective), request, { width: 10 });
    expect({ complete, failures }).toEqual({ complete: true, failures: [] });
    for (const { value, components, audit } of states) {
      const alone = await analyze(problem(...at(rationalText(value))), { method: "solve" });
      expect(alone.audit.complete).toBe(true);
      expect(summary(components)).toEqual(summary(alone.components));
      const { started, finite, atInfinity, failed } = audit.paths!;
      expect([finite + atInfinity, failed]).toEqual([started, 0]);
    }
  });

  it("a power of the parameter leads out of few values, not out of those that span the family", async () => {
    const file = (t: Entry) => ({
      kind: "custom",
      loss: "-2*tr(W*Gamma*W') + norm2(W*Sigma*W') + t^4*norm2(W)",
      variables: { W: [1, 2] },
      parameters: { t },
      invariance: { W: "left-orthogonal" },
    });
    const {
      values: states,
      changes,
      complete,
      parameter,
    } = await sweep(
      problem(given(diag(2, 1), diag(1, 3)), file(1)),
      { parameter: "t", values: ["1/2", "5/4"] },
      { width: "1/100" },
    );
    expect([complete, parameter]).toEqual([true, "objective.parameters.t"]);
    expect(states.map(({ components }) => components.length)).toEqual([3, 2]);
    // t⁴ = 2.
    expect(changes).toHaveLength(1);
    expect(toNumber(changes[0]!.from)).toBeLessThan(2 ** 0.25);
    expect(toNumber(changes[0]!.to)).toBeGreaterThan(2 ** 0.25);
  });
});

const inside = ({ changes }: Sweep, ...truth: readonly number[]) => {
  expect(changes).toHaveLength(truth.length);
  changes.forEach(({ from, to, reason }, k) => {
    expect(reason).toBeUndefined();
    expect(toNumber(from)).toBeLessThan(truth[k]!);
    expect(toNumber(to)).toBeGreaterThan(truth[k]!);
  });
};

describe("changes", () => {
  it("a mode of the predictor with stop-gradient becomes viable at g² = 4ηh: two roots appear at once", async () => {
    const found = await sweep(
      STOP_GRADIENT,
      { parameter: "weightDecay", values: ["3/2", "1/5", "3/5"] },
      { width: "1/50" },
    );
    expect(found.values.map(({ value }) => rationalText(value))).toEqual(["1/5", "3/5", "3/2"]);
    expect(found.complete).toBe(true);
    // 1/(4·½) and 4/(4·1).
    inside(found, 1 / 2, 1);
    for (const { from, to, lost, gained } of found.changes) {
      expect(to.sub(from).compare(rational("1/50"))).toBeLessThanOrEqual(0);
      // Both roots p± of the mode, each a point and its negative.
      expect(lost.reduce((sum, { rank, count }) => sum + (rank === 1 ? count : 0n), 0n)).toBe(4n);
      expect(gained).toEqual([]);
    }
  });

  it("a mode of the spectral contrastive loss dies where weight decay takes its eigenvalue to 0", async () => {
    // λ/2 = γ_k, whatever Σ is: they commute.
    const found = await sweep(
      problem(given(diag(2, 1), diag(1, 3)), { kind: "spectral-contrastive", embedding: 2 }),
      { parameter: "objective.weightDecay", range: { from: "1/2", to: "9/2", steps: 3 } },
      { width: "1/10" },
    );
    expect(found.complete).toBe(true);
    inside(found, 2, 4);
    // Below 2: ranks 0, 1 (each mode), 2 (two copies); between: 0 and 1; above: 0.
    const both = [
      [0, 1n],
      [1, 1n],
      [1, 1n],
      [2, 2n],
    ];
    const one = [
      [0, 1n],
      [1, 1n],
    ];
    expect(found.values.map(({ classes }) => classes.map(({ rank, count }) => [rank, count]))).toEqual([
      both,
      both,
      one,
      [[0, 1n]],
    ]);
    expect(found.changes[1]).toMatchObject({
      lost: [
        { rank: 0, index: 2, count: 1n },
        { rank: 1, index: 0, count: 1n },
      ],
      gained: [{ rank: 0, index: 0, count: 1n }],
    });
  });

  it("where a value meets the bifurcation itself, one bracket lies around it and says so", async () => {
    const found = await sweep(
      problem(given(diag(2, 1), diag(1, 3)), { kind: "spectral-contrastive", embedding: 1 }),
      { parameter: "weightDecay", values: [1, 2, 3] },
      { width: "1/10" },
    );
    inside(found, 2);
    expect(rationalText(found.changes[0]!.at!)).toBe("2");
  });

  it("are the same bytes for the same seed, and the same changes whatever other values are asked for", async () => {
    const run = (...values: readonly string[]) =>
      sweep(STOP_GRADIENT, { parameter: "weightDecay", values }, { width: 1, seed: 5 });
    expect(await run("1/5", "3/5")).toEqual(await run("1/5", "3/5"));
    const kinds = ({ values: states }: Sweep) => states.map(({ components }) => summary(components));
    const [low, , high] = kinds(await run("1/5", "2/5", "3/5"));
    expect(kinds(await run("1/5", "3/5"))).toEqual([low, high]);
  });
});

describe("honesty", () => {
  it("a value where the list is not complete is named; changes are bracketed around it", async () => {
    // At λ = σ₁ the critical set is a linear space, and the tilts have no solutions near it.
    const {
      values: states,
      changes,
      complete,
      reason,
    } = await sweep(
      problem(given(diag(2, 1)), { kind: "bilinear", normalize: "none", embedding: 1 }),
      { parameter: "weightDecay", values: ["3/2", 2, "5/2"] },
      { width: "1/4" },
    );
    expect(states.map(({ audit }) => audit.complete)).toEqual([true, false, true]);
    expect(changes).toHaveLength(1);
    expect(toNumber(changes[0]!.from)).toBeLessThan(2);
    expect(toNumber(changes[0]!.to)).toBeGreaterThan(2);
    expect(changes[0]).toMatchObject({ lost: [{ index: 1, count: 1n }], gained: [{ index: 0, count: 1n }] });
    expect(complete).toBe(false);
    expect(reason).toMatch(/^at 2: /);
  });

  it("says why the solver does not apply", async () => {
    const {
      values: states,
      complete,
      reason,
    } = await sweep(problem(oneHot(["1/2", "1/2"]), { kind: "relu-alignment", embedding: 2 }), {
      parameter: "keep",
      values: ["1/2"],
    });
    expect({ values: states, complete }).toEqual({ values: [], complete: false });
    expect(reason).toMatch(/^solver: the loss has kinks/);
  });

  it.each<[SweepRequest, RegExp]>([
    [
      { parameter: "temperature", values: [1] },
      /^parameter: expected one of objective\.weightDecay, .*got "temperature"$/,
    ],
    [
      { parameter: "variance", values: [1] },
      /^parameter: expected one of model\.augmentation\.variance, model\.noise\.variance, got /,
    ],
    [{ parameter: "weightDecay", values: [-1] }, /^objective\.weightDecay: expected /],
    [{ parameter: "weightDecay", values: ["one"] }, /^values: expected a number/],
    [{ parameter: "weightDecay", values: [] }, /^values: expected from 1 to/],
    [{ parameter: "weightDecay", range: { from: 1, to: 1, steps: 2 } }, /^to: expected a number above 1/],
    [{ parameter: "weightDecay", range: { from: 0, to: 1, steps: 0 } }, /^steps: expected an integer/],
    [{ parameter: "keep", values: ["1/2"] }, /^model: expected |^model\./],
  ])("refuses %j by name", async (request, message) => {
    await expect(sweep(STOP_GRADIENT, request)).rejects.toThrow(message);
  });

  describe("an interrupt leaves the values located so far, incomplete:", () => {
    const request = { parameter: "weightDecay", values: ["1/4", "1/3", "1/2"] };

    it("none while the generic member is solved", async () => {
      const {
        values: states,
        changes,
        complete,
        reason,
      } = await sweep(STOP_GRADIENT, request, {
        signal: AbortSignal.abort(),
      });
      expect({ values: states, changes, complete }).toEqual({ values: [], changes: [], complete: false });
      expect(reason).toMatch(/^solver: interrupted: /);
    });

    it("whole ones alone", async () => {
      const whole = await sweep(STOP_GRADIENT, request);
      const controller = new AbortController();
      const part = await sweep(STOP_GRADIENT, request, {
        signal: controller.signal,
        onProgress: (done, _, label) => {
          if (label === "values" && done === 2) controller.abort();
        },
      });
      expect(part.values).toEqual(whole.values.slice(0, 2));
      expect(part.located).toBe(2);
      expect(part).toMatchObject({
        complete: false,
        reason: expect.stringMatching(/^interrupted: 2 of 3 values were located/),
      });
    });

    it("brackets as they were", async () => {
      const controller = new AbortController();
      let halving = false;
      const part = await sweep(
        STOP_GRADIENT,
        { parameter: "weightDecay", values: ["1/100", "2"] },
        {
          signal: controller.signal,
          onProgress: (done, total, label) => {
            halving ||= label === "values" && done === total! - 1;
            if (halving && label === "paths to the untilted system" && done === total) {
              // The last value asked for is located; the next one is inside of the bracket.
              halving = false;
              setImmediate(() => setImmediate(() => controller.abort()));
            }
          },
        },
      );
      expect(part.values).toHaveLength(2);
      expect(part.complete).toBe(false);
      expect(part.reason).toMatch(
        /^interrupted: 2 of 2 values were located; 1 brackets are wider than wanted$/,
      );
      expect(part.changes).toHaveLength(1);
      expect(part.changes[0]!.reason).toBe("interrupted");
    });
  });
});
