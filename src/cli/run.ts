/**
 * The command line: arguments in, exit status out. Commands load what they need when they run, so that `--help`
 * and a refusal cost no more than start-up.
 */
import { Command, CommanderError } from "commander";
import { ProblemError } from "../model/problem-error.js";
import { packageInfo } from "../report/package.js";
import { registerAnalyze } from "./commands/analyze.js";
import { registerCensus } from "./commands/census.js";
import { registerCheck } from "./commands/check.js";
import { registerDerive } from "./commands/derive.js";
import { registerExperiment } from "./commands/experiment.js";
import { registerReproduce } from "./commands/reproduce.js";
import { registerSolve } from "./commands/solve.js";
import { registerSweep } from "./commands/sweep.js";
import { registerTheorems } from "./commands/theorems.js";
import { registerTrain } from "./commands/train.js";
import { registerVerify } from "./commands/verify.js";
import { EXIT, Interrupted, UsageError } from "./exit.js";

/** How a command reports its exit status. */
export type Finish = (status: number) => void;

/** Every command of `--help`, in its order. */
const COMMANDS = [
  registerReproduce,
  registerDerive,
  registerAnalyze,
  registerCensus,
  registerCheck,
  registerSolve,
  registerSweep,
  registerTrain,
  registerExperiment,
  registerVerify,
  registerTheorems,
];

/**
 * Runs the command and returns its exit status; errors are printed in one line on standard error.
 *
 * @param args without the interpreter and the script.
 */
export async function run(args: readonly string[]): Promise<number> {
  let status: number = EXIT.done;
  const { name, version } = packageInfo();
  const program = new Command(name)
    .description("Critical points of self-supervised objectives on linear data models")
    .version(version)
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({
      outputError: (message, write) => write(`${line(message.replace(/^error: /, ""))}\n`),
    });
  for (const register of COMMANDS)
    register(program, (code) => {
      status = code;
    });
  try {
    await program.parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    return statusOf(error);
  }
}

function statusOf(error: unknown): number {
  // Commander has printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const { message = String(error) } = error as { readonly message?: string };
  if (error instanceof Interrupted) {
    process.stderr.write("interrupted\n");
    return EXIT.interrupted;
  }
  if (error instanceof UsageError || error instanceof ProblemError) {
    process.stderr.write(`${line(message)}\n`);
    return EXIT.usage;
  }
  process.stderr.write(`internal error: ${line(message)}\n`);
  return EXIT.internal;
}

/** A message on one line. */
const line = (message: string): string => message.replace(/[\s\p{Cc}]+/gu, " ").trim();
