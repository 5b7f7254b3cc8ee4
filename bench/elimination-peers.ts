/**
 * `npm run bench:peers:elimination`: exact elimination beside Singular (`std`), Macaulay2 (F4) and PHCpack (`phc -b`), in one run.
 *
 *   --only TEXT     the systems whose name contains TEXT
 *   --seconds S     the most that any process may take (default 200)
 *   --check         exit status 1 where a goal is missed
 *   --write         put the tables into docs/benchmarks.md
 *
 * Processor seconds of whole processes, start-up included, one run each. Goals:
 *
 *   count      modulo a prime: at most 0.3 s, or the better of Singular (characteristic 32003) and Macaulay2
 *   solutions  over Q, proved: faster than Singular's `std` over Q where that takes over 0.5 s; GOALS says where by more
 *   tilted     losses with a linear term, and Chandrasekhar's equation: under 0.5 s each, PHCpack beside
 *   paths      where `solve` follows them because they are the better way: five times as fast as PHCpack
 *
 * Another program is given up as soon as it has taken what decides the goal, and some: the ratio is then a bound.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { rationalText } from "../src/exact/rational.js";
import { readSystemFile } from "../src/systems/system-file.js";
import { quadrics, textOf } from "../test/support/exact-families.js";
import { EXACT_ZOO, type ExactZooSystem } from "../test/support/exact-zoo.js";
import { cyclic, katsura } from "../test/support/polynomial-systems.js";
import { cpuSeconds, installed, number, table, writeSection } from "./support/peers.js";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    seconds: { type: "string", default: "200" },
    check: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const most = Number(flags.seconds);
/** What another program may take where ours took `own`, and it is to take `factor` times as long. */
const patienceFor = (own: number | null, factor: number) =>
  Math.min(most, Math.max(10, 1.2 * factor * (own ?? most)));

/** How many times faster than Singular over Q. */
const GOALS = new Map([
  ["katsura-8", 10],
  ["game-6", 20],
]);
/** How many times faster than PHCpack, where paths are followed. */
const PATHS_GOAL = 5;

type Entry = Pick<ExactZooSystem, "name" | "variables" | "equations" | "points">;
const isWanted = ({ name }: Entry) => name.includes(flags.only);
const isTilted = ({ name }: Entry) => /^tilted (spectral|cross)|^chandra-8/.test(name);
/** Those that take anyone some time. */
const SYSTEMS = EXACT_ZOO.filter((entry) => entry.dimension === 0 && entry.points >= 9 && isWanted(entry));
/** Over Q every program has enough of these. */
const overQ = SYSTEMS.filter(({ points }) => points <= 300);
/** Of the families of the zoo, larger ones: as many solutions as paths (Bézout), but for cyclic-n. */
const byPaths: readonly Entry[] = [
  { name: "cyclic-6", ...textOf(cyclic(6)), points: 156 },
  ...["noon-6", "cyclic-7"].flatMap((wanted) => EXACT_ZOO.filter(({ name }) => name === wanted)),
  ...[9, 10, 11].map((n) => ({ name: `katsura-${n}`, ...textOf(katsura(n)), points: 2 ** n })),
  ...[8, 9, 10].map((n) => ({ name: `quadrics-${n}`, ...quadrics(n, 1), points: 2 ** n })),
].filter(isWanted);

