import { describe, expect, it } from "vitest";
import { predictorOf, predictorSpectrum } from "../../src/dynamics/direct-predictor.js";
import type { RuleSpec } from "../../src/dynamics/rules.js";
import { buildRule } from "../../src/dynamics/settings.js";
import { singularSpectrum } from "../../src/numeric/linalg/decompositions.js";
import { fromRows, toRows } from "../../src/numeric/linalg/dense.js";
import { integrate } from "../../src/numeric/real/ode.js";
import { moments, problem, rest } from "./support/problems.js";

const identity = (n: number) =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
const diagonal = (values: readonly number[]) => values.map((x, i) => values.map((_, j) => (i === j ? x : 0)));

const directSet = (exponent: number, epsilon = 0): RuleSpec => ({
  kind: "direct-set",
  exponent,
  epsilon,
  normalized: false,
});

describe("predictorOf", () => {
  const w = fromRows([
    [1, 2, 0],
    [0, 1, -1],
  ]);
  const sigma = fromRows([
    [2, 0, 0],
    [0, 1, 0],
    [0, 0, 3],
  ]);
  // F = WΣWᵀ.
  const f = [
    [6, 2],
    [2, 4],
  ];

  it("DirectCopy: P = F", () => {
    const p = toRows(
      predictorOf({ kind: "direct-set", exponent: 1, epsilon: 0, normalized: false }, w, sigma),
    );
    p.forEach((row, i) => {
      row.forEach((x, j) => {
        expect(x).toBeCloseTo(f[i]![j]!, 12);
      });
    });
  });

  it("DirectSet(1/2): P² = F, and DirectPred without ε is the same", () => {
    for (const rule of [
      { kind: "direct-set", exponent: 0.5, epsilon: 0, normalized: false },
      { kind: "direct-pred", epsilon: 0 },
    ] as const) {
      const p = toRows(predictorOf(rule, w, sigma));
      for (const i of [0, 1])
        for (const j of [0, 1])
          expect(p[i]![0]! * p[0]![j]! + p[i]![1]! * p[1]![j]!).toBeCloseTo(f[i]![j]!, 12);
    }
  });

  it("normalised, and with ε", () => {
    expect(
      Array.from(
        predictorSpectrum({ kind: "direct-set", exponent: 2, epsilon: 0.5, normalized: true }, [4, 2, 0]),
      ),
    ).toEqual([1.5, 0.75, 0.5]);
    expect(Array.from(predictorSpectrum({ kind: "direct-pred", epsilon: 0.1 }, [4, 1, -1e-17]))).toEqual([
      2.4, 1.4, 0.4,
    ]);
  });
});

