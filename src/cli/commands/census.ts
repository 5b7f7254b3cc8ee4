/** `census FILE`: exact counts of critical components by index; a closed form counts without listing them. */
import type { Command } from "commander";
import { EXIT, type Finish } from "../exit.js";
import { checkOutput } from "../files.js";
import {
  addExamples,
  addSharedFlags,
  addTableFlags,
  METHOD_HELP,
  readMethod,
  readSharedFlags,
  readTableFlags,
  type SharedFlags,
  type TableFlags,
} from "../flags.js";
import { checkView, deliver, warn } from "../output.js";
import { readProblemText } from "../problem-file.js";
import { Stop, startProgress } from "../progress.js";

interface CensusFlags extends SharedFlags, TableFlags {
  readonly method?: string;
}

/** Adds `census FILE` to the program: counts critical components by index. `finish` is called with the exit status. */
export function registerCensus(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("census"))
    .description("counts of critical components by index; closed forms count at any size, without listing")
    .argument("<file>", "problem file, or - for standard input")
    .option("--method <method>", METHOD_HELP)
    .action(async (file: string, flags: CensusFlags) => {
      const settings = readSharedFlags(flags);
      const method = readMethod(flags.method);
      const view = readTableFlags(flags, settings.format);
      await checkView(view, "census");
      await checkOutput(settings.output);
      const text = await readProblemText(file);
      const { loadProblem } = await import("../../objectives/problem.js");
      const { countComponents } = await import("../../atlas/count.js");
      const problem = loadProblem(text);
      const { seed, threads } = settings;
      const stop = new Stop(settings.timeLimit);
      const progress = await startProgress(settings.quiet);
      const report = await stop
        .during((signal) =>
          countComponents(problem, { ...method, seed, threads, signal, onProgress: progress.update }),
        )
        .finally(progress.stop);
      await deliver({ kind: "census", census: report }, settings, stop, view);
      if (report.census === undefined) warn([report.reason ?? "the components cannot be counted"], settings);
      finish(report.census === undefined ? EXIT.incomplete : EXIT.done);
    });
  addTableFlags(command);
  addExamples(command, ["census examples/bilinear-columns.json", "census problem.json --format json"]);
}
