/**
 * What an epoch of the sample-level experiments costs: p = d = m = 20, 3000 samples, batches of 512.
 *
 *   npm run bench:dynamics [-- --json]
 *
 * Processor time of this process (garbage collection included) per epoch, the median of several stretches after a
 * warm-up. Goals: 4 ms without negatives, 150 ms with NT-Xent (1024×1024 similarities per batch). With it, what the
 * building blocks cost: register-tiled products against plain loops, on both kinds of typed array, and the exponential.
 * `--json` ends with one line {"nonContrastiveMsPerEpoch": …, "contrastiveMsPerEpoch": …}.
 */
import { parseExperiment } from "../src/dynamics/experiments/schema.js";
import { Trainer } from "../src/dynamics/experiments/trainer.js";
import { expNonpositive } from "../src/elementary/exponential.js";
import { block, multiplyNT } from "../src/numeric/linalg/block-products.js";
import { median } from "./support/measure.js";

const STRETCHES = 7;

const model = {
  dictionary: { kind: "random-orthonormal", rows: 20, columns: 20, seed: 1 },
  latent: { kind: "signed-pattern", positive: 1, negative: 1 },
  noise: { variance: Math.log(20) / 400 },
  augmentation: { kind: "independent-masks", keep: "1/2" },
};

/** Processor milliseconds of `work`. */
function processorTime(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Median over stretches of `times` calls, per call, after one stretch of warm-up. */
function perCall(work: () => void, times: number): number {
  const stretch = () => {
    for (let k = 0; k < times; k++) work();
  };
  stretch();
  return median(Array.from({ length: STRETCHES }, () => processorTime(stretch) / times));
}

function perEpoch(experiment: object, epochs: number): number {
  const trainer = new Trainer(parseExperiment({ model, experiment }), 7, 0);
  return perCall(() => trainer.epoch(), epochs);
}

const results = (scale: number) => ({
  nonContrastiveMsPerEpoch: perEpoch(
    { embedding: 20, loss: "alignment", normalizeWeights: "columns" },
    50 * scale,
  ),
  withPredictorAndNorms: perEpoch(
    {
      embedding: 20,
      loss: "squared-error",
      predictor: "trained",
      batchNorm: "fixed",
      normalizeRepresentations: true,
    },
    50 * scale,
  ),
  contrastiveMsPerEpoch: perEpoch({ embedding: 20, loss: "nt-xent", batchNorm: "trained" }, 3 * scale),
});

/** Nanoseconds per multiplication of a 512×20 batch by the transpose of 20×20 weights. */
function products(): { readonly name: string; readonly nanoseconds: number }[] {
  const [rows, columns, inner] = [512, 20, 20];
  const count = rows * columns * inner;
  const fill = (length: number) => Float64Array.from({ length }, (_, k) => Math.sin(k));
  const [a, b, c] = [fill(rows * inner), fill(columns * inner), fill(rows * columns)];
  const [a32, b32, c32] = [Float32Array.from(a), Float32Array.from(b), Float32Array.from(c)];
  const plain = (out: Float64Array | Float32Array, x: typeof out, y: typeof out) => () => {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) sum += x[i * inner + k]! * y[j * inner + k]!;
        out[i * columns + j]! += sum;
      }
  };
  const tiled = () => multiplyNT(block(c, columns), block(a, inner), block(b, inner), rows, columns, inner);
  return [
    { name: "tiled, Float64Array", work: tiled },
    { name: "plain, Float64Array", work: plain(c, a, b) },
    { name: "plain, Float32Array", work: plain(c32, a32, b32) },
  ].map(({ name, work }) => ({ name, nanoseconds: (perCall(work, 500) * 1e6) / count }));
}

/** Nanoseconds per exponential of arguments in (−40, 0], as NT-Xent has them at τ = 0.05. */
function exponentials(): { readonly name: string; readonly nanoseconds: number }[] {
  const arguments_ = Float64Array.from({ length: 4096 }, (_, k) => -20 + 20 * Math.sin(k));
  let sink = 0;
  const over = (f: (x: number) => number) => () => {
    for (let k = 0; k < arguments_.length; k++) sink += f(arguments_[k]!);
  };
  const timed = [
    { name: "expNonpositive", work: over((x) => expNonpositive(x)) },
    { name: "Math.exp", work: over((x) => Math.exp(x)) },
  ].map(({ name, work }) => ({ name, nanoseconds: (perCall(work, 500) * 1e6) / arguments_.length }));
  if (!(sink > 0)) throw new Error("exponentials: expected a positive sum");
  return timed;
}

const json = process.argv.includes("--json");
const measured = results(json ? 1 : 4);
if (!json) {
  for (const [name, value] of Object.entries(measured)) console.log(`${value.toFixed(2)} ms  ${name}`);
  for (const { name, nanoseconds } of products())
    console.log(`${nanoseconds.toFixed(3)} ns per product  ${name}`);
  for (const { name, nanoseconds } of exponentials()) console.log(`${nanoseconds.toFixed(2)} ns  ${name}`);
}
const { nonContrastiveMsPerEpoch, contrastiveMsPerEpoch } = measured;
if (json) console.log(JSON.stringify({ nonContrastiveMsPerEpoch, contrastiveMsPerEpoch }));
