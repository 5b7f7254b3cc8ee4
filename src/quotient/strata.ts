/**
 * Normal forms of the points of a landscape under the orthogonal groups that act on it.
 *
 * One group O(m), X the m×n matrix of the vectors that it moves side by side, r = rank X. There are Q ∈ O(m) and L ∈ GL(r) with
 *
 *   Q X = L̂ Ê,   L̂ = diag(L, I_{m−r}),   Ê = [E; 0],   E = r×n in reduced row echelon form with pivots J, |J| = r,
 *   P = L̂ C L̂ᵀ for the matrices that it conjugates, C any m×m matrix,
 *
 * E is unique, L up to O(r), so that S = LᵀL ≻ 0 is unique. Every point has exactly one (r, J): the strata are exhaustive and disjoint. Coordinates
 * of a stratum are the entries of S, the free ones of E, and those of C. All words of an invariant expression are words in Ê, C and
 * Ŝ = diag(S, I), as L̂ᵀL̂ = Ŝ is all that is left of L where two moved sides meet.
 *
 * Several groups are taken one after the other, those first whose vectors no other group moves from their other side: a variable that two
 * groups move, X = L̂_A X̃ L̂_Bᵀ, is a vector of the one that is taken last, with the coordinates that the first has fixed.
 *
 * Not divided by: what is left of O(m) where r < m and something else than X is moved, O(m−r), which acts on the last rows of C. Where solutions
 * are isolated they are fixed points of its identity component; where they are not, the dimension says so.
 */

import { binomial, subsets } from "../exact/counting.js";
import { ONE } from "../exact/rational.js";
import type { Landscape } from "../symbolic/landscape.js";
import { Polynomial, type PolynomialMatrix, variableMatrix } from "../symbolic/polynomial.js";
import type { OrthogonalAction } from "./actions.js";

/** The normal form of one group on a stratum. */
export interface OrbitForm {
  readonly action: OrthogonalAction;
  /** r */
  readonly rank: number;
  /** J: columns of X, from 0. */
  readonly pivots: readonly number[];
  /** S, r×r. */
  readonly gram: PolynomialMatrix;
  /** Ŝ, m×m. */
  readonly metric: PolynomialMatrix;
}

/** The points with the same normal form, in coordinates. */
export interface Stratum {
  readonly forms: readonly OrbitForm[];
  /** Names of the coordinates. */
  readonly names: readonly string[];
  /** X̃ of every variable: Ê or its transpose, C, the matrix itself where nothing moves it. */
  readonly cores: ReadonlyMap<string, PolynomialMatrix>;
  /** The vectors of each group. */
  readonly vectors: readonly (readonly Vectors[])[];
  /** Inverses and roots by their names, in further coordinates (`defined-unknowns.ts`). */
  readonly defined: ReadonlyMap<string, PolynomialMatrix>;
  /** What these satisfy. */
  readonly equations: readonly Polynomial[];
  /** Those that have to be positive. */
  readonly positive: readonly Polynomial[];
}

/** The normal form of the group that moves a side of a variable. */
export const formOf = ({ forms }: Stratum, name: string, side: "left" | "right"): OrbitForm | undefined =>
  forms.find(({ action }) => action[side].has(name));

/** All strata, those of high rank last. */
export function strataOf(landscape: Landscape, actions: readonly OrthogonalAction[]): Stratum[] {
  const order = inOrder(actions);
  let open: Builder[] = [new Builder()];
  order.forEach((action, k) => {
    const vectors = vectorsOf(action, order.slice(k + 1), landscape);
    const n = widthOf(vectors);
    open = open.flatMap((builder) =>
      Array.from({ length: Math.min(action.size, n) + 1 }, (_, r) => subsets(n, r))
        .flat()
        .map((pivots) => builder.with(action, vectors, n, pivots)),
    );
  });
  return open.map((builder) => builder.finish(landscape));
}

/**
 * How many strata there are, before any is built: the product of Σ_{r ≤ min(m, n)} C(n, r) over the groups, n their numbers of vectors.
 *
 * @param actions of the landscape.
 * @example stratumCount(W of 2×3, [O(2)]) // 1 + 3 + 3
 */
export function stratumCount(landscape: Landscape, actions: readonly OrthogonalAction[]): bigint {
  const order = inOrder(actions);
  return order.reduce((count, action, k) => {
    const n = widthOf(vectorsOf(action, order.slice(k + 1), landscape));
    const ranks = Array.from({ length: Math.min(action.size, n) + 1 }, (_, r) => binomial(n, r));
    return count * ranks.reduce((sum, c) => sum + c, 0n);
  }, 1n);
}

