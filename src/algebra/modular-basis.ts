/**
 * The Gröbner basis of equations modulo a prime, with its trace: counts, quotients in floating point and representations over Q begin with the
 * same one, which is computed once.
 *
 * The last one is kept, up to `MOST_KEPT_ENTRIES`. Whoever takes it is charged what it took, so that limits end the same way whether it was there
 * or not.
 */

import type { PrimeField } from "../exact/prime-field.js";
import { basisTracedUpTo, type MaybeTracedBasis, type TracedBasis, tracedGroebnerBasis } from "./groebner.js";
import { MonomialTable } from "./monomials.js";
import { MOST_KEPT_ENTRIES } from "./options.js";
import { type IntegerEquation, modulo } from "./system.js";
import type { Work } from "./work.js";

/** A basis over a table of its own, to which others may add monomials. */
type InTable<Basis> = Basis & { readonly table: MonomialTable };

/** Of the entries that a count may hold, how much its trace may take. Chosen: the basis itself takes less than the rest. `signals.test.ts` */
const TRACE_SHARE = 1 / 4;

interface Kept {
  readonly equations: readonly IntegerEquation[];
  readonly prime: number;
  readonly basis: InTable<TracedBasis>;
  /** What it took, and was allowed to hold. */
  readonly operations: number;
  readonly entries: number;
}

let kept: Kept | undefined;

/**
 * With its trace.
 *
 * @param equations in `variables` variables, over the whole of which the order is degree reverse lexicographic.
 * @throws BudgetExceeded, DegreeOverflow
 * @example modularBasis(x² − 2, xy − 1, 2, …).basis // y² − 1/2 and x − 2y modulo p, by ascending leading monomial: x, y²
 */
export function modularBasis(
  equations: readonly IntegerEquation[],
  variables: number,
  field: PrimeField,
  work: Work,
): InTable<TracedBasis> {
  return compute(equations, variables, field, work, tracedGroebnerBasis);
}

/** For a count, which takes no more memory than it needs: with a trace only where that is small. @throws BudgetExceeded, DegreeOverflow */
export function basisForCount(
  equations: readonly IntegerEquation[],
  variables: number,
  field: PrimeField,
  work: Work,
): InTable<MaybeTracedBasis> {
  const most = Math.min(MOST_KEPT_ENTRIES, work.entries * TRACE_SHARE);
  return compute(equations, variables, field, work, (...args) => basisTracedUpTo(most, ...args));
}

function compute<Basis extends MaybeTracedBasis>(
  equations: readonly IntegerEquation[],
  variables: number,
  field: PrimeField,
  work: Work,
  engine: (...args: Parameters<typeof tracedGroebnerBasis>) => Basis,
): InTable<Basis | TracedBasis> {
  if (
    kept !== undefined &&
    kept.prime === field.p &&
    kept.entries <= work.entries &&
    kept.basis.table.variables === variables &&
    areSame(kept.equations, equations)
  ) {
    work.spend(kept.operations);
    return kept.basis;
  }
  kept = undefined;
  const before = work.done;
  const table = new MonomialTable(variables);
  const found = engine(modulo(equations, table, field), table, field, work);
  const { trace, held } = found;
  if (trace === undefined || held > MOST_KEPT_ENTRIES) return { ...found, table };
  const basis = { ...found, trace, table };
  const operations = work.done - before;
  kept = { equations, prime: field.p, basis, operations, entries: work.entries };
  return basis;
}

/** What is kept, as plain data for another thread. */
export interface KeptBasis extends Omit<Kept, "basis"> {
  readonly variables: number;
  readonly basis: TracedBasis;
  /** Of the monomials of the table, by their numbers. */
  readonly exponents: Uint16Array;
}

/** The basis that is kept of these equations, to be handed to another thread; undefined where there is none. */
export function keptBasis(equations: readonly IntegerEquation[]): KeptBasis | undefined {
  if (kept === undefined || !areSame(kept.equations, equations)) return undefined;
  const { table, ...basis } = kept.basis;
  const { variables, size, exponents } = table;
  return { ...kept, variables, basis, exponents: exponents.slice(0, size * variables) };
}

/** Keeps what another thread has computed. */
export function keepBasis({ variables, exponents, ...found }: KeptBasis): void {
  const table = new MonomialTable(variables);
  for (let at = 0; at < exponents.length; at += variables) table.of(exponents.subarray(at, at + variables));
  kept = { ...found, basis: { ...found.basis, table } };
}

const areSame = (f: readonly IntegerEquation[], g: readonly IntegerEquation[]): boolean =>
  f === g ||
  (f.length === g.length &&
    f.every(({ exponents, coefficients }, i) => {
      const other = g[i]!;
      return (
        coefficients.length === other.coefficients.length &&
        coefficients.every((c, k) => c === other.coefficients[k]) &&
        exponents.every((a, k) => a.every((e, v) => e === other.exponents[k]![v]))
      );
    }));
