/**
 * `npm run bench:population`: population runs to convergence at m = 4, p = 6, assigned to their components, for one rule of
 * each family; and the bare steps beside the same steps written with a matrix library (`ml-matrix`).
 *
 *   --runs N     runs of alternating steps (default 10 000; flows make a twentieth of them)
 *   --threads N  worker threads (default 1)
 *   --json       the figures as JSON, one line
 *
 * Goal: 10 000 runs of alternating steps in 30 s on one or two threads. Times are processor time of all threads, and
 * wall-clock time.
 */
import { parseArgs } from "node:util";
import { Matrix } from "ml-matrix";
import { buildRule } from "../src/dynamics/settings.js";
import { train } from "../src/dynamics/train.js";
import { Random } from "../src/exact/random.js";
import { buildProblem } from "../src/objectives/problem.js";
import { parseProblemFile } from "../src/objectives/schema.js";

const { values: flags } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    threads: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const runs = Number(flags.runs);
const threads = Number(flags.threads);

const uneven = {
  dictionary: { kind: "identity", size: 6 },
  latent: { kind: "one-hot", probabilities: ["6/21", "5/21", "4/21", "3/21", "2/21", "1/21"] },
  augmentation: { kind: "independent-masks", keep: "1/2" },
};
const noisy = {
  dictionary: { kind: "rational-orthonormal", rows: 6, columns: 4, seed: 3 },
  latent: { kind: "one-hot", probabilities: ["4/10", "3/10", "2/10", "1/10"] },
  noise: { variance: "1/50" },
  augmentation: { kind: "additive-gaussian", variance: "1/10" },
};

const CASES = [
  {
    name: "alternating steps, unit columns, Γ diagonal",
    share: 1,
    file: { model: uneven, objective: { kind: "bilinear", embedding: 4, normalize: "columns" } },
  },
  {
    name: "alternating steps, unit rows",
    share: 1,
    file: { model: noisy, objective: { kind: "bilinear", embedding: 4, normalize: "rows" } },
  },
  {
    name: "alternating steps, Frobenius norm",
    share: 1,
    file: { model: noisy, objective: { kind: "bilinear", embedding: 4, normalize: "frobenius" } },
  },
  {
    name: "gradient flow, spectral contrastive",
    share: 1 / 20,
    file: { model: noisy, objective: { kind: "spectral-contrastive", embedding: 4 } },
  },
  {
    name: "stop-gradient flow, predictor",
    share: 1 / 20,
    file: {
      model: noisy,
      objective: { kind: "predictor", embedding: 4, weightDecay: "1/100", stopGradient: true },
    },
  },
] as const;

const figures: Record<string, unknown>[] = [];
for (const { name, share, file } of CASES) {
  const count = Math.max(1, Math.round(runs * share));
  const problem = buildProblem(parseProblemFile(file));
  const before = process.cpuUsage();
  const start = performance.now();
  const { basins, unfinished, strays } = await train(problem, {
    runs: count,
    threads,
    trajectories: 0,
    steps: 1_000_000,
  });
  const { user, system } = process.cpuUsage(before);
  figures.push({
    name,
    runs: count,
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - start) / 1e3,
    basins: basins.length,
    medianLength: basins[0]?.at,
    unfinished,
    strays: strays.reduce((sum, group) => sum + group.count, 0),
  });
}

/** Microseconds per alternating step: typed arrays, and the same with `ml-matrix`. */
function stepTimes(): { typedArrays: number; mlMatrix: number; ratio: number } {
  const problem = buildProblem(parseProblemFile(CASES[1].file));
  const rule = buildRule(problem);
  if (rule.process.kind !== "steps") throw new Error("expected a rule of steps");
  const { step } = rule.process;
  const x = rule.start(new Random(1), 1);
  const gamma = new Matrix(problem.model.moments.gamma.toRows().map((row) => row.map(Number)));
  const c = 0.1;
  const normalise = (a: Matrix) => {
    for (let i = 0; i < a.rows; i++) a.setRow(i, a.getRowVector(i).div(a.getRowVector(i).norm()));
    return a;
  };
  let o = normalise(Matrix.random(4, 6));
  let t = normalise(Matrix.random(4, 6));
  const time = (work: () => void, repeats: number): number => {
    for (let k = 0; k < repeats / 10; k++) work();
    const start = process.cpuUsage();
    for (let k = 0; k < repeats; k++) work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / repeats;
  };
  const typedArrays = time(() => step(x), 400_000);
  const mlMatrix = time(() => {
    o = normalise(Matrix.add(o, t.mmul(gamma.transpose()).mul(c)));
    t = normalise(Matrix.add(t, o.mmul(gamma).mul(c)));
  }, 20_000);
  return { typedArrays, mlMatrix, ratio: mlMatrix / typedArrays };
}

const step = stepTimes();
if (flags.json) process.stdout.write(`${JSON.stringify({ threads, cases: figures, step })}\n`);
else {
  console.table(figures);
  console.log(
    `one alternating step, m = 4, p = 6: ${step.typedArrays.toFixed(2)} µs; with ml-matrix ${step.mlMatrix.toFixed(2)} µs (${step.ratio.toFixed(0)} times)`,
  );
}
