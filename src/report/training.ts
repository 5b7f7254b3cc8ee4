/**
 * What training found, as a document, as JSON and as a figure: basin shares with their intervals, end points that belong to
 * no component, continua against their uniform measure, rates against the Hessian, trajectories.
 */
import type { Basin, Distribution, StrayGroup, Training, Trajectory } from "../dynamics/types.js";
import { buildTable, type Column, codeCell, integerCell, NONE, numberCell, textCell } from "./columns.js";
import type { ReportDocument } from "./document.js";
import type { Figure, FigurePanel, FigureSeries } from "./figure.js";
import type { Json } from "./json.js";
import { formatNumber } from "./number.js";
import { packageTag } from "./package.js";

const header = (text: string, tex = text) => ({ text, tex });

const shareText = (count: number, of: number): string => `${count}/${of}`;

const BASIN_COLUMNS: readonly Column<Basin>[] = [
  { key: "id", header: header("basin"), align: "left", cell: (b) => codeCell(b.id) },
  { key: "kind", header: header("kind"), align: "left", cell: (b) => textCell(b.kind) },
  { key: "value", header: header("value"), align: "right", cell: (b) => numberCell(b.value) },
  {
    key: "dimension",
    header: header("dim"),
    align: "right",
    meaning: "dimension of the component",
    cell: (b) => integerCell(b.dimension),
  },
  { key: "runs", header: header("runs"), align: "right", cell: (b) => integerCell(b.share.count) },
  {
    key: "share",
    header: header("share"),
    align: "right",
    meaning: "of all runs, with the ends of its 95 % interval (Wilson)",
    cell: (b) => numberCell(b.share.count / b.share.of, 4),
  },
  { key: "share_low", header: header("low"), align: "right", cell: (b) => numberCell(b.share.low, 4) },
  { key: "share_high", header: header("high"), align: "right", cell: (b) => numberCell(b.share.high, 4) },
  {
    key: "outcome",
    header: header("outcome"),
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
    header: header("rank"),
    align: "right",
    meaning: "of the encoder",
    cell: ({ ranks }) => (ranks.length === 0 ? NONE : textCell(ranks.join(", "))),
  },
  ...(["min", "median", "max"] as const).map(
    (which): Column<Basin> => ({
      key: `recovery_${which}`,
      header: header(`c ${which}`, `$c_{\\mathrm{${which === "median" ? "med" : which}}}$`),
      align: "right",
      ...(which === "min"
        ? { meaning: "smallest, median, largest recovery over the atoms; median over the end points" }
        : {}),
      cell: ({ recovery }) => numberCell(recovery?.[which], 4),
    }),
  ),
  {
    key: "retained",
    header: header("retained", "$\\rho$"),
    align: "right",
    meaning: "share of the common signal that the embedding keeps; median over the end points",
    cell: (b) => numberCell(b.retained, 4),
  },
  {
    key: "at",
    header: header("length"),
    align: "right",
    meaning: "median number of steps (time, for a flow) until rest",
    cell: (b) => numberCell(b.at, 4),
  },
];

/** Keys of the columns that the table of basins can have. */
export const BASIN_KEYS: readonly string[] = BASIN_COLUMNS.map(({ key }) => key);

const RATE_COLUMNS: readonly Column<Basin>[] = [
  { key: "basin", header: header("basin"), align: "left", cell: (b) => codeCell(b.id) },
  { key: "runs", header: header("runs"), align: "right", cell: (b) => integerCell(b.rate?.runs) },
  {
    key: "measured",
    header: header("measured"),
    align: "right",
    meaning: "contraction at the end: −ln of the factor per step, or the rate λ of e^(−λt); median",
    cell: (b) => numberCell(b.rate?.measured, 5),
  },
  {
    key: "predicted",
    header: header("predicted"),
    align: "right",
    meaning: "from the smallest positive eigenvalue of the Hessian (flow), or the linearised step",
    cell: (b) => numberCell(b.rate?.predicted, 5),
  },
  {
    key: "ratio",
    header: header("ratio"),
    align: "right",
    meaning: "measured / predicted: median (then smallest, largest)",
    cell: (b) => numberCell(b.rate?.ratio[1], 5),
  },
  { key: "ratio_low", header: header("least"), align: "right", cell: (b) => numberCell(b.rate?.ratio[0], 5) },
  { key: "ratio_high", header: header("most"), align: "right", cell: (b) => numberCell(b.rate?.ratio[2], 5) },
];

