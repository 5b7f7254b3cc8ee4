import { describe, expect, it } from "vitest";
import type { Training, Trajectory, TrajectoryPoint } from "../../src/dynamics/types.js";
import { trainingFigure } from "../../src/report/training-figure.js";

const at = (moment: number, changes: Partial<TrajectoryPoint> = {}): TrajectoryPoint => ({
  at: moment,
  singularValues: [2, 1 / (1 + moment)],
  ...changes,
});

/** A training of which a figure reads the rule and the trajectories alone. */
const training = (process: "steps" | "flow", trajectories: readonly Trajectory[]) =>
  ({ rule: { kind: "rule", title: "A rule", process }, trajectories }) as unknown as Training;

const run = (points: readonly TrajectoryPoint[], basin?: string): Trajectory => ({
  run: 0,
  outcome: "rest",
  points,
  ...(basin === undefined ? {} : { basin }),
});

describe("the figure of a training", () => {
  it("has a panel for every quantity that some trajectory has", () => {
    const nearest = { id: "a", distance: 0.5, kind: "orbit" as const };
    const recovery = { min: 0, median: 0.5, max: 1 };
    const all = trainingFigure(
      training("steps", [run([at(0, { value: 1, nearest, recovery }), at(3)], "a")]),
    );
    expect(all.title).toBe("A rule");
    expect(all.panels.map(({ yLabel }) => yLabel)).toEqual([
      "value",
      "distance to a component",
      "median recovery",
      "smallest singular value",
    ]);
    const bare = trainingFigure(training("steps", [run([at(0), at(3)])]));
    expect(bare.panels.map(({ yLabel }) => yLabel)).toEqual(["smallest singular value"]);
    expect(bare.panels[0]!.series[0]!.label).toBe("none");
  });

  it("shifts steps by 1, so that the start is on a logarithmic axis", () => {
    const { panels } = trainingFigure(training("steps", [run([at(0), at(3)])]));
    expect(panels[0]).toMatchObject({ xLabel: "steps + 1", xScale: "log" });
    expect(Array.from(panels[0]!.series[0]!.x)).toEqual([1, 4]);
    expect(Array.from(panels[0]!.series[0]!.y)).toEqual([1, 1 / 4]);
  });

  it("shifts time by the first moment that is shown, of at least 1/1000", () => {
    const offsets = [0.25, 1e-9].map((first) => {
      const { panels } = trainingFigure(training("flow", [run([at(0), at(first)])]));
      return [panels[0]!.xLabel, panels[0]!.series[0]!.x[0]];
    });
    expect(offsets).toEqual([
      ["time + 0.25", 0.25],
      ["time + 0.001", 0.001],
    ]);
  });

  it("leaves out distances of 0, which no logarithm has", () => {
    const points = [1, 0].map((distance, k) => at(k, { nearest: { id: "a", distance, kind: "orbit" } }));
    const { panels } = trainingFigure(training("steps", [run(points)]));
    const distances = panels.find(({ yLabel }) => yLabel === "distance to a component")!;
    expect(Array.from(distances.series[0]!.y)).toEqual([1]);
  });
});