const folder = mkdtempSync(join(tmpdir(), "elimination-"));
const screen = join(folder, "screen");
const bench = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const command = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** x1 … xn and the equations, products written out, for programs that take no decimals. */
function plainly({ variables, equations }: Entry) {
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

const ours = (entry: Entry) =>
  written("system.json", JSON.stringify({ variables: entry.variables, equations: entry.equations }));

function singular(entry: Entry, characteristic: number, patience: number): number | null {
  const { names, equations } = plainly(entry);
  const text = `ring r=${characteristic},(${names}),dp;\nideal i=${equations.join(",\n")};\nideal g=std(i);\nvdim(g);\nquit;\n`;
  return cpuSeconds("Singular", ["-q", "--no-tty", written("system.sing", text)], screen, patience);
}

function macaulay(entry: Entry, patience: number): number | null {
  const { names, equations } = plainly(entry);
  const text = `R=ZZ/32003[${names}];\nI=ideal(${equations.join(",\n")});\nG=gb(I,Algorithm=>LinearAlgebra);\nprint degree ideal leadTerm gens G;\nexit 0\n`;
  return cpuSeconds("M2", ["--script", written("system.m2", text)], screen, patience);
}

function phc(entry: Entry, run: string, patience: number): number | null {
  const { names, equations } = plainly(entry);
  const text = `${equations.length} ${names.length}\n${equations.map((f) => `${f};\n`).join("")}`;
  // It asks before it overwrites.
  return cpuSeconds("phc", ["-b", written("system.phc", text), join(folder, `${run}.phc`)], screen, patience);
}

/** What is read of the JSON of `solve`. */
interface Answer {
  readonly complete: boolean;
  readonly proof: string;
  readonly evidence?: { readonly kind: string };
  readonly solutions: { readonly finite: number };
}

/** Processor seconds of `solve`, and its answer. */
function solved(entry: Entry, ...options: readonly string[]) {
  const args = ["solve", ours(entry), ...options, "--format", "json", "--quiet"];
  const own = cpuSeconds(process.execPath, [command, ...args], screen, most);
  const answer: Answer | null = own === null ? null : JSON.parse(readFileSync(screen, "utf8"));
  return { own, proof: proofOf(entry, answer), isProved: answer?.proof === "proved" };
}

function proofOf({ points }: Entry, answer: Answer | null): string {
  if (answer === null) return "";
  if (!answer.complete) return "incomplete";
  if (answer.solutions.finite !== points) return `**${answer.solutions.finite} points**`;
  return answer.evidence?.kind ?? answer.proof;
}

/** A program that was given up has at least the ratio of its patience. */
const ratio = (their: number | null, own: number | null, patience: number) =>
  own === null ? "" : `${their === null ? "> " : ""}${((their ?? patience) / own).toFixed(1)}×`;
const seconds = (value: number | null) => number(value, 2, most);
let missed = 0;
const met = (isMet: boolean) => {
  if (!isMet) missed++;
  return isMet ? "met" : "**missed**";
};

const PEERS = ["Singular", "Macaulay2", "PHCpack"];
const peers = [
  installed("Singular", ["--version"], "singular-ui"),
  installed("M2", ["--version"], "macaulay2"),
  installed("phc", ["--version"], "phcpack"),
];
const [hasSingular, hasMacaulay, hasPhc] = peers.map((version) => version !== null);

function countTable(): string {
  const rows = [["system", "points", "ours", "Singular", "Macaulay2", "goal", ""]];
  for (const entry of SYSTEMS) {
    process.stderr.write(`${entry.name}, modulo a prime\n`);
    const own = cpuSeconds(process.execPath, [bench("elimination-count.js"), ours(entry)], screen, most);
    const found = own === null ? null : JSON.parse(readFileSync(screen, "utf8"));
    const isRight = found?.distinct === entry.points;
    const patience = patienceFor(own, 1);
    const theirs = [
      hasSingular ? singular(entry, 32003, patience) : null,
      hasMacaulay ? macaulay(entry, patience) : null,
    ];
    const best = Math.min(...theirs.map((time) => time ?? patience));
    const goal = Math.max(0.3, best);
    rows.push([
      entry.name,
      String(entry.points),
      isRight || found === null ? seconds(own) : `**${found.distinct} points**`,
      ...theirs.map((time) => number(time, 2, patience)),
      `≤ ${goal.toFixed(2)}`,
      met(isRight && own !== null && own <= goal),
    ]);
  }
  return table(rows);
}

function solutionTable(): string {
  const rows = [["system", "points", "ours", "proof", "`std` over Q", "ratio", "goal", ""]];
  for (const entry of overQ) {
    process.stderr.write(`${entry.name}, over Q\n`);
    const { own, proof, isProved } = solved(entry, "--method", "algebra");
    const factor = GOALS.get(entry.name) ?? 1;
    const patience = patienceFor(own, factor);
    const their = hasSingular ? singular(entry, 0, patience) : null;
    const isGoal = hasSingular && (their === null || their > 0.5);
    const isFaster = own !== null && factor * own < (their ?? patience);
    rows.push([
      entry.name,
      String(entry.points),
      seconds(own),
      proof,
      number(their, 2, patience),
      ratio(their, own, patience),
      isGoal ? `≥ ${factor}×` : "",
      isGoal ? met(isFaster && isProved) : "",
    ]);
  }
  return table(rows);
}

/** `solve` as it chooses beside `phc -b`. */
function besidePaths(
  entries: readonly Entry[],
  goal: string,
  factor: number,
  isMet: (own: number, their: number) => boolean,
): string {
  const rows = [["system", "points", "ours", "proof", "`phc -b`", "ratio", "goal", ""]];
  for (const entry of entries) {
    process.stderr.write(`${entry.name}, beside paths\n`);
    const { own, proof } = solved(entry);
    const patience = patienceFor(own, factor);
    const their = hasPhc ? phc(entry, `${entry.name}-${factor}`, patience) : null;
    rows.push([
      entry.name,
      String(entry.points),
      seconds(own),
      proof,
      number(their, 2, patience),
      ratio(their, own, patience),
      goal,
      met(own !== null && isMet(own, their ?? patience)),
    ]);
  }
  return table(rows);
}

try {
  const load = loadavg()[1]!.toFixed(1);
  const text = [
    `Node ${process.version}; ${peers.flatMap((version, k) => (version === null ? [] : [`${PEERS[k]} (${version})`])).join(", ")}. Processor seconds, one run each, load average ${load} on a machine shared with others: times are too long by what they take of the caches. \`node -e 0\` takes ${seconds(cpuSeconds(process.execPath, ["-e", "0"], screen))}.`,
    "The count modulo a prime:",
    countTable(),
    "All solutions over Q, `solve --method algebra`:",
    solutionTable(),
    "Where nearly all paths diverge, `solve` as it chooses:",
    besidePaths(SYSTEMS.filter(isTilted), "< 0.5 s", 1, (own) => own < 0.5),
    "Where paths are the better way, `solve` as it chooses:",
    besidePaths(byPaths, `≥ ${PATHS_GOAL}×`, PATHS_GOAL, (own, their) => their >= PATHS_GOAL * own),
    `Goals missed: ${missed}.`,
  ].join("\n\n");
  process.stdout.write(`${text}\n`);
  if (flags.write) writeSection("bench:peers:elimination", text);
  if (flags.check && missed > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
