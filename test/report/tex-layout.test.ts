import { describe, expect, test } from "vitest";
import {
  breakableCode,
  breakFormula,
  COLUMN_GAP,
  fitColumns,
  type TexColumn,
} from "../../src/report/tex-layout.js";
import { texWidth } from "../../src/report/tex-width.js";

const column = (cell: string, options: Partial<TexColumn> = {}): TexColumn => ({
  cells: ["h", cell],
  align: "right",
  breakable: false,
  expendable: 0,
  ...options,
});

describe("columns of a table", () => {
  test("are all shown, at their natural widths, where they fit", () => {
    expect(fitColumns([column("$1.5$"), column("word", { align: "left" })], 200)).toEqual({
      kept: [0, 1],
      specifications: ["r", "l"],
    });
  });

  test("give way from the most expendable on, the last of equals first", () => {
    const wide = (expendable: number) => column("$12345678901234567890$", { expendable });
    expect(fitColumns([wide(0), wide(2), wide(5), wide(5), wide(1)], 3 * 100).kept).toEqual([0, 1, 4]);
    expect(fitColumns([wide(0), wide(2), wide(5), wide(5), wide(1)], 4 * 105).kept).toEqual([0, 1, 2, 4]);
  });

  test("are never left out where they are not expendable", () => {
    expect(fitColumns([column("$12345678901234567890$"), column("$1$")], 20).kept).toEqual([0, 1]);
  });

  test("of prose share what the others leave, and short prose takes what it needs", () => {
    const prose = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
    const { specifications } = fitColumns(
      [
        column(prose, { align: "wrap" }),
        column("$1$"),
        column("yes", { align: "wrap" }),
        column(prose, { align: "wrap" }),
      ],
      300,
    );
    const widths = specifications.flatMap((text) => /p\{([\d.]+)pt\}/.exec(text)?.[1] ?? []).map(Number);
    expect(widths).toHaveLength(2);
    expect(widths[0]).toBe(widths[1]);
    const used = widths[0]! + widths[1]! + texWidth("$1$", 8) + texWidth("yes", 8) + 3 * COLUMN_GAP;
    expect(used).toBeLessThanOrEqual(300);
    expect(used).toBeGreaterThan(280);
    expect(specifications[2]).toBe("l");
  });

  test("of identifiers may break after commas", () => {
    expect(breakableCode("\\texttt{rows=1,1,2}")).toBe(
      "\\texttt{rows=\\allowbreak{}1,\\allowbreak{}1,\\allowbreak{}2}",
    );
  });
});

describe("formulas", () => {
  const long = Array.from({ length: 12 }, (_, k) => `${k} \\operatorname{tr}(W \\Gamma W^{\\top})`).join(
    " + ",
  );

  test("that fit stay whole", () => {
    expect(breakFormula("a + b", 100)).toEqual(["a + b"]);
  });

  test("break before signs of the outermost sum, and nothing is lost", () => {
    const lines = breakFormula(long, 300);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(texWidth(line, 10, true)).toBeLessThanOrEqual(300);
    for (const line of lines.slice(1)) expect(line).toMatch(/^\+ /);
    expect(lines.join(" ")).toBe(long);
  });

  test("break within parentheses where there is no other sign, never within braces", () => {
    const lines = breakFormula(`2 (${long}) (x + y)^{a + b + c}`, 300);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect((line.match(/\{/g) ?? []).length).toBe((line.match(/\}/g) ?? []).length);
    for (const line of lines) expect(texWidth(line, 10, true)).toBeLessThanOrEqual(300);
  });

  test("without any sign are left as they are", () => {
    expect(breakFormula("W W W W W W W W W W W W", 20)).toHaveLength(1);
  });
});
