/** The table of theory §8, row by row; limits come from plane geometry and eigenvectors, not from the rule. */
import { describe, expect, it } from "vitest";
import { runRule } from "../../src/dynamics/run.js";
import { buildRule } from "../../src/dynamics/settings.js";
import { Random } from "../../src/exact/random.js";
import { singularSpectrum } from "../../src/numeric/linalg/decompositions.js";
import {
  columnsOf,
  complementary,
  distance,
  masks,
  moments,
  oneHot,
  problem,
  rest,
  rowsOf,
  unit,
  upToSign,
} from "./support/problems.js";

const bilinear = (embedding: number, normalize: string) => ({ kind: "bilinear", embedding, normalize });
const steps = (step?: number, kind = "alternating-steps") =>
  ({ kind, ...(step === undefined ? {} : { step }) }) as { kind: "alternating-steps"; step?: number };

describe("one step", () => {
  it("is o ← normalise(o + cΓt), t ← normalise(t + cΓᵀo) with the new o, row by row, in exact arithmetic", () => {
    // Γ not symmetric, so that transposes matter; m = 1 row of length 2 normalised.
    const p = problem(
      moments([
        [1, 2],
        [0, 1],
      ]),
      bilinear(1, "rows"),
    );
    const rule = buildRule(p, steps(0.5));
    if (rule.process.kind !== "steps") throw new Error();
    // o = (1, 0), t = (0, 1), c = 1: o + Γt = (1, 0) + (2, 1) = (3, 1); t + Γᵀo with o = (3, 1)/√10:
    // Γᵀo = (3, 7)/√10.
    const x = Float64Array.of(1, 0, 0, 1);
    const squared = rule.process.step(x);
    const o = unit([3, 1]);
    const t = unit([3 / Math.sqrt(10), 1 + 7 / Math.sqrt(10)]);
    for (const [k, value] of [...o, ...t].entries()) expect(x[k]).toBeCloseTo(value, 14);
    expect(squared).toBeCloseTo(distance(o, [1, 0]) ** 2 + distance(t, [0, 1]) ** 2, 13);
    // Simultaneous: t sees the old o = (1, 0), Γᵀo = (1, 2).
    const both = buildRule(p, steps(0.5, "simultaneous-steps"));
    if (both.process.kind !== "steps") throw new Error();
    const y = Float64Array.of(1, 0, 0, 1);
    both.process.step(y);
    for (const [k, value] of [...o, ...unit([1, 3])].entries()) expect(y[k]).toBeCloseTo(value, 14);
  });

  it.each(["columns", "rows", "frobenius"])("keeps what is normalised at unit length: %s", (normalize) => {
    const p = problem(oneHot(4, ["4/10", "3/10", "2/10", "1/10"], 5), bilinear(3, normalize));
    const rule = buildRule(p);
    if (rule.process.kind !== "steps") throw new Error();
    const x = rule.start(new Random(1), 1);
    for (let n = 0; n < 7; n++) rule.process.step(x);
    const { Wo, Wt } = rule.point(x);
    for (const w of [Wo!, Wt!]) {
      const parts =
        normalize === "columns" ? columnsOf(w) : normalize === "rows" ? rowsOf(w) : [Array.from(w.data)];
      for (const part of parts) expect(Math.hypot(...part)).toBeCloseTo(1, 14);
    }
  });

  it("without normalisation is plain gradient descent on a quadratic form: power iteration", () => {
    // o' = (1 − 2ηλ)o + cΓt. On the eigenvector v of Γ with eigenvalue g and o = t = v: o' = (1 − 2ηλ + 2ηg) v.
    const p = problem(moments([[3]]), { ...bilinear(1, "none"), weightDecay: "1/2" });
    const rule = buildRule(p, steps(0.1));
    if (rule.process.kind !== "steps") throw new Error();
    const x = Float64Array.of(1, 1);
    rule.process.step(x);
    const o = 1 - 2 * 0.1 * 0.5 + 2 * 0.1 * 3;
    expect(x[0]).toBeCloseTo(o, 14);
    expect(x[1]).toBeCloseTo(1 - 0.1 + 0.6 * o, 14);
  });
});

