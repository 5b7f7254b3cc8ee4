/**
 * Linear symmetries of a landscape with proof: fields x ↦ A x, A a rational matrix, such that as polynomial identities
 *
 *   tangents    every flow of A maps critical points (equilibria) to critical points,
 *   identities  ⟨F(x), A x⟩ = 0 for all x, and A keeps every ‖x_S‖² (F: the gradient, or minus the field).
 *
 * For a gradient the two are the same. Three sources, all decided exactly:
 *
 *   actions      X ↦ R X, X Rᵀ, R X Rᵀ of O(m), read off the words (`invariance.ts`). A field built with sg(·) has tangents
 *                from the actions that move every letter and identities from those that keep the stopped letters: for the
 *                predictor W ↦ R W, P ↦ P Rᵀ keeps P W, so ⟨F, (ΩW, −PΩ)⟩ = 0, the balance law of its two layers.
 *   commutant    a quadratic loss ½xᵀQx on spheres: A skew, in blocks along the spheres, with AQ = QA.
 *   right maps   X ↦ X(I + tB_X): wherever the columns of X and Y meet in a word, X C Yᵀ, B_X C + C B_Yᵀ = 0; B is skew on
 *                unit rows and unit norms, zero on unit columns.
 */

import { IntegerRows, integerKernel } from "../exact/integer-kernel.js";
import { RationalMatrix } from "../exact/matrix.js";
import { gcd, type Rational, ZERO } from "../exact/rational.js";
import { columnsOf, type Expression, hasDefined, type Letter } from "./expression.js";
import { type Action, isInvariant, keepsConstraints } from "./invariance.js";
import { isVectorField, type Landscape, numericGradients, numericLoss } from "./landscape.js";
import { KERNEL_BUDGET, MAX_KERNEL_UNKNOWNS } from "./limits.js";
import { expand } from "./polynomial.js";

