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
import { RationalMatrix } from "../exact/matrix.js";
import { gcd, isZero, ONE, type Rational, toNumber, ZERO } from "../exact/rational.js";
import type { Expression, Letter } from "./expression.js";
import { type Action, isInvariant, keepsConstraints } from "./invariance.js";
import { isVectorField, type Landscape, numericGradients, numericLoss } from "./landscape.js";
import { expand } from "./polynomial.js";

/** A x by the nonzero entries of A, which are integers. */
export interface LinearField {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

export interface SymmetryFields {
  readonly tangents: readonly LinearField[];
  readonly identities: readonly LinearField[];
}

/** The variables of an O(m) action: on the left of some, by conjugation on others. */
export interface DeclaredAction {
  readonly left: readonly string[];
  readonly conjugated: readonly string[];
}

/** Elimination steps after which an exact linear system is given up. */
const BUDGET = 400_000;
/** Unknowns beyond which it is not tried. */
const MAX_UNKNOWNS = 400;

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
  for (let a = 0; a < m; a++)
    for (let b = 0; b < a; b++) {
      const entries = new Entries();
      for (const [name, { left, right }] of actions) {
        const { offset, rows, columns } = places.get(name)!;
        const at = (i: number, j: number) => offset + i * columns + j;
        if (left)
          for (let j = 0; j < columns; j++) {
            entries.add(at(a, j), at(b, j), 1);
            entries.add(at(b, j), at(a, j), -1);
          }
        if (right)
          for (let i = 0; i < rows; i++) {
            // −(XΩ)_ib = −X_ia, −(XΩ)_ia = X_ib.
            entries.add(at(i, b), at(i, a), -1);
            entries.add(at(i, a), at(i, b), 1);
          }
      }
      fields.push(entries);
    }
  return fields;
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

/** Q of a loss whose gradient is Qx, exactly; null for others. `open` closes entries behind max(X, 0). */
export function quadraticForm(landscape: Landscape, open: Uint8Array | null = null): RationalMatrix | null {
  if (isVectorField(landscape)) return null;
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
  const closed = new Set<number>();
  for (const { symbol, positivePart } of variables) {
    const { offset } = layout.get(symbol.name)!;
    if (positivePart && open !== null)
      for (let k = offset; k < offset + symbol.rows * symbol.columns; k++) if (open[k] === 0) closed.add(k);
  }
  return RationalMatrix.generate(n, n, (i, j) =>
    closed.has(i) || closed.has(j) ? ZERO : (rows[i]!.get(j) ?? ZERO),
  );
}

/** Skew matrices along the spheres that commute with Q; null beyond the reach of exact elimination. */
export function commutantFields(q: RationalMatrix, spheres: readonly Int32Array[]): LinearField[] | null {
  const n = q.rows;
  if (spheres.reduce((sum, { length }) => sum + length, 0) !== n) return null;
  const unknown = new Map<number, number>();
  const pairs: [number, number][] = [];
  for (const sphere of spheres)
    for (let s = 0; s < sphere.length; s++)
      for (let t = 0; t < s; t++) {
        unknown.set(sphere[s]! * n + sphere[t]!, pairs.length);
        pairs.push([sphere[s]!, sphere[t]!]);
      }
  if (pairs.length > MAX_UNKNOWNS) return null;
  const mates = new Map<number, readonly number[]>();
  for (const sphere of spheres) for (const k of sphere) mates.set(k, [...sphere]);
  const links = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => j).filter((j) => !isZero(q.get(i, j))),
  );
  const equations: Map<number, Rational>[] = [];
  const put = (equation: Map<number, Rational>, i: number, j: number, value: Rational) => {
    if (i === j) return;
    const direct = unknown.get(i * n + j);
    const k = direct ?? unknown.get(j * n + i)!;
    const signed = direct === undefined ? value.neg() : value;
    equation.set(k, (equation.get(k) ?? ZERO).add(signed));
  };
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++) {
      const equation = new Map<number, Rational>();
      // (AQ)_rc = Σ A_rk Q_kc over the sphere of r; (QA)_rc = Σ Q_rk A_kc over the sphere of c.
      for (const k of mates.get(r)!) if (!isZero(q.get(k, c))) put(equation, r, k, q.get(k, c));
      for (const k of links[r]!) if (mates.get(c)!.includes(k)) put(equation, k, c, q.get(r, k).neg());
      equations.push(equation);
    }
  const kernel = nullSpace(equations, pairs.length);
  return (
    kernel?.map((vector) => {
      const entries = new Entries();
      for (const [k, value] of vector) {
        const [i, j] = pairs[k]!;
        entries.add(i, j, value);
        entries.add(j, i, -value);
      }
      return entries;
    }) ?? null
  );
}

