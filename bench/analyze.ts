/**
 * `npm run bench:analyze`: start-up, `analyze` at the paper's sizes with its stages, `census`, and the expansion of
 * quartic losses, each the median over fresh processes, beside its goal.
 *
 *   --runs N     processes per figure (default 5)
 *   --only TEXT  the benchmarks whose name or size contains TEXT
 *   --json       the figures as JSON on standard output
 *
 * Wall-clock milliseconds of the command line with its default text output, unless said otherwise. Progress goes to
 * standard error. A missed goal changes no exit status here: `npm run bench -- --check` judges.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { ExpansionReport } from "./expansion.js";
import type { Stage, StageReport } from "./stages.js";
import { median, PATIENCE, runRepeatedly } from "./support/measure.js";
import {
  ANALYZE_PROBLEMS,
  type BenchProblem,
  CENSUS_PROBLEM,
  EXPANSION_PROBLEMS,
} from "./support/problems.js";

const COMMAND = "src/cli/main.js";
/** Milliseconds. */
const GOALS = { startUp: 300, analyze: 2000, census: 1000, expansion: 1000 } as const;
const STAGES: readonly Stage[] = [
  "load",
  "schema",
  "moments",
  "symbolic",
  "closedForm",
  "classify",
  "report",
];

interface Figure {
  readonly benchmark: string;
  readonly name: string;
  readonly size: string;
  /** Median in milliseconds; absent if a run was given up. */
  readonly median?: number;
  /** Median processor time in milliseconds. */
  readonly cpu?: number;
  readonly goal: number;
  readonly met: boolean;
  readonly components?: number;
  readonly stages?: Readonly<Record<Stage, number>>;
  readonly terms?: { readonly gradient: number; readonly hessian: number };
}

const { values: flags } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  },
});
const runs = Number(flags.runs);
if (!Number.isInteger(runs) || runs < 1)
  throw new RangeError(`--runs: expected a positive integer, got ${flags.runs}`);

const folder = await mkdtemp(join(tmpdir(), "bench-"));
const figures: Figure[] = [];

/** Measures one benchmark, if it is wanted. */
async function measure(
  benchmark: string,
  { name, size, file }: BenchProblem,
  goal: number,
  figure: (path: string) => Promise<Omit<Figure, "benchmark" | "name" | "size" | "goal" | "met">>,
): Promise<void> {
  if (!`${benchmark} ${name} ${size}`.includes(flags.only)) return;
  process.stderr.write(`${benchmark} ${name} (${size})\n`);
  const path = join(folder, "problem.json");
  await writeFile(path, JSON.stringify(file));
  const measured = await figure(path);
  // On an idle machine both are the same; on a busy one only the processor time belongs to the process.
  const spent = measured.cpu ?? measured.median;
  const met = spent !== undefined && spent < goal;
  figures.push({ benchmark, name, size, goal, met, ...measured });
}

/** Median wall-clock and processor time of whole processes; nothing if one was given up. */
async function wholeProcess(
  script: string,
  args: readonly string[],
): Promise<{ median?: number; cpu?: number }> {
  const done = await runRepeatedly(script, args, runs);
  if (done.some(({ timedOut }) => timedOut)) return {};
  return {
    median: median(done.map(({ milliseconds }) => milliseconds)),
    cpu: median(done.map(({ cpu }) => cpu ?? Number.NaN)),
  };
}

/** What a script reports about itself. */
async function reports<Report>(script: string, path: string): Promise<Report[]> {
  const done = await runRepeatedly(script, [path], runs);
  return done.map(({ stdout }) => JSON.parse(stdout) as Report);
}

try {
  await measure(
    "start-up",
    { name: "--help", size: "", file: { model: {}, objective: {} } },
    GOALS.startUp,
    () => wholeProcess(COMMAND, ["--help"]),
  );
  for (const problem of ANALYZE_PROBLEMS)
    await measure("analyze", problem, GOALS.analyze, async (path) => {
      const whole = await wholeProcess(COMMAND, ["analyze", path, "--quiet"]);
      if (whole.median === undefined) return whole;
      const each = await reports<StageReport>("bench/stages.js", path);
      const stages = Object.fromEntries(
        STAGES.map((stage) => [stage, median(each.map((report) => report.stages[stage]))]),
      ) as Record<Stage, number>;
      return { ...whole, components: each[0]!.components, stages };
    });
  await measure("census", CENSUS_PROBLEM, GOALS.census, (path) =>
    wholeProcess(COMMAND, ["census", path, "--quiet"]),
  );
  for (const problem of EXPANSION_PROBLEMS)
    await measure("expansion", problem, GOALS.expansion, async (path) => {
      const each = await reports<ExpansionReport>("bench/expansion.js", path);
      const { gradientTerms: gradient, hessianTerms: hessian } = each[0]!;
      return { median: median(each.map(({ milliseconds }) => milliseconds)), terms: { gradient, hessian } };
    });
} finally {
  await rm(folder, { recursive: true, force: true });
}

const machine = { node: process.version, processors: availableParallelism() };
process.stdout.write(
  flags.json ? `${JSON.stringify({ machine, runs, figures }, null, 2)}\n` : `${tables(figures)}\n`,
);

/** Markdown that is aligned enough to read on a terminal. */
function tables(all: readonly Figure[]): string {
  const head = `Node ${machine.node}, ${machine.processors} processors, median of ${runs}, milliseconds.`;
  const time = ({ median: value }: Figure) => (value === undefined ? `> ${PATIENCE}000` : value.toFixed(0));
  const verdict = ({ met }: Figure) => (met ? "met" : "missed");
  const summary = table(
    ["benchmark", "problem", "size", "listed", "median", "CPU", "goal", ""],
    all.map((f) => [
      f.benchmark,
      f.name,
      f.size,
      f.terms === undefined
        ? (f.components?.toString() ?? "")
        : `${f.terms.gradient} + ${f.terms.hessian} terms`,
      time(f),
      f.cpu?.toFixed(0) ?? "",
      `< ${f.goal}`,
      verdict(f),
    ]),
  );
  const staged = all.filter(({ stages }) => stages !== undefined);
  if (staged.length === 0) return `${head}\n\n${summary}`;
  const stages = table(
    ["analyze", "size", ...STAGES],
    staged.map((f) => [f.name, f.size, ...STAGES.map((stage) => f.stages![stage].toFixed(0))]),
  );
  return `${head}\n\n${summary}\n\nStages of \`analyze\`:\n\n${stages}`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, c) => Math.max(3, title.length, ...rows.map((row) => row[c]!.length)));
  const numeric = header.map(
    (_, c) =>
      rows.length > 0 &&
      rows.every((row) => /^[<> ]*[0-9]*$/.test(row[c]!)) &&
      rows.some((row) => row[c] !== ""),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, c) => (numeric[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!))).join(" | ")} |`;
  const rule = widths.map((width, c) => (numeric[c] ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  return [line(header), line(rule), ...rows.map(line)].join("\n");
}
