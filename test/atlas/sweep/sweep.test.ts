import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import type { CriticalComponent } from "../../../src/atlas/record/types.js";
import type { SweepOptions, SweepRequest } from "../../../src/atlas/sweep/request.js";
import type { Sweep } from "../../../src/atlas/sweep/result.js";
import { sweep as sweepBoth } from "../../../src/atlas/sweep/sweep.js";
import { rational, rationalText, toNumber } from "../../../src/exact/rational.js";
import { diag, type Entry, given, oneHot, problem } from "../../support/problems.js";

/** The brackets alone; for exact thresholds see `thresholds.test.ts`. */
const sweep = (one: Parameters<typeof sweepBoth>[0], request: SweepRequest, options: SweepOptions = {}) =>
  sweepBoth(one, request, { thresholds: "bracketed", ...options });

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
  ])(
    "%s: the components of analyze --method solve",
    { timeout: 60_000 },
    async (_, model, objective, request, at) => {
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
    },
  );

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

  it("a mode of the spectral contrastive loss dies where weight decay takes its eigenvalue to 0", {
    timeout: 60_000,
  }, async () => {
    // λ/2 = γ_k, whatever Σ is: they commute.
    const found = await sweep(
      problem(given(diag(2, 1), diag(1, 3)), { kind: "spectral-contrastive", embedding: 2 }),
      { parameter: "objective.weightDecay", range: { from: "1/2", to: "9/2", steps: 3 } },
      { width: "2/5" },
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

/** A loss of scalars and its parameter a. */
const scalar = (loss: string, ...names: readonly string[]) =>
  problem(given([[1]]), {
    kind: "custom",
    loss,
    variables: Object.fromEntries(names.map((name) => [name, [1, 1]])),
    parameters: { a: "1" },
  });

const along = (from: string, to: string, steps: number): SweepRequest => ({
  parameter: "a",
  range: { from, to, steps },
});

/** From index to index, and how many, whatever the rank. */
const exchanges = ({ changes }: Sweep) =>
  changes.map(({ exchanged }) => {
    const list = exchanged.map(({ from, to }) => `${from.index}→${to.index}: ${from.count}, ${to.count}`);
    return list.sort();
  });

describe("exact thresholds beside brackets", () => {
  it("lie in the brackets, and the lists of their intervals are those of the values", async () => {
    const found = await sweepBoth(scalar("x^4/4 - a*x^2/2", "x"), along("-1", "2", 2), { width: "1/10" });
    expect(found.failures).toEqual([]);
    inside(found, 0);
    expect(found.exact).toMatchObject({ kind: "exact", proof: "proved", strata: 1 });
  });
});

describe("exchanges of stability", () => {
  it("two modes of a variance loss swap their stability at a = 1, while every index keeps its number of points", async () => {
    // f = x⁴/4 + y⁴/4 + a x²y²/2 − (x² + y²)/2: at (±1, 0), (0, ±1) the Hessian is diag(2, a − 1) in some order; at (±s, ±s),
    // s² = 1/(1 + a), it has the eigenvalues 2 and 2(1 − a)/(1 + a); at 0, −1 twice.
    const loss = scalar("x^4/4 + y^4/4 + a*x^2*y^2/2 - x^2/2 - y^2/2", "x", "y");
    for (const request of [along("1/2", "8/5", 3), along("1/2", "3/2", 2)]) {
      const found = await sweep(loss, request, { width: "1/100" });
      expect(found).toMatchObject({ complete: true, failures: [] });
      inside(found, 1);
      const [change] = found.changes;
      // By the index alone, the rank of x tells the axes apart.
      const indices = (list: readonly CriticalComponent[]) => list.map(({ index }) => index).sort();
      expect(indices(found.values[0]!.components)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2]);
      expect(indices(found.values.at(-1)!.components)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2]);
      expect(exchanges(found)).toEqual([["0→1: 4, 4", "1→0: 2, 2", "1→0: 2, 2"]]);
      // The second list of values holds 1 itself, where the circle x² + y² = 1 is critical.
      const met = found.values.some(({ value }) => value.equals(rational(1)));
      expect(change!.at === undefined ? undefined : rationalText(change!.at)).toBe(met ? "1" : undefined);
    }
  });

  it("a transcritical crossing is a change at a = 0, though there are one minimum and one saddle on both sides", async () => {
    // The second variable is the encoder, whose rank does not change: f′ = x(x − a), f″ = 2x − a.
    const found = await sweep(scalar("x^3/3 - a*x^2/2 + (y - 1)^2", "y", "x"), along("-1", "11/10", 3), {
      width: "1/100",
    });
    expect(found.complete).toBe(true);
    inside(found, 0);
    expect(found.changes[0]).toMatchObject({ lost: [], gained: [] });
    expect(exchanges(found)).toEqual([["0→1: 1, 1", "1→0: 1, 1"]]);
  });

  it("an unfolded crossing is none: both branches keep their index", async () => {
    // f′ = x³ + x² − a x − 10⁻⁴: next to 0 the branches are a hyperbola, x(x − a) ≈ 10⁻⁴, whose sheets are 0.02 apart.
    const found = await sweep(scalar("x^4/4 + x^3/3 - a*x^2/2 - x/10000", "x"), along("-1/10", "11/100", 3));
    expect(found).toMatchObject({ complete: true, changes: [] });
  });

  it("a sweep in which nothing bifurcates has no changes", async () => {
    // x³ − x = a has three solutions for |a| < 2/√27 = 0.38.
    const found = await sweep(scalar("x^4/4 - x^2/2 - a*x", "x"), along("-1/5", "1/5", 3));
    expect(found).toMatchObject({ complete: true, changes: [] });
    expect(found.located).toBe(4);
  });

  it("a saddle-node is a loss of two points, and nothing is exchanged", async () => {
    // x³ − x = a at x = −1/√3.
    const found = await sweep(scalar("x^4/4 - x^2/2 - a*x", "x"), along("1/10", "1", 3), { width: "1/1000" });
    expect(found.complete).toBe(true);
    inside(found, 2 / Math.sqrt(27));
    expect(found.changes[0]).toMatchObject({
      lost: [
        { index: 0, count: 1n },
        { index: 1, count: 1n },
      ],
      gained: [],
      exchanged: [],
    });
  });

  it("is the same with two threads", async () => {
    const run = (threads: number) =>
      sweep(scalar("x^4/4 + x^3/3 - a*x^2/2", "x"), along("-1/10", "11/100", 2), { width: "1/100", threads });
    expect(await run(2)).toEqual(await run(1));
  });
});

describe("one pitchfork, f′ = (x − c)((x − c)² − (a − b)), is one change, at a = b", () => {
  const shapes: [string, string, SweepRequest, number][] = [
    ["c = 1, b = 0", "(x-1)^4/4 - a*(x-1)^2/2", along("-1", "6/5", 5), 0],
    ["c = 1, b = 0, close", "(x-1)^4/4 - a*(x-1)^2/2", along("-1/100000", "11/1000000", 5), 0],
    ["c = 1, b = 3, close", "(x-1)^4/4 - (a-3)*(x-1)^2/2", along("299999/100000", "3000011/1000000", 5), 3],
    ["c = 10, b = 0", "(x-10)^4/4 - a*(x-10)^2/2", along("-1", "6/5", 5), 0],
  ];
  it.each(shapes.flatMap((shape) => [undefined, "1/100000000000"].map((width) => ({ shape, width }))))(
    "$shape.0, width $width",
    async ({ shape: [, loss, request, truth], width }) => {
      const found = await sweep(scalar(loss, "x"), request, width === undefined ? {} : { width });
      expect(found.changes).toHaveLength(1);
      const [{ from, to, lost, gained, exchanged, reason }] = found.changes as [Sweep["changes"][number]];
      expect(toNumber(from)).toBeLessThan(truth);
      expect(toNumber(to)).toBeGreaterThan(truth);
      expect(lost).toEqual([]);
      expect(gained).toMatchObject([
        { index: 0, count: 1n },
        { index: 1, count: 1n },
      ]);
      // The middle branch goes on.
      if (exchanged.length > 0)
        expect(exchanged).toMatchObject([{ from: { index: 0, count: 1n }, to: { index: 1, count: 1n } }]);
      // Roots closer than doubles resolve: a wider bracket, that says so.
      if (reason !== undefined) expect(reason).toEqual({ kind: "undecided-inside" });
      expect(found.complete).toBe(reason === undefined);
      if (found.complete && width === undefined) expect(found.located).toBeGreaterThan(6);
    },
  );
});

describe("honesty", () => {
  it("a list that is cut short by its limit is not complete, and nothing is concluded from it", async () => {
    const found = await sweep(scalar("x^4/4 - x^2/2 - a*x", "x"), along("1/10", "1", 2), { limit: 1 });
    expect(found.complete).toBe(false);
    expect(found.changes).toEqual([]);
    expect(found.reasons[0]).toEqual({
      kind: "list-incomplete",
      value: rational("1/10"),
      reason: "the list is cut short by its limit",
    });
  });

  it("a value where the list is not complete is named; changes are bracketed around it", async () => {
    // At λ = σ₁ the critical set is a linear space, and the perturbations have no solutions near it.
    const {
      values: states,
      changes,
      complete,
      reasons,
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
    expect(reasons).toMatchObject([{ kind: "list-incomplete", value: rational(2) }]);
  });

  it("says why the solver does not apply", async () => {
    const {
      values: states,
      complete,
      reasons,
    } = await sweep(problem(oneHot(["1/2", "1/2"]), { kind: "relu-alignment", embedding: 2 }), {
      parameter: "keep",
      values: ["1/2"],
    });
    expect({ values: states, complete }).toEqual({ values: [], complete: false });
    expect(reasons).toEqual([{ kind: "unavailable", reason: { kind: "kinks" } }]);
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
        reasons,
      } = await sweep(STOP_GRADIENT, request, {
        signal: AbortSignal.abort(),
      });
      expect({ values: states, changes, complete }).toEqual({ values: [], changes: [], complete: false });
      expect(reasons).toMatchObject([{ kind: "unavailable", reason: { kind: "loops-interrupted" } }]);
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
        reasons: [{ kind: "interrupted", located: 2, of: 3 }],
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
            if (halving && label === "paths to the unperturbed system" && done === total) {
              // The last value asked for is located; the next one is inside of the bracket.
              halving = false;
              setImmediate(() => setImmediate(() => controller.abort()));
            }
          },
        },
      );
      expect(part.values).toHaveLength(2);
      expect(part.complete).toBe(false);
      expect(part.reasons).toEqual([
        { kind: "interrupted", located: 2, of: 2 },
        { kind: "wide-brackets", count: 1 },
      ]);
      expect(part.changes).toHaveLength(1);
      expect(part.changes[0]!.reason).toEqual({ kind: "interrupted" });
    });
  });
});
