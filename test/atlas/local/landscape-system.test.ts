/** The floating system against differences of the plain losses, and against the exact layer. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LandscapeSystem } from "../../../src/atlas/local/landscape-system.js";
import { Random } from "../../../src/exact/random.js";
import { toNumber } from "../../../src/exact/rational.js";
import type { Triplets } from "../../../src/numeric/linalg/blocks.js";
import {
  diagonal,
  identity,
  type Matrix,
  maxAbs,
  multiply,
  transpose,
} from "../../../src/numeric/linalg/dense.js";
import type { Frame } from "../../../src/numeric/linalg/frame.js";
import { exactHessian, exactStationarity, exactValue } from "../../../src/symbolic/evaluate.js";
import {
  diag,
  differences,
  given,
  normalised,
  oneHot,
  plainGradient,
  plainOf,
  problem,
} from "../../support/problems.js";
import { LOSS_TEXTS, landscapeOf, pointOf } from "../../support/random-landscape.js";

const FULL = [
  [3, 1, 0],
  [1, 2, "1/2"],
  [0, "1/2", 1],
];
const CASES = {
  "bilinear, columns": problem(given(FULL), { kind: "bilinear", normalize: "columns", embedding: 2 }),
  "bilinear, rows": problem(given(FULL), { kind: "bilinear", normalize: "rows", embedding: 2 }),
  "bilinear, frobenius, tied": problem(given(FULL), {
    kind: "bilinear",
    normalize: "frobenius",
    embedding: 2,
    tied: true,
    weightDecay: "1/3",
  }),
  "spectral contrastive": problem(given(FULL, diag(1, 2, 3)), {
    kind: "spectral-contrastive",
    embedding: 2,
    weightDecay: "1/5",
  }),
  "cross-correlation": problem(given(FULL), { kind: "cross-correlation", embedding: 2 }),
  predictor: problem(given(FULL, diag(4, 5, 6)), {
    kind: "predictor",
    embedding: 2,
    weightDecay: "1/10",
    stopGradient: false,
  }),
};

const dense = ({ size, rows, columns, values }: Triplets): Matrix => {
  const data = new Float64Array(size * size);
  values.forEach((value, t) => {
    data[rows[t]! * size + columns[t]!]! += value;
  });
  return { rows: size, columns: size, data };
};

it.each([
  ...Object.entries(CASES),
  ["relu", problem(oneHot(["1/2", "1/3", "1/6"]), { kind: "relu-alignment", embedding: 2 })] as const,
  [
    "stop-gradient",
    problem(given(FULL), { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: true }),
  ] as const,
])("%s: one tangential gradient, with its report or alone, double for double", (name, { objective }) => {
  const system = new LandscapeSystem(objective.landscape!);
  const random = new Random(11).fork(name);
  const [out, lambda] = [new Float64Array(system.size), new Float64Array(system.manifold.spheres.length)];
  for (let k = 0; k < 5; k++) {
    const x = Float64Array.from({ length: system.size }, () => random.normal());
    system.retract(x);
    const report = system.gradient(x);
    system.gradientInto(x, out, lambda);
    expect({ gradient: out, lambda }).toEqual({ gradient: report.gradient, lambda: report.lambda });
  }
});

describe.each(Object.entries(CASES))("the system of %s", (name, instance) => {
  const system = new LandscapeSystem(instance.objective.landscape!);
  const plain = plainOf(instance);
  const random = new Random(7).fork(name);
  const point = () => {
    const x = Float64Array.from({ length: plain.size }, () => random.normal());
    system.retract(x);
    return x;
  };

  it("has the value of the definition", () => {
    for (let k = 0; k < 5; k++) {
      const x = point();
      expect(system.size).toBe(plain.size);
      expect(system.value(x)).toBeCloseTo(plain.loss(x), 11);
    }
  });

  it("has a tangential gradient that agrees with differences along the spheres", () => {
    for (let k = 0; k < 3; k++) {
      const x = point();
      const { gradient, residual } = system.gradient(x);
      plainGradient(plain)(x).forEach((value, i) => {
        expect(gradient[i]).toBeCloseTo(value, 8);
      });
      expect(residual).toBeGreaterThan(1e-3);
    }
  });

  it("has a Hessian that is the derivative of the gradient on tangent directions", () => {
    const x = point();
    const { form, covectors } = system.hessian(x);
    const h = dense(form);
    // d/dt of the tangential gradient along tangent v, projected again, is H v on the tangent space.
    const rows = differences((y) => system.gradient(normalised(plain, y)).gradient, x, 1e-3);
    const tangent = (v: Float64Array) => {
      for (const { indices, values } of covectors) {
        const along = indices.reduce((sum, i, k) => sum + v[i]! * values[k]!, 0);
        indices.forEach((i, k) => {
          v[i]! -= along * values[k]!;
        });
      }
      return v;
    };
    for (let k = 0; k < 4; k++) {
      const v = tangent(Float64Array.from({ length: plain.size }, () => random.normal()));
      const w = tangent(Float64Array.from({ length: plain.size }, () => random.normal()));
      let byForm = 0;
      let byDifferences = 0;
      for (let i = 0; i < plain.size; i++)
        for (let j = 0; j < plain.size; j++) {
          byForm += v[i]! * h.data[i * plain.size + j]! * w[j]!;
          byDifferences += v[j]! * rows[i]![j]! * w[i]!;
        }
      expect(byForm).toBeCloseTo(byDifferences, 7);
    }
  });

  it("is congruent in a frame: ⟨LYB, H(LYB)⟩ = ⟨Y, H_frame Y⟩", () => {
    const x = point();
    const frames: Frame[] = system.layout.map(({ rows, columns }) => ({
      left: { rows, columns: rows, data: Float64Array.from({ length: rows * rows }, () => random.normal()) },
      right: {
        rows: columns,
        columns,
        data: Float64Array.from({ length: columns * columns }, () => random.normal()),
      },
    }));
    const plainForm = dense(system.hessian(x).form);
    const framed = system.hessian(x, frames);
    const framedForm = dense(framed.form);
    const column = (v: Float64Array): Matrix => ({ rows: v.length, columns: 1, data: v });
    const quadratic = (a: Matrix, v: Float64Array) =>
      multiply(multiply(transpose(column(v)), a), column(v)).data[0]!;
    for (let k = 0; k < 4; k++) {
      const y = Float64Array.from({ length: system.size }, () => random.normal());
      const v = system.vectorFromFrame(y, frames);
      const scale = maxAbs(plainForm) * v.reduce((sum, t) => sum + t * t, 0);
      expect(Math.abs(quadratic(framedForm, y) - quadratic(plainForm, v))).toBeLessThan(1e-11 * scale);
      // Covectors and gradients pull back by the transpose: the pairing does not change.
      const g = system.gradient(x).gradient;
      const paired = system.covectorInFrame(g, frames).reduce((sum, t, i) => sum + t * y[i]!, 0);
      expect(paired).toBeCloseTo(
        g.reduce((sum, t, i) => sum + t * v[i]!, 0),
        9,
      );
    }
    expect(framed.covectors).toHaveLength(system.manifold.spheres.length);
  });

  it("follows a change of frame, also one that leaves sides as they are", () => {
    const x = point();
    const scaled = (n: number, factor: number) => diagonal(new Float64Array(n).fill(factor));
    const plainForm = dense(system.hessian(x).form);
    const size = maxAbs(plainForm);
    for (const [left, right] of [
      [2, 1],
      [3, 1],
      [1, 2],
      [1, 3],
      [1, 1],
    ] as const) {
      const frames = system.layout.map(({ rows, columns }) => ({
        left: left === 1 ? identity(rows) : scaled(rows, left),
        right: right === 1 ? identity(columns) : scaled(columns, right),
      }));
      const { form, covectors } = system.hessian(x, frames, system.gradient(x).lambda);
      const factor = (left * right) ** 2;
      dense(form).data.forEach((value, k) => {
        expect(Math.abs(value - factor * plainForm.data[k]!)).toBeLessThan(1e-13 * factor * size);
      });
      for (const { values } of covectors) expect(Math.hypot(...values)).toBeCloseTo(left * right, 12);
    }
  });

  it("flattens and unflattens to the same point", () => {
    const x = point();
    expect(system.flatten(system.unflatten(x))).toEqual(x);
    expect(() => system.flatten({})).toThrow(/expected a 2×3 matrix, got none/);
  });
});

describe.each(Object.entries(LOSS_TEXTS))("the compiled %s loss", (_, text) => {
  it("agrees with exact value, gradient and Hessian at rational points", () => {
    const instance = landscapeOf(text, 2, 3).chain((landscape) =>
      pointOf(landscape).map((point) => ({ landscape, point })),
    );
    fc.assert(
      fc.property(instance, ({ landscape, point }) => {
        const system = new LandscapeSystem(landscape);
        const x = Float64Array.from(
          landscape.variables.flatMap(({ symbol }) => Array.from(point.get(symbol.name)!.toNumbers())),
        );
        const value = toNumber(exactValue(landscape, point));
        expect(Math.abs(system.value(x) - value)).toBeLessThanOrEqual(1e-11 * (1 + Math.abs(value)));
        const gradient = exactStationarity(landscape, point).flatMap((g) => Array.from(g.toNumbers()));
        const size = 1 + Math.max(...gradient.map(Math.abs));
        system.gradient(x).gradient.forEach((g, k) => {
          expect(Math.abs(g - gradient[k]!)).toBeLessThan(1e-11 * size);
        });
        const exact = exactHessian(landscape, point).matrix.toNumbers();
        const found = dense(system.hessian(x).form).data;
        const scale = 1 + Math.max(...exact.map(Math.abs));
        found.forEach((h, k) => {
          expect(Math.abs(h - exact[k]!)).toBeLessThan(1e-11 * scale);
        });
      }),
      { seed: 7, numRuns: 8 },
    );
  });
});

describe("the residual", () => {
  it("is scale-free: multiplying Γ does not change it", () => {
    const at = (factor: number) =>
      new LandscapeSystem(
        problem(given(diag(factor, 2 * factor)), { kind: "bilinear", normalize: "rows", embedding: 1 })
          .objective.landscape!,
      ).gradient(Float64Array.of(0.6, 0.8, 1, 0)).residual;
    expect(at(1)).toBeGreaterThan(0.1);
    expect(at(1e12)).toBeCloseTo(at(1), 12);
  });

  it("is at the level of rounding where Γ itself annihilates the rows", () => {
    // (1, -1)/√2 is in the kernel of Γ; in doubles Γ w is a few ε, and so must the residual be.
    const system = new LandscapeSystem(
      problem(
        given([
          [9, 9],
          [9, 9],
        ]),
        { kind: "bilinear", normalize: "rows", embedding: 1 },
      ).objective.landscape!,
    );
    const u = Math.SQRT1_2;
    const x = Float64Array.of(u, -u * (1 + 2 ** -52), -u, u * (1 + 2 ** -52));
    expect(system.gradient(x).residual).toBeLessThan(1e-12);
  });
});
