import { expect, it } from "vitest";
import { claimsDocument, claimsJson, claimsText } from "../../src/report/claims.js";

const report = {
  title: "Claims",
  claims: [
    { id: "one", verdict: "holds", statement: "First", figures: "1/1" },
    { id: "two", verdict: "inconclusive", statement: "Second,\nin two lines", figures: "0/0" },
  ],
} as const;

it("claims are one line each, verdicts in a column", () => {
  expect(claimsText(report)).toBe(
    "holds        one: First [1/1]\ninconclusive two: Second, in two lines [0/0]\n",
  );
});

it("claims are rows of a table, and a list in JSON", () => {
  const { title, tables } = claimsDocument(report);
  expect([title, tables.map(({ rows }) => rows.length)]).toEqual(["Claims", [2]]);
  expect(claimsJson(report)).toMatchObject({ schemaVersion: 1, claims: report.claims });
});
