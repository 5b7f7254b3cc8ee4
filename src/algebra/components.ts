/**
 * Solution sets of positive dimension, apart from their isolated points, over Q:
 *
 *   V(I) = V(K) ∪ P,   V(K) = V(L_1) ∪ … ∪ V(L_d),
 *
 * K the intersection of the primary components of positive dimension, P the isolated points, L_k the intersection of the components of K of dimension k that no
 * larger one contains (layer k).
 *
 * Primes propose K and the L_k by their reduced Gröbner bases (`layers.ts`). Proved is, in this order,
 *
 * 1. G is a Gröbner basis of K := ⟨G⟩, and every equation reduces to 0 by it: I ⊂ K, V(K) ⊂ V(I), and the leading monomials of G give
 *    dimension and degree of K. Both are computed in integers (`exact-reduction.ts`).
 * 2. Layers: G_k is a Gröbner basis of L_k := ⟨G_k⟩ ⊃ K of dimension k, whose components all have dimension k (`equidimensional.ts`), and powers of all
 *    products Π_k g_k, g_k ∈ G_k, reduce to 0 by G: V(K) = ∪ V(L_k). If K itself is equidimensional, it is its only layer.
 * 3. V(K) has no isolated point: by 2, or because K has no component of dimension 0 (`equidimensional.ts`) where layers are not proved.
 * 4. P is all of V(I) that is not on V(K): with k = Σ c_j g_j, the system f = 0, y k = 1 has as solutions the points of P, for almost
 *    all c; its list is proved as in `completeness.ts`. And f = 0, k = 0, y g_j = 1 has no solution, for each j, proved likewise.
 *
 * By 4 V(I) ∖ V(K) is the list, by 3 the rest has no isolated point, and the points of a finite set off a closed one are isolated.
 * Multiplicities are those of the system with y, which has the same local rings. Degrees are those of L_k, which is what primes take for the
 * components of I with their multiplicities: proved is the set, and the degree of this ideal of it.
 */

import { Random } from "../exact/random.js";
import { measure } from "./count.js";
import { hasNoneBelow, isClearlyWithout } from "./equidimensional.js";
import { hasPowerIn, isBasisUpTo } from "./exact-reduction.js";
import { type Layer, positiveLayers, positivePart } from "./layers.js";
import { fromTable, liftBases } from "./lift-bases.js";
import { MonomialTable } from "./monomials.js";
import { DEFAULT_OPERATIONS } from "./options.js";
import { whyUnavailable, within } from "./over-prime.js";
import { isComplete, type ProofGap } from "./proof.js";
import { type RationalUnivariate, solveWithin, type UnivariateOptions } from "./rational-univariate.js";
import { combination, product } from "./sparse.js";
import { type AlgebraSystem, type IntegerEquation, integerEquations, intoTable } from "./system.js";
import { Work } from "./work.js";

/** What is proved of K. */
export interface ComponentsProof {
  readonly kind: "components";
  /** Of K, and so of the whole solution set. */
  readonly dimension: number;
  /** Of K: that of its components of this dimension, with multiplicity. */
  readonly degree: number;
  /** Whether all components of K have this dimension. */
  readonly unmixed: boolean;
  /** |G| */
  readonly generators: number;
}

/** The components of one dimension, and whether primes alone say so. */
export interface ComponentLayer extends Layer {
  readonly proof: "proved" | "modular";
}

/** K and P, proved. */
export interface ExactComponents {
  readonly kind: "components";
  readonly proof: ComponentsProof;
  /** Of K, by ascending dimension; undefined where they take more than the budget. */
  readonly layers: readonly ComponentLayer[] | undefined;
  /** The isolated points; null if there are none. */
  readonly points: RationalUnivariate | null;
}

/** Why nothing is proved. */
export interface ComponentsUnproved {
  readonly kind: "unproved";
  readonly gap: ProofGap;
}

