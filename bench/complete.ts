/**
 * `npm run bench:complete`: how often, and how fast, `analyze --method algebra` lists every critical component of losses on random
 * rational data, and proves it.
 *
 *   --instances N   of each row (default 20)
 *   --seed S        (default 20220329)
 *   --row NAME      that row alone; may be given several times
 *   --only TEXT     rows with this text in their names
 *   --names         the names of the rows, and nothing else
 *   --seconds T     an instance is given up after so many seconds of computing (default 60)
 *   --record FILE   instances done, one JSON object a line; those of the same seed and limit are not repeated: an interrupted run goes on where it was
 *   --write         the table into docs/benchmarks.md; without --row and --only
 *
 * Moments: entries n/d, |n| ≤ 40, 7 ≤ d ≤ 23; Γ symmetric, Σ symmetric with a dominant diagonal. Instance k of a row depends on the seed, the row and k
 * alone. Seconds are those that all threads compute, certificates included. Exit status 1 if a list fails its audit, 2 for a wrong option.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { analyze } from "../src/atlas/analyze.js";
import { Random } from "../src/exact/random.js";
import { computingClock, deadlineSignal } from "../src/numeric/parallel/deadline.js";
import { loadProblem } from "../src/objectives/problem.js";
import { median } from "./support/measure.js";
import { table, writeSection } from "./support/peers.js";

const { values: options } = parseArgs({
  options: {
    instances: { type: "string", default: "20" },
    seed: { type: "string", default: "20220329" },
    row: { type: "string", multiple: true, default: [] },
    only: { type: "string", default: "" },
    names: { type: "boolean", default: false },
    seconds: { type: "string", default: "60" },
    record: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const [instances, seed, seconds] = [options.instances, options.seed, options.seconds].map(Number) as [
  number,
  number,
  number,
];

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

/** One row of the table: a problem file for each instance. */
interface Size {
  readonly name: string;
  readonly input: (random: Random) => object;
}

const onMoments = (name: string, p: number, objective: (random: Random) => object): Size => ({
  name,
  input: (random) => ({
    model: { moments: { gamma: symmetric(p, random), sigma: symmetric(p, random, dominant(p)) } },
    objective: objective(random),
  }),
});
const built = (name: string, p: number, objective: object): Size => onMoments(name, p, () => objective);
const custom = (name: string, p: number, loss: string, variables: object, parameters: object = {}): Size =>
  built(name, p, { kind: "custom", loss, variables, parameters });
const matrix = (rows: number, columns: number, entry: () => string): string[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, entry));
const spectral = (m: number, p: number): Size =>
  built(`spectral ${m}×${p}`, p, { kind: "spectral-contrastive", embedding: m });
const cross = (m: number, p: number): Size =>
  built(`cross-correlation ${m}×${p}`, p, { kind: "cross-correlation", embedding: m });
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

/** ‖diag C − 1‖² and ‖offdiag C‖² with other weights, C = W M Wᵀ. */
const COVARIANCE = (moment: string): string =>
  `let C = W*${moment}*W'; mu*norm2(diag(C) - ones(2,1)) + nu*norm2(offdiag(C))`;
const PENALTIES = { mu: "1", nu: "1/2" };

