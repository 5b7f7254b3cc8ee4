/** Problem files in one line, and losses written out entry by entry: they share no formula with `src`. */
import { generalEigen, symmetricEigen } from "../../src/numeric/linalg/decompositions.js";
import type { Matrix } from "../../src/numeric/linalg/dense.js";
import type { Point } from "../../src/objectives/objective.js";
import { loadProblem, type Problem } from "../../src/objectives/problem.js";

export type Entry = string | number;

export const diag = (...values: readonly Entry[]): Entry[][] =>
  values.map((value, i) => values.map((_, j) => (i === j ? value : 0)));

export const given = (gamma: Entry[][], sigma?: Entry[][]) => ({
  moments: sigma === undefined ? { gamma } : { gamma, sigma },
});

export const problem = (model: object, objective: object): Problem =>
  loadProblem(JSON.stringify({ model, objective }));

/** One-hot latents on the identity dictionary behind independent masks: Γ = keep² diag(π). */
export const oneHot = (probabilities: readonly Entry[], keep: Entry = "1/2") => ({
  dictionary: { kind: "identity", size: probabilities.length },
  latent: { kind: "one-hot", probabilities },
  augmentation: { kind: "independent-masks", keep },
});

/** A function of flat coordinates. */
type Scalar = (x: Float64Array) => number;
export type Field = (x: Float64Array) => Float64Array;

/** Where the unit spheres lie: index sets of the flat coordinates. */
export interface Plain {
  readonly size: number;
  readonly spheres: readonly number[][];
  readonly loss: Scalar;
  /** Only for stop-gradient objectives: the equilibria are its zeros. */
  readonly field?: Field;
}

const rowsOf = (problem: Problem, which: "gamma" | "sigma"): number[][] => {
  const a = problem.model.moments[which];
  const flat = a.toNumbers();
  return Array.from({ length: a.rows }, (_, i) =>
    Array.from(flat.subarray(i * a.columns, (i + 1) * a.columns)),
  );
};

/** A sub-array as a rows×columns array of arrays. */
const block = (x: Float64Array, offset: number, rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => x[offset + i * columns + j]!),
  );

const times = (a: number[][], b: number[][]): number[][] =>
  a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
const flip = (a: number[][]): number[][] => (a[0] ?? []).map((_, j) => a.map((row) => row[j]!));
const dot = (a: number[][], b: number[][]): number =>
  a.reduce((sum, row, i) => sum + row.reduce((part, value, j) => part + value * b[i]![j]!, 0), 0);

function spheres(normalize: string, offset: number, m: number, p: number): number[][] {
  const at = (i: number, j: number) => offset + i * p + j;
  const range = (n: number) => Array.from({ length: n }, (_, k) => k);
  if (normalize === "columns") return range(p).map((j) => range(m).map((i) => at(i, j)));
  if (normalize === "rows") return range(m).map((i) => range(p).map((j) => at(i, j)));
  return normalize === "frobenius" ? [range(m * p).map((k) => offset + k)] : [];
}

