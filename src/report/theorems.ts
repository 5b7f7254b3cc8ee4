/**
 * The index of theorems as text, TeX, Markdown, a table and JSON: statements with their proofs are prose, and are set here.
 */

import type { Json } from "../files/json-text.js";
import type { NegativeControl, SOURCE_LABELS, Theorem, TheoremRole } from "../theorems/theorem.js";
import { buildTable, type Column, codeCell, integerCell, type Table, textCell } from "./columns.js";
import { escapeMarkdown, escapeTex, markdownCode, oneLine } from "./escape.js";
import { preamble } from "./json.js";
import { proseMarkdown, proseTex } from "./prose.js";
import { standaloneTex, type TexOptions } from "./tex.js";

/** Theorems under a title. */
export interface TheoremsReport {
  readonly title: string;
  readonly theorems: readonly Theorem[];
}

/** What the labels of sources stand for. */
const SOURCES: Readonly<Record<(typeof SOURCE_LABELS)[number], string>> = {
  P: "Pokle, Tian, Li, Risteski 2022",
  T: "Tian, Chen, Ganguli 2021",
  H: "HaoChen, Wei, Gaidon, Ma 2021",
  S: "Simon et al. 2023",
  Garrido: "Garrido et al. 2023",
  Jing: "Jing et al. 2022",
  D: "derived here",
};

/** The source in words; an unknown label as it is. */
const sourceName = (label: string): string => new Map(Object.entries(SOURCES)).get(label) ?? label;

const roleOf = ({ role = "theorem" }: Theorem): TheoremRole => role;

/** Environments of LaTeX, and what records are called where their statements are printed. */
const HEADINGS = {
  theorem: "Theorem",
  observation: "Observation",
  corollary: "Corollary",
  definition: "Definition",
  softwarecheck: "Check of the software",
} as const;

/** What is not proved is no theorem. */
function environmentOf(theorem: Theorem): keyof typeof HEADINGS {
  const role = roleOf(theorem);
  if (role === "software") return "softwarecheck";
  return theorem.status === "proved" ? role : "observation";
}

const modesOf = (theorem: Theorem): string =>
  [...new Set(theorem.forms.map(({ mode }) => mode))].sort().join(", ");

const THEOREM_COLUMNS: readonly Column<Theorem>[] = [
  { key: "id", header: "id", align: "wrap", cell: ({ id }) => codeCell(id) },
  { key: "section", header: "section", align: "left", cell: ({ section }) => textCell(section) },
  { key: "role", header: "role", align: "left", cell: (theorem) => textCell(roleOf(theorem)) },
  { key: "status", header: "status", align: "left", cell: ({ status }) => textCell(status) },
  { key: "source", header: "source", align: "left", cell: ({ source }) => textCell(source.label) },
  { key: "forms", header: "forms", align: "left", cell: (theorem) => textCell(modesOf(theorem)) },
  {
    key: "controls",
    header: "controls",
    align: "right",
    cell: ({ controls }) => integerCell(controls.length),
  },
  { key: "title", header: "title", align: "wrap", cell: ({ title }) => textCell(title) },
  {
    key: "statement",
    header: "statement",
    align: "wrap",
    cell: ({ statement }) => textCell(oneLine(statement)),
  },
];

/** The index as a table. */
export const theoremsTable = (report: TheoremsReport): Table => buildTable(inOrder(report), THEOREM_COLUMNS);

/** id, title, statement, source and status of each theorem. */
export const theoremsText = (report: TheoremsReport): string =>
  inOrder(report)
    .map((theorem) => {
      const { id, section, title, statement, source, status, controls } = theorem;
      return [
        id,
        `  ${title} (${section}; ${roleOf(theorem)}, ${status}; ${modesOf(theorem)}; ${controls.length} negative controls)`,
        `  ${proseMarkdown(statement)}`,
        `  Source: [${source.label}] ${source.claim}\n`,
      ].join("\n");
    })
    .join("\n");

/** The index as a plain JSON value. */
export const theoremsJson = (report: TheoremsReport): Json => ({
  ...preamble(),
  theorems: inOrder(report).map((theorem) => ({
    id: theorem.id,
    section: theorem.section,
    title: theorem.title,
    statement: oneLine(theorem.statement),
    hypotheses: [...theorem.hypotheses],
    source: { label: theorem.source.label, claim: theorem.source.claim },
    role: roleOf(theorem),
    status: theorem.status,
    proof: oneLine(theorem.proof),
    forms: theorem.forms.map(({ mode }) => mode),
    controls: theorem.controls.map(({ id, dropped }) => ({ id, dropped })),
  })),
});

