import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { analyze } from "../../../src/atlas/analyze.js";
import { byIndex, minima, rows, saddles } from "../../../src/atlas/record/verbs.js";
import { loadProblem } from "../../../src/objectives/problem.js";

it("asks the atlas of unit columns for its minima, saddles and indices", async () => {
  // m = 2, p = 3, Γ diagonal and positive: index (m − 1) per wrong sign, C(3, k) components with k of them.
  const atlas = await analyze(loadProblem(readFileSync("examples/bilinear-columns.json", "utf8")));
  expect(minima(atlas).map(({ index }) => index)).toEqual([0]);
  expect([0, 1, 2, 3, 4].map((index) => byIndex(atlas, index).length)).toEqual([1, 3, 3, 1, 0]);
  // The one with every sign wrong is the maximum; the rest are saddles.
  expect(saddles(atlas).map(({ index }) => index)).toEqual(
    atlas.components.map(({ index }) => index).filter((k) => k === 1 || k === 2),
  );
  const { W } = minima(atlas)[0]!.representative;
  if (W !== undefined) expect(rows(W)).toHaveLength(2);
});
