/**
 * Theorems and verdicts as text, TeX, Markdown, CSV and JSON: the index of statements and the outcome of `verify`.
 *
 * Tables go through the shared document; statements with their proofs are prose and are set here. Pure functions.
 */
import { type Coverage, hardlyReached, MIN_REACHED } from "../theorems/coverage.js";
import type { NegativeControl, SOURCE_LABELS, Theorem, TheoremRole } from "../theorems/theorem.js";
import type { Verdict } from "../theorems/verify.js";
import {
  buildTable,
  type Column,
  codeCell,
  integerCell,
  numberCell,
  type Table,
  textCell,
} from "./columns.js";
import type { ReportDocument } from "./document.js";
import { escapeMarkdown, escapeTex, markdownCode, oneLine } from "./escape.js";
import type { Json } from "./json.js";
import { formatNumber } from "./number.js";
import { packageTag } from "./package.js";
import { proseMarkdown, proseTex } from "./prose.js";
import { standaloneTex, type TexOptions } from "./tex.js";

/** A verdict, or what there is of one when the run was interrupted. */
export type VerdictRow = Omit<Verdict, "verdict"> & {
  readonly verdict: Verdict["verdict"] | "interrupted";
  /** Where the counterexample's problem was written. */
  readonly problemFile?: string;
  /** What `verify` of the command line knows the theorem by; absent where it knows it not. */
  readonly argument?: string;
};

export interface VerdictsReport {
  readonly title: string;
  /** Requested runs per form. */
  readonly runs: number;
  readonly seed: number;
  readonly verdicts: readonly VerdictRow[];
}

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

const header = (text: string) => ({ text, tex: text });

const runsOf = ({ forms }: VerdictRow, mode: "exact" | "floating"): number | undefined => {
  const matching = forms.filter((form) => form.mode === mode);
  return matching.length === 0 ? undefined : matching.reduce((sum, { runs }) => sum + runs, 0);
};

const worstResidual = ({ forms }: VerdictRow): number | undefined => {
  const residuals = forms.filter(({ mode }) => mode === "floating").map((form) => form.worstResidual);
  return residuals.length === 0 ? undefined : Math.max(...residuals);
};

const VERDICT_COLUMNS: readonly Column<VerdictRow>[] = [
  { key: "theorem", header: header("theorem"), align: "wrap", cell: (row) => textCell(row.theorem) },
  { key: "control", header: header("control"), align: "left", cell: (row) => textCell(row.control) },
  { key: "verdict", header: header("verdict"), align: "left", cell: (row) => textCell(row.verdict) },
  {
    key: "exact_runs",
    header: header("exact"),
    align: "right",
    meaning: "instances checked in rational arithmetic, without tolerance",
    cell: (row) => integerCell(runsOf(row, "exact")),
  },
  {
    key: "floating_runs",
    header: header("floating"),
    align: "right",
    meaning: "instances checked in double precision, with derived tolerances",
    cell: (row) => integerCell(runsOf(row, "floating")),
  },
  {
    key: "worst_residual",
    header: header("residual"),
    align: "right",
    meaning: "the worst of the floating instances that held",
    cell: (row) => numberCell(worstResidual(row), 2),
  },
];

const reachedText = ({ part, reached, runs }: Coverage): string => `${part} ${reached}/${runs}`;

/** "hardly reached, below 5 %: m > p (1 of 100)". */
const warningsOf = ({ coverage = [] }: VerdictRow): string[] => {
  const parts = hardlyReached(coverage).map(({ part, reached, runs }) => `${part} (${reached} of ${runs})`);
  return parts.length === 0 ? [] : [`hardly reached, below ${100 * MIN_REACHED} %: ${parts.join(", ")}`];
};

const SCRIPT_COLUMNS: readonly Column<VerdictRow>[] = [
  ...VERDICT_COLUMNS,
  {
    key: "reached",
    header: header("reached"),
    align: "wrap",
    meaning: "instances in each part of the hypotheses that the record declares",
    cell: ({ coverage }) => textCell(coverage?.map(reachedText).join("; ")),
  },
  { key: "detail", header: header("detail"), align: "wrap", cell: (row) => textCell(detailOf(row)) },
  {
    key: "seed",
    header: header("seed"),
    align: "right",
    cell: (row) => integerCell(failureOf(row)?.seed),
  },
  { key: "path", header: header("path"), align: "left", cell: (row) => textCell(failureOf(row)?.path) },
  { key: "problem_file", header: header("problem"), align: "left", cell: (row) => textCell(row.problemFile) },
];

/** What a verdict fails on: a counterexample, or an instance that the check threw on. */
export const failureOf = ({ counterexample, error }: Pick<Verdict, "counterexample" | "error">) =>
  counterexample ?? error;

const detailOf = (row: VerdictRow): string | undefined => failureOf(row)?.detail ?? row.reason;

const nameOf = ({ theorem, control }: VerdictRow): string =>
  control === undefined ? theorem : `${theorem} / ${control}`;

