/**
 * Mutation run: changes one formula of `src/objectives` at a time and asks whether a theorem notices.
 *
 *   npm run bench:mutation -- [--file NAME]… [--sample N] [--seed S] [--runs R]… [--workers K] [--state FILE] [--list]
 *
 * The sources are never touched. All mutants of a file are compiled into one copy of `dist` in a temporary folder, each
 * behind a question whether it is on, so that a warm process can try one after the other without loading anything.
 * A healthy run first records which mutants each form of each theorem reaches: only those forms can notice, and they
 * run in the order of what they killed before, per second. A form that does not hold (refuted, inconclusive, an
 * exception, no end) kills. Survivors of the first number of runs are tried with the next: `--runs 10 --runs 100`; those that are
 * marked as equivalent, with the reason, only with the first.
 *
 * `--state` keeps the verdicts: an interrupted run goes on where it stopped as long as the built package is the same, and
 * after a change the old killers are tried first.
 * Prints one line per mutant that is not killed, the score per file, and in all. Exit status 1 if there are survivors.
 */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import ts from "typescript";
import { Random } from "../src/exact/random.js";
import type { Answer, Request, Unit } from "./mutation-worker.js";
import { EQUIVALENT, type EquivalentMutant, equivalence } from "./support/equivalent-mutants.js";
import { instrument, type Mutant, mutantsOf } from "./support/mutants.js";
import { WarmProcess } from "./support/warm-process.js";

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
];

/** Seconds within which a form must end, beside PATIENCE times what it takes without a change: for loops that ask no question. */
const TIMEOUT = 45;
/** A check that asks this many times more questions than the worst healthy one, or takes this many times longer, does not end. */
const PATIENCE = 20;

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

const OBJECTIVES = resolve("src/objectives");
const WORKER = fileURLToPath(new URL("mutation-worker.js", import.meta.url));

function enumerate(): Mutant[] {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve("."));
  const paths = FILES.map((name) => join(OBJECTIVES, name));
  const program = ts.createProgram(paths, options);
  return FILES.flatMap((name, k) => mutantsOf(program, paths[k]!, name));
}

const mutants = enumerate();
const source = (name: string) => readFileSync(join(OBJECTIVES, name), "utf8");
const place = ({ file, line }: Mutant): string => `${file}:${line}`;
const change = ({ original, replacement }: Mutant): string =>
  `${original}  →  ${replacement}`.replace(/\s+/g, " ");

/** N of the files asked for, spread evenly at random; all without N. */
function choose(): number[] {
  const left = mutants.flatMap(({ file }, id) => (flags.file.includes(file) ? [id] : []));
  const size = flags.sample === undefined ? left.length : Math.min(Number(flags.sample), left.length);
  if (size === left.length) return left;
  const random = new Random(seed).fork("mutants");
  return Array.from({ length: size }, () => left.splice(random.integer(0, left.length - 1), 1)[0]!).sort(
    (a, b) => a - b,
  );
}
const chosen = choose();
if (flags.list) {
  const lines = chosen.map((id) => `${place(mutants[id]!)}  ${change(mutants[id]!)}`);
  // Written before the process ends, whatever is on the other side.
  writeSync(1, `${[...lines, `${chosen.length} of ${mutants.length} mutants`].join("\n")}\n`);
  process.exit(0);
}

/** A copy of the built package that finds itself by name, with every mutant behind a question. */
function instrumentedPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  cpSync("dist", join(folder, "dist"), { recursive: true });
  cpSync("package.json", join(folder, "package.json"));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  for (const name of FILES) {
    const own = new Map(
      mutants.flatMap((mutant, id) => (mutant.file === name ? [[id, mutant] as const] : [])),
    );
    const text = instrument(source(name), own, (id) => `globalThis.mutantIsOn(${id})`);
    const { outputText, diagnostics } = ts.transpileModule(text, {
      fileName: name,
      reportDiagnostics: true,
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
      },
    });
    if (diagnostics !== undefined && diagnostics.length > 0)
      throw new Error(`${name}: ${ts.flattenDiagnosticMessageText(diagnostics[0]!.messageText, " ")}`);
    writeFileSync(join(folder, "dist/objectives", name.replace(/\.ts$/, ".js")), outputText);
  }
  return folder;
}

type Worker = WarmProcess<Request, Answer>;

