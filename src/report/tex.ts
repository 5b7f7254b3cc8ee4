/**
 * LaTeX: formulas in `align*`, booktabs tables (longtable beyond a page), legend and notes under the table.
 *
 * Formulas break, and columns are chosen, so that nothing is wider than the text block (`tex-layout.ts`); columns that are left
 * out are named under the table. A fragment needs amsmath, amssymb, array, booktabs, longtable (and siunitx when asked for) and T1
 * fonts in the document that inputs it; `standalone` writes that document too, ready for pdflatex.
 */
import { cellTex, type Table } from "./columns.js";
import type { FormulaBlock, ReportDocument } from "./document.js";
import { escapeTex, oneLine } from "./escape.js";
import { INCH } from "./length.js";
import { breakableCode, breakFormula, fitColumns, type TexColumn } from "./tex-layout.js";
import { texWidth } from "./tex-width.js";

/** How a document is set in TeX. */
export interface TexOptions {
  /** Plain text, escaped; the title when left out. */
  readonly caption?: string;
  /** `\label` of the first table; further tables append "-2", "-3", …. Letters, digits and `: . _ -`. */
  readonly label?: string;
  /** Numbers as siunitx's `\num{…}` instead of mathematics. */
  readonly siunitx?: boolean;
  /** A whole document instead of a fragment. */
  readonly standalone?: boolean;
  /** Width of the text block in points of TeX; 5.5 in, or of a standalone document that of its page, when left out. */
  readonly width?: number;
  /** Lines of plain text, escaped, added under the first table. */
  readonly notes?: readonly string[];
}

/** Tables with more rows than fit a page become longtables. */
const PAGE_ROWS = 40;

/** Text blocks: a fragment's, where nothing is said; landscape and portrait A4 with the margins of `standaloneTex`. */
const TEXT_WIDTH = {
  fragment: 5.5 * INCH,
  landscape: ((297 - 2 * 15) / 25.4) * INCH,
  portrait: ((210 - 2 * 25) / 25.4) * INCH,
} as const;

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
  const width = options.width ?? (options.standalone ? TEXT_WIDTH.landscape : TEXT_WIDTH.fragment);
  const body = document.formulas.map((block) => formulaTex(block, width));
  document.tables.forEach((table, k) => {
    const first = k === 0;
    const caption = first ? (options.caption ?? document.title) : (table.heading ?? document.title);
    const label = options.label === undefined ? "" : `\\label{${options.label}${first ? "" : `-${k + 1}`}}`;
    const layout = layOut(table, width, options.siunitx ?? false);
    const meanings = layout.kept.flatMap((j) => {
      const { meaning } = table.columns[j]!;
      return meaning === undefined ? [] : [`${texHeader(table.columns[j]!)}: ${escapeTex(meaning)}`];
    });
    const omitted = table.columns.filter((_, j) => !layout.kept.includes(j));
    const notes = [
      ...(meanings.length === 0 ? [] : [`${meanings.join("; ")}.`]),
      ...(omitted.length === 0 ? [] : [`Left out for want of room: ${omitted.map(texHeader).join(", ")}.`]),
      ...(first ? extra.map(escapeTex) : []),
    ];
    body.push(tableTex(layout, `\\caption{${escapeTex(caption)}}${label}`, notes));
  });
  if (document.tables.length === 0) body.push(...extra.map((line) => `\\par ${escapeTex(line)}`));
  const fragment = `${body.join("\n\n")}\n`;
  return options.standalone
    ? standaloneTex(document.title, fragment, {
        siunitx: options.siunitx ?? false,
        ...(options.width === undefined ? {} : { width: options.width }),
      })
    : fragment;
}

const texHeader = ({ header, tex }: Table["columns"][number]): string => tex ?? escapeTex(header);

function formulaTex({ heading, formulas }: FormulaBlock, width: number): string {
  const names = formulas.map(({ label }) =>
    label === undefined ? "" : `\\text{\\texttt{${escapeTex(label)}}:}\\quad `,
  );
  const used = Math.max(0, ...names.map((name) => texWidth(name, 10, true)));
  const lines = formulas.map(({ tex }, k) => {
    const [first, ...others] = breakFormula(oneLine(tex), width, used);
    return [`  ${names[k]}& ${first}`, ...others.map((line) => `  & \\quad ${line}`)].join(" \\\\\n");
  });
  return [
    `\\noindent\\textbf{${escapeTex(heading)}}`,
    "\\begin{align*}",
    lines.join(" \\\\\n"),
    "\\end{align*}",
  ].join("\n");
}

