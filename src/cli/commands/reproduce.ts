/** `reproduce`: the main job. The claims end to end, one line each, and their tables in a folder. */
import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { EXIT, type Finish } from "../exit.js";
import { checkFolder, checkOutput, makeFolder, writeFolder } from "../files.js";
import { addExamples, addSharedFlags, readInteger, readSharedFlags, type SharedFlags } from "../flags.js";
import { deliver, placeFor, warn } from "../output.js";
import { Stop, startProgress } from "../progress.js";

interface ReproduceFlags extends SharedFlags {
  readonly out: string;
  readonly quick?: boolean;
  readonly epochs?: string;
  readonly runs?: string;
  readonly checkpoint?: string;
}

/**
 * Adds `reproduce` to the program: judges the claims and writes their tables to a folder. `finish` is called with the exit status.
 */
export function registerReproduce(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("reproduce"))
    .description("the claims, end to end: a verdict for each, with tables and a report in a folder")
    .option("--out <folder>", "where the files go", "out")
    .option("--quick", "closed forms and a reduced experiment, in under a minute")
    .option("--epochs <count>", "epochs of every experiment (250; 8000 are the paper's)")
    .option("--runs <count>", "independent runs of every experiment (5)")
    .option("--checkpoint <folder>", "keep the state of every run there, and go on from what is there")
    .action(async (flags: ReproduceFlags) => {
      const settings = readSharedFlags(flags);
      const threads =
        flags.threads === undefined ? availableParallelism() : readInteger("--threads", flags.threads, 1);
      const sizes = {
        ...(flags.epochs === undefined ? {} : { epochs: readInteger("--epochs", flags.epochs, 1) }),
        ...(flags.runs === undefined ? {} : { runs: readInteger("--runs", flags.runs, 1) }),
      };
      await checkOutput(settings.output);
      await checkFolder(flags.out, "--out");
      await checkFolder(flags.checkpoint, "--checkpoint");
      const { folderStore } = await import("../checkpoints.js");
      const checkpoints =
        flags.checkpoint === undefined ? {} : { checkpoints: await folderStore(flags.checkpoint) };
      const { reproduce } = await import("../../reproduce/reproduce.js");
      const stop = new Stop(settings.timeLimit);
      const progress = await startProgress(settings.quiet);
      const { claims, files, interrupted } = await stop
        .during((signal) =>
          reproduce({
            quick: flags.quick ?? false,
            seed: settings.seed,
            signal,
            threads,
            ...sizes,
            ...checkpoints,
            onProgress: progress.update,
          }),
        )
        .finally(progress.stop);
      const place = await placeFor(flags.out, settings, stop);
      await makeFolder(place);
      await writeFolder(place, files);
      await deliver({ kind: "claims", claims: { title: "Claims", claims } }, settings, stop);
      if (interrupted !== undefined) warn([interrupted], settings);
      const verdicts = new Set(claims.map((claim) => claim.verdict));
      finish(
        verdicts.has("refuted")
          ? EXIT.refuted
          : verdicts.has("inconclusive") || interrupted !== undefined
            ? EXIT.incomplete
            : EXIT.done,
      );
    });
  addExamples(command, [
    "reproduce --quick --out out",
    "reproduce --epochs 800 --checkpoint state --out full",
  ]);
}