/** The fields X ↦ X B_X that keep every word; null beyond the reach of exact elimination. */
export function rightFields(landscape: Landscape): LinearField[] | null {
  if (isVectorField(landscape) || landscape.variables.some(({ positivePart }) => positivePart)) return null;
  const places = placesOf(landscape);
  const start = new Map<string, number>();
  let unknowns = 0;
  const equations: Map<number, Rational>[] = [];
  for (const { symbol, constraint } of landscape.variables) {
    const p = symbol.columns;
    start.set(symbol.name, unknowns);
    const at = (i: number, j: number) => start.get(symbol.name)! + i * p + j;
    if (constraint !== "none")
      for (let i = 0; i < p; i++)
        for (let j = 0; j <= i; j++)
          if (constraint === "unit-columns") {
            equations.push(new Map([[at(i, j), ONE]]));
            if (i !== j) equations.push(new Map([[at(j, i), ONE]]));
          } else
            equations.push(
              i === j
                ? new Map([[at(i, i), ONE]])
                : new Map([
                    [at(i, j), ONE],
                    [at(j, i), ONE],
                  ]),
            );
    unknowns += p * p;
  }
  if (unknowns > MAX_UNKNOWNS) return null;
  const seen = new Set<string>();
  for (const { traces } of numericLoss(landscape).terms)
    for (const word of traces) {
      const isVariable = (l: Letter) => start.has(l.symbol.name);
      const first = word.findIndex(isVariable);
      if (first < 0) continue;
      const turned = [...word.slice(first), ...word.slice(0, first)];
      for (let k = 0; k < turned.length; k++) {
        const before = turned[k]!;
        if (!isVariable(before)) continue;
        let product: RationalMatrix | null = null;
        let l = k + 1;
        for (; !isVariable(turned[l % turned.length]!); l++) {
          const { symbol, transposed } = turned[l % turned.length]!;
          const value = landscape.constants.get(symbol.name)!;
          const factor = transposed ? value.transpose() : value;
          product = product === null ? factor : product.multiply(factor);
        }
        const after = turned[l % turned.length]!;
        if (before.transposed && !after.transposed) continue;
        const inner = before.transposed ? before.symbol.rows : before.symbol.columns;
        const c = product ?? RationalMatrix.identity(inner);
        const key = `${before.symbol.name}${before.transposed}|${after.symbol.name}${after.transposed}|${turned
          .slice(k + 1, l)
          .map((x) => x.symbol.name + x.transposed)
          .join()}`;
        if (seen.has(key)) continue;
        seen.add(key);
        for (let i = 0; i < c.rows; i++)
          for (let j = 0; j < c.columns; j++) {
            const equation = new Map<number, Rational>();
            const put = (place: number, value: Rational) => {
              if (!isZero(value)) equation.set(place, (equation.get(place) ?? ZERO).add(value));
            };
            if (!before.transposed)
              for (let t = 0; t < c.rows; t++)
                put(start.get(before.symbol.name)! + i * before.symbol.columns + t, c.get(t, j));
            if (after.transposed)
              for (let t = 0; t < c.columns; t++)
                put(start.get(after.symbol.name)! + j * after.symbol.columns + t, c.get(i, t));
            equations.push(equation);
          }
      }
    }
  const kernel = nullSpace(equations, unknowns);
  if (kernel === null) return null;
  return kernel.map((vector) => {
    const entries = new Entries();
    for (const [k, value] of vector)
      for (const { symbol } of landscape.variables) {
        const p = symbol.columns;
        const local = k - start.get(symbol.name)!;
        if (local < 0 || local >= p * p) continue;
        const [a, b] = [Math.floor(local / p), local % p];
        const { offset, rows } = places.get(symbol.name)!;
        // (X B)_ib gains X_ia B_ab.
        for (let i = 0; i < rows; i++) entries.add(offset + i * p + b, offset + i * p + a, value);
      }
    return entries;
  });
}

type SparseRow = Map<number, Rational>;

/** Integer basis vectors of {v : every equation vanishes}; null when it takes too long or outgrows the doubles. */
function nullSpace(equations: readonly SparseRow[], unknowns: number): Map<number, number>[] | null {
  const pivots = new Map<number, SparseRow>();
  let work = 0;
  const eliminate = (row: SparseRow, column: number, by: SparseRow) => {
    const factor = row.get(column)!;
    for (const [k, value] of by) {
      work++;
      const next = (row.get(k) ?? ZERO).sub(factor.mul(value));
      if (isZero(next)) row.delete(k);
      else row.set(k, next);
    }
  };
  for (const equation of equations) {
    const row: SparseRow = new Map([...equation].filter(([, value]) => !isZero(value)));
    for (const column of [...row.keys()]) {
      const pivot = pivots.get(column);
      if (pivot !== undefined && row.has(column)) eliminate(row, column, pivot);
    }
    if (work > BUDGET) return null;
    if (row.size === 0) continue;
    const [column, value] = [...row].reduce((best, entry) => (entry[0] < best[0] ? entry : best));
    for (const [k, v] of row) row.set(k, v.div(value));
    // Earlier rows stay free of every pivot column.
    for (const other of pivots.values()) if (other.has(column)) eliminate(other, column, row);
    pivots.set(column, row);
  }
  const basis: Map<number, number>[] = [];
  for (let free = 0; free < unknowns; free++) {
    if (pivots.has(free)) continue;
    const vector: SparseRow = new Map([[free, ONE]]);
    for (const [column, row] of pivots) {
      const value = row.get(free);
      if (value !== undefined) vector.set(column, value.neg());
    }
    let denominator = 1n;
    for (const { d } of vector.values()) denominator *= d / gcd(denominator, d);
    const integers = new Map<number, number>();
    for (const [k, value] of vector) {
      const scaled = toNumber(value.mul(denominator));
      if (!Number.isSafeInteger(scaled)) return null;
      integers.set(k, scaled);
    }
    basis.push(integers);
  }
  return basis;
}