/** A x by the nonzero entries of A, which are integers. */
export interface LinearField {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/** Linear vector fields along which a landscape does not change. */
export interface SymmetryFields {
  readonly tangents: readonly LinearField[];
  readonly identities: readonly LinearField[];
}

/** The variables of an O(m) action: on the left of some, by conjugation on others. */
export interface DeclaredAction {
  readonly left: readonly string[];
  readonly conjugated: readonly string[];
}

interface Place {
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
}

function placesOf(landscape: Landscape): Map<string, Place> {
  let offset = 0;
  const places = new Map<string, Place>();
  for (const { symbol } of landscape.variables) {
    places.set(symbol.name, { offset, rows: symbol.rows, columns: symbol.columns });
    offset += symbol.rows * symbol.columns;
  }
  return places;
}

/** The fields of the O(m) actions among the declared variables. */
export function actionFields(landscape: Landscape, declared: readonly DeclaredAction[]): SymmetryFields {
  const places = placesOf(landscape);
  const tangents: LinearField[] = [];
  const identities: LinearField[] = [];
  for (const { left, conjugated } of declared) {
    if (left.length === 0) continue;
    const moved = actionMap(left, conjugated);
    const valid = isInvariant(landscape.loss, moved) && keepsConstraints(landscape, moved);
    if (!valid) continue;
    tangents.push(...fieldsOf(moved, places));
    if (!isVectorField(landscape)) {
      identities.push(...fieldsOf(moved, places));
      continue;
    }
    const held = heldAction(landscape, [...left, ...conjugated], places);
    if (held !== null) identities.push(...fieldsOf(held, places));
  }
  return { tangents, identities };
}

const actionMap = (left: readonly string[], conjugated: readonly string[]): Map<string, Action> =>
  new Map<string, Action>([
    ...left.map((name): [string, Action] => [name, { left: true, right: false }]),
    ...conjugated.map((name): [string, Action] => [name, { left: true, right: true }]),
  ]);

/** An action on the active letters alone under which the loss does not change, the stopped ones being held. */
function heldAction(
  landscape: Landscape,
  names: readonly string[],
  places: ReadonlyMap<string, Place>,
): Map<string, Action> | null {
  const m = places.get(names[0]!)!.rows;
  const choices: Action[] = [
    { left: true, right: false },
    { left: false, right: true },
    { left: true, right: true },
    { left: false, right: false },
  ];
  const candidate = (k: number, chosen: [string, Action][]): Map<string, Action> | null => {
    if (k === names.length) {
      const actions = new Map(chosen);
      return chosen.some(([, { left, right }]) => left || right) &&
        isInvariant(landscape.loss, actions, true) &&
        keepsConstraints(landscape, actions)
        ? actions
        : null;
    }
    const { rows, columns } = places.get(names[k]!)!;
    for (const action of choices) {
      if ((action.left && rows !== m) || (action.right && columns !== m)) continue;
      const found = candidate(k + 1, [...chosen, [names[k]!, action]]);
      if (found !== null) return found;
    }
    return null;
  };
  return candidate(0, []);
}

/** ΩX, −XΩ or ΩX − XΩ for Ω = e_a e_bᵀ − e_b e_aᵀ, b < a. */
function fieldsOf(actions: ReadonlyMap<string, Action>, places: ReadonlyMap<string, Place>): LinearField[] {
  let m = 0;
  for (const [name, { left, right }] of actions) {
    const { rows, columns } = places.get(name)!;
    if (left) m = rows;
    else if (right) m = columns;
  }
  const fields: LinearField[] = [];
  for (let a = 0; a < m; a++) for (let b = 0; b < a; b++) fields.push(rotation(actions, places, a, b));
  return fields;
}

/** The field of one Ω. */
function rotation(
  actions: ReadonlyMap<string, Action>,
  places: ReadonlyMap<string, Place>,
  a: number,
  b: number,
): LinearField {
  const entries = new Entries();
  for (const [name, { left, right }] of actions) {
    const { offset, rows, columns } = places.get(name)!;
    const at = (i: number, j: number) => offset + i * columns + j;
    for (let j = 0; left && j < columns; j++) {
      entries.add(at(a, j), at(b, j), 1);
      entries.add(at(b, j), at(a, j), -1);
    }
    for (let i = 0; right && i < rows; i++) {
      // −(XΩ)_ib = −X_ia, −(XΩ)_ia = X_ib.
      entries.add(at(i, b), at(i, a), -1);
      entries.add(at(i, a), at(i, b), 1);
    }
  }
  return entries;
}

class Entries implements LinearField {
  readonly rows: number[] = [];
  readonly columns: number[] = [];
  readonly values: number[] = [];

  add(row: number, column: number, value: number): void {
    this.rows.push(row);
    this.columns.push(column);
    this.values.push(value);
  }
}

/** Q of a loss whose gradient is Qx, exactly, where all entries behind max(X, 0) are positive; null for others. */
export function quadraticForm(landscape: Landscape): RationalMatrix | null {
  if (isVectorField(landscape) || hasDefined(landscape.loss)) return null;
  // One letter beside the differentiated one, or there is nothing to expand.
  const { variables } = landscape;
  const names = new Set(variables.map(({ symbol }) => symbol.name));
  const gradients = numericGradients(landscape);
  const degree = ({ terms }: Expression) =>
    Math.max(
      0,
      ...terms.map(({ word, traces }) =>
        [word, ...traces].flat().reduce((sum, l) => sum + (names.has(l.symbol.name) ? 1 : 0), 0),
      ),
    );
  if (gradients.some((g) => degree(g) > 1)) return null;
  const layout = placesOf(landscape);
  const entries = gradients.flatMap((g) => expand(g, layout, landscape.constants).flat());
  const n = entries.length;
  const rows = Array.from({ length: n }, () => new Map<number, Rational>());
  for (let i = 0; i < n; i++)
    for (const { coefficient, factors } of entries[i]!.terms()) {
      if (factors.length !== 1) return null;
      rows[i]!.set(factors[0]!, coefficient);
    }
  return RationalMatrix.generate(n, n, (i, j) => rows[i]!.get(j) ?? ZERO);
}

/** Skew matrices along the spheres that commute with Q; null beyond the reach of exact elimination. */
export function commutantFields(q: RationalMatrix, spheres: readonly Int32Array[]): LinearField[] | null {
  const n = q.rows;
  if (spheres.reduce((sum, { length }) => sum + length, 0) !== n) return null;
  const pairs = spheres.flatMap((sphere) =>
    [...sphere].flatMap((i, s) => Array.from(sphere.subarray(0, s), (j) => [i, j] as const)),
  );
  if (pairs.length > MAX_KERNEL_UNKNOWNS) return null;
  const entries = integerEntries(q);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) if (entries[i * n + j] !== entries[j * n + i]) return null;
  const kernel = integerKernel(commutators(entries, n, spheres, pairs), pairs.length, KERNEL_BUDGET);
  return (
    kernel?.map((vector) => {
      const field = new Entries();
      for (const [k, value] of vector) {
        const [i, j] = pairs[k]!;
        field.add(i, j, value);
        field.add(j, i, -value);
      }
      return field;
    }) ?? null
  );
}