describe("Γ = γI: each vector ends between its own two initial values", () => {
  it.each([
    ["columns", 3, 4],
    ["rows", 4, 3],
  ])("on the shorter arc, one common limit, at full rank: %s", (normalize, m, p) => {
    const rule = buildRule(problem(oneHot(p), bilinear(m, normalize)));
    for (const seed of [1, 2, 3]) {
      const { start, point } = rest(rule, seed);
      const vectors = normalize === "columns" ? columnsOf : rowsOf;
      const [o, t] = [vectors(point.Wo!), vectors(point.Wt!)];
      const [o0, t0] = [vectors(rule.point(start).Wo!), vectors(rule.point(start).Wt!)];
      const angle = (u: number[], v: number[]) => 2 * Math.asin(Math.min(1, distance(u, v) / 2));
      o.forEach((limit, j) => {
        expect(distance(limit, t[j]!)).toBeLessThan(1e-8);
        expect(angle(o0[j]!, limit) + angle(limit, t0[j]!)).toBeCloseTo(angle(o0[j]!, t0[j]!), 7);
      });
      expect(singularSpectrum(point.Wo!).at(-1)).toBeGreaterThan(1e-3);
    }
  });

  it("tends to the normalised sum of the two as c → 0, with an error proportional to c", () => {
    const p = problem(oneHot(3), bilinear(4, "columns"));
    const errors = [0.4, 0.2, 0.1, 0.05].map((step) => {
      const rule = buildRule(p, steps(step));
      const { start, point } = rest(rule, 9);
      const { Wo, Wt } = rule.point(start);
      const [o0, t0] = [columnsOf(Wo!), columnsOf(Wt!)];
      return Math.max(
        ...columnsOf(point.Wo!).map((limit, j) =>
          distance(limit, unit(o0[j]!.map((x, i) => x + t0[j]![i]!))),
        ),
      );
    });
    for (let k = 1; k < errors.length; k++) {
      const halving = errors[k - 1]! / errors[k]!;
      expect(halving).toBeGreaterThan(1.9);
      expect(halving).toBeLessThan(2.2);
    }
  });

  it("never depends on the dictionary", () => {
    const ends = [3, 8].map(
      (seed) => rest(buildRule(problem(oneHot(3, undefined, seed), bilinear(3, "columns"))), 4).state,
    );
    expect(ends[0]).toEqual(ends[1]);
  });

  it("contracts the angle of a pair by 1/(1 + cγ)² a step", () => {
    const rule = buildRule(problem(moments([[1]]), bilinear(2, "columns")), steps(0.25));
    const { rate } = rest(rule, 6);
    expect(rate).toBeCloseTo(2 * Math.log(1.5), 5);
  });
});

describe("Γ = diag(γ), distinct", () => {
  const model = oneHot(4, ["1/10", "2/10", "4/10", "3/10"]);

  it("columns: a mixture of the initial columns as before, at full rank", () => {
    const rule = buildRule(problem(model, bilinear(4, "columns")));
    const { point, start } = rest(rule, 2);
    const { Wo, Wt } = rule.point(start);
    const planes = columnsOf(point.Wo!).map((limit, j) => {
      // The limit lies in the plane of the two initial columns.
      const [u, v] = [columnsOf(Wo!)[j]!, columnsOf(Wt!)[j]!];
      return singularSpectrum({ rows: 3, columns: 4, data: Float64Array.from([...u, ...v, ...limit]) }).at(
        -1,
      );
    });
    for (const off of planes) expect(off).toBeLessThan(1e-9);
    expect(singularSpectrum(point.Wo!).at(-1)).toBeGreaterThan(1e-3);
  });

  it("rows: every row is ± the axis of the largest γ, rank one", () => {
    const { point } = rest(buildRule(problem(model, bilinear(3, "rows"))), 2);
    for (const row of [...rowsOf(point.Wo!), ...rowsOf(point.Wt!)])
      expect(upToSign(row, [0, 0, 1, 0])).toBeLessThan(1e-7);
  });
});

