/**
 * The shared column model: a table is columns × rows of typed cells, and text, Markdown, TeX and CSV only differ in
 * how they print a cell. So no format can show a column, a row or a value that another does not.
 */
import { csvField, escapeMarkdown, escapeTex, markdownCode, oneLine } from "./escape.js";
import { formatNumber, texDecimal, texExact, texInteger } from "./number.js";
export const NONE = { kind: "none" };
export const numberCell = (value, digits = 6) => value === undefined ? NONE : { kind: "number", value, digits };
export const integerCell = (value) => value === undefined ? NONE : { kind: "integer", value };
export const exactCell = (text) => text === undefined ? NONE : { kind: "exact", text };
export const codeCell = (text) => ({ kind: "code", text });
export const textCell = (text) => text === undefined ? NONE : { kind: "text", text };
/** The table of `rows` under `columns`; a column that is empty in every row is dropped. */
export function buildTable(rows, columns, heading) {
    const cells = rows.map((row) => columns.map((column) => column.cell(row)));
    const kept = columns.map((_, j) => rows.length === 0 || cells.some((row) => row[j].kind !== "none"));
    return {
        ...(heading === undefined ? {} : { heading }),
        columns: columns.filter((_, j) => kept[j]).map(({ cell: _, ...column }) => column),
        rows: cells.map((row) => row.filter((_, j) => kept[j])),
    };
}
/** A cell of the aligned text table. */
export function cellText(cell) {
    switch (cell.kind) {
        case "none":
            return "";
        case "number":
            return formatNumber(cell.value, cell.digits);
        case "integer":
            return cell.value.toString();
        default:
            return oneLine(cell.text);
    }
}
export function cellTex(cell, style) {
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
    }
}
export function cellMarkdown(cell) {
    if (cell.kind === "code")
        return markdownCode(cell.text);
    return cell.kind === "text" || cell.kind === "exact" ? escapeMarkdown(cell.text) : cellText(cell);
}
/** A CSV field; numbers keep every digit, so that reading them back gives the same double. */
export function cellCsv(cell) {
    if (cell.kind === "number") {
        formatNumber(cell.value); // refuses NaN and infinities
        return String(cell.value === 0 ? 0 : cell.value);
    }
    return cell.kind === "none" || cell.kind === "integer" ? cellText(cell) : csvField(cell.text);
}
