/**
 * What training found, as a document: basin shares with their intervals, end points that belong to
 * no component, continua against their uniform measure, rates against the Hessian, trajectories.
 */
import type { Basin, Distribution, StrayGroup, Training } from "../dynamics/types.js";
import {
  buildTable,
  type Column,
  codeCell,
  integerCell,
  NONE,
  numberCell,
  type Table,
  textCell,
} from "./columns.js";
import { noteBlocks, type ReportDocument } from "./document.js";
import { formatNumber } from "./number.js";
import { trainingReasonText } from "./training-reasons.js";

const BASIN_COLUMNS: readonly Column<Basin>[] = [
  { key: "id", header: "basin", align: "left", cell: (b) => codeCell(b.id) },
  { key: "kind", header: "kind", align: "left", cell: (b) => textCell(b.kind) },
  { key: "value", header: "value", align: "right", cell: (b) => numberCell(b.value) },
  {
    key: "dimension",
    header: "dim",
    align: "right",
    meaning: "dimension of the component",
    cell: (b) => integerCell(b.dimension),
  },
  { key: "runs", header: "runs", align: "right", cell: (b) => integerCell(b.share.count) },
  {
    key: "share",
    header: "share",
    align: "right",
    meaning: "of all runs, with the ends of its 95 % interval (Wilson)",
    cell: (b) => numberCell(b.share.count / b.share.of, 4),
  },
  { key: "share_low", header: "low", align: "right", cell: (b) => numberCell(b.share.low, 4) },
  { key: "share_high", header: "high", align: "right", cell: (b) => numberCell(b.share.high, 4) },
  {
    key: "outcome",
    header: "outcome",
    align: "left",
    meaning: "of its end points, the most frequent first",
    cell: ({ outcomes }) =>
      outcomes.length === 0
        ? NONE
        : textCell(
            outcomes.length === 1
              ? outcomes[0]![0]
              : outcomes.map(([outcome, count]) => `${outcome} ${count}`).join(", "),
          ),
  },
  {
    key: "ranks",
    header: "rank",
    align: "right",
    meaning: "of the encoder",
    cell: ({ ranks }) => (ranks.length === 0 ? NONE : textCell(ranks.join(", "))),
  },
  ...(["min", "median", "max"] as const).map(
    (which): Column<Basin> => ({
      key: `recovery_${which}`,
      header: `c ${which}`,
      tex: `$c_{\\mathrm{${which === "median" ? "med" : which}}}$`,
      align: "right",
      ...(which === "min"
        ? { meaning: "smallest, median, largest recovery over the atoms; median over the end points" }
        : {}),
      cell: ({ recovery }) => numberCell(recovery?.[which], 4),
    }),
  ),
  {
    key: "retained",
    header: "retained",
    tex: "$\\rho$",
    align: "right",
    meaning: "share of the common signal that the embedding keeps; median over the end points",
    cell: (b) => numberCell(b.retained, 4),
  },
  {
    key: "at",
    header: "length",
    align: "right",
    meaning: "median number of steps (time, for a flow) until rest",
    cell: (b) => numberCell(b.at, 4),
  },
];

/** Keys of the columns that the table of basins can have. */
export const BASIN_KEYS: readonly string[] = BASIN_COLUMNS.map(({ key }) => key);

const RATE_COLUMNS: readonly Column<Basin>[] = [
  { key: "basin", header: "basin", align: "left", cell: (b) => codeCell(b.id) },
  { key: "runs", header: "runs", align: "right", cell: (b) => integerCell(b.rate?.runs) },
  {
    key: "measured",
    header: "measured",
    align: "right",
    meaning: "contraction at the end: −ln of the factor per step, or the rate λ of e^(−λt); median",
    cell: (b) => numberCell(b.rate?.measured, 5),
  },
  {
    key: "predicted",
    header: "predicted",
    align: "right",
    meaning: "from the smallest positive eigenvalue of the Hessian (flow), or the linearised step",
    cell: (b) => numberCell(b.rate?.predicted, 5),
  },
  {
    key: "ratio",
    header: "ratio",
    align: "right",
    meaning: "measured / predicted: median (then smallest, largest)",
    cell: (b) => numberCell(b.rate?.ratio[1], 5),
  },
  { key: "ratio_low", header: "least", align: "right", cell: (b) => numberCell(b.rate?.ratio[0], 5) },
  { key: "ratio_high", header: "most", align: "right", cell: (b) => numberCell(b.rate?.ratio[2], 5) },
];

