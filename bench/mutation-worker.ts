/**
 * A warm process for a mutation run: it loads one copy of the package with all mutants behind questions, and then
 * answers requests. Without a request it only measures what a healthy run of each unit touches.
 *
 *   node mutation-worker.js FOLDER [MUTANT]      (MUTANT: switched on before anything is loaded)
 *
 * A unit is one form of one theorem. `{record: unit}` answers with the mutants whose code the unit reaches, and the
 * largest number of questions that one instance asks; `{mutant, units}` runs units until one does not hold.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Theorem } from "../src/theorems/theorem.js";
import type { verify as Verify } from "../src/theorems/verify.js";

export interface Unit {
  readonly theorem: string;
  readonly form: number;
}

export type Request = { readonly runs: number; readonly seed: number } & (
  | { readonly record: Unit }
  | {
      readonly mutant: number;
      /** With the number of questions after which the check of an instance counts as endless. */
      readonly units: readonly (Unit & { readonly limit: number })[];
    }
);

export type Answer =
  | { readonly ready: readonly number[]; readonly units: readonly (Unit & { readonly section: string })[] }
  | { readonly reached: readonly number[]; readonly questions: number; readonly seconds: number }
  /** One more unit held. */
  | { readonly alive: true }
  | { readonly killer?: Unit; readonly how?: string };

class Endless extends Error {}

const reached = new Set<number>();
let recording = true;
let active = Number(process.argv[3] ?? -1);
/** Asked for this instance; and for the worst instance so far. */
let questions = 0;
let most = 0;
let limit = Number.POSITIVE_INFINITY;
/** What the guards of the instrumented sources ask. */
(globalThis as { mutantIsOn?: (id: number) => boolean }).mutantIsOn = (id) => {
  if (recording) reached.add(id);
  if (++questions > limit) throw new Endless(`no end within ${limit} evaluations`);
  return id === active;
};

const load = (file: string) => import(pathToFileURL(join(process.argv[2]!, "dist", file)).href);
const send = (answer: Answer) => process.send!(answer);

const { theorems } = (await load("proofs/index.js")) as { theorems: readonly Theorem[] };
const { verify } = (await load("theorems/verify.js")) as { verify: typeof Verify };
const byId = new Map(theorems.map((theorem) => [theorem.id, theorem]));

/** Undefined if the unit holds, else how it does not. */
async function failure({ theorem: id, form }: Unit, runs: number, seed: number): Promise<string | undefined> {
  const theorem = byId.get(id)!;
  const original = theorem.forms[form]!;
  const check = (instance: unknown) => {
    most = Math.max(most, questions);
    questions = 0;
    return original.check(instance);
  };
  const unit = { ...theorem, forms: [{ ...original, check }] };
  try {
    const { verdict, counterexample, error, reason } = await verify(unit, { runs, seed, shrink: false });
    return verdict === "holds" ? undefined : `${verdict}: ${(counterexample ?? error)?.detail ?? reason}`;
  } catch (error) {
    return `throws: ${(error as Error).message}`;
  }
}

process.on("message", async (request: Request) => {
  const { runs, seed } = request;
  if ("record" in request) {
    reached.clear();
    recording = true;
    most = 0;
    const clock = process.cpuUsage();
    const how = await failure(request.record, runs, seed);
    const { user, system } = process.cpuUsage(clock);
    recording = false;
    if (how !== undefined) send({ killer: request.record, how });
    else
      send({ reached: [...reached], questions: Math.max(most, questions), seconds: (user + system) / 1e6 });
    return;
  }
  active = request.mutant;
  for (const unit of request.units) {
    limit = unit.limit;
    const how = await failure(unit, runs, seed);
    if (how === undefined) {
      send({ alive: true });
      continue;
    }
    limit = Number.POSITIVE_INFINITY;
    active = -1;
    send({ killer: unit, how });
    return;
  }
  limit = Number.POSITIVE_INFINITY;
  active = -1;
  send({});
});

recording = false;
send({
  ready: [...reached],
  units: theorems.flatMap(({ id, section, forms }) =>
    forms.map((_, form) => ({ theorem: id, form, section })),
  ),
});
