/**
 * A report as text in a format, from what every kind of report says of itself: the border between kinds (`render.ts`) and formats.
 *
 *   text, tex, md   the document, tables without rows left out
 *   json            the JSON value
 *   csv             the main table
 */
import type { Json } from "../files/json-text.js";
import { tableCsv } from "./csv.js";
import type { ReportDocument } from "./document.js";
import type { Format } from "./formats.js";
import { jsonText } from "./json.js";
import { documentMarkdown } from "./markdown.js";
import { documentTex, type TexOptions } from "./tex.js";
import { documentText } from "./text.js";
import { CENSUS_HEADING, rowsWhere, type TableView, viewTable } from "./view.js";

/** What formats are made of: nothing is computed before it is asked for. */
export interface ReportParts {
  readonly document: () => ReportDocument;
  readonly json: () => Json;
  /** Where the text is not the document's. */
  readonly text?: () => string;
  /** Where CSV is not the main table. */
  readonly csv?: () => string;
  /** Columns that views know; none where it takes no view. */
  readonly keys: readonly string[];
  /** The document of the rows that satisfy a condition, where it is more than fewer rows. */
  readonly filtered?: (where: string) => ReportDocument;
}

/** A format from outside: it sets documents, of which all reports but theorems are made. */
export interface OutputFormat {
  write(document: ReportDocument): string;
}

/**
 * The report as text, ending with a line break.
 *
 * @param tex read only when `format` is "tex".
 * @param view of the main table, in every format but JSON.
 * @throws RangeError if a number in it is NaN or infinite.
 */
export function formatted(
  parts: ReportParts,
  format: Format | OutputFormat,
  tex: TexOptions,
  view: TableView,
): string {
  return typeof format === "string" ? WRITERS[format](parts, view, tex) : format.write(readable(parts, view));
}

const WRITERS: {
  readonly [Name in Format]: (parts: ReportParts, view: TableView, tex: TexOptions) => string;
} = {
  text: (parts, view) => parts.text?.() ?? documentText(readable(parts, view)),
  json: (parts) => jsonText(parts.json()),
  tex: (parts, view, tex) => documentTex(readable(parts, view), tex),
  md: (parts, view) => documentMarkdown(readable(parts, view)),
  csv: (parts, view) => parts.csv?.() ?? tableCsv(viewed(parts, view).tables[0]!),
};

/** The document with its main table under a view. */
function viewed(parts: ReportParts, view: TableView): ReportDocument {
  const { where } = view;
  const document =
    where === undefined
      ? parts.document()
      : (parts.filtered?.(where) ?? filtered(parts.document(), where, parts.keys));
  const [main, ...others] = document.tables;
  if (main === undefined) return document;
  const shown = view.census === false ? others.filter(({ heading }) => heading !== CENSUS_HEADING) : others;
  return { ...document, tables: [viewTable(main, view), ...shown] };
}

function filtered(document: ReportDocument, where: string, keys: readonly string[]): ReportDocument {
  const [main, ...others] = document.tables;
  if (main === undefined) return document;
  const kept = rowsWhere(main, where, keys);
  const line = `filtered: ${kept.length} of ${main.rows.length} rows, where ${where}; the rest of the report is that of all`;
  return {
    ...document,
    tables: [{ ...main, rows: kept.map((k) => main.rows[k]!) }, ...others],
    notes: [{ heading: "List", lines: [line] }, ...document.notes],
  };
}

/** The document for a reader: a table without rows says nothing that its notes do not. */
function readable(parts: ReportParts, view: TableView): ReportDocument {
  const document = viewed(parts, view);
  return { ...document, tables: document.tables.filter(({ rows }) => rows.length > 0) };
}
