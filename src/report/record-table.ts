/**
 * Tables of records from their tables of fields (`atlas/record/codec.ts`): the columns that the fields declare, in their order, and
 * the footnotes to their cells.
 */
import type { FieldColumn, Fields, RecordOf } from "../atlas/record/codec.js";
import {
  type Cell,
  type Column,
  codeCell,
  exactCell,
  integerCell,
  markedCell,
  NONE,
  numberCell,
  textCell,
} from "./columns.js";
import { oneLine } from "./escape.js";

/** Footnotes and their marks. */
export type Marks = ReadonlyMap<string, string>;

const NO_MARKS: Marks = new Map();

const CELLS: Readonly<Record<FieldColumn<never>["cell"], (shown: never, digits?: number) => Cell>> = {
  code: codeCell,
  text: textCell,
  exact: exactCell,
  integer: integerCell,
  number: numberCell,
};

/**
 * The columns of a table of records.
 *
 * @param marks of the footnotes, from `marksOf`; a note without one is left out.
 */
export function recordColumns<F extends Fields>(
  fields: F,
  marks: Marks = NO_MARKS,
): readonly Column<RecordOf<F>>[] {
  const declared = Object.entries(fields).flatMap(([name, { columns }]) =>
    columns.map((column: FieldColumn<unknown>) => ({
      before: column.before,
      column: recordColumn<RecordOf<F>>(name, column, marks),
    })),
  );
  const ordered = declared.flatMap(({ column, before }) => (before === undefined ? [column] : []));
  for (const { column, before } of declared) {
    if (before === undefined) continue;
    const at = ordered.findIndex(({ key }) => key === before);
    ordered.splice(at < 0 ? ordered.length : at, 0, column);
  }
  return ordered;
}

function recordColumn<R>(name: string, column: FieldColumn<unknown>, marks: Marks): Column<R> {
  const { key = snakeCase(name), header, tex, meaning, expendable, cell } = column;
  return {
    key,
    header,
    ...(tex === undefined ? {} : { tex }),
    align: column.align ?? (cell === "code" || cell === "text" ? "left" : "right"),
    ...(meaning === undefined ? {} : { meaning }),
    ...(expendable === undefined ? {} : { expendable }),
    cell: (record) => cellOf(column, (record as Readonly<Record<string, unknown>>)[name], marks),
  };
}

function cellOf(column: FieldColumn<unknown>, value: unknown, marks: Marks): Cell {
  if (value === undefined) return NONE;
  const shown = column.show === undefined ? value : column.show(value);
  if (shown === undefined) return NONE;
  if (column.note !== undefined) return markedCell(String(shown), marks.get(column.note(value)));
  return CELLS[column.cell](shown as never, column.digits);
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A letter for every footnote to the records, in their order: a, b, …, z, aa, ab, … */
export function marksOf<F extends Fields>(fields: F, records: readonly RecordOf<F>[]): Marks {
  const marks = new Map<string, string>();
  const noted = Object.entries(fields).flatMap(([name, { columns }]) =>
    columns.flatMap(({ note }: FieldColumn<unknown>) => (note === undefined ? [] : [{ name, note }])),
  );
  for (const record of records)
    for (const { name, note } of noted) {
      const value = (record as Readonly<Record<string, unknown>>)[name];
      const said = value === undefined ? "" : note(value);
      if (oneLine(said) !== "" && !marks.has(said)) marks.set(said, letters(marks.size));
    }
  return marks;
}

function letters(k: number): string {
  const last = String.fromCharCode(97 + (k % 26));
  return k < 26 ? last : letters(Math.floor(k / 26) - 1) + last;
}
