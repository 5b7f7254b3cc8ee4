/**
 * `npm run bench:zoo`: every system of the zoo (`test/support/exact-zoo.ts`) by one way of `solve`, against what is known of it.
 *
 *   --method M   auto (default), algebra, paths or both
 *   --seeds N    seeds per system (default 1; elimination has no use for them)
 *   --from K     the first seed (default 1)
 *   --seconds S  budget of each solve (default 60)
 *   --only TEXT  the systems whose name contains TEXT
 *   --except T   none whose name contains T
 *   --check      exit status 1 for every system that is not right, too
 *   --out FILE   write the table to FILE (docs/zoo.md is such a file)
 *
 * Right: complete, with the dimension, the points, the real ones where they are known, and the multiplicities. WRONG: complete with
 * another answer, or points too many: the exit status is 1. Incomplete: less, and it says so.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { SOLVE_METHODS, solvePolynomials } from "../src/systems/solve-polynomials.js";
import type { SolvedSystem } from "../src/systems/solved-system.js";
import { readSystemFile } from "../src/systems/system-file.js";
import { EXACT_ZOO, type ExactZooSystem, judgeZoo, type ZooVerdict } from "../test/support/exact-zoo.js";

const { values: flags } = parseArgs({
  options: {
    method: { type: "string", default: "auto" },
    seeds: { type: "string", default: "1" },
    from: { type: "string", default: "1" },
    seconds: { type: "string", default: "60" },
    only: { type: "string", default: "" },
    except: { type: "string", default: "\0" },
    check: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const [seeds, from, seconds] = [flags.seeds, flags.from, flags.seconds].map(Number) as [
  number,
  number,
  number,
];
const method = SOLVE_METHODS.find((name) => name === flags.method);
if (method === undefined)
  throw new Error(`--method: expected ${SOLVE_METHODS.join(", ")}, got ${flags.method}`);

const said = ({ solutions, dimension, reasons }: SolvedSystem) =>
  `${solutions.length} points, dimension ${dimension}, ${JSON.stringify(reasons)}`;

interface Row {
  readonly entry: ExactZooSystem;
  readonly verdicts: Readonly<Record<ZooVerdict, number>>;
  readonly proofs: readonly string[];
  readonly by: readonly string[];
  readonly cpu: number;
}

async function rowOf(entry: ExactZooSystem): Promise<Row> {
  const verdicts = { right: 0, incomplete: 0, WRONG: 0 };
  const [proofs, by] = [new Set<string>(), new Set<string>()];
  const system = readSystemFile(JSON.stringify({ variables: entry.variables, equations: entry.equations }));
  const spent = process.cpuUsage();
  for (let seed = from; seed < from + seeds; seed++) {
    const result = await solvePolynomials(system, { seed, method: method!, budget: { seconds } });
    const verdict = judgeZoo(entry, result);
    verdicts[verdict]++;
    proofs.add(
      result.proof === "proved" && result.evidence ? `proved: ${result.evidence.kind}` : result.proof,
    );
    by.add(result.method);
    if (verdict !== "right")
      process.stderr.write(`${entry.name}, seed ${seed}: ${verdict}: ${said(result)}\n`);
  }
  const { user, system: kernel } = process.cpuUsage(spent);
  return { entry, verdicts, proofs: [...proofs], by: [...by], cpu: (user + kernel) / 1e6 / seeds };
}

const rows: Row[] = [];
for (const entry of EXACT_ZOO) {
  if (!entry.name.includes(flags.only) || entry.name.includes(flags.except)) continue;
  rows.push(await rowOf(entry));
  process.stderr.write(`${entry.name}: ${rows.at(-1)!.verdicts.right} of ${seeds}\n`);
}

const sum = (verdict: ZooVerdict) => rows.reduce((total, { verdicts }) => total + verdicts[verdict], 0);
const listed = (numbers: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const m of numbers) counts.set(m, (counts.get(m) ?? 0) + 1);
  return [...counts].map(([m, count]) => (count > 1 ? `${count} × ${m}` : `${m}`)).join(", ");
};
const table = [
  ["system", "dim", "points", "multiple", "known by", "right", "incomplete", "wrong", "by", "proof", "CPU s"],
  ["---", "--:", "--:", "---", "---", "--:", "--:", "--:", "---", "---", "--:"],
  ...rows.map(({ entry, verdicts, proofs, by, cpu }) => [
    entry.name,
    entry.dimension,
    entry.points,
    listed(entry.multiplicities),
    entry.source.join(", "),
    verdicts.right,
    verdicts.incomplete,
    verdicts.WRONG,
    by.join(", "),
    proofs.join(", "),
    cpu.toFixed(2),
  ]),
  ["all", "", "", "", "", sum("right"), sum("incomplete"), sum("WRONG"), "", "", ""],
]
  .map((cells) => `| ${cells.join(" | ")} |`)
  .join("\n");
const given = process.argv.slice(2).filter((word, k, all) => word !== "--out" && all[k - 1] !== "--out");
const text = `# The zoo

Systems with known solution sets: \`npm run bench:zoo -- ${given.join(" ")}\`.

Right means: complete, with the dimension of the whole set, the isolated points, the real ones where they are known, and the
multiplicities. Wrong is a result that claims to be complete and differs, or has points too many. "Known by" says what the numbers
rest on (\`test/support/exact-zoo.ts\`). Processor seconds are per solve, in one process, by way of \`--method ${method}\`, with a budget
of ${seconds} seconds each.

${table}
`;
process.stdout.write(`${table}\n`);
if (flags.out !== undefined) writeFileSync(flags.out, text);
process.exitCode = sum("WRONG") > 0 || (flags.check && sum("right") < rows.length * seeds) ? 1 : 0;