/** A table as it is set: header and rows of the columns that fit. */
interface Layout {
  readonly kept: readonly number[];
  readonly specification: string;
  readonly head: string;
  readonly rows: readonly string[];
}

function layOut(table: Table, width: number, siunitx: boolean): Layout {
  const cells = table.rows.map((row) => row.map((cell) => cellTex(cell, { siunitx })));
  const columns = table.columns.map(
    (column, j): TexColumn => ({
      cells: [texHeader(column), ...cells.map((row) => row[j]!)],
      align: column.align,
      breakable: table.rows.some((row) => row[j]!.kind === "code"),
      expendable: column.expendable ?? (j === 0 ? 0 : 1),
    }),
  );
  const { kept, specifications } = fitColumns(columns, width);
  const line = (at: number) =>
    kept.map((j, k) => {
      const cell = columns[j]!.cells[at]!;
      return specifications[k]!.startsWith(">") && at > 0 && columns[j]!.breakable
        ? breakableCode(cell)
        : cell;
    });
  const lines = [0, ...cells.map((_, k) => k + 1)].map((at) => `${line(at).join(" & ")} \\\\`);
  return { kept, specification: specifications.join(""), head: lines[0]!, rows: lines.slice(1) };
}

function tableTex(
  { kept, specification, head, rows }: Layout,
  caption: string,
  notes: readonly string[],
): string {
  const under = notes.map((note) => `\\par\\smallskip ${note}`);
  if (rows.length > PAGE_ROWS)
    return [
      "{\\footnotesize\\setlength{\\tabcolsep}{4pt}",
      `\\begin{longtable}{@{}${specification}@{}}`,
      `${caption} \\\\`,
      `\\toprule\n${head}\n\\midrule\n\\endfirsthead`,
      `\\toprule\n${head}\n\\midrule\n\\endhead`,
      `\\midrule\n\\multicolumn{${kept.length}}{r}{continued on the next page} \\\\\n\\endfoot`,
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
    `\\begin{tabular}{@{}${specification}@{}}`,
    `\\toprule\n${head}\n\\midrule`,
    ...rows,
    "\\bottomrule",
    "\\end{tabular}",
    ...(under.length === 0
      ? []
      : ["\\par\\begin{minipage}{\\linewidth}\\scriptsize\\raggedright", ...under, "\\end{minipage}"]),
    "\\end{table}",
  ].join("\n");
}

const blockOf = ({ portrait = false, width }: { portrait?: boolean; width?: number }): string => {
  const margin = portrait ? "25mm" : "15mm";
  return width === undefined ? `margin=${margin}` : `textwidth=${width.toFixed(3)}pt,vmargin=${margin}`;
};

/** A whole document around a fragment, ready for pdflatex. */
export function standaloneTex(
  title: string,
  fragment: string,
  options: {
    readonly siunitx?: boolean;
    readonly preamble?: readonly string[];
    readonly portrait?: boolean;
    /** Of the text block, in points of TeX. */
    readonly width?: number;
  } = {},
): string {
  return [
    "\\documentclass[10pt]{article}",
    "\\usepackage[utf8]{inputenc}",
    "\\usepackage[T1]{fontenc}",
    "\\usepackage{textcomp}",
    // Outline fonts where they are installed; the default T1 fonts are bitmaps.
    "\\IfFileExists{lmodern.sty}{\\usepackage{lmodern}}{}",
    `\\usepackage[a4paper,${options.portrait ? "" : "landscape,"}${blockOf(options)}]{geometry}`,
    "\\usepackage{amsmath,amssymb}",
    "\\usepackage{array,booktabs,longtable}",
    ...(options.siunitx ? ["\\usepackage{siunitx}"] : []),
    ...(options.preamble ?? []),
    // Lines with formulas in them have few places to break.
    "\\emergencystretch=3em",
    "\\begin{document}",
    `\\section*{${escapeTex(title)}}`,
    "",
    `${fragment}\\end{document}`,
    "",
  ].join("\n");
}
