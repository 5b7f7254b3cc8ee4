import { describe, expect, it } from "vitest";
import { readPoint } from "../../src/dynamics/point-file.js";
import type { Landscape } from "../../src/symbolic/landscape.js";

/** Variables of given shapes: all that reading a point asks of a landscape. */
const landscape = (
  shapes: Readonly<Record<string, readonly [number, number]>>,
): Pick<Landscape, "variables"> => ({
  variables: Object.entries(shapes).map(([name, [rows, columns]]) => ({
    symbol: { name, rows, columns, role: "variable", symmetric: false },
    constraint: "none",
    positivePart: false,
  })),
});

const one = landscape({ W: [2, 3] });
const two = landscape({ Wo: [1, 2], Wt: [1, 2] });

describe("readPoint", () => {
  it.each([
    ["JSON by variable", '{"W": [[1, 2, 3], [4, 5, 6]]}'],
    ["a matrix alone", "[[1, 2, 3], [4, 5, 6]]"],
    ["rows of numbers with blanks", "1 2 3\n4 5 6\n"],
    [
      "rows of numbers with commas, a comment and carriage returns",
      "# weights\r\n1.0, 2e0, 3\r\n4,5,6 # last",
    ],
    ["bytes with a byte order mark", Buffer.from("\ufeff[[1, 2, 3], [4, 5, 6]]")],
  ])("reads %s", (_, source) => {
    expect(readPoint(source, one)).toEqual({
      W: { rows: 2, columns: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) },
    });
  });

  it("reads vectors and scalars without their outer brackets", () => {
    expect(readPoint("[1, 2]", landscape({ w: [1, 2] })).w).toEqual({
      rows: 1,
      columns: 2,
      data: Float64Array.of(1, 2),
    });
    expect(readPoint("[1, 2]", landscape({ w: [2, 1] })).w).toEqual({
      rows: 2,
      columns: 1,
      data: Float64Array.of(1, 2),
    });
    expect(readPoint('{"w": 3}', landscape({ w: [1, 1] })).w!.data).toEqual(Float64Array.of(3));
  });

  it.each([
    ["two variables and one matrix", "[[1, 2]]", "expected an object with Wo, Wt"],
    ["a variable that is missing", '{"Wo": [[1, 2]]}', "point.Wt: expected 1×2 finite numbers, got nothing"],
    [
      "a variable that is none",
      '{"Wo": [[1, 2]], "Wt": [[1, 2]], "Wx": 1}',
      "point.Wx: expected only Wo, Wt",
    ],
    [
      "another shape",
      '{"Wo": [[1, 2, 3]], "Wt": [[1, 2]]}',
      "point.Wo: expected 1×2 finite numbers, got 1×3",
    ],
    ["rows of unequal length", '{"Wo": [[1, 2], [3]], "Wt": [[1, 2]]}', "point.Wo: expected 1×2"],
    ["an entry that is no number", '{"Wo": [[1, "2"]], "Wt": [[1, 2]]}', 'got "2"'],
  ])("refuses %s", (_, source, message) => {
    expect(() => readPoint(source, two)).toThrow(message);
  });

  it("refuses text without numbers, and names the entry that is none", () => {
    expect(() => readPoint("# nothing\n", one)).toThrow("expected JSON, or rows of numbers, got nothing");
    expect(() => readPoint("1 2 3\n4 x 6", one)).toThrow('point[1][1]: expected a number, got "x"');
    expect(() => readPoint("1 2 3\n4 inf 6", one)).toThrow("point[1][1]: expected a number");
  });
});
