/** `solve FILE`: all isolated complex and real solutions of a polynomial system, and the dimension of the rest. */
import type { Command } from "commander";
import { SystemRefusal } from "../../numeric/homotopy/refusal.js";
import type { SolveMethod } from "../../systems/solve-polynomials.js";
import { EXIT, type Finish, UsageError } from "../exit.js";
import { checkOutput, readInput } from "../files.js";
import {
  addExamples,
  addSharedFlags,
  addTableFlags,
  PRESET_HELP,
  readBudget,
  readChoice,
  readPreset,
  readSharedFlags,
  readTableFlags,
  type SharedFlags,
  type TableFlags,
} from "../flags.js";
import { checkView, deliver } from "../output.js";
import { Stop, startProgress } from "../progress.js";

/** Here too, so that the solver is not loaded for a flag. */
const METHODS = ["auto", "algebra", "paths", "both"] as const satisfies readonly SolveMethod[];

interface SolveFlags extends SharedFlags, TableFlags {
  readonly method?: string;
  readonly preset?: string;
  readonly budget?: string;
}

/** Adds `solve FILE` to the program: solves a polynomial system. `finish` is called with the exit status. */
export function registerSolve(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("solve"))
    .description("all isolated complex and real solutions of a polynomial system")
    .argument("<file>", "system file, or - for standard input")
    .option("--method <method>", `${METHODS.join(", ")}: by which way solutions are found (default auto)`)
    .option("--preset <preset>", PRESET_HELP)
    .option(
      "--budget <budget>",
      "seconds or memory, such as 30s, 500MB or both: beyond it the answer is incomplete",
    )
    .action(async (file: string, flags: SolveFlags) => {
      const settings = readSharedFlags(flags);
      const method = flags.method === undefined ? "auto" : readChoice("--method", flags.method, METHODS);
      const preset = readPreset(flags.preset);
      const budget = flags.budget === undefined ? {} : { budget: readBudget(flags.budget) };
      const view = readTableFlags(flags, settings.format);
      await checkOutput(settings.output);
      const text = await readInput(file);
      const { readSystemFile } = await import("../../systems/system-file.js");
      const { solvePolynomials } = await import("../../systems/solve-polynomials.js");
      const system = readSystemFile(text);
      await checkView(view, "solutions", system.variables);
      const { seed, threads } = settings;
      const stop = new Stop(settings.timeLimit);
      const progress = await startProgress(settings.quiet);
      // A stop leaves what was found so far, marked incomplete.
      const result = await stop
        .during((signal) =>
          refusing(
            solvePolynomials(system, {
              ...{ method, seed, threads, signal, onProgress: progress.update },
              ...preset,
              ...budget,
            }),
          ),
        )
        .finally(progress.stop);
      const { variables, equations, sources } = system;
      const solutions = {
        ...{ variables, equations: equations.length, seed, result },
        ...(sources === undefined ? {} : { sources }),
      };
      await deliver({ kind: "solutions", solutions }, settings, stop, view);
      finish(result.complete ? EXIT.done : EXIT.incomplete);
    });
  addTableFlags(command);
  addExamples(command, [
    "solve system.json",
    "solve system.json --where 'real = yes' --digits 4",
    "solve system.json --format json -o solutions.json",
  ]);
}

/** What the solver refuses is the input's fault; any other error is not. */
async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SystemRefusal) throw new UsageError(error.message);
    throw error;
  }
}
