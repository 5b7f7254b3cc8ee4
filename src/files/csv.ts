/**
 * Tables of text with separators (CSV, RFC 4180): records of cells, each with the line that it ends in.
 *
 * Quotes, line ends (of Unix and of Windows) and the byte order mark are the parser's work; sizes, and how many cells a record has, are checked here and
 * refused with the line. Blank lines are passed over. Not covered: other encodings than UTF-8, comments.
 */
import { createRequire } from "node:module";
import type * as CsvParse from "csv-parse/sync";
import { ProblemError, show } from "./problem-error.js";

/** Larger files are not read. */
const MAX_MEGABYTES = 64;
/** More lines or columns are refused. */
const MAX_LINES = 100_000;
const MAX_COLUMNS = 1000;
/** A cell is a number, a name or a label. */
const MAX_CELL = 400;

/** What stands between cells. */
export const SEPARATORS = [",", ";", "\t"] as const;
/** What stands between cells. */
export type Separator = (typeof SEPARATORS)[number];

/** One record: cells without blanks around them, and the number of its last line, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The records of a table.
 *
 * @param bytes in UTF-8.
 * @param separator of its cells.
 * @param path where the file is named, for refusals.
 * @throws ProblemError for what is no such table, has records of different lengths, or is too large.
 * @returns at least one record, all of as many cells.
 * @example readCsv(Buffer.from("a,b\n1,2"), ",", ["file"])[1].cells // ["1", "2"]
 */
export function readCsv(
  bytes: Uint8Array,
  separator: Separator,
  path: readonly PropertyKey[],
): readonly CsvRecord[] {
  if (bytes.length > MAX_MEGABYTES * 2 ** 20)
    throw new ProblemError(path, `at most ${MAX_MEGABYTES} MB`, `${(bytes.length / 2 ** 20).toFixed(1)} MB`);
  const records = parsed(textOf(bytes, path), separator, path);
  const first = records[0];
  if (first === undefined) throw new ProblemError(path, "a table", "no rows");
  if (first.cells.length > MAX_COLUMNS)
    throw new ProblemError(path, `at most ${MAX_COLUMNS} columns`, `${first.cells.length} of them`);
  for (const { line, cells } of records) {
    if (cells.length !== first.cells.length)
      throw new ProblemError(
        path,
        `${first.cells.length} cells in row ${line} as in the first`,
        `${cells.length}`,
      );
    const long = cells.findIndex((cell) => cell.length > MAX_CELL);
    if (long >= 0)
      throw new ProblemError(
        path,
        `at most ${MAX_CELL} characters in row ${line}, column ${long + 1}`,
        `${cells[long]!.length}`,
      );
  }
  return records;
}

function textOf(bytes: Uint8Array, path: readonly PropertyKey[]): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ProblemError(path, "text in UTF-8", "other bytes");
  }
}

/** Ends of lines; those of Windows are one. */
function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

/** A record as the parser gives it with `info`. */
interface Parsed {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

function parsed(text: string, separator: Separator, path: readonly PropertyKey[]): readonly CsvRecord[] {
  if (linesOf(text) > MAX_LINES) throw new ProblemError(path, `at most ${MAX_LINES} rows`, "more");
  // Loaded here: most problems name no table.
  const { parse } = createRequire(import.meta.url)("csv-parse/sync") as typeof CsvParse;
  try {
    const records = parse(text, {
      bom: true,
      delimiter: separator,
      info: true,
      record_delimiter: ["\n", "\r\n"],
      trim: true,
      skip_empty_lines: true,
      // Lengths are compared above, where the row can be named.
      relax_column_count: true,
    }) as unknown as readonly Parsed[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    const { code, lines } = error as { readonly code?: string; readonly lines?: number };
    if (code?.startsWith("CSV_") !== true && code !== "INVALID_OPENING_QUOTE") throw error;
    const found = text.split(/\r?\n/)[(lines ?? 1) - 1];
    throw new ProblemError(path, `cells whose double quotes match in row ${lines}`, show(found));
  }
}
