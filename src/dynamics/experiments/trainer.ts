/**
 * One run of an experiment: parameters, and an epoch of stochastic gradient descent at a time.
 *
 * Every epoch draws its order of samples and its views from a stream named by the number of the epoch, so that the
 * parameters and that number are the whole state: a run taken up again goes on to the same bytes.
 */
import { pow } from "../../elementary/elementary.js";
import { Random } from "../../exact/random.js";
import type { ViewSampler } from "../../model/augmentations/augmentation.js";
import { AUGMENTATIONS } from "../../model/augmentations/registry.js";
import { buildModel, type DataModel } from "../../model/data-model.js";
import { DICTIONARIES, type DictionarySpec } from "../../model/dictionaries/registry.js";
import type { GenerativeSpec } from "../../model/spec.js";
import { block, multiplyNN, multiplyNT, multiplyTN } from "../../numeric/linalg/block-products.js";
import type { Matrix } from "../../numeric/linalg/dense.js";
import { toMatrix } from "../../objectives/build.js";
import { Branch, EncoderParameters } from "./encoder.js";
import {
  alignmentLoss,
  ContrastiveLoss,
  normaliseRows,
  squaredErrorLoss,
  throughNormalisation,
} from "./losses.js";
import { drawSamples } from "./sampler.js";
import type { ExperimentSpec, TrainingSpec } from "./spec.js";

/** Everything that is trained, and how many epochs it has been. */
export interface TrainerState {
  readonly epoch: number;
  /** W, b, g, h of the online encoder, of the target encoder (not for nt-xent), and the predictor: in this order. */
  readonly parameters: Float64Array;
}

/** Sums the gradient of one step into the parts that it moves. @returns the loss of the batch. */
type Step = (n: number, online: boolean) => number;

/**
 * The state of one run, and what takes it an epoch further. Weights W are m×p, row-major; without a contrastive loss there are
 * two encoders, `online` and `target`, else one under both names.
 */
export class Trainer {
  /** The model of this run, with the dictionary drawn for it. */
  readonly model: DataModel;
  readonly dictionary: Matrix;
  readonly online: EncoderParameters;
  readonly target: EncoderParameters;
  /** P: m×m; empty without one. */
  readonly predictor: Float64Array;
  private readonly training: TrainingSpec;
  private readonly parameters: Float64Array;
  private readonly gradient: EncoderParameters;
  private readonly predictorGradient: Float64Array;
  private readonly samples: Float64Array;
  private readonly views: ViewSampler;
  private readonly order: Int32Array;
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private readonly branches: readonly [Branch, Branch];
  private readonly step: Step;
  private readonly random: Random;
  private done = 0;

  /** @param run which of the independent runs, 0, 1, …; with the seed it names all random choices. */
  constructor(spec: ExperimentSpec, seed: number, run: number) {
    const { training } = spec;
    this.training = training;
    this.random = new Random(seed).fork("experiment").fork(run);
    this.model = buildModel(modelOfRun(spec.model, run));
    this.dictionary = toMatrix(this.model.dictionary!);
    const { embedding: m, samples, batch } = training;
    const p = this.dictionary.rows;
    this.samples = drawSamples(spec.model, this.dictionary, samples, this.random.fork("samples"));
    const { augmentation } = spec.model;
    this.views = AUGMENTATIONS.of(augmentation).sampler(augmentation, p);
    this.order = Int32Array.from({ length: samples }, (_, i) => i);
    this.first = new Float64Array(batch * p);
    this.second = new Float64Array(batch * p);
    const contrastive = training.loss === "nt-xent";
    const size = m * p + 3 * m;
    const square = training.predictor === "none" ? 0 : m * m;
    this.parameters = new Float64Array((contrastive ? 1 : 2) * size + square);
    this.online = new EncoderParameters(m, p, this.parameters.subarray(0, size));
    this.target = contrastive
      ? this.online
      : new EncoderParameters(m, p, this.parameters.subarray(size, 2 * size));
    this.predictor = this.parameters.subarray(this.parameters.length - square);
    this.gradient = new EncoderParameters(m, p);
    this.predictorGradient = new Float64Array(square);
    this.branches = [new Branch(training, p, batch), new Branch(training, p, batch)];
    this.step = contrastive ? this.contrastiveStep(batch) : this.alternatingStep(batch);
    this.start();
  }

