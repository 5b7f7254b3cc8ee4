/** Markdown as GitHub reads it: headings, `$$` formulas, pipe tables, bullet lists. */
import { cellMarkdown } from "./columns.js";
import { escapeMarkdown, markdownCode, oneLine } from "./escape.js";
/** The document as Markdown, ending with a line break. */
export function documentMarkdown({ title, formulas, tables, notes }) {
    const sections = [`# ${escapeMarkdown(title)}`];
    for (const block of formulas) {
        sections.push(`## ${escapeMarkdown(block.heading)}`);
        for (const { label, tex } of block.formulas) {
            if (label !== undefined)
                sections.push(`${markdownCode(label)}:`);
            sections.push(`$$\n${oneLine(tex)}\n$$`);
        }
    }
    for (const table of tables) {
        if (table.heading !== undefined)
            sections.push(`## ${escapeMarkdown(table.heading)}`);
        sections.push(tableLines(table).join("\n"));
    }
    for (const { heading, lines } of notes) {
        sections.push(`## ${escapeMarkdown(heading)}`);
        sections.push(lines.map((line) => `- ${escapeMarkdown(line)}`).join("\n"));
    }
    return `${sections.join("\n\n")}\n`;
}
function tableLines({ columns, rows }) {
    const line = (cells) => `| ${cells.join(" | ")} |`;
    return [
        line(columns.map(({ header }) => escapeMarkdown(header.text))),
        line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
        ...rows.map((row) => line(row.map(cellMarkdown))),
    ];
}
