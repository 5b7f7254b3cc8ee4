/**
 * `npm run bench:peers:elimination`: exact elimination beside Singular (`std`), Macaulay2 (F4) and PHCpack (`phc -b`), in one run.
 *
 *   --only TEXT     the systems whose name contains TEXT
 *   --seconds S     patience with every process (default 100)
 *   --check         exit status 1 where a goal is missed
 *   --write         put the tables into docs/benchmarks.md
 *
 * Processor seconds of whole processes, start-up included, one run each. Goals:
 *
 *   count      modulo a prime: at most 0.3 s, or the better of Singular (characteristic 32003) and Macaulay2
 *   solutions  over Q, proved: faster than Singular's `std` over Q where that takes over 0.5 s; GOALS says where by more
 *   tilted     losses with a linear term, and Chandrasekhar's equation: under 0.5 s each, PHCpack beside
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { rationalText } from "../src/exact/rational.js";
import { readSystemFile } from "../src/systems/system-file.js";
import { EXACT_ZOO, type ExactZooSystem } from "../test/support/exact-zoo.js";
import { cpuSeconds, installed, number, table, writeSection } from "./support/peers.js";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    seconds: { type: "string", default: "100" },
    check: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const patience = Number(flags.seconds);

/** How many times faster than Singular over Q. */
const GOALS = new Map([
  ["katsura-8", 10],
  ["game-6", 20],
]);
const isTilted = ({ name }: ExactZooSystem) => /^tilted (spectral|cross)|^chandra-8/.test(name);
/** Those that take anyone some time. */
const SYSTEMS = EXACT_ZOO.filter(
  ({ name, points, dimension }) => dimension === 0 && points >= 9 && name.includes(flags.only),
);
/** Over Q every program has enough of these. */
const overQ = SYSTEMS.filter(({ points }) => points <= 300);

