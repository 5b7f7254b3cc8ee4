/**
 * `npm run bench:evaluator`: the two evaluators of the solver.
 *
 *   --runs N    alternating measurements of each (default 5)
 *   --only T    the parts whose name contains T: terms, structured, solves
 *
 * Terms: the interpreter against itself in C, value and Jacobian of a quartic system at complex points. 20 equations in 20 variables, 100 terms each. `bench/peers/interpreter.c` is compiled by `cc -O2` and runs over the same
 * tables; both report processor time per evaluation, the best of the runs, and must come to the same sum.
 *
 * Structured: tilted stationarity systems in matrix form against their expanded terms, processor time of F alone (real: the runner
 * of `numeric/polynomial/program.ts`, with its error bounds and without tilts), of F with its Jacobian, of the Taylor coefficients and of a
 * step of the tracker, and the ratio of steps without linear algebra that the rule which chooses between the two expects.
 *
 * Solves: whole solves by tilts with either evaluator, from the same seed.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { tiltSetting } from "../src/atlas/propose/perturbation-setting.js";
import { tiltStarts } from "../src/atlas/propose/perturbation-starts.js";
import { RationalMatrix } from "../src/exact/matrix.js";
import { Random } from "../src/exact/random.js";
import { rational } from "../src/exact/rational.js";
import { PathTracker } from "../src/numeric/homotopy/tracker.js";
import { TiltFamily } from "../src/numeric/monodromy/linear-perturbation.js";
import type { PathFamily } from "../src/numeric/polynomial/path-family.js";
import {
  FamilyEvaluator,
  monomialTable,
  type NumericTerm,
  SERIES_ORDER,
} from "../src/numeric/polynomial/polynomial-family.js";
import { createRunner } from "../src/numeric/polynomial/program.js";
import {
  StructuredEvaluator,
  stepOfStructure,
  stepOfTerms,
} from "../src/numeric/polynomial/structured-family.js";
import { landscapeFromText } from "../src/objectives/build.js";
import { loadProblem } from "../src/objectives/problem.js";
import { ProgramBuilder } from "../src/symbolic/compile.js";
import { type Constraint, numericGradients, variable } from "../src/symbolic/landscape.js";
import { tiltedPair } from "../test/support/tilted-pair.js";

const VARIABLES = 20;
const TERMS = 100;
const DEGREE = 4;
const POINTS = 16;
const REPEATS = 40_000;
const GOAL = 1.3;

const { values: flags } = parseArgs({
  options: { runs: { type: "string", default: "5" }, only: { type: "string", default: "" } },
});
const runs = Number(flags.runs);

/** Processor microseconds of one call, the best of the runs. */
function cost(work: () => void, repeats: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run <= runs; run++) {
    const start = process.cpuUsage();
    for (let r = 0; r < repeats; r++) work();
    const { user, system } = process.cpuUsage(start);
    if (run > 0) best = Math.min(best, (user + system) / repeats);
  }
  return best;
}

