/**
 * CSV after RFC 4180: the document's first table, a header of stable column keys, CRLF line ends, full precision.
 *
 * Not covered: formulas, notes and further tables; JSON carries everything.
 */
import { cellCsv } from "./columns.js";
import { csvField } from "./escape.js";
/** The table as CSV. */
export function tableCsv({ columns, rows }) {
    const lines = [columns.map(({ key }) => csvField(key)), ...rows.map((row) => row.map(cellCsv))];
    return lines.map((line) => `${line.join(",")}\r\n`).join("");
}
