import { describe, expect, it } from "vitest";
import { atlasDocument } from "../../src/report/atlas.js";
import { atlas, component } from "./fixtures.js";

const notes = (changes = {}) =>
  Object.fromEntries(atlasDocument(atlas(changes)).notes.map(({ heading, lines }) => [heading, lines]));

describe("atlasDocument", () => {
  it("names each family once, in order of appearance", () => {
    const families = ["b", "a", "b"].map((family) => component({ family }));
    expect(notes({ components: families })).toMatchObject({ Families: ["b", "a"] });
  });

  it("never says complete without saying by what, nor incomplete without a reason", () => {
    expect(notes().Audit?.slice(0, 2)).toEqual([
      "complete: no (the listing is cut)",
      "by: closed-form, morse-euler",
    ]);
    const audit = { complete: true, proof: "numerical", by: ["closed-form" as const], failures: [] };
    expect(notes({ audit, truncated: false }).Audit).toEqual([
      "complete: yes",
      "by: closed-form",
      "proof: none; decided in floating point",
    ]);
  });

  it("names the theorem where completeness is proved", () => {
    const audit = {
      complete: true,
      proof: "proved",
      theorem: "T",
      by: ["closed-form" as const],
      failures: [],
    };
    expect(notes({ audit, truncated: false }).Audit?.[2]).toBe(
      "proof: T; its hypotheses are decided exactly",
    );
  });

  it("gives each way of certifying one footnote", () => {
    const certificate = (detail: string) => ({ certificate: { kind: "interval" as const, detail } });
    const components = ["x", "y", "x"].map((detail) => component(certificate(detail)));
    const { tables } = atlasDocument(atlas({ components }));
    const cells = tables[0]!.rows.map((row) => row[row.length - 1]);
    expect(cells.map((cell) => (cell?.kind === "marked" ? cell.mark : ""))).toEqual(["a", "b", "a"]);
    expect(notes({ components }).Certificates).toEqual(["(a) x", "(b) y"]);
  });

  it("has no heading without lines", () => {
    expect(Object.keys(notes({ components: [], warnings: [] }))).toEqual(["Components", "Audit"]);
  });

  it("says where a loss has derivatives, and what is known of where it has none", () => {
    const entry = { text: "x", tex: "x", everywhere: false };
    const lines = notes({
      domain: [
        { ...entry, kind: "invertible", everywhere: true },
        { ...entry, kind: "nonzero" },
        { ...entry, kind: "positive", origin: { only: true, value: "25" } },
        { ...entry, kind: "positive", origin: { only: false } },
      ],
    }).Domain;
    expect(lines).toEqual([
      "the loss has derivatives where x is invertible: everywhere",
      "the loss has derivatives where x is not 0; the list is of critical points there, where this fails nothing is classified",
      "the loss has derivatives where x > 0; the list is of critical points there, not at 0, where the loss is 25",
      "the loss has derivatives where x > 0; the list is of critical points there, not at 0, where the loss has no value, nor elsewhere where this fails",
    ]);
  });

  it("shows stability only where there is one", () => {
    const keys = (stability = {}) =>
      atlasDocument(atlas({ components: [component(stability)] })).tables[0]!.columns.map(({ key }) => key);
    expect(keys()).not.toContain("stability");
    expect(keys({ stability: { stable: 9, zero: 1, unstable: 0 } })).toContain("stability");
  });
});
