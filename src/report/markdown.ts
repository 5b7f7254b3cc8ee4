/** Markdown as GitHub reads it: headings, `$$` formulas, pipe tables, bullet lists. */
import { cellMarkdown, type Table } from "./columns.js";
import type { ReportDocument } from "./document.js";
import { escapeMarkdown, markdownCode, oneLine } from "./escape.js";

/** The document as Markdown, ending with a line break. */
export function documentMarkdown({ title, formulas, tables, notes }: ReportDocument): string {
  const sections = [`# ${escapeMarkdown(title)}`];
  for (const block of formulas) {
    sections.push(`## ${escapeMarkdown(block.heading)}`);
    for (const { label, tex } of block.formulas) {
      if (label !== undefined) sections.push(`${markdownCode(label)}:`);
      sections.push(`$$\n${oneLine(tex)}\n$$`);
    }
  }
  for (const table of tables) {
    if (table.heading !== undefined) sections.push(`## ${escapeMarkdown(table.heading)}`);
    sections.push(tableLines(table).join("\n"));
  }
  for (const { heading, lines } of notes) {
    sections.push(`## ${escapeMarkdown(heading)}`);
    sections.push(lines.map((line) => `- ${escapeMarkdown(line)}`).join("\n"));
  }
  return `${sections.join("\n\n")}\n`;
}

function tableLines({ columns, rows }: Table): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ header }) => escapeMarkdown(header))),
    line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.map((row) => line(row.map(cellMarkdown))),
  ];
}
