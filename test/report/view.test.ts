import { describe, expect, it } from "vitest";
import { ProblemError } from "../../src/files/problem-error.js";
import {
  buildTable,
  codeCell,
  exactCell,
  integerCell,
  NONE,
  numberCell,
  textCell,
} from "../../src/report/columns.js";
import { render } from "../../src/report/render.js";
import { checkView, rowsWhere, viewTable } from "../../src/report/view.js";
import { atlas, component } from "./fixtures.js";

const rows = [
  { id: "a", value: -1.23456, exact: "-1/2", rank: 2n, kind: "global-minimum" },
  { id: "b", value: 0.5, exact: "1/3", rank: 10n ** 30n, kind: "strict-saddle" },
  { id: "c", value: undefined, exact: undefined, rank: 1n, kind: "strict-saddle" },
];
const column = (key: string, cell: (row: (typeof rows)[number]) => ReturnType<typeof textCell>) => ({
  key,
  header: key,
  align: "left" as const,
  cell,
});
const table = buildTable(rows, [
  column("id", ({ id }) => codeCell(id)),
  column("value", ({ value }) => numberCell(value, 6)),
  column("exact", ({ exact }) => exactCell(exact)),
  column("rank", ({ rank }) => integerCell(rank)),
  column("kind", ({ kind }) => textCell(kind)),
  column("never", () => NONE),
]);
const KEYS = ["id", "value", "exact", "rank", "kind", "never"];
const ids = (where: string) =>
  rowsWhere(table, where, KEYS)
    .map((k) => rows[k]!.id)
    .join("");

describe("--where", () => {
  it.each([
    ["kind = global-minimum", "a"],
    ["kind != global-minimum", "bc"],
    ['kind = "strict-saddle" and rank > 1', "b"],
    ["kind = global-minimum or rank = 1", "ac"],
    ["kind = strict-saddle and rank = 1 or id = a", "ac"],
    ["kind = strict-saddle and (rank = 1 or id = a)", "c"],
    ["value < 0", "a"],
    ["value <= 0.5", "ab"],
    ["exact = -1/2", "a"],
    ["exact > 3/10", "b"],
    // Beyond the doubles: 10³⁰ and 10³⁰ − 1 are one double.
    ["rank = 1000000000000000000000000000000", "b"],
    ["rank > 999999999999999999999999999999", "b"],
    ["rank = 999999999999999999999999999999", ""],
    // Without content: different from everything, and nothing else.
    ["value != 7", "abc"],
    ["value >= -1000", "ab"],
    ["never = x", ""],
    ["never != x", "abc"],
  ])("%s keeps %s", (where, kept) => {
    expect(ids(where)).toBe(kept);
  });

  it.each([
    [
      "kin = x",
      '--where: expected a column: id, value, exact, rank, kind, never (did you mean kind?), got "kin"',
    ],
    ["kind", "--where: expected one of <= >= != = < >, got the end of the condition"],
    ["kind =", "--where: expected a value, got the end of the condition"],
    ["kind = a b", '--where: expected "and", "or" or the end, got "b"'],
    ["(kind = a", '--where: expected ")", got the end of the condition'],
    ["", "--where: expected a column, got the end of the condition"],
  ])("%s is refused", (where, message) => {
    expect(() => rowsWhere(table, where, KEYS)).toThrow(ProblemError);
    expect(() => rowsWhere(table, where, KEYS)).toThrow(message);
  });
});

describe("a view", () => {
  it("chooses and orders columns, sorts, and rounds numbers", () => {
    const view = viewTable(table, {
      columns: ["kind", "value", "never"],
      sort: { column: "value", descending: true },
      digits: 2,
    });
    expect(view.columns.map(({ key }) => key)).toEqual(["kind", "value"]);
    expect(view.rows.map((row) => row[1])).toEqual([
      { kind: "number", value: 0.5, digits: 2 },
      { kind: "number", value: -1.2, digits: 2 },
      NONE,
    ]);
  });

  it("is checked against the columns there are", () => {
    expect(() => checkView({ columns: ["id", "rnak"] }, KEYS)).toThrow("--columns: expected a column");
    expect(() => checkView({ sort: { column: "x", descending: false } }, KEYS)).toThrow(
      "--sort: expected a column",
    );
    expect(() => checkView({ columns: ["id"] }, KEYS)).not.toThrow();
  });
});

describe("a filtered atlas", () => {
  const whole = atlas({
    components: [
      component({ id: "x", kind: "global-minimum" }),
      component({ id: "y", kind: "strict-saddle" }),
    ],
  });

  it("says that it is one, and keeps the census of the whole", () => {
    const text = render({ kind: "atlas", atlas: whole }, "text", {}, { where: "kind = strict-saddle" });
    expect(text).toContain("filtered: 1 of the 2 entries listed, where kind = strict-saddle");
    expect(text).toContain("Census by index");
    expect(text).not.toMatch(/^x /m);
    const all = render({ kind: "atlas", atlas: whole }, "text");
    const census = (report: string) => /Census by index.*?\n\n/s.exec(report)![0];
    expect(census(text)).toBe(census(all));
  });

  it("leaves the census out when told to, and keeps columns in the order asked for", () => {
    const text = render(
      { kind: "atlas", atlas: whole },
      "md",
      {},
      { census: false, columns: ["kind", "id"] },
    );
    expect(text).not.toContain("Census");
    expect(text).toMatch(/\| kind \| id \|/);
    expect(render({ kind: "atlas", atlas: whole }, "csv", {}, { columns: ["id"] })).toBe("id\r\nx\r\ny\r\n");
  });
});

describe("a census under a view", () => {
  it("is sorted, and rows are chosen by index", () => {
    const census = {
      title: "by hand",
      census: {
        byIndex: new Map([
          [0, 3n],
          [2, 10n],
        ]),
        total: 13n,
      },
    };
    const csv = (view: Parameters<typeof render>[3]) => render({ kind: "census", census }, "csv", {}, view);
    expect(csv({ sort: { column: "components", descending: true } })).toBe(
      "index,components\r\ntotal,13\r\n2,10\r\n0,3\r\n",
    );
    expect(csv({ where: "index >= 1", columns: ["components"] })).toBe("components\r\n10\r\n");
  });
});
