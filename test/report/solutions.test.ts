import { describe, expect, it } from "vitest";
import type { SystemSolutions } from "../../src/numeric/solve-system.js";
import { FORMATS, type Report, render } from "../../src/report/render.js";

const result: SystemSolutions = {
  solutions: [
    {
      re: Float64Array.of(-0, 0.5),
      im: Float64Array.of(0, 0),
      real: true,
      multiplicity: 2,
      singular: true,
      certified: false,
      residual: 1e-9,
    },
    {
      re: Float64Array.of(1, 2),
      im: Float64Array.of(-1, 3),
      real: false,
      multiplicity: 1,
      singular: false,
      certified: true,
      residual: 0,
    },
  ],
  paths: { started: 6, finite: 3, atInfinity: 2, failed: 1 },
  bound: 6n,
  groups: 1,
  onPositiveDimension: 0,
  complete: false,
  proof: "incomplete",
  reason: "1 paths failed",
};
const report: Report = {
  kind: "solutions",
  solutions: { variables: ["x_1", "lambda"], equations: 2, seed: 7, result },
};

describe("the report of a solved system", () => {
  it("counts points, real ones and singular ones, and accounts for every path", () => {
    const json = JSON.parse(render(report, "json"));
    expect(json.solutions).toEqual({ finite: 2, real: 1, singular: 1 });
    expect(json.paths).toEqual(result.paths);
    expect(json).toMatchObject({ variables: ["x_1", "lambda"], complete: false, reason: "1 paths failed" });
    expect(json.points[0]).toEqual({
      re: [0, 0.5],
      im: [0, 0],
      real: true,
      singular: true,
      multiplicity: 2,
      certified: false,
      residual: 1e-9,
    });
    expect(render(report, "text")).toContain("2 finite, 1 of them real, 1 singular");
    expect(render(report, "text")).toContain("6 started = 3 finite + 2 at infinity + 1 failed");
    expect(render(report, "text")).toContain("complete: no (1 paths failed)");
  });

  it("has a number in every numeric cell, and names set as mathematics in TeX", () => {
    expect(render(report, "csv").split("\r\n")[0]).toBe(
      "point,re_x_1,im_x_1,re_lambda,im_lambda,real,singular,multiplicity,certified,residual",
    );
    expect(render(report, "csv").split("\r\n")[1]).toBe("1,0,,0.5,,yes,yes,2,no,1e-9");
    expect(render(report, "tex")).toContain("$\\operatorname{Re} x_{1}$");
    expect(render(report, "tex")).toContain("$\\operatorname{Im} \\lambda$");
    for (const format of FORMATS) expect(render(report, format).endsWith("\n")).toBe(true);
  });
});
