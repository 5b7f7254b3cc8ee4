import { describe, expect, it } from "vitest";
import { buildTable, type Column, integerCell, numberCell, textCell } from "../../src/report/columns.js";

interface Row {
  readonly name: string;
  readonly size?: number;
  readonly share?: number;
}

const columns: readonly Column<Row>[] = [
  { key: "name", header: "name", align: "left", cell: (row) => textCell(row.name) },
  { key: "size", header: "size", tex: "$n$", align: "right", cell: (row) => integerCell(row.size) },
  {
    key: "share",
    header: "share",
    tex: "$q$",
    align: "right",
    cell: (row) => numberCell(row.share),
  },
];

describe("buildTable", () => {
  it("drops the columns that are empty in every row and keeps those that are empty in some", () => {
    const table = buildTable([{ name: "a", size: 1 }, { name: "b" }], columns);
    expect(table.columns.map(({ key }) => key)).toEqual(["name", "size"]);
    expect(table.rows.map((row) => row.map(({ kind }) => kind))).toEqual([
      ["text", "integer"],
      ["text", "none"],
    ]);
  });

  it("keeps every header when there are no rows", () => {
    expect(buildTable([], columns).columns.map(({ key }) => key)).toEqual(["name", "size", "share"]);
  });

  it("does not take zero for empty", () => {
    expect(buildTable([{ name: "a", size: 0, share: 0 }], columns).columns).toHaveLength(3);
  });
});
