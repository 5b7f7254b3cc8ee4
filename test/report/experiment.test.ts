import { describe, expect, it } from "vitest";
import { runExperiment } from "../../src/dynamics/experiments/experiment.js";
import { summarise } from "../../src/dynamics/experiments/summary.js";
import { curvesCsv, experimentFigure, recoveryPanel } from "../../src/report/experiment.js";
import { experimentFiles } from "../../src/report/experiment-files.js";
import { figureSvg } from "../../src/report/figure.js";
import { FORMATS } from "../../src/report/formats.js";
import { render } from "../../src/report/render.js";

const file = {
  model: {
    dictionary: { kind: "identity", size: 3 },
    latent: { kind: "one-hot" },
    augmentation: { kind: "independent-masks", keep: "1/2" },
  },
  experiment: { embedding: 3, loss: "alignment", samples: 20, batch: 10, epochs: 4, runs: 3 },
};
const result = await runExperiment(file, { seed: 7 });
const summary = summarise(result);
const report = { kind: "experiment", experiment: { result, summary } } as const;

describe("an experiment as a report", () => {
  it("has one row per run in every format, and no number that is none", () => {
    for (const format of FORMATS) {
      const text = render(report, format);
      expect(text.endsWith("\n")).toBe(true);
      expect(text).not.toMatch(/\b(NaN|Infinity|undefined)\b/);
    }
    expect(render(report, "csv").trim().split("\r\n")).toHaveLength(4);
    expect(render(report, "csv")).toContain(
      "run,epochs,loss,recovery_min,recovery_median,recovery_max,ceiling,chance,recovered,effective_rank,retained",
    );
  });

  it("keeps every record of every run in JSON", () => {
    const json = JSON.parse(render(report, "json"));
    expect(json.schemaVersion).toBe(1);
    expect(json.problem).toEqual(file);
    expect(json.runs.map(({ records }: { records: object[] }) => records)).toEqual(
      result.runs.map(({ records }) => JSON.parse(JSON.stringify(records))),
    );
  });

  it("draws the medians over the runs with bands from the smallest to the largest, from epoch 1 on", () => {
    const { series, xScale } = recoveryPanel(summary);
    expect(xScale).toBe("log");
    expect(series.map(({ label }) => label)).toEqual(["c max", "c median", "c min"]);
    for (const { x, y, low, high } of series) {
      expect(x).toEqual([1, 2, 3, 4]);
      for (let k = 0; k < 4; k++) {
        expect(low![k]).toBeLessThanOrEqual(y[k]!);
        expect(high![k]).toBeGreaterThanOrEqual(y[k]!);
      }
    }
    expect(figureSvg(experimentFigure(summary))).toBe(figureSvg(experimentFigure(summary)));
  });

  it("writes the curves with every digit", () => {
    const [head, first, ...rows] = curvesCsv(summary).trim().split("\r\n");
    expect(rows).toHaveLength(4);
    const at = head!.split(",").indexOf("recovery_median_run_median");
    expect(Number(first!.split(",")[at])).toBe(summary.curves[0]!.recoveryMedian.median);
    expect(experimentFiles({ result, summary }).map(({ name }) => name)).toContain("curves.csv");
  });
});
