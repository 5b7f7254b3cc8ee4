/**
 * Mutation run: changes one formula of `src/objectives` at a time and asks whether a theorem notices.
 *
 *   npm run bench:mutation -- [--sample N] [--seed S] [--runs R] [--file NAME] [--workers K] [--near] [--list]
 *
 * The sources are never touched: a mutant is compiled into a copy of `dist` in a temporary folder, where the records find
 * it by the package's name. Theorems of the sections that concern the file run first, those that killed before at
 * their head; `--near` leaves the others out. A theorem that does not hold (refuted, inconclusive, or an exception) or
 * a run that takes too long kills.
 * Prints one line per mutant, the survivors again at the end, and the score. Exit status 1 if there are survivors.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import ts from "typescript";
import { Random } from "../src/exact/random.js";
import type { Theorem } from "../src/theorems/theorem.js";
import { equivalence } from "./support/equivalent-mutants.js";
import { type Mutant, mutantsOf, mutate } from "./support/mutants.js";

/** Formulas live here; the sections of the theorems that concern them. */
const FILES: Readonly<Record<string, RegExp>> = {
  "bilinear-columns.ts": /^1/,
  "bilinear-rows.ts": /^2/,
  "spectral-contrastive.ts": /^3/,
  "cross-correlation.ts": /^4/,
  "predictor.ts": /^[56]/,
  "relu.ts": /^7/,
  "topology.ts": /^(10|3|4)/,
  "enumerate.ts": /^[1237]/,
  "spectrum.ts": /^[234]/,
  "problem.ts": /^[1234]/,
};

/** Seconds after which a mutant counts as killed. */
const TIMEOUT = 400;

const { values: flags } = parseArgs({
  options: {
    sample: { type: "string" },
    seed: { type: "string", default: "7" },
    runs: { type: "string", default: "20" },
    workers: { type: "string", default: "2" },
    file: { type: "string", multiple: true },
    near: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});

const OBJECTIVES = resolve("src/objectives");
const WORKER = fileURLToPath(new URL("mutation-worker.js", import.meta.url));

function enumerate(names: readonly string[]): Mutant[] {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve("."));
  const paths = names.map((name) => join(OBJECTIVES, name));
  const program = ts.createProgram(paths, options);
  return names.flatMap((name, k) => mutantsOf(program, paths[k]!, name));
}

/** N of them, spread evenly at random; all without N. */
function sample(mutants: readonly Mutant[], size: number | undefined, seed: number): Mutant[] {
  if (size === undefined || size >= mutants.length) return [...mutants];
  const random = new Random(seed).fork("mutants");
  const left = [...mutants];
  const chosen = Array.from({ length: size }, () => left.splice(random.integer(0, left.length - 1), 1)[0]!);
  return chosen.sort((a, b) => a.file.localeCompare(b.file) || a.start - b.start);
}

const compile = (source: string, name: string): string =>
  ts.transpileModule(source, {
    fileName: name,
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  }).outputText;

interface Trial {
  readonly killer?: string;
  readonly how?: string;
}

/** Runs the theorems in the copy; a run that does not end kills, too. */
const attempt = (folder: string, ids: readonly string[]): Promise<Trial> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [WORKER, folder, flags.runs, flags.seed, ...ids], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [output, errors] = ["", ""];
    const clock = setTimeout(() => {
      child.kill("SIGKILL");
      done({ killer: "clock", how: `no end within ${TIMEOUT} s` });
    }, TIMEOUT * 1000);
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      errors += data;
    });
    child.on("close", () => {
      clearTimeout(clock);
      try {
        done(JSON.parse(output) as Trial);
      } catch {
        done({ killer: "process", how: errors.trim().split("\n").at(-1) ?? "no answer" });
      }
    });
  });

/** A copy of the built package that finds itself by name. */
function copyPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  cpSync("dist", join(folder, "dist"), { recursive: true });
  cpSync("package.json", join(folder, "package.json"));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  return folder;
}

const place = ({ file, line }: Mutant): string => `${file}:${line}`;
const change = ({ original, replacement }: Mutant): string =>
  `${original}  →  ${replacement}`.replace(/\s+/g, " ");

const names = Object.keys(FILES).filter((name) => flags.file === undefined || flags.file.includes(name));
const all = enumerate(names);
const chosen = sample(all, flags.sample === undefined ? undefined : Number(flags.sample), Number(flags.seed));
if (flags.list) {
  for (const mutant of chosen) console.log(`${place(mutant)}  ${change(mutant)}`);
  console.log(`${chosen.length} of ${all.length} mutants`);
  process.exit(0);
}

const { theorems } = (await import(pathToFileURL(resolve("dist/proofs/index.js")).href)) as {
  theorems: readonly Theorem[];
};
const kills = new Map<string, number>();
/** The sections that concern the file first, and in both halves the theorems that kill most. */
const order = (name: string): string[] =>
  theorems
    .filter(({ section }) => !flags.near || FILES[name]!.test(section) || section === "10")
    .sort((a, b) => {
      const near = (theorem: Theorem) => (FILES[name]!.test(theorem.section) ? 0 : 1);
      const score = ({ id }: Theorem) => kills.get(`${name} ${id}`) ?? 0;
      return near(a) - near(b) || score(b) - score(a);
    })
    .map(({ id }) => id);

const folders = Array.from({ length: Number(flags.workers) }, copyPackage);
// However the run ends, the copies go.
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
const survivors: Mutant[] = [];
const excused: { mutant: Mutant; reason: string }[] = [];
let killed = 0;
const queue = [...chosen];
const healthy = await attempt(folders[0]!, order(names[0]!));
if (healthy.killer !== undefined)
  throw new Error(`expected every theorem to hold before any change, got ${healthy.killer}: ${healthy.how}`);
await Promise.all(
  folders.map(async (folder) => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const source = readFileSync(join(OBJECTIVES, mutant.file), "utf8");
      const target = join(folder, "dist/objectives", `${basename(mutant.file, ".ts")}.js`);
      const before = readFileSync(target);
      writeFileSync(target, compile(mutate(source, mutant), mutant.file));
      const { killer, how } = await attempt(folder, order(mutant.file));
      writeFileSync(target, before);
      const known = killer === undefined ? equivalence(mutant) : undefined;
      if (known !== undefined) excused.push({ mutant, reason: known.reason });
      else if (killer === undefined) survivors.push(mutant);
      else {
        killed++;
        kills.set(`${mutant.file} ${killer}`, (kills.get(`${mutant.file} ${killer}`) ?? 0) + 1);
      }
      const verdict =
        killer !== undefined
          ? `killed by ${killer} (${how})`
          : known === undefined
            ? "SURVIVED"
            : "equivalent";
      console.log(`${place(mutant)}  ${change(mutant)}  ${verdict}`.slice(0, 400));
    }
  }),
);

const counted = chosen.length - excused.length;
if (excused.length > 0) console.log("\nequivalent (not counted):");
for (const { mutant, reason } of excused) console.log(`  ${place(mutant)}  ${change(mutant)}  (${reason})`);
if (survivors.length > 0) console.log("\nsurvivors:");
for (const mutant of survivors) console.log(`  ${place(mutant)}  ${change(mutant)}  in: ${mutant.context}`);
console.log(
  `\nscore: ${killed} of ${counted} mutants killed (${((100 * killed) / Math.max(1, counted)).toFixed(1)} %), ` +
    `${excused.length} equivalent; ${all.length} mutants in all`,
);
process.exitCode = survivors.length > 0 ? 1 : 0;
