/**
 * `npm run bench:certify`: what certificates cost beside what they certify.
 *
 * Processor milliseconds per example: `analyze` without certificates, certificates of all its components, and with `--solve`
 * the solver on the same problem; then polynomial systems: paths against certificates of their end points. Each figure is
 * the median of --runs (default 5) repetitions in one process, after one that is not counted.
 *
 *   --runs N   repetitions
 *   --only T   the examples whose name contains T
 *   --solve    the solver, too, where it takes the problem on (seconds to minutes)
 */
import { readdir, readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { analyze } from "../src/atlas/analyze.js";
import { Certification } from "../src/atlas/certify/certification.js";
import { LandscapeSystem } from "../src/atlas/local/landscape-system.js";
import { solveLandscape } from "../src/atlas/propose/solver.js";
import { solveSystem } from "../src/numeric/homotopy/solve-system.js";
import { SolutionCertifier } from "../src/numeric/rigorous/certify-solutions.js";
import { loadProblem } from "../src/objectives/problem.js";
import { encloseSystem } from "../src/symbolic/enclose-system.js";
import { readSystemFile } from "../src/systems/system-file.js";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    solve: { type: "boolean", default: false },
  },
});
const runs = Number(options.runs);

const spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function median(repetitions: number, work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let k = 0; k <= repetitions; k++) {
    const start = spent();
    await work();
    if (k > 0 || repetitions === 1) times.push(spent() - start);
    if (repetitions === 1) break;
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

const line = (...cells: (string | number)[]) =>
  process.stdout.write(
    `${cells.map((cell, k) => (k === 0 ? String(cell).padEnd(36) : (typeof cell === "number" ? cell.toFixed(2) : cell).padStart(12))).join("")}\n`,
  );

line("example", "components", "analyze", "certify", "ratio", ...(options.solve ? ["solve", "ratio"] : []));
for (const name of (await readdir("examples")).filter((file) => file.endsWith(".json")).sort()) {
  if (!name.includes(options.only)) continue;
  const problem = loadProblem(await readFile(`examples/${name}`, "utf8"));
  const { landscape } = problem.objective;
  if (landscape === undefined) continue;
  const { components } = await analyze(problem, { certify: "none" });
  const analysing = await median(runs, () => analyze(problem, { certify: "none" }));
  // The compiled conditions are there in `analyze` whether it certifies or not.
  const system = new LandscapeSystem(landscape);
  const certifying = await median(runs, () => {
    const certification = new Certification(problem.objective, system, "closed-form", "all");
    for (const component of components) certification.of(component);
  });
  const cells: (string | number)[] = [name, String(components.length), analysing, certifying];
  cells.push(components.length === 0 ? "" : certifying / analysing);
  if (options.solve) {
    const solving = await median(1, () => solveLandscape(problem, { seed: 7 }));
    cells.push(solving, certifying / solving);
  }
  line(...cells);
}

const katsura = (n: number): string => {
  const u = (k: number) => `u${Math.abs(k)}`;
  const indices = Array.from({ length: n + 1 }, (_, k) => k);
  const equations = indices.slice(0, n).map((m) => {
    const terms: string[] = [];
    for (let l = -n; l <= n; l++) if (Math.abs(m - l) <= n) terms.push(`${u(l)}*${u(m - l)}`);
    return `${terms.join(" + ")} - ${u(m)}`;
  });
  equations.push(
    `${u(0)}${indices
      .slice(1)
      .map((k) => ` + 2*${u(k)}`)
      .join("")} - 1`,
  );
  return JSON.stringify({ variables: indices.map(u), equations });
};

const SYSTEMS: readonly [string, string][] = [
  ["katsura-4", katsura(4)],
  ["katsura-6", katsura(6)],
  [
    "noon-3",
    JSON.stringify({
      variables: ["x", "y", "z"],
      equations: [
        "x*y^2 + x*z^2 - 11/10*x + 1",
        "y*x^2 + y*z^2 - 11/10*y + 1",
        "z*x^2 + z*y^2 - 11/10*z + 1",
      ],
    }),
  ],
];

process.stdout.write("\n");
line("polynomial system", "solutions", "solve", "certify", "ratio", "proof");
for (const [name, text] of SYSTEMS) {
  const { variables, equations, numeric } = readSystemFile(text);
  const exact = encloseSystem(equations, variables.length);
  const { solutions, proof } = solveSystem(numeric, { seed: 7, exact });
  const certifying = await median(runs, () => {
    const certifier = new SolutionCertifier(exact);
    for (const { re, im } of solutions) certifier.certify(re, im);
  });
  const solving =
    (await median(Math.min(runs, 5), () => solveSystem(numeric, { seed: 7, exact }))) - certifying;
  line(name, String(solutions.length), solving, certifying, certifying / solving, proof);
}
