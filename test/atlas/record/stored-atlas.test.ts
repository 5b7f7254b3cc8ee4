import { expect, it } from "vitest";
import { readStoredAtlas } from "../../../src/atlas/record/stored-atlas.js";
import { atlasJson } from "../../../src/report/atlas.js";
import { jsonText } from "../../../src/report/json.js";
import { atlas } from "../../report/fixtures.js";

const stored = (reason: string) =>
  readStoredAtlas(jsonText(atlasJson(atlas({ audit: { ...atlas().audit, reason } }))));

it("knows earlier atlases that an interrupt cut short by what their reason says", () => {
  expect(stored("interrupted: 3 components were classified").audit.interrupted).toBe(true);
  expect(stored("the solver was interrupted: no").audit).not.toHaveProperty("interrupted");
});