const SIZES: readonly Size[] = [
  ...[
    spectral(2, 2),
    spectral(2, 3),
    spectral(3, 3),
    spectral(3, 4),
    spectral(2, 5),
    spectral(3, 5),
    spectral(2, 6),
    spectral(3, 6),
  ],
  ...[cross(2, 2), cross(2, 3), cross(3, 3), cross(2, 4)],
  ...[predictor(2, 2, true), predictor(2, 2, false), predictor(2, 3, true), predictor(2, 3, false)],
  ...[predictor(3, 3, true), predictor(3, 3, false), predictor(2, 4, true), predictor(2, 4, false)],
  bilinear("tied columns", 2, 3, { normalize: "columns", tied: true }),
  bilinear("tied columns", 3, 4, { normalize: "columns", tied: true }),
  bilinear("tied columns", 3, 5, { normalize: "columns", tied: true }),
  bilinear("columns", 2, 2, { normalize: "columns" }),
  bilinear("columns", 2, 3, { normalize: "columns" }),
  bilinear("columns", 3, 3, { normalize: "columns" }),
  bilinear("tied rows", 2, 6, { normalize: "rows", tied: true }),
  bilinear("rows", 2, 6, { normalize: "rows" }),
  bilinear("tied unit norm", 2, 6, { normalize: "frobenius", tied: true }),
  bilinear("unit norm", 2, 6, { normalize: "frobenius" }),
  bilinear("weight decay", 2, 6, { normalize: "none", weightDecay: "1/2" }),
  custom("linear autoencoder 2×2", 2, AUTOENCODER, { A: [2, 2], B: [2, 2] }),
  custom("linear autoencoder 2×3", 3, AUTOENCODER, { A: [2, 3], B: [3, 2] }),
  custom("two-layer spectral 2×2", 2, `norm2(B*A*Sigma*A'*B') - 2*tr(B*A*Gamma*A'*B') + ${DECAY}`, {
    A: [2, 2],
    B: [2, 2],
  }),
  custom(
    "VICReg-like 2×3",
    3,
    `${COVARIANCE("Sigma")} + 2*tr(C) - 2*tr(W*Gamma*W')`,
    { W: [2, 3] },
    PENALTIES,
  ),
  custom("off-diagonal Barlow 2×3", 3, COVARIANCE("Gamma"), { W: [2, 3] }, PENALTIES),
  {
    name: "phase retrieval 3",
    input: (random) => ({
      objective: {
        kind: "custom",
        loss: "norm2((X*w).^2 - y)",
        variables: { w: [3] },
        constants: {
          X: matrix(5, 3, () => fraction(random)),
          y: matrix(5, 1, () => `${random.integer(1, 40)}/${random.integer(7, 23)}`),
        },
      },
    }),
  },
  ...[2, 3].map((p) =>
    onMoments(`random quartics 2×${p}`, p, (random) => ({
      kind: "custom",
      loss: `tr(W*Sigma*W'*W*Gamma*W') + ${fraction(random)}*tr(W*Gamma*W')*tr(W*Sigma*W') + norm2(W*Sigma*W') - 3*tr(W*Sigma*W')`,
      variables: { W: [2, p] },
    })),
  ),
  ...[2, 3].map((p) =>
    onMoments(`random sextics 2×${p}`, p, (random) => ({
      kind: "custom",
      loss: `tr(W*Sigma*W'*W*Sigma*W'*W*Sigma*W') + ${fraction(random)}*tr(W*Gamma*W')*norm2(W*Sigma*W') - 3*tr(W*Sigma*W')`,
      variables: { W: [2, p] },
    })),
  ),
];

/** What is known of an instance; a line of the record. */
interface Outcome {
  readonly row: string;
  readonly instance: number;
  readonly seed: number;
  readonly limit: number;
  readonly complete: boolean;
  readonly proved: boolean;
  readonly failed: boolean;
  /** Of computing. */
  readonly seconds: number;
  /** Why it is not proved. */
  readonly why?: string;
}

const keyOf = ({
  row,
  instance,
  seed,
  limit,
}: Pick<Outcome, "row" | "instance" | "seed" | "limit">): string =>
  JSON.stringify([row, instance, seed, limit]);

/** The instances of the record; a last line that was cut off is none. */
function recorded(): Map<string, Outcome> {
  const lines =
    options.record !== undefined && existsSync(options.record)
      ? readFileSync(options.record, "utf8").split("\n").slice(0, -1)
      : [];
  return new Map(lines.map((line) => JSON.parse(line) as Outcome).map((one) => [keyOf(one), one]));
}

