/** `derive FILE`: loss, stationarity conditions, Hessian and mode equations. */
import type { Command } from "commander";
import { formatsWith } from "../../report/formats.js";
import { EXIT, type Finish } from "../exit.js";
import { checkOutput } from "../files.js";
import { addExamples, addSharedFlags, readSharedFlags, type SharedFlags } from "../flags.js";
import { deliver } from "../output.js";
import { readProblemText } from "../problem-file.js";

const FORMATS = formatsWith("hasFormulas");

/**
 * Adds `derive FILE` to the program: states loss, stationarity conditions, Hessian and mode equations. `finish` is called with
 * the exit status.
 */
export function registerDerive(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("derive"), FORMATS, {
    seed: false,
    threads: false,
    time: false,
  })
    .description("stationarity conditions, Hessian and mode equations, as text or TeX")
    .argument("<file>", "problem file, or - for standard input")
    .action(async (file: string, flags: SharedFlags) => {
      const settings = readSharedFlags(flags, FORMATS);
      await checkOutput(settings.output);
      const text = await readProblemText(file);
      const { loadProblem } = await import("../../objectives/problem.js");
      const { derive } = await import("../../atlas/derive/derive.js");
      const derivation = derive(loadProblem(text));
      await deliver({ kind: "derivation", derivation }, settings);
      finish(EXIT.done);
    });
  addExamples(command, [
    "derive examples/predictor-stop-gradient.json",
    "derive problem.json -o conditions.tex --standalone",
  ]);
}
