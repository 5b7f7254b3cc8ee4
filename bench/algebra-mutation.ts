/**
 * `npm run bench:mutation:algebra`: changes one expression of the verification of exact lists at a time, and asks whether a check of
 * `support/algebra-battery.ts` or `support/proof-battery.ts`, or one of the tests of the same files, notices.
 *
 *   --file NAME   of `src/algebra`, several times (default: all of FILES)
 *   --sample N    of so many mutants, drawn at random
 *   --seconds S   of processor time that a check may take, besides twenty times what it takes without a change (default 2)
 *   --most S      of processor time: checks that take more without a change are not asked (default 1.5)
 *   --check TEXT  several times: asks only the checks that have one of these in their names. Who is killed by them is killed by all
 *   --own         asks the checks and the files' own tests alone, likewise: survivors are asked everything, and that takes most of the time
 *   --workers K   processes (default 1)
 *   --list        lists all verdicts, not only the survivors
 *
 * How: `support/mutation-run.ts`. Prints survivors as they are found, and the score per file; exit status 1 if one survives that is not listed as equivalent.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ALGEBRA_EQUIVALENT, type EquivalentAlgebraMutant } from "./support/equivalent-algebra-mutants.js";
import type { Mutant } from "./support/mutants.js";
import {
  clearAtExit,
  enumerateMutants,
  instrumentedPackage,
  type Outcome,
  runMutants,
  sampled,
} from "./support/mutation-run.js";
import { copyTests } from "./support/room-tests.js";

const FILES = [
  "rational-univariate.ts",
  "bound.ts",
  "reconstruction.ts",
  "residue-division.ts",
  "substitution.ts",
  "completeness.ts",
  "mixed-volume-bound.ts",
  "multiplicity.ts",
  "local-functionals.ts",
  "residue-ring.ts",
  "exact-reduction.ts",
  "consequences.ts",
  "components.ts",
];

const { values: flags } = parseArgs({
  options: {
    file: { type: "string", multiple: true, default: FILES },
    sample: { type: "string" },
    seconds: { type: "string", default: "2" },
    most: { type: "string", default: "1.5" },
    check: { type: "string", multiple: true, default: [""] },
    own: { type: "boolean", default: false },
    workers: { type: "string", default: "1" },
    list: { type: "boolean", default: false },
  },
});

const sources = {
  files: flags.file,
  placeOf: (file: string) => ({
    source: `src/algebra/${file}`,
    module: `algebra/${file.replace(/\.ts$/, "")}`,
  }),
  compiled: "dist-bench/src",
};
const mutants = enumerateMutants(sources);
const folder = instrumentedPackage(sources, mutants);
clearAtExit(folder);
copyTests(folder);
const tested = flags.own ? flags.file : FILES;
process.env.TESTS = tested.map((name) => `algebra/${name.replace(/\.ts$/, ".test.ts")}`).join(" ");
const ids = sampled([...mutants.keys()], flags.sample, 1);
const kills = new Map<string, number>();
const outcomes = await runMutants<undefined>(ids, {
  script: fileURLToPath(new URL("algebra-mutation-worker.js", import.meta.url)),
  folder,
  context: undefined,
  workers: Number(flags.workers),
  seconds: Number(flags.seconds),
  confirms: true,
  most: Number(flags.most),
  takes: (unit) => flags.check.some((part) => unit.includes(part)),
  promise: (unit, mutant) => 1 + (kills.get(`${mutants[mutant]!.file} ${unit}`) ?? 0),
  judged: (mutant, { killer }) => {
    if (killer === undefined && equivalence(mutants[mutant]!) === undefined) told(mutant, "SURVIVED");
    const key = `${mutants[mutant]!.file} ${killer}`;
    if (killer !== undefined) kills.set(key, (kills.get(key) ?? 0) + 1);
  },
});
process.exitCode = report(outcomes) > 0 ? 1 : 0;

function equivalence({ file, context, replacement }: Mutant): EquivalentAlgebraMutant | undefined {
  return ALGEBRA_EQUIVALENT.find(
    (entry) =>
      entry.file === file &&
      context.includes(entry.context) &&
      (entry.replacement ?? replacement) === replacement,
  );
}

/** A verdict on a line, and what was changed. */
function told(id: number, why: string): void {
  const { file, line, original, replacement, context } = mutants[id]!;
  const change = `${original} → ${replacement}`.replace(/\s+/g, " ");
  process.stdout.write(`${file}:${line} ${change}: ${why}\n    ${context}\n`);
}

/** Prints the verdicts; returns the number of unexplained survivors. */
function report(outcomes: ReadonlyMap<number, Outcome>): number {
  const scores = new Map<string, { killed: number; equivalent: number; survived: number }>();
  const used = new Set<EquivalentAlgebraMutant>();
  for (const id of ids) {
    const mutant = mutants[id]!;
    const { file } = mutant;
    const score = scores.get(file) ?? { killed: 0, equivalent: 0, survived: 0 };
    scores.set(file, score);
    const { killer, how } = outcomes.get(id)!;
    const entry = killer === undefined ? equivalence(mutant) : undefined;
    if (entry !== undefined) used.add(entry);
    const verdict = killer !== undefined ? "killed" : entry !== undefined ? "equivalent" : "survived";
    score[verdict]++;
    if (flags.list) told(id, killer === undefined ? (entry?.reason ?? "SURVIVED") : `${killer}: ${how}`);
  }
  if (flags.sample === undefined && flags.check.includes(""))
    for (const entry of ALGEBRA_EQUIVALENT)
      if (flags.file.includes(entry.file) && !used.has(entry))
        process.stdout.write(`unused: ${entry.file}: ${entry.context} (killed, or gone)\n`);
  let survivors = 0;
  for (const [file, { killed, equivalent, survived }] of scores) {
    process.stdout.write(`${file}: ${killed} killed, ${equivalent} equivalent, ${survived} survived\n`);
    survivors += survived;
  }
  return survivors;
}
