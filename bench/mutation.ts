/**
 * Mutation run: changes one formula of `src/objectives`, or of a theorem about the literature in `proofs`, at a time and asks whether a theorem notices.
 *
 *   npm run bench:mutation -- [--file NAME]… [--sample N] [--seed S] [--runs R]… [--workers K] [--state FILE] [--list]
 *
 * How: `support/mutation-run.ts`. A unit is one form of one theorem; they run in the order of what they killed before, per second. A form that
 * does not hold (refuted, inconclusive, an exception, no end) kills. Survivors of the first number of runs are tried with the next:
 * `--runs 10 --runs 100`; those that are marked as equivalent, with the reason, only with the first.
 *
 * `--state` keeps the verdicts: an interrupted run goes on where it stopped as long as the built package is the same, and
 * after a change the old killers are tried first.
 * Prints one line per mutant that is not killed, the score per file, and in all. Exit status 1 if there are survivors.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { TheoremRun } from "./mutation-worker.js";
import { EQUIVALENT, type EquivalentMutant, equivalence } from "./support/equivalent-mutants.js";
import type { Mutant } from "./support/mutants.js";
import {
  clearAtExit,
  enumerateMutants,
  instrumentedPackage,
  type Outcome,
  runMutants,
  sampled,
} from "./support/mutation-run.js";

/** Where the formulas are. */
const FILES = [
  "bilinear/columns.ts",
  "bilinear/tied-columns.ts",
  "bilinear/structure.ts",
  "bilinear/rows.ts",
  "bilinear/unit-norm.ts",
  "bilinear/unconstrained.ts",
  "bilinear/objective.ts",
  "spectral-contrastive/closed-form.ts",
  "spectral-contrastive/objective.ts",
  "cross-correlation/closed-form.ts",
  "cross-correlation/objective.ts",
  "predictor/collapse.ts",
  "predictor/equilibria.ts",
  "predictor/modes.ts",
  "predictor/aligned.ts",
  "predictor/mixed-pairs.ts",
  "predictor/rank-one.ts",
  "predictor/objective.ts",
  "relu-alignment/closed-form.ts",
  "relu-alignment/objective.ts",
  "relu-contrastive/closed-form.ts",
  "relu-contrastive/loss.ts",
  "relu-contrastive/objective.ts",
  "topology.ts",
  "enumerate.ts",
  "spectrum.ts",
  "proofs/cosine-losses.ts",
  "proofs/deep-contrastive.ts",
  "proofs/direct-set.ts",
  "proofs/linear-autoencoder.ts",
  "proofs/linear-clip.ts",
  "proofs/linear-jepa.ts",
  "proofs/normalised-barlow.ts",
  "proofs/optimal-predictor.ts",
  "proofs/simplex-embeddings.ts",
  "proofs/small-initialisation.ts",
  "proofs/two-layer-decay.ts",
  "proofs/unconstrained-features.ts",
  "proofs/vicreg-hinge.ts",
  "proofs/whitened.ts",
];

/** Seconds of processor time that a form may take besides twenty times what it takes without a change: for loops that ask no question. */
const TIMEOUT = 45;

const { values: flags } = parseArgs({
  options: {
    sample: { type: "string" },
    seed: { type: "string", default: "20220329" },
    runs: { type: "string", multiple: true, default: ["10", "100"] },
    workers: { type: "string", default: "1" },
    file: { type: "string", multiple: true, default: FILES },
    state: { type: "string" },
    list: { type: "boolean", default: false },
  },
});
const seed = Number(flags.seed);
for (const name of flags.file)
  if (!FILES.includes(name)) throw new Error(`--file: expected one of ${FILES.join(", ")}, got ${name}`);

const WORKER = fileURLToPath(new URL("mutation-worker.js", import.meta.url));
const SOURCES = {
  files: FILES,
  placeOf: (file: string) => {
    const name = file.replace(/\.ts$/, "");
    return file.startsWith("proofs/")
      ? { source: file, module: name }
      : { source: join("src/objectives", file), module: join("objectives", name) };
  },
  compiled: "dist",
};
const mutants = enumerateMutants(SOURCES);
const place = ({ file, line }: Mutant): string => `${file}:${line}`;
const change = ({ original, replacement }: Mutant): string =>
  `${original}  →  ${replacement}`.replace(/\s+/g, " ");

const chosen = sampled(
  mutants.flatMap(({ file }, id) => (flags.file.includes(file) ? [id] : [])),
  flags.sample,
  seed,
);
if (flags.list) {
  const lines = chosen.map((id) => `${place(mutants[id]!)}  ${change(mutants[id]!)}`);
  // Written before the process ends, whatever is on the other side.
  writeSync(1, `${[...lines, `${chosen.length} of ${mutants.length} mutants`].join("\n")}\n`);
  process.exit(0);
}