/** The definition of theory §1–7 in plain numbers. */
export function plainOf(problem: Problem): Plain {
  const spec = problem.parsed.objective;
  const gamma = rowsOf(problem, "gamma");
  const sigma = rowsOf(problem, "sigma");
  const p = gamma.length;
  const m = spec.kind === "custom" ? 0 : spec.embedding;
  const decay = "weightDecay" in spec ? Number(spec.weightDecay.valueOf()) : 0;
  switch (spec.kind) {
    case "bilinear": {
      const count = spec.tied ? 1 : 2;
      return {
        size: count * m * p,
        spheres: Array.from({ length: count }, (_, v) => spheres(spec.normalize, v * m * p, m, p)).flat(),
        loss: (x) => {
          const o = block(x, 0, m, p);
          const t = spec.tied ? o : block(x, m * p, m, p);
          return 2 - 2 * dot(times(o, gamma), t) + decay * (dot(o, o) + dot(t, t));
        },
      };
    }
    case "spectral-contrastive":
      return {
        size: m * p,
        spheres: [],
        loss: (x) => {
          const w = block(x, 0, m, p);
          const c = times(times(w, sigma), flip(w));
          return -2 * dot(times(w, gamma), w) + dot(c, c) + decay * dot(w, w);
        },
      };
    case "cross-correlation":
      return {
        size: m * p,
        spheres: [],
        loss: (x) => {
          const w = block(x, 0, m, p);
          const c = times(times(w, gamma), flip(w)).map((row, i) => row.map((v, j) => v - (i === j ? 1 : 0)));
          return dot(c, c);
        },
      };
    case "predictor": {
      const read = (x: Float64Array) => [block(x, 0, m, p), block(x, m * p, m, m)] as const;
      const loss = (x: Float64Array) => {
        const [w, q] = read(x);
        const pw = times(q, w);
        return (
          dot(times(pw, sigma), pw) -
          2 * dot(times(pw, gamma), w) +
          dot(times(w, sigma), w) +
          decay * (dot(w, w) + dot(q, q))
        );
      };
      const base = m * p;
      // Flat loops: dense searches call this a million times.
      const field = (x: Float64Array) => {
        const pw = new Float64Array(base);
        const b = new Float64Array(base);
        const out = new Float64Array(base + m * m);
        for (let i = 0; i < m; i++)
          for (let k = 0; k < m; k++)
            for (let j = 0; j < p; j++) pw[i * p + j]! += x[base + i * m + k]! * x[k * p + j]!;
        for (let i = 0; i < m; i++)
          for (let j = 0; j < p; j++)
            for (let k = 0; k < p; k++)
              b[i * p + j]! += x[i * p + k]! * gamma[k]![j]! - pw[i * p + k]! * sigma[k]![j]!;
        for (let i = 0; i < m; i++)
          for (let j = 0; j < p; j++) {
            let sum = -decay * x[i * p + j]!;
            for (let k = 0; k < m; k++) sum += x[base + k * m + i]! * b[k * p + j]!;
            out[i * p + j] = sum;
          }
        for (let i = 0; i < m; i++)
          for (let j = 0; j < m; j++) {
            let sum = -decay * x[base + i * m + j]!;
            for (let k = 0; k < p; k++) sum += b[i * p + k]! * x[j * p + k]!;
            out[base + i * m + j] = sum;
          }
        return out;
      };
      return { size: m * p + m * m, spheres: [], loss, ...(spec.stopGradient ? { field } : {}) };
    }
    case "relu-alignment":
      return {
        size: m * p,
        spheres: spheres("columns", 0, m, p),
        loss: (x) => {
          const w = block(x, 0, m, p).map((row) => row.map((v) => Math.max(v, 0)));
          return 2 - 2 * dot(times(w, gamma), w);
        },
      };
    default:
      throw new Error(`plainOf: no plain loss for ${spec.kind}`);
  }
}

/** Flat coordinates of a point, variables in the order of the plain losses. */
export const flatten = (point: Point): Float64Array =>
  Float64Array.from(Object.values(point).flatMap((value: Matrix) => Array.from(value.data)));

export function normalised(plain: Plain, x: Float64Array): Float64Array {
  const out = Float64Array.from(x);
  for (const sphere of plain.spheres) {
    const length = Math.hypot(...sphere.map((k) => x[k]!));
    for (const k of sphere) out[k]! /= length;
  }
  return out;
}

/** Central differences of a vector function: row k is ∂/∂x_k. */
export function differences(f: Field, x: Float64Array, h: number): Float64Array[] {
  return Array.from(x, (_, k) => {
    const at = (t: number) => {
      const y = Float64Array.from(x);
      y[k]! += t;
      return f(y);
    };
    const [plus, minus, far, back] = [at(h), at(-h), at(2 * h), at(-2 * h)];
    return plus.map((value, i) => (8 * (value - minus[i]!) - (far[i]! - back[i]!)) / (12 * h));
  });
}

/**
 * The gradient of x ↦ L(x/‖x‖ sphere by sphere), by differences. That function is constant along rays: at a unit
 * point its gradient is the tangential one, and at a critical point its Hessian is the Riemannian Hessian with one
 * more zero for each sphere.
 */
export function plainGradient(plain: Plain): Field {
  const f: Field = (x) => Float64Array.of(plain.loss(normalised(plain, x)));
  return (x) => Float64Array.from(differences(f, x, 1e-3), (row) => row[0]!);
}

