/** `check ATLAS`: a stored atlas is verified from its problem alone. */
import type { Command } from "commander";
import { FORMATS } from "../../report/formats.js";
import { EXIT, type Finish } from "../exit.js";
import { checkOutput, readInput } from "../files.js";
import { addExamples, addSharedFlags, readSharedFlags, type SharedFlags } from "../flags.js";
import { deliver } from "../output.js";
import { Stop, startProgress } from "../progress.js";

/**
 * Adds `check ATLAS` to the program: verifies a stored atlas from its problem alone. `finish` is called with the exit status.
 */
export function registerCheck(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("check"), FORMATS, { seed: false })
    .description("verify a stored atlas (JSON) from its problem alone")
    .argument("<file>", "stored atlas, or - for standard input")
    .action(async (file: string, flags: SharedFlags) => {
      const settings = readSharedFlags(flags);
      await checkOutput(settings.output);
      const text = await readInput(file);
      const { readStoredAtlas } = await import("../../atlas/record/stored-atlas.js");
      const { checkAtlas } = await import("../../atlas/audit/check.js");
      const stored = readStoredAtlas(text);
      const stop = new Stop(settings.timeLimit);
      const progress = await startProgress(settings.quiet);
      const check = await stop
        .duringOrNothing((signal) =>
          checkAtlas(stored, { threads: settings.threads, signal, onProgress: progress.update }),
        )
        .finally(progress.stop);
      if (check === undefined) {
        process.stderr.write("interrupted: the atlas was not checked to its end\n");
        return finish(EXIT.incomplete, true);
      }
      await deliver({ kind: "check", check }, settings);
      const isOpen = check.independent?.outcome.kind === "inconclusive";
      finish(check.discrepancies.length > 0 ? EXIT.refuted : isOpen ? EXIT.incomplete : EXIT.done);
    });
  addExamples(command, ["analyze examples/bilinear-columns.json -o atlas.json", "check atlas.json"]);
}
