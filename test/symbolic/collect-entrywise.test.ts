import { describe, expect, it } from "vitest";
import { collectEntrywise, fromRow } from "../../src/symbolic/collect-entrywise.js";
import { letter } from "../../src/symbolic/expression.js";
import { variable } from "../../src/symbolic/landscape.js";
import { parseExpression } from "../../src/symbolic/parser.js";

const letters = new Map(
  (
    [
      ["A", 2, 3],
      ["B", 2, 3],
      ["S", 3, 3],
      ["v", 3, 1],
    ] as const
  ).map(([name, rows, columns]) => [name, letter(variable(name, rows, columns).symbol)]),
);
const collected = (text: string) => collectEntrywise(parseExpression(text, letters));
const sums = (text: string) => collected(text).map((part) => (part.kind === "sum" ? part.sizes : part.kind));

describe("sums over indices", () => {
  it("are found whole: over one index, over two, over two that differ", () => {
    expect(sums("diag(S)")).toEqual([[3]]);
    expect(sums("A .* B")).toEqual([[2, 3]]);
    expect(collected("offdiag(S .* S)").map((part) => part.kind === "sum" && part.offDiagonal)).toEqual([
      true,
    ]);
    expect(collected("S .* S").map((part) => part.kind === "sum" && part.offDiagonal)).toEqual([false]);
  });

  it("are found where terms of symmetric matrices coincide in pairs", () => {
    const [part, more] = collected("sum((S*S').^3)");
    expect(more).toBeUndefined();
    expect(part).toMatchObject({ kind: "sum", sizes: [3, 3], offDiagonal: false });
    expect(part?.kind === "sum" && part.coefficient.toFraction()).toBe("1");
  });

  it("leave what another coefficient has on the diagonal to a sum over one index", () => {
    const parts = collected("sum(S.^2) + 4*sum(diag(S).^2)");
    expect(
      parts.map((part) => part.kind === "sum" && [part.sizes.length, part.coefficient.toFraction()]),
    ).toEqual([
      [1, "4"],
      [2, "1"],
    ]);
  });

  it("are none where one of their terms is missing or another", () => {
    expect(sums("diag(S) - e(2,3)*S[2,2]")).toEqual(["term", "term"]);
    expect(sums("diag(S) + e(2,3)*S[2,2]")).toEqual(["term", "term", "term"]);
    expect(sums("A[1,1]*B[1,2]")).toEqual(["term"]);
  });

  it("leave every other term as it is", () => {
    expect(sums("S*S' + I(3)")).toEqual(["term", "term"]);
  });
});

describe("a cycle from its side of length 1", () => {
  it("begins with a row", () => {
    const [term] = parseExpression("v'*S*v", letters).terms;
    expect(
      fromRow(term!.traces[0]!).map(({ symbol, transposed }) => `${symbol.name}${transposed ? "'" : ""}`),
    ).toEqual(["v'", "S", "v"]);
  });
});
