import { describe, expect, it } from "vitest";
import {
  addKronecker,
  addOuter,
  conjugatedDiagonal,
  isIdentity,
  normalsOf,
  sparseDiagonal,
  sparseOf,
  spheresOf,
  toFrame,
} from "../../../src/atlas/local/structured-form.js";
import type { Covector, Triplets } from "../../../src/numeric/linalg/blocks.js";
import { type Matrix, matrix, multiply, transpose } from "../../../src/numeric/linalg/dense.js";

const X = { name: "X", offset: 2, rows: 2, columns: 3 };
const empty = (size: number): Triplets => ({ size, rows: [], columns: [], values: [] });

/** uᵀ (form) v. */
const valueAt = ({ rows, columns, values }: Triplets, u: ArrayLike<number>, v: ArrayLike<number>): number =>
  values.reduce((sum, value, t) => sum + u[rows[t]!]! * value * v[columns[t]!]!, 0);

const inner = (a: Matrix, b: Matrix) => a.data.reduce((sum, value, k) => sum + value * b.data[k]!, 0);

describe("spheres of a constraint", () => {
  it.each([
    ["none", []],
    ["unit-norm", [[2, 3, 4, 5, 6, 7]]],
    [
      "unit-columns",
      [
        [2, 5],
        [3, 6],
        [4, 7],
      ],
    ],
    [
      "unit-rows",
      [
        [2, 3, 4],
        [5, 6, 7],
      ],
    ],
  ] as const)("%s", (constraint, places) => {
    expect(spheresOf(X, constraint).map((sphere) => Array.from(sphere))).toEqual(places);
  });
});

describe("bilinear forms", () => {
  const a = matrix(2, 2, [1, 2, 0, 3]);
  const b = matrix(3, 3, [1, 0, 2, 0, 1, 0, 0, 4, 1]);
  const u = matrix(2, 3, [1, 2, 3, 4, 5, 6]);
  const v = matrix(2, 3, [1, 0, -1, 2, 1, 0]);
  const place = (entries: Matrix) => [0, 0, ...entries.data];

  it("addKronecker is c ⟨U, A V B⟩", () => {
    const form = empty(8);
    addKronecker(form, X, X, 2, sparseOf(a), sparseOf(b), false);
    expect(valueAt(form, place(u), place(v))).toBe(2 * inner(u, multiply(multiply(a, v), b)));
  });

  it("addKronecker transposed is c ⟨U, A Vᵀ B⟩, V: 3×2", () => {
    const y = { name: "Y", offset: 0, rows: 3, columns: 2 };
    const x = { name: "X", offset: 0, rows: 2, columns: 2 };
    const [u2, v2, b2] = [
      matrix(2, 2, [1, 2, 3, 4]),
      matrix(3, 2, [1, 2, 3, 4, 5, 6]),
      matrix(3, 2, [1, 0, 2, 1, 0, 3]),
    ];
    const form = empty(6);
    addKronecker(form, x, y, 3, sparseOf(a), sparseOf(b2), true);
    expect(valueAt(form, u2.data, v2.data)).toBe(3 * inner(u2, multiply(multiply(a, transpose(v2)), b2)));
  });

  it("addOuter is c ⟨U, R⟩⟨C, V⟩", () => {
    const [r, c] = [matrix(2, 3, [1, 0, 0, 2, 0, 1]), matrix(2, 3, [0, 1, 2, 0, 1, 0])];
    const form = empty(8);
    addOuter(form, X, X, -2, r, c);
    expect(valueAt(form, place(u), place(v))).toBe(-2 * inner(u, r) * inner(c, v));
    // Three entries times three: zeros are left out.
    expect(form.values).toHaveLength(9);
  });

  it("sparse matrices leave out zeros, diagonals keep them", () => {
    expect(sparseOf(a)).toEqual({ rows: [0, 0, 1], columns: [0, 1, 1], values: [1, 2, 3] });
    expect(sparseDiagonal(Float64Array.of(5, 0))).toEqual({ rows: [0, 1], columns: [0, 1], values: [5, 0] });
  });
});

describe("frames", () => {
  const left = matrix(2, 2, [0, 1, -1, 0]);
  const right = matrix(3, 3, [1, 1, 0, 0, 1, 0, 0, 0, 2]);

  it("an identity is one exactly", () => {
    expect(isIdentity(matrix(2, 2, [1, 0, 0, 1]))).toBe(true);
    expect(isIdentity(matrix(2, 2, [1, 0, 0, 1 + 2 ** -52]))).toBe(false);
    expect(isIdentity(matrix(1, 2, [1, 0]))).toBe(false);
  });

  it("toFrame is Lᵀ G Bᵀ, so that ⟨G, L Y B⟩ = ⟨toFrame(G), Y⟩", () => {
    const g = matrix(2, 3, [1, 2, 3, 4, 5, 6]);
    const y = matrix(2, 3, [1, -1, 2, 0, 3, 1]);
    expect(inner(toFrame({ left, right }, g), y)).toBe(inner(g, multiply(multiply(left, y), right)));
    expect(toFrame({ left: null, right: null }, g)).toBe(g);
  });

  it("conjugatedDiagonal is F diag(d) Fᵀ", () => {
    expect(conjugatedDiagonal(Float64Array.of(2, 3), matrix(2, 2, [1, 1, 0, 1])).data).toEqual(
      Float64Array.of(5, 3, 3, 3),
    );
  });

  it.each(["unit-norm", "unit-columns", "unit-rows"] as const)(
    "normals of %s vanish on tangent vectors and on no radial one",
    (constraint) => {
      const x = Float64Array.of(0, 0, 1, 2, 3, 4, 5, 6);
      const spheres = spheresOf(X, constraint);
      const y = matrix(2, 3, [1, 2, 0, -1, 1, 3]);
      const moved = [0, 0, ...multiply(multiply(left, y), right).data];
      const pairing = ({ indices, values }: Covector, entries: ArrayLike<number>) =>
        indices.reduce((sum, k, t) => sum + values[t]! * entries[k]!, 0);
      const normals = normalsOf(X, constraint, x, { left, right });
      expect(normals).toHaveLength(spheres.length);
      // ⟨N_S, L Y B⟩ = Σ_{k ∈ S} x_k (L Y B)_k, whatever the frame.
      spheres.forEach((sphere, s) => {
        const expected = sphere.reduce((sum, k) => sum + x[k]! * moved[k]!, 0);
        expect(pairing(normals[s]!, [0, 0, ...y.data])).toBeCloseTo(expected, 12);
      });
    },
  );
});
