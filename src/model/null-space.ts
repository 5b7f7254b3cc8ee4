/**
 * Directions that data say nothing of: N = {v : Σv = Γv = Γᵀv = 0}, v ∈ R^p, of two modalities ker Σ_X and ker Σ_Y.
 *
 * Of samples Γ vanishes wherever Σ does (`sample-moments.ts`), and N ≠ 0 as soon as they have fewer than p views: rank Σ ≤ Σ_s m_s. A loss that
 * reads an encoder through its moments alone is the same for W and for W + uvᵀ, v ∈ N: no critical point is isolated then.
 *
 * The rank is exact up to `EXACT_SIZE`; above, modulo primes, which is a lower bound, and with full rank no less than proved.
 */
import { kernel } from "../exact/linear-algebra.js";
import { RationalMatrix } from "../exact/matrix.js";
import { rankModular } from "../exact/modular-rank.js";
import type { DataModel } from "./data-model.js";
import type { MomentName } from "./spec.js";

/** Chosen: an exact kernel takes about a second there. */
const EXACT_SIZE = 60;

/** Where moments vanish. */
export interface NullSpace {
  /** Of these moments. */
  readonly of: readonly MomentName[];
  readonly dimension: number;
  /** Length of its vectors. */
  readonly size: number;
  /** A basis as columns where it was computed, else the dimension is one modulo primes. */
  readonly basis?: RationalMatrix;
}

/**
 * The spaces on which given moments, or those of samples, vanish; none for other models, and where there is only 0.
 *
 * @example nullSpaces(buildModel(parseModel({ samples: [[[1, 1], [2, 2]]] })))[0].dimension // 1
 */
export function nullSpaces({ spec, named }: DataModel): readonly NullSpace[] {
  if (spec.kind !== "moments" && spec.kind !== "named-moments") return [];
  const groups: readonly (readonly MomentName[])[] = named.has("SigmaX")
    ? [["SigmaX"], ["SigmaY"]]
    : [[...named.keys()]];
  return groups.flatMap((of) => {
    const matrices = of.map((name) => named.get(name)!);
    const size = matrices[0]!.columns;
    const all = stacked(matrices.flatMap((a) => (a.isSymmetric() ? [a] : [a, a.transpose()])));
    const found = rankModular(all);
    if (found === size) return [];
    if (size > EXACT_SIZE) return [{ of, dimension: size - found, size }];
    const basis = kernel(all);
    return basis.columns === 0 ? [] : [{ of, dimension: basis.columns, size, basis }];
  });
}

function stacked(matrices: readonly RationalMatrix[]): RationalMatrix {
  const rows = matrices.flatMap((a) =>
    Array.from({ length: a.rows }, (_, i) => Array.from({ length: a.columns }, (_, j) => a.get(i, j))),
  );
  return RationalMatrix.generate(rows.length, matrices[0]!.columns, (i, j) => rows[i]![j]!);
}
