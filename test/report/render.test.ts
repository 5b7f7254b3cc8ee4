import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/report/formats.js";
import { type Report, render } from "../../src/report/render.js";
import { atlas, derivation, largeCensus } from "./fixtures.js";

const reports: readonly Report[] = [
  { kind: "atlas", atlas: atlas() },
  { kind: "derivation", derivation },
  { kind: "census", census: largeCensus },
  {
    kind: "claims",
    claims: {
      title: "Claims",
      claims: [{ id: "a", verdict: "holds", statement: "it is", figures: "1 of 1" }],
    },
  },
];

describe("render", () => {
  it("gives the same bytes twice and ends with a line break, for every report and format", () => {
    for (const report of reports)
      for (const format of FORMATS) {
        if (format === "csv" && report.kind === "derivation") continue;
        const text = render(report, format);
        expect(text.endsWith("\n")).toBe(true);
        expect(render(report, format)).toBe(text);
      }
  });

  it("shows the same columns in text, Markdown, TeX and CSV where a line has room for them", () => {
    const [report] = reports;
    const count = {
      csv: render(report!, "csv").split("\r\n")[0]!.split(",").length,
      md:
        render(report!, "md")
          .match(/^\| id .*$/m)![0]
          .split("|").length - 2,
      tex: render(report!, "tex", { width: 2000 })
        .match(/^id & .*$/m)![0]
        .split("&").length,
      text: render(report!, "text")
        .match(/^--.*$/m)![0]
        .split("  ").length,
    };
    expect(new Set(Object.values(count)).size).toBe(1);
    expect(count.csv).toBe(17);
  });

  it("names the columns that TeX has no room for", () => {
    const tex = render(reports[0]!, "tex");
    expect(tex).toContain("Left out for want of room: ");
    expect(tex.match(/^id & .*$/m)![0].split("&").length).toBeLessThan(17);
  });

  it("refuses a derivation as CSV", () => {
    expect(() => render(reports[1]!, "csv")).toThrow("csv: expected a table, got a derivation");
  });
});
