/**
 * LaTeX: formulas in `align*`, booktabs tables (longtable beyond a page), legend and notes under the table.
 *
 * A fragment needs amsmath, amssymb, booktabs, longtable (and siunitx when asked for) and T1 fonts in the document
 * that inputs it; `standalone` writes that document too, ready for pdflatex.
 * Not covered: breaking formulas that are wider than the page.
 */
import { cellTex, type Table } from "./columns.js";
import type { FormulaBlock, ReportDocument } from "./document.js";
import { escapeTex, oneLine } from "./escape.js";

export interface TexOptions {
  /** Plain text, escaped; the title when left out. */
  readonly caption?: string;
  /** `\label` of the first table; further tables append "-2", "-3", …. Letters, digits and `: . _ -`. */
  readonly label?: string;
  /** Numbers as siunitx's `\num{…}` instead of mathematics. */
  readonly siunitx?: boolean;
  /** A whole document instead of a fragment. */
  readonly standalone?: boolean;
  /** Lines of plain text, escaped, added under the first table. */
  readonly notes?: readonly string[];
}

/** Tables with more rows than fit a page become longtables. */
const PAGE_ROWS = 40;

const COLUMN = { left: "l", right: "r", wrap: "p{0.35\\linewidth}" } as const;

const LABEL = /^[A-Za-z0-9:._-]+$/;

/**
 * The document as LaTeX.
 *
 * @throws RangeError if the label holds other characters than the option allows.
 */
export function documentTex(document: ReportDocument, options: TexOptions = {}): string {
  if (options.label !== undefined && !LABEL.test(options.label))
    throw new RangeError(
      `label: expected letters, digits and ": . _ -", got ${JSON.stringify(options.label)}`,
    );
  const legend = document.notes.map(({ heading, lines }) => `${heading}: ${lines.join("; ")}`);
  const extra = [...(options.notes ?? []), ...legend];
  const body = document.formulas.map(formulaTex);
  document.tables.forEach((table, k) => {
    const first = k === 0;
    const caption = first ? (options.caption ?? document.title) : (table.heading ?? document.title);
    const label = options.label === undefined ? "" : `\\label{${options.label}${first ? "" : `-${k + 1}`}}`;
    const meanings = table.columns.flatMap(({ header, meaning }) =>
      meaning === undefined ? [] : [`${texHeader(header.tex)}: ${escapeTex(meaning)}`],
    );
    const notes = [
      ...(meanings.length === 0 ? [] : [`${meanings.join("; ")}.`]),
      ...(first ? extra.map(escapeTex) : []),
    ];
    body.push(tableTex(table, `\\caption{${escapeTex(caption)}}${label}`, notes, options.siunitx ?? false));
  });
  if (document.tables.length === 0) body.push(...extra.map((line) => `\\par ${escapeTex(line)}`));
  const fragment = `${body.join("\n\n")}\n`;
  return options.standalone
    ? standaloneTex(document.title, fragment, { siunitx: options.siunitx ?? false })
    : fragment;
}

/** A header that is not mathematics is escaped; ours are either `$…$` or words. */
const texHeader = (tex: string): string => (tex.startsWith("$") ? tex : escapeTex(tex));

function formulaTex({ heading, formulas }: FormulaBlock): string {
  const lines = formulas.map(({ label, tex }) => {
    const name = label === undefined ? "" : `\\text{\\texttt{${escapeTex(label)}}:}\\quad `;
    return `  ${name}& ${oneLine(tex)}`;
  });
  return [
    `\\noindent\\textbf{${escapeTex(heading)}}`,
    "\\begin{align*}",
    lines.join(" \\\\\n"),
    "\\end{align*}",
  ].join("\n");
}

function tableTex(table: Table, caption: string, notes: readonly string[], siunitx: boolean): string {
  const specification = table.columns.map(({ align }) => COLUMN[align]).join("");
  const head = `${table.columns.map(({ header }) => texHeader(header.tex)).join(" & ")} \\\\`;
  const rows = table.rows.map((row) => `${row.map((cell) => cellTex(cell, { siunitx })).join(" & ")} \\\\`);
  const under = notes.map((note) => `\\par\\smallskip ${note}`);
  if (table.rows.length > PAGE_ROWS)
    return [
      "{\\footnotesize\\setlength{\\tabcolsep}{4pt}",
      `\\begin{longtable}{${specification}}`,
      `${caption} \\\\`,
      `\\toprule\n${head}\n\\midrule\n\\endfirsthead`,
      `\\toprule\n${head}\n\\midrule\n\\endhead`,
      `\\midrule\n\\multicolumn{${table.columns.length}}{r}{continued on the next page} \\\\\n\\endfoot`,
      "\\bottomrule\n\\endlastfoot",
      ...rows,
      "\\end{longtable}",
      ...under,
      "\\par}",
    ].join("\n");
  return [
    "\\begin{table}[htbp]",
    "\\centering\\footnotesize\\setlength{\\tabcolsep}{4pt}",
    caption,
    `\\begin{tabular}{${specification}}`,
    `\\toprule\n${head}\n\\midrule`,
    ...rows,
    "\\bottomrule",
    "\\end{tabular}",
    ...(under.length === 0
      ? []
      : ["\\par\\begin{minipage}{\\linewidth}\\scriptsize", ...under, "\\end{minipage}"]),
    "\\end{table}",
  ].join("\n");
}

/** A whole document around a fragment, ready for pdflatex. */
export function standaloneTex(
  title: string,
  fragment: string,
  options: {
    readonly siunitx?: boolean;
    readonly preamble?: readonly string[];
    readonly portrait?: boolean;
  } = {},
): string {
  return [
    "\\documentclass[10pt]{article}",
    "\\usepackage[utf8]{inputenc}",
    "\\usepackage[T1]{fontenc}",
    "\\usepackage{textcomp}",
    // Outline fonts where they are installed; the default T1 fonts are bitmaps.
    "\\IfFileExists{lmodern.sty}{\\usepackage{lmodern}}{}",
    options.portrait
      ? "\\usepackage[a4paper,margin=25mm]{geometry}"
      : "\\usepackage[a4paper,landscape,margin=15mm]{geometry}",
    "\\usepackage{amsmath,amssymb}",
    "\\usepackage{booktabs,longtable}",
    ...(options.siunitx ? ["\\usepackage{siunitx}"] : []),
    ...(options.preamble ?? []),
    "\\begin{document}",
    `\\section*{${escapeTex(title)}}`,
    "",
    `${fragment}\\end{document}`,
    "",
  ].join("\n");
}
