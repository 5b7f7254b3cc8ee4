import { expect, it } from "vitest";
import { readCsv, type Separator } from "../../src/files/csv.js";

const read = (text: string, separator: Separator = ",") => readCsv(Buffer.from(text), separator, ["file"]);
const cells = (text: string, separator?: Separator) => read(text, separator).map((record) => record.cells);

it("reads records with the lines that they end in; quotes, blank lines and a byte order mark are none of the cells", () => {
  expect(read('\ufeffa,b\r\n 1 ,"2,5"\r\n\r\n3,"4\n5"\n')).toEqual([
    { line: 1, cells: ["a", "b"] },
    { line: 2, cells: ["1", "2,5"] },
    { line: 5, cells: ["3", "4\n5"] },
  ]);
});

it("takes semicolons and tabs", () => {
  expect(cells("1,5;2", ";")).toEqual([["1,5", "2"]]);
  expect(cells("1\t2", "\t")).toEqual([["1", "2"]]);
});

it.each([
  ["", "file: expected a table, got no rows"],
  ["a,b\n1,2\n3", "file: expected 2 cells in row 3 as in the first, got 1"],
  ["a\n1,2", "file: expected 1 cells in row 2 as in the first, got 2"],
  ['a\n"1', 'file: expected cells whose double quotes match in row 2, got "\\"1"'],
  ['a\n"1"x', 'file: expected cells whose double quotes match in row 2, got "\\"1\\"x"'],
  ['a\n1"', 'file: expected cells whose double quotes match in row 2, got "1\\""'],
  [`a\n${"1".repeat(401)}`, "file: expected at most 400 characters in row 2, column 1, got 401"],
  ["1,".repeat(1000), "file: expected at most 1000 columns, got 1001 of them"],
  ["1\n".repeat(100_001), "file: expected at most 100000 rows, got more"],
])("refuses %#", (text, message) => {
  expect(() => read(text)).toThrow(message);
});

it("refuses other encodings, and files that are too large before they are read", () => {
  expect(() => readCsv(Uint8Array.of(0xff, 0xfe), ",", ["file"])).toThrow("file: expected text in UTF-8");
  const large = { length: 65 * 2 ** 20 } as Uint8Array;
  expect(() => readCsv(large, ",", ["file"])).toThrow("file: expected at most 64 MB, got 65.0 MB");
});
