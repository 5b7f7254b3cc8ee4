/**
 * The symmetric quadratic eigenproblem (s²Σ − sΓ + ηI) v = 0, Σ positive definite, Γ symmetric, η > 0: its real solutions.
 *
 * Not covered: complex solutions, singular Σ.
 */
import { squared } from "../../elementary/elementary.js";
import {
  gapVerdict,
  generalEigen,
  type SymmetricEigen,
  solveLinear,
  spectralTolerance,
  symmetricEigen,
} from "./decompositions.js";
import {
  addScaled,
  norm as frobenius,
  generate,
  inner,
  type Matrix,
  multiply,
  scale,
  symmetrise,
  transpose,
} from "./dense.js";
import { EPSILON, QUADRATIC, SPECTRUM } from "./tolerances.js";

/** One real solution. */
export interface QuadraticSolution {
  readonly s: number;
  /** Unit vector v with (s²Σ − sΓ + ηI) v = 0; orthonormal among solutions that share s. */
  readonly vector: Float64Array;
  /** ‖(s²Σ − sΓ + ηI) v‖ / (s²‖Σ‖ + |s|‖Γ‖ + η). */
  readonly residual: number;
}

/** All real solutions. */
export interface QuadraticEigen {
  /** Descending in s; a value of multiplicity r is listed r times. */
  readonly solutions: readonly QuadraticSolution[];
  /** Every real/complex decision was outside its tolerance, and no solution was lost to a coincidence. */
  readonly clear: boolean;
}

/**
 * All real solutions of (s²Σ − sΓ + ηI) v = 0.
 *
 * 1. Scale s = ωt, ω² = η/‖Σ‖: Q(t) = t²Σ̂ − tΓ̂ + I with ‖Σ̂‖ = 1, Γ̂ = Γ/√(η‖Σ‖).
 * 2. With R = Σ̂^{-1/2}, v = Ry, the eigenvalues of [[0, I], [−R², RΓ̂R]] are the solutions t, real and complex.
 * 3. An eigenvector satisfies the scalar equation t²a − tb + 1 = 0 with a = v*Σ̂v, b = v*Γ̂v real: t is real exactly if
 *    b² ≥ 4a, and (Im t)² = (4a − b²)/4a². Rounding of size δ in the matrix moves (Im t)² by O(δ) at a double root, so
 *    only (Im t)² ≥ 10³·32·2n·eps·‖C‖·κ(Σ)·max(‖C‖, |t|) settles "complex"; the others are candidates.
 * 4. Candidates are refined with Q itself: two Newton steps on the bordered system (Q(t)v, (‖v‖² − 1)/2), then, until
 *    nothing moves, v = the eigenvector of the symmetric Q(t) whose eigenvalue μ is nearest to 0 and t ← the root of
 *    t²a − tb + 1 next to t, whose error is squared at each step, repeated t included.
 *    A candidate that settles at an extremum of μ where |μ| is `distinct` from zero is complex after all.
 * 5. Solutions with equal t share the null space of Q(t), in the basis in which Q′(t) is diagonal. Such a v has
 *    b² − 4a = (vᵀQ′v)²; where this is not ≥ 10³·32·n·eps·(2|b|‖Γ̂‖ + 4), a double root is near and `clear` is false.
 *
 * Domain: g²/(4ηh) up to about 10¹⁰ for the eigenvalues g, h of Γ, Σ. Beyond, small solutions drown in the rounding of
 * large ones in step 2, which shows as `clear: false`.
 *
 * @param sigma n×n, symmetric positive definite.
 * @param gamma n×n, symmetric.
 * @param eta η > 0.
 * @throws RangeError if the shapes or the symmetry fail, an entry is not finite, Σ is not positive definite or η ≤ 0.
 * @example quadraticEigen(fromRows([[1]]), fromRows([[3]]), 2).solutions.map(({ s }) => s) // [2, 1]
 */
export function quadraticEigen(sigma: Matrix, gamma: Matrix, eta: number): QuadraticEigen {
  const n = sigma.rows;
  if (!(eta > 0 && Number.isFinite(eta)))
    throw new RangeError(`quadraticEigen: expected eta > 0, got ${eta}`);
  if (gamma.rows !== n || gamma.columns !== n)
    throw new RangeError(
      `quadraticEigen: expected gamma of shape ${n}×${n}, got ${gamma.rows}×${gamma.columns}`,
    );
  const { values: h, vectors } = symmetricEigen(sigma);
  symmetricEigen(gamma);
  if (n === 0) return { solutions: [], clear: true };
  if (!(h[n - 1]! > spectralTolerance(n, h[0]!)))
    throw new RangeError(
      `quadraticEigen: expected sigma positive definite, got smallest eigenvalue ${h[n - 1]}`,
    );
  const scaled = new ScaledPencil(sigma, gamma, eta, h[0]!);
  const { candidates, clear } = refinedCandidates(scaled, { values: h, vectors });
  const told = solutionsOf(scaled, candidates);
  return { solutions: told.solutions, clear: clear && told.clear };
}

