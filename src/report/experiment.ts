/**
 * Experiments as a document, curves as a table and as a figure, and JSON.
 */
import type { ExperimentResult } from "../dynamics/experiments/experiment.js";
import { RECOVERED } from "../dynamics/experiments/spec.js";
import type {
  CurvePoint,
  ExperimentSummary,
  RunSpread,
  RunSummary,
} from "../dynamics/experiments/summary.js";
import type { Json } from "../files/json-text.js";
import { buildTable, type Column, integerCell, numberCell, type Table, textCell } from "./columns.js";
import { tableCsv } from "./csv.js";
import type { ReportDocument } from "./document.js";
import type { Figure, FigurePanel, FigureSeries } from "./figure.js";
import { preamble } from "./json.js";

/** An experiment and its summary. */
export interface ExperimentReport {
  readonly result: ExperimentResult;
  readonly summary: ExperimentSummary;
}

/** One row per run, at its end. */
export const RUN_COLUMNS: readonly Column<RunSummary>[] = [
  { key: "run", header: "run", align: "right", cell: (row) => integerCell(row.run) },
  { key: "epochs", header: "epochs", align: "right", cell: (row) => integerCell(row.epochs) },
  {
    key: "loss",
    header: "loss",
    align: "right",
    meaning: "mean over the batches of the last epoch",
    cell: (row) => numberCell(row.loss, 4),
  },
  recoveryColumn("min", "c_{\\min}"),
  recoveryColumn("median", "c_{\\mathrm{med}}"),
  recoveryColumn("max", "c_{\\max}"),
  {
    key: "ceiling",
    header: "ceiling",
    align: "right",
    meaning: "largest cosine that the signal lets an encoder have with an atom, median over the atoms",
    cell: (row) => numberCell(row.ceiling, 4),
  },
  {
    key: "chance",
    header: "chance",
    align: "right",
    meaning: "what the median c of random features in the signal space stays below, with 97.5 %",
    cell: (row) => numberCell(row.chance, 4),
  },
  {
    key: "recovered",
    header: "recovered",
    align: "right",
    meaning: `atoms with c at least ${RECOVERED} times their ceiling`,
    cell: (row) => textCell(`${row.recovered}/${row.atoms}`),
  },
  {
    key: "effective_rank",
    header: "eff rank",
    align: "right",
    meaning: "exponential of the entropy of the singular values of W",
    cell: (row) => numberCell(row.effectiveRank, 4),
  },
  {
    key: "retained",
    header: "retained",
    tex: "$\\rho$",
    align: "right",
    meaning: "share of the signal common to both views that W keeps",
    cell: (row) => numberCell(row.retained, 4),
  },
];

function recoveryColumn(which: "min" | "median" | "max", tex: string): Column<RunSummary> {
  return {
    key: `recovery_${which}`,
    header: `c ${which}`,
    tex: `$${tex}$`,
    align: "right",
    ...(which === "min"
      ? { meaning: "over the atoms j, smallest (then median, largest) max_i |cos(W_i, M_j)|" }
      : {}),
    cell: (row) => numberCell(row.recovery[which], 4),
  };
}

/** The runs at their ends. */
export const runsTable = ({ runs }: ExperimentSummary, heading?: string): Table =>
  buildTable(runs, RUN_COLUMNS, heading);

/** The document of an experiment: its runs at their ends. */
export const experimentDocument = ({ summary }: ExperimentReport): ReportDocument => ({
  title: summary.title,
  formulas: [],
  tables: [runsTable(summary)],
  notes: [],
});

type Measure = Exclude<keyof CurvePoint, "epoch">;

const MEASURES: readonly { readonly measure: Measure; readonly key: string; readonly name: string }[] = [
  { measure: "loss", key: "loss", name: "loss" },
  { measure: "recoveryMin", key: "recovery_min", name: "c min" },
  { measure: "recoveryMedian", key: "recovery_median", name: "c median" },
  { measure: "recoveryMax", key: "recovery_max", name: "c max" },
  { measure: "effectiveRank", key: "effective_rank", name: "eff rank" },
  { measure: "retained", key: "retained", name: "retained" },
];

const CURVE_COLUMNS: readonly Column<CurvePoint>[] = [
  { key: "epoch", header: "epoch", align: "right", cell: (row) => integerCell(row.epoch) },
  ...MEASURES.flatMap(({ measure, key, name }) =>
    (["min", "median", "max"] as const).map(
      (which): Column<CurvePoint> => ({
        key: `${key}_run_${which}`,
        header: `${name}, ${which} of runs`,
        align: "right",
        cell: (row) => numberCell(row[measure]?.[which]),
      }),
    ),
  ),
];

/** Every measure at every recorded epoch, with its smallest, median and largest run; as CSV with every digit. */
export const curvesCsv = ({ curves }: ExperimentSummary): string =>
  tableCsv(buildTable(curves, CURVE_COLUMNS));

const RECOVERY_LINES = [
  { measure: "recoveryMax", label: "c max" },
  { measure: "recoveryMedian", label: "c median" },
  { measure: "recoveryMin", label: "c min" },
] as const;

/** Recovery over the epochs: medians over the runs, with bands from the smallest to the largest run. */
export function recoveryPanel({ curves }: ExperimentSummary, title?: string): FigurePanel {
  // The start has no place on a logarithmic axis.
  const shown = curves.filter(({ epoch }) => epoch > 0);
  const series = RECOVERY_LINES.map(({ measure, label }): FigureSeries => {
    const read = (which: keyof RunSpread) => shown.map((point) => point[measure][which]);
    return {
      label,
      x: shown.map(({ epoch }) => epoch),
      y: read("median"),
      low: read("min"),
      high: read("max"),
    };
  });
  return {
    ...(title === undefined ? {} : { title }),
    xLabel: "epoch",
    yLabel: "recovery c",
    xScale: "log",
    yDomain: [0, 1],
    series,
  };
}

/** Recovery and effective rank of one experiment. */
export function experimentFigure(summary: ExperimentSummary): Figure {
  const shown = summary.curves.filter(({ epoch }) => epoch > 0);
  const read = (which: keyof RunSpread) => shown.map(({ effectiveRank }) => effectiveRank[which]);
  return {
    title: `Recovery of the dictionary, ${summary.runs.length} run${summary.runs.length === 1 ? "" : "s"}`,
    panels: [
      recoveryPanel(summary),
      {
        xLabel: "epoch",
        yLabel: "effective rank",
        xScale: "log",
        series: [
          {
            label: "effective rank",
            x: shown.map(({ epoch }) => epoch),
            y: read("median"),
            low: read("min"),
            high: read("max"),
          },
        ],
      },
    ],
  };
}

/** Everything: the file, every record of every run, the weights at the end. */
export const experimentJson = ({ result, summary }: ExperimentReport): Json => ({
  ...preamble(),
  seed: result.seed,
  title: summary.title,
  interrupted: result.interrupted,
  problem: result.file as Json,
  runs: result.runs.map(({ run, records, weights }, k) => {
    const { recovered, atoms, ceiling, chance } = summary.runs[k]!;
    return {
      run,
      recovered,
      atoms,
      ceiling,
      chance,
      records: records.map(({ epoch, loss, recovery, effectiveRank, retained }) => ({
        epoch,
        loss,
        recovery: { ...recovery },
        effectiveRank,
        retained,
      })),
      weights: { online: weights.online, target: weights.target },
    };
  }),
});
