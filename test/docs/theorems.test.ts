/** docs/theorems.md is what the records say: `npm run docs:theorems` writes it. */
import { readFileSync } from "node:fs";
import { theorems } from "landscape-atlas/proofs";
import { expect, it } from "vitest";
import { render } from "../../src/report/render.js";

it("docs/theorems.md is up to date with the records", () => {
  const written = readFileSync("docs/theorems.md", "utf8");
  expect(written).toBe(render({ kind: "theorems", theorems: { title: "Theorems", theorems } }, "md"));
});
