import { describe, expect, it } from "vitest";
import { field, number, optional, text } from "../../src/atlas/record/codec.js";
import { NONE } from "../../src/report/columns.js";
import { marksOf, recordColumns } from "../../src/report/record-table.js";

const FIELDS = {
  name: field(text, { columns: [{ header: "name", cell: "code", note: (value: string) => value.slice(1) }] }),
  smallestAngle: optional(number, {
    columns: [{ header: "angle", cell: "number", digits: 2, before: "name" }],
  }),
  seed: field(number),
};

describe("columns of records", () => {
  it("are those that the fields declare, in order, keys in snake case", () => {
    expect(recordColumns(FIELDS).map(({ key, align }) => [key, align])).toEqual([
      ["smallest_angle", "right"],
      ["name", "left"],
    ]);
  });

  it("leave a cell empty where the field is absent", () => {
    const [angle] = recordColumns(FIELDS);
    const absent = angle!.cell({ name: "a", seed: 1 });
    const present = angle!.cell({ name: "a", smallestAngle: 0.125, seed: 1 });
    expect(absent).toEqual(NONE);
    expect(present).toEqual({ kind: "number", value: 0.125, digits: 2 });
  });
});

it("footnotes have letters in the order of the records, equal ones one letter, empty ones none", () => {
  const names = ["ax", "b", "cx", ...Array.from({ length: 26 }, (_, k) => `n${k}`)];
  const marks = marksOf(
    FIELDS,
    names.map((name) => ({ name, seed: 1 })),
  );
  expect([...marks].slice(0, 2)).toEqual([
    ["x", "a"],
    ["0", "b"],
  ]);
  expect([marks.get("24"), marks.get("25"), marks.get("")]).toEqual(["z", "aa", undefined]);
});