const STRAY_COLUMNS: readonly Column<StrayGroup>[] = [
  { key: "runs", header: header("runs"), align: "right", cell: (s) => integerCell(s.count) },
  { key: "first", header: header("first run"), align: "right", cell: (s) => integerCell(s.run) },
  { key: "value", header: header("value"), align: "right", cell: (s) => numberCell(s.stray.value, 8) },
  { key: "index", header: header("index"), align: "right", cell: (s) => integerCell(s.stray.index) },
  { key: "nullity", header: header("nullity"), align: "right", cell: (s) => integerCell(s.stray.nullity) },
  { key: "rank", header: header("rank"), align: "right", cell: (s) => integerCell(s.stray.rank) },
  {
    key: "residual",
    header: header("residual"),
    align: "right",
    cell: (s) => numberCell(s.stray.residual, 2),
  },
  {
    key: "refinement",
    header: header("moved"),
    align: "right",
    meaning: "relative distance that Newton's method moved the end point",
    cell: (s) => numberCell(s.stray.refinement, 2),
  },
];

const DISTRIBUTION_COLUMNS: readonly Column<Distribution>[] = [
  { key: "basin", header: header("basin"), align: "left", cell: (d) => codeCell(d.basin) },
  { key: "quantity", header: header("quantity"), align: "left", cell: (d) => textCell(d.quantity) },
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
        header: header(`${which} ${name}`),
        align: "right",
        cell: (d) => numberCell(d[which][part], 4),
      }),
    ),
  ),
  {
    key: "distance",
    header: header("KS"),
    align: "right",
    meaning: "Kolmogorov–Smirnov distance between end points and uniformly random points of the component",
    cell: (d) => numberCell(d.comparison.distance, 3),
  },
  {
    key: "p_value",
    header: header("p"),
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

/** The document of a training: basins first. */
export function trainingDocument(training: Training): ReportDocument {
  const { basins, strays, distributions, runs, unfinished, diverged, limits } = training;
  const rated = basins.filter(({ rate }) => rate !== undefined);
  return {
    title: training.title,
    formulas: [],
    tables: [
      buildTable(basins, BASIN_COLUMNS),
      ...(strays.length === 0
        ? []
        : [
            buildTable(
              strays,
              STRAY_COLUMNS,
              training.atlas.components.length === 0
                ? "End points"
                : "End points that belong to no component",
            ),
          ]),
      ...(distributions.length === 0
        ? []
        : [
            buildTable(
              distributions,
              DISTRIBUTION_COLUMNS,
              "End points in continua against the uniform measure",
            ),
          ]),
      ...(rated.length === 0 ? [] : [buildTable(rated, RATE_COLUMNS, "Rates of convergence")]),
    ],
    notes: [
      {
        heading: "Training",
        lines: [
          `${runs} runs, ${training.rule.title}, at most ${limits.steps} ${training.rule.process === "steps" ? "steps" : "steps of the integrator"}${limits.time === undefined ? "" : `, time ${formatNumber(limits.time)}`}`,
          `${shareText(runs - unfinished - diverged - total(strays), runs)} end in a component, ${total(strays)} in none, ${unfinished} do not come to rest, ${diverged} diverge`,
          `verdict: ${VERDICT[training.verdict]}`,
          ...training.reasons,
        ],
      },
      ...(training.atlas.warnings.length === 0
        ? []
        : [{ heading: "Warnings", lines: [...training.atlas.warnings] }]),
    ],
  };
}

const recoveryJson = (r: { min: number; median: number; max: number } | undefined): Json | undefined =>
  r === undefined ? undefined : { min: r.min, median: r.median, max: r.max };

/** A training as a plain JSON value. */
export const trainingJson = (training: Training): Json => ({
  schemaVersion: 1,
  package: packageTag(),
  seed: training.seed,
  title: training.title,
  problem: training.atlas.problem as Json,
  rule: { ...training.rule },
  runs: training.runs,
  limits: { ...training.limits },
  atlas: {
    components: training.atlas.components.length,
    complete: training.atlas.audit.complete,
    truncated: training.atlas.truncated,
    by: [...training.atlas.audit.by],
    reason: training.atlas.audit.reason,
  },
  basins: training.basins.map(({ share, outcomes, ranks, recovery, rate, ...basin }) => ({
    id: basin.id,
    kind: basin.kind,
    value: basin.value,
    dimension: basin.dimension,
    index: basin.index,
    share: { count: share.count, of: share.of, low: share.low, high: share.high },
    outcomes: Object.fromEntries(outcomes),
    ranks: [...ranks],
    recovery: recoveryJson(recovery),
    retained: basin.retained,
    length: basin.at,
    rate:
      rate === undefined
        ? undefined
        : {
            runs: rate.runs,
            measured: rate.measured,
            predicted: rate.predicted,
            ratio: { min: rate.ratio[0], median: rate.ratio[1], max: rate.ratio[2] },
          },
  })),
  strays: training.strays.map(({ count, run, stray }) => ({ count, run, ...stray })),
  unfinished: training.unfinished,
  diverged: training.diverged,
  distributions: training.distributions.map(({ basin, quantity, ends, uniform, comparison, sizes }) => ({
    basin,
    quantity,
    ends: { ...ends },
    uniform: { ...uniform },
    distance: comparison.distance,
    pValue: comparison.pValue,
    sizes: [...sizes],
  })),
  trajectories: training.trajectories.map(({ run, outcome, basin, points }) => ({
    run,
    outcome,
    basin,
    points: points.map((point) => ({
      at: point.at,
      value: point.value,
      rank: point.rank,
      singularValues: [...point.singularValues],
      recovery: recoveryJson(point.recovery),
      retained: point.retained,
      nearest: point.nearest === undefined ? undefined : { ...point.nearest },
    })),
  })),
  verdict: training.verdict,
  reasons: [...training.reasons],
});

/**
 * Value, distance to the nearest component, median recovery and smallest singular value of the encoder along the kept
 * trajectories.
 */
export function trainingFigure(training: Training): Figure {
  const { trajectories, rule } = training;
  const xLabel = rule.process === "steps" ? "steps" : "time";
  const series = (read: (point: Trajectory["points"][number]) => number | undefined): FigureSeries[] =>
    trajectories.flatMap(({ basin, points }) => {
      const shown = points.filter((point) => read(point) !== undefined);
      if (shown.length === 0) return [];
      return [
        {
          label: basin ?? "none",
          // Logarithmic in steps and time, with the start at the left end.
          x: shown.map(({ at }) => at + offset),
          y: shown.map((point) => read(point)!),
        },
      ];
    });
  const firsts = trajectories.flatMap(({ points }) => points.slice(1, 2).map(({ at }) => at));
  const offset = rule.process === "steps" ? 1 : Math.max(Math.min(...firsts, 1), 1e-3);
  const panel = (yLabel: string, list: FigureSeries[], rest: Partial<FigurePanel> = {}): FigurePanel[] =>
    list.length === 0
      ? []
      : [{ xLabel: `${xLabel} + ${formatNumber(offset, 2)}`, yLabel, xScale: "log", series: list, ...rest }];
  return {
    title: rule.title,
    panels: [
      ...panel(
        "value",
        series((p) => p.value),
      ),
      ...panel(
        "distance to a component",
        series((p) => (p.nearest === undefined || p.nearest.distance <= 0 ? undefined : p.nearest.distance)),
        { yScale: "log" },
      ),
      ...panel(
        "median recovery",
        series((p) => p.recovery?.median),
        { yDomain: [0, 1] },
      ),
      ...panel(
        "smallest singular value",
        series((p) => p.singularValues.at(-1)),
      ),
    ],
    columns: 2,
  };
}
