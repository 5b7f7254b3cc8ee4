/**
 * `npm run bench:sweep`: a parameter sweep beside solving every value anew.
 *
 * Processor milliseconds: one sweep (one generic solve, then homotopies) over --steps + 1 values (default 20), against
 * `analyze --method solve` at each of them, and the ratio. Both lists of components are compared.
 *
 *   --steps N   steps
 *   --only T    the sweeps whose name contains T
 */
import { parseArgs } from "node:util";
import { analyze } from "../src/atlas/analyze.js";
import type { CriticalComponent } from "../src/atlas/record/types.js";
import { sweep } from "../src/atlas/sweep/sweep.js";
import { rationalText } from "../src/exact/rational.js";
import { buildProblem } from "../src/objectives/problem.js";
import { parseProblemFile } from "../src/objectives/schema.js";

const { values: options } = parseArgs({
  options: { steps: { type: "string", default: "20" }, only: { type: "string", default: "" } },
});
const steps = Number(options.steps);

const GENERAL = { gamma: [[2, 1], [1, 3]], sigma: [[1, 0], [0, 3]] }; // biome-ignore format: one line
const oneHot = (keep: string, ...probabilities: string[]) => ({
  dictionary: { kind: "identity", size: probabilities.length },
  latent: { kind: "one-hot", probabilities },
  augmentation: { kind: "independent-masks", keep },
});

interface Bench {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly parameter: string;
  readonly file: (value: string) => object;
}

const SWEEPS: readonly Bench[] = [
  {
    name: "spectral 2×2, weight decay",
    parameter: "weightDecay",
    from: "1/3",
    to: "15/2",
    file: (weightDecay) => ({
      model: { moments: GENERAL },
      objective: { kind: "spectral-contrastive", embedding: 2, weightDecay },
    }),
  },
  {
    name: "spectral 2×3, keep",
    parameter: "keep",
    from: "1/5",
    to: "19/20",
    file: (keep) => ({
      model: oneHot(keep, "1/2", "1/3", "1/6"),
      objective: { kind: "spectral-contrastive", embedding: 2, weightDecay: "1/20" },
    }),
  },
  {
    name: "stop-gradient 1×3, keep",
    parameter: "keep",
    from: "1/10",
    to: "9/10",
    file: (keep) => ({
      model: oneHot(keep, "1/2", "1/3", "1/6"),
      objective: { kind: "predictor", embedding: 1, weightDecay: "1/50", stopGradient: true },
    }),
  },
  {
    name: "stop-gradient 2×2, weight decay",
    parameter: "weightDecay",
    from: "1/100",
    to: "1/8",
    file: (weightDecay) => ({
      model: oneHot("9/10", "2/3", "1/3"),
      objective: { kind: "predictor", embedding: 2, weightDecay, stopGradient: true },
    }),
  },
];

const load = (file: object) => buildProblem(parseProblemFile(file));
const spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const summary = (components: readonly CriticalComponent[]) =>
  components
    .map(({ rank, dimension, index, nullity, multiplicity }) =>
      [rank, dimension, index, nullity, multiplicity].join(),
    )
    .sort()
    .join(" ");

const line = (...cells: (string | number)[]) =>
  process.stdout.write(
    `${cells.map((cell, k) => (k === 0 ? String(cell).padEnd(34) : (typeof cell === "number" ? cell.toFixed(1) : cell).padStart(10))).join("")}\n`,
  );

line("sweep", "values", "generic", "complete", "sweep ms", "anew ms", "ratio", "agree");
for (const { name, parameter, from, to, file } of SWEEPS) {
  if (!name.includes(options.only)) continue;
  // A wide bracket: changes are not halved, so that both sides do the same.
  const begin = spent();
  const swept = await sweep(
    load(file(from)),
    { parameter, range: { from, to, steps } },
    { width: 1000, thresholds: "bracketed" },
  );
  const middle = spent();
  let agree = 0;
  let alike = 0;
  for (const { value, components, audit } of swept.values) {
    const alone = await analyze(load(file(rationalText(value))), { method: "solve", certify: "none" });
    if (!alone.audit.complete || !audit.complete) continue;
    alike++;
    if (summary(alone.components) === summary(components)) agree++;
  }
  const end = spent();
  line(
    name,
    String(swept.values.length),
    String(swept.generic),
    String(swept.values.filter(({ audit }) => audit.complete).length),
    middle - begin,
    end - middle,
    (end - middle) / (middle - begin),
    `${agree}/${alike}`,
  );
}
