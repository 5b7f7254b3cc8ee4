import katex from "katex";
import { describe, expect, it } from "vitest";
import { render } from "../../src/report/render.js";
import { atlas, component, derivation, largeCensus } from "./fixtures.js";

const atlasTex = (options = {}) => render({ kind: "atlas", atlas: atlas() }, "tex", options);

/** Every `$…$` of a fragment; escaped dollars are not delimiters. */
const inlineMath = (tex: string) =>
  [...tex.replaceAll("\\$", "").matchAll(/\$([^$]*)\$/g)].map(([, math]) => math!);

describe("LaTeX of an atlas", () => {
  it("is the reviewed fragment", async () => {
    await expect(atlasTex({ label: "tab:atlas" })).toMatchFileSnapshot("golden/atlas.tex");
  });

  it("is the reviewed document with siunitx, caption and notes", async () => {
    const options = {
      standalone: true,
      siunitx: true,
      caption: "Critical points of W_o & W_t",
      label: "tab:all",
      notes: ["100 % exact"],
    };
    await expect(atlasTex(options)).toMatchFileSnapshot("golden/atlas-standalone.tex");
  });

  it("puts the stationarity conditions above the table", () => {
    const tex = atlasTex();
    expect(tex.indexOf("\\begin{align*}")).toBeGreaterThanOrEqual(0);
    expect(tex.indexOf("\\begin{align*}")).toBeLessThan(tex.indexOf("\\begin{table}"));
  });

  it("has mathematics that KaTeX accepts in strict mode, in cells, headers and formulas", () => {
    const formulas = atlas().stationarity.map(({ tex }) => tex);
    const math = [...inlineMath(atlasTex()), ...formulas];
    expect(math.length).toBeGreaterThan(20);
    for (const tex of math) katex.renderToString(tex, { throwOnError: true, strict: "error" });
  });

  it("has as many cells in every row as columns", () => {
    const tex = atlasTex();
    const specification = /\\begin\{tabular\}\{@\{\}(.*)@\{\}\}/.exec(tex)![1]!;
    const columns = specification.replace(/>\{[^}]*\}p\{[^}]*\}/g, "p").length;
    const body = tex.slice(tex.indexOf("\\toprule"), tex.indexOf("\\bottomrule"));
    const rows = body.split("\n").filter((line) => line.endsWith("\\\\"));
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row.replaceAll("\\&", "").split("&")).toHaveLength(columns);
  });

  it("becomes a longtable when it does not fit a page", () => {
    const rows = (count: number) =>
      render(
        { kind: "atlas", atlas: atlas({ components: Array.from({ length: count }, () => component()) }) },
        "tex",
      );
    expect(rows(40)).not.toContain("longtable");
    expect(rows(41)).toContain("\\endlastfoot");
  });

  it("refuses a label that would break out of its braces", () => {
    expect(() => atlasTex({ label: "a}b" })).toThrow("label: expected letters");
  });
});

describe("LaTeX of other reports", () => {
  it("is the reviewed derivation", async () => {
    const tex = render({ kind: "derivation", derivation }, "tex", { standalone: true });
    await expect(tex).toMatchFileSnapshot("golden/derivation-standalone.tex");
  });

  it("is the reviewed census of many indices", async () => {
    const tex = render({ kind: "census", census: largeCensus }, "tex", { standalone: true });
    await expect(tex).toMatchFileSnapshot("golden/census-standalone.tex");
  });
});
