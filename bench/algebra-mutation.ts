/**
 * `npm run bench:mutation:algebra`: changes one expression of the verification of exact lists at a time, and asks whether a check of
 * `support/algebra-battery.ts` or `support/proof-battery.ts` notices.
 *
 *   --file NAME   of `src/algebra`, several times (default: all of FILES)
 *   --sample N    of so many mutants, drawn at random
 *   --seconds S   within which the checks must end (default 10): what loops is noticed, too
 *   --check TEXT  asks only the checks that have this in their names: quick while one is written, no score of the file
 *   --list        lists all verdicts, not only the survivors
 *
 * All mutants are compiled into one copy of the sources in a temporary folder, each behind a question whether it is on; a process tries
 * one after the other. Prints the score per file; exit status 1 if one survives that is not listed as equivalent.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import ts from "typescript";
import { Random } from "../src/exact/random.js";
import { BATTERY } from "./support/algebra-battery.js";
import { ALGEBRA_EQUIVALENT } from "./support/equivalent-algebra-mutants.js";
import { instrument, type Mutant, mutantsOf } from "./support/mutants.js";
import { PROOF_BATTERY, type ProofModules } from "./support/proof-battery.js";
import { WarmProcess } from "./support/warm-process.js";

const FILES = [
  "rational-univariate.ts",
  "bound.ts",
  "reconstruction.ts",
  "residue-division.ts",
  "substitution.ts",
  "completeness.ts",
  "mixed-volume-bound.ts",
  "multiplicity.ts",
  "exact-reduction.ts",
  "consequences.ts",
  "components.ts",
] as const;
/** Rooms that the algebra needs. */
const ROOMS = ["algebra", "exact", "elementary", "numeric/polynomial", "numeric/kernel"] as const;

interface Message {
  readonly mutant: number;
}
interface Verdict {
  readonly mutant: number;
  readonly killer?: string;
}

/** In the child: the copy is loaded once, then mutant after mutant is tried. */
async function serve(folder: string): Promise<void> {
  const load = (path: string) => import(pathToFileURL(join(folder, path)).href);
  const modules = {
    bound: await load("algebra/bound.js"),
    proof: await load("algebra/proof.js"),
    univariate: await load("algebra/rational-univariate.js"),
    reconstruction: await load("algebra/reconstruction.js"),
    division: await load("algebra/residue-division.js"),
    substitution: await load("algebra/substitution.js"),
    system: await load("algebra/system.js"),
    work: await load("algebra/work.js"),
    rational: await load("exact/rational.js"),
    completeness: await load("algebra/completeness.js"),
    components: await load("algebra/components.js"),
    consequences: await load("algebra/consequences.js"),
    groebner: await load("algebra/groebner.js"),
    primes: await load("exact/prime-field.js"),
    kernel: await load("algebra/elimination-kernel.js"),
    reduction: await load("algebra/exact-reduction.js"),
    mixedVolume: await load("algebra/mixed-volume-bound.js"),
    monomials: await load("algebra/monomials.js"),
    multiplicity: await load("algebra/multiplicity.js"),
  } as ProofModules;
  const checks = [...BATTERY, ...PROOF_BATTERY].filter(([name]) => name.includes(process.env.CHECK ?? ""));
  process.on("message", ({ mutant }: Message) => {
    Reflect.set(globalThis, "__mutant", mutant);
    for (const [name, check] of checks)
      try {
        check(modules);
      } catch (error) {
        process.send!({ mutant, killer: `${name}: ${String(error).split("\n")[0]}` } satisfies Verdict);
        return;
      }
    process.send!({ mutant } satisfies Verdict);
  });
  process.send!({ mutant: -1 } satisfies Verdict);
}

if (process.env.MUTATED !== undefined) await serve(process.env.MUTATED);
else await main();

