import { expect, test } from "vitest";
import { analyze, census, checkAtlas, readStoredAtlas, sweep } from "../../src/index.js";
import { atlasJson } from "../../src/report/atlas.js";
import { censusReportJson } from "../../src/report/census.js";
import { checkJson } from "../../src/report/check.js";
import { jsonText } from "../../src/report/json.js";
import { sweepJson } from "../../src/report/sweep.js";
import { diag, given, problem } from "../support/problems.js";

const COLUMNS = problem(given(diag("1/2", "1/3")), { kind: "bilinear", normalize: "columns", embedding: 2 });

test("JSON.stringify writes an atlas as its JSON contract, and `check` reads that", async () => {
  const atlas = await analyze(COLUMNS);
  expect(JSON.parse(JSON.stringify(atlas))).toEqual(JSON.parse(jsonText(atlasJson(atlas))));
  expect(Object.keys(atlas)).not.toContain("toJSON");
  const stored = readStoredAtlas(JSON.stringify(atlas));
  expect(JSON.stringify(stored)).toBe(JSON.stringify(atlas));
  const checked = await checkAtlas(stored);
  expect(JSON.parse(JSON.stringify(checked))).toEqual(JSON.parse(jsonText(checkJson(checked))));
});

test("JSON.stringify writes censuses and sweeps as theirs, with the same names", async () => {
  const counted = census(COLUMNS);
  expect(JSON.stringify(await counted)).toBe(JSON.stringify(censusReportJson(await counted)));
  const swept = await sweep(
    problem(given(diag("1", "1/2"), diag(1, 1)), {
      kind: "spectral-contrastive",
      embedding: 1,
      weightDecay: "1/10",
    }),
    { parameter: "weightDecay", values: ["1/10", "3/2"] },
  );
  const plain = JSON.parse(JSON.stringify(swept)) as Record<string, unknown>;
  expect(plain).toEqual(JSON.parse(jsonText(sweepJson(swept))));
  expect(plain.values).toHaveLength(swept.values.length);
});
