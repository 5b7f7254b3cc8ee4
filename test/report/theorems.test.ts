import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/report/formats.js";
import { render } from "../../src/report/render.js";
import type { VerdictRow } from "../../src/report/theorems.js";
import { holds } from "../../src/theorems/outcome.js";
import { form, type Theorem, theorem } from "../../src/theorems/theorem.js";

const record = theorem({
  id: "even-squares-are-even",
  section: "1a",
  title: "Squares & parity of Γ_ij",
  statement: "If $n$ is even, so is $n^2$ (Poincar\\'e--Hopf).",
  hypotheses: ["n is even"],
  source: { label: "D", claim: "100 % elementary" },
  status: "proved",
  proof: "$(2k)^2 = 2(2k^2)$.",
  forms: [form({ mode: "exact", instances: fc.integer(), check: () => holds() })],
  controls: [
    {
      id: "odd",
      dropped: "n odd",
      form: form({ mode: "exact", instances: fc.integer(), check: () => holds() }),
    },
  ],
});
const theorems = { title: "Theorems", theorems: [record] };

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

describe("theorems", () => {
  it("are theorem and proof environments in LaTeX, with labels", () => {
    const tex = render({ kind: "theorems", theorems }, "tex");
    expect(tex).toContain(
      "\\begin{theorem}[Squares \\& parity of \\ensuremath{\\Gamma}\\_ij]\\label{thm:even-squares-are-even}",
    );
    expect(tex).toContain("\\begin{proof}\n$(2k)^2 = 2(2k^2)$.\n\\end{proof}");
    expect(tex).not.toContain("\\documentclass");
    expect(render({ kind: "theorems", theorems }, "tex", { standalone: true })).toMatch(
      /\\documentclass[\s\S]*\\newtheorem\{theorem\}[\s\S]*\\end\{document\}\n$/,
    );
  });

  it("are named by their roles: what is tested or observed is called neither theorem nor proved", () => {
    const of = (role: Theorem["role"], status: Theorem["status"]) =>
      ({ title: "T", theorems: [theorem({ ...record, role: role!, status })] }) as const;
    const named = [
      [of("corollary", "proved"), "Corollary", "corollary"],
      [of("definition", "proved"), "Definition", "definition"],
      [of("theorem", "experimental"), "Observation", "observation"],
      [of("software", "experimental"), "Check of the software", "softwarecheck"],
    ] as const;
    for (const [list, heading, environment] of named) {
      expect(render({ kind: "theorems", theorems: list }, "md")).toContain(`**${heading}.** If $n$ is even`);
      const tex = render({ kind: "theorems", theorems: list }, "tex", { standalone: true });
      expect(tex).toContain(`\\newtheorem{${environment}}[theorem]{${heading}}`);
      expect(tex).toContain(`\\begin{${environment}}[Squares`);
    }
    expect(() => theorem({ ...record, role: "software" })).toThrow(/expected the status experimental/);
    expect(() => theorem({ ...record, role: "lemma" as never })).toThrow(/expected a role/);
  });

  it("say in Markdown that [P] attributes claims, not texts", () => {
    expect(render({ kind: "theorems", theorems }, "md")).toContain(
      "The theorem texts of \\[P\\] were not at hand when the records were written: \\[P\\] attributes a claim",
    );
  });

  it("translate text markup in Markdown and leave mathematics alone", () => {
    const md = render({ kind: "theorems", theorems }, "md");
    expect(md).toContain("**Theorem.** If $n$ is even, so is $n^2$ (Poincaré–Hopf).");
    expect(md).toContain("- `odd`: n odd");
  });

  it("come by section and id, in whatever order the records are", () => {
    const named = (section: string, id: string) => theorem({ ...record, section, id });
    const records = [named("literature", "a-b"), named("10", "a-b"), named("2", "b-c"), named("2", "a-b")];
    const ids = (list: typeof records) =>
      JSON.parse(render({ kind: "theorems", theorems: { title: "T", theorems: list } }, "json")).theorems.map(
        (t: { section: string; id: string }) => `${t.section} ${t.id}`,
      );
    expect(ids(records)).toEqual(["2 a-b", "2 b-c", "10 a-b", "literature a-b"]);
    expect(ids([...records].reverse())).toEqual(ids(records));
  });

  it("give id, statement, source and status in every format", () => {
    for (const format of FORMATS) {
      const text = render({ kind: "theorems", theorems }, format);
      expect(text, format).toContain("even-squares-are-even");
      expect(text, format).toMatch(/n\^2/);
      if (format !== "tex") expect(text, format).toMatch(/proved/);
    }
  });
});