async function main(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      file: { type: "string", multiple: true, default: [...FILES] },
      sample: { type: "string" },
      seconds: { type: "string", default: "10" },
      check: { type: "string", default: "" },
      list: { type: "boolean", default: false },
    },
  });
  process.env.CHECK = flags.check;
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "algebra-mutants-"));
  try {
    const mutants = prepare(root, folder, flags.file);
    const healthy = await ask(folder, [-2], Number(flags.seconds));
    if (healthy.get(-2) !== undefined) throw new Error(`healthy sources: ${healthy.get(-2)}`);
    let ids = [...mutants.keys()];
    if (flags.sample !== undefined) {
      const random = new Random(1).fork("sample");
      const keys = new Map(ids.map((id) => [id, random.next()]));
      ids = ids.sort((a, b) => keys.get(a)! - keys.get(b)!).slice(0, Number(flags.sample));
    }
    const killers = await ask(folder, ids, Number(flags.seconds));
    process.exitCode = report(ids, mutants, killers, flags.list) > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The mutants by number, and the copy that holds them. */
function prepare(root: string, folder: string, files: readonly string[]): Map<number, Mutant> {
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const paths = files.map((name) => join(root, "src/algebra", name));
  const program = ts.createProgram(paths, { ...config.options, noEmit: true });
  const mutants = new Map<number, Mutant>();
  const changed = new Map<string, string>();
  for (const [k, path] of paths.entries()) {
    const own = new Map<number, Mutant>();
    for (const mutant of mutantsOf(program, path, files[k]!)) own.set(mutants.size + own.size, mutant);
    for (const [id, mutant] of own) mutants.set(id, mutant);
    changed.set(
      path,
      instrument(readFileSync(path, "utf8"), own, (id) => `globalThis.__mutant === ${id}`),
    );
  }
  for (const room of ROOMS)
    for (const name of readdirSync(join(root, "src", room), { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts")) continue;
      const path = join(root, "src", room, name);
      const { outputText } = ts.transpileModule(changed.get(path) ?? readFileSync(path, "utf8"), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
      });
      const to = join(folder, room, name.replace(/\.ts$/, ".js"));
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, outputText);
    }
  cpSync(join(root, "package.json"), join(folder, "package.json"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return mutants;
}

/** What kills each mutant; undefined for survivors. */
async function ask(
  folder: string,
  ids: readonly number[],
  seconds: number,
): Promise<Map<number, string | undefined>> {
  const killers = new Map<number, string | undefined>();
  const start = () =>
    new WarmProcess<Message, Verdict>(fileURLToPath(import.meta.url), { env: { MUTATED: folder } });
  let worker = start();
  await worker.ready;
  for (const id of ids)
    try {
      killers.set(id, (await worker.ask({ mutant: id }, seconds)).killer);
    } catch (error) {
      // The process died or hangs: that is noticed, and a new one takes over.
      killers.set(id, (error as Error).message);
      worker.end();
      worker = start();
      await worker.ready;
    }
  worker.end();
  return killers;
}

/** Prints the verdicts; returns the number of unexplained survivors. */
function report(
  ids: readonly number[],
  mutants: ReadonlyMap<number, Mutant>,
  killers: ReadonlyMap<number, string | undefined>,
  all: boolean,
): number {
  const scores = new Map<string, { killed: number; equivalent: number; survived: number }>();
  for (const id of ids) {
    const { file, line, original, replacement, context } = mutants.get(id)!;
    const score = scores.get(file) ?? { killed: 0, equivalent: 0, survived: 0 };
    scores.set(file, score);
    const killer = killers.get(id);
    const reason = ALGEBRA_EQUIVALENT.find(
      (entry) =>
        entry.file === file &&
        context.includes(entry.context) &&
        (entry.replacement ?? replacement) === replacement,
    )?.reason;
    const verdict = killer !== undefined ? "killed" : reason !== undefined ? "equivalent" : "survived";
    score[verdict]++;
    if (verdict === "survived" || all)
      process.stdout.write(
        `${file}:${line} ${original} → ${replacement}: ${killer ?? reason ?? "SURVIVED"}\n    ${context}\n`,
      );
  }
  let survivors = 0;
  for (const [file, { killed, equivalent, survived }] of scores) {
    process.stdout.write(`${file}: ${killed} killed, ${equivalent} equivalent, ${survived} survived\n`);
    survivors += survived;
  }
  return survivors;
}
