import { describe, expect, it } from "vitest";
import { render } from "../../src/report/render.js";
import { solutionsCheckText } from "../../src/report/solutions-check.js";
import type { SolutionsCheck } from "../../src/systems/check-solutions.js";
import type { StoredSolutions } from "../../src/systems/stored-solutions.js";
import { parseSystem } from "../../src/systems/system-file.js";

const stored: StoredSolutions = {
  seed: 7,
  system: parseSystem({ variables: ["x"], equations: ["x - 1"] }),
  solutions: { finite: 1, real: 1, singular: 0 },
  points: [{ re: Float64Array.of(1), im: Float64Array.of(0), real: true, singular: false, certified: true }],
  clusters: 0,
  method: "elimination",
  complete: true,
  proof: "proved",
  unknown: [],
};
const check = (change: Partial<SolutionsCheck> = {}): SolutionsCheck => ({
  ...{ discrepancies: [], open: [], stored, verified: 1, prime: 101 },
  ...change,
});

describe("the report of checked solutions", () => {
  it("says what was verified in one line", () => {
    expect(solutionsCheckText(check())).toBe(
      "holds: 1 point, 1 verified at their places, the count modulo 101; completeness proved\n",
    );
    expect(solutionsCheckText(check({ stored: { ...stored, complete: false }, prime: null }))).toBe(
      "holds: 1 point, 1 verified at their places; the list is incomplete\n",
    );
  });

  it("has a line for each discrepancy, and for what was not verified", () => {
    const discrepancies = [
      { audit: "list", place: "points[0]", text: "expected a solution there, got none" },
    ] as const;
    expect(solutionsCheckText(check({ discrepancies, open: [{ kind: "evidence", name: "oracle" }] }))).toBe(
      "points[0]: expected a solution there, got none (list)\n" +
        "evidence.kind: not re-verified, oracle is not known here\n",
    );
    const all = check({
      open: [
        { kind: "list" },
        { kind: "field", name: "colour" },
        { kind: "other-evidence", name: "rank", found: "bernstein" },
      ],
    });
    expect(solutionsCheckText(all)).toBe(
      "holds: 1 point, 1 verified at their places, the count modulo 101; that they are all is not verified\n" +
        "points: not re-verified, neither elimination nor paths find all solutions\n" +
        "colour: not re-verified, neither known here nor found again\n" +
        "evidence.kind: not re-verified, the list is found again by bernstein, not by rank\n",
    );
  });

  it("is written in every format", () => {
    const discrepancies = [{ audit: "count", place: "counts.degree", text: "expected 1, got 2" }] as const;
    const report = {
      kind: "solutions-check",
      check: check({ discrepancies, open: [{ kind: "list" }] }),
    } as const;
    expect(JSON.parse(render(report, "json"))).toMatchObject({
      holds: false,
      discrepancies: [{ audit: "count", place: "counts.degree", text: "expected 1, got 2" }],
      open: [{ kind: "list" }],
      verified: 1,
      prime: 101,
    });
    for (const format of ["md", "tex", "csv"] as const)
      expect(render(report, format)).toContain("expected 1, got 2");
    expect(render({ kind: "solutions-check", check: check() }, "md")).toContain("completeness proved");
  });
});
