/** `reproduce`: the main job. The claims end to end, one line each, and their tables in a folder. */
import type { Command } from "commander";
import { EXIT } from "../exit.js";
import { checkOutput, makeFolder, writeFolder } from "../files.js";
import { addSharedFlags, readSharedFlags, type SharedFlags } from "../flags.js";
import { deliver } from "../output.js";
import { interruptible, startProgress } from "../progress.js";
import type { Finish } from "../run.js";

interface ReproduceFlags extends SharedFlags {
  readonly out: string;
  readonly quick?: boolean;
}

export function registerReproduce(program: Command, finish: Finish): void {
  addSharedFlags(program.command("reproduce"))
    .description("the claims, end to end: a verdict for each, with tables and a report in a folder")
    .option("--out <folder>", "where the files go", "out")
    .option("--quick", "closed forms only, in under a minute")
    .action(async (flags: ReproduceFlags) => {
      const settings = readSharedFlags(flags);
      await checkOutput(settings.output);
      const { reproduce } = await import("../../reproduce/reproduce.js");
      const progress = await startProgress(settings.quiet);
      const { claims, files } = await interruptible((signal) =>
        reproduce({
          quick: flags.quick ?? false,
          seed: settings.seed,
          signal,
          onProgress: progress.update,
        }),
      ).finally(progress.stop);
      await makeFolder(flags.out);
      await writeFolder(flags.out, files);
      await deliver({ kind: "claims", claims: { title: "Claims", claims } }, settings);
      const verdicts = new Set(claims.map((claim) => claim.verdict));
      finish(
        verdicts.has("refuted") ? EXIT.refuted : verdicts.has("inconclusive") ? EXIT.incomplete : EXIT.done,
      );
    });
}