/** @param mutant switched on before anything is loaded. */
const startWorker = (folder: string, mutant?: number): Worker =>
  new WarmProcess(WORKER, {
    args: [folder, ...(mutant === undefined ? [] : [`${mutant}`])],
    limit: mutant === undefined ? undefined : TIMEOUT,
  });

interface Outcome {
  readonly killer?: string;
  readonly how?: string;
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

const folder = instrumentedPackage();
// However the run ends, the processes and the copy go.
process.on("exit", () => {
  for (const worker of WarmProcess.all) worker.end();
  save();
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));

let told = performance.now();
/** Overwrites its line on a terminal; elsewhere one line every ten seconds. */
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(78)}`);
  else if (performance.now() - told > 10_000) {
    told = performance.now();
    process.stderr.write(`${text}\n`);
  }
};

const nameOf = ({ theorem, form }: Unit) => `${theorem}/${form + 1}`;
const kills = new Map<string, number>();

/** One pass over mutants with a number of runs per form; returns the survivors. */
async function pass(pending: readonly number[], runs: number): Promise<number[]> {
  const first = startWorker(folder);
  const start = await first.ready;
  if (!("ready" in start)) throw new Error("expected a worker that is ready");
  const early = new Set(start.ready);
  const reaches = new Map<number, Unit[]>();
  const cost = new Map<string, { seconds: number; questions: number }>();
  for (const [k, unit] of start.units.entries()) {
    progress(`healthy run of ${runs}: form ${k + 1} of ${start.units.length}`);
    const answer = await first.ask({ record: unit, runs, seed });
    if (!("reached" in answer))
      throw new Error(
        `expected every theorem to hold before any change, got ${nameOf(unit)}: ${"how" in answer ? answer.how : ""}`,
      );
    cost.set(nameOf(unit), answer);
    for (const id of answer.reached) reaches.set(id, [...(reaches.get(id) ?? []), unit]);
  }
  const survivors: number[] = [];
  const queue = [...pending];
  let done = 0;
  const work = async (worker: Worker) => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const mutant = mutants[id]!;
      const hint = hints[keys.get(id)!]?.killer;
      const promise = (unit: Unit) =>
        nameOf(unit) === hint
          ? Number.POSITIVE_INFINITY
          : (1 + (kills.get(`${mutant.file} ${nameOf(unit)}`) ?? 0)) /
            (0.01 + cost.get(nameOf(unit))!.seconds);
      const isEarly = early.has(id);
      const units = (isEarly ? start.units : (reaches.get(id) ?? []))
        .map((unit) => ({ ...unit, limit: PATIENCE * cost.get(nameOf(unit))!.questions + 1e4 }))
        .sort((a, b) => promise(b) - promise(a));
      const limit = TIMEOUT + PATIENCE * Math.max(0, ...units.map((unit) => cost.get(nameOf(unit))!.seconds));
      let outcome: Outcome;
      try {
        if (isEarly) {
          const own = startWorker(folder, id);
          try {
            await own.ready;
            outcome = toOutcome(await own.ask({ mutant: id, units, runs, seed }, limit));
          } finally {
            own.end();
          }
        } else outcome = toOutcome(await worker.ask({ mutant: id, units, runs, seed }, limit));
      } catch (error) {
        // The process died or hangs: that kills the mutant, and a new process takes over.
        outcome = { killer: "process", how: (error as Error).message };
        if (!isEarly) {
          worker.end();
          worker = startWorker(folder);
          await worker.ready;
        }
      }
      done++;
      if (outcome.killer === undefined) survivors.push(id);
      else {
        const key = `${mutant.file} ${outcome.killer}`;
        kills.set(key, (kills.get(key) ?? 0) + 1);
        outcomes[keys.get(id)!] = outcome;
      }
      if (done % 20 === 0) save();
      progress(`${runs} runs: ${done} of ${pending.length}, ${survivors.length} alive, at ${place(mutant)}`);
    }
    worker.end();
  };
  const others = Array.from({ length: Number(flags.workers) - 1 }, () => startWorker(folder));
  for (const worker of others) await worker.ready;
  await Promise.all([first, ...others].map(work));
  return survivors.sort((a, b) => a - b);
}

const toOutcome = (answer: Answer): Outcome =>
  "killer" in answer && answer.killer !== undefined
    ? { killer: nameOf(answer.killer), how: (answer.how ?? "").slice(0, 200) }
    : {};

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
