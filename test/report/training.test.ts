import { describe, expect, it } from "vitest";
import type { Training } from "../../src/dynamics/types.js";
import { wilson } from "../../src/numeric/statistics/wilson.js";
import { figureSvg } from "../../src/report/figure.js";
import { FORMATS } from "../../src/report/formats.js";
import { render } from "../../src/report/render.js";
import { trainingFigure } from "../../src/report/training-figure.js";
import { atlas } from "./fixtures.js";

const training: Training = {
  atlas: atlas(),
  title: "bilinear & more",
  rule: {
    kind: "alternating-steps",
    title: "alternating projected gradient steps, η = 0.5",
    process: "steps",
  },
  seed: 7,
  runs: 10,
  limits: { steps: 1000 },
  basins: [
    {
      id: "s=++",
      kind: "global-minimum",
      dimension: 3,
      index: 0,
      value: 1.5,
      share: wilson(6, 10),
      outcomes: [
        ["non-collapsed-bad", 5],
        ["ground-truth", 1],
      ],
      ranks: [2],
      recovery: { min: 0.25, median: 0.5, max: 1 },
      retained: 0.75,
      at: 120.5,
      rate: { runs: 6, measured: 0.1, predicted: 0.125, ratio: [0.7, 0.8, 0.9] },
    },
  ],
  strays: [
    {
      count: 2,
      run: 4,
      stray: { value: 1.75, index: 1, nullity: 2, rank: 1, residual: 1e-15, refinement: 1e-9 },
    },
  ],
  unfinished: 1,
  diverged: 1,
  distributions: [
    {
      basin: "s=++",
      quantity: "recovery median",
      ends: { low: 0.1, median: 0.5, high: 0.9 },
      uniform: { low: 0.2, median: 0.6, high: 0.8 },
      comparison: { distance: 0.25, pValue: 0.0625 },
      sizes: [6, 2000],
    },
  ],
  trajectories: [
    {
      run: 0,
      outcome: "rest",
      basin: "s=++",
      points: [
        {
          at: 0,
          value: 2,
          rank: 2,
          singularValues: [1, 0.5],
          nearest: { id: "s=+-", distance: 1, kind: "formula" },
        },
        {
          at: 9,
          value: 1.5,
          rank: 2,
          singularValues: [1, 0.25],
          nearest: { id: "s=++", distance: 0, kind: "formula" },
        },
      ],
    },
  ],
  verdict: "stray",
  reasons: [{ kind: "strays", count: 2, whole: true }],
};

describe("the report of a training", () => {
  it("has shares with intervals, and accounts for every run", () => {
    const text = render({ kind: "training", training }, "text");
    expect(text).toContain("6/10 end in a component, 2 in none, 1 do not come to rest, 1 diverge");
    expect(text).toContain("non-collapsed-bad 5, ground-truth 1");
    expect(text).toContain("some runs end in no component of a list that is complete");
    const json = JSON.parse(render({ kind: "training", training }, "json"));
    const { count, of, low, high } = json.basins[0].share;
    expect([count, of]).toEqual([6, 10]);
    // Wilson's interval for 6 of 10, from tables: 0.3127 to 0.8318.
    expect(low).toBeCloseTo(0.3127, 4);
    expect(high).toBeCloseTo(0.8318, 4);
    expect(json.strays[0]).toEqual({
      count: 2,
      run: 4,
      value: 1.75,
      index: 1,
      nullity: 2,
      rank: 1,
      residual: 1e-15,
      refinement: 1e-9,
    });
    expect(json.basins[0].rate.ratio).toEqual({ min: 0.7, median: 0.8, max: 0.9 });
    expect(json.trajectories[0].points[1].nearest).toEqual({ id: "s=++", distance: 0, kind: "formula" });
  });

  it("shows the same basins in every format", () => {
    for (const format of FORMATS) {
      const text = render({ kind: "training", training }, format);
      expect(text.endsWith("\n")).toBe(true);
      expect(text).toContain("s=++");
    }
    const [header, row] = render({ kind: "training", training }, "csv").split("\r\n");
    const fields = Object.fromEntries(header!.split(",").map((key, k) => [key, k]));
    const cells = row!.match(/("[^"]*"|[^,]+)/g)!;
    expect(cells[fields.share!]).toBe("0.6");
    expect(cells[fields.runs!]).toBe("6");
  });

  it("draws what trajectories have", () => {
    const { panels } = trainingFigure(training);
    expect(panels.map(({ yLabel }) => yLabel)).toEqual([
      "value",
      "distance to a component",
      "smallest singular value",
    ]);
    // Logarithmic: the start is at 1, distances of zero are left out.
    expect(panels[0]!.series[0]!.x).toEqual([1, 10]);
    expect(panels[1]!.series[0]!.y).toEqual([1]);
    expect(figureSvg(trainingFigure(training))).toContain("s=++");
  });
});
