/**
 * `verify [THEOREM…]`: runs theorems, or with `--controls` their negative controls, on random instances.
 *
 * Interrupted, it reports the verdicts there are, the others as `interrupted`. A check that throws is an `error` of its theorem
 * alone.
 */
import { join } from "node:path";
import type { Command } from "commander";
import { show } from "../../files/problem-error.js";
import { FORMATS } from "../../report/formats.js";
import type { VerdictRow } from "../../report/verdicts.js";
import type { NegativeControl, Theorem } from "../../theorems/theorem.js";
import type { Verdict, VerifyOptions } from "../../theorems/verify.js";
import { EXIT, type Finish, UsageError } from "../exit.js";
import { checkFolder, checkOutput, makeFolder, writeFolder } from "../files.js";
import { addExamples, addSharedFlags, readInteger, readSharedFlags, type SharedFlags } from "../flags.js";
import { deliver } from "../output.js";
import { Stop, startProgress } from "../progress.js";
import { theoremsOf } from "../records.js";

interface VerifyFlags extends SharedFlags {
  readonly runs: string;
  readonly path?: string;
  readonly controls?: boolean;
  readonly counterexamples?: string;
}

interface Task {
  readonly theorem: Theorem;
  readonly control?: NegativeControl;
}

/** Adds `verify [THEOREM…]` to the program: runs theorems on random instances. `finish` is called with the exit status. */
export function registerVerify(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("verify"), FORMATS, { threads: false })
    .description(
      "executable theorems on random instances: holds, refuted (with a counterexample), inconclusive",
    )
    .argument(
      "[theorem...]",
      "ids, parts of ids, or sections; modules of yours (./mine.ts); all when left out",
    )
    .option("--runs <count>", "instances per form", "100")
    .option("--path <path>", "replay one counterexample, with the seed it was found with")
    .option("--controls", "run the negative controls, each of which has to be refuted")
    .option("--counterexamples <folder>", "write the problem files of counterexamples there")
    .action(async (names: readonly string[], flags: VerifyFlags) => {
      const settings = readSharedFlags(flags);
      const runs = readInteger("--runs", flags.runs, 1);
      await checkOutput(settings.output);
      await checkFolder(flags.counterexamples, "--counterexamples");
      const folder = flags.counterexamples;
      const named = await theoremsOf(names);
      const argumentOf = new Map(named.map(({ theorem, argument }) => [theorem.id, argument]));
      const tasks = tasksOf(
        named.map(({ theorem }) => theorem),
        flags.controls ?? false,
      );
      if (flags.path !== undefined) checkPath(flags.path, tasks);
      if (folder !== undefined) await makeFolder(folder);
      const { seed } = settings;
      const options = { runs, seed, ...(flags.path === undefined ? {} : { path: flags.path }) };
      const rows: VerdictRow[] = [];
      const stop = new Stop(settings.timeLimit);
      const progress = await startProgress(settings.quiet);
      const done = await stop
        .duringOrNothing(async (signal) => {
          await runTasks(tasks, { ...options, signal }, rows, progress.update);
          return true;
        })
        .finally(progress.stop);
      const interrupted = done === undefined;
      const verdicts = [
        ...(await withProblemFiles(rows, folder)).map((row) => {
          const argument = argumentOf.get(row.theorem);
          return argument === undefined ? row : { ...row, argument };
        }),
        ...tasks.slice(rows.length).map(({ theorem, control }) => ({
          theorem: theorem.id,
          ...(control === undefined ? {} : { control: control.id }),
          verdict: "interrupted" as const,
          forms: [],
        })),
      ];
      const title = flags.controls ? "Negative controls" : "Verdicts";
      await deliver({ kind: "verdicts", verdicts: { title, runs, seed, verdicts } }, settings, stop);
      if (interrupted) process.stderr.write("interrupted\n");
      const status = statusOf(rows, flags.controls ? "refuted" : "holds");
      // What was refuted by then stays so; a check that was under way may still be.
      finish(interrupted && status === EXIT.done ? EXIT.incomplete : status, interrupted);
    });
  addExamples(command, ["verify", "verify 1a --runs 500", "verify --controls --runs 20"]);
}

/** One task per theorem, or one per negative control. */
const tasksOf = (theorems: readonly Theorem[], controls: boolean): Task[] =>
  controls
    ? theorems.flatMap((theorem) => theorem.controls.map((control) => ({ theorem, control })))
    : theorems.map((theorem) => ({ theorem }));

/** @throws UsageError unless there is one task and the path can be one of it. */
function checkPath(path: string, tasks: readonly Task[]): void {
  const forms = new Set(
    tasks.map(({ theorem, control }) => (control === undefined ? theorem.forms.length : 1)),
  );
  const [, form] = /^([1-9]\d*)\/\d+(:\d+)*$/.exec(path) ?? [];
  if (new Set(tasks.map(({ theorem }) => theorem.id)).size !== 1)
    throw new UsageError(
      `--path: expected one theorem, the one that was refuted, got ${new Set(tasks.map(({ theorem }) => theorem.id)).size}`,
    );
  if (form === undefined || Number(form) > Math.max(...forms))
    throw new UsageError(`--path: expected the path of a counterexample, form/path, got ${show(path)}`);
}

async function runTasks(
  tasks: readonly Task[],
  options: VerifyOptions & { readonly signal: AbortSignal },
  rows: VerdictRow[],
  update: (done: number, total: number, label: string) => void,
): Promise<void> {
  const { verify, verifyControl } = await import("../../theorems/verify.js");
  for (const [k, { theorem, control }] of tasks.entries()) {
    const label = control === undefined ? theorem.id : `${theorem.id} / ${control.id}`;
    update(k, tasks.length, label);
    const settings = {
      ...options,
      onProgress: (done: number, total: number) =>
        update(k + Math.floor((100 * done) / total) / 100, tasks.length, label),
    };
    const verdict = await replayable(
      control === undefined ? verify(theorem, settings) : verifyControl(theorem, control, settings),
    );
    options.signal.throwIfAborted();
    rows.push(verdict);
  }
}

/** @throws UsageError for a path that the generator of the instances never takes. */
async function replayable(verdict: Promise<Verdict>): Promise<Verdict> {
  try {
    return await verdict;
  } catch (error) {
    if (error instanceof Error && /Unable to replay/.test(error.message))
      throw new UsageError("--path: expected a path of this theorem and seed");
    throw error;
  }
}

/** Writes the problems of counterexamples and errors; the rows then name the files. */
async function withProblemFiles(
  rows: readonly VerdictRow[],
  folder: string | undefined,
): Promise<VerdictRow[]> {
  if (folder === undefined) return [...rows];
  const files: { name: string; contents: string }[] = [];
  const named = rows.map((row) => {
    const problem = (row.counterexample ?? row.error)?.problem;
    if (problem === undefined) return row;
    const name = `${row.theorem}${row.control === undefined ? "" : `--${row.control}`}.json`;
    files.push({ name, contents: `${JSON.stringify(problem, null, 2)}\n` });
    return { ...row, problemFile: join(folder, name) };
  });
  await writeFolder(folder, files);
  return named;
}

/** 0 if all verdicts are as wanted, 3 if some are open, 1 if some are the opposite or errors. */
function statusOf(rows: readonly VerdictRow[], wanted: Verdict["verdict"]): number {
  const others = new Set(rows.map(({ verdict }) => verdict).filter((verdict) => verdict !== wanted));
  if (others.size === 0) return EXIT.done;
  return others.size === 1 && others.has("inconclusive") ? EXIT.incomplete : EXIT.refuted;
}
