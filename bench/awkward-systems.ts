/**
 * `npm run bench:awkward`: random systems that are awkward for solvers, against the answers known by construction
 * (`test/support/awkward-systems.ts`).
 *
 *   --count N   systems (default 500)
 *   --seed S    (default 1)
 *   --only TEXT the kinds whose name contains TEXT
 *   --method M  auto (default), algebra, paths or both
 *
 * Per kind: right, honestly incomplete, and WRONG: complete with another answer, or more points than there are. The exit status
 * is 1 if any is wrong.
 */
import { parseArgs } from "node:util";
import { SOLVE_METHODS, solvePolynomials } from "../src/systems/solve-polynomials.js";
import { readSystemFile } from "../src/systems/system-file.js";
import { AWKWARD, awkwardSystem, judgeAwkward } from "../test/support/awkward-systems.js";

const { values: flags } = parseArgs({
  options: {
    count: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    method: { type: "string", default: "auto" },
  },
});
const [count, seed] = [Number(flags.count), Number(flags.seed)];

const method = SOLVE_METHODS.find((name) => name === flags.method);
if (method === undefined)
  throw new Error(`--method: expected ${SOLVE_METHODS.join(", ")}, got ${flags.method}`);

const tally = new Map(
  [...AWKWARD.keys()].map((kind) => [kind, { right: 0, incomplete: 0, WRONG: 0, ms: 0 }]),
);
for (let k = 0; k < count; k++) {
  const entry = awkwardSystem(seed, k);
  if (!entry.kind.includes(flags.only)) continue;
  const row = tally.get(entry.kind)!;
  const { variables, equations } = entry;
  const begin = performance.now();
  const result = await solvePolynomials(readSystemFile(JSON.stringify({ variables, equations })), {
    seed,
    method,
  });
  row.ms += performance.now() - begin;
  const verdict = judgeAwkward(entry, result);
  row[verdict]++;
  if (verdict === "right") continue;
  const points = result.solutions.map(({ multiplicity }) => multiplicity ?? "?").join(" ");
  const { distinct, real, dimension, multiplicities } = entry;
  process.stderr.write(
    `${k} ${entry.kind}: ${verdict}\n  ${JSON.stringify({ variables, equations })}\n` +
      `  known ${JSON.stringify({ distinct, real, dimension, multiplicities })}\n` +
      `  found ${result.solutions.length} (${points}), real ${result.solutions.filter((s) => s.real).length}, ` +
      `dimension ${result.dimension}, ${JSON.stringify(result.reasons)}\n`,
  );
}

const rows = [...tally].filter(([, { right, incomplete, WRONG }]) => right + incomplete + WRONG > 0);
const sums = { right: 0, incomplete: 0, WRONG: 0, ms: 0 };
for (const [, row] of rows)
  for (const key of ["right", "incomplete", "WRONG", "ms"] as const) sums[key] += row[key];
const line = (name: string, { right, incomplete, WRONG, ms }: typeof sums) =>
  `| ${name} | ${right} | ${incomplete} | ${WRONG} | ${(ms / Math.max(1, right + incomplete + WRONG)).toFixed(0)} |`;
process.stdout.write(
  [
    "| kind | right | incomplete | WRONG | ms |",
    "| ---- | ----: | ---------: | ----: | -: |",
    ...rows.map(([kind, row]) => line(kind, row)),
    line("all", sums),
    "",
  ].join("\n"),
);
process.exitCode = sums.WRONG > 0 ? 1 : 0;
