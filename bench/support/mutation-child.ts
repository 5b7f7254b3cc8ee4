/**
 * The process of a mutation run that tries mutants: it loads one copy of the sources, with all mutants behind the question
 * `globalThis.mutantIsOn(id)`, and then answers one request after another.
 *
 *   node SCRIPT FOLDER [MUTANT]      (MUTANT: switched on before anything is loaded, for what is computed then)
 *
 * `{record: unit}` answers with the mutants whose code a healthy unit reaches, and what the unit takes; `{mutant, units}` runs units until
 * one does not hold. A unit has no end if it asks so many times more questions than a healthy one, or, for loops that ask none, takes so
 * much more processor time, of which a thread of its own takes count: how busy the machine is does not matter.
 */
import { Worker } from "node:worker_threads";

/** A unit and what it may take. */
export interface UnitLimits {
  readonly name: string;
  /** Questions that one instance may ask. */
  readonly questions: number;
  /** Of processor time. */
  readonly seconds: number;
}

/** Which mutants a healthy unit reaches. */
export interface Recording<Context> {
  readonly context: Context;
  readonly record: string;
}

/** Which unit notices a mutant. */
export interface Trial<Context> {
  readonly context: Context;
  readonly mutant: number;
  readonly units: readonly UnitLimits[];
  /** Whether the unit that fails is run again without the mutant. */
  readonly confirms: boolean;
}

export type Request<Context> = Recording<Context> | Trial<Context>;

export type Answer =
  | { readonly ready: readonly number[]; readonly units: readonly string[] }
  | { readonly reached: readonly number[]; readonly questions: number; readonly seconds: number }
  | {
      readonly killer?: string;
      readonly how?: string;
      /** The unit does not hold without the mutant either: what the mutant did stays in the process. */
      readonly isSpoilt?: boolean;
    };

/** Undefined if the unit holds, else how it does not; what it throws does not hold either. */
export type Check<Context> = (context: Context) => string | undefined | Promise<string | undefined>;

class Endless extends Error {}

let recording = true;
const reached = new Set<number>();
let active = -1;
/** Asked for this instance; and for the worst instance so far. */
let questions = 0;
let most = 0;
let limit = Number.POSITIVE_INFINITY;

/** Begins to count the questions of another instance of a unit. */
export function beginInstance(): void {
  most = Math.max(most, questions);
  questions = 0;
}

/** Milliseconds of processor time after which the process ends; 0 for none. */
const deadline = new Int32Array(new SharedArrayBuffer(4));
/** Of them, for loading the package. */
const LOADING = 60_000;
const WATCH = `
  const { workerData } = require("node:worker_threads");
  const { writeSync } = require("node:fs");
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    const end = Atomics.load(workerData, 0);
    if (end === 0 || (user + system) / 1000 < end) return;
    writeSync(2, "no end: too much processor time\\n");
    process.kill(process.pid, "SIGKILL");
  }, 100);
`;
const clock = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function failure<Context>(check: Check<Context>, context: Context): Promise<string | undefined> {
  try {
    return await check(context);
  } catch (error) {
    return `throws: ${(error as Error).message.split("\n")[0]}`;
  }
}

/**
 * @param load the units of the copy in a folder, by name.
 */
export async function serve<Context>(
  load: (folder: string) => Promise<ReadonlyMap<string, Check<Context>>>,
): Promise<void> {
  active = Number(process.argv[3] ?? -1);
  (globalThis as { mutantIsOn?: (id: number) => boolean }).mutantIsOn = (id) => {
    if (recording) reached.add(id);
    if (++questions > limit) throw new Endless(`no end within ${limit} evaluations`);
    return id === active;
  };
  new Worker(WATCH, { eval: true, workerData: deadline }).unref();
  Atomics.store(deadline, 0, LOADING);
  const units = await load(process.argv[2]!);
  Atomics.store(deadline, 0, 0);
  const loaded = [...reached];
  recording = false;
  const record = async (name: string, context: Context): Promise<Answer> => {
    reached.clear();
    recording = true;
    [most, questions] = [0, 0];
    const start = clock();
    const how = await failure(units.get(name)!, context);
    recording = false;
    if (how !== undefined) return { killer: name, how };
    beginInstance();
    return { reached: [...reached], questions: most, seconds: clock() - start };
  };
  const holds = async (unit: UnitLimits, context: Context): Promise<string | undefined> => {
    limit = unit.questions;
    questions = 0;
    Atomics.store(deadline, 0, Math.ceil(1000 * (clock() + unit.seconds)));
    const how = await failure(units.get(unit.name)!, context);
    Atomics.store(deadline, 0, 0);
    limit = Number.POSITIVE_INFINITY;
    return how;
  };
  const tryMutant = async (request: Trial<Context>): Promise<Answer> => {
    const switchedOn = active;
    for (const unit of request.units) {
      active = request.mutant;
      const how = await holds(unit, request.context);
      active = switchedOn;
      if (how === undefined) continue;
      const isSpoilt = request.confirms && (await holds(unit, request.context)) !== undefined;
      return { killer: unit.name, how, isSpoilt };
    }
    return {};
  };
  process.on("message", async (request: Request<Context>) => {
    const { context } = request;
    process.send!("record" in request ? await record(request.record, context) : await tryMutant(request));
  });
  process.send!({ ready: loaded, units: [...units.keys()] } satisfies Answer);
}
