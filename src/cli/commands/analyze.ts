/** `analyze FILE`: locate, refine, classify and audit the critical components: the atlas. */
import type { Command } from "commander";
import type { Atlas } from "../../atlas/record/types.js";
import { DEFAULT_FORMAT, type Format, traitsOf } from "../../report/formats.js";
import { EXIT, type Finish } from "../exit.js";
import { checkOutput } from "../files.js";
import {
  addExamples,
  addSharedFlags,
  addTableFlags,
  METHOD_HELP,
  PRESET_HELP,
  readChoice,
  readInteger,
  readMethod,
  readPreset,
  readSharedFlags,
  readTableFlags,
  type SharedFlags,
  type TableFlags,
} from "../flags.js";
import { checkView, deliver, warn } from "../output.js";
import { readProblemText } from "../problem-file.js";
import { Stop, startProgress } from "../progress.js";

interface AnalyzeFlags extends SharedFlags, TableFlags {
  readonly method?: string;
  readonly preset?: string;
  readonly limit?: string;
  readonly certify?: string;
}

/** CSV has no line for why a list has no entries: that goes to standard error. */
const emptyList = ({ components, audit }: Atlas, format: Format): string[] =>
  traitsOf(format).hasNotes || components.length > 0 || audit.reason === undefined
    ? []
    : [`no components: ${audit.reason}`];

const CERTIFY = ["auto", "all", "none"] as const;

/**
 * Adds `analyze FILE` to the program: locates, refines, classifies and audits the critical components. `finish` is called with
 * the exit status.
 */
export function registerAnalyze(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("analyze"))
    .description("locate, refine, classify and audit the critical components: the atlas")
    .argument("<file>", "problem file, or - for standard input")
    .option("--method <method>", METHOD_HELP)
    .option("--preset <preset>", PRESET_HELP)
    .option(
      "--limit <count>",
      "components listed at most; counts are never cut (default: 1000, fewer large ones)",
    )
    .option("--certify <which>", "components with a certificate: auto, all, none (default: auto)")
    .action(async (file: string, flags: AnalyzeFlags) => {
      const settings = readSharedFlags(flags);
      const method = { ...readMethod(flags.method), ...readPreset(flags.preset) };
      const limit = flags.limit === undefined ? {} : { limit: readInteger("--limit", flags.limit, 0) };
      const certify =
        flags.certify === undefined ? {} : { certify: readChoice("--certify", flags.certify, CERTIFY) };
      const view = readTableFlags(flags, settings.format);
      await checkView(view, "atlas");
      await checkOutput(settings.output);
      const text = await readProblemText(file);
      const { loadProblem } = await import("../../objectives/problem.js");
      const { analyze } = await import("../../atlas/analyze.js");
      const problem = loadProblem(text);
      // A stop leaves what was found so far, marked incomplete.
      const stop = new Stop(settings.timeLimit);
      const progress = await startProgress(settings.quiet);
      const atlas = await stop
        .during((signal) =>
          analyze(problem, {
            ...method,
            ...certify,
            ...limit,
            seed: settings.seed,
            threads: settings.threads,
            signal,
            onProgress: progress.update,
          }),
        )
        .finally(progress.stop);
      await deliver({ kind: "atlas", atlas }, settings, stop, view);
      // The text on a terminal shows them already.
      if (settings.format !== DEFAULT_FORMAT || settings.output !== undefined)
        warn([...emptyList(atlas, settings.format), ...atlas.warnings], settings);
      const { failures, complete } = atlas.audit;
      finish(failures.length > 0 ? EXIT.refuted : complete ? EXIT.done : EXIT.incomplete);
    });
  addTableFlags(command, { census: true });
  addExamples(command, [
    "analyze examples/bilinear-columns.json",
    "analyze examples/custom.json --time-limit 60",
    "analyze problem.json --limit 20 -o atlas.tex --label tab:atlas",
  ]);
}
