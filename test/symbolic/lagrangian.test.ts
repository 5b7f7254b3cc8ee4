/** Lagrange functions: their spectra against Hessians on tangent spaces that are written out by hand. */
import { describe, expect, it } from "vitest";
import { inertia } from "../../src/exact/inertia.js";
import { RationalMatrix } from "../../src/exact/matrix.js";
import { rational } from "../../src/exact/rational.js";
import { expressionReader, landscapeFromText } from "../../src/objectives/build.js";
import { exactInertia, exactStationarity, exactValue, isFeasible } from "../../src/symbolic/evaluate.js";
import { feasibleDimension, NO_SHIFT, spectrumShift, withEqualities } from "../../src/symbolic/lagrangian.js";
import {
  constraintConditions,
  type Equality,
  hessianText,
  type LandscapeVariable,
  stationarity,
  variable,
} from "../../src/symbolic/landscape.js";

const A = RationalMatrix.from([
  [1, 0, 0],
  [0, 2, 0],
  [0, 0, 4],
]);

function lagrangian(loss: string, variables: LandscapeVariable[], ...differences: string[]) {
  const base = landscapeFromText(loss, variables, new Map([["A", A]]), new Map([["c", rational(3)]]));
  const read = expressionReader(base);
  const equalities = differences.map(
    (text): Equality => ({ printed: { text: `${text} = 0`, tex: text }, difference: read(text, []) }),
  );
  const names = differences.map((_, k) => ({ name: `L_${k}`, tex: `L_{${k}}` }));
  return withEqualities(base, equalities, names, { isCompact: false, isRegular: false });
}

const frames = lagrangian("tr(W*A*W')", [variable("W", 2, 3)], "W*W' - I(2)");
const frame = (rows: number[][], multiplier: number[][]) =>
  new Map([
    ["W", RationalMatrix.from(rows)],
    ["L_0", RationalMatrix.from(multiplier)],
  ]);

describe("losses under equalities", () => {
  it("have the multipliers that make L stationary along the feasible set, and the value of L there", () => {
    const point = frame(
      [
        [1, 0, 0],
        [0, 0, 1],
      ],
      [
        [1, 0],
        [0, 4],
      ],
    );
    expect(isFeasible(frames, point)).toBe(true);
    expect(exactStationarity(frames, point).every((g) => g.isZero())).toBe(true);
    expect(exactValue(frames, point).valueOf()).toBe(5);
    // The same frame with another multiplier, and one with an antisymmetric part that its equations do not see.
    for (const other of [
      [
        [1, 0],
        [0, 3],
      ],
      [
        [1, 1],
        [-1, 4],
      ],
    ]) {
      const moved = new Map([...point, ["L_0", RationalMatrix.from(other)] as const]);
      expect(exactStationarity(frames, moved).every((g) => g.isZero())).toBe(false);
    }
  });

  it.each([
    // (a_k − a_i) for the free direction k of each row, and a rotation of the two rows, along which the loss does not change.
    ["the least two eigenvectors", [0, 1], { negative: 0, zero: 1, positive: 2 }],
    ["the first and the last", [0, 2], { negative: 1, zero: 1, positive: 1 }],
    ["the last two", [1, 2], { negative: 2, zero: 1, positive: 0 }],
  ])("have the inertia of the Hessian on the Stiefel manifold: %s", (_, [i, j], expected) => {
    const rows = [i!, j!].map((at) => [0, 1, 2].map((k) => (k === at ? 1 : 0)));
    const values = [1, 2, 4];
    const multiplier = [
      [values[i!]!, 0],
      [0, values[j!]!],
    ];
    expect(exactInertia(frames, frame(rows, multiplier))).toEqual(expected);
    expect(feasibleDimension(frames, 10, 0)).toBe(3);
  });

  it("count independent entries of antisymmetric equalities, and of those without symmetry", () => {
    const symmetric = lagrangian("norm2(S - A) + norm2(S)^2", [variable("S", 3, 3)], "S - S'");
    expect(symmetric.equalities!.list[0]!.symmetry).toBe("antisymmetric");
    expect(spectrumShift(symmetric)).toEqual({ negative: 3, positive: 9 });
    const lines = lagrangian("norm2(x)", [variable("x", 3, 1)], "A*x - c*e(1,3)");
    expect(lines.equalities!.list[0]!.symmetry).toBe("none");
    expect(spectrumShift(lines)).toEqual({ negative: 3, positive: 3 });
    expect(spectrumShift(lines.equalities!.base)).toEqual(NO_SHIFT);
    // x = A⁻¹ c e_1: a point, of dimension 0, with multipliers 2 x = Aᵀ μ.
    const point = new Map([
      ["x", RationalMatrix.from([[3], [0], [0]])],
      ["L_0", RationalMatrix.from([[6], [0], [0]])],
    ]);
    expect(isFeasible(lines, point)).toBe(true);
    expect(exactStationarity(lines, point).every((g) => g.isZero())).toBe(true);
    expect(exactInertia(lines, point)).toEqual({ negative: 0, zero: 0, positive: 0 });
  });

  it("have inertias of a symmetric matrix as those of its restriction to symmetric directions", () => {
    // tr(A S S) on symmetric S: Σ (a_i + a_j)/2 s_ij² at S = 0, with A having a negative sum of two.
    const B = RationalMatrix.from([
      [1, 0],
      [0, -3],
    ]);
    const base = landscapeFromText("tr(B*S*S)", [variable("S", 2, 2)], new Map([["B", B]]), new Map());
    const difference = expressionReader(base)("S - S'", []);
    const l = withEqualities(
      base,
      [{ printed: { text: "", tex: "" }, difference }],
      [{ name: "L", tex: "L" }],
      {
        isCompact: false,
        isRegular: true,
      },
    );
    const zero = new Map([
      ["S", RationalMatrix.zero(2, 2)],
      ["L", RationalMatrix.zero(2, 2)],
    ]);
    const restricted = inertia(
      RationalMatrix.from([
        [2, 0, 0],
        [0, -4, 0],
        [0, 0, -6],
      ]),
    );
    expect(exactInertia(l, zero)).toEqual(restricted);
  });

  it("are printed by L, its equalities and their multipliers", () => {
    expect(stationarity(frames).map(({ variable, text }) => [variable, text])).toEqual([
      ["W", "2*W*A = 2*L_0*W"],
    ]);
    expect(constraintConditions(frames).map(({ text }) => text)).toEqual([
      "W*W' - I(2) = 0, dW*W' + W*dW' = 0, L_0' = L_0",
    ]);
    expect(hessianText(frames).text).toBe("2*tr(dW*A*dW') - 2*tr(L_0*dW*dW')");
  });
});
