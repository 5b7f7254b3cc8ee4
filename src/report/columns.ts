/**
 * The shared column model: a table is columns × rows of typed cells, and text, Markdown, TeX and CSV only differ in
 * how they print a cell. So no format can show a column, a row or a value that another does not.
 */
import { csvField, escapeMarkdown, escapeTex, markdownCode, oneLine } from "./escape.js";
import { formatNumber, type TexNumberStyle, texDecimal, texExact, texInteger } from "./number.js";

/** One entry of a table, typed: the formats decide how it is set. */
export type Cell =
  | { readonly kind: "none" }
  | { readonly kind: "number"; readonly value: number; readonly digits: number }
  | { readonly kind: "integer"; readonly value: bigint | number }
  /** An exact value as text, such as "-1/2". */
  | { readonly kind: "exact"; readonly text: string }
  /** An identifier, set in a typewriter face. */
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  /** Text with a footnote mark; CSV leaves the mark out. */
  | { readonly kind: "marked"; readonly text: string; readonly mark: string };

/** A column: its header, and the cell that it has in a row. */
export interface Column<Row> {
  /** Header in CSV, for scripts. */
  readonly key: string;
  /** Above the column, for readers. */
  readonly header: string;
  /** The header in TeX, `$…$`, where it is mathematics. */
  readonly tex?: string;
  /** `wrap` is prose: left-aligned, broken into lines where the format can. */
  readonly align: "left" | "right" | "wrap";
  /** In print, where a line has no room for all: the larger, the sooner left out; 0 never. 1 when left out, 0 for the first. */
  readonly expendable?: number;
  /** What the header means, for the legend under a table; left out where the header says it. */
  readonly meaning?: string;
  readonly cell: (row: Row) => Cell;
}

/** Cells under their columns, row by row. */
export interface Table {
  readonly heading?: string;
  readonly columns: readonly Omit<Column<never>, "cell">[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A cell without content. */
export const NONE: Cell = { kind: "none" };

/** A double with so many significant digits; nothing where there is none. */
export const numberCell = (value: number | undefined, digits = 6): Cell =>
  value === undefined ? NONE : { kind: "number", value, digits };

/** An integer of any size. */
export const integerCell = (value: bigint | number | undefined): Cell =>
  value === undefined ? NONE : { kind: "integer", value };

/** An exact value, given as text. */
export const exactCell = (text: string | undefined): Cell =>
  text === undefined ? NONE : { kind: "exact", text };

/** An identifier. */
export const codeCell = (text: string): Cell => ({ kind: "code", text });

/** Text with a footnote mark of small letters. */
export const markedCell = (text: string, mark: string | undefined): Cell =>
  mark === undefined ? { kind: "text", text } : { kind: "marked", text, mark };

/** Words; nothing where there are none. */
export const textCell = (text: string | undefined): Cell =>
  text === undefined ? NONE : { kind: "text", text };

/** The table of `rows` under `columns`; a column that is empty in every row is dropped. */
export function buildTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  heading?: string,
): Table {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const kept = columns.map((_, j) => rows.length === 0 || cells.some((row) => row[j]!.kind !== "none"));
  return {
    ...(heading === undefined ? {} : { heading }),
    columns: columns.filter((_, j) => kept[j]).map(({ cell: _, ...column }) => column),
    rows: cells.map((row) => row.filter((_, j) => kept[j])),
  };
}

/** A cell of the aligned text table. */
export function cellText(cell: Cell): string {
  switch (cell.kind) {
    case "none":
      return "";
    case "number":
      return formatNumber(cell.value, cell.digits);
    case "integer":
      return cell.value.toString();
    case "marked":
      return `${oneLine(cell.text)} (${cell.mark})`;
    default:
      return oneLine(cell.text);
  }
}

/** A cell of a TeX table. */
export function cellTex(cell: Cell, style: TexNumberStyle): string {
  switch (cell.kind) {
    case "none":
      return "";
    case "number":
      return texDecimal(formatNumber(cell.value, cell.digits), style);
    case "integer":
      return texInteger(cell.value, style);
    case "exact":
      return texExact(cell.text) ?? escapeTex(cell.text);
    case "code":
      return `\\texttt{${escapeTex(cell.text)}}`;
    case "text":
      return escapeTex(cell.text);
    case "marked":
      return `${escapeTex(cell.text)}\\textsuperscript{${cell.mark}}`;
  }
}

/** A cell of a Markdown table. */
export function cellMarkdown(cell: Cell): string {
  if (cell.kind === "code") return markdownCode(cell.text);
  return cell.kind === "text" || cell.kind === "exact" ? escapeMarkdown(cell.text) : cellText(cell);
}

/** A CSV field; numbers keep every digit, so that reading them back gives the same double. */
export function cellCsv(cell: Cell): string {
  if (cell.kind === "number") {
    formatNumber(cell.value); // refuses NaN and infinities
    return String(cell.value === 0 ? 0 : cell.value);
  }
  return cell.kind === "none" || cell.kind === "integer" ? cellText(cell) : csvField(cell.text);
}
