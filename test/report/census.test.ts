import { describe, expect, it } from "vitest";
import { censusDocument } from "../../src/report/census.js";
import { largeCensus } from "./fixtures.js";

describe("censusDocument", () => {
  it("sorts by index and ends with the total", () => {
    const byIndex = new Map([...largeCensus.census.byIndex].reverse());
    const { tables } = censusDocument({ title: "t", census: { ...largeCensus.census, byIndex } });
    const first = tables[0]!.rows.map(([cell]) => (cell?.kind === "integer" ? cell.value : cell));
    expect(first).toEqual([...Array(45).keys(), { kind: "text", text: "total" }]);
  });
});
