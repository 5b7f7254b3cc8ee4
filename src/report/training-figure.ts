/** The kept trajectories of a training as a figure. */
import type { Training, Trajectory } from "../dynamics/types.js";
import type { Figure, FigurePanel, FigureSeries } from "./figure.js";
import { formatNumber } from "./number.js";

/**
 * The kept trajectories of a training as a figure: value, distance to the nearest component, median recovery and smallest
 * singular value of the encoder, each against steps or time on a logarithmic axis.
 *
 * @returns a figure for `figureSvg`; quantities that no trajectory has are left out.
 * @example
 * figureSvg(trainingFigure(await train(problem, { runs: 3 }))).startsWith("<svg") // true
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
