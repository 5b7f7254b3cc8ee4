/**
 * `npm run bench:growth:elimination`: what elimination takes as systems of one family grow, against the number of variables and of solutions.
 *
 *   --only TEXT     the families whose name contains TEXT
 *   --seconds S     processor seconds after which a process, and with it its family, is given up (default 60)
 *   --write         put the table into docs/benchmarks.md
 *
 * Processor seconds of whole processes, start-up included, one run each: the count modulo a prime, and all solutions, proved. `D` of a row is
 * the number of solutions; the exponents are those of
 *
 *   (seconds − start-up) ~ D^e,   e = log(t_k / t_{k−1}) / log(D_k / D_{k−1})
 *
 * between a row and the one before it, where both take clearly more than the start-up.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chandra, game, quadrics, reimer, type TextSystem, textOf } from "../test/support/exact-families.js";
import { cyclic, katsura, noon } from "../test/support/polynomial-systems.js";
import { eco } from "../test/support/zoo.js";
import { cpuSeconds, number, table, writeSection } from "./support/peers.js";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    seconds: { type: "string", default: "60" },
    write: { type: "boolean", default: false },
  },
});
const patience = Number(flags.seconds);

interface Family {
  readonly name: string;
  readonly from: number;
  readonly at: (n: number) => TextSystem;
}

/** Families of simple solutions, each from its smallest member of interest. */
const FAMILIES: readonly Family[] = [
  { name: "katsura", from: 4, at: (n) => textOf(katsura(n)) },
  { name: "quadrics", from: 4, at: (n) => quadrics(n, 1) },
  { name: "chandra", from: 5, at: chandra },
  { name: "noon", from: 3, at: (n) => textOf(noon(n)) },
  { name: "cyclic", from: 5, at: (n) => textOf(cyclic(n)) },
  { name: "eco", from: 5, at: (n) => textOf(eco(n)) },
  { name: "reimer", from: 3, at: reimer },
  { name: "game", from: 4, at: (n) => game(n, 1) },
];
const wanted = FAMILIES.filter(({ name }) => name.includes(flags.only));
/** More members than these no family has before a process is given up, or a curve of solutions is met (cyclic-8). */
const MEMBERS = 6;

const folder = mkdtempSync(join(tmpdir(), "growth-"));
const [screen, file] = [join(folder, "screen"), join(folder, "system.json")];
const counting = fileURLToPath(new URL("elimination-count.js", import.meta.url));
const command = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const node = (...args: readonly string[]) => cpuSeconds(process.execPath, args, screen, patience);

/** The exponent between two rows; nothing where a time is mostly start-up. */
function exponent(
  [points, time]: readonly [number, number | null],
  [fewer, before]: readonly [number, number | null],
  startUp: number,
): string {
  if (time === null || before === null || Math.min(time, before) < 2 * startUp) return "";
  return (Math.log((time - startUp) / (before - startUp)) / Math.log(points / fewer)).toFixed(1);
}

/** What the smallest system takes, which is start-up alone. */
function startUps(): readonly [number, number] {
  writeFileSync(file, JSON.stringify({ variables: ["x", "y"], equations: ["x^2 + y^2 - 5", "x*y - 2"] }));
  return [node(counting, file)!, node(command, "solve", file, "--method", "algebra", "--quiet")!];
}

try {
  const [ofCount, ofSolutions] = startUps();
  const rows = [["system", "variables", "D", "count", "e", "solutions", "e", "proof"]];
  for (const { name, from, at } of wanted) {
    let last: readonly [number, number | null, number | null] = [1, null, null];
    for (let n = from; n < from + MEMBERS; n++) {
      process.stderr.write(`${name}-${n}\n`);
      const system = at(n);
      writeFileSync(file, JSON.stringify({ variables: system.variables, equations: system.equations }));
      const count = node(counting, file);
      const { dimension, distinct } =
        count === null ? { dimension: 0, distinct: 0 } : JSON.parse(readFileSync(screen, "utf8"));
      if (dimension !== 0) break;
      const time = node(command, "solve", file, "--method", "algebra", "--format", "json", "--quiet");
      const answer = time === null ? null : JSON.parse(readFileSync(screen, "utf8"));
      rows.push([
        `${name}-${n}`,
        String(system.variables.length),
        count === null ? "" : String(distinct),
        number(count, 2, patience),
        exponent([distinct, count], [last[0], last[1]], ofCount),
        number(time, 2, patience),
        exponent([distinct, time], [last[0], last[2]], ofSolutions),
        answer === null ? "" : answer.complete ? (answer.evidence?.kind ?? answer.proof) : "incomplete",
      ]);
      if (count === null || time === null) break;
      last = [distinct, count, time];
    }
  }
  const text = [
    `Node ${process.version}. Two conics take ${ofCount.toFixed(2)} s to count, and ${ofSolutions.toFixed(2)} s to solve: start-up.`,
    table(rows),
  ].join("\n\n");
  process.stdout.write(`${text}\n`);
  if (flags.write) writeSection("bench:growth:elimination", text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
