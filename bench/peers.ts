/**
 * `npm run bench:peers`: `solve` beside PHCpack's black-box solver (`phc -b`) on the same systems, in one run.
 *
 *   --runs N     processes per figure, median (default 3); one is enough where a process takes over 20 s
 *   --only TEXT  the systems whose name contains TEXT
 *   --write      put the tables into docs/benchmarks.md
 *
 * Processor seconds of whole processes, start-up included, all threads together. PHCpack is Debian's `phcpack`, which is
 * installed when it is absent and apt-get may; without it only `solve` is timed. The counts stand side by side: of points that
 * `solve` lists, and of regular and singular solutions that `phc` reports.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { solveSystem } from "../src/numeric/homotopy/solve-system.js";
import type { NumericSystem } from "../src/numeric/polynomial/system.js";
import { cyclic, katsura, noon, type PlainTerm, system } from "../test/support/polynomial-systems.js";
import { eco } from "../test/support/zoo.js";
import { median } from "./support/measure.js";
import { cpuSeconds, installed, number, table, writeSection } from "./support/peers.js";

const { values: flags } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    write: { type: "boolean", default: false },
  },
});
const runs = Number(flags.runs);
/** Seconds beyond which one run is enough. */
const LONG = 20;

const SIX = [0, 1, 2, 3, 4, 5];

/** Stationarity of −2 wᵀAw + (wᵀBw)² in R^6, up to a factor: (wᵀBw) Bw = Aw, A and B dense and positive definite. */
const spectral = (b: (i: number, j: number) => number): NumericSystem =>
  system(
    6,
    SIX.map((i): PlainTerm[] => {
      const cubic = new Map<string, { value: number; factors: number[] }>();
      for (const j of SIX)
        for (const k of SIX)
          for (const l of SIX) {
            const factors = [j, k, l].sort();
            const value = b(i, l) * b(j, k);
            if (value === 0) continue;
            const term = cubic.get(factors.join()) ?? { value: 0, factors };
            term.value += value;
            cubic.set(factors.join(), term);
          }
      const a = (j: number) => (i === j ? (i + 2) / 4 : 2 ** -(3 + Math.abs(i - j)));
      return [
        ...[...cubic.values()].map(({ value, factors }): PlainTerm => [value, ...factors]),
        ...SIX.map((j): PlainTerm => [-a(j), j]),
      ];
    }),
  );
// Powers of two: products are exact, so that both programs are given quadratic forms times linear ones.
const spectralDense = spectral((i, j) => (i === j ? 1 + i / 8 : 2 ** -(2 + Math.abs(i - j))));
const spectralUnit = spectral((i, j) => (i === j ? 1 : 0));

/** How many times faster than the peer `solve` should be. */
const SYSTEMS: readonly (readonly [name: string, system: NumericSystem, known: number, goal?: number])[] = [
  ["katsura-5", katsura(5), 32],
  ["katsura-6", katsura(6), 64],
  ["katsura-7", katsura(7), 128, 5],
  ["katsura-8", katsura(8), 256],
  ["cyclic-5", cyclic(5), 70],
  ["cyclic-6", cyclic(6), 156, 5],
  ["noon-4", noon(4), 73],
  ["noon-5", noon(5), 233, 5],
  ["eco-6", eco(6), 16],
  ["spectral 1×6", spectralDense, 13, 100],
  ["spectral 1×6, B = I", spectralUnit, 13],
];

const command = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "peers-"));

/** The equations as text that both programs read. */
const textOf = ({ equations }: NumericSystem): string[] =>
  equations.map((terms) =>
    terms
      .map(({ re, factors }, k) => {
        const sign = re < 0 ? "- " : k === 0 ? "" : "+ ";
        const variables = factors.map((v) => `x${v}`);
        const size = Math.abs(re);
        return `${sign}${[...(size === 1 && variables.length > 0 ? [] : [size]), ...variables].join("*")}`;
      })
      .join(" "),
  );

