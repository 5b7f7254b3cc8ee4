/**
 * The orthogonal groups that leave a landscape as it is, read off its words.
 *
 * Every variable X has two sides; Q ∈ O(m) may act on them, X ↦ Q X and X ↦ X Qᵀ. An expression in generic matrices is invariant if and
 * only if wherever two letters meet, in every cyclic word, the same group acts on both sides that meet, or none (`symbolic/invariance.ts`): QᵀQ = I
 * then cancels there and nowhere else. Sides that meet belong together, and so do all that meet them: each class of sides that holds no
 * side of a constant and none that a constraint fixes is acted on by a group of its own, and these are all.
 *
 *   one side of X in the class      X ↦ Q X or X Qᵀ: vectors
 *   both in the same                X ↦ Q X Qᵀ
 *   each in another                 X ↦ Q X Rᵀ
 *
 * T = A⁻¹ is moved as A is, from the other sides: A ↦ Q A Rᵀ, T ↦ R T Qᵀ.
 *
 * Constraints: unit columns fix the right side, unit rows the left one, max(X, 0) both.
 *
 * Not covered: groups that are not orthogonal (GL where only a product of variables occurs), signs and permutations.
 */
import type { Expression, Letter, MatrixSymbol } from "../symbolic/expression.js";
import { definedSymbols } from "../symbolic/inverse.js";
import { type Landscape, numericLoss } from "../symbolic/landscape.js";

/** O(size), and the variables that it acts on from either side; both: by conjugation. */
export interface OrthogonalAction {
  readonly size: number;
  readonly left: ReadonlySet<string>;
  readonly right: ReadonlySet<string>;
}

/** No name of a variable: sides that nothing may act on. */
const FIXED = "";

const isMoved = ({ role }: MatrixSymbol): boolean => role === "variable" || role === "defined";
const leftOf = ({ symbol, transposed }: Letter): string =>
  isMoved(symbol) ? `${transposed ? "right" : "left"} ${symbol.name}` : FIXED;
const rightOf = ({ symbol, transposed }: Letter): string =>
  isMoved(symbol) ? `${transposed ? "left" : "right"} ${symbol.name}` : FIXED;

/** All groups O(m), m ≥ 2, in the order of the variables; where a class of sides has m = 1 the group is a sign, and finite. */
export function orthogonalActions(landscape: Landscape): OrthogonalAction[] {
  const classes = new Classes();
  for (const { symbol, constraint, positivePart } of landscape.variables) {
    if (positivePart || constraint === "unit-rows") classes.join(`left ${symbol.name}`, FIXED);
    if (positivePart || constraint === "unit-columns") classes.join(`right ${symbol.name}`, FIXED);
  }
  const loss = numericLoss(landscape);
  const defined = definedSymbols([loss]).filter(({ role }) => role === "defined");
  classes.joinInTraces(loss);
  for (const { name, defined: definition } of defined) {
    classes.joinInTraces(definition.of);
    if (definition.of.rows > 1) classes.joinSides(definition.of, `right ${name}`, `left ${name}`);
  }
  const found = new Map<string, { size: number; left: Set<string>; right: Set<string> }>();
  for (const { symbol } of landscape.variables)
    for (const [side, size] of [
      ["left", symbol.rows],
      ["right", symbol.columns],
    ] as const) {
      const key = classes.of(`${side} ${symbol.name}`);
      if (size < 2 || key === classes.of(FIXED)) continue;
      let action = found.get(key);
      if (action === undefined) {
        action = { size, left: new Set(), right: new Set() };
        found.set(key, action);
      }
      action[side].add(symbol.name);
    }
  for (const { name } of defined)
    for (const side of ["left", "right"] as const) found.get(classes.of(`${side} ${name}`))?.[side].add(name);
  return [...found.values()];
}

/** Disjoint sets of sides. */
class Classes {
  private readonly parents = new Map<string, string>();

  of(name: string): string {
    const parent = this.parents.get(name);
    return parent === undefined ? name : this.of(parent);
  }

  /** Sides that meet in the scalar factors of an expression. */
  joinInTraces({ terms }: Expression): void {
    for (const { traces } of terms)
      for (const word of traces)
        word.forEach((letter, k) => {
          this.join(rightOf(letter), leftOf(word[(k + 1) % word.length]!));
        });
  }

  /** The sides of a matrix expression, and what meets in its words. */
  joinSides({ terms }: Expression, left: string, right: string): void {
    for (const { word } of terms) {
      const [first, last] = [word[0], word[word.length - 1]];
      this.join(left, first === undefined ? right : leftOf(first));
      if (last !== undefined) this.join(right, rightOf(last));
      for (const [k, letter] of word.slice(1).entries()) this.join(rightOf(word[k]!), leftOf(letter));
    }
  }

  join(a: string, b: string): void {
    const [x, y] = [this.of(a), this.of(b)];
    if (x !== y) this.parents.set(x, y);
  }
}