/**
 * The isolated points of a solution set of positive dimension, and what the rest is: proved, or nothing.
 *
 * @throws RangeError if a list of exponents does not fit the number of variables; the reason of the signal.
 * @example exactComponents(xy − x, x² − 2x) // the line x = 0 and the point (2, 1)
 */
export function exactComponents(
  system: AlgebraSystem,
  { budget = DEFAULT_OPERATIONS, entries, signal, primes }: UnivariateOptions = {},
): ExactComponents | ComponentsUnproved {
  const work = new Work(budget, entries, signal, primes);
  try {
    const found = decompose(integerEquations(system), system.variables, work);
    if (typeof found === "string") return { kind: "unproved", gap: found };
    const { part, layers, points } = found;
    const { dimension, degree, equations } = part;
    const unmixed = layers.kind === "proved" && layers.layers.length === 1;
    const proof = { kind: "components", dimension, degree, unmixed, generators: equations.length } as const;
    const { kind } = layers;
    const listed = layers.layers?.map((layer): ComponentLayer => {
      const { dimension: k, degree: d } = layer;
      return { dimension: k, degree: d, proof: kind };
    });
    return { kind: "components", proof, layers: listed, points };
  } catch (error) {
    if (whyUnavailable(error) === undefined) throw error;
    return { kind: "unproved", gap: "budget" };
  }
}

/** An ideal by a Gröbner basis over Q, degree reverse lexicographic, and its dimension and degree. */
export interface Part extends Layer {
  readonly equations: readonly IntegerEquation[];
}

/** Equidimensional, and their union V(K); or as far as primes say; or nothing. */
export type Layers =
  | { readonly kind: "proved"; readonly layers: readonly Part[] }
  | { readonly kind: "modular"; readonly layers: readonly Layer[] | undefined };

/** 1 to 4. */
export interface Decomposition {
  /** K */
  readonly part: Part;
  readonly layers: Layers;
  /** P; null if there are none. */
  readonly points: RationalUnivariate | null;
}

/**
 * K, its layers and P of equations in integers, or why they are not proved.
 *
 * @throws BudgetExceeded, DegreeOverflow
 */
export function decompose(
  equations: readonly IntegerEquation[],
  variables: number,
  work: Work,
): Decomposition | ProofGap {
  const part = provedPart(equations, variables, work);
  if (part === undefined) return "bound";
  // Points first where nothing else is needed for them: layers may take more than there is.
  const early = isClearlyWithout(part.equations, 1, variables)
    ? provedPoints(equations, variables, part.equations, work)
    : null;
  if (early === undefined) return "isolated";
  const layers = layersOf(part, variables, work);
  if (early === null && layers.kind !== "proved" && !hasNoneBelow(part.equations, 1, variables, work))
    return "bound";
  const points = early ?? provedPoints(equations, variables, part.equations, work);
  return points === undefined ? "isolated" : { part, layers, points: points.list };
}

/** 1 */
function provedPart(equations: readonly IntegerEquation[], variables: number, work: Work): Part | undefined {
  const table = new MonomialTable(variables);
  const [basis] = liftBases(equations, (field) => [positivePart(equations, table, field, work)], work) ?? [];
  if (basis === undefined) return undefined;
  if (!isBasisUpTo(basis, intoTable(equations, table), Number.POSITIVE_INFINITY, table, work))
    return undefined;
  const { dimension, degree } = measure(basis, table);
  if (dimension < 1) return undefined;
  return { dimension, degree, equations: basis.map((f) => fromTable(f, table)) };
}

/** 2, within half of what is left. */
function layersOf(part: Part, variables: number, work: Work): Layers {
  if (isClearlyWithout(part.equations, part.dimension, variables)) return { kind: "proved", layers: [part] };
  let known: readonly Layer[] | undefined;
  const found = within(work.left / 2, work, (own) => {
    const lifted = liftLayers(part, variables, own);
    known = lifted;
    const layers = lifted && provedLayers(part, lifted, variables, own);
    return layers === undefined ? undefined : { kind: "proved" as const, layers };
  });
  if (found !== "budget" && found !== undefined) return found;
  return { kind: "modular", layers: known?.map(({ dimension, degree }) => ({ dimension, degree })) };
}

