/**
 * Orthogonal invariance of trace polynomials, read off their canonical form.
 *
 * R ∈ O(m) acts on X as R X (left), X R (right) or R X Rᵀ (both). In a word, R then stands on every acted side of every
 * letter, and RᵀR = I cancels exactly where two acted sides meet. So an expression is invariant, as an expression in
 * generic matrices, iff at every junction of every cyclic word either both neighbouring sides are acted on, or none.
 *
 * The inverse of A is moved where A is moved as a whole: from the other sides.
 *
 * Constraints: unit columns are kept by left actions, unit rows by right ones, the unit norm by all.
 */
import type { Expression, Letter } from "./expression.js";
import { type DefinedSymbol, definedSymbols } from "./inverse.js";
import type { Landscape } from "./landscape.js";

/** How O(m) acts on a matrix: U X, X Uᵀ, both or not at all. */
export interface Action {
  readonly left: boolean;
  readonly right: boolean;
}

const leftSide = (l: Letter, action: Action): boolean => (l.transposed ? action.right : action.left);
const rightSide = (l: Letter, action: Action): boolean => (l.transposed ? action.left : action.right);
const NONE: Action = { left: false, right: false };

/**
 * Whether a scalar expression is unchanged under the action; variables that are not listed are not acted on.
 *
 * @param held letters inside sg(·) are not acted on either.
 */
export function isInvariant(
  expression: Expression,
  actions: ReadonlyMap<string, Action>,
  held = false,
): boolean {
  const all = new Map(actions);
  for (const symbol of definedSymbols([expression])) {
    const action = inverseAction(symbol, all);
    if (action === null) return false;
    all.set(symbol.name, action);
  }
  return keepsTraces(expression, all, held);
}

/** Whether the scalar factors are unchanged, every symbol's action being known. */
function keepsTraces({ terms }: Expression, actions: ReadonlyMap<string, Action>, held: boolean): boolean {
  const of = (l: Letter) => (held && l.stopped ? NONE : (actions.get(l.symbol.name) ?? NONE));
  return terms.every(({ traces }) =>
    traces.every((word) =>
      word.every((l, k) => {
        const next = word[(k + 1) % word.length]!;
        return rightSide(l, of(l)) === leftSide(next, of(next));
      }),
    ),
  );
}

/**
 * How the inverse of A is moved: A ↦ Q A Rᵀ gives A⁻¹ ↦ R A⁻¹ Qᵀ; a scalar is not. Null where A is not moved as a whole.
 *
 * @param actions on everything inside.
 */
function inverseAction(
  { defined: { of } }: DefinedSymbol,
  actions: ReadonlyMap<string, Action>,
): Action | null {
  if (!keepsTraces(of, actions, false)) return null;
  if (of.rows === 1) return NONE;
  const sides = of.terms.map(({ word }): Action | null => {
    const [first, last] = [word[0], word[word.length - 1]];
    if (first === undefined || last === undefined) return null;
    return {
      left: leftSide(first, actions.get(first.symbol.name) ?? NONE),
      right: rightSide(last, actions.get(last.symbol.name) ?? NONE),
    };
  });
  const [moved = NONE] = sides.filter((side) => side !== null);
  const isWhole = of.terms.every(({ word }, k) => {
    const side = sides[k];
    // A multiple of I is moved from both sides or from none.
    if (side === null || side === undefined) return moved.left === moved.right;
    const meet = word.slice(1).every((l, at) => {
      const before = word[at]!;
      const [x, y] = [actions.get(before.symbol.name) ?? NONE, actions.get(l.symbol.name) ?? NONE];
      return rightSide(before, x) === leftSide(l, y);
    });
    return meet && side.left === moved.left && side.right === moved.right;
  });
  return isWhole ? { left: moved.right, right: moved.left } : null;
}

/** Whether loss and constraints of a landscape are unchanged under the action. */
export const preserves = (landscape: Landscape, actions: ReadonlyMap<string, Action>): boolean =>
  isInvariant(landscape.loss, actions) && keepsConstraints(landscape, actions);

/** Whether the action keeps the constraints, and leaves what is seen through max(X, 0) alone. */
export const keepsConstraints = (landscape: Landscape, actions: ReadonlyMap<string, Action>): boolean =>
  landscape.variables.every(({ symbol, constraint, positivePart }) => {
    const { left, right } = actions.get(symbol.name) ?? NONE;
    if (positivePart) return !left && !right;
    if (constraint === "unit-columns") return !right;
    if (constraint === "unit-rows") return !left;
    return true;
  });

/** An O(m) that acts on `left` from the left and conjugates `conjugated`. */
export interface LeftAction {
  readonly left: readonly string[];
  readonly conjugated: readonly string[];
}

const actionsOf = ({ left, conjugated }: LeftAction): Map<string, Action> =>
  new Map<string, Action>([
    ...left.map((name): [string, Action] => [name, { left: true, right: false }]),
    ...conjugated.map((name): [string, Action] => [name, { left: true, right: true }]),
  ]);

/**
 * The action of O(m) that moves the given variables from the left, with the square m×m variables conjugated if that is
 * what it takes; null if the landscape is not invariant either way.
 */
export function completeLeftAction(landscape: Landscape, left: readonly string[]): LeftAction | null {
  const m = landscape.variables.find(({ symbol }) => symbol.name === left[0])?.symbol.rows;
  const square = landscape.variables.flatMap(({ symbol: { name, rows, columns } }) =>
    rows === m && columns === m && !left.includes(name) ? [name] : [],
  );
  for (const conjugated of [[], square]) {
    const action = { left, conjugated };
    if (preserves(landscape, actionsOf(action))) return action;
  }
  return null;
}

/** An O(m) action, m ≥ 2, found without being told: on all variables with m rows, or on the non-square ones of them. */
export function detectLeftAction(landscape: Landscape): LeftAction | null {
  for (const m of new Set(landscape.variables.map(({ symbol }) => symbol.rows))) {
    if (m < 2) continue;
    const all = landscape.variables.filter(({ symbol }) => symbol.rows === m);
    const slim = all.filter(({ symbol }) => symbol.columns !== m);
    for (const choice of [all, slim]) {
      if (choice.length === 0) continue;
      const action = completeLeftAction(
        landscape,
        choice.map(({ symbol }) => symbol.name),
      );
      if (action !== null) return action;
    }
  }
  return null;
}