  get state(): TrainerState {
    return { epoch: this.done, parameters: this.parameters.slice() };
  }

  /** @throws RangeError if the state is not of this experiment. */
  restore({ epoch, parameters }: TrainerState): void {
    if (parameters.length !== this.parameters.length)
      throw new RangeError(`state: expected ${this.parameters.length} parameters, got ${parameters.length}`);
    this.parameters.set(parameters);
    this.done = epoch;
  }

  private start(): void {
    const { training, random } = this;
    const encoders = this.target === this.online ? [this.online] : [this.online, this.target];
    encoders.forEach((encoder, k) => {
      const stream = random.fork("start").fork(k);
      startWeights(encoder, this.dictionary, training, stream);
      const { initial, spread } = training.bias;
      for (let i = 0; i < encoder.features; i++) encoder.bias[i] = initial + spread * (2 * stream.next() - 1);
      encoder.gain.fill(1);
    });
    const stream = random.fork("predictor");
    const width = 1 / Math.sqrt(training.embedding);
    for (let at = 0; at < this.predictor.length; at++) this.predictor[at] = width * (2 * stream.next() - 1);
  }

  /** One pass over the samples. @returns the loss, averaged over the batches. */
  epoch(): number {
    const { training, order, samples } = this;
    const random = this.random.fork("epoch").fork(this.done + 1);
    for (let i = 0; i < order.length; i++) order[i] = i;
    shuffle(order, random);
    let total = 0;
    let batches = 0;
    for (let from = 0; from < order.length; from += training.batch) {
      const to = Math.min(order.length, from + training.batch);
      if (training.dropLast && to - from < training.batch) break;
      this.views(this.first, this.second, samples, order, from, to, random);
      total += this.step(to - from, batches % 2 === 0);
      batches++;
    }
    this.done++;
    return total / batches;
  }

  private alternatingStep(batch: number): Step {
    const { training, first, second, branches, predictor, predictorGradient, gradient } = this;
    const { embedding: m, normalizeRepresentations } = training;
    const loss = training.loss === "alignment" ? alignmentLoss : squaredErrorLoss;
    const predicted = new Float64Array(predictor.length === 0 ? 0 : batch * m);
    const sensitivity = new Float64Array(predicted.length);
    const lengths = [new Float64Array(batch), new Float64Array(batch)] as const;
    return (n, online) => {
      const own = branches[online ? 0 : 1];
      const other = branches[online ? 1 : 0];
      branches[0].forward(this.online, first, n);
      branches[1].forward(this.target, second, n);
      let q = own.representation;
      let toQ = own.sensitivity;
      if (predictor.length > 0) {
        q = predicted;
        toQ = sensitivity;
        q.fill(0, 0, n * m);
        multiplyNT(block(q, m), block(own.representation, m), block(predictor, m), n, m, m);
      }
      if (normalizeRepresentations) {
        normaliseRows(q, n, m, lengths[0]);
        normaliseRows(other.representation, n, m, lengths[1]);
      }
      const value = loss(q, other.representation, n, m, toQ);
      if (normalizeRepresentations) throughNormalisation(toQ, q, n, m, lengths[0]);
      if (predictor.length > 0) {
        predictorGradient.fill(0);
        multiplyTN(block(predictorGradient, m), block(toQ, m), block(own.representation, m), m, m, n);
        own.sensitivity.fill(0, 0, n * m);
        multiplyNN(block(own.sensitivity, m), block(toQ, m), block(predictor, m), n, m, m);
      }
      gradient.data.fill(0);
      const encoder = online ? this.online : this.target;
      own.backward(encoder, online ? first : second, n, gradient);
      this.descend(encoder);
      this.renormalise();
      return value;
    };
  }

