import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvField, escapeMarkdown, escapeTex, markdownCode } from "../../src/report/escape.js";

const anyText = fc.string({ unit: "binary", maxLength: 40 });

describe("escapeTex", () => {
  it.each([
    ["W_1 & 50 %", "W\\_1 \\& 50 \\%"],
    ["a\\b{c}$#^~", "a\\textbackslash{}b\\{c\\}\\$\\#\\textasciicircum{}\\textasciitilde{}"],
    ["s=+--", "s=+-{}-"],
    ["[1]*", "{[}1{]}{*}"],
    ["Γᵀ ≅ S²", "\\ensuremath{\\Gamma}\\ensuremath{^{\\top}} \\ensuremath{\\cong} S\\ensuremath{^{2}}"],
    ["Erdős\n中", "Erdős U+4E2D"],
    ["constructor", "constructor"],
  ])("writes %j as %s", (text, tex) => {
    expect(escapeTex(text)).toBe(tex);
  });

  it("leaves nothing that TeX would read as a command, a comment, a column or a group", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let rest = escapeTex(text)
          .replace(/\\ensuremath\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, "")
          .replace(/\\[{}$&#%_]/g, "")
          .replace(/\\text[a-z]+\{\}|\\dots\{\}/g, "");
        rest = rest.replace(/\{[[\]*]?\}/g, "");
        expect(rest).not.toMatch(/[\\{}$&#%_^~\n[\]*]/);
        expect(rest).not.toMatch(/[^\x20-\x7e\u00c0-\u017f]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe("escapeMarkdown", () => {
  it("keeps a cell inside its table and markup out of the text", () => {
    expect(escapeMarkdown("a|b *c* <i> `d`\n$e$")).toBe("a\\|b \\*c\\* &lt;i&gt; \\`d\\` \\$e\\$");
    expect(markdownCode("a|b")).toBe("`a\\|b`");
    expect(markdownCode("a``b")).toBe("``` a``b ```");
  });
});

describe("csvField", () => {
  it("quotes separators, quotes and line breaks, and nothing else", () => {
    expect(["a", "a,b", 'a"b', "a\r\nb", " a "].map(csvField)).toEqual([
      "a",
      '"a,b"',
      '"a""b"',
      '"a\r\nb"',
      " a ",
    ]);
  });
});
