import { describe, expect, it } from "vitest";
import { proseMarkdown, proseTex } from "../../src/report/prose.js";

describe("prose of theorems", () => {
  it.each([
    ["Poincar\\'e--Hopf", "Poincaré–Hopf"],
    ['na\\"{i}ve', "naïve"],
    ["``all'' \\emph{but} one---no~more", "“all” *but* one—no\u00a0more"],
    ["cf.\\ $a--b~c$ -- d", "cf. $a--b~c$ – d"],
  ])("%s in Markdown", (prose, expected) => {
    expect(proseMarkdown(prose)).toBe(expected);
  });

  it("stays as it is in LaTeX, but for characters beyond its encoding", () => {
    expect(proseTex("``all'' \\emph{but} $x \\le 1$")).toBe("``all'' \\emph{but} $x \\le 1$");
    expect(proseTex("Γ is $Γ$")).not.toContain("Γ");
  });
});