async function outcomeOf({ name, input }: Size, instance: number): Promise<Outcome> {
  const problem = loadProblem(JSON.stringify(input(new Random(seed).fork(name).fork(instance))));
  const deadline = deadlineSignal(seconds, () => new Error("given up"), undefined, computingClock());
  // Threads hear of an abort, and abort nothing: somebody has to look at the clock while they compute.
  const asking = setInterval(() => deadline.signal.aborted, 100);
  deadline.start();
  const spent = process.cpuUsage();
  const { audit } = await analyze(problem, { method: "algebra", signal: deadline.signal });
  const { user, system } = process.cpuUsage(spent);
  clearInterval(asking);
  deadline.stop();
  const proved = audit.complete && audit.proof === "proved";
  const open = deadline.signal.aborted ? `given up after ${seconds} s` : (audit.reason ?? "rests on primes");
  return {
    row: name,
    instance,
    seed,
    limit: seconds,
    complete: audit.complete,
    proved,
    failed: audit.failures.length > 0,
    seconds: (user + system) / 1e6,
    ...(proved ? {} : { why: open }),
  };
}

/** How often each reason was given. */
function reasonsOf(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { why } of outcomes) if (why !== undefined) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].map(([why, count]) => `${count}: ${why}`).join("; ");
}

/** The instances of a row, those of the record as they were. */
async function outcomesOf(size: Size, done: ReadonlyMap<string, Outcome>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let instance = 0; instance < instances; instance++) {
    const known = done.get(keyOf({ row: size.name, instance, seed, limit: seconds }));
    const outcome = known ?? (await outcomeOf(size, instance));
    outcomes.push(outcome);
    if (known === undefined && options.record !== undefined)
      appendFileSync(options.record, `${JSON.stringify(outcome)}\n`);
  }
  return outcomes;
}

function rowOf(outcomes: readonly Outcome[]): string[] {
  const times = outcomes.map((one) => one.seconds);
  const count = (is: (one: Outcome) => boolean) => `${outcomes.filter(is).length}`;
  return [
    outcomes[0]!.row,
    `${outcomes.length}`,
    count(({ complete }) => complete),
    count(({ proved }) => proved),
    median(times).toFixed(2),
    Math.max(...times).toFixed(2),
    reasonsOf(outcomes),
  ];
}

/** What is wrong with the options, in a line; null where nothing is. */
function fault(): string | null {
  for (const [name, value] of Object.entries({ instances, seed, seconds }))
    if (!(value > 0 && (name === "seconds" || Number.isSafeInteger(value))))
      return `--${name}: expected a positive number, got ${options[name as "instances" | "seed" | "seconds"]}`;
  const unknown = options.row.find((name) => !SIZES.some((size) => size.name === name));
  if (unknown !== undefined) return `--row: expected a name that --names prints, got ${unknown}`;
  const isPart = options.row.length > 0 || options.only !== "";
  return options.write && isPart ? "--write: expected all rows, got a part of them" : null;
}

const isAsked = ({ name }: Size): boolean =>
  name.includes(options.only) && (options.row.length === 0 || options.row.includes(name));

async function run(): Promise<void> {
  const done = recorded();
  const rows: string[][] = [];
  let failed = false;
  for (const size of SIZES.filter(isAsked)) {
    const outcomes = await outcomesOf(size, done);
    failed ||= outcomes.some((one) => one.failed);
    rows.push(rowOf(outcomes));
    console.error(rows.at(-1)!.join("  "));
  }
  const text = table([
    ["loss", "instances", "complete", "proved", "median CPU s", "worst CPU s", "open"],
    ...rows,
  ]);
  console.log(text);
  if (options.write) writeSection("bench:complete", text);
  if (failed) process.exitCode = 1;
}

const wrong = fault();
if (wrong !== null) {
  console.error(wrong);
  process.exitCode = 2;
} else if (options.names) for (const { name } of SIZES) console.log(name);
else await run();
