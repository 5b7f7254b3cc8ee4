/** `sweep FILE`: the critical components along one parameter, and where they change. */
import type { Command } from "commander";
import { show } from "../../files/problem-error.js";
import { EXIT, type Finish, UsageError } from "../exit.js";
import { checkOutput } from "../files.js";
import {
  addExamples,
  addSharedFlags,
  addTableFlags,
  readInteger,
  readSharedFlags,
  readTableFlags,
  type SharedFlags,
  type TableFlags,
} from "../flags.js";
import { checkView, deliver } from "../output.js";
import { readProblemText } from "../problem-file.js";
import { Stop, startProgress } from "../progress.js";

interface SweepFlags extends SharedFlags, TableFlags {
  readonly parameter: string;
  readonly from?: string;
  readonly to?: string;
  readonly steps?: string;
  readonly values?: string;
  readonly width?: string;
  readonly bracketsOnly?: boolean;
}

const DEFAULT_STEPS = 10;

/** Adds `sweep FILE` to the program: follows components along one parameter. `finish` is called with the exit status. */
export function registerSweep(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("sweep"))
    .description("the critical components along one parameter, and where they change")
    .argument("<file>", "problem file, or - for standard input")
    .requiredOption("--parameter <place>", "place in the file, such as objective.weightDecay or keep")
    .option("--from <number>", "first value")
    .option("--to <number>", "last value")
    .option("--steps <count>", `equal steps from the first to the last value (default: ${DEFAULT_STEPS})`)
    .option("--values <list>", "values instead of --from, --to, --steps: numbers with commas")
    .option("--width <number>", "width of the brackets of changes (default: a thousandth of the range)")
    .option("--brackets-only", "do not compute thresholds exactly beside the brackets")
    .action(async (file: string, flags: SweepFlags) => {
      const settings = readSharedFlags(flags);
      const request = { parameter: flags.parameter, ...valuesOf(flags) };
      const view = readTableFlags(flags, settings.format);
      await checkView(view, "sweep");
      await checkOutput(settings.output);
      const text = await readProblemText(file);
      const { loadProblem } = await import("../../objectives/problem.js");
      const { sweep } = await import("../../atlas/sweep/sweep.js");
      const problem = loadProblem(text);
      // A stop leaves the values located so far, marked incomplete.
      const stop = new Stop(settings.timeLimit);
      const progress = await startProgress(settings.quiet);
      const result = await stop
        .during((signal) =>
          sweep(problem, request, {
            seed: settings.seed,
            threads: settings.threads,
            ...(flags.width === undefined ? {} : { width: flags.width }),
            thresholds: flags.bracketsOnly === true ? "bracketed" : "exact",
            signal,
            onProgress: progress.update,
          }),
        )
        .finally(progress.stop);
      await deliver({ kind: "sweep", sweep: result }, settings, stop, view);
      finish(result.failures.length > 0 ? EXIT.refuted : result.complete ? EXIT.done : EXIT.incomplete);
    });
  addTableFlags(command);
  addExamples(command, [
    "sweep examples/bilinear-weight-decay.json --parameter weightDecay --from 0 --to 2",
    "sweep problem.json --parameter keep --values 1/4,1/2,3/4",
  ]);
}

function valuesOf({ values, from, to, steps }: SweepFlags) {
  if (values !== undefined) {
    for (const [name, given] of Object.entries({ from, to, steps }))
      if (given !== undefined)
        throw new UsageError(`--${name}: expected no --values beside it, got ${show(values)}`);
    return { values: values.split(",").map((value) => value.trim()) };
  }
  for (const [name, given] of Object.entries({ from, to }))
    if (given === undefined) throw new UsageError(`--${name}: expected a number (or --values), got nothing`);
  const count = steps === undefined ? DEFAULT_STEPS : readInteger("--steps", steps, 1);
  return { range: { from: from!, to: to!, steps: count } };
}
