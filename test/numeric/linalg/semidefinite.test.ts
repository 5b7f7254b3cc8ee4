import { describe, expect, it } from "vitest";
import { symmetricEigen } from "../../../src/numeric/linalg/decompositions.js";
import { interiorPoint, type MatrixPencil } from "../../../src/numeric/linalg/semidefinite.js";

/** The smallest eigenvalue of Q(y). */
function least({ size, constant, directions }: MatrixPencil, y: Float64Array): number {
  const data = new Float64Array(size * size);
  [constant, ...directions].forEach((entries, k) => {
    for (const { i, j, a } of entries)
      for (const at of new Set([i * size + j, j * size + i])) data[at]! += a * (k === 0 ? 1 : y[k - 1]!);
  });
  return Math.min(...symmetricEigen({ rows: size, columns: size, data }).values);
}

describe("interior points of spectrahedra", () => {
  it("are found where one entry is free: [[1, 1], [1, y]], y > 1", () => {
    const pencil: MatrixPencil = {
      size: 2,
      constant: [
        { i: 0, j: 0, a: 1 },
        { i: 0, j: 1, a: 1 },
      ],
      directions: [[{ i: 1, j: 1, a: 1 }]],
    };
    const y = interiorPoint(pencil)!;
    expect(y[0]).toBeGreaterThan(1);
    expect(least(pencil, y)).toBeGreaterThan(0);
  });

  it("are found in a thin set: x² + y² ≤ 1 and x ≥ 0.999, by two blocks", () => {
    const pencil: MatrixPencil = {
      size: 3,
      constant: [
        { i: 0, j: 0, a: 1 },
        { i: 1, j: 1, a: 1 },
        { i: 2, j: 2, a: -0.999 },
      ],
      directions: [
        [
          { i: 0, j: 0, a: 1 },
          { i: 1, j: 1, a: -1 },
          { i: 2, j: 2, a: 1 },
        ],
        [{ i: 0, j: 1, a: 1 }],
      ],
    };
    const [x, y] = interiorPoint(pencil)!;
    expect(x! * x! + y! * y!).toBeLessThan(1);
    expect(x).toBeGreaterThan(0.999);
  });

  it("are not claimed of sets without any: [[y, 1], [1, 0]], and of a single point, [[y, 0], [0, −y]]", () => {
    expect(
      interiorPoint({
        size: 2,
        constant: [{ i: 0, j: 1, a: 1 }],
        directions: [[{ i: 0, j: 0, a: 1 }]],
      }),
    ).toBeNull();
    expect(
      interiorPoint({
        size: 2,
        constant: [],
        directions: [
          [
            { i: 0, j: 0, a: 1 },
            { i: 1, j: 1, a: -1 },
          ],
        ],
      }),
    ).toBeNull();
  });
});
