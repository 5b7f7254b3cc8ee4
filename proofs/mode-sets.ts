/** What the records about sets of modes share: no records themselves. */
import { type Rational, RationalMatrix, ZERO } from "landscape-atlas";
import type { ClaimedComponents } from "landscape-atlas/theorems";

/** Modes of a loss whose critical points are sets K of them, and a choice. */
export interface ModeSet {
  readonly m: number;
  /** √μ_k of the levels μ_k > 0, distinct; null where a mode is dead. */
  readonly roots: readonly (Rational | null)[];
  /** K: of the positive ones, at most m. */
  readonly taken: readonly boolean[];
  /** R: its first columns, one for each of K. */
  readonly frame: RationalMatrix;
}

const sizeOf = ({ taken }: Pick<ModeSet, "taken">): number => taken.filter(Boolean).length;

/** R diag(√μ_K) Q_Kᵀ for the columns of Q that are taken: m×p. */
export function pointAlong({ m, roots, taken, frame }: ModeSet, q: RationalMatrix): RationalMatrix {
  const places = taken.flatMap((is, k) => (is ? [k] : []));
  return RationalMatrix.generate(m, q.rows, (i, j) =>
    places.reduce((sum, k, r) => sum.add(frame.get(i, r).mul(roots[k]!).mul(q.get(j, k))), ZERO),
  );
}

/** (m−r)·#{l ∉ K, μ_l > 0} + #{k ∈ K, l ∉ K, μ_l > μ_k}, and the dimension of St(m, r), r = |K|. */
export function inertiaOf(set: ModeSet): { index: number; nullity: number } {
  const { m, roots, taken } = set;
  const r = sizeOf(set);
  let index = 0;
  for (const [l, s] of roots.entries()) {
    if (taken[l] || s === null) continue;
    index += m - r + roots.filter((other, k) => taken[k] && s.compare(other!) > 0).length;
  }
  return { index, nullity: m * r - (r * (r + 1)) / 2 };
}

/** The components of all choices of at most m of the positive modes, with the value of each. */
export function claimsOf<Set extends ModeSet>(
  set: Set,
  valueAt: (choice: Set) => Rational,
): ClaimedComponents[] {
  const all: ClaimedComponents[] = [];
  for (let bits = 0; bits < 1 << set.roots.length; bits++) {
    const taken = set.roots.map((_, k) => ((bits >> k) & 1) === 1);
    const choice = { ...set, taken };
    const r = sizeOf(choice);
    if (r > set.m || set.roots.some((s, k) => taken[k] && s === null)) continue;
    const { index, nullity } = inertiaOf(choice);
    const copies = r > 0 && r === set.m ? 2n : 1n;
    all.push({ value: valueAt(choice), index, nullity, dimension: nullity, copies });
  }
  return all;
}