const asMatrix = (rows: readonly Float64Array[]): Matrix => ({
  rows: rows.length,
  columns: rows.length,
  data: Float64Array.from(rows.flatMap((row) => Array.from(row))),
});

/** Signs of the eigenvalues of the Riemannian Hessian at a critical point (of minus the Jacobian of a field). */
export function plainInertia(plain: Plain, x: Float64Array): { index: number; nullity: number; gap: number } {
  let values: Float64Array;
  if (plain.field !== undefined) {
    const { re } = generalEigen(asMatrix(differences(plain.field, x, 1e-3)));
    values = re.map((value) => -value);
  } else {
    const rows = differences(plainGradient(plain), x, 1e-3);
    const n = rows.length;
    const symmetric = rows.map((row, i) => row.map((value, j) => (value + rows[j]![i]!) / 2));
    expectSquare(n, symmetric);
    values = symmetricEigen(asMatrix(symmetric)).values;
  }
  const cut = 1e-4;
  const sizes = Array.from(values, Math.abs);
  return {
    index: values.filter((value) => value < -cut).length,
    nullity: sizes.filter((value) => value <= cut).length - plain.spheres.length,
    // How far the counts are from the threshold: small means the count is not to be trusted.
    gap: Math.min(...sizes.map((value) => Math.max(value, cut) / Math.min(value, cut))),
  };
}

function expectSquare(n: number, rows: readonly Float64Array[]): void {
  if (rows.some((row) => row.length !== n)) throw new Error("expected a square matrix of differences");
}

/** The same with two points a variable: enough to steer an iteration. */
function slopes(f: Field, x: Float64Array, h: number): Float64Array[] {
  const y = Float64Array.from(x);
  return Array.from(x, (_, k) => {
    y[k] = x[k]! + h;
    const plus = f(y);
    y[k] = x[k]! - h;
    const minus = f(y);
    y[k] = x[k]!;
    return plus.map((value, i) => (value - minus[i]!) / (2 * h));
  });
}

/** Solves A y = b in place by Gaussian elimination with pivoting. */
function eliminate(a: number[][], b: number[]): number[] {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(a[r]![i]!) > Math.abs(a[pivot]![i]!)) pivot = r;
    [a[i], a[pivot]] = [a[pivot]!, a[i]!];
    [b[i], b[pivot]] = [b[pivot]!, b[i]!];
    for (let r = i + 1; r < n; r++) {
      const c = a[r]![i]! / a[i]![i]!;
      if (c === 0) continue;
      for (let k = i; k < n; k++) a[r]![k]! -= c * a[i]![k]!;
      b[r]! -= c * b[i]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i]! -= a[i]![k]! * b[k]!;
    b[i]! /= a[i]![i]!;
  }
  return b;
}

/**
 * A zero of f by Levenberg–Marquardt with a Jacobian by differences; null if it stalls elsewhere.
 * `step` is the width of the differences, `project` brings an iterate back to the constraint set.
 */
export function findZero(
  f: Field,
  start: Float64Array,
  { step = 1e-5, tolerance = 1e-10, iterations = 200, project = (x: Float64Array) => x } = {},
): Float64Array | null {
  let x = project(start);
  let value = f(x);
  let cost = value.reduce((sum, v) => sum + v * v, 0);
  let damping = 1e-2;
  for (let k = 0; k < iterations && Math.sqrt(cost) > tolerance; k++) {
    const rows = slopes(f, x, step);
    const normal = rows.map((a, i) =>
      rows.map((b, j) => {
        let sum = i === j ? damping : 0;
        for (let t = 0; t < a.length; t++) sum += a[t]! * b[t]!;
        return sum;
      }),
    );
    const right = rows.map((a) => a.reduce((sum, v, t) => sum + v * value[t]!, 0));
    const delta = eliminate(normal, right);
    const next = project(x.map((v, i) => v - delta[i]!));
    const nextValue = f(next);
    const nextCost = nextValue.reduce((sum, v) => sum + v * v, 0);
    if (nextCost < cost) {
      [x, value, cost] = [next, nextValue, nextCost];
      damping = Math.max(damping / 5, 1e-14);
    } else {
      damping *= 4;
      if (!(damping < 1e8)) break;
    }
  }
  return Math.sqrt(cost) <= tolerance ? x : null;
}
