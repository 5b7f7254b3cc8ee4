/** `check FILE`: a stored atlas is verified from its problem alone, a stored list of solutions from its equations. */
import type { Command } from "commander";
import { FORMATS } from "../../report/formats.js";
import { EXIT, type Finish, UsageError } from "../exit.js";
import { checkOutput, readInput } from "../files.js";
import { addExamples, addSharedFlags, readSharedFlags, type Settings, type SharedFlags } from "../flags.js";
import { deliver } from "../output.js";
import { Stop, startProgress } from "../progress.js";

interface CheckFlags extends SharedFlags {
  readonly system?: string;
}

/**
 * Adds `check FILE` to the program: verifies a stored atlas from its problem alone, and solutions of a polynomial system from its equations.
 * `finish` is called with the exit status.
 */
export function registerCheck(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("check"), FORMATS, { seed: false })
    .description(
      "verify a stored atlas from its problem alone, or stored solutions from their equations (JSON)",
    )
    .argument("<file>", "stored atlas or solutions, or - for standard input")
    .option("--system <file>", "system file of solutions that have not their equations")
    .action(async (file: string, flags: CheckFlags) => {
      const settings = readSharedFlags(flags);
      await checkOutput(settings.output);
      const text = await readInput(file);
      const { isStoredSolutions } = await import("../../systems/stored-solutions.js");
      if (isStoredSolutions(text)) return finish(...(await checkStored(text, flags.system, settings)));
      if (flags.system !== undefined)
        throw new UsageError("--system: expected a file of solutions to check, got an atlas");
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
  addExamples(command, [
    "analyze examples/bilinear-columns.json -o atlas.json",
    "check atlas.json",
    "solve system.json -o solutions.json",
    "check solutions.json",
  ]);
}

/** Stored solutions against their equations: the exit status, and whether work may still be under way. */
async function checkStored(
  text: string,
  beside: string | undefined,
  settings: Settings,
): Promise<[number, boolean]> {
  const { readStoredSolutions } = await import("../../systems/stored-solutions.js");
  const { checkSolutions } = await import("../../systems/check-solutions.js");
  const { readSystemFile } = await import("../../systems/system-file.js");
  const system = beside === undefined ? undefined : readSystemFile(await readInput(beside));
  const stored = readStoredSolutions(text, system);
  const stop = new Stop(settings.timeLimit);
  const progress = await startProgress(settings.quiet);
  const check = await stop
    .duringOrNothing((signal) =>
      checkSolutions(stored, { threads: settings.threads, signal, onProgress: progress.update }),
    )
    .finally(progress.stop);
  if (check === undefined) {
    process.stderr.write("interrupted: the solutions were not checked to their end\n");
    return [EXIT.incomplete, true];
  }
  await deliver({ kind: "solutions-check", check }, settings);
  const status =
    check.discrepancies.length > 0 ? EXIT.refuted : check.open.length > 0 ? EXIT.incomplete : EXIT.done;
  return [status, false];
}