/** A variable whose rows or columns are vectors of a group. */
export interface Vectors {
  readonly name: string;
  readonly side: "left" | "right";
  /** How many vectors. */
  readonly width: number;
}

/** How many vectors there are. */
const widthOf = (vectors: readonly Vectors[]): number => vectors.reduce((sum, { width }) => sum + width, 0);

/** Groups whose vectors nothing else moves before those that share theirs. */
function inOrder(actions: readonly OrthogonalAction[]): OrthogonalAction[] {
  const left = [...actions];
  const order: OrthogonalAction[] = [];
  while (left.length > 0) {
    const isPure = (action: OrthogonalAction) =>
      [...action.left].some((x) => !left.some(({ right }) => right.has(x))) ||
      [...action.right].some((x) => !left.some((other) => other.left.has(x)));
    const at = Math.max(left.findIndex(isPure), 0);
    order.push(...left.splice(at, 1));
  }
  return order;
}

/** The variables that are vectors of a group: moved from one side by it, and from the other by none that comes later. */
function vectorsOf(
  action: OrthogonalAction,
  later: readonly OrthogonalAction[],
  { variables }: Landscape,
): Vectors[] {
  return variables.flatMap(({ symbol: { name, rows, columns } }): Vectors[] => {
    const [isLeft, isRight] = [action.left.has(name), action.right.has(name)];
    if (isLeft && !isRight && !later.some(({ right }) => right.has(name)))
      return [{ name, side: "left", width: columns }];
    if (isRight && !isLeft && !later.some(({ left }) => left.has(name)))
      return [{ name, side: "right", width: rows }];
    return [];
  });
}

/** Of losses without inverses and roots. */
const POLYNOMIAL: Pick<Stratum, "defined" | "equations" | "positive"> = {
  defined: new Map(),
  equations: [],
  positive: [],
};

const ZERO_POLYNOMIAL = Polynomial.zero;
const ONE_POLYNOMIAL = Polynomial.constant(ONE);

class Builder {
  constructor(
    private readonly forms: readonly OrbitForm[] = [],
    private readonly names: readonly string[] = [],
    private readonly cores: ReadonlyMap<string, PolynomialMatrix> = new Map(),
    private readonly vectors: readonly (readonly Vectors[])[] = [],
  ) {}

  with(action: OrthogonalAction, vectors: readonly Vectors[], n: number, pivots: readonly number[]): Builder {
    const names = [...this.names];
    const unknown = (name: string): Polynomial => Polynomial.variable(names.push(name) - 1);
    const [m, r] = [action.size, pivots.length];
    const label = this.forms.length === 0 ? "" : `_${this.forms.length + 1}`;
    const gram: Polynomial[][] = Array.from({ length: r }, () => new Array<Polynomial>(r));
    for (let i = 0; i < r; i++)
      for (let j = i; j < r; j++) {
        gram[i]![j] = unknown(`S${label}[${i + 1},${j + 1}]`);
        gram[j]![i] = gram[i]![j]!;
      }
    // Row i: 1 at its pivot, 0 before it and at the other pivots.
    const echelon = Array.from({ length: m }, (_, i) =>
      Array.from({ length: n }, (__, j) => {
        if (i >= r || j < pivots[i]!) return ZERO_POLYNOMIAL;
        const place = pivots.indexOf(j);
        if (place >= 0) return place === i ? ONE_POLYNOMIAL : ZERO_POLYNOMIAL;
        return unknown(`E${label}[${i + 1},${j + 1}]`);
      }),
    );
    const metric = Array.from({ length: m }, (_, i) =>
      Array.from({ length: m }, (__, j) =>
        i < r && j < r ? gram[i]![j]! : i === j ? ONE_POLYNOMIAL : ZERO_POLYNOMIAL,
      ),
    );
    const cores = new Map(this.cores);
    let at = 0;
    for (const { name, side, width } of vectors) {
      const block = echelon.map((row) => row.slice(at, at + width));
      cores.set(name, side === "left" ? block : block[0]!.map((_, j) => block.map((row) => row[j]!)));
      at += width;
    }
    const form = { action, rank: r, pivots, gram, metric };
    return new Builder([...this.forms, form], names, cores, [...this.vectors, vectors]);
  }

  /** With coordinates for all other variables. */
  finish({ variables }: Landscape): Stratum {
    const names = [...this.names];
    const cores = new Map(this.cores);
    for (const {
      symbol: { name, rows, columns },
    } of variables) {
      if (cores.has(name)) continue;
      cores.set(name, variableMatrix(names.length, rows, columns));
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) names.push(`${name}[${i + 1},${j + 1}]`);
    }
    return { forms: this.forms, names, cores, vectors: this.vectors, ...POLYNOMIAL };
  }
}
