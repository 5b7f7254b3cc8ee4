/** `experiment FILE`: sample-level training, several runs, with curves of what the encoder is worth. */
import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { EXIT, type Finish } from "../exit.js";
import { checkFolder, checkOutput, makeFolder, writeFolder } from "../files.js";
import { addExamples, addSharedFlags, readInteger, readSharedFlags, type SharedFlags } from "../flags.js";
import { deliver, placeFor } from "../output.js";
import { readProblemText } from "../problem-file.js";
import { Stop, startProgress } from "../progress.js";

interface ExperimentFlags extends SharedFlags {
  readonly out?: string;
  readonly checkpoint?: string;
  readonly epochs?: string;
  readonly runs?: string;
}

/** Adds `experiment FILE` to the program: trains encoders on samples. `finish` is called with the exit status. */
export function registerExperiment(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("experiment"))
    .description("train encoders on samples of a data model: recovery of the dictionary along the way")
    .argument("<file>", "experiment file, or - for standard input")
    .option("--epochs <count>", "epochs, in place of the file's")
    .option("--runs <count>", "independent runs, in place of the file's")
    .option("--out <folder>", "write curves (CSV, SVG), records (JSON) and a report (Markdown) there")
    .option("--checkpoint <folder>", "keep the state of every run there, and go on from what is there")
    .action(async (file: string, flags: ExperimentFlags) => {
      const settings = readSharedFlags(flags);
      const threads =
        flags.threads === undefined ? availableParallelism() : readInteger("--threads", flags.threads, 1);
      const overrides = {
        ...(flags.epochs === undefined ? {} : { epochs: readInteger("--epochs", flags.epochs, 1) }),
        ...(flags.runs === undefined ? {} : { runs: readInteger("--runs", flags.runs, 1) }),
      };
      await checkOutput(settings.output);
      await checkFolder(flags.out, "--out");
      await checkFolder(flags.checkpoint, "--checkpoint");
      const text = await readProblemText(file);
      const { loadExperiment, withOverrides } = await import("../../dynamics/experiments/schema.js");
      const { runExperiment } = await import("../../dynamics/experiments/experiment.js");
      const { summarise } = await import("../../dynamics/experiments/summary.js");
      const experiment = withOverrides(loadExperiment(text).file, overrides);
      const { folderStore } = await import("../checkpoints.js");
      const checkpoints =
        flags.checkpoint === undefined ? {} : { checkpoints: await folderStore(flags.checkpoint) };
      const stop = new Stop(settings.timeLimit);
      const progress = await startProgress(settings.quiet);
      const result = await stop
        .during((signal) =>
          runExperiment(experiment, {
            seed: settings.seed,
            threads,
            signal,
            onProgress: (done, total) => progress.update(done, total, "epochs"),
            ...checkpoints,
          }),
        )
        .finally(progress.stop);
      const summary = summarise(result);
      if (flags.out !== undefined) {
        const { experimentFiles } = await import("../../report/experiment-files.js");
        const place = await placeFor(flags.out, settings, stop);
        await makeFolder(place);
        await writeFolder(place, experimentFiles({ result, summary }));
      }
      await deliver({ kind: "experiment", experiment: { result, summary } }, settings, stop);
      finish(result.interrupted === undefined ? EXIT.done : EXIT.incomplete);
    });
  addExamples(command, [
    "experiment experiment.json --epochs 100 --runs 3 --out curves",
    "experiment experiment.json --checkpoint state --time-limit 600",
  ]);
}
