/** `train FILE`: training dynamics from many random starts, basin shares with confidence intervals. */
import type { Command } from "commander";
import { RULE_KINDS } from "../../dynamics/rule-kinds.js";
import { show } from "../../files/problem-error.js";
import { DEFAULT_FORMAT } from "../../report/formats.js";
import { EXIT, type Finish, UsageError } from "../exit.js";
import { checkOutput, writeAtomically } from "../files.js";
import {
  addExamples,
  addSharedFlags,
  addTableFlags,
  METHOD_HELP,
  readChoice,
  readInteger,
  readMethod,
  readPositive,
  readSharedFlags,
  readTableFlags,
  type SharedFlags,
  type TableFlags,
} from "../flags.js";
import { checkView, deliver, placeFor, warn } from "../output.js";
import { readProblemText } from "../problem-file.js";
import { Stop, startProgress } from "../progress.js";

interface TrainFlags extends SharedFlags, TableFlags {
  readonly runs?: string;
  readonly rule?: string;
  readonly step?: string;
  readonly steps?: string;
  readonly time?: string;
  readonly spread?: string;
  readonly method?: string;
  readonly figure?: string;
}

/** Adds `train FILE` to the program: says where training from random starts ends. `finish` is called with the exit status. */
export function registerTrain(program: Command, finish: Finish): void {
  const command = addSharedFlags(program.command("train"))
    .description("where training ends: random starts, basin shares with confidence intervals")
    .argument("<file>", "problem file, or - for standard input")
    .option("--runs <count>", "random starts (default: of the file, else 200)")
    .option(
      "--rule <kind>",
      `${RULE_KINDS.join(", ")} (default: of the file, else of the objective); see docs/dynamics.md`,
    )
    .option("--step <number>", "step size η of the rule")
    .option("--steps <count>", "steps at most, of the rule or the integrator")
    .option("--time <number>", "end of time of a flow")
    .option("--spread <number>", "scale of the random starts of unconstrained variables")
    .option("--method <method>", `how the atlas is made: ${METHOD_HELP}`)
    .option("--figure <file>", "also write trajectories as an SVG figure")
    .action(async (file: string, flags: TrainFlags) => finish(await runTrain(file, flags)));
  addTableFlags(command, { census: true });
  addExamples(command, [
    "train examples/train-columns.json",
    "train problem.json --rule gradient-flow --runs 1000 --figure ends.svg",
  ]);
}

/** Everything is read and checked before the first run; the status follows the verdict. */
async function runTrain(file: string, flags: TrainFlags): Promise<number> {
  const settings = readSharedFlags(flags);
  const counts = {
    ...(flags.runs === undefined ? {} : { runs: readInteger("--runs", flags.runs, 1) }),
    ...(flags.steps === undefined ? {} : { steps: readInteger("--steps", flags.steps, 1) }),
    ...(flags.time === undefined ? {} : { time: readPositive("--time", flags.time) }),
    ...(flags.spread === undefined ? {} : { spread: readPositive("--spread", flags.spread) }),
    ...readMethod(flags.method),
  };
  const step = flags.step === undefined ? undefined : readPositive("--step", flags.step);
  if (flags.figure !== undefined && !flags.figure.toLowerCase().endsWith(".svg"))
    throw new UsageError(`--figure: expected a file .svg, got ${show(flags.figure)}`);
  const view = readTableFlags(flags, settings.format);
  await checkView(view, "training");
  await checkOutput(settings.output);
  await checkOutput(flags.figure, "--figure");
  const text = await readProblemText(file);
  const { loadProblem } = await import("../../objectives/problem.js");
  const { train } = await import("../../dynamics/train.js");
  const problem = loadProblem(text);
  const rule = await chosenRule(problem, flags.rule, step);
  const { seed, threads } = settings;
  const stop = new Stop(settings.timeLimit);
  const progress = await startProgress(settings.quiet);
  const training = await stop
    .during((signal) =>
      train(problem, {
        ...counts,
        ...(rule === undefined ? {} : { rule }),
        seed,
        threads,
        signal,
        onProgress: progress.update,
      }),
    )
    .finally(progress.stop);
  if (flags.figure !== undefined) {
    const { figureSvg } = await import("../../report/figure.js");
    const { trainingFigure } = await import("../../report/training-figure.js");
    const place = await placeFor(flags.figure, settings, stop);
    await writeAtomically(place, figureSvg(trainingFigure(training)));
  }
  await deliver({ kind: "training", training }, settings, stop, view);
  if (settings.format !== DEFAULT_FORMAT || settings.output !== undefined) {
    const { trainingReasonText } = await import("../../report/training-reasons.js");
    warn([...training.reasons.map(trainingReasonText), ...training.atlas.warnings], settings);
  }
  return { accounted: EXIT.done, stray: EXIT.refuted, open: EXIT.incomplete }[training.verdict];
}

/** The rule of the flags, else of the file, with the step of the flags; undefined for the default of the objective. */
async function chosenRule(
  problem: import("../../objectives/problem.js").Problem,
  kind: string | undefined,
  step: number | undefined,
) {
  if (kind === undefined && step === undefined) return undefined;
  const { buildRule, defaultRule, trainingSpec } = await import("../../dynamics/settings.js");
  const { hasStep } = await import("../../dynamics/rules.js");
  const inFile = trainingSpec(problem).rule;
  const name = kind === undefined ? undefined : readChoice("--rule", kind, RULE_KINDS);
  // A file that names the same kind keeps its other numbers.
  const rule =
    name === undefined
      ? (inFile ?? defaultRule(readChoice("--rule", buildRule(problem).kind, RULE_KINDS)))
      : inFile?.kind === name
        ? inFile
        : defaultRule(name);
  if (step === undefined) return rule;
  if (!hasStep(rule)) throw new UsageError(`--step: expected a rule of steps, got ${rule.kind}`);
  return { ...rule, step };
}
