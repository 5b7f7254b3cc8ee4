/**
 * Cayley transform Q = (I + A)⁻¹(I − A) of a random skew A = −Aᵀ with small rational entries (I + A is invertible because
 * xᵀ(I + A)x = ‖x‖²); M = the first d columns of Q. Exactly orthonormal.
 */
import type { z } from "zod";
import { solve } from "../../exact/linear-algebra.js";
import { RationalMatrix } from "../../exact/matrix.js";
import { rational, ZERO } from "../../exact/rational.js";
import type { DictionaryKind } from "./dictionary.js";
import { checkOrthonormal, orthonormal, reseeded, streamOf } from "./orthonormal.js";

/** Rows up to which a Cayley transform, p³ products of growing integers, stays within seconds. */
const MAX_CAYLEY = 100;

const schema = orthonormal("rational-orthonormal", MAX_CAYLEY);

type Spec = z.output<typeof schema>;

/**
 * a_ij ∈ {±1, ±2, ±3}/s with s² ≈ 7p/3 has variance 2/p: half of the rotation angles 2 arctan λ of Q are then beyond
 * a right angle (semicircle law), so that Q is as far from I as from −I.
 */
function cayleyColumns(spec: Spec): RationalMatrix {
  const { rows, columns } = spec;
  const random = streamOf(spec);
  const s = rational(Math.ceil(Math.sqrt((7 * rows) / 3)));
  const upper = RationalMatrix.generate(rows, rows, (i, j) => {
    if (j <= i) return ZERO;
    const size = rational(random.integer(1, 3)).div(s);
    return random.integer(0, 1) === 0 ? size : size.neg();
  });
  const skew = upper.subtract(upper.transpose());
  const identity = RationalMatrix.identity(rows);
  const minus = identity.subtract(skew);
  const right = RationalMatrix.generate(rows, columns, (i, j) => minus.get(i, j));
  return solve(identity.add(skew), right);
}

/** Orthonormal over the rationals. */
export const rationalOrthonormal = {
  schema,
  shape: ({ rows, columns }: Spec) => [rows, columns] as const,
  check: checkOrthonormal,
  build: cayleyColumns,
  describe: ({ seed }: Spec) => `rational orthonormal dictionary (seed ${seed})`,
  redraw: (spec: Spec, again: number) => reseeded(spec, again),
} satisfies DictionaryKind<Spec>;
