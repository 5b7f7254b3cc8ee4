/**
 * `npm run bench:zoo`: every system of the zoo for many consecutive seeds, its counts against the known ones.
 *
 *   --seeds N    seeds per system (default 20)
 *   --from K     the first seed (default 1)
 *   --only TEXT  the systems whose name contains TEXT
 *   --except T   none whose name contains T
 *   --out FILE   write the table to FILE (docs/zoo.md is such a file)
 *
 * Right: as many points, real points and multiplicities as are known, no failed path, complete (or rightly not, where there
 * is a set of positive dimension). Wrong: anything else that claims to be complete, or points too many. The exit status is 1
 * if a result is wrong.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { SystemSolutions } from "../src/numeric/homotopy/solutions.js";
import { solveSystem } from "../src/numeric/homotopy/solve-system.js";
import { judge, type Verdict, ZOO } from "../test/support/zoo.js";

const { values: flags } = parseArgs({
  options: {
    seeds: { type: "string", default: "20" },
    from: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    except: { type: "string", default: "\0" },
    out: { type: "string" },
  },
});
const [seeds, from] = [Number(flags.seeds), Number(flags.from)];

const said = ({ solutions, paths, reason }: SystemSolutions) =>
  `${solutions.length} points, ${JSON.stringify(paths)}${reason === undefined ? "" : `, ${reason}`}`;

const rows = ZOO.filter(({ name }) => name.includes(flags.only) && !name.includes(flags.except)).map(
  (entry) => {
    const counts: Record<Verdict, number> = { right: 0, wrong: 0, incomplete: 0 };
    const spent = process.cpuUsage();
    let started = 0;
    for (let seed = from; seed < from + seeds; seed++) {
      const result = solveSystem(entry.system, { seed });
      started = result.paths.started;
      const verdict = judge(entry, result);
      counts[verdict]++;
      if (verdict !== "right")
        process.stderr.write(`${entry.name}, seed ${seed}: ${verdict}: ${said(result)}\n`);
    }
    const { user, system } = process.cpuUsage(spent);
    process.stderr.write(`${entry.name}: ${counts.right} of ${seeds}\n`);
    return { name: entry.name, known: entry.solutions, started, counts, cpu: (user + system) / 1000 / seeds };
  },
);

const table = [
  ["system", "points", "paths", "right", "wrong", "incomplete", "CPU ms"],
  ["------", "-----:", "----:", "----:", "----:", "---------:", "-----:"],
  ...rows.map(({ name, known, started, counts, cpu }) =>
    [name, known, started, counts.right, counts.wrong, counts.incomplete, cpu.toFixed(1)].map(String),
  ),
]
  .map((cells) => `| ${cells.join(" | ")} |`)
  .join("\n");
const given = process.argv.slice(2).filter((word, k, all) => word !== "--out" && all[k - 1] !== "--out");
const text = `# The zoo

Systems with known numbers of isolated solutions, solved for the ${seeds} consecutive seeds ${from} to ${from + seeds - 1}:
\`npm run bench:zoo -- ${given.join(" ")}\`.

Right means: as many points, real points and multiplicities as are known, no failed path, and complete, or, where there is a set
of positive dimension, said so and incomplete for that reason alone. Wrong is a result that claims more than it has. Times are
processor milliseconds per solve in one warm process.

${table}
`;
process.stdout.write(`${table}\n`);
if (flags.out !== undefined) writeFileSync(flags.out, text);
process.exitCode = rows.some(({ counts }) => counts.wrong > 0) ? 1 : 0;
