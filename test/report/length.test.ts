import { describe, expect, it } from "vitest";
import { lengthInPoints } from "../../src/report/length.js";
import { documentTex } from "../../src/report/tex.js";

describe("lengths", () => {
  it("are points of TeX, 72.27 to the inch", () => {
    expect(lengthInPoints("1in")).toBe(72.27);
    expect(lengthInPoints("100pt")).toBe(100);
    expect(lengthInPoints("25.4mm")).toBeCloseTo(lengthInPoints("2.54cm")!, 12);
  });

  it("of no unit, or of no text block, are none", () => {
    for (const text of ["5", "1pt", "101in", "-1in", "1ex", ""]) expect(lengthInPoints(text)).toBeUndefined();
  });

  it("set the text block of a whole document", () => {
    const document = { title: "t", formulas: [], tables: [], notes: [] };
    expect(documentTex(document, { standalone: true, width: 240 })).toContain("textwidth=240.000pt");
    expect(documentTex(document, { standalone: true })).toContain(
      "[a4paper,landscape,margin=15mm]{geometry}",
    );
  });
});
