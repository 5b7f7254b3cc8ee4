/**
 * Plain text: a title, formulas, aligned tables, notes. Widths count code points.
 *
 * Not covered: double-width characters, which line up a column too far to the right.
 */
import { cellText, type Table } from "./columns.js";
import type { ReportDocument } from "./document.js";
import { oneLine } from "./escape.js";

/** The document as text, ending with a line break. */
export function documentText({ title, formulas, tables, notes }: ReportDocument): string {
  const sections = [oneLine(title)];
  for (const block of formulas) {
    const labels = block.formulas.map(({ label }) => (label === undefined ? "" : `${label}:  `));
    const width = Math.max(0, ...labels.map(length));
    const lines = block.formulas.map(({ text }, k) => `  ${labels[k]!.padEnd(width)}${oneLine(text)}`);
    sections.push([block.heading, ...lines].join("\n"));
  }
  for (const table of tables)
    sections.push([...(table.heading === undefined ? [] : [table.heading]), ...tableLines(table)].join("\n"));
  for (const { heading, lines } of notes)
    sections.push([heading, ...lines.map((line) => `  ${oneLine(line)}`)].join("\n"));
  return `${sections.join("\n\n")}\n`;
}

const length = (text: string): number => [...text].length;

function tableLines({ columns, rows }: Table): string[] {
  const cells = rows.map((row) => row.map(cellText));
  const widths = columns.map(({ header }, j) =>
    cells.reduce((width, row) => Math.max(width, length(row[j]!)), length(header)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, j) => {
        const padding = " ".repeat(widths[j]! - length(text));
        return columns[j]!.align === "right" ? padding + text : text + padding;
      })
      .join("  ")
      .trimEnd();
  return [
    line(columns.map(({ header }) => header)),
    widths.map((width) => "-".repeat(width)).join("  "),
    ...cells.map(line),
  ];
}
