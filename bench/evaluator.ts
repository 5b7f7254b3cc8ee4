/**
 * `npm run bench:evaluator`: the term interpreter against itself in C, value and Jacobian of a quartic system at complex points.
 *
 *   --runs N   alternating measurements of each (default 5)
 *
 * 20 equations in 20 variables, 100 terms each. `bench/peers/interpreter.c` is compiled by `cc -O2` and runs over the same
 * tables; both report processor time per evaluation, the best of the runs, and must come to the same sum.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Random } from "../src/exact/random.js";
import { FamilyEvaluator, monomialTable, type NumericTerm } from "../src/numeric/polynomial-family.js";

const VARIABLES = 20;
const TERMS = 100;
const DEGREE = 4;
const POINTS = 16;
const REPEATS = 40_000;
const GOAL = 1.3;

const { values: flags } = parseArgs({ options: { runs: { type: "string", default: "5" } } });
const runs = Number(flags.runs);

const random = new Random(1);
const equations = Array.from({ length: VARIABLES }, (): NumericTerm[] => {
  const supports = new Map<string, number[]>();
  while (supports.size < TERMS) {
    const factors = Array.from({ length: DEGREE }, () => random.integer(0, VARIABLES - 1)).sort(
      (a, b) => a - b,
    );
    supports.set(factors.join(), factors);
  }
  return [...supports.values()].map((factors) => ({ re: random.normal(), im: random.normal(), factors }));
});
const { table, coefficients } = monomialTable([{ variables: VARIABLES, equations }]);
const [{ re, im }] = coefficients as [{ re: Float64Array; im: Float64Array }];
const points = Array.from({ length: POINTS }, () => ({
  re: Float64Array.from({ length: VARIABLES }, () => random.normal()),
  im: Float64Array.from({ length: VARIABLES }, () => random.normal()),
}));

/** Real and imaginary parts in turn. */
const pairs = (a: Float64Array, b: Float64Array) =>
  Float64Array.from({ length: 2 * a.length }, (_, k) => (k % 2 === 0 ? a : b)[k >> 1]!);
const bytes = (list: ArrayBufferView) => Buffer.from(list.buffer, list.byteOffset, list.byteLength);

const evaluator = new FamilyEvaluator(table, coefficients[0]!, coefficients[0]!);

function here(): { nanoseconds: number; checksum: number } {
  let checksum = 0;
  const last = VARIABLES * VARIABLES - 1;
  const start = process.cpuUsage();
  for (let r = 0; r < REPEATS; r++) {
    const x = points[r % POINTS]!;
    evaluator.evaluate(x.re, x.im, 0, 0);
    checksum += evaluator.valueRe[0]! + evaluator.jacobianIm[last]!;
  }
  const { user, system } = process.cpuUsage(start);
  return { nanoseconds: ((user + system) / REPEATS) * 1000, checksum };
}

const folder = mkdtempSync(join(tmpdir(), "evaluator-"));
try {
  const [tables, pointsFile, program] = ["tables", "points", "interpreter"].map((name) => join(folder, name));
  const { variables, nodes } = table;
  const header = [
    variables,
    table.equations,
    nodes,
    table.termNode.length,
    table.placeAt.length,
    table.entryTerm.length,
  ];
  writeFileSync(
    tables!,
    Buffer.concat(
      [
        Int32Array.from(header),
        table.parent,
        table.factor,
        table.termStart,
        table.termNode,
        table.placeAt,
        table.placeStart,
        table.entryTerm,
        table.entryNode,
        table.entryExponent,
        pairs(re, im),
      ].map(bytes),
    ),
  );
  writeFileSync(pointsFile!, Buffer.concat(points.map((x) => bytes(pairs(x.re, x.im)))));
  const source = fileURLToPath(new URL("../../bench/peers/interpreter.c", import.meta.url));
  execFileSync("cc", ["-O2", "-o", program!, source]);
  const there = () =>
    JSON.parse(execFileSync(program!, [tables!, pointsFile!, String(REPEATS)], { encoding: "utf8" })) as {
      nanoseconds: number;
      checksum: number;
    };
  here();
  const measured = Array.from({ length: runs }, () => [here(), there()] as const);
  for (const [a, b] of measured)
    if (!(Math.abs(a.checksum - b.checksum) <= 1e-9 * Math.abs(b.checksum)))
      throw new Error(`checksums differ: ${a.checksum} and ${b.checksum}`);
  const best = (which: 0 | 1) => Math.min(...measured.map((pair) => pair[which].nanoseconds)) / 1000;
  const ratio = best(0) / best(1);
  process.stdout.write(
    [
      `${VARIABLES} variables, ${VARIABLES * TERMS} quartic terms, ${nodes} monomials; Node ${process.version}, cc -O2, best of ${runs}`,
      "",
      "| value and Jacobian | µs   |",
      "| ------------------ | ---: |",
      `| TypeScript         | ${best(0).toFixed(1)} |`,
      `| C, -O2             | ${best(1).toFixed(1)} |`,
      `| ratio (goal ≤ ${GOAL}) | ${ratio.toFixed(2)} |`,
      "",
    ].join("\n"),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
