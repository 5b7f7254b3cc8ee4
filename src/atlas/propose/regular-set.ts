/**
 * Whether equalities h(X) = 0 are independent wherever they hold, which multipliers need (`symbolic/lagrangian.ts`).
 *
 * They are dependent at X if some M ≠ 0, symmetric or antisymmetric where h is, has ∇⟨M, h⟩(X) = 0. Every such M is a multiple of one with
 *
 *   M_k = 1, M_j = 0 for j < k,   k one of the entries that determine M,
 *
 * so that the feasible set is regular if none of these systems has a real solution with h(X) = 0, each decided by exact elimination.
 */
import type { AlgebraSystem } from "../../algebra/system.js";
import { rational } from "../../exact/rational.js";
import { isUnavailable } from "../../result.js";
import { gradient } from "../../symbolic/differentiate.js";
import { substituteParameters } from "../../symbolic/expression.js";
import { type Equalities, pairingOf } from "../../symbolic/landscape.js";
import { expand, Polynomial } from "../../symbolic/polynomial.js";
import { eliminateApart } from "../../systems/elimination-thread.js";
import { algebraSystem } from "../../systems/solution-counts.js";
import type { LandscapeSolver, SolverResult } from "./landscape-solver.js";
import type { SolverReason } from "./solver-reasons.js";

/** Operations for one of the systems. Chosen: some seconds. */
const BUDGET = 3e8;

/** What is known of the points where equalities hold. */
export type Regularity = "regular" | "regular-modulo-primes" | "singular" | "undecided";

/**
 * Whether the equalities are independent wherever they hold.
 *
 * @throws the reason of the signal once it is aborted.
 */
export async function regularityOf(equalities: Equalities, signal?: AbortSignal): Promise<Regularity> {
  if (equalities.feasible.isRegular) return "regular";
  let answer: Regularity = "regular";
  for (const system of singularSystems(equalities)) {
    const limits = { budget: BUDGET, ...(signal === undefined ? {} : { signal }) };
    const found = await eliminateApart("real", system, limits);
    if (found.kind === "undecided") return "undecided";
    if (found.sources.some(({ points }) => points.length > 0)) return "singular";
    if (found.proof !== "proved") answer = "regular-modulo-primes";
  }
  return answer;
}

/** The systems of dependent equalities, one for each entry that may be the first of M that is not 0. */
export function singularSystems(equalities: Equalities): AlgebraSystem[] {
  const { base, list, inequalities } = equalities;
  const layout = new Map<string, { readonly offset: number }>();
  let size = 0;
  const variables = [...base.variables.map(({ symbol }) => symbol), ...inequalities.map(({ root }) => root)];
  const symbols = [...variables, ...list.map(({ multiplier }) => multiplier)];
  for (const { name, rows, columns } of symbols) {
    layout.set(name, { offset: size });
    size += rows * columns;
  }
  const constants = equalities.constants;
  const expanded = (expression: Parameters<typeof expand>[0]) =>
    expand(substituteParameters(expression, base.parameters), layout, constants).flat();
  const pairing = pairingOf(equalities);
  const common = [
    ...list.flatMap(({ difference }) => expanded(difference)),
    ...variables.flatMap((symbol) => expanded(gradient(pairing, symbol))),
  ];
  const determining: number[] = [];
  for (const { multiplier, symmetry } of list) {
    const { offset } = layout.get(multiplier.name)!;
    for (let i = 0; i < multiplier.rows; i++)
      for (let j = 0; j < multiplier.columns; j++) {
        const [here, there] = [offset + i * multiplier.columns + j, offset + j * multiplier.columns + i];
        if (symmetry === "none" || i < j || (i === j && symmetry === "symmetric")) determining.push(here);
        if (symmetry === "none" || i > j || (i === j && symmetry === "symmetric")) continue;
        const sign = rational(symmetry === "symmetric" ? -1 : 1);
        common.push(Polynomial.sum([Polynomial.variable(here), Polynomial.variable(there).scale(sign)]));
      }
  }
  const minusOne = Polynomial.constant(rational(-1));
  return determining.map((first, k) =>
    algebraSystem(
      [
        ...common,
        ...determining.slice(0, k).map((v) => Polynomial.variable(v)),
        Polynomial.sum([Polynomial.variable(first), minusOne]),
      ].filter((f) => !f.isZero()),
      size,
    ),
  );
}

const REASONS: Readonly<Record<Exclude<Regularity, "regular" | "regular-modulo-primes">, SolverReason>> = {
  singular: { kind: "dependent-constraints" },
  undecided: { kind: "constraints-undecided" },
};

/** A solver whose lists are complete only where multipliers tell of all critical points. */
export const onRegularSets =
  (solve: LandscapeSolver): LandscapeSolver =>
  async (problem, options, system) => {
    const found = await solve(problem, options, system);
    const equalities = problem.objective.landscape?.equalities;
    if (equalities === undefined || isUnavailable(found) || options.signal?.aborted) return found;
    const regularity = await regularityOf(equalities, options.signal);
    if (regularity === "regular") return found;
    const { theorem: _, ...result }: SolverResult = found;
    if (regularity === "regular-modulo-primes") return result;
    // Where equalities are dependent Λ is not unique: D²ℒ is degenerate, and its inertia is not that of a Hessian on the feasible set.
    const proposals = found.proposals.filter(
      ({ exactSigns }) => exactSigns !== undefined && exactSigns !== "undecided" && exactSigns.nullity === 0,
    );
    return { ...result, proposals, complete: false, reasons: [...found.reasons, REASONS[regularity]] };
  };