const STRAY_COLUMNS: readonly Column<StrayGroup>[] = [
  { key: "runs", header: "runs", align: "right", cell: (s) => integerCell(s.count) },
  { key: "first", header: "first run", align: "right", cell: (s) => integerCell(s.run) },
  { key: "value", header: "value", align: "right", cell: (s) => numberCell(s.stray.value, 8) },
  { key: "index", header: "index", align: "right", cell: (s) => integerCell(s.stray.index) },
  { key: "nullity", header: "nullity", align: "right", cell: (s) => integerCell(s.stray.nullity) },
  { key: "rank", header: "rank", align: "right", cell: (s) => integerCell(s.stray.rank) },
  {
    key: "residual",
    header: "residual",
    align: "right",
    cell: (s) => numberCell(s.stray.residual, 2),
  },
  {
    key: "refinement",
    header: "moved",
    align: "right",
    meaning: "relative distance that Newton's method moved the end point",
    cell: (s) => numberCell(s.stray.refinement, 2),
  },
];

const DISTRIBUTION_COLUMNS: readonly Column<Distribution>[] = [
  { key: "basin", header: "basin", align: "left", cell: (d) => codeCell(d.basin) },
  { key: "quantity", header: "quantity", align: "left", cell: (d) => textCell(d.quantity) },
  ...(["ends", "uniform"] as const).flatMap((which) =>
    (
      [
        ["low", "5 %"],
        ["median", "50 %"],
        ["high", "95 %"],
      ] as const
    ).map(
      ([part, name]): Column<Distribution> => ({
        key: `${which}_${part}`,
        header: `${which} ${name}`,
        align: "right",
        cell: (d) => numberCell(d[which][part], 4),
      }),
    ),
  ),
  {
    key: "distance",
    header: "KS",
    align: "right",
    meaning: "Kolmogorov–Smirnov distance between end points and uniformly random points of the component",
    cell: (d) => numberCell(d.comparison.distance, 3),
  },
  {
    key: "p_value",
    header: "p",
    align: "right",
    meaning: "probability of that distance if training ended uniformly",
    cell: (d) => numberCell(d.comparison.pValue, 3),
  },
];

const total = (strays: readonly StrayGroup[]): number => strays.reduce((sum, { count }) => sum + count, 0);

const VERDICT: Readonly<Record<Training["verdict"], string>> = {
  accounted: "every run ends in a component of the list",
  stray: "some runs end in no component of a list that is complete",
  open: "not decided",
};

/** The tables of a training: basins, strays, continua, rates; those without rows are left out, but for the first. */
function trainingTables({ atlas, basins, strays, distributions }: Training): Table[] {
  const rated = basins.filter(({ rate }) => rate !== undefined);
  const stray = atlas.components.length === 0 ? "End points" : "End points that belong to no component";
  return [
    buildTable(basins, BASIN_COLUMNS),
    ...[
      buildTable(strays, STRAY_COLUMNS, stray),
      buildTable(distributions, DISTRIBUTION_COLUMNS, "End points in continua against the uniform measure"),
      buildTable(rated, RATE_COLUMNS, "Rates of convergence"),
    ].filter(({ rows }) => rows.length > 0),
  ];
}

/** The document of a training: basins first. */
export function trainingDocument(training: Training): ReportDocument {
  const { atlas, strays, rule, runs, unfinished, diverged, limits, verdict, reasons } = training;
  const steps = rule.process === "steps" ? "steps" : "steps of the integrator";
  const time = limits.time === undefined ? "" : `, time ${formatNumber(limits.time)}`;
  const stray = total(strays);
  return {
    title: training.title,
    formulas: [],
    tables: trainingTables(training),
    notes: noteBlocks([
      {
        heading: "Training",
        lines: [
          `${runs} runs, ${rule.title}, at most ${limits.steps} ${steps}${time}`,
          `${runs - unfinished - diverged - stray}/${runs} end in a component, ${stray} in none, ${unfinished} do not come to rest, ${diverged} diverge`,
          `verdict: ${VERDICT[verdict]}`,
          ...reasons.map(trainingReasonText),
        ],
      },
      { heading: "Warnings", lines: atlas.warnings },
    ]),
  };
}