/** The equations (AQ − QA)_rc = 0 for A_ij = −A_ji, one unknown for each pair (i, j). */
function commutators(
  entries: readonly bigint[],
  n: number,
  spheres: readonly Int32Array[],
  pairs: readonly (readonly [number, number])[],
): IntegerRows {
  const unknown = new Map(pairs.map(([i, j], k) => [i * n + j, k]));
  const equations = new IntegerRows();
  const put = (i: number, j: number, value: bigint) => {
    if (i === j) return;
    const direct = unknown.get(i * n + j);
    if (direct !== undefined) equations.add(direct, value);
    else equations.add(unknown.get(j * n + i)!, -value);
  };
  const equation = (own: Int32Array, other: Int32Array, r: number, c: number) => {
    for (const k of own) if (entries[k * n + c] !== 0n) put(r, k, entries[k * n + c]!);
    for (const l of other) if (entries[r * n + l] !== 0n) put(l, c, -entries[r * n + l]!);
    equations.end();
  };
  // AQ − QA is symmetric, and zero between spheres that no entry of Q links.
  const linked = (own: Int32Array, other: Int32Array) =>
    own.some((i) => other.some((j) => entries[i * n + j] !== 0n));
  const links = spheres.flatMap((own, s) =>
    spheres.slice(s).flatMap((other) => (linked(own, other) ? [{ own, other }] : [])),
  );
  for (const { own, other } of links)
    for (const r of own) for (const c of other) if (own !== other || c >= r) equation(own, other, r, c);
  return equations;
}

/** The fields X ↦ X B_X that keep every word; null beyond the reach of exact elimination. */
export function rightFields(landscape: Landscape): LinearField[] | null {
  if (
    isVectorField(landscape) ||
    hasDefined(landscape.loss) ||
    landscape.variables.some(({ positivePart }) => positivePart)
  )
    return null;
  const starts = new Map<string, number>();
  let unknowns = 0;
  for (const { symbol } of landscape.variables) {
    starts.set(symbol.name, unknowns);
    unknowns += symbol.columns * symbol.columns;
  }
  if (unknowns > MAX_KERNEL_UNKNOWNS) return null;
  const equations = new IntegerRows();
  for (const { symbol, constraint } of landscape.variables)
    if (constraint !== "none")
      putConstraint(equations, starts.get(symbol.name)!, symbol.columns, constraint === "unit-columns");
  for (const link of linksOf(landscape)) putLink(equations, starts, link);
  const kernel = integerKernel(equations, unknowns, KERNEL_BUDGET);
  if (kernel === null) return null;
  const places = placesOf(landscape);
  return kernel.map((vector) => {
    const field = new Entries();
    for (const [name, start] of starts) {
      const { offset, rows, columns: p } = places.get(name)!;
      for (const [k, value] of vector) {
        if (k < start || k >= start + p * p) continue;
        const [a, b] = [Math.floor((k - start) / p), (k - start) % p];
        // (X B)_ib gains X_ia B_ab.
        for (let i = 0; i < rows; i++) field.add(offset + i * p + b, offset + i * p + a, value);
      }
    }
    return field;
  });
}

