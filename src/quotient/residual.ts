/**
 * What is left of the group on a stratum, as changes of signs of its coordinates.
 *
 * The normal form of a group of rank r < m is kept by O(m−r) on the last coordinates. Isolated points of a stratum are fixed by its identity
 * component; the reflection of the last coordinate takes them to each other:
 *
 *   X̃_mj ↦ −X̃_mj (moved from the left), X̃_im ↦ −X̃_im (from the right).
 *
 * Where this changes the sign of a pivot of another group, row i of its Ê, the sign of that row changes with it, L̂ ↦ L̂ diag(…, −1, …): an element of determinant
 * −1 of that group, which acts on everything else that it moves, Ŝ included.
 */
import type { Polynomial } from "../symbolic/polynomial.js";
import type { Stratum } from "./strata.js";

/** A change of signs of coordinates, and of the determinant of which groups. */
export interface SignChange {
  readonly coordinates: ReadonlySet<number>;
  /** By group: whether the determinant is −1. */
  readonly determinants: readonly boolean[];
}

/** The reflections of the groups that a stratum leaves some of. */
export const residualReflections = (stratum: Stratum): SignChange[] =>
  stratum.forms.flatMap(({ rank, action }, k) =>
    rank < action.size ? [reflection(stratum, k, action.size - 1)] : [],
  );

function reflection({ forms, cores, defined, vectors }: Stratum, group: number, index: number): SignChange {
  const flipped = forms.map(() => new Set<number>());
  flipped[group]!.add(index);
  const signAt = (name: string, i: number, j: number): boolean =>
    forms.some(({ action }, k) => action.left.has(name) && flipped[k]!.has(i)) !==
    forms.some(({ action }, k) => action.right.has(name) && flipped[k]!.has(j));
  // Pivots of groups that come later follow; theirs may move those of still later ones.
  for (const [k] of forms.entries())
    for (const { name, side } of vectors[k]!)
      for (const [i, row] of cores.get(name)!.entries())
        for (const [j, entry] of row.entries())
          if (entry.degree === 0 && signAt(name, i, j)) flipped[k]!.add(side === "left" ? i : j);
  const coordinates = new Set<number>();
  for (const [name, core] of [...cores, ...defined])
    for (const [i, row] of core.entries())
      for (const [j, entry] of row.entries())
        if (entry.degree === 1 && signAt(name, i, j)) coordinates.add(indexOf(entry));
  for (const [k, { gram }] of forms.entries())
    for (const [i, row] of gram.entries())
      for (const [j, entry] of row.entries())
        if (flipped[k]!.has(i) !== flipped[k]!.has(j)) coordinates.add(indexOf(entry));
  return { coordinates, determinants: flipped.map(({ size }) => size % 2 === 1) };
}

const indexOf = (coordinate: Polynomial): number => coordinate.terms().next().value!.factors[0]!;

/** All products of changes of signs, the identity first. */
export function products(changes: readonly SignChange[], groups: number): SignChange[] {
  const identity: SignChange = {
    coordinates: new Set(),
    determinants: new Array<boolean>(groups).fill(false),
  };
  let list = [identity];
  for (const change of changes) list = list.concat(list.map((other) => product(other, change)));
  return list;
}

const product = (a: SignChange, b: SignChange): SignChange => ({
  coordinates: new Set(
    [...a.coordinates, ...b.coordinates].filter((v) => a.coordinates.has(v) !== b.coordinates.has(v)),
  ),
  determinants: a.determinants.map((d, k) => d !== b.determinants[k]),
});