/** How to see it again. */
const replay = (row: VerdictRow): string[] => {
  const { control, problemFile } = row;
  const failure = failureOf(row);
  if (failure === undefined) return [];
  const { seed, path, instance } = failure;
  if (path === undefined || instance === undefined) return [`seed: ${seed}`];
  return [
    `replay: ${
      row.argument === undefined
        ? `${control === undefined ? "verify(theorem" : "verifyControl(theorem, control"}, { seed: ${seed}, path: "${path}" })`
        : `verify ${row.argument} --seed ${seed} --path ${path}${control === undefined ? "" : " --controls"}`
    }`,
    ...(problemFile === undefined ? [] : [`problem file: ${problemFile}`]),
    `instance: ${instance.length > 400 ? `${instance.slice(0, 400)}…` : instance}`,
  ];
};

/** The table of verdicts, with counterexamples, errors and open decisions as notes. */
export const verdictsDocument = ({ title, verdicts }: VerdictsReport): ReportDocument => ({
  title,
  formulas: [],
  tables: [buildTable(verdicts, VERDICT_COLUMNS)],
  notes: [
    {
      heading: verdicts.some(({ error }) => error !== undefined)
        ? "Counterexamples, errors and open decisions"
        : "Counterexamples and open decisions",
      lines: verdicts
        .filter((row) => detailOf(row) !== undefined)
        .map((row) => [`${nameOf(row)}: ${detailOf(row)}`, ...replay(row)].join("; ")),
    },
    {
      heading: "Parts of the hypotheses that were hardly reached",
      lines: verdicts.flatMap((row) => warningsOf(row).map((line) => `${nameOf(row)}: ${line}`)),
    },
  ].filter(({ lines }) => lines.length > 0),
});

/** The table for scripts: counterexamples in columns of their own. */
export const verdictsTable = ({ verdicts }: VerdictsReport): Table => buildTable(verdicts, SCRIPT_COLUMNS);

const counted = (what: string, count: number): string => (count > 0 ? `, ${what} ${count}` : "");

/** One line per verdict; counterexamples and the parts of the hypotheses that were reached indented below. */
export const verdictsText = ({ verdicts }: VerdictsReport): string =>
  verdicts
    .map((row) => {
      const runs = row.forms.map(({ mode, runs, worstResidual, undecided, skipped }) => {
        const residual = mode === "floating" ? `, residual ${formatNumber(worstResidual, 2)}` : "";
        return `${mode} ${runs}${residual}${counted("undecided", undecided)}${counted("skipped", skipped)}`;
      });
      const detail = detailOf(row);
      const lines = [
        `${row.verdict.padEnd(12)} ${nameOf(row)}${runs.length === 0 ? "" : ` [${runs.join("; ")}]`}`,
        ...(detail === undefined ? [] : [`    ${oneLine(detail)}`]),
        ...(row.coverage === undefined ? [] : [`    reached: ${row.coverage.map(reachedText).join("; ")}`]),
        ...warningsOf(row).map((line) => `    warning: ${line}`),
        ...replay(row).map((line) => `    ${oneLine(line)}`),
      ];
      return `${lines.join("\n")}\n`;
    })
    .join("");

/** Verdicts as a plain JSON value. */
export const verdictsJson = ({ runs, seed, verdicts }: VerdictsReport): Json => ({
  schemaVersion: 1,
  package: packageTag(),
  runs,
  seed,
  verdicts: verdicts.map(
    ({ theorem, control, verdict, forms, coverage, reason, counterexample, error, problemFile }) => ({
      theorem,
      control,
      verdict,
      forms: forms.map(({ mode, runs, worstResidual, undecided, skipped }) => ({
        mode,
        runs,
        worstResidual,
        undecided,
        skipped,
      })),
      coverage: coverage?.map(({ part, reached, runs }) => ({
        part,
        reached,
        runs,
        hardly: hardlyReached([{ part, reached, runs }]).length > 0,
      })),
      reason,
      counterexample: failureJson(counterexample, problemFile),
      error: failureJson(error, problemFile),
    }),
  ),
});

const failureJson = (
  failure: ReturnType<typeof failureOf>,
  problemFile: string | undefined,
): Json | undefined =>
  failure === undefined
    ? undefined
    : {
        mode: failure.mode,
        detail: failure.detail,
        seed: failure.seed,
        path: failure.path,
        instance: failure.instance,
        problem: failure.problem as Json | undefined,
        problemFile,
      };

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
  { key: "id", header: header("id"), align: "wrap", cell: ({ id }) => codeCell(id) },
  { key: "section", header: header("section"), align: "left", cell: ({ section }) => textCell(section) },
  { key: "role", header: header("role"), align: "left", cell: (theorem) => textCell(roleOf(theorem)) },
  { key: "status", header: header("status"), align: "left", cell: ({ status }) => textCell(status) },
  { key: "source", header: header("source"), align: "left", cell: ({ source }) => textCell(source.label) },
  { key: "forms", header: header("forms"), align: "left", cell: (theorem) => textCell(modesOf(theorem)) },
  {
    key: "controls",
    header: header("controls"),
    align: "right",
    cell: ({ controls }) => integerCell(controls.length),
  },
  { key: "title", header: header("title"), align: "wrap", cell: ({ title }) => textCell(title) },
  {
    key: "statement",
    header: header("statement"),
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
  schemaVersion: 1,
  package: packageTag(),
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
export const THEOREM_PREAMBLE: readonly string[] = [
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