/** B + Bᵀ = 0, which keeps norms; for unit columns each entry of B is zero instead. */
function putConstraint(equations: IntegerRows, start: number, p: number, columns: boolean): void {
  for (let i = 0; i < p; i++)
    for (let j = 0; j <= i; j++) {
      equations.add(start + i * p + j, 1n);
      if (columns) equations.end();
      if (i !== j) equations.add(start + j * p + i, 1n);
      equations.end();
    }
}

/** A variable, the product C of constants behind it in a word, and the variable that follows: … X C Y …, either transposed. */
interface Link {
  readonly before: Letter;
  readonly constant: RationalMatrix;
  readonly after: Letter;
}

/** What stands between one variable and the next in the cyclic words of the loss, each once. */
function* linksOf(landscape: Landscape): Generator<Link> {
  const names = new Set(landscape.variables.map(({ symbol }) => symbol.name));
  const isVariable = (l: Letter) => names.has(l.symbol.name);
  const seen = new Set<string>();
  for (const word of numericLoss(landscape).terms.flatMap(({ traces }) => traces)) {
    const first = word.findIndex(isVariable);
    if (first < 0) continue;
    const cycle = [...word.slice(first), ...word.slice(0, first), word[first]!];
    const places = cycle.flatMap((l, k) => (isVariable(l) ? [k] : []));
    for (const [n, place] of places.slice(0, -1).entries()) {
      const [before, after] = [cycle[place]!, cycle[places[n + 1]!]!];
      const between = cycle.slice(place + 1, places[n + 1]);
      if (before.transposed && !after.transposed) continue;
      const key = [before, ...between, after].map((l) => `${l.symbol.name}${l.transposed}`).join();
      if (seen.has(key)) continue;
      seen.add(key);
      const factors = between.map(({ symbol, transposed }) => {
        const value = landscape.constants.get(symbol.name)!;
        return transposed ? value.transpose() : value;
      });
      const [start = RationalMatrix.identity(columnsOf(before)), ...rest] = factors;
      yield { before, constant: rest.reduce((product, value) => product.multiply(value), start), after };
    }
  }
}

/** B_X C (from X B_X, X not transposed) + C B_Yᵀ (Y transposed) = 0: what the field adds at this place of a word vanishes. */
function putLink(
  equations: IntegerRows,
  starts: ReadonlyMap<string, number>,
  { before, constant: c, after }: Link,
): void {
  const entries = integerEntries(c);
  const own = starts.get(before.symbol.name)!;
  const other = starts.get(after.symbol.name)!;
  for (let i = 0; i < c.rows; i++)
    for (let j = 0; j < c.columns; j++) {
      if (!before.transposed)
        for (let t = 0; t < c.rows; t++)
          equations.add(own + i * before.symbol.columns + t, entries[t * c.columns + j]!);
      if (after.transposed)
        for (let t = 0; t < c.columns; t++)
          equations.add(other + j * after.symbol.columns + t, entries[i * c.columns + t]!);
      equations.end();
    }
}

/** The entries of A, row-major, times their common denominator. */
function integerEntries(a: RationalMatrix): bigint[] {
  let denominator = 1n;
  const entries: Rational[] = [];
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.columns; j++) {
      const value = a.get(i, j);
      entries.push(value);
      if (value.d !== 1n && denominator % value.d !== 0n) denominator *= value.d / gcd(denominator, value.d);
    }
  return entries.map(({ s, n, d }) => s * n * (denominator / d));
}
