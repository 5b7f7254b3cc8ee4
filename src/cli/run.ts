/**
 * The command line: arguments in, exit status out. Commands load what they need when they run, so that `--help`
 * and a refusal cost no more than start-up.
 */
import { Command, CommanderError } from "commander";
import { ProblemError } from "../files/problem-error.js";
import { packageInfo } from "../report/package.js";
import { EXIT, type Finish, Interrupted, UsageError } from "./exit.js";
import { addExamples } from "./flags.js";
import { usageLine } from "./usage.js";

/**
 * Exit status of a command; `final` where stopped work may still be under way and the process must be ended, not left to end.
 */
export interface Outcome {
  readonly status: number;
  readonly final: boolean;
}

type Register = (program: Command, finish: Finish) => void;

/** Every command of `--help`, in its order. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  reproduce: async () => (await import("./commands/reproduce.js")).registerReproduce,
  derive: async () => (await import("./commands/derive.js")).registerDerive,
  analyze: async () => (await import("./commands/analyze.js")).registerAnalyze,
  locate: async () => (await import("./commands/locate.js")).registerLocate,
  census: async () => (await import("./commands/census.js")).registerCensus,
  check: async () => (await import("./commands/check.js")).registerCheck,
  solve: async () => (await import("./commands/solve.js")).registerSolve,
  sweep: async () => (await import("./commands/sweep.js")).registerSweep,
  train: async () => (await import("./commands/train.js")).registerTrain,
  experiment: async () => (await import("./commands/experiment.js")).registerExperiment,
  verify: async () => (await import("./commands/verify.js")).registerVerify,
  theorems: async () => (await import("./commands/theorems.js")).registerTheorems,
};

/**
 * Runs the command and returns how it ended; errors are printed in one line on standard error.
 *
 * @param args without the interpreter and the script.
 */
export async function run(args: readonly string[]): Promise<Outcome> {
  let outcome: Outcome = { status: EXIT.done, final: false };
  const { name, version } = packageInfo();
  const program = new Command(name)
    .description("Critical points of self-supervised objectives on linear data models")
    .version(version)
    .exitOverride()
    .showSuggestionAfterError(false)
    // Written by `statusOf`, in the form of all refusals.
    .configureOutput({ outputError: () => {} });
  addExamples(program, [
    "analyze examples/bilinear-columns.json",
    "reproduce --quick --out out",
    "analyze --help",
  ]);
  // A command that is named by the first argument needs no other.
  const named = Object.keys(COMMANDS).filter((command) => command === args[0]);
  for (const command of named.length > 0 ? named : Object.keys(COMMANDS)) {
    const register = await COMMANDS[command]!();
    register(program, (status, final = false) => {
      outcome = { status, final };
    });
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return outcome;
  } catch (error) {
    const status = statusOf(error, usageLine(error, program, args, Object.keys(COMMANDS)));
    return { status, final: status === EXIT.interrupted };
  }
}

function statusOf(error: unknown, usage: string | undefined): number {
  if (error instanceof CommanderError) {
    if (usage !== undefined) process.stderr.write(`${line(usage)}\n`);
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
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
