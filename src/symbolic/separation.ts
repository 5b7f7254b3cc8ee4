/**
 * Stationarity conditions that fall apart.
 *
 *   F = (F_1(x_1), …, F_k(x_k)),   x = (x_1, …, x_k):   solutions are the products of the solutions of the parts.
 *
 * As many conditions as unknowns, F_i belonging to unknown i (`to-system.ts`). Unknowns are joined that occur in one condition, and with the one that it belongs to; the classes are the parts.
 * The Jacobian is then block diagonal, and a loss is a sum of functions of the parts up to a constant.
 *
 * Not covered: losses that fall apart in other coordinates.
 */
import { Polynomial } from "./polynomial.js";

/** Conditions in unknowns of their own. */
export interface ConditionPart {
  /** Its unknowns among all, ascending. */
  readonly unknowns: readonly number[];
  /** In these, numbered by their place. */
  readonly conditions: readonly Polynomial[];
}

/**
 * The parts, those of lower unknowns first.
 *
 * @param conditions as many as unknowns.
 * @example separatedParts([x³ − x, y² − 1]) // two parts of one unknown
 */
export function separatedParts(conditions: readonly Polynomial[]): ConditionPart[] {
  const parents = conditions.map((_, v) => v);
  const rootOf = (v: number): number => (parents[v] === v ? v : rootOf(parents[v]!));
  for (const [i, f] of conditions.entries())
    for (const { factors } of f.terms())
      for (const v of factors) {
        const [a, b] = [rootOf(i), rootOf(v)];
        parents[Math.max(a, b)] = Math.min(a, b);
      }
  const classes = new Map<number, number[]>();
  for (const v of conditions.keys()) {
    const root = rootOf(v);
    classes.set(root, [...(classes.get(root) ?? []), v]);
  }
  return [...classes.values()].map((unknowns) => ({
    unknowns,
    conditions: unknowns.map((v) => restrictedTo(unknowns, conditions[v]!)),
  }));
}

/**
 * The terms of a polynomial in these unknowns alone, numbered by their place; its constant is left out.
 *
 * @param unknowns ascending.
 * @example restrictedLoss([1], x² + 3 y² + 5) // 3 y²
 */
export const restrictedLoss = (unknowns: readonly number[], loss: Polynomial): Polynomial =>
  restrictedTo(
    unknowns,
    Polynomial.fromTerms(
      [...loss.terms()].filter(
        ({ factors }) => factors.length > 0 && factors.every((v) => unknowns.includes(v)),
      ),
    ),
  );

/** With other numbers of its unknowns. */
function restrictedTo(unknowns: readonly number[], f: Polynomial): Polynomial {
  const places = new Map(unknowns.map((v, place) => [v, place]));
  return Polynomial.fromTerms(
    [...f.terms()].map(({ coefficient, factors }) => ({
      coefficient,
      factors: factors.map((v) => places.get(v)!),
    })),
  );
}
