import { describe, expect, it } from "vitest";
import { render } from "../../src/report/render.js";
import { atlas, derivation } from "./fixtures.js";

describe("Markdown", () => {
  it("of an atlas is the reviewed page", async () => {
    await expect(render({ kind: "atlas", atlas: atlas() }, "md")).toMatchFileSnapshot("golden/atlas.md.txt");
  });

  it("has as many cells in every table row as in the header", () => {
    const rows = render({ kind: "atlas", atlas: atlas() }, "md")
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => line.split(/(?<!\\)\|/).length);
    const [first] = rows;
    expect(rows.slice(0, 5)).toEqual(Array(5).fill(first));
  });

  it("of a derivation shows every formula as display mathematics", () => {
    const text = render({ kind: "derivation", derivation }, "md");
    expect(text).toContain(`$$\n${derivation.hessian.tex}\n$$`);
    expect(text.match(/\$\$/g)).toHaveLength(2 * 6);
  });
});
