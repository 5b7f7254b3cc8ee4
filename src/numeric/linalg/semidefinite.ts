/**
 * An interior point of a spectrahedron: y with
 *
 *   Q(y) = Q₀ + Σ_k y_k A_k ≻ 0,   Q₀, A_k symmetric n×n, sparse,
 *
 * found by maximising t where Q(y) ⪰ t I, 0-centred in y: Newton's method on the barrier
 *
 *   τ t + log det(Q(y) − t I) + log(1 − t) − δ/2 ‖y‖²,   τ growing,
 *
 * whose maximum is within (n + 1)/τ of the largest t, up to the share of the regularisation.
 *
 * Source: Boyd, Vandenberghe, "Convex optimization" (2004), §11.3, §11.4. Nothing is proved here: who needs a proof rounds y to
 * rationals and decides Q(y) ≻ 0 exactly. Not covered: sets without interior points.
 */

/** a at (i, j) and (j, i). */
export interface SparseEntry {
  readonly i: number;
  readonly j: number;
  readonly a: number;
}

/** Q(y) = Q₀ + Σ_k y_k Q_k, symmetric. */
export interface MatrixPencil {
  readonly size: number;
  readonly constant: readonly SparseEntry[];
  readonly directions: readonly (readonly SparseEntry[])[];
}

/** Margin at which the search ends: far above rounding, and nothing is gained by more. */
const ENOUGH = 1e-2;
/** The least margin that an answer has; smaller ones are lost in rounding. */
const LEAST = 1e-8;
/** Keeps the Newton steps finite along directions that change nothing: far below the curvature of the barrier elsewhere. */
const REGULARISATION = 1e-9;
const GROWTH = 6;
const NEWTON_STEPS = 30;
const CENTRED = 1e-3;

/**
 * A point y with Q(y) well inside the cone, null where none was found.
 *
 * @example interiorPoint({ size: 2, constant: [{ i: 0, j: 0, a: 1 }, { i: 0, j: 1, a: 1 }], directions: [[{ i: 1, j: 1, a: 1 }]] }) // [y > 1]
 */
export function interiorPoint(pencil: MatrixPencil): Float64Array | null {
  const { size: n, directions } = pencil;
  if (n === 0) return new Float64Array(directions.length);
  const supports = directions.map(supportOf);
  let state: State = { y: new Float64Array(directions.length), t: lowerBound(pencil) - 1 };
  for (let tau = 1; ; tau *= GROWTH) {
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const next = newtonStep(pencil, supports, state, tau);
      if (next === null) break;
      state = next.state;
      if (next.decrement < CENTRED) break;
    }
    const gap = (n + 1) / tau;
    if (state.t > ENOUGH) return state.y;
    // The optimum is at most t + gap; the factor two leaves room for inexact centring.
    if (state.t + 2 * gap < 0) return null;
    if (gap < LEAST / 2) return state.t > LEAST ? state.y : null;
  }
}

interface State {
  readonly y: Float64Array;
  readonly t: number;
}

/** Gershgorin: a lower bound of the eigenvalues of Q₀. */
function lowerBound({ size, constant }: MatrixPencil): number {
  const diagonal = new Float64Array(size);
  const radius = new Float64Array(size);
  for (const { i, j, a } of constant)
    if (i === j) diagonal[i]! += a;
    else {
      radius[i]! += Math.abs(a);
      radius[j]! += Math.abs(a);
    }
  return diagonal.reduce((least, value, i) => Math.min(least, value - radius[i]!), Infinity);
}

/** Q(y) − t I, dense, row-major. */
function shifted({ size: n, constant, directions }: MatrixPencil, { y, t }: State): Float64Array {
  const q = new Float64Array(n * n);
  const put = (entries: readonly SparseEntry[], factor: number) => {
    for (const { i, j, a } of entries) {
      q[i * n + j]! += factor * a;
      if (i !== j) q[j * n + i]! += factor * a;
    }
  };
  put(constant, 1);
  directions.forEach((entries, k) => {
    if (y[k] !== 0) put(entries, y[k]!);
  });
  for (let i = 0; i < n; i++) q[i * n + i]! -= t;
  return q;
}

/** L with A = L Lᵀ in place of the lower triangle; false unless A ≻ 0. */
function choleskyInPlace(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    let d = a[j * n + j]!;
    for (let k = 0; k < j; k++) d -= a[j * n + k]! * a[j * n + k]!;
    if (!(d > 0)) return false;
    const root = Math.sqrt(d);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = sum / root;
    }
  }
  return true;
}

