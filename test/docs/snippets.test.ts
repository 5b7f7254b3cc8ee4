/** Every ```ts block marked `runnable` in the README and in docs/, executed against the built package. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { blocksOf, expectedLines } from "./blocks.js";
import { scriptOf } from "./examples.js";

const files = [
  "README.md",
  ...readdirSync("docs").flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : [])),
];
const snippets = files.flatMap((file) =>
  blocksOf(readFileSync(file, "utf8"))
    .filter(({ info }) => info === "ts runnable")
    .map(({ body }, k) => ({ name: `${file}, snippet ${k + 1}`, body })),
);

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "snippets-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("runnable snippets of the documentation", () => {
  it("are all TypeScript blocks, and there are some", () => {
    expect(snippets.length).toBeGreaterThan(0);
    const unmarked = files.flatMap((file) =>
      blocksOf(readFileSync(file, "utf8")).filter(({ info }) => /^ts\b|^typescript\b/.test(info)),
    );
    expect(unmarked).toHaveLength(snippets.length);
  });

  it("prove and refute a new claim, and see what was not reached, in under 30 lines each", () => {
    const theorems = snippets.filter(({ body }) => body.includes("t.theorem({"));
    expect(theorems.map(({ body }) => expectedLines(body)[0]!.split(" ")[0])).toEqual([
      "holds",
      "refuted",
      "inconclusive",
    ]);
    for (const { body } of theorems) expect(body.trimEnd().split("\n").length).toBeLessThan(30);
  });

  it.each(snippets)("$name prints the lines after its arrows", async ({ name, body }) => {
    const module = join(folder, `${name.replace(/\W+/g, "-")}.mjs`);
    writeFileSync(module, scriptOf(body));
    const printed: string[] = [];
    const log = vi.spyOn(console, "log").mockImplementation((...values: unknown[]) => {
      printed.push(
        values.map((value) => (typeof value === "bigint" ? `${value}n` : String(value))).join(" "),
      );
    });
    try {
      await import(/* @vite-ignore */ pathToFileURL(module).href);
    } finally {
      log.mockRestore();
    }
    expect(expectedLines(body)).not.toEqual([]);
    expect(printed).toEqual(expectedLines(body));
  });
});
