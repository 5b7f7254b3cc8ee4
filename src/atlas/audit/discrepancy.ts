/**
 * What `check` says: statements of a stored atlas that are not so, each with the audit that found it and its place in the file.
 */
import type { Fields, RecordOf } from "../record/codec.js";

/** The audits, in the order of the table in `check.ts`. */
export const CHECK_AUDITS = [
  "stationarity",
  "inertia",
  "value",
  "distinct",
  "census",
  "morse-euler",
  "list",
  "claims",
  "verdict",
  "independent",
] as const;

/** One of the audits. */
export type CheckAudit = (typeof CHECK_AUDITS)[number];

/** One statement of the file that is not so. */
export interface Discrepancy {
  readonly audit: CheckAudit;
  /** Where in the file, such as `components[3].index`. */
  readonly place: string;
  /** `expected X, got Y`. */
  readonly text: string;
}

/** The discrepancies found so far. */
export class Findings {
  readonly found: Discrepancy[] = [];

  /** One more. */
  report(audit: CheckAudit, place: string, expected: unknown, got: unknown): void {
    this.found.push({ audit, place, text: `expected ${shown(expected)}, got ${shown(got)}` });
  }

  /** One for every place where two JSON values differ. */
  same(audit: CheckAudit, place: string, got: unknown, expected: unknown): void {
    compare(got, expected, place, (where, want, have) => this.report(audit, where, want, have));
  }

  /**
   * One for every place where a stored record differs from the recomputed one, in the fields that are compared (`Comparison`).
   *
   * @param elsewhere of a record at another point than the recomputed one: what the fields that belong to the point are there.
   */
  sameFields<F extends Fields>(
    audit: CheckAudit,
    place: string,
    fields: F,
    stored: RecordOf<F>,
    recomputed: RecordOf<F>,
    elsewhere?: readonly RecordOf<F>[],
  ): void {
    const valueIn = (record: RecordOf<F>, name: string) =>
      (record as Readonly<Record<string, unknown>>)[name];
    for (const [name, { codec, comparison, accepts }] of Object.entries(fields)) {
      if (comparison === "own") continue;
      const json = (record: RecordOf<F>) => {
        const value = valueIn(record, name);
        return value === undefined ? undefined : codec.write(value);
      };
      const got = json(stored);
      const expected = json(recomputed);
      const agrees =
        isSame(got, expected) ||
        (got !== undefined &&
          expected !== undefined &&
          accepts?.(valueIn(stored, name), valueIn(recomputed, name)) === true) ||
        (comparison === "point" &&
          elsewhere !== undefined &&
          [recomputed, ...elsewhere].some((other) => nearly(got, json(other))));
      if (!agrees) this.same(audit, place === "" ? name : `${place}.${name}`, got, expected);
    }
  }
}

type Report = (place: string, expected: unknown, got: unknown) => void;

/** Deep equality; reports the first place on every path where the two differ. */
function compare(got: unknown, expected: unknown, place: string, report: Report): void {
  if (got === expected) return;
  const plain = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null;
  if (!plain(got) || !plain(expected) || Array.isArray(got) !== Array.isArray(expected)) {
    report(place, expected, got);
    return;
  }
  const at = (key: string) =>
    Array.isArray(got) ? `${place}[${key}]` : place === "" ? key : `${place}.${key}`;
  for (const key of new Set([...Object.keys(expected), ...Object.keys(got)]))
    compare(got[key], expected[key], at(key), report);
}

/** Whether two values are the same in every place. */
export function isSame(got: unknown, expected: unknown): boolean {
  let equal = true;
  compare(got, expected, "", () => {
    equal = false;
  });
  return equal;
}

/** Numbers that agree to the rounding of another point of the same component. */
const NEARLY = 1e-9;
/** Below this size they agree absolutely. */
const LEAST_SIZE = 1e-3;

function nearly(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number")
    return Math.abs(a - b) <= NEARLY * Math.max(LEAST_SIZE, Math.abs(a), Math.abs(b));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => nearly((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

/** Characters of a value in a discrepancy. */
const LONGEST = 160;

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text =
    typeof value === "string" ? value : typeof value === "bigint" ? `${value}` : JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
