/**
 * Projected gradient steps on the bilinear objective L = 2 − 2 tr(Wo Γ Wtᵀ) + λ(‖Wo‖² + ‖Wt‖²), o = Wo, t = Wt:
 *
 *   alternating   o ← normalise(o + c t Γᵀ), then t ← normalise(t + c o Γ) with the new o;   c = 2η
 *   simultaneous  both from the old values
 *
 * normalising columns, rows, the whole matrix (Frobenius norm) or nothing. That is x ← retract(x − η∇L), variable by
 * variable; with weight decay the step is o ← normalise((1 − 2ηλ) o + c t Γᵀ). Errors contract as in `rule.ts`: for one
 * pair of columns with Γ = γ by the factor 1/(1 + cγ)² a step (alternating) or |1 − cγ|/(1 + cγ) and 1 (simultaneous).
 *
 * The inner loops work on typed arrays and allocate nothing.
 */
import type { LandscapeSystem } from "../atlas/local/landscape-system.js";
import type { Matrix } from "../numeric/linalg/dense.js";
import { transpose } from "../numeric/linalg/dense.js";
import type { Normalization } from "../objectives/objective.js";
import { drawStart, type Rule, viewPoint } from "./rule.js";

/** What projected steps on a bilinear loss are made from; Γ is p×p, `embedding` is m, `weightDecay` λ ≥ 0. */
export interface ProjectedSteps {
  readonly order: "alternating" | "simultaneous";
  readonly normalize: Normalization;
  readonly gamma: Matrix;
  readonly embedding: number;
  readonly weightDecay: number;
  /** η > 0. */
  readonly step: number;
}

/**
 * @param system the landscape of the untied bilinear objective: variables Wo, then Wt.
 */
export function projectedSteps(system: LandscapeSystem, settings: ProjectedSteps): Rule {
  const { order, normalize, gamma, embedding, step } = settings;
  const n = embedding * gamma.rows;
  const alternating = order === "alternating";
  return {
    kind: `${order}-steps`,
    title: `${order} ${normalize === "none" ? "" : "projected "}gradient steps, η = ${format(step)}`,
    system,
    size: 2 * n,
    process: { kind: "steps", step: stepper(settings) },
    start: (random, spread) => drawStart(system, random, spread),
    point: (x) => viewPoint(system, x),
    ends: { kind: "critical" },
    contraction: {
      kind: "steps",
      step,
      blocks: alternating
        ? [
            [0, n],
            [n, 2 * n],
          ]
        : [[0, 2 * n]],
    },
  };
}

/** One step in place on (o, t); returns the squared distance moved. */
function stepper({ order, normalize, gamma, embedding: m, weightDecay, step }: ProjectedSteps) {
  const p = gamma.rows;
  const n = m * p;
  const keep = 1 - 2 * step * weightDecay;
  // Row i of o moves along Γ tᵢ, row i of t along Γᵀ oᵢ.
  const forward = gamma.data.map((x) => 2 * step * x);
  const backward = transpose(gamma).data.map((x) => 2 * step * x);
  const scratch = new Float64Array(2 * n);
  const lengths = new Float64Array(p);
  const normaliser = normalizers[normalize];

  /** scratch[at …] ← normalise(keep · x[own …] + coupling · x[other …]). */
  const advance = (x: Float64Array, own: number, other: number, coupling: Float64Array, at: number): void => {
    for (let i = 0; i < m; i++) {
      const source = other + i * p;
      for (let j = 0; j < p; j++) {
        let sum = keep * x[own + i * p + j]!;
        const row = j * p;
        for (let k = 0; k < p; k++) sum += coupling[row + k]! * x[source + k]!;
        scratch[at + i * p + j] = sum;
      }
    }
    normaliser(scratch, at, m, p, lengths);
  };
  /** Copies scratch[at …] to x[own …]; the squared distance. */
  const adopt = (x: Float64Array, own: number, at: number): number => {
    let squares = 0;
    for (let k = 0; k < n; k++) {
      const change = scratch[at + k]! - x[own + k]!;
      squares += change * change;
      x[own + k] = scratch[at + k]!;
    }
    return squares;
  };
  return order === "alternating"
    ? (x: Float64Array) => {
        advance(x, 0, n, forward, 0);
        const moved = adopt(x, 0, 0);
        advance(x, n, 0, backward, 0);
        return moved + adopt(x, n, 0);
      }
    : (x: Float64Array) => {
        advance(x, 0, n, forward, 0);
        advance(x, n, 0, backward, n);
        return adopt(x, 0, 0) + adopt(x, n, n);
      };
}

/** A number with four significant digits, for captions. */
export const format = (x: number): string => `${Number(x.toPrecision(4))}`;

type Normalizer = (a: Float64Array, at: number, m: number, p: number, lengths: Float64Array) => void;

/** A zero row, column or matrix stays zero. */
const normalizers: Readonly<Record<Normalization, Normalizer>> = {
  none: () => {},
  rows: (a, at, m, p) => {
    for (let i = 0; i < m; i++) {
      const row = at + i * p;
      let squares = 0;
      for (let j = 0; j < p; j++) squares += a[row + j]! * a[row + j]!;
      if (squares === 0) continue;
      const factor = 1 / Math.sqrt(squares);
      for (let j = 0; j < p; j++) a[row + j]! *= factor;
    }
  },
  columns: (a, at, m, p, lengths) => {
    lengths.fill(0);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < p; j++) {
        const value = a[at + i * p + j]!;
        lengths[j]! += value * value;
      }
    for (let j = 0; j < p; j++) lengths[j] = lengths[j] === 0 ? 1 : 1 / Math.sqrt(lengths[j]!);
    for (let i = 0; i < m; i++) for (let j = 0; j < p; j++) a[at + i * p + j]! *= lengths[j]!;
  },
  frobenius: (a, at, m, p) => {
    const end = at + m * p;
    let squares = 0;
    for (let k = at; k < end; k++) squares += a[k]! * a[k]!;
    if (squares === 0) return;
    const factor = 1 / Math.sqrt(squares);
    for (let k = at; k < end; k++) a[k]! *= factor;
  },
};