/** Unverified. */
function liftLayers(part: Part, variables: number, work: Work): readonly Part[] | undefined {
  const { equations } = part;
  const table = new MonomialTable(variables);
  const bases = liftBases(equations, (field) => positiveLayers(equations, table, field, work), work);
  return bases?.map((basis) => ({
    ...measure(basis, table),
    equations: basis.map((f) => fromTable(f, table)),
  }));
}

function provedLayers(
  part: Part,
  layers: readonly Part[],
  variables: number,
  work: Work,
): readonly Part[] | undefined {
  const table = new MonomialTable(variables);
  const whole = intoTable(part.equations, table);
  for (const { equations } of layers)
    if (!isBasisUpTo(intoTable(equations, table), whole, Number.POSITIVE_INFINITY, table, work))
      return undefined;
  if (!covers(part, layers, table, work)) return undefined;
  return layers.every(({ dimension, equations }) => hasNoneBelow(equations, dimension, variables, work))
    ? layers
    : undefined;
}

/**
 * Whether V(K) ⊂ ∪ V(L_k): every product of one generator of each has a power in K. A component has no larger multiplicity than its layer has degree; larger
 * powers are needed for embedded ones at most.
 */
function covers(part: Part, layers: readonly Part[], table: MonomialTable, work: Work): boolean {
  let products: readonly IntegerEquation[] = layers[0]?.equations ?? [];
  for (const { equations } of layers.slice(1))
    products = products.flatMap((f) => equations.map((g) => product(f, g, work)));
  const basis = intoTable(part.equations, table);
  const most = Math.max(...layers.map(({ degree }) => degree));
  return intoTable(products, table).every((f) => hasPowerIn(f, basis, most, table, work));
}

/** 4 */
function provedPoints(
  equations: readonly IntegerEquation[],
  variables: number,
  part: readonly IntegerEquation[],
  work: Work,
): { readonly list: RationalUnivariate | null } | undefined {
  // Without equations there is nothing but V(K).
  if (part.length === 0) return { list: null };
  const random = new Random(part.length).fork("combination");
  const k = combination(
    part,
    part.map(() => BigInt(random.integer(1, 9))),
  );
  if (part.length > 1)
    for (const g of part) {
      const found = solveAway([...equations, k], g, variables, work);
      if (found.kind !== "none" || !isComplete(found.proof)) return undefined;
    }
  const found = solveAway(equations, k, variables, work);
  if (found.kind === "none") return isComplete(found.proof) ? { list: null } : undefined;
  if (found.kind !== "points" || !isComplete(found.proof)) return undefined;
  return { list: withoutFirst(found) };
}

/** The solutions at which g does not vanish, with the value of 1/g first. */
const solveAway = (
  equations: readonly IntegerEquation[],
  g: IntegerEquation,
  variables: number,
  work: Work,
) => solveWithin(awayFrom(equations, g), variables + 1, work);

/** The points without their first coordinate, which the others determine. */
export const withoutFirst = ({ form, numerators, ...rest }: RationalUnivariate): RationalUnivariate => ({
  ...rest,
  form: form.slice(1),
  numerators: numerators.slice(1),
});

/** The equations and y g = 1, y the first unknown. */
export const awayFrom = (
  equations: readonly IntegerEquation[],
  g: IntegerEquation,
): readonly IntegerEquation[] => [
  ...equations.map(({ exponents, coefficients }) => ({
    exponents: exponents.map((a) => [0, ...a]),
    coefficients,
  })),
  {
    exponents: [...g.exponents.map((a) => [1, ...a]), [0, ...g.exponents[0]!.map(() => 0)]],
    coefficients: [...g.coefficients, -1n],
  },
];