/** Sections by number, then those without one; by id within a section, however the records are exported. */
const inOrder = ({ theorems }: TheoremsReport): Theorem[] => {
  const number = ({ section }: Theorem) => Number.parseInt(section, 10);
  const place = (theorem: Theorem) => (Number.isNaN(number(theorem)) ? 1000 : number(theorem));
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...theorems].sort((a, b) => place(a) - place(b) || text(a.section, b.section) || text(a.id, b.id));
};

function bySection(report: TheoremsReport): Map<string, Theorem[]> {
  const sections = new Map<string, Theorem[]>();
  for (const theorem of inOrder(report))
    sections.set(theorem.section, [...(sections.get(theorem.section) ?? []), theorem]);
  return sections;
}

const sectionTitle = (section: string): string =>
  /^\d/.test(section) ? `Section ${section}` : section.replace(/^./, (c) => c.toUpperCase());

/** The index page: statements, hypotheses, proofs and controls. */
export function theoremsMarkdown(report: TheoremsReport): string {
  const blocks = [
    `# ${escapeMarkdown(report.title)}`,
    "Generated from the records in `proofs/` (`npm run docs:theorems`); do not edit. Each is checked by `verify` on random " +
      "instances of its hypotheses; each negative control drops a hypothesis and is refuted.",
    `Sources: ${Object.entries(SOURCES)
      .map(([label, name]) => `[${label}] ${name}`)
      .join("; ")}.`,
    "The theorem texts of \\[P\\] were not at hand when the records were written: \\[P\\] attributes a claim, as the paper's " +
      "abstract and released code make it, never a wording or a theorem's number.",
    "Besides theorems there are corollaries (a line from another record or a classical fact), definitions (what a notion " +
      "of the others amounts to, by direct calculation) and checks of the software (what the library does, tested on " +
      "instances; a proof that is printed with one covers what it says, not the code). What rests on a numerical test, " +
      "such as monodromy, is experimental.",
  ];
  for (const [section, list] of bySection(report)) {
    blocks.push(`## ${escapeMarkdown(sectionTitle(section))}`);
    for (const theorem of list)
      blocks.push(
        `### ${escapeMarkdown(theorem.title)}`,
        `${markdownCode(theorem.id)}`,
        `**${HEADINGS[environmentOf(theorem)]}.** ${proseMarkdown(theorem.statement)}`,
        `**Hypotheses:** ${theorem.hypotheses.map(escapeMarkdown).join("; ")}.`,
        `**Source:** \\[${theorem.source.label}\\] ${escapeMarkdown(theorem.source.claim)}. **Status:** ${theorem.status}, ` +
          `checked ${modesOf(theorem)}.`,
        `**${theorem.status === "proved" ? "Proof" : "What is known"}.** ${proseMarkdown(theorem.proof)}`,
        ...(theorem.controls.length === 0
          ? []
          : [`**Negative controls:**\n\n${controlLines(theorem.controls)}`]),
      );
  }
  return `${blocks.join("\n\n")}\n`;
}

const controlLines = (controls: readonly NegativeControl[]): string =>
  controls.map(({ id, dropped }) => `- ${markdownCode(id)}: ${escapeMarkdown(dropped)}`).join("\n");

/** What a document that inputs the fragment has to declare. */
const THEOREM_PREAMBLE: readonly string[] = [
  "\\usepackage{amsthm}",
  ...Object.entries(HEADINGS).map(
    ([name, heading], k) => `\\newtheorem{${name}}${k === 0 ? "" : "[theorem]"}{${heading}}`,
  ),
];

/** LaTeX: `theorem` and `proof` environments, labelled `thm:ID`; needs amsmath, amssymb, amsthm. */
export function theoremsTex(report: TheoremsReport, options: TexOptions = {}): string {
  const blocks = inOrder(report).map((theorem) => {
    const environment = environmentOf(theorem);
    return [
      `\\begin{${environment}}[${escapeTex(theorem.title)}]\\label{thm:${theorem.id}}`,
      proseTex(theorem.statement),
      `\\end{${environment}}`,
      `\\noindent Hypotheses: ${theorem.hypotheses.map(escapeTex).join("; ")}. ` +
        `Source: ${escapeTex(sourceName(theorem.source.label))}: ${escapeTex(theorem.source.claim)}.`,
      ...(theorem.status === "proved"
        ? ["\\begin{proof}", proseTex(theorem.proof), "\\end{proof}"]
        : [`\\par\\noindent ${proseTex(theorem.proof)}`]),
    ].join("\n");
  });
  const fragment = `${blocks.join("\n\n")}\n`;
  return options.standalone
    ? standaloneTex(report.title, fragment, {
        siunitx: options.siunitx ?? false,
        preamble: THEOREM_PREAMBLE,
        portrait: true,
      })
    : fragment;
}
