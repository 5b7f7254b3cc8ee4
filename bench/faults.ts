/**
 * `npm run bench:faults`: what `check` finds in faulty atlases.
 *
 * 1. Every named fault, injected everywhere it applies in the atlas of every example: the table fault × audit, how many of
 *    the injections each audit finds. "form" are those that are no atlas any more.
 * 2. Every field of a component, the census and the audit, with another value, in another form, or left out, in the first
 *    atlas that has it.
 * 3. Random corruptions by fast-check: how many of N are rejected, and every one that is not.
 *
 *   --corruptions N  (default 1000)
 *   --seed S         (default 20220329)
 *   --markdown       the table as Markdown
 */
import { readdir, readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { analyze } from "../src/atlas/analyze.js";
import { checkAtlas } from "../src/atlas/audit/check.js";
import { CHECK_AUDITS, type CheckAudit } from "../src/atlas/audit/discrepancy.js";
import { readStoredAtlas } from "../src/atlas/record/stored-atlas.js";
import { ProblemError } from "../src/files/problem-error.js";
import { loadProblem } from "../src/objectives/problem.js";
import { render } from "../src/report/render.js";
import { corruption, FAULTS, FIELDS, MUTATIONS, mutateField, type StoredJson } from "./support/faults.js";

const { values: options } = parseArgs({
  options: {
    corruptions: { type: "string", default: "1000" },
    seed: { type: "string", default: "20220329" },
    markdown: { type: "boolean", default: false },
  },
});

type Finding = CheckAudit | "form";
const COLUMNS: readonly Finding[] = ["form", ...CHECK_AUDITS];

/** The audits that find something in the text; empty where it passes. */
async function findings(text: string): Promise<Set<Finding>> {
  try {
    const { discrepancies } = await checkAtlas(readStoredAtlas(text));
    return new Set(discrepancies.map(({ audit }) => audit));
  } catch (error) {
    if (error instanceof ProblemError) return new Set<Finding>(["form"]);
    throw error;
  }
}

async function exampleAtlases(): Promise<{ name: string; text: string }[]> {
  const atlases: { name: string; text: string }[] = [];
  for (const name of (await readdir("examples")).filter((file) => file.endsWith(".json")).sort()) {
    const problem = loadProblem(await readFile(`examples/${name}`, "utf8"));
    atlases.push({ name, text: render({ kind: "atlas", atlas: await analyze(problem) }, "json") });
  }
  return atlases;
}

const atlases = await exampleAtlases();
for (const { name, text } of atlases) {
  const found = await findings(text);
  if (found.size > 0) throw new Error(`${name} does not pass as it is: ${[...found].join(", ")}`);
}

const rows: string[][] = [];
let escaped = 0;
for (const { name: fault, inject } of FAULTS) {
  const counts = new Map<Finding, number>();
  let injected = 0;
  let caught = 0;
  for (const { name, text } of atlases)
    for (const faulty of inject(JSON.parse(text) as StoredJson)) {
      injected++;
      const found = await findings(JSON.stringify(faulty));
      if (found.size > 0) caught++;
      else process.stderr.write(`NOT FOUND: ${fault} in ${name}\n`);
      for (const audit of found) counts.set(audit, (counts.get(audit) ?? 0) + 1);
    }
  escaped += injected - caught;
  rows.push([fault, `${caught}/${injected}`, ...COLUMNS.map((audit) => `${counts.get(audit) ?? ""}`)]);
}
const head = ["fault", "found", ...COLUMNS];
if (options.markdown) {
  process.stdout.write(
    `| ${head.join(" | ")} |\n|${head.map((_, k) => (k === 0 ? " --- " : " ---: ")).join("|")}|\n`,
  );
  for (const row of rows) process.stdout.write(`| ${row.join(" | ")} |\n`);
} else {
  const widths = head.map((title, j) => Math.max(title.length, ...rows.map((row) => row[j]!.length)));
  for (const row of [head, ...rows])
    process.stdout.write(
      `${row.map((cell, j) => (j === 0 ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!))).join("  ")}\n`,
    );
}

let mutated = 0;
let seen = 0;
for (const field of FIELDS)
  for (const mutation of MUTATIONS) {
    const faulty = atlases
      .map(({ text }) => mutateField(JSON.parse(text) as StoredJson, field, mutation))
      .find((atlas) => atlas !== null);
    if (faulty === undefined || faulty === null) continue;
    mutated++;
    if ((await findings(JSON.stringify(faulty))).size > 0) seen++;
    else process.stderr.write(`NOT FOUND: ${field} ${mutation}\n`);
  }
escaped += mutated - seen;
process.stdout.write(`\nmutated fields found: ${seen} of ${mutated}\n`);

const wanted = Number(options.corruptions);
const samples = fc.sample(
  fc
    .constantFrom(...atlases)
    .chain(({ name, text }) =>
      corruption(JSON.parse(text) as StoredJson).map((corrupted) => ({ ...corrupted, name })),
    ),
  { numRuns: wanted, seed: Number(options.seed) },
);
let rejected = 0;
for (const { atlas, what, name } of samples) {
  const found = await findings(atlas);
  if (found.size > 0) rejected++;
  else process.stderr.write(`NOT REJECTED: ${what} in ${name}\n`);
}
process.stdout.write(`\nrandom corruptions rejected: ${rejected} of ${wanted}\n`);
process.exitCode = escaped === 0 && rejected === wanted ? 0 : 1;