/** x with L Lᵀ x = b, in place of b. */
function solveCholesky(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * b[k]!;
    b[i] = sum / l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * b[k]!;
    b[i] = sum / l[i * n + i]!;
  }
}

/** A damped step, which for self-concordant barriers neither leaves the domain nor goes too far; null where rounding ends the work. */
function newtonStep(
  pencil: MatrixPencil,
  supports: Supports,
  state: State,
  tau: number,
): { readonly state: State; readonly decrement: number } | null {
  const { y, t } = state;
  const { size: n } = pencil;
  const k = y.length;
  const { gradient, hessian } = slopes(pencil, supports, state, tau);
  if (!choleskyInPlace(hessian, k + 1)) return null;
  const direction = gradient.slice();
  solveCholesky(hessian, k + 1, direction);
  const decrement = direction.reduce((sum, d, i) => sum + d * gradient[i]!, 0);
  if (!(decrement >= 0)) return null;
  const size = Math.sqrt(decrement);
  for (let length = size < 0.25 ? 1 : 1 / (1 + size); length > 1e-8; length /= 2) {
    const next = {
      y: y.map((value, i) => value + length * direction[i]!),
      t: t + length * direction[k]!,
    };
    if (next.t < 1 && choleskyInPlace(shifted(pencil, next), n)) return { state: next, decrement };
  }
  return null;
}

/** Rows that each of the directions has entries in. */
type Supports = readonly (readonly number[])[];

/** Gradient and minus the Hessian of the barrier in (y, t). */
function slopes(
  pencil: MatrixPencil,
  supports: Supports,
  state: State,
  tau: number,
): { readonly gradient: Float64Array; readonly hessian: Float64Array } {
  const { size: n, directions } = pencil;
  const k = directions.length;
  const inverse = inverseOf(shifted(pencil, state), n);
  /** Entries of S that were asked for; NaN for the others. */
  const computed = new Float64Array(n * n);
  const gradient = new Float64Array(k + 1);
  const hessian = new Float64Array((k + 1) * (k + 1));
  const slack = 1 - state.t;
  directions.forEach((a, u) => {
    let sum = 0;
    for (const { i, j, a: c } of a) sum += (i === j ? 1 : 2) * c * inverse[i * n + j]!;
    gradient[u] = sum - REGULARISATION * state.y[u]!;
    // S = Z A Z, Z = Q⁻¹: the row of the Hessian is tr(A_v S).
    const columns = supports[u]!;
    computed.fill(Number.NaN);
    const half = new Float64Array(n * columns.length);
    columns.forEach((c, place) => {
      for (const { i, j, a: value } of a) {
        if (j === c)
          for (let r = 0; r < n; r++) half[r * columns.length + place]! += inverse[r * n + i]! * value;
        if (i === c && i !== j)
          for (let r = 0; r < n; r++) half[r * columns.length + place]! += inverse[r * n + j]! * value;
      }
    });
    const entry = (r: number, s: number) => {
      const known = computed[r * n + s]!;
      if (!Number.isNaN(known)) return known;
      let value = 0;
      for (let place = 0; place < columns.length; place++)
        value += half[r * columns.length + place]! * inverse[columns[place]! * n + s]!;
      computed[r * n + s] = value;
      return value;
    };
    for (let v = u; v < k; v++) {
      let value = 0;
      for (const { i, j, a: c } of directions[v]!) value += (i === j ? 1 : 2) * c * entry(i, j);
      hessian[u * (k + 1) + v] = hessian[v * (k + 1) + u] = value;
    }
    let withIdentity = 0;
    for (let r = 0; r < n; r++) withIdentity += entry(r, r);
    hessian[u * (k + 1) + k] = hessian[k * (k + 1) + u] = -withIdentity;
    hessian[u * (k + 1) + u]! += REGULARISATION;
  });
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    trace += inverse[i * n + i]!;
    for (let j = 0; j < n; j++) squares += inverse[i * n + j]! * inverse[i * n + j]!;
  }
  gradient[k] = tau - trace - 1 / slack;
  hessian[k * (k + 1) + k] = squares + 1 / (slack * slack);
  return { gradient, hessian };
}

const supportOf = (a: readonly SparseEntry[]): number[] => [...new Set(a.flatMap(({ i, j }) => [i, j]))];

function inverseOf(a: Float64Array, n: number): Float64Array {
  choleskyInPlace(a, n);
  const out = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const column = new Float64Array(n);
    column[j] = 1;
    solveCholesky(a, n, column);
    for (let i = 0; i < n; i++) out[i * n + j] = column[i]!;
  }
  return out;
}
