import { describe, expect, it } from "vitest";
import { render } from "../../src/report/render.js";
import { atlas, component, derivation } from "./fixtures.js";

const lines = (changes = {}) => render({ kind: "atlas", atlas: atlas(changes) }, "text").split("\n");

describe("text of an atlas", () => {
  it("is the reviewed page", async () => {
    await expect(lines().join("\n")).toMatchFileSnapshot("golden/atlas.txt");
  });

  it("lines numbers up on the right under their header", () => {
    const all = lines();
    const header = all.findIndex((line) => line.startsWith("id "));
    const end = all[header]!.indexOf("value") + "value".length;
    expect(all[header + 2]!.slice(0, end)).toMatch(/ 1\.5$/);
    expect(all[header + 3]!.slice(0, end)).toMatch(/ -0\.5$/);
  });

  it("keeps one line per component whatever the id holds", () => {
    const text = lines({ components: [component({ id: "a\nb\tc" })] });
    expect(text.filter((line) => line.startsWith("a b c "))).toHaveLength(1);
  });

  it("refuses a number that is none", () => {
    expect(() => lines({ components: [component({ residual: Number.NaN })] })).toThrow(RangeError);
  });
});

describe("text of other reports", () => {
  it("is the reviewed derivation", async () => {
    await expect(render({ kind: "derivation", derivation }, "text")).toMatchFileSnapshot(
      "golden/derivation.txt",
    );
  });

  it("gives the reason in place of a census", () => {
    const text = render({ kind: "census", census: { title: "t", reason: "no closed form" } }, "text");
    expect(text).toContain("Not counted\n  no closed form\n");
  });

  it("gives one line per claim, verdict first", () => {
    const claims = [
      { id: "a", verdict: "holds" as const, statement: "so it\nis", figures: "1 of 1" },
      { id: "b", verdict: "inconclusive" as const, statement: "unclear", figures: "-" },
    ];
    expect(render({ kind: "claims", claims: { title: "Claims", claims } }, "text")).toBe(
      "holds        a: so it is [1 of 1]\ninconclusive b: unclear [-]\n",
    );
  });
});