const folder = mkdtempSync(join(tmpdir(), "elimination-"));
const screen = join(folder, "screen");
const bench = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const command = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** x1 … xn and the equations, products written out, for programs that take no decimals. */
function plainly({ variables, equations }: ExactZooSystem) {
  const system = readSystemFile(JSON.stringify({ variables, equations }));
  return {
    names: variables.map((_, v) => `x${v + 1}`),
    equations: system.equations.map((f) =>
      [...f.terms()]
        .map(({ coefficient, factors }) =>
          [`(${rationalText(coefficient)})`, ...factors.map((v) => `x${v + 1}`)].join("*"),
        )
        .join("+"),
    ),
  };
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const ours = (entry: ExactZooSystem) =>
  written("system.json", JSON.stringify({ variables: entry.variables, equations: entry.equations }));

function singular(entry: ExactZooSystem, characteristic: number): number | null {
  const { names, equations } = plainly(entry);
  const text = `ring r=${characteristic},(${names}),dp;\nideal i=${equations.join(",\n")};\nideal g=std(i);\nvdim(g);\nquit;\n`;
  return cpuSeconds("Singular", ["-q", "--no-tty", written("system.sing", text)], screen, patience);
}

function macaulay(entry: ExactZooSystem): number | null {
  const { names, equations } = plainly(entry);
  const text = `R=ZZ/32003[${names}];\nI=ideal(${equations.join(",\n")});\nG=gb(I,Algorithm=>LinearAlgebra);\nprint degree ideal leadTerm gens G;\nexit 0\n`;
  return cpuSeconds("M2", ["--script", written("system.m2", text)], screen, patience);
}

function phc(entry: ExactZooSystem, run: number): number | null {
  const { names, equations } = plainly(entry);
  const text = `${equations.length} ${names.length}\n${equations.map((f) => `${f};\n`).join("")}`;
  // It asks before it overwrites.
  return cpuSeconds("phc", ["-b", written("system.phc", text), join(folder, `${run}.phc`)], screen, patience);
}

const ratio = (their: number | null, own: number | null) =>
  their === null || own === null ? "" : `${(their / own).toFixed(1)}×`;
const seconds = (value: number | null) => number(value, 2, patience);
let missed = 0;
const met = (isMet: boolean) => {
  if (!isMet) missed++;
  return isMet ? "met" : "**missed**";
};

try {
  const peers = [
    installed("Singular", ["--version"], "singular-ui"),
    installed("M2", ["--version"], "macaulay2"),
    installed("phc", ["--version"], "phcpack"),
  ];
  const [hasSingular, hasMacaulay, hasPhc] = peers.map((version) => version !== null);
  const counts = [["system", "points", "ours", "Singular", "Macaulay2", "goal", ""]];
  for (const entry of SYSTEMS) {
    process.stderr.write(`${entry.name}, modulo a prime\n`);
    const own = cpuSeconds(process.execPath, [bench("elimination-count.js"), ours(entry)], screen, patience);
    const found = own === null ? null : JSON.parse(readFileSync(screen, "utf8"));
    if (found !== null && found.distinct !== entry.points)
      throw new Error(`${entry.name}: expected ${entry.points} points, got ${found.distinct}`);
    const theirs = [hasSingular ? singular(entry, 32003) : null, hasMacaulay ? macaulay(entry) : null];
    const best = Math.min(...theirs.map((time) => time ?? Number.POSITIVE_INFINITY));
    const goal = Math.max(0.3, Number.isFinite(best) ? best : 0.3);
    counts.push([
      entry.name,
      String(entry.points),
      seconds(own),
      ...theirs.map(seconds),
      `≤ ${goal.toFixed(2)}`,
      met(own !== null && own <= goal),
    ]);
  }
  const solutions = [["system", "points", "ours", "proof", "`std` over Q", "ratio", "goal", ""]];
  for (const entry of overQ) {
    process.stderr.write(`${entry.name}, over Q\n`);
    const args = ["solve", ours(entry), "--method", "algebra", "--format", "json", "--quiet"];
    const own = cpuSeconds(process.execPath, [command, ...args], screen, patience);
    const answer = own === null ? null : JSON.parse(readFileSync(screen, "utf8"));
    const theirs = hasSingular ? singular(entry, 0) : null;
    const factor = GOALS.get(entry.name) ?? (theirs === null || theirs > 0.5 ? 1 : undefined);
    const allowed = factor === undefined ? undefined : (theirs ?? patience) / factor;
    solutions.push([
      entry.name,
      String(entry.points),
      seconds(own),
      answer === null ? "" : answer.complete ? (answer.evidence?.kind ?? answer.proof) : "incomplete",
      seconds(theirs),
      ratio(theirs, own),
      factor === undefined ? "" : `≥ ${factor}×`,
      allowed === undefined ? "" : met(own !== null && own < allowed && answer?.proof === "proved"),
    ]);
  }
  const tilted = [["system", "points", "ours", "`phc -b`", "ratio", "goal", ""]];
  for (const [run, entry] of SYSTEMS.filter(isTilted).entries()) {
    process.stderr.write(`${entry.name}, beside paths\n`);
    const args = ["solve", ours(entry), "--format", "json", "--quiet"];
    const own = cpuSeconds(process.execPath, [command, ...args], screen, patience);
    const theirs = hasPhc ? phc(entry, run) : null;
    tilted.push([
      entry.name,
      String(entry.points),
      seconds(own),
      seconds(theirs),
      ratio(theirs, own),
      "< 0.5 s",
      met(own !== null && own < 0.5),
    ]);
  }
  const text = [
    `Node ${process.version}; ${peers.filter((version) => version !== null).join("; ")}. One run each, load average ${loadavg()[1]!.toFixed(1)} on a machine shared with others: times are too long by what they take of the caches.`,
    "The count modulo a prime:",
    table(counts),
    "All solutions over Q:",
    table(solutions),
    "Where nearly all paths diverge, `solve` as it chooses:",
    table(tilted),
  ].join("\n\n");
  process.stdout.write(`${text}\n`);
  if (flags.write) writeSection("bench:peers:elimination", text);
  if (flags.check && missed > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
