/** `check ATLAS`: a stored atlas is verified from its problem alone. */
import type { Command } from "commander";
import { EXIT } from "../exit.js";
import { checkOutput, readInput } from "../files.js";
import { addSharedFlags, readSharedFlags, type SharedFlags } from "../flags.js";
import { deliver } from "../output.js";
import { interruptible, startProgress } from "../progress.js";
import type { Finish } from "../run.js";

export function registerCheck(program: Command, finish: Finish): void {
  addSharedFlags(program.command("check"))
    .description("verify a stored atlas (JSON) from its problem alone")
    .argument("<file>", "atlas file, or - for standard input")
    .action(async (file: string, flags: SharedFlags) => {
      const settings = readSharedFlags(flags);
      await checkOutput(settings.output);
      const text = await readInput(file);
      const { readStoredAtlas } = await import("../../atlas/stored-atlas.js");
      const { checkAtlas } = await import("../../atlas/check.js");
      const stored = readStoredAtlas(text);
      const progress = await startProgress(settings.quiet);
      const check = await interruptible((signal) =>
        checkAtlas(stored, { threads: settings.threads, signal, onProgress: progress.update }),
      ).finally(progress.stop);
      await deliver({ kind: "check", check }, settings);
      const isOpen = check.independent?.outcome.kind === "inconclusive";
      finish(check.discrepancies.length > 0 ? EXIT.refuted : isOpen ? EXIT.incomplete : EXIT.done);
    });
}
