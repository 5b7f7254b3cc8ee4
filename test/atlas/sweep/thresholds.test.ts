import { describe, expect, it } from "vitest";
import { radicalText } from "../../../src/algebra/algebraic-number.js";
import { placeOf, problemAt } from "../../../src/atlas/sweep/request.js";
import { exactThresholds } from "../../../src/atlas/sweep/thresholds.js";
import { rational } from "../../../src/exact/rational.js";
import type { Problem } from "../../../src/objectives/problem.js";
import { diag, type Entry, given, problem } from "../../support/problems.js";

const custom = (
  loss: string,
  variables: Record<string, [number, number]>,
  gamma: Entry[][] = [[1]],
  sigma: Entry[][] = gamma,
) => problem(given(gamma, sigma), { kind: "custom", loss, variables, parameters: { a: "1" } });

const along = (one: Problem, parameter: string, from: Entry, to: Entry) => {
  const path = placeOf(one.parsed.file, parameter);
  return exactThresholds((value) => problemAt(one, path, value), rational(from), rational(to));
};

/** Closed forms of the proved thresholds. */
const closed = async (...request: Parameters<typeof along>) => {
  const found = await along(...request);
  if (!("thresholds" in found)) return found;
  expect(found.isProved).toBe(true);
  return found.thresholds.map(({ number }) => radicalText(number!) ?? number!.polynomial.join());
};

describe("thresholds in closed form", () => {
  it("modes of the spectral loss die at λ = 2γ_k, and where two change places a complex set of a value outside the range is none", async () => {
    const loss = problem(given(diag(2, 1), diag(1, 3)), { kind: "spectral-contrastive", embedding: 1 });
    expect(await closed(loss, "weightDecay", 1, "9/2")).toEqual(["2", "4"]);
  });

  it("InfoNCE to second order, −tr(WBWᵀ) + κ‖WΣWᵀ‖² + a‖W‖²: modes collapse at the eigenvalues of B, (5 ± √5)/2 of [2 1; 1 3]", async () => {
    const loss = custom(
      "-tr(W*Gamma*W') + norm2(W*Sigma*W')/2 + a*norm2(W)",
      { W: [1, 2] },
      [
        [2, 1],
        [1, 3],
      ],
      diag(1, 2),
    );
    expect(await closed(loss, "a", 1, 5)).toEqual(["(5 - sqrt(5))/2", "(5 + sqrt(5))/2"]);
  });

  it("quadratic VICReg, Γ′ = (1 − β)Σ + βΓ: mode i dies at β = 1/(1 − λ_i), on the orbit space of O(2)", async () => {
    const loss = custom(
      "-2*tr(W*((1 - a)*Sigma + a*Gamma)*W') + norm2(W*Sigma*W')",
      { W: [2, 2] },
      diag("1/2", "1/4"),
      diag(1, 1),
    );
    expect(await closed(loss, "a", "1/2", 3)).toEqual(["4/3", "2"]);
  });

  it("two layers with decay, −2g w² + h² w⁴ in w = vu: a saddle and a node meet at λ = 4 g^{3/2}/(3√3 h)", async () => {
    const [g, h] = [2, 3];
    const loss = custom(`-2*${g}*v^2*u^2 + ${h * h}*v^4*u^4 + a*(v^2 + u^2)`, { v: [1, 1], u: [1, 1] });
    // 4·2√2/(3√3·3)
    expect(await closed(loss, "a", "1/10", 3)).toEqual(["8*sqrt(6)/27"]);
  });

  it("two factors with decay, ‖BA − C‖² + λ(‖A‖² + ‖B‖²): modes die at λ = σ_k", async () => {
    const loss = custom("norm2(B*A - Gamma) + a*(norm2(A) + norm2(B))", { A: [1, 1], B: [1, 1] }, [[2]]);
    expect(await closed(loss, "a", "1/2", 3)).toEqual(["2"]);
  });

  it("DirectSet: a mode of variance h is kept by the predictor with stop-gradient for η < 1/(4h)", async () => {
    const mode = problem(given([[1]], [[2]]), {
      kind: "predictor",
      embedding: 1,
      weightDecay: "1/10",
      stopGradient: true,
    });
    expect(await closed(mode, "weightDecay", "1/20", "1/2")).toContain("1/8");
  });

  it("of higher degree they are minimal polynomials: t⁴ = 2", async () => {
    const loss = custom("x^4 - 2*x^2 + a^4*x^2", { x: [1, 1] });
    expect(await closed(loss, "a", "1/2", "5/4")).toEqual(["-2,0,0,0,1"]);
  });

  it("a transcritical crossing is one where no growth of the loss bounds the points, but the gradient's does", async () => {
    expect(
      await closed(custom("x^3/3 - a*x^2/2 + (y - 1)^2", { y: [1, 1], x: [1, 1] }), "a", -1, "11/10"),
    ).toEqual(["0"]);
  });
});

describe("what is not computed exactly", () => {
  it("a family whose every member grows, but of which a critical point leaves for infinity as a → 0", async () => {
    // x² + 9x²(1 − ax)²: a minimum near x = 1/a for every a ≠ 0, none at a = 0.
    const found = await along(custom("x^2 + 9*x^2*(1 - a*x)^2", { x: [1, 1] }), "a", -1, 1);
    expect(found).toEqual({ kind: "unbounded" });
  });

  it("a parameter that divides", async () => {
    const found = await along(custom("x^4 - x^2/a", { x: [1, 1] }), "a", 1, 2);
    expect(found).toEqual({ kind: "family", gap: "divisor" });
  });

  it("points that are degenerate all along the parameter", async () => {
    const found = await along(custom("(x^2 + y^2 - a)^2", { x: [1, 1], y: [1, 1] }), "a", 1, 2);
    expect(found).toMatchObject({ kind: "not-isolated" });
  });
});
