/** `verify ./mine.ts`: theorems of a user's module. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { expectRefusal, spawned } from "../support/command.js";

/** W = 0 is critical for the cross-correlation loss with index mp = 6: one record says so, the other says 0. */
const MODULE = `
import { RationalMatrix } from "landscape-atlas";
import * as t from "landscape-atlas/theorems";
interface Only { readonly types: number }
const gammas = t.distinctPositive(3).map((values: any) => t.withSpectrum(RationalMatrix.identity(3), values));
const record = (id: string, index: number) => t.theorem({
  id, section: "example", title: "x", statement: "s", hypotheses: ["h"],
  source: { label: "D", claim: "an example" }, status: "proved", proof: "p",
  forms: [t.form({ mode: "exact", instances: gammas, check: (gamma: any) => t.isExactlyCritical(
    t.problemOf(t.momentsProblem(gamma, gamma, { kind: "cross-correlation", embedding: 2 })),
    { W: RationalMatrix.zero(2, 3) }, { index, nullity: 0 }) })],
  controls: [],
});
export const good = record("collapse-is-unstable", 6);
export default [record("collapse-is-stable", 0)];
`;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mine-"));
  writeFileSync(join(folder, "mine.ts"), MODULE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const verify = (...args: readonly string[]) => spawned(["verify", ...args], "", folder);

it("verifies the records of a TypeScript module, and prints a replay that works", { timeout: 60_000 }, () => {
  const { status, stdout } = verify("./mine.ts", "--runs", "10");
  expect(status).toBe(1);
  expect(stdout).toMatch(/^holds {8}collapse-is-unstable/m);
  expect(stdout).toMatch(/^refuted {6}collapse-is-stable/m);
  const [, replay] = /replay: verify (.*)/.exec(stdout)!;
  expect(replay).toMatch(/^\.\/mine\.ts collapse-is-stable --seed 7 --path /);
  expect(verify(...replay!.split(" ")).stdout).toMatch(/^refuted/);
  expect(verify("./mine.ts", "is-unstable", "--runs", "3")).toMatchObject({ status: 0 });
});

it("refuses a module that is not there, does not load, or has no theorems", { timeout: 60_000 }, () => {
  writeFileSync(join(folder, "broken.ts"), "export const = 3;");
  writeFileSync(join(folder, "empty.mjs"), "export const x = 3;");
  for (const [file, message] of [
    ["./none.ts", /^theorem: expected a module with theorems, got no file "\.\/none\.ts"/],
    ["./broken.ts", /^\.\/broken\.ts: expected a module that can be loaded, got /],
    ["./empty.mjs", /^\.\/empty\.mjs: expected exports made by theorem\(…\), got x/],
  ] as const) {
    expectRefusal(verify(file), message);
  }
});
