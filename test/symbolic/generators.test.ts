import { describe, expect, test } from "vitest";
import { apply } from "../../src/atlas/certify/tangent-fields.js";
import { LandscapeSystem } from "../../src/atlas/local/landscape-system.js";
import { Random } from "../../src/exact/random.js";
import { loadProblem } from "../../src/objectives/problem.js";
import {
  actionFields,
  commutantFields,
  type LinearField,
  quadraticForm,
  rightFields,
} from "../../src/symbolic/generators.js";
import type { Landscape } from "../../src/symbolic/landscape.js";

const objectiveOf = (gamma: unknown[][], objective: object, sigma: unknown[][] = gamma) =>
  loadProblem(JSON.stringify({ model: { moments: { gamma, sigma } }, objective })).objective;

const DIAGONAL = [
  ["1/2", 0, 0],
  [0, "1/3", 0],
  [0, 0, "1/6"],
];
const EXCHANGEABLE = [
  ["3/8", "1/8", "1/8"],
  ["1/8", "3/8", "1/8"],
  ["1/8", "1/8", "3/8"],
];

/** ⟨F(x), A x⟩ at random points off the critical set, relative to the sizes of both. */
function pairing(landscape: Landscape, field: LinearField): number {
  const random = new Random(3);
  const system = new LandscapeSystem(landscape);
  let worst = 0;
  for (let k = 0; k < 5; k++) {
    const x = Float64Array.from({ length: system.size }, () => random.normal());
    system.retract(x);
    const { gradient } = system.gradient(x);
    const moved = apply(field, x);
    let dot = 0;
    for (let i = 0; i < x.length; i++) dot += gradient[i]! * moved[i]!;
    worst = Math.max(worst, Math.abs(dot) / (Math.hypot(...gradient) * Math.hypot(...moved)));
  }
  return worst;
}

describe("symmetry fields", () => {
  test("of every source are orthogonal to the gradient everywhere", () => {
    for (const objective of [
      objectiveOf(DIAGONAL, { kind: "bilinear", embedding: 2, normalize: "columns" }),
      objectiveOf(EXCHANGEABLE, { kind: "bilinear", embedding: 2, normalize: "rows" }),
      objectiveOf(EXCHANGEABLE, { kind: "spectral-contrastive", embedding: 2 }),
      objectiveOf(DIAGONAL, { kind: "cross-correlation", embedding: 2 }),
      objectiveOf(DIAGONAL, { kind: "predictor", embedding: 2, weightDecay: "1/20", stopGradient: false }),
    ]) {
      const landscape = objective.landscape!;
      const system = new LandscapeSystem(landscape);
      const q = quadraticForm(landscape);
      const fields = [
        ...actionFields(landscape, objective.symmetries).identities,
        ...(q === null ? [] : (commutantFields(q, system.manifold.spheres) ?? [])),
        ...(rightFields(landscape) ?? []),
      ];
      expect(fields.length).toBeGreaterThan(0);
      for (const field of fields) expect(pairing(landscape, field)).toBeLessThan(1e-13);
    }
  });

  test("are as many as the theory says", () => {
    // Unit columns, Γ diagonal without zeros: O(m) on each pair of columns.
    const columns = objectiveOf(DIAGONAL, { kind: "bilinear", embedding: 3, normalize: "columns" });
    const spheres = (o: typeof columns) => new LandscapeSystem(o.landscape!).manifold.spheres;
    expect(commutantFields(quadraticForm(columns.landscape!)!, spheres(columns))).toHaveLength(3 * 3);
    // Unit rows, an eigenvalue of multiplicity two: one rotation for each row.
    const rows = objectiveOf(EXCHANGEABLE, { kind: "bilinear", embedding: 2, normalize: "rows" });
    expect(commutantFields(quadraticForm(rows.landscape!)!, spheres(rows))).toHaveLength(2);
    // Cross-correlation: B Γ + Γ Bᵀ = 0 has dimension p(p − 1)/2 for a regular Γ.
    const cross = objectiveOf(DIAGONAL, { kind: "cross-correlation", embedding: 2 });
    expect(rightFields(cross.landscape!)).toHaveLength(3);
    // Spectral: distinct eigenvalues of the pencil leave none.
    const spectral = objectiveOf(DIAGONAL, { kind: "spectral-contrastive", embedding: 2 }, EXCHANGEABLE);
    expect(rightFields(spectral.landscape!)).toHaveLength(0);
  });

  test("of a stop-gradient field: rotations are tangents, the balance of the layers is the identity", () => {
    const { landscape, symmetries } = objectiveOf(DIAGONAL, {
      kind: "predictor",
      embedding: 3,
      weightDecay: "1/20",
      stopGradient: true,
    });
    const { tangents, identities } = actionFields(landscape!, symmetries);
    expect([tangents.length, identities.length]).toEqual([3, 3]);
    for (const field of identities) expect(pairing(landscape!, field)).toBeLessThan(1e-13);
    // The field is no gradient: its rotations are not orthogonal to it.
    expect(Math.max(...tangents.map((field) => pairing(landscape!, field)))).toBeGreaterThan(1e-3);
  });

  test("are not claimed for losses that have none", () => {
    const { landscape } = objectiveOf(DIAGONAL, { kind: "bilinear", embedding: 2, normalize: "rows" });
    expect(actionFields(landscape!, [{ left: ["Wo", "Wt"], conjugated: [] }]).tangents).toEqual([]);
  });
});
