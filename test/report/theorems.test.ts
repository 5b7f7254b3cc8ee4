import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/report/formats.js";
import { render } from "../../src/report/render.js";
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
