/** `analyze FILE`: locate, refine, classify and audit the critical components: the atlas. */
import type { Command } from "commander";
import { EXIT } from "../exit.js";
import { checkOutput, readInput } from "../files.js";
import { addSharedFlags, readChoice, readInteger, readSharedFlags, type SharedFlags } from "../flags.js";
import { deliver, warn } from "../output.js";
import { startProgress, stoppable } from "../progress.js";
import type { Finish } from "../run.js";

interface AnalyzeFlags extends SharedFlags {
  readonly method?: string;
  readonly limit: string;
  readonly certify?: string;
}

const METHODS = ["closed-form", "solve", "both"] as const;
const CERTIFY = ["auto", "all", "none"] as const;

export function registerAnalyze(program: Command, finish: Finish): void {
  addSharedFlags(program.command("analyze"))
    .description("locate, refine, classify and audit the critical components: the atlas")
    .argument("<file>", "problem file, or - for standard input")
    .option("--method <method>", METHODS.join(", "))
    .option("--limit <count>", "components listed at most; counts are never cut", "1000")
    .option("--certify <which>", "components with a certificate: auto, all, none (default: auto)")
    .action(async (file: string, flags: AnalyzeFlags) => {
      const settings = readSharedFlags(flags);
      const method =
        flags.method === undefined ? {} : { method: readChoice("--method", flags.method, METHODS) };
      const limit = readInteger("--limit", flags.limit, 0);
      const certify =
        flags.certify === undefined ? {} : { certify: readChoice("--certify", flags.certify, CERTIFY) };
      await checkOutput(settings.output);
      const text = await readInput(file);
      const { loadProblem } = await import("../../objectives/problem.js");
      const { analyze } = await import("../../atlas/analyze.js");
      const problem = loadProblem(text);
      // Ctrl-C leaves what was found so far, marked incomplete.
      const progress = await startProgress(settings.quiet);
      const atlas = await stoppable((signal) =>
        analyze(problem, {
          ...method,
          ...certify,
          limit,
          seed: settings.seed,
          threads: settings.threads,
          signal,
          onProgress: progress.update,
        }),
      ).finally(progress.stop);
      await deliver({ kind: "atlas", atlas }, settings);
      // The text on a terminal shows them already.
      if (settings.format !== "text" || settings.output !== undefined) warn(atlas.warnings, settings);
      const { failures, complete } = atlas.audit;
      finish(failures.length > 0 ? EXIT.refuted : complete ? EXIT.done : EXIT.incomplete);
    });
}
