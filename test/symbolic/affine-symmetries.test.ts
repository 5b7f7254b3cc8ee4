/** Affine symmetries against the dimensions of groups that are known. */
import { describe, expect, it } from "vitest";
import { landscapeSystemOf } from "../../src/atlas/local/landscape-system.js";
import { affineSymmetries } from "../../src/symbolic/affine-symmetries.js";
import { diag, given, problem } from "../support/problems.js";

const fieldsOf = (model: object, objective: object) => {
  const { objective: built } = problem(model, objective);
  return affineSymmetries(built.landscape!, landscapeSystemOf(built)!.manifold.spheres);
};
const custom = (loss: string, variables: Record<string, [number, number]>) =>
  fieldsOf(given(diag(1, 1)), { kind: "custom", loss, variables });

describe("affine symmetries of a loss", () => {
  it.each<[string, object, object, number]>([
    ["so(2)", given(diag(2, 1), diag(1, 3)), { kind: "spectral-contrastive", embedding: 2 }, 1],
    ["so(2) ⊕ so(2)", given(diag(1, 1), diag(1, 1)), { kind: "spectral-contrastive", embedding: 2 }, 2],
    ["so(3) ⊕ so(3)", given(diag(1, 2, 3)), { kind: "cross-correlation", embedding: 3 }, 6],
    [
      "so(2), and so(2) turning the columns with it",
      given(diag(1, 1)),
      { kind: "bilinear", embedding: 2, normalize: "frobenius", tied: true },
      // ‖W‖² on one sphere: so(4).
      6,
    ],
  ])("%s", (_, model, objective, dimension) => {
    expect(fieldsOf(model, objective)).toHaveLength(dimension);
  });

  it("translations along which a loss is constant, and what moves along them", () => {
    // f(x, y) = (x − y)⁴: A x + b along (1, 1), any A and b there.
    expect(custom("(x-y)^4", { x: [1, 1], y: [1, 1] })).toHaveLength(3);
  });

  it("x ↦ t x, y ↦ y/t", () => {
    expect(custom("(x*y-1)^2", { x: [1, 1], y: [1, 1] })).toMatchObject([
      { rows: [0, 1], columns: [0, 1], values: expect.arrayContaining([1, -1]) },
    ]);
  });

  it("nothing is said of fields with stop-gradients", () => {
    const objective = { kind: "predictor", embedding: 2, weightDecay: "1/10", stopGradient: true };
    expect(fieldsOf(given(diag(3, 1), diag(1, 2)), objective)).toBeNull();
  });
});
