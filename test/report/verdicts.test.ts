import { describe, expect, it } from "vitest";
import { render } from "../../src/report/render.js";
import type { VerdictRow } from "../../src/report/verdicts.js";

const rows: VerdictRow[] = [
  {
    theorem: "a-theorem",
    verdict: "holds",
    forms: [
      { mode: "exact", runs: 100, worstResidual: 0, undecided: 0, skipped: 0 },
      { mode: "exact", runs: 50, worstResidual: 0, undecided: 0, skipped: 0 },
      { mode: "floating", runs: 20, worstResidual: 1.24e-13, undecided: 0, skipped: 0 },
    ],
    coverage: [
      { part: "m > p", reached: 40, runs: 150 },
      { part: "λ > 2γ_max", reached: 1, runs: 100 },
    ],
  },
  {
    theorem: "another-theorem",
    argument: "another-theorem",
    control: "hypothesis",
    verdict: "refuted",
    forms: [{ mode: "exact", runs: 3, worstResidual: 0, undecided: 0, skipped: 0 }],
    counterexample: {
      mode: "exact",
      seed: 7,
      path: "1/2:0",
      detail: "index 0, claimed 1",
      instance: '{"m":1}',
      problem: { model: 1 },
    },
    problemFile: "out/another-theorem--hypothesis.json",
  },
  { theorem: "third-theorem", verdict: "interrupted", forms: [] },
  {
    theorem: "fourth-theorem",
    argument: "./mine.ts fourth-theorem",
    verdict: "error",
    forms: [{ mode: "floating", runs: 1, worstResidual: 0, undecided: 0, skipped: 0 }],
    error: { mode: "floating", seed: 7, path: "1/0", detail: "TypeError: a\ndefect", instance: "3" },
  },
];
const verdicts = { title: "Verdicts", runs: 100, seed: 7, verdicts: rows };

describe("verdicts", () => {
  it("say in text what held, what was refuted by what, and what was not run", () => {
    expect(render({ kind: "verdicts", verdicts }, "text")).toBe(
      [
        "holds        a-theorem [exact 100; exact 50; floating 20, residual 1.2e-13]",
        "    reached: m > p 40/150; λ > 2γ_max 1/100",
        "    warning: hardly reached, below 5 %: λ > 2γ_max (1 of 100)",
        "refuted      another-theorem / hypothesis [exact 3]",
        "    index 0, claimed 1",
        "    replay: verify another-theorem --seed 7 --path 1/2:0 --controls",
        "    problem file: out/another-theorem--hypothesis.json",
        '    instance: {"m":1}',
        "interrupted  third-theorem",
        "error        fourth-theorem [floating 1, residual 0]",
        "    TypeError: a defect",
        "    replay: verify ./mine.ts fourth-theorem --seed 7 --path 1/0",
        "    instance: 3",
        "",
      ].join("\n"),
    );
  });

  it("are rows of a table with stable columns in CSV", () => {
    const [head, first, second] = render({ kind: "verdicts", verdicts }, "csv").split("\r\n");
    expect(head).toBe(
      "theorem,control,verdict,exact_runs,floating_runs,worst_residual,reached,detail,seed,path,problem_file",
    );
    expect(first).toBe("a-theorem,,holds,150,20,1.24e-13,m > p 40/150; λ > 2γ_max 1/100,,,,");
    expect(second).toBe(
      'another-theorem,hypothesis,refuted,3,,,,"index 0, claimed 1",7,1/2:0,out/another-theorem--hypothesis.json',
    );
  });

  it("carry the counterexample's problem in JSON", () => {
    const json = JSON.parse(render({ kind: "verdicts", verdicts }, "json"));
    expect(json).toMatchObject({ schemaVersion: 1, runs: 100, seed: 7 });
    expect(json.verdicts[0].coverage).toEqual([
      { part: "m > p", reached: 40, runs: 150, hardly: false },
      { part: "λ > 2γ_max", reached: 1, runs: 100, hardly: true },
    ]);
    expect(json.verdicts[1]).toMatchObject({
      verdict: "refuted",
      counterexample: { path: "1/2:0", problem: { model: 1 }, problemFile: rows[1]!.problemFile },
    });
    expect(json.verdicts[2]).toEqual({ theorem: "third-theorem", verdict: "interrupted", forms: [] });
    expect(json.verdicts[3]).toMatchObject({ verdict: "error", error: { path: "1/0", instance: "3" } });
  });
});
