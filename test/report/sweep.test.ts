import { describe, expect, it } from "vitest";
import type { Sweep, SweepState } from "../../src/atlas/sweep/result.js";
import { rational } from "../../src/exact/rational.js";
import { FORMATS } from "../../src/report/formats.js";
import { type Report, render } from "../../src/report/render.js";
import { component } from "./fixtures.js";

const state = (value: string, multiplicity: bigint): SweepState => ({
  value: rational(value),
  components: [
    component({ id: "solver-1", value: -1, dimension: 0, index: 0, nullity: 0, rank: 1, multiplicity }),
  ],
  classes: [{ rank: 1, dimension: 0, index: 0, nullity: 0, count: multiplicity }],
  audit: { complete: true, proof: "numerical", by: ["path-count"], failures: [] },
});

const sweep: Sweep = {
  problem: { model: {}, objective: {} },
  title: "by hand",
  isVectorField: false,
  seed: 7,
  parameter: "objective.weightDecay",
  values: [state("1/20", 2n), state("1/10", 12345678901234567890n)],
  changes: [
    {
      from: rational("1/16"),
      to: rational("3/32"),
      at: rational("1/12"),
      lost: [{ rank: 0, index: 1, count: 1n }],
      gained: [{ rank: 1, dimension: 0, index: 0, nullity: 0, count: 2n }],
      exchanged: [
        { from: { rank: 0, index: 0, count: 3n }, to: { rank: 0, index: 1, count: 3n } },
        { from: { index: 1, count: 1n }, to: { index: 0, count: 1n } },
      ],
      reason: { kind: "undecided-inside" },
    },
  ],
  generic: 9,
  located: 12,
  complete: false,
  reasons: [{ kind: "wide-brackets", count: 1 }],
  failures: [{ value: rational("1/20"), text: "by hand" }],
};
const report: Report = { kind: "sweep", sweep };

describe("the report of a sweep", () => {
  it("keeps values exact and counts as text in JSON", () => {
    const json = JSON.parse(render(report, "json"));
    expect(json).toMatchObject({
      schemaVersion: 1,
      parameter: "objective.weightDecay",
      generic: 9,
      located: 12,
      complete: false,
      reason: "1 brackets are wider than wanted",
    });
    expect(json.values.map(({ value }: { value: string }) => value)).toEqual(["1/20", "1/10"]);
    expect(json.values[1].classes).toEqual([
      { rank: 1, dimension: 0, index: 0, nullity: 0, count: "12345678901234567890" },
    ]);
    expect(json.values[0].components[0]).toMatchObject({ id: "solver-1", multiplicity: "2" });
    expect(json.values[0].audit).toEqual({
      complete: true,
      proof: "numerical",
      by: ["path-count"],
      failures: [],
    });
    expect(json.changes).toEqual([
      {
        from: "1/16",
        to: "3/32",
        at: "1/12",
        lost: [{ rank: 0, index: 1, count: "1" }],
        gained: [{ rank: 1, dimension: 0, index: 0, nullity: 0, count: "2" }],
        exchanged: [
          { from: { rank: 0, index: 0, count: "3" }, to: { rank: 0, index: 1, count: "3" } },
          { from: { index: 1, count: "1" }, to: { index: 0, count: "1" } },
        ],
        reason: "the components inside are undecided",
      },
    ]);
  });

  it("lists every component at every value, then the changes and why they are wide", () => {
    const text = render(report, "text");
    expect(text).toContain("by hand; along objective.weightDecay");
    expect(text).toMatch(/1\/20 +solver-1 +-1 /);
    expect(text).toMatch(/0\.0625 +0\.09375 +1\/12 +1 of rank 0, index 1/);
    expect(text).toContain("3 of rank 0, index 0 → 3 of rank 0, index 1");
    expect(text).toContain("from 1/16 to 3/32: the components inside are undecided");
    expect(text).toContain("complete: no (1 brackets are wider than wanted)");
    expect(text).toContain("FAILED: at 1/20: by hand");
    expect(render(report, "csv").split("\r\n")).toHaveLength(4);
  });

  it("is written in every format", () => {
    for (const format of FORMATS) expect(render(report, format).length).toBeGreaterThan(50);
  });
});

describe("the table of a sweep under a view", () => {
  it("compares values of the parameter as numbers, and keeps changes and audit", () => {
    const view = { where: "parameter > 1/15", columns: ["multiplicity", "parameter"] };
    expect(render(report, "csv", {}, view)).toBe("multiplicity,parameter\r\n12345678901234567890,1/10\r\n");
    const text = render(report, "text", {}, view);
    expect(text).toContain("filtered: 1 of 2 rows");
    expect(text).toContain("Changes");
    expect(text).toContain("FAILED: at 1/20: by hand");
  });
});
