/**
 * The predictor objective without stop-gradient: total collapse.
 *
 *   L(W, P) = tr(P W Σ Wᵀ Pᵀ) − 2 tr(P W Γ Wᵀ) + tr(W Σ₂ Wᵀ) + η(‖W‖² + ‖P‖²),  W: m×p, P: m×m.
 *
 * ⟨W, ∇_W L⟩ = 2(L − η‖P‖²) ≥ 2η‖W‖² because L − η(…) = E‖P W a₁ − W a₂‖² ≥ 0. So for η > 0 the only critical point is
 * (0, 0); for η = 0 and Σ₂ − ΓᵀΣ⁻¹Γ ≻ 0 the critical set is {W = 0, P arbitrary}.
 */

import { CountPolynomial } from "../../exact/counting.js";
import { inertia } from "../../exact/inertia.js";
import { inverse, rank } from "../../exact/linear-algebra.js";
import { RationalMatrix } from "../../exact/matrix.js";
import type { Random } from "../../exact/random.js";
import { isZero, type Rational, toNumber, ZERO } from "../../exact/rational.js";
import type { Moments } from "../../model/moments.js";
import { symmetricEigen } from "../../numeric/linalg/decompositions.js";
import { addScaled, generate, multiply, transpose } from "../../numeric/linalg/dense.js";
import { EPSILON } from "../../numeric/linalg/tolerances.js";
import { entryScale, isJudgedExtended, toMatrix, unresolved } from "../build.js";
import { type ClosedForm, type ComponentProposal, type Unavailable, undecided } from "../objective.js";
import { exactOrigin, zeros } from "./origin.js";

/** Exact inertia of a 2p×2p matrix is affordable up to this p. */
const EXACT_SIZE = 24;

/** {W = 0}, with P = 0 or, where the dimension m² is not zero, P free. */
function collapsed(
  { dimension: p, exact }: Moments,
  m: number,
  dimension: number,
  note: string,
): ComponentProposal {
  return {
    id: dimension === 0 ? "origin" : "W=0",
    family: "predictor without stop-gradient, total collapse",
    representative: { W: zeros(m, p), P: zeros(m, m) },
    exactRepresentative: exactOrigin(m, p),
    value: 0,
    ...(exact ? { exactValue: ZERO } : {}),
    dimension,
    index: 0,
    nullity: dimension,
    multiplicity: 1n,
    eulerCharacteristic: 1n,
    globalMinimum: true,
    ...(dimension > 0
      ? { sample: (random: Random) => ({ W: zeros(m, p), P: generate(m, m, () => random.normal()) }) }
      : {}),
    notes: [note],
  };
}

/**
 * The critical set.
 *
 * @param m number of features.
 * @param eta η ≥ 0.
 * @param given Γ and Σ were given, not derived from a data model, so they need not be moments.
 */
export function predictorClosedForm(
  moments: Moments,
  m: number,
  eta: Rational,
  given: boolean,
): ClosedForm | Unavailable {
  if (!isZero(eta)) return withDecay(moments, m, eta, given);
  const { gamma, sigma, sigmaSecond, dimension: p, rounded } = moments;
  const strict = strictlyBelow(gamma, sigma, sigmaSecond, rounded);
  if (strict !== true) return { unavailable: strict };
  return {
    statement: "Σ − ΓᵀΣ⁻¹Γ is positive definite: W = 0 with any predictor",
    decided: () => p <= EXACT_SIZE && !rounded,
    *proposals() {
      yield collapsed(moments, m, m * m, "total collapse, the predictor is free");
    },
    byIndex: CountPolynomial.one,
    total: 1n,
  };
}

/** For η > 0. */
function withDecay(moments: Moments, m: number, eta: Rational, given: boolean): ClosedForm | Unavailable {
  const { gamma, sigma, sigmaSecond, dimension: p } = moments;
  const extended = isJudgedExtended(moments, m * (p + m));
  const reason = unresolved("η", toNumber(eta), entryScale(sigma), extended);
  if (reason !== null) return undecided(reason);
  if (given && !isJointMoment(gamma, sigma, sigmaSecond))
    return {
      unavailable: "[[Σ, Γ], [Γᵀ, Σ]] is not positive semidefinite: Γ and Σ are not moments of two views",
    };
  return {
    statement: "Euler's identity: with weight decay only the origin is critical",
    decided: () => !given || p <= EXACT_SIZE,
    *proposals() {
      yield collapsed(moments, m, 0, "total collapse");
    },
    byIndex: CountPolynomial.one,
    total: 1n,
    morseEuler: { expected: 1n, found: 1n },
  };
}

/** [[Σ, Γ], [Γᵀ, Σ₂]] ⪰ 0. */
function isJointMoment(gamma: RationalMatrix, sigma: RationalMatrix, second: RationalMatrix): boolean {
  const p = gamma.rows;
  const joint = RationalMatrix.generate(2 * p, 2 * p, (i, j) =>
    i < p
      ? j < p
        ? sigma.get(i, j)
        : gamma.get(i, j - p)
      : j < p
        ? gamma.get(j, i - p)
        : second.get(i - p, j - p),
  );
  if (p <= EXACT_SIZE) return inertia(joint).negative === 0;
  const { values } = symmetricEigen(toMatrix(joint));
  // Beyond exact reach only a clear margin counts.
  return values[2 * p - 1]! > 64 * p * EPSILON * values[0]!;
}

/** Σ₂ − ΓᵀΣ⁻¹Γ ≻ 0, or the reason why there is no closed form. */
function strictlyBelow(
  gamma: RationalMatrix,
  sigma: RationalMatrix,
  second: RationalMatrix,
  rounded: boolean,
): true | string {
  const failure = "η = 0 and Σ − ΓᵀΣ⁻¹Γ is not positive definite: no closed form";
  const p = gamma.rows;
  if (p > EXACT_SIZE || rounded) {
    const { values, vectors } = symmetricEigen(toMatrix(sigma));
    if (!(values[p - 1]! > 64 * p * EPSILON * values[0]!)) return failure;
    const white = generate(p, p, (i, k) => vectors.data[i * p + k]! / Math.sqrt(values[k]!));
    const k = multiply(transpose(white), toMatrix(gamma));
    const gap = symmetricEigen(addScaled(toMatrix(second), multiply(transpose(k), k), -1)).values[p - 1]!;
    return gap > 1e-10 * values[0]! ? true : failure;
  }
  if (rank(sigma) < p) return failure;
  const schur = second.subtract(gamma.transpose().multiply(inverse(sigma)).multiply(gamma));
  return inertia(schur).positive === p ? true : failure;
}