describe("flow with a closed-form predictor", () => {
  it("in one dimension is ẇ = 2(f(w²h)(g − f(w²h)h) − η)w", () => {
    const [g, h, eta, w0] = [1, 1.2, 0.05, 0.6];
    const p = problem(moments([[g]], [[h]]), {
      kind: "predictor",
      embedding: 1,
      weightDecay: String(eta),
      stopGradient: true,
    });
    const rule = buildRule(p, directSet(1));
    if (rule.process.kind !== "flow") throw new Error();
    const out = new Float64Array(1);
    rule.process.velocity(Float64Array.of(w0), out);
    const pi = w0 * w0 * h;
    expect(out[0]).toBeCloseTo(2 * (pi * (g - pi * h) - eta) * w0, 14);
  });

  it("DirectCopy with η = 0 and Σ = (1 + σ²)I, Γ = I ends at eigenvalues 1/(1 + σ²) of P in closed form", () => {
    // s = w²h obeys ṡ = 4s²(1 − hs); at rest hs = 1, so π = s = 1/h and w² = 1/h².
    const h = 1.5;
    const p = problem(moments(identity(3), diagonal([h, h, h])), {
      kind: "predictor",
      embedding: 2,
      weightDecay: 0,
      stopGradient: true,
    });
    const rule = buildRule(p, directSet(1));
    const { point } = rest(rule, 1);
    for (const s of singularSpectrum(point.P!)) expect(s).toBeCloseTo(1 / h, 6);
    for (const w of singularSpectrum(point.W!)) expect(w).toBeCloseTo(1 / h, 6);

    // The implicit solution of one mode: H(s(t)) − H(s(0)) = 4t, H(s) = −1/s + h ln(s/(1 − hs)).
    const H = (s: number) => -1 / s + h * Math.log(s / (1 - h * s));
    if (rule.process.kind !== "flow") throw new Error();
    const start = Float64Array.of(0.5, 0, 0, 0, 0.3, 0);
    const time = 2;
    const { x } = integrate(rule.process.velocity, start, { time, relativeTolerance: 1e-11 });
    for (const [k, w] of [0.5, 0.3].entries()) {
      const s = x[4 * k]! ** 2 * h;
      expect(H(s) - H(w * w * h)).toBeCloseTo(4 * time, 8);
    }
  });

  it.each([
    ["DirectCopy", directSet(1), (pi: number) => pi],
    ["DirectSet(1/2)", directSet(0.5), (pi: number) => pi * pi],
    ["DirectPred", { kind: "direct-pred", epsilon: 0 } as RuleSpec, (pi: number) => pi * pi],
    ["DirectSet(2) + 1/20", directSet(2, 0.05), (pi: number) => Math.sqrt(pi - 0.05)],
  ])("%s ends at roots of hπ² − gπ + η = 0 with |w|² = f⁻¹(π)/h", (_, spec, inverse) => {
    const [g, h] = [
      [1, 0.8],
      [1.2, 0.9],
    ];
    const eta = 0.02;
    const p = problem(moments(diagonal(g!), diagonal(h!)), {
      kind: "predictor",
      embedding: 2,
      weightDecay: "0.02",
      stopGradient: true,
    });
    const rule = buildRule(p, spec);
    const upper = g!.map((x, k) => (x + Math.sqrt(x * x - 4 * eta * h![k]!)) / (2 * h![k]!));
    let found = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const { point } = rest(rule, seed);
      const columns = [0, 1].map((k) => Math.hypot(point.W!.data[k]!, point.W!.data[2 + k]!));
      columns.forEach((length, k) => {
        if (length < 1e-4) return;
        found++;
        expect(length ** 2).toBeCloseTo(inverse(upper[k]!) / h![k]!, 5);
      });
    }
    expect(found).toBeGreaterThan(3);
  });

  it("lists the fixed points: sets of viable modes, each with a root", () => {
    const p = problem(moments(diagonal([1, 0.8, 0.1]), identity(3)), {
      kind: "predictor",
      embedding: 2,
      weightDecay: "1/10",
      stopGradient: true,
    });
    const rule = buildRule(p, directSet(1));
    if (rule.ends.kind !== "limits") throw new Error("expected a list");
    // Viable: g² > 4ηh = 0.4, the first two modes. 1 + 2·2 + 4 sets.
    expect(rule.ends.list.map(({ id }) => id).sort()).toEqual(
      [
        "modes={}",
        "modes={1+}",
        "modes={1-}",
        "modes={2+}",
        "modes={2-}",
        "modes={1+,2+}",
        "modes={1+,2-}",
        "modes={1-,2+}",
        "modes={1-,2-}",
      ].sort(),
    );
    if (rule.process.kind !== "flow") throw new Error();
    const out = new Float64Array(rule.size);
    for (const { point } of rule.ends.list) {
      rule.process.velocity(point.W!.data, out);
      expect(Math.hypot(...out)).toBeLessThan(1e-12);
      // The predictor that is listed is the one the rule sets.
      const set = rule.point(point.W!.data).P!;
      expect(Math.max(...set.data.map((x, k) => Math.abs(x - point.P!.data[k]!)))).toBeLessThan(1e-12);
    }
  });

  it("knows no list where Γ and Σ do not commute or the predictor sees the largest eigenvalue", () => {
    const objective = { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: true };
    const skew = problem(
      moments(diagonal([2, 1]), [
        [3, 1],
        [1, 3],
      ]),
      objective,
    );
    expect(buildRule(skew, directSet(1)).ends).toEqual({
      kind: "unknown",
      reason: { kind: "moments-do-not-commute" },
    });
    const fine = problem(moments(diagonal([2, 1]), identity(2)), objective);
    expect(buildRule(fine, directSet(1)).ends.kind).toBe("limits");
    expect(buildRule(fine, { kind: "direct-pred", epsilon: 0.1 }).ends).toEqual({
      kind: "unknown",
      reason: { kind: "sees-largest-eigenvalue" },
    });
    // Off by 1e-8 of the size: no rounding. By 1e-14: rounding.
    const nearly = (off: number) =>
      buildRule(
        problem(
          moments(diagonal([2, 1]), [
            [1, off],
            [off, 1.5],
          ]),
          objective,
        ),
        directSet(1),
      ).ends.kind;
    expect([nearly(1e-8), nearly(1e-14)]).toEqual(["unknown", "limits"]);
  });

  it("says that its list is not all where two modes have a root in common", () => {
    // π = 1/2 on both: 1·π² − (1/2 + 2η)π + η = 0, and 2π² − (1 + 2η)π + η = 0.
    const kindOf = (h: number) => {
      const eta = 0.01;
      const g = (x: number) => x / 2 + 2 * eta;
      const p = problem(moments(diagonal([g(1), g(h)]), diagonal([1, h])), {
        kind: "predictor",
        embedding: 2,
        weightDecay: "0.01",
        stopGradient: true,
      });
      return buildRule(p, directSet(1)).ends;
    };
    expect(kindOf(2)).toMatchObject({ kind: "limits", complete: false });
    const other = problem(moments(diagonal([0.52, 1.021]), diagonal([1, 2])), {
      kind: "predictor",
      embedding: 2,
      weightDecay: "0.01",
      stopGradient: true,
    });
    expect(buildRule(other, directSet(1)).ends).toMatchObject({ kind: "limits", complete: true });
  });
});