describe("Bernoulli latents", () => {
  const model = {
    dictionary: { kind: "identity", size: 4 },
    latent: { kind: "bernoulli", probability: "1/3" },
    augmentation: masks,
  };

  it("columns: total collapse to one direction", () => {
    const { point } = rest(buildRule(problem(model, bilinear(3, "columns"))), 5);
    const columns = [...columnsOf(point.Wo!), ...columnsOf(point.Wt!)];
    for (const column of columns) expect(distance(column, columns[0]!)).toBeLessThan(1e-7);
  });

  it("rows: every row is the constant vector, up to sign", () => {
    const { point } = rest(buildRule(problem(model, bilinear(3, "rows"))), 5);
    for (const row of [...rowsOf(point.Wo!), ...rowsOf(point.Wt!)])
      expect(upToSign(row, [0.5, 0.5, 0.5, 0.5])).toBeLessThan(1e-7);
  });
});

describe("complementary masks", () => {
  it.each(["columns", "rows"])(
    "teach nothing with uniform one-hot latents, beyond rounding: %s",
    (normalize) => {
      const model = { ...oneHot(4, undefined, 6), augmentation: complementary };
      const rule = buildRule(problem(model, bilinear(3, normalize)), steps(0.3));
      const start = rule.start(new Random(3), 1);
      const { state, outcome } = runRule(rule, start, { steps: 10, time: 1 });
      expect(outcome).toBe("rest");
      for (let k = 0; k < state.length; k++) expect(Math.abs(state[k]! - start[k]!)).toBeLessThan(4e-16);
    },
  );

  it("rows: the eigenvector of the eigenvalue of largest modulus, Wt = −Wo where it is negative", () => {
    // One +1 and one −1 among d: off the diagonal S is −2/(d(d−1)), so Γ = −β(11ᵀ − I): eigenvalues −β(d−1) and β.
    const model = {
      dictionary: { kind: "identity", size: 4 },
      latent: { kind: "signed-pattern", positive: 1, negative: 1 },
      augmentation: complementary,
    };
    const { point } = rest(buildRule(problem(model, bilinear(3, "rows"))), 1);
    const [o, t] = [rowsOf(point.Wo!), rowsOf(point.Wt!)];
    o.forEach((row, i) => {
      expect(upToSign(row, [0.5, 0.5, 0.5, 0.5])).toBeLessThan(1e-7);
      expect(
        distance(
          row,
          t[i]!.map((x) => -x),
        ),
      ).toBeLessThan(1e-7);
    });
  });

  it("columns with a frustrated Γ: Wt ≠ Wo, low rank", () => {
    const model = moments([
      [0, 1, 2, -1, 0],
      [1, 0, -1, 2, 1],
      [2, -1, 0, 1, -2],
      [-1, 2, 1, 0, 1],
      [0, 1, -2, 1, 0],
    ]);
    const rule = buildRule(problem(model, bilinear(6, "columns")));
    // The directions that die do so like a power of time: flat valleys.
    const { state, outcome } = runRule(rule, rule.start(new Random(8), 1), { steps: 20_000, time: 1 });
    expect(outcome).toBe("limit");
    const point = rule.point(state);
    const [o, t] = [columnsOf(point.Wo!), columnsOf(point.Wt!)];
    expect(Math.max(...o.map((column, j) => distance(column, t[j]!)))).toBeGreaterThan(0.1);
    // r(r + 1)/2 ≤ 2p = 10.
    const values = singularSpectrum({ rows: 10, columns: 6, data: Float64Array.from([...o, ...t].flat()) });
    expect(values[4]! / values[0]!).toBeLessThan(1e-3);
  });
});

describe("Frobenius norm", () => {
  it("ends at rank one on the top singular pair", () => {
    const model = moments([
      [2, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const { point } = rest(buildRule(problem(model, bilinear(3, "frobenius"))), 3);
    // ΓΓᵀ = [[5, 1], [1, 1]] ⊕ 1: the top left singular vector is that of the eigenvalue 3 + √5, (2 + √5, 1).
    const u = unit([2 + Math.sqrt(5), 1, 0]);
    const values = singularSpectrum(point.Wo!);
    expect(values[0]).toBeCloseTo(1, 10);
    expect(values[1]).toBeLessThan(1e-7);
    const longest = rowsOf(point.Wo!).sort((a, b) => Math.hypot(...b) - Math.hypot(...a))[0]!;
    expect(upToSign(unit(longest), u)).toBeLessThan(1e-6);
  });
});
