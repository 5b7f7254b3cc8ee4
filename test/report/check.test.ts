import { expect, it } from "vitest";
import { FORMATS } from "../../src/report/formats.js";
import { render } from "../../src/report/render.js";
import { atlas } from "./fixtures.js";

const discrepancies = [
  { audit: "inertia", place: "components[1].index", text: "expected 1, got 2 | more" },
  { audit: "census", place: "census.total", text: "expected 3, got 4" },
] as const;

it("is one line per discrepancy, or one line of what was verified", () => {
  expect(render({ kind: "check", check: { discrepancies, recomputed: atlas() } }, "text")).toBe(
    "components[1].index: expected 1, got 2 | more (inertia)\ncensus.total: expected 3, got 4 (census)\n",
  );
  expect(render({ kind: "check", check: { discrepancies: [], recomputed: atlas() } }, "text")).toBe(
    "holds: 3 entries, 1 of them certified; completeness incomplete\n",
  );
});

it("shows every discrepancy in every format", () => {
  for (const format of FORMATS) {
    const text = render({ kind: "check", check: { discrepancies, recomputed: atlas() } }, format);
    expect(text).toContain("census");
    expect(text).toMatch(/expected 3, got 4/);
  }
});
