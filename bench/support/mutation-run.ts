/**
 * Mutation runs: which mutants of some sources are noticed by which units (checks, forms of theorems).
 *
 * The sources are never touched. All mutants are compiled into one copy of the package in a temporary folder, each behind a question
 * whether it is on, so that a warm process (`mutation-child.ts`) tries one after the other without loading anything. Mutants that are reached
 * while the package is loaded (values of modules) are tried in a process of their own each, switched on before it loads. A healthy run first
 * records which mutants each unit reaches: only those units can notice.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";
import { Random } from "../../src/exact/random.js";
import { instrument, type Mutant, mutantsOf } from "./mutants.js";
import type { Answer, Request, Trial } from "./mutation-child.js";
import { WarmProcess } from "./warm-process.js";

/** Where sources are, and what is compiled from them. */
export interface Sources {
  readonly files: readonly string[];
  /** The source of a file, in the repository, and what it is compiled to, below `compiled`, without extension. */
  readonly placeOf: (file: string) => { readonly source: string; readonly module: string };
  /** The compiled package. */
  readonly compiled: string;
}

/** All mutants, in order of files and positions; their places in the list are their names in a run. */
export function enumerateMutants({ files, placeOf }: Sources): readonly Mutant[] {
  const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve("."));
  const paths = files.map((name) => resolve(placeOf(name).source));
  const program = ts.createProgram(paths, { ...options, noEmit: true });
  return files.flatMap((name, k) => mutantsOf(program, paths[k]!, name));
}

/** A copy of the compiled package that finds itself by name, with every mutant behind a question. */
export function instrumentedPackage(
  { files, placeOf, compiled }: Sources,
  mutants: readonly Mutant[],
): string {
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  cpSync(compiled, join(folder, "dist"), { recursive: true });
  // Tests name their sources so.
  symlinkSync(join(folder, "dist"), join(folder, "src"));
  cpSync("package.json", join(folder, "package.json"));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  for (const name of files) {
    const own = new Map(
      mutants.flatMap((mutant, id) => (mutant.file === name ? [[id, mutant] as const] : [])),
    );
    if (own.size === 0) continue;
    const place = placeOf(name);
    const source = readFileSync(place.source, "utf8");
    const { outputText, diagnostics } = ts.transpileModule(
      instrument(source, own, (id) => `globalThis.mutantIsOn(${id})`),
      {
        fileName: name,
        reportDiagnostics: true,
        compilerOptions: {
          target: ts.ScriptTarget.ES2023,
          module: ts.ModuleKind.ESNext,
          verbatimModuleSyntax: true,
        },
      },
    );
    if (diagnostics !== undefined && diagnostics.length > 0)
      throw new Error(`${name}: ${ts.flattenDiagnosticMessageText(diagnostics[0]!.messageText, " ")}`);
    writeFileSync(join(folder, "dist", `${place.module}.js`), outputText);
  }
  return folder;
}