  private contrastiveStep(batch: number): Step {
    const { training, first, second, branches, gradient } = this;
    const m = training.embedding;
    const z = new Float64Array(2 * batch * m);
    const toZ = new Float64Array(2 * batch * m);
    const lengths = new Float64Array(2 * batch);
    const loss = new ContrastiveLoss(2 * batch, m, training.temperature);
    return (n) => {
      branches[0].forward(this.online, first, n);
      branches[1].forward(this.online, second, n);
      for (const k of [0, 1] as const) z.set(branches[k].representation.subarray(0, n * m), k * n * m);
      normaliseRows(z, 2 * n, m, lengths);
      const value = loss.evaluate(z, n, toZ);
      throughNormalisation(toZ, z, 2 * n, m, lengths);
      for (const k of [0, 1] as const) branches[k].sensitivity.set(toZ.subarray(k * n * m, (k + 1) * n * m));
      gradient.data.fill(0);
      branches[0].backward(this.online, first, n, gradient);
      branches[1].backward(this.online, second, n, gradient);
      this.descend(this.online);
      this.renormalise();
      return value;
    };
  }

  private descend(encoder: EncoderParameters): void {
    const { training, gradient, predictor, predictorGradient } = this;
    const rate = training.learningRate;
    subtract(encoder.weight, gradient.weight, rate);
    if (training.bias.trained) subtract(encoder.bias, gradient.bias, rate);
    if (training.batchNorm === "trained") {
      subtract(encoder.gain, gradient.gain, rate);
      subtract(encoder.shift, gradient.shift, rate);
    }
    if (training.predictor === "trained") subtract(predictor, predictorGradient, rate);
  }

  private renormalise(): void {
    const { normalizeWeights } = this.training;
    if (normalizeWeights === "none") return;
    for (const { weight, features, inputs } of this.target === this.online
      ? [this.online]
      : [this.online, this.target])
      if (normalizeWeights === "rows") normalise(weight, features, inputs, inputs, 1);
      else normalise(weight, inputs, features, 1, inputs);
  }
}

const subtract = (target: Float64Array, gradient: Float64Array, rate: number): void => {
  for (let at = 0; at < target.length; at++) target[at]! -= rate * gradient[at]!;
};

/** Unit length for `count` vectors that begin `apart` from each other, of `size` entries `step` apart. */
function normalise(data: Float64Array, count: number, size: number, apart: number, step: number): void {
  for (let i = 0; i < count; i++) {
    let squares = 0;
    for (let k = 0, at = i * apart; k < size; k++, at += step) squares += data[at]! * data[at]!;
    if (squares === 0) continue;
    const factor = 1 / Math.sqrt(squares);
    for (let k = 0, at = i * apart; k < size; k++, at += step) data[at]! *= factor;
  }
}

/** Uniformly random order (Fisher–Yates). */
function shuffle(order: Int32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    const value = order[i]!;
    order[i] = order[j]!;
    order[j] = value;
  }
}

/** A random dictionary is drawn afresh for each run; run 0 has the one of the file. */
export function modelOfRun(model: GenerativeSpec, run: number): GenerativeSpec {
  const { dictionary } = model;
  const redrawn = DICTIONARIES.of(dictionary).redraw?.(dictionary, run);
  return redrawn === undefined ? model : { ...model, dictionary: redrawn as DictionarySpec };
}

function startWeights(
  { weight, features: m, inputs: p }: EncoderParameters,
  dictionary: Matrix,
  { start }: TrainingSpec,
  random: Random,
): void {
  const d = dictionary.columns;
  const deviation = start.kind === "random" ? 1 / Math.sqrt(p * d) : pow(p, -start.exponent / 2);
  for (let at = 0; at < m * p; at++) weight[at] = deviation * random.normal();
  if (start.kind === "random") return;
  for (let i = 0; i < m; i++) {
    const atom = m > d ? random.integer(0, d - 1) : i;
    for (let k = 0; k < p; k++) weight[i * p + k]! += dictionary.data[k * d + atom]!;
  }
}
