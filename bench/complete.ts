/**
 * `npm run bench:complete`: how often, and how fast, `analyze --method algebra` lists every critical component of losses on random
 * rational moments, and proves it.
 *
 *   --instances N  of each size (default 20)
 *   --seed S       (default 20220329)
 *   --only TEXT    sizes with this text in their names
 *   --seconds T    an instance is given up after so many (default 60)
 *   --write        the table into docs/benchmarks.md
 *
 * Moments: entries n/d, |n| ≤ 40, 7 ≤ d ≤ 23; Γ symmetric, Σ symmetric with a dominant diagonal. Exit status 1 if a list fails its audit.
 */
import { parseArgs } from "node:util";
import { analyze } from "../src/atlas/analyze.js";
import { Random } from "../src/exact/random.js";
import { deadlineSignal } from "../src/numeric/parallel/deadline.js";
import { loadProblem } from "../src/objectives/problem.js";
import { median } from "./support/measure.js";
import { table, writeSection } from "./support/peers.js";

const { values: options } = parseArgs({
  options: {
    instances: { type: "string", default: "20" },
    seed: { type: "string", default: "20220329" },
    only: { type: "string", default: "" },
    seconds: { type: "string", default: "60" },
    write: { type: "boolean", default: false },
  },
});

const fraction = (random: Random): string => `${random.integer(-40, 40) || 7}/${random.integer(7, 23)}`;

function symmetric(p: number, random: Random, diagonal: (random: Random) => string = fraction): string[][] {
  const rows = Array.from({ length: p }, () => new Array<string>(p).fill("0"));
  for (let i = 0; i < p; i++)
    for (let j = i; j < p; j++) {
      rows[i]![j] = i === j ? diagonal(random) : fraction(random);
      rows[j]![i] = rows[i]![j]!;
    }
  return rows;
}

/** Larger than what stands beside it, at most 40/7 each. */
const dominant = (p: number) => (random: Random) =>
  `${random.integer(40 * p, 80 * p)}/${random.integer(4, 7)}`;

/** One row of the table. */
interface Size {
  readonly name: string;
  readonly p: number;
  readonly objective: (random: Random) => object;
}

const built = (name: string, p: number, objective: object): Size => ({ name, p, objective: () => objective });
const custom = (name: string, p: number, loss: string, variables: object): Size =>
  built(name, p, { kind: "custom", loss, variables });
const spectral = (m: number, p: number): Size =>
  built(`spectral ${m}×${p}`, p, { kind: "spectral-contrastive", embedding: m });
const predictor = (m: number, p: number, stopGradient: boolean): Size =>
  built(`predictor ${m}×${p}${stopGradient ? ", stop-gradient" : ""}`, p, {
    kind: "predictor",
    embedding: m,
    stopGradient,
    weightDecay: "1/10",
  });
const bilinear = (name: string, m: number, p: number, fields: object): Size =>
  built(`${name} ${m}×${p}`, p, { kind: "bilinear", embedding: m, ...fields });

const DECAY = "1/10*norm2(A) + 1/10*norm2(B)";
const AUTOENCODER = `tr(Sigma) - 2*tr(B*A*Sigma) + tr(B*A*Sigma*A'*B') + ${DECAY}`;

const SIZES: readonly Size[] = [
  ...[
    spectral(2, 3),
    spectral(3, 3),
    spectral(3, 4),
    spectral(2, 5),
    spectral(3, 5),
    spectral(2, 6),
    spectral(3, 6),
  ],
  ...[predictor(2, 2, true), predictor(2, 2, false), predictor(2, 3, true), predictor(2, 3, false)],
  ...[predictor(3, 3, true), predictor(3, 3, false), predictor(2, 4, true), predictor(2, 4, false)],
  bilinear("tied columns", 2, 3, { normalize: "columns", tied: true }),
  bilinear("tied columns", 3, 4, { normalize: "columns", tied: true }),
  bilinear("tied columns", 3, 5, { normalize: "columns", tied: true }),
  bilinear("columns", 2, 2, { normalize: "columns" }),
  bilinear("columns", 2, 3, { normalize: "columns" }),
  bilinear("columns", 3, 3, { normalize: "columns" }),
  bilinear("tied unit norm", 2, 6, { normalize: "frobenius", tied: true }),
  bilinear("unit norm", 2, 4, { normalize: "frobenius" }),
  bilinear("weight decay", 2, 4, { normalize: "none", weightDecay: "1/2" }),
  custom("linear autoencoder 2×2", 2, AUTOENCODER, { A: [2, 2], B: [2, 2] }),
  custom("linear autoencoder 2×3", 3, AUTOENCODER, { A: [2, 3], B: [3, 2] }),
  custom("two-layer spectral 2×2", 2, `norm2(B*A*Sigma*A'*B') - 2*tr(B*A*Gamma*A'*B') + ${DECAY}`, {
    A: [2, 2],
    B: [2, 2],
  }),
  {
    name: "random quartics 2×3",
    p: 3,
    objective: (random) => ({
      kind: "custom",
      loss: `tr(W*Sigma*W'*W*Gamma*W') + ${fraction(random)}*tr(W*Gamma*W')*tr(W*Sigma*W') + norm2(W*Sigma*W') - 3*tr(W*Sigma*W')`,
      variables: { W: [2, 3] },
    }),
  },
  {
    name: "random sextics 2×2",
    p: 2,
    objective: (random) => ({
      kind: "custom",
      loss: `tr(W*Sigma*W'*W*Sigma*W'*W*Sigma*W') + ${fraction(random)}*tr(W*Gamma*W')*norm2(W*Sigma*W') - 3*tr(W*Sigma*W')`,
      variables: { W: [2, 2] },
    }),
  },
];

let failed = 0;

async function row({ name, p, objective }: Size): Promise<string[]> {
  const random = new Random(Number(options.seed)).fork(name);
  const seconds: number[] = [];
  const open = new Map<string, number>();
  let [complete, proved] = [0, 0];
  for (let k = 0; k < Number(options.instances); k++) {
    const model = { moments: { gamma: symmetric(p, random), sigma: symmetric(p, random, dominant(p)) } };
    const problem = loadProblem(JSON.stringify({ model, objective: objective(random) }));
    const deadline = deadlineSignal(Number(options.seconds), () => new Error("given up"));
    deadline.start();
    const spent = process.cpuUsage();
    const { audit } = await analyze(problem, { method: "algebra", signal: deadline.signal });
    const { user, system } = process.cpuUsage(spent);
    deadline.stop();
    seconds.push((user + system) / 1e6);
    if (audit.failures.length > 0) failed++;
    if (audit.complete) complete++;
    if (audit.proof === "proved") proved++;
    else {
      const why = deadline.signal.aborted ? "given up" : (audit.reason ?? "some stratum rests on primes");
      open.set(why, (open.get(why) ?? 0) + 1);
    }
  }
  const reasons = [...open].map(([why, count]) => `${count}: ${why}`).join("; ");
  const [middle, worst] = [median(seconds), Math.max(...seconds)].map((s) => s.toFixed(2));
  return [name, `${seconds.length}`, `${complete}`, `${proved}`, middle!, worst!, reasons];
}

const rows: string[][] = [];
for (const size of SIZES.filter(({ name }) => name.includes(options.only))) {
  rows.push(await row(size));
  console.error(rows.at(-1)!.join("  "));
}
const text = table([["loss", "instances", "complete", "proved", "median s", "worst s", "open"], ...rows]);
console.log(text);
if (options.write) writeSection("bench:complete", text);
if (failed > 0) process.exitCode = 1;