/** However the run ends, its processes and the copy go. */
export function clearAtExit(folder: string, also: () => void = () => {}): void {
  process.on("exit", () => {
    for (const child of WarmProcess.all) child.end();
    also();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
}

/** So many of them, spread evenly at random, in their order; all if no number is given. */
export function sampled(ids: readonly number[], size: string | undefined, seed: number): readonly number[] {
  if (size === undefined) return ids;
  const left = [...ids];
  const random = new Random(seed).fork("mutants");
  return Array.from(
    { length: Math.min(Number(size), left.length) },
    () => left.splice(random.integer(0, left.length - 1), 1)[0]!,
  ).sort((a, b) => a - b);
}

export interface Outcome {
  /** The unit that noticed; undefined for survivors. */
  readonly killer?: string;
  readonly how?: string;
}

export interface RunOptions<Context> {
  /** Of the process, which calls `serve`. */
  readonly script: string;
  readonly folder: string;
  /** What units are run with. */
  readonly context: Context;
  readonly workers?: number;
  /** Of all units; all by default. */
  readonly takes?: (unit: string) => boolean;
  /** Processor time: units that take more without a change are not asked. */
  readonly most?: number;
  /** Whether a unit that fails is run again without the mutant, in case the mutant left something behind. */
  readonly confirms?: boolean;
  /** Processor time that a unit may take, besides `PATIENCE` times what it takes without a change. */
  readonly seconds: number;
  /** The larger, the earlier a unit is tried, per second that it takes. */
  readonly promise?: (unit: string, mutant: number) => number;
  readonly healthy?: (unit: string, done: number, of: number) => void;
  readonly judged?: (mutant: number, outcome: Outcome) => void;
}

/** A unit that asks so many times more questions than the worst healthy instance, or takes so many times longer, does not end. */
const PATIENCE = 20;

/** What units take without a change, and which mutants they reach. */
interface Health {
  readonly early: ReadonlySet<number>;
  readonly units: readonly string[];
  readonly reaching: ReadonlyMap<number, readonly string[]>;
  readonly cost: ReadonlyMap<string, { readonly seconds: number; readonly questions: number }>;
}

type Child<Context> = WarmProcess<Request<Context>, Answer>;

async function healthOf<Context>(
  child: Child<Context>,
  { context, takes = () => true, healthy, most = Number.POSITIVE_INFINITY }: RunOptions<Context>,
): Promise<Health> {
  const start = await child.ready;
  if (!("ready" in start)) throw new Error("expected a process that is ready");
  const units = start.units.filter(takes);
  const reaching = new Map<number, string[]>();
  const cost = new Map<string, { seconds: number; questions: number }>();
  for (const [k, record] of units.entries()) {
    healthy?.(record, k, units.length);
    const answer = await child.ask({ record, context });
    if (!("reached" in answer))
      throw new Error(
        `expected ${record} to hold before any change, got ${"how" in answer ? answer.how : ""}`,
      );
    if (answer.seconds > most) continue;
    cost.set(record, answer);
    for (const id of answer.reached) reaching.set(id, [...(reaching.get(id) ?? []), record]);
  }
  return { early: new Set(start.ready), units: [...cost.keys()], reaching, cost };
}

/**
 * The outcomes of these mutants.
 *
 * @throws Error if a unit does not hold without any change.
 */
export async function runMutants<Context>(
  mutants: readonly number[],
  options: RunOptions<Context>,
): Promise<ReadonlyMap<number, Outcome>> {
  const { script, folder, context, workers = 1, confirms = false, seconds, promise = () => 1 } = options;
  const start = (mutant?: number): Child<Context> =>
    new WarmProcess(script, { args: [folder, ...(mutant === undefined ? [] : [`${mutant}`])] });
  const first = start();
  const health = await healthOf(first, options);
  const requestFor = (mutant: number): Trial<Context> => {
    const names = health.early.has(mutant) ? health.units : (health.reaching.get(mutant) ?? []);
    const worth = (unit: string): number => promise(unit, mutant) / (0.01 + health.cost.get(unit)!.seconds);
    return {
      ...{ mutant, context, confirms },
      units: names
        .toSorted((a, b) => worth(b) - worth(a))
        .map((name) => {
          const own = health.cost.get(name)!;
          return {
            name,
            questions: PATIENCE * own.questions + 1e4,
            seconds: PATIENCE * own.seconds + seconds,
          };
        }),
    };
  };
  const outcomes = new Map<number, Outcome>();
  const queue = [...mutants];
  const work = async (child: Child<Context>): Promise<void> => {
    let isFresh = false;
    const renew = async (): Promise<void> => {
      child.end();
      child = start();
      await child.ready;
      isFresh = true;
    };
    const ask = async (id: number): Promise<Outcome> => {
      const request = requestFor(id);
      try {
        const answer = (await child.ask(request)) as Outcome & { readonly isSpoilt?: boolean };
        if (answer.isSpoilt !== true) return answer;
        // Possibly by an earlier mutant: a new process tells.
        const wasFresh = isFresh;
        await renew();
        return wasFresh ? answer : await ask(id);
      } catch (error) {
        // The process died, or has no end: that is noticed, and a new one takes over.
        await renew();
        return { killer: "process", how: (error as Error).message };
      }
    };
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const outcome = health.early.has(id) ? await askAlone(start(id), requestFor(id)) : await ask(id);
      isFresh = false;
      outcomes.set(id, outcome);
      options.judged?.(id, outcome);
    }
    child.end();
  };
  const others = Array.from({ length: workers - 1 }, () => start());
  for (const child of others) await child.ready;
  await Promise.all([first, ...others].map(work));
  return outcomes;
}

/** In a process that was started with the mutant on. */
async function askAlone<Context>(child: Child<Context>, request: Trial<Context>): Promise<Outcome> {
  try {
    await child.ready;
    return (await child.ask({ ...request, confirms: false })) as Outcome;
  } catch (error) {
    return { killer: "process", how: (error as Error).message };
  } finally {
    child.end();
  }
}