const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |\n`;
const headed = (...titles: string[]) => line(titles) + line(titles.map((_, k) => (k === 0 ? "---" : "--:")));

function terms(): void {
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
    const [tables, pointsFile, program] = ["tables", "points", "interpreter"].map((name) =>
      join(folder, name),
    );
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
}

/** A dense symmetric matrix with eigenvalues of either sign, and a positive definite one, of sizes that do not grow with p. */
function moments(p: number): Map<string, RationalMatrix> {
  const random = new Random(p);
  const scale = Math.ceil(Math.sqrt(p));
  const half = RationalMatrix.generate(p, p, () => rational(`${random.integer(-8, 8)}/${8 * scale}`));
  const square = half.multiply(half.transpose()).add(RationalMatrix.identity(p));
  return new Map([
    ["Gamma", half.add(half.transpose())],
    ["Sigma", square],
  ]);
}

const LOSSES: Readonly<Record<string, string>> = {
  spectral: "-2*tr(W*Gamma*W') + norm2(W*Sigma*W')",
  correlation: "tr(W*Gamma*W'*W*Gamma*W') - 2*tr(W*Gamma*W')",
  predictor: "tr(P*W*Sigma*W'*P') - 2*tr(P*W*Gamma*W') + tr(W*Sigma*W') + (norm2(W) + norm2(P))/20",
  columns: "2 - 2*tr(W*Gamma*W')",
};

function structured(): void {
  const cases: [name: string, m: number, p: number][] = [
    ["spectral", 2, 2],
    ["spectral", 2, 4],
    ["spectral", 3, 4],
    ["spectral", 4, 5],
    ["correlation", 3, 4],
    ["predictor", 2, 2],
    ["predictor", 3, 3],
    ["columns", 3, 3],
  ];
  process.stdout.write(
    headed(
      "structured against terms, µs",
      "terms of F",
      "of J",
      "F alone, real",
      "complex",
      "F and J, terms",
      "structured",
      "ratio",
      "series, terms",
      "structured",
      "ratio",
      "step, terms",
      "structured",
      "ratio",
      "expected",
    ),
  );
  for (const [name, m, p] of cases) {
    const constraint: Constraint = name === "columns" ? "unit-columns" : "none";
    const variables = [
      variable("W", m, p, constraint),
      ...(name === "predictor" ? [variable("P", m, m)] : []),
    ];
    const landscape = landscapeFromText(LOSSES[name]!, variables, moments(p), new Map());
    const random = new Random(1);
    const pair = tiltedPair(landscape, random);
    const n = pair.unknowns;
    const point = {
      re: Float64Array.from({ length: n * (SERIES_ORDER + 1) }, () => random.normal()),
      im: Float64Array.from({ length: n * (SERIES_ORDER + 1) }, () => random.normal()),
    };
    const [re, im] = [point.re.slice(0, n), point.im.slice(0, n)];
    const [outRe, outIm] = [new Float64Array(n), new Float64Array(n)];
    const repeats = Math.ceil(200_000 / n ** 1.5);
    const value = (family: PathFamily) => cost(() => family.evaluate(re, im, 0.4, 0.1), repeats);
    const series = (family: PathFamily) => {
      family.evaluate(re, im, 0.4, 0.1);
      return cost(() => {
        family.startSeries(1, 0);
        for (let k = 1; k <= SERIES_ORDER; k++) {
          family.seriesCoefficient(k, outRe, outIm);
          if (k < SERIES_ORDER) family.updateSeries(k, point.re, point.im);
        }
      }, repeats);
    };
    const builder = new ProgramBuilder(landscape.constants);
    for (const g of numericGradients(landscape)) builder.expression(g);
    const runner = createRunner(builder.build());
    for (const { symbol } of landscape.variables)
      runner.input(symbol.name).set(re.subarray(0, symbol.rows * symbol.columns));
    const real = cost(() => runner.run(), repeats);
    const { part, beside } = pair;
    const [start, target] = beside.coefficients;
    const alone = new StructuredEvaluator(
      { ...part, form: { ...part.form, slopes: [] } },
      beside.table,
      start!,
      target!,
    );
    const complex = value(alone);
    const [a, b] = [value(pair.terms), value(pair.structured)];
    const [c, d] = [series(pair.terms), series(pair.structured)];
    const [e, f] = [perStep(pair.terms, pair.solution), perStep(pair.structured, pair.solution)];
    const expected =
      stepOfTerms(pair.table) / stepOfStructure(pair.part.form, pair.degrees, pair.beside.table);
    const ratio = (x: number) => `${x.toFixed(1)}×`;
    process.stdout.write(
      line([
        `${name} ${m}×${p}`,
        pair.table.termNode.length,
        pair.table.entryTerm.length,
        ...[real, complex, a, b].map((x) => x.toFixed(2)),
        ratio(a / b),
        ...[c, d].map((x) => x.toFixed(2)),
        ratio(c / d),
        ...[e, f].map((x) => x.toFixed(1)),
        ratio(e / f),
        ratio(expected),
      ]),
    );
  }
  process.stdout.write("\n");
}

/** Microseconds per step of the path from a solution of F + C₁ = 0 to one of F + C₀ = 0. */
function perStep(
  family: PathFamily,
  solution: readonly { readonly re: number; readonly im: number }[],
): number {
  const tracker = new PathTracker(family, new Int32Array(family.variables), 1);
  const start = [...solution, { re: 1, im: 0 }];
  const path = () => {
    tracker.setPoint(
      start.map(({ re }) => re),
      start.map(({ im }) => im),
    );
    tracker.track(1, 0, 0, 0);
  };
  path();
  const { steps } = tracker;
  return cost(path, Math.ceil(4000 / steps)) / steps;
}

const given = (gamma: unknown, sigma?: unknown) => ({
  moments: sigma === undefined ? { gamma } : { gamma, sigma },
});
const rows = (matrix: RationalMatrix) =>
  Array.from({ length: matrix.rows }, (_, i) =>
    Array.from({ length: matrix.columns }, (_, j) => String(matrix.get(i, j).toFraction())),
  );
const general = (p: number) => {
  const all = moments(p);
  return given(rows(all.get("Gamma")!), rows(all.get("Sigma")!));
};

/** Problems with dense Γ and Σ; `alone` where expanded terms take too long. */
const SOLVES: readonly [name: string, model: object, objective: object, alone?: true][] = [
  ["spectral 2×3", general(3), { kind: "spectral-contrastive", embedding: 2 }],
  ["spectral 2×4", general(4), { kind: "spectral-contrastive", embedding: 2 }],
  ["columns 3×3, tied", general(3), { kind: "bilinear", embedding: 3, normalize: "columns", tied: true }],
  ["spectral 1×12", general(12), { kind: "spectral-contrastive", embedding: 1 }],
  ["spectral 1×16", general(16), { kind: "spectral-contrastive", embedding: 1 }],
  ["spectral 1×20", general(20), { kind: "spectral-contrastive", embedding: 1 }, true],
];

async function solves(): Promise<void> {
  process.stdout.write(
    headed(
      "solves by tilts, CPU s",
      "unknowns",
      "terms of F",
      "solutions",
      "finite limits",
      "terms",
      "chosen",
      "ratio",
      "which is",
    ),
  );
  for (const [name, model, objective, alone] of SOLVES) {
    const setting = tiltSetting(loadProblem(JSON.stringify({ model, objective })));
    if ("unavailable" in setting) throw new Error(`${name}: ${setting.unavailable}`);
    const { polynomial, rows: tilted, structured } = setting;
    const solve = async (which: typeof structured | undefined) => {
      const random = new Random(1);
      const starts = tiltStarts(setting, polynomial, random);
      if ("unavailable" in starts) throw new Error(`${name}: ${starts.unavailable}`);
      const start = process.cpuUsage();
      const family = new TiltFamily(polynomial, tilted, { structured: which });
      const { generic, limits, complete } = await family.solve(starts, { seed: random });
      const { user, system } = process.cpuUsage(start);
      const finite = limits.filter(({ kind }) => kind === "finite").length;
      return {
        seconds: (user + system) / 1e6,
        counts: `${generic}${complete ? "" : " (incomplete)"}`,
        finite,
        isStructured: family.isStructured,
      };
    };
    const b = await solve(structured);
    const a = alone ? null : await solve(undefined);
    const both = (key: "counts" | "finite") =>
      a === null || a[key] === b[key] ? b[key] : `${b[key]}, by terms ${a[key]}`;
    process.stdout.write(
      line([
        name,
        polynomial.variables,
        polynomial.equations.reduce((sum, list) => sum + list.length, 0),
        both("counts"),
        both("finite"),
        a?.seconds.toFixed(2) ?? "",
        b.seconds.toFixed(2),
        a === null ? "" : `${(a.seconds / b.seconds).toFixed(1)}×`,
        b.isStructured ? "matrix form" : "terms",
      ]),
    );
  }
}

const wanted = (part: string) => part.includes(flags.only);
if (wanted("terms")) terms();
if (wanted("structured")) structured();
if (wanted("solves")) await solves();
