/** A plain second implementation of the experiments' network and losses: arrays of numbers, one formula at a time. */
import type { TrainingSpec } from "../../../src/dynamics/experiments/spec.js";

export type Rows = readonly (readonly number[])[];

export interface Encoder {
  readonly weight: Rows;
  readonly bias: readonly number[];
  readonly gain: readonly number[];
  readonly shift: readonly number[];
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, k) => sum + x * b[k]!, 0);
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const relu = (x: number) => Math.max(x, 0);

export const rowsOf = (data: ArrayLike<number>, count: number, size: number): Rows =>
  Array.from({ length: count }, (_, i) => Array.from({ length: size }, (_, k) => data[i * size + k]!));

/** Representations of a batch of views. */
export function encode(
  { activation, batchNorm }: Pick<TrainingSpec, "activation" | "batchNorm">,
  { weight, bias, gain, shift }: Encoder,
  views: Rows,
): Rows {
  const u = views.map((a) => weight.map((row, k) => dot(row, a) + bias[k]!));
  const y = u.map((row) =>
    row.map((value, k) => {
      if (batchNorm === "none") return value;
      const column = u.map((other) => other[k]!);
      const centre = mean(column);
      const variance = mean(column.map((x) => (x - centre) ** 2));
      return (gain[k]! * (value - centre)) / Math.sqrt(variance + 1e-5) + shift[k]!;
    }),
  );
  return y.map((row) =>
    row.map((value, k) =>
      activation === "linear"
        ? value
        : activation === "relu"
          ? relu(value)
          : relu(value) - relu(2 * bias[k]! - value),
    ),
  );
}

export const unit = (rows: Rows): Rows =>
  rows.map((row) => {
    const length = Math.hypot(...row);
    return row.map((value) => (length === 0 ? 0 : value / length));
  });

export const alignment = (q: Rows, r: Rows): number => 2 - 2 * mean(q.map((row, i) => dot(row, r[i]!)));

export const squaredError = (q: Rows, r: Rows): number =>
  mean(q.map((row, i) => row.reduce((sum, value, k) => sum + (value - r[i]![k]!) ** 2, 0)));

/** The definition, with logarithms of quotients. */
export function ntXent(first: Rows, second: Rows, temperature: number): number {
  const z = [...first, ...second];
  const n = first.length;
  return mean(
    z.map((row, i) => {
      const positive = Math.exp(dot(row, z[(i + n) % (2 * n)]!) / temperature);
      const all = z.reduce(
        (sum, other, k) => (k === i ? sum : sum + Math.exp(dot(row, other) / temperature)),
        0,
      );
      return -Math.log(positive / all);
    }),
  );
}

export const applyPredictor = (predictor: Rows, rows: Rows): Rows =>
  rows.map((row) => predictor.map((weights) => dot(weights, row)));

/** Central differences of order four: error about h⁴ = 1e-12 times a fifth derivative, plus rounding 1e-16/h = 1e-13. */
export function numericalGradient(f: (x: Float64Array) => number, x: Float64Array, h = 1e-3): Float64Array {
  return x.map((value, k) => {
    const at = (step: number) => {
      const moved = x.slice();
      moved[k] = value + step;
      return f(moved);
    };
    return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
  });
}

/** max |a − b| / max |b|. */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let k = 0; k < b.length; k++) {
    difference = Math.max(difference, Math.abs(a[k]! - b[k]!));
    size = Math.max(size, Math.abs(b[k]!));
  }
  return difference / size;
}
