/** `locate FILE POINT`: one point of the user's: is it critical, on which component, and where does it lead. */
import type { Command } from "commander";
import { EXIT, type Finish } from "../exit.js";
import { checkOutput, readBytes } from "../files.js";
import {
  addExamples,
  addSharedFlags,
  METHOD_HELP,
  readMethod,
  readSharedFlags,
  type SharedFlags,
} from "../flags.js";
import { deliver } from "../output.js";
import { readProblemText } from "../problem-file.js";
import { Stop, startProgress } from "../progress.js";

interface LocateFlags extends SharedFlags {
  readonly method?: string;
}

/** Adds `locate FILE POINT` to the program: says where on a landscape one point is. `finish` is called with the exit status. */
export function registerLocate(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("locate"))
    .description("one point: is it critical, which component, index, eigenvalues, escape directions")
    .argument("<file>", "problem file")
    .argument(
      "<point>",
      "point file: JSON by variable, a matrix alone, text of np.savetxt, or .npy of np.save; - for standard input",
    )
    .option("--method <method>", METHOD_HELP)
    .action(async (file: string, pointFile: string, flags: LocateFlags) => {
      const settings = readSharedFlags(flags);
      const method = readMethod(flags.method);
      await checkOutput(settings.output);
      const text = await readProblemText(file);
      const given = await readBytes(pointFile);
      const { loadProblem } = await import("../../objectives/problem.js");
      const { analyze } = await import("../../atlas/analyze.js");
      const { locate, requireDescent } = await import("../../dynamics/locate.js");
      const { readPoint } = await import("../../dynamics/point-file.js");
      const problem = loadProblem(text);
      requireDescent(problem);
      const point = readPoint(given, problem.objective.landscape ?? { variables: [] });
      const { seed, threads } = settings;
      const stop = new Stop(settings.timeLimit);
      const progress = await startProgress(settings.quiet);
      const atlas = await stop
        .during((signal) =>
          analyze(problem, {
            ...method,
            seed,
            threads,
            signal,
            certify: "none",
            onProgress: progress.update,
          }),
        )
        .finally(progress.stop);
      const location = locate(problem, atlas, point);
      await deliver({ kind: "location", location }, settings, stop);
      finish(location.critical && location.components.length > 0 ? EXIT.done : EXIT.incomplete);
    });
  addExamples(command, [
    "locate examples/spectral-contrastive.json point.json",
    "locate problem.json weights.npy --format json",
  ]);
}
