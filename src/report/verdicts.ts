/**
 * The outcome of `verify` as a document, a table for scripts, text and JSON.
 */
import type { Json } from "../files/json-text.js";
import { type Coverage, hardlyReached, MIN_REACHED } from "../theorems/coverage.js";
import type { Verdict } from "../theorems/verify.js";
import { buildTable, type Column, integerCell, numberCell, type Table, textCell } from "./columns.js";
import { noteBlocks, type ReportDocument } from "./document.js";
import { oneLine } from "./escape.js";
import { preamble } from "./json.js";
import { formatNumber } from "./number.js";

/** A verdict, or what there is of one when the run was interrupted. */
export type VerdictRow = Omit<Verdict, "verdict"> & {
  readonly verdict: Verdict["verdict"] | "interrupted";
  /** Where the counterexample's problem was written. */
  readonly problemFile?: string;
  /** What `verify` of the command line knows the theorem by; absent where it knows it not. */
  readonly argument?: string;
};

/** Verdicts, and how they were asked for. */
export interface VerdictsReport {
  readonly title: string;
  /** Requested runs per form. */
  readonly runs: number;
  readonly seed: number;
  readonly verdicts: readonly VerdictRow[];
}

const runsOf = ({ forms }: VerdictRow, mode: "exact" | "floating"): number | undefined => {
  const matching = forms.filter((form) => form.mode === mode);
  return matching.length === 0 ? undefined : matching.reduce((sum, { runs }) => sum + runs, 0);
};

const worstResidual = ({ forms }: VerdictRow): number | undefined => {
  const residuals = forms.filter(({ mode }) => mode === "floating").map((form) => form.worstResidual);
  return residuals.length === 0 ? undefined : Math.max(...residuals);
};

const VERDICT_COLUMNS: readonly Column<VerdictRow>[] = [
  { key: "theorem", header: "theorem", align: "wrap", cell: (row) => textCell(row.theorem) },
  { key: "control", header: "control", align: "left", cell: (row) => textCell(row.control) },
  { key: "verdict", header: "verdict", align: "left", cell: (row) => textCell(row.verdict) },
  {
    key: "exact_runs",
    header: "exact",
    align: "right",
    meaning: "instances checked in rational arithmetic, without tolerance",
    cell: (row) => integerCell(runsOf(row, "exact")),
  },
  {
    key: "floating_runs",
    header: "floating",
    align: "right",
    meaning: "instances checked in double precision, with derived tolerances",
    cell: (row) => integerCell(runsOf(row, "floating")),
  },
  {
    key: "worst_residual",
    header: "residual",
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
    header: "reached",
    align: "wrap",
    meaning: "instances in each part of the hypotheses that the record declares",
    cell: ({ coverage }) => textCell(coverage?.map(reachedText).join("; ")),
  },
  { key: "detail", header: "detail", align: "wrap", cell: (row) => textCell(detailOf(row)) },
  {
    key: "seed",
    header: "seed",
    align: "right",
    cell: (row) => integerCell(failureOf(row)?.seed),
  },
  { key: "path", header: "path", align: "left", cell: (row) => textCell(failureOf(row)?.path) },
  { key: "problem_file", header: "problem", align: "left", cell: (row) => textCell(row.problemFile) },
];

/** What a verdict fails on: a counterexample, or an instance that the check threw on. */
const failureOf = ({ counterexample, error }: Pick<Verdict, "counterexample" | "error">) =>
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
  notes: noteBlocks([
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
  ]),
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
  ...preamble(),
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