/** Q(t) = t²Σ̂ − tΓ̂ + I and Q′(t) = 2tΣ̂ − Γ̂: step 1 of `quadraticEigen`. */
class ScaledPencil {
  /** ω with s = ωt. */
  readonly omega: number;
  readonly sigma: Matrix;
  readonly gamma: Matrix;
  readonly gammaNorm: number;

  /** @param norm ‖Σ‖. */
  constructor(sigma: Matrix, gamma: Matrix, eta: number, norm: number) {
    this.omega = Math.sqrt(eta / norm);
    this.sigma = symmetrise(scale(sigma, 1 / norm));
    this.gamma = symmetrise(scale(gamma, 1 / Math.sqrt(eta * norm)));
    this.gammaNorm = frobenius(this.gamma);
  }

  at(t: number): Matrix {
    const { sigma, gamma } = this;
    const n = sigma.rows;
    return generate(n, n, (i, j) => {
      const k = i * n + j;
      return t * (t * sigma.data[k]! - gamma.data[k]!) + (i === j ? 1 : 0);
    });
  }

  slope(t: number): Matrix {
    return addScaled(scale(this.sigma, 2 * t), this.gamma, -1);
  }

  /** A bound for ‖Q(t)‖. */
  size(t: number): number {
    return t * t + Math.abs(t) * this.gammaNorm + 1;
  }
}

/** Steps 2 to 4: real solutions t in descending order, refined; `clear` unless one may be complex or was not refined. */
function refinedCandidates(pencil: ScaledPencil, { values: h, vectors }: SymmetricEigen) {
  const n = h.length;
  const inverseRoot = multiply(
    generate(n, n, (i, k) => vectors.data[i * n + k]! * Math.sqrt(h[0]! / h[k]!)),
    transpose(vectors),
  );
  const lower = multiply(inverseRoot, multiply(pencil.gamma, inverseRoot));
  const square = multiply(inverseRoot, inverseRoot);
  const companion = generate(2 * n, 2 * n, (i, j) => {
    if (i < n) return j === i + n ? 1 : 0;
    return j < n ? -square.data[(i - n) * n + j]! : lower.data[(i - n) * n + j - n]!;
  });
  const { re, im, vectors: y } = generalEigen(companion);
  const companionNorm = frobenius(companion);
  const condition = h[0]! / h[n - 1]!;
  const candidates: Refined[] = [];
  let clear = true;
  for (let k = 0; k < 2 * n; k++) {
    const t = re[k]!;
    const tolerance = spectralTolerance(
      2 * n,
      companionNorm * condition * Math.max(companionNorm, Math.abs(t)),
    );
    if (squared(im[k]!) > SPECTRUM.band * tolerance) continue;
    const start = multiply(
      inverseRoot,
      generate(n, 1, (i) => y.re.data[i * 2 * n + k]!),
    );
    const result = refine(polish(t, start, pencil), pencil);
    const verdict = gapVerdict(result.mu, spectralTolerance(n, pencil.size(result.t)));
    // |μ| stays away from zero at its extremum: the candidate was a complex pair close to the real line.
    if (result.settled && verdict === "distinct") continue;
    if (!result.settled || verdict === "undecided") clear = false;
    if (verdict !== "distinct") candidates.push(result);
  }
  candidates.sort((x, z) => z.t - x.t);
  return { candidates, clear };
}

/** Step 5: solutions that share t, in a basis of their null space; `clear` unless a double root is near. */
function solutionsOf(pencil: ScaledPencil, refined: readonly Refined[]): QuadraticEigen {
  const solutions: QuadraticSolution[] = [];
  const n = pencil.sigma.rows;
  let clear = true;
  for (let start = 0; start < refined.length; ) {
    const { t, eigen } = refined[start]!;
    // Q moves by |Q′| per unit of t; at a value with vanishing slope the decision below is unclear anyway.
    const tau = spectralTolerance(n, Math.max(pencil.size(t), Math.abs(t)));
    let end = start + 1;
    while (end < refined.length && gapVerdict(refined[end]!.t - refined[end - 1]!.t, tau) === "equal") end++;
    const size = end - start;
    const { values: mu, vectors: basis } = eigen;
    const nearest = Array.from(mu.keys())
      .sort((k, l) => Math.abs(mu[k]!) - Math.abs(mu[l]!))
      .slice(0, size);
    if (size > n || gapVerdict(mu[nearest.at(-1)!]!, spectralTolerance(n, pencil.size(t))) === "distinct")
      clear = false;
    const space = generate(n, nearest.length, (i, k) => basis.data[i * n + nearest[k]!]!);
    const { vectors: turn } = symmetricEigen(multiply(transpose(space), multiply(pencil.slope(t), space)));
    const turned = multiply(space, turn);
    for (let k = 0; k < size; k++) {
      const v = generate(n, 1, (i) => turned.data[i * nearest.length + Math.min(k, nearest.length - 1)]!);
      const { a, b } = quadraticForm(pencil, v);
      const tolerance = spectralTolerance(n, 2 * Math.abs(b) * pencil.gammaNorm + 4);
      if (gapVerdict(b * b - 4 * a, tolerance) !== "distinct") clear = false;
      const value = refined[start + k]!.t;
      solutions.push({
        s: pencil.omega * value,
        vector: v.data,
        residual: frobenius(multiply(pencil.at(value), v)) / pencil.size(value),
      });
    }
    start = end;
  }
  return { solutions, clear };
}