function medianSeconds(once: (run: number) => number | null): number | null {
  const spent: number[] = [];
  for (let run = 0; run < runs && !((spent.at(-1) ?? 0) > LONG); run++) {
    const seconds = once(run);
    if (seconds === null) return null;
    spent.push(seconds);
  }
  return median(spent);
}

try {
  const peer = installed("phc", ["--version"], "phcpack");
  if (peer === null) process.stderr.write("no phc: only solve is timed\n");
  const rows = [
    ["system", "known", "paths", "`solve`", "`phc -b`", "`solve`, CPU s", "`phc -b`, CPU s", "ratio", "goal"],
  ];
  for (const [name, instance, known, goal] of SYSTEMS) {
    if (!name.includes(flags.only)) continue;
    process.stderr.write(`${name}\n`);
    const texts = textOf(instance);
    const [ourFile, theirFile] = [join(folder, "system.json"), join(folder, "system.phc")];
    const variables = Array.from({ length: instance.variables }, (_, v) => `x${v}`);
    writeFileSync(ourFile, JSON.stringify({ variables, equations: texts }));
    writeFileSync(theirFile, `${texts.length}\n${texts.map((text) => `${text};\n`).join("")}`);
    const answer = join(folder, "answer.json");
    const ours = medianSeconds(() =>
      cpuSeconds(process.execPath, [command, "solve", ourFile, "--format", "json", "--quiet"], answer),
    );
    let theirAnswer = "";
    const theirs =
      peer === null
        ? null
        : medianSeconds((run) => {
            // It asks before it overwrites.
            theirAnswer = join(folder, `${rows.length}-${run}.phc`);
            return cpuSeconds("phc", ["-b", theirFile, theirAnswer], join(folder, "screen"));
          });
    const { solutions, paths, complete } = JSON.parse(readFileSync(answer, "utf8"));
    // One report for each of the systems that it splits the given one into.
    const counted = (what: string) =>
      [
        ...readFileSync(theirAnswer, "utf8").matchAll(
          new RegExp(`Number of ${what} solutions +: (\\d+)`, "g"),
        ),
      ].reduce((sum, [, digits]) => sum + Number(digits), 0);
    const singular = theirs === null ? 0 : counted("singular");
    rows.push([
      name,
      String(known),
      String(paths.started),
      `${solutions.finite}${complete ? "" : ` (incomplete, ${paths.failed} failed)`}`,
      theirs === null ? "" : `${counted("regular")}${singular > 0 ? ` + ${singular} singular` : ""}`,
      number(ours),
      peer === null ? "" : number(theirs),
      ours === null || theirs === null ? "" : `${(theirs / ours).toFixed(1)}×`,
      goal === undefined ? "" : `≥ ${goal}×`,
    ]);
  }
  const costs = [["n", "variables", "paths", "µs per path"]];
  for (let n = 3; n <= 9 && "katsura".includes(flags.only); n++) {
    process.stderr.write(`katsura-${n}, cost per path\n`);
    const instance = katsura(n);
    // The first seed warms the compiler.
    const spent = Array.from({ length: runs + 1 }, (_, seed) => {
      const start = process.cpuUsage();
      solveSystem(instance, { seed });
      const { user, system: kernel } = process.cpuUsage(start);
      return (user + kernel) / 2 ** n;
    });
    costs.push([n, n + 1, 2 ** n, median(spent.slice(1)).toFixed(0)].map(String));
  }
  const text = [
    `Node ${process.version}${peer === null ? "" : `, ${peer}`}; medians of ${runs}.`,
    table(rows),
    ...(costs.length > 1
      ? ["Cost per path against the size, katsura-n, in one warm process, whole solves:", table(costs)]
      : []),
  ].join("\n\n");
  process.stdout.write(`${text}\n`);
  if (flags.write) writeSection("bench:peers", text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
