/** The prose of the records: mathematics that KaTeX accepts, text without other TeX, ids without repetition. */
import katex from "katex";
import { theorems } from "landscape-atlas/proofs";
import { describe, expect, it } from "vitest";
import { proseMarkdown } from "../../src/report/prose.js";

const proses = theorems.flatMap(({ id, statement, proof }) => [
  { name: `statement of ${id}`, prose: statement },
  { name: `proof of ${id}`, prose: proof },
]);

describe("theorem records", () => {
  it("have different ids, hypotheses, and a negative control at least", () => {
    expect(new Set(theorems.map(({ id }) => id)).size).toBe(theorems.length);
    for (const { id, hypotheses, controls } of theorems) {
      expect(hypotheses.length, id).toBeGreaterThan(0);
      expect(controls.length, id).toBeGreaterThan(0);
    }
  });

  it.each(proses)("$name is prose with closed mathematics that KaTeX sets", ({ prose }) => {
    const parts = prose.split("$");
    expect(parts.length % 2).toBe(1);
    parts.forEach((part, k) => {
      if (k % 2 === 1) katex.renderToString(part, { throwOnError: true, strict: "error" });
    });
  });

  it.each(proses)("$name has no TeX commands outside of mathematics", ({ prose }) => {
    const text = proseMarkdown(prose)
      .split("$")
      .filter((_, k) => k % 2 === 0)
      .join(" ");
    expect(text).not.toMatch(/[\\{}_^#&%<>`]/);
  });
});
