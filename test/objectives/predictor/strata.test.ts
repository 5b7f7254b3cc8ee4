import { describe, expect, it } from "vitest";
import { Random } from "../../../src/exact/random.js";
import { solveSystem } from "../../../src/numeric/homotopy/solve-system.js";
import { solveLinear } from "../../../src/numeric/linalg/decompositions.js";
import {
  addScaled,
  fromRows,
  generate,
  identity,
  type Matrix,
  multiply,
  norm,
  scale,
  transpose,
} from "../../../src/numeric/linalg/dense.js";
import { diag, type Entry, given, problem } from "../../support/problems.js";

const ETA = 0.2;
const stopGradient = (gamma: Entry[][], sigma: Entry[][], embedding: number) =>
  problem(given(gamma, sigma), { kind: "predictor", embedding, weightDecay: "1/5", stopGradient: true });
const GAMMA = [
  [3, 1, 0],
  [1, 2, -1],
  [0, -1, 4],
];
const SIGMA = [
  [1, 0, 0.5],
  [0, 2, 0],
  [0.5, 0, 3],
];
const part = (a: number[][], p: number): number[][] => a.slice(0, p).map((row) => row.slice(0, p));
const sum = (...list: Matrix[]): Matrix => list.reduce((a, b) => addScaled(a, b));
const random = (rows: number, columns: number, stream: Random): Matrix =>
  generate(rows, columns, () => stream.normal());

/** F_W and F_P, as the theory states them. */
function field(W: Matrix, P: Matrix, gamma: Matrix, sigma: Matrix): [Matrix, Matrix] {
  const B = addScaled(multiply(W, gamma), multiply(multiply(P, W), sigma), -1);
  return [addScaled(multiply(transpose(P), B), W, -ETA), addScaled(multiply(B, transpose(W)), P, -ETA)];
}

describe("equilibria of the predictor with stop-gradient by rank", () => {
  it.each([
    [1, 3],
    [2, 2],
    [2, 3],
    [3, 2],
  ])("W E(WᵀW) = A R(W) (I + GΣ/η) at any W: m = %i, p = %i", (m, p) => {
    const [gamma, sigma] = [fromRows(part(GAMMA, p)), fromRows(part(SIGMA, p))];
    const stream = new Random(3);
    for (let trial = 0; trial < 5; trial++) {
      const W = random(m, p, stream);
      const G = multiply(transpose(W), W);
      const A = addScaled(scale(identity(m), ETA), multiply(multiply(W, sigma), transpose(W)));
      const P = transpose(solveLinear(A, multiply(multiply(W, gamma), transpose(W))));
      const [R, atP] = field(W, P, gamma, sigma);
      expect(norm(atP)).toBeLessThan(1e-12);
      const M = addScaled(scale(identity(p), ETA), multiply(sigma, G));
      const E = addScaled(multiply(multiply(gamma, G), gamma), multiply(M, transpose(M)), -1);
      const right = multiply(multiply(A, R), sum(identity(p), scale(multiply(G, sigma), 1 / ETA)));
      expect(norm(addScaled(multiply(W, E), right, -1))).toBeLessThan(1e-11 * (1 + norm(right)));
    }
  });

  it.each([
    [1, 2],
    [2, 2],
    [3, 2],
    [1, 3],
  ])("real solutions lift to equilibria within the bounds: m = %i, p = %i", (m, p) => {
    const [gamma, sigma] = [fromRows(part(GAMMA, p)), fromRows(part(SIGMA, p))];
    const instance = stopGradient(part(GAMMA, p), part(SIGMA, p), m);
    const { points, systems } = instance.objective.strata!(new Random(1))!;
    expect(systems.map(({ rank }) => rank)).toEqual(Array.from({ length: Math.min(m, p) }, (_, k) => k + 1));
    let lifted = 0;
    for (const { system, lift, bounds } of systems)
      for (const { real, re } of solveSystem(system, { seed: 1 }).solutions) {
        const point = real ? lift(re) : null;
        if (point === null) continue;
        lifted++;
        for (const part of field(point.W!, point.P!, gamma, sigma)) expect(norm(part)).toBeLessThan(1e-9);
        re.forEach((x, v) => {
          expect(Math.abs(x)).toBeLessThan(bounds[v]!);
        });
      }
    expect(lifted).toBeGreaterThan(0);
    for (const { W, P } of points) for (const part of field(W!, P!, gamma, sigma)) expect(norm(part)).toBe(0);
  });

  it("apply where every rank is covered, Γ is symmetric, Σ ≻ 0 and η > 0", () => {
    const strata = (gamma: Entry[][], sigma: Entry[][], m: number) =>
      stopGradient(gamma, sigma, m).objective.strata!(new Random(1));
    expect(strata(diag(1, 2, 3, 4), diag(1, 1, 1, 1), 1)).not.toBeNull();
    expect(strata(diag(1, 2, 3, 4), diag(1, 1, 1, 1), 2)).toBeNull();
    expect(strata(diag(1, 2), diag(1, 0), 2)).toBeNull();
    const still = problem(given(diag(1), diag(1)), {
      kind: "predictor",
      embedding: 1,
      weightDecay: 0,
      stopGradient: true,
    });
    expect(still.objective.strata!(new Random(1))).toBeNull();
    const gradient = problem(given(diag(1), diag(1)), {
      kind: "predictor",
      embedding: 1,
      weightDecay: 1,
      stopGradient: false,
    });
    expect(gradient.objective.strata!(new Random(1))).toBeNull();
  });
});
