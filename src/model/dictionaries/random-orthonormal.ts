/**
 * Gaussian columns, orthonormalised in doubles (modified Gram–Schmidt, twice): uniform on the Stiefel manifold, MᵀM = I up
 * to a few 1e−16. The entries are exact rationals all the same: the rounded doubles.
 */
import type { z } from "zod";
import { RationalMatrix } from "../../exact/matrix.js";
import { rational } from "../../exact/rational.js";
import { type DictionaryKind, MAX_DENSE } from "./dictionary.js";
import { checkOrthonormal, orthonormal, reseeded, streamOf } from "./orthonormal.js";

const schema = orthonormal("random-orthonormal", MAX_DENSE);

type Spec = z.output<typeof schema>;

function gaussianColumns(spec: Spec): RationalMatrix {
  const { rows, columns } = spec;
  const random = streamOf(spec);
  const q: Float64Array[] = [];
  for (let j = 0; j < columns; j++) {
    const v = Float64Array.from({ length: rows }, () => random.normal());
    // One pass loses orthogonality in proportion to the condition number; twice is enough (Kahan, Parlett).
    for (let pass = 0; pass < 2; pass++) {
      for (const u of q) {
        const along = dot(u, v);
        for (let i = 0; i < rows; i++) v[i]! -= along * u[i]!;
      }
      const length = Math.sqrt(dot(v, v));
      for (let i = 0; i < rows; i++) v[i]! /= length;
    }
    q.push(v);
  }
  // On the grid of 2^−53 all entries share a denominator, which keeps the exact moments short.
  return RationalMatrix.generate(rows, columns, (i, j) =>
    rational(Math.round(q[j]![i]! * 2 ** 53) * 2 ** -53),
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Uniform on the Stiefel manifold, rounded. */
export const randomOrthonormal = {
  schema,
  shape: ({ rows, columns }: Spec) => [rows, columns] as const,
  check: checkOrthonormal,
  build: gaussianColumns,
  describe: ({ seed }: Spec) => `random orthonormal dictionary (seed ${seed})`,
  rounded: true,
  redraw: (spec: Spec, again: number) => reseeded(spec, again),
} satisfies DictionaryKind<Spec>;