/** a = vᵀΣ̂v and b = vᵀΓ̂v: t solves t²a − tb + 1 = 0. */
const quadraticForm = ({ sigma, gamma }: ScaledPencil, v: Matrix): { a: number; b: number } => ({
  a: inner(v, multiply(sigma, v)),
  b: inner(v, multiply(gamma, v)),
});

interface Refined {
  readonly t: number;
  /** The spectrum of Q(t), and its value next to zero. */
  readonly eigen: SymmetricEigen;
  readonly mu: number;
  readonly settled: boolean;
}

/**
 * Two Newton steps on (Q(t)v, (‖v‖² − 1)/2) = 0, with Jacobian [[Q(t), Q′(t)v], [vᵀ, 0]]. It is singular at repeated and at
 * double t, where the steps do not shrink; then the start is returned.
 */
function polish(start: number, vector: Matrix, pencil: ScaledPencil): number {
  const n = vector.rows;
  let length = frobenius(vector);
  if (length === 0) return start;
  let v = scale(vector, 1 / length);
  let t = start;
  let previous = QUADRATIC.firstChange * Math.abs(start);
  for (let step = 0; step < 2; step++) {
    const here = pencil.at(t);
    const side = multiply(pencil.slope(t), v);
    const jacobian = generate(n + 1, n + 1, (i, j) => {
      if (i < n) return j < n ? here.data[i * n + j]! : side.data[i]!;
      return j < n ? v.data[j]! : 0;
    });
    const residual = multiply(here, v);
    let move: Matrix;
    try {
      move = solveLinear(
        jacobian,
        generate(n + 1, 1, (i) => (i < n ? -residual.data[i]! : 0)),
      );
    } catch {
      return start;
    }
    const change = Math.abs(move.data[n]!);
    if (!(change <= previous)) return start;
    // Rounding keeps later steps from shrinking further.
    previous = Math.max(change / 4, QUADRATIC.rounding.polish * EPSILON * Math.abs(t));
    t += move.data[n]!;
    v = generate(n, 1, (i) => v.data[i]! + move.data[i]!);
    length = frobenius(v);
    v = scale(v, 1 / length);
  }
  return t;
}

/** Step 4. Where t²a − tb + 1 has no real root, t moves to its minimum, an extremum of μ. */
function refine(start: number, pencil: ScaledPencil): Refined {
  const n = pencil.sigma.rows;
  let t = start;
  let change = Infinity;
  for (let step = 0; ; step++) {
    const eigen = symmetricEigen(pencil.at(t));
    const { values, vectors } = eigen;
    let best = 0;
    for (let k = 1; k < n; k++) if (Math.abs(values[k]!) < Math.abs(values[best]!)) best = k;
    const mu = values[best]!;
    if (step === QUADRATIC.steps) return { t, eigen, mu, settled: change <= QUADRATIC.settled * Math.abs(t) };
    const v = generate(n, 1, (i) => vectors.data[i * n + best]!);
    const { a, b } = quadraticForm(pencil, v);
    const root = Math.sqrt(Math.max(b * b - 4 * a, 0));
    let next = b / (2 * a);
    if (root > 0) {
      // The larger root without cancellation, the smaller one from the product of the roots, 1/a.
      const large = (b + (b < 0 ? -root : root)) / (2 * a);
      const small = 1 / (a * large);
      next = Math.abs(large - t) <= Math.abs(small - t) ? large : small;
    }
    const nextChange = Math.abs(next - t);
    // μ or the step at rounding level, or (at double roots, where convergence is linear) no longer shrinking.
    const negligible =
      Math.abs(mu) <= QUADRATIC.rounding.mu * EPSILON * pencil.size(t) ||
      nextChange <= QUADRATIC.rounding.step * EPSILON * Math.abs(t);
    const stalled = step > 2 && nextChange >= change && change <= QUADRATIC.settled * Math.abs(t);
    if (negligible || stalled) return { t, eigen, mu, settled: true };
    change = nextChange;
    t = next;
  }
}