/** Verdicts of earlier runs by mutant; of another build they are hints. */
const hash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);
const build = hash(
  readdirSync("dist", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .sort()
    .map((name) => name + readFileSync(join("dist", name), "utf8"))
    .join("") + `${flags.runs} ${seed}`,
);
const keyOf = (mutant: Mutant): string =>
  hash([mutant.file, mutant.above, mutant.context, mutant.original, mutant.replacement].join("\n"));
interface State {
  build: string;
  outcomes: Record<string, Outcome>;
}
const state: State =
  flags.state !== undefined && existsSync(flags.state)
    ? (JSON.parse(readFileSync(flags.state, "utf8")) as State)
    : { build, outcomes: {} };
const hints = state.outcomes;
const outcomes: Record<string, Outcome> = state.build === build ? { ...hints } : {};
const save = () => {
  if (flags.state !== undefined)
    writeFileSync(flags.state, JSON.stringify({ build, outcomes: { ...hints, ...outcomes } }));
};
// Two mutants of one line can look the same: the position among them tells them apart.
const keys = new Map<number, string>();
const seen = new Map<string, number>();
for (const [id, mutant] of mutants.entries()) {
  const key = keyOf(mutant);
  seen.set(key, (seen.get(key) ?? 0) + 1);
  keys.set(id, `${key}-${seen.get(key)}`);
}

const folder = instrumentedPackage(SOURCES, mutants);
clearAtExit(folder, save);

let told = performance.now();
/** Overwrites its line on a terminal; elsewhere one line every ten seconds. */
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(78)}`);
  else if (performance.now() - told > 10_000) {
    told = performance.now();
    process.stderr.write(`${text}\n`);
  }
};

const kills = new Map<string, number>();

/** One pass over mutants with a number of runs per form; returns the survivors. */
async function pass(pending: readonly number[], runs: number): Promise<number[]> {
  const survivors: number[] = [];
  let done = 0;
  await runMutants<TheoremRun>(pending, {
    script: WORKER,
    folder,
    context: { runs, seed },
    workers: Number(flags.workers),
    seconds: TIMEOUT,
    promise: (unit, id) =>
      unit === hints[keys.get(id)!]?.killer
        ? Number.POSITIVE_INFINITY
        : 1 + (kills.get(`${mutants[id]!.file} ${unit}`) ?? 0),
    healthy: (unit, k, of) => progress(`healthy run of ${runs}: ${unit}, ${k + 1} of ${of}`),
    judged: (id, { killer, how = "" }) => {
      done++;
      if (killer === undefined) survivors.push(id);
      else {
        const key = `${mutants[id]!.file} ${killer}`;
        kills.set(key, (kills.get(key) ?? 0) + 1);
        outcomes[keys.get(id)!] = { killer, how: how.slice(0, 200) };
      }
      if (done % 20 === 0) save();
      progress(
        `${runs} runs: ${done} of ${pending.length}, ${survivors.length} alive, at ${place(mutants[id]!)}`,
      );
    },
  });
  return survivors.sort((a, b) => a - b);
}

let alive = chosen.filter((id) => outcomes[keys.get(id)!]?.killer === undefined);
for (const [k, runs] of flags.runs.entries()) {
  // Those marked equivalent only have to survive the first number of runs.
  const marked = k === 0 ? [] : alive.filter((id) => equivalence(mutants[id]!) !== undefined);
  const pending = alive.filter((id) => !marked.includes(id));
  if (pending.length > 0) alive = [...marked, ...(await pass(pending, Number(runs)))].sort((a, b) => a - b);
}
if (process.stderr.isTTY) process.stderr.write("\n");

const known = new Map(alive.map((id) => [id, equivalence(mutants[id]!)]));
const equivalent = alive.filter((id) => known.get(id) !== undefined);
const survivors = alive.filter((id) => known.get(id) === undefined);
if (equivalent.length > 0) console.log("\nequivalent (not counted):");
for (const id of equivalent)
  console.log(`  ${place(mutants[id]!)}  ${change(mutants[id]!)}  (${known.get(id)!.reason})`);
if (flags.sample === undefined && flags.file.length === FILES.length) {
  const used = new Set<EquivalentMutant | undefined>(known.values());
  for (const entry of EQUIVALENT)
    if (!used.has(entry))
      console.log(`  unused: ${entry.file}  ${entry.original}  in: ${entry.context}  (killed, or gone)`);
}
if (survivors.length > 0) console.log("\nsurvivors:");
for (const id of survivors)
  console.log(`  ${place(mutants[id]!)}  ${change(mutants[id]!)}  in: ${mutants[id]!.context}`);

const row = (name: string, ids: readonly number[]) => {
  const excused = ids.filter((id) => equivalent.includes(id)).length;
  const lost = ids.filter((id) => survivors.includes(id)).length;
  const [counted, killed] = [ids.length - excused, ids.length - excused - lost];
  const score = ((100 * killed) / Math.max(1, counted)).toFixed(1);
  return `| ${name.padEnd(23)} | ${`${ids.length}`.padStart(7)} | ${`${excused}`.padStart(10)} | ${`${killed}`.padStart(6)} | ${`${lost}`.padStart(8)} | ${score.padStart(7)} |`;
};
console.log(`\n| ${"file".padEnd(23)} | mutants | equivalent | killed | survived | score % |`);
console.log(`| ${"-".repeat(23)} | ------: | ---------: | -----: | -------: | ------: |`);
for (const name of flags.file)
  console.log(
    row(
      name,
      chosen.filter((id) => mutants[id]!.file === name),
    ),
  );
console.log(row("all", chosen));
process.exitCode = survivors.length > 0 ? 1 : 0;
