/**
 * `npm run bench:awkward`: random systems that are awkward for solvers, against the answers known by construction
 * (`test/support/awkward-systems.ts`), or small ones of every dimension.
 *
 *   --count N   systems (default 500)
 *   --seed S    (default 1)
 *   --set SET   awkward (default), or small: of every dimension, compared point by point (`test/support/small-systems.ts`)
 *   --only TEXT the kinds whose name contains TEXT
 *   --method M  auto (default), algebra, paths or both
 *
 * Per kind: right, honestly incomplete, and WRONG: complete with another answer, or more points than there are. The exit status
 * is 1 if any is wrong.
 */
import { parseArgs } from "node:util";
import { SOLVE_METHODS, solvePolynomials } from "../src/systems/solve-polynomials.js";
import { readSystemFile } from "../src/systems/system-file.js";
import { AWKWARD, type AwkwardSystem, awkwardSystem, judgeAwkward } from "../test/support/awkward-systems.js";
import { holdsPoints, readSmall, SMALL, smallSystem } from "../test/support/small-systems.js";

const { values: flags } = parseArgs({
  options: {
    count: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    set: { type: "string", default: "awkward" },
    only: { type: "string", default: "" },
    method: { type: "string", default: "auto" },
  },
});
const [count, seed] = [Number(flags.count), Number(flags.seed)];

const method = SOLVE_METHODS.find((name) => name === flags.method);
if (method === undefined)
  throw new Error(`--method: expected ${SOLVE_METHODS.join(", ")}, got ${flags.method}`);

const read = ({ variables, equations }: AwkwardSystem) =>
  readSystemFile(JSON.stringify({ variables, equations }));
/** A system of a set, how it is read, and how its points are looked at besides. */
const SETS = new Map([
  ["awkward", { kinds: AWKWARD, make: awkwardSystem, read, holds: () => true }],
  ["small", { kinds: SMALL, make: smallSystem, read: readSmall, holds: holdsPoints }],
]);
const set = SETS.get(flags.set);
if (set === undefined) throw new Error(`--set: expected ${[...SETS.keys()].join(", ")}, got ${flags.set}`);

const tally = new Map(
  [...set.kinds.keys()].map((kind) => [kind, { right: 0, incomplete: 0, WRONG: 0, proved: 0, ms: 0 }]),
);
for (let k = 0; k < count; k++) {
  const entry = set.make(seed, k);
  if (!entry.kind.includes(flags.only)) continue;
  const row = tally.get(entry.kind)!;
  const { variables, equations } = entry;
  const begin = performance.now();
  const result = await solvePolynomials(set.read(entry), { seed, method });
  row.ms += performance.now() - begin;
  const judged = judgeAwkward(entry, result);
  const verdict = judged === "right" && !set.holds(entry, result.solutions) ? "WRONG" : judged;
  row[verdict]++;
  if (result.proof === "proved") row.proved++;
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
const sums = { right: 0, incomplete: 0, WRONG: 0, proved: 0, ms: 0 };
for (const [, row] of rows)
  for (const key of ["right", "incomplete", "WRONG", "proved", "ms"] as const) sums[key] += row[key];
const line = (name: string, { right, incomplete, WRONG, proved, ms }: typeof sums) =>
  `| ${name} | ${right} | ${incomplete} | ${WRONG} | ${proved} | ${(ms / Math.max(1, right + incomplete + WRONG)).toFixed(0)} |`;
process.stdout.write(
  [
    "| kind | right | incomplete | WRONG | proved | ms |",
    "| ---- | ----: | ---------: | ----: | -----: | -: |",
    ...rows.map(([kind, row]) => line(kind, row)),
    line("all", sums),
    "",
  ].join("\n"),
);
process.exitCode = sums.WRONG > 0 ? 1 : 0;
