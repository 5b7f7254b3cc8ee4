/** Every `@example` of what the package exports: it compiles, runs against the built package, and has the values it states. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import * as library from "../../src/index.js";
import * as theorems from "../../src/theorems/index.js";
import * as matchers from "../../src/theorems/matchers.js";
import { examplesOf, moduleOf, programOf, scriptOf } from "./examples.js";

const MODULES = ["src/index.ts", "src/theorems/index.ts", "src/theorems/matchers.ts"].map((file) =>
  resolve(file),
);
const program = programOf(MODULES);
const examples = examplesOf(program, MODULES).map((example, k) => ({
  ...example,
  path: resolve(`test/docs/example-${k + 1}.ts`),
}));

/** Name of an export → the module that has it. */
const exported = new Map([
  ...Object.keys(matchers).map((name) => [name, "landscape-atlas/vitest"] as const),
  ...Object.keys(theorems).map((name) => [name, "landscape-atlas/theorems"] as const),
  ...Object.keys(library).map((name) => [name, "landscape-atlas"] as const),
]);

let folder = "";
let errors = new Map<string, string[]>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "examples-"));
  const texts = new Map(examples.map(({ path, code }) => [path, moduleOf(code, exported)]));
  const checked = programOf(MODULES, texts, program);
  errors = new Map(
    examples.map(({ path }) => [
      path,
      checked
        .getSemanticDiagnostics(checked.getSourceFile(path))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
    ]),
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

describe("examples in docstrings", () => {
  it("are found in the sources, behind re-exports and wrappers", () => {
    const names = examples.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["analyze", "Random.fork", "rational", "verify"]));
  });

  it.each(examples)("$name compiles", ({ path }) => {
    expect(errors.get(path)).toEqual([]);
  });

  it.each(examples)("$name runs, with the values that it states", async ({ code, path }) => {
    vi.spyOn(console, "log").mockImplementation(() => {});
    vi.spyOn(process.stdout, "write").mockImplementation(() => true);
    const file = join(folder, basename(path, ".ts") + ".mjs");
    writeFileSync(file, scriptOf(moduleOf(code, exported)));
    const { results } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
      readonly results: readonly (readonly [unknown, unknown])[];
    };
    for (const [value, stated] of results) expect(value).toEqual(stated);
  });
});
