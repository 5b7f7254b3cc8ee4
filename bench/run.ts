/**
 * `npm run bench`: the benches that have goals, at a size of some minutes in all, and which of the goals are met.
 *
 *   NAME…     those alone
 *   --check   exit status 1 if a goal is missed
 *
 * A goal is a time (docs/benchmarks.md names the machine) or that nothing is wrong: no complete answer beside the known one, no
 * fault that `check` passes.
 */
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";

interface Goals {
  /** Flags of the checking run. */
  readonly args: readonly string[];
  /** What is missed, in words, by what the bench wrote; a bench without it says so by its own exit status. */
  readonly missed?: (stdout: string) => readonly string[];
}

interface AnalyzeFigure {
  readonly benchmark: string;
  readonly name: string;
  readonly size: string;
  readonly median?: number;
  readonly goal: number;
  readonly met: boolean;
}

const GOALS = new Map<string, Goals>([
  [
    "analyze",
    {
      args: ["--runs", "3", "--json"],
      missed: (stdout) =>
        (JSON.parse(stdout) as { readonly figures: readonly AnalyzeFigure[] }).figures
          .filter(({ met }) => !met)
          .map(
            ({ benchmark, name, size, median, goal }) =>
              `${benchmark} ${name} ${size}: expected under ${goal} ms, got ${median?.toFixed(0) ?? "no end"}`,
          ),
    },
  ],
  [
    "dynamics",
    {
      args: ["--json"],
      missed: (stdout) => {
        const figures = JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as Readonly<Record<string, number>>;
        return Object.entries({ nonContrastiveMsPerEpoch: 4, contrastiveMsPerEpoch: 150 })
          .filter(([name, goal]) => !(figures[name]! <= goal))
          .map(([name, goal]) => `${name}: expected at most ${goal}, got ${figures[name]?.toFixed(1)}`);
      },
    },
  ],
  [
    "population",
    {
      args: ["--runs", "1000", "--json"],
      missed: (stdout) => {
        const { cases } = JSON.parse(stdout) as {
          readonly cases: readonly { readonly wallSeconds: number }[];
        };
        const seconds = cases[0]!.wallSeconds;
        return seconds <= 3
          ? []
          : [`1000 runs of alternating steps: expected 3 s, got ${seconds.toFixed(1)}`];
      },
    },
  ],
  ["zoo", { args: ["--seeds", "2", "--except", "cyclic-7"] }],
  ["awkward-systems", { args: ["--count", "100"] }],
  ["planted-losses", { args: ["--count", "60"] }],
  ["faults", { args: ["--corruptions", "100"] }],
]);

/** The bench as a process; its standard output is caught where its goals are read from it, and shown otherwise. */
function run(
  name: string,
  args: readonly string[],
  caught: boolean,
): Promise<{ status: number; stdout: string }> {
  const child = spawn(process.execPath, [new URL(`./${name}.js`, import.meta.url).pathname, ...args], {
    stdio: ["ignore", caught ? "pipe" : "inherit", "inherit"],
  });
  let stdout = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => {
    stdout += part;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status: status ?? 1, stdout }));
  });
}

const { values: flags, positionals } = parseArgs({
  options: { check: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !GOALS.has(name));
if (unknown !== undefined) {
  process.stderr.write(`bench: expected one of ${[...GOALS.keys()].join(", ")}, got ${unknown}\n`);
  process.exit(2);
}
for (const name of positionals.length > 0 ? positionals : GOALS.keys()) {
  const { args, missed } = GOALS.get(name)!;
  const { status, stdout } = await run(name, args, missed !== undefined);
  const found = status === 0 ? (missed?.(stdout) ?? []) : [`expected exit status 0, got ${status}`];
  process.stdout.write(
    found.length === 0 ? `met: ${name}\n` : found.map((text) => `missed: ${name}: ${text}\n`).join(""),
  );
  if (flags.check && found.length > 0) process.exitCode = 1;
}
