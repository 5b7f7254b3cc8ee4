/** Alignment under exact whitening, W Σ Wᵀ = I: generalised eigenvectors, by the inertia of the Lagrangian. */
import fc from "fast-check";
import { inverse, type Rational, RationalMatrix, rational, ZERO } from "landscape-atlas";
import {
  type Check,
  form,
  isExactlyCritical,
  matrixText,
  type Parts,
  positiveRational,
  problemOf,
  product,
  rationalInvertible,
  rationalOrthogonal,
  solverListsExactly,
  theorem,
} from "landscape-atlas/theorems";

const tex = String.raw;
const ONE = rational(1);

/** Σ = B Bᵀ, Γ = B diag(λ) Bᵀ. */
interface Instance {
  readonly m: number;
  readonly b: RationalMatrix;
  readonly lambda: readonly Rational[];
  /** K: m of them. */
  readonly taken: readonly number[];
  readonly frame: RationalMatrix;
}

const spectrum = (p: number): fc.Arbitrary<Rational[]> =>
  fc
    .uniqueArray(fc.integer({ min: -8, max: 8 }), { minLength: p, maxLength: p })
    .chain((values) => fc.integer({ min: 1, max: 9 }).map((d) => values.map((n) => rational(`${n}/${d}`))));

const instances = (maxM: number, maxP: number): fc.Arbitrary<Instance> =>
  fc
    .integer({ min: 1, max: maxP })
    .chain((p) => fc.record({ p: fc.constant(p), m: fc.integer({ min: 1, max: Math.min(maxM, p) }) }))
    .chain(({ p, m }) =>
      fc.record({
        m: fc.constant(m),
        b: rationalInvertible(p),
        lambda: spectrum(p),
        taken: fc.subarray(
          Array.from({ length: p }, (_, k) => k),
          { minLength: m, maxLength: m },
        ),
        frame: rationalOrthogonal(m),
      }),
    );

/** 2 tr W(Σ − Γ)Wᵀ + tr N(WΣWᵀ − I): a symmetric multiplier by M + Mᵀ. */
const file = ({ m, b, lambda }: Pick<Instance, "m" | "b" | "lambda">): unknown => ({
  model: {
    moments: {
      gamma: matrixText(product(b, RationalMatrix.diagonal(lambda), b.transpose())),
      sigma: matrixText(b.multiply(b.transpose())),
    },
  },
  objective: {
    kind: "custom",
    loss: `2*tr(W*(Sigma - Gamma)*W') + tr((M + M')*(W*Sigma*W' - I(${m})))`,
    variables: { W: [m, b.rows], M: [m, m] },
  },
});

/** W = R Q_K, Q = B⁻¹; WΓWᵀ = R diag(λ_K)Rᵀ, and the multiplier M + Mᵀ = 2(WΓWᵀ − I). */
function pointOf({ m, b, lambda, taken, frame }: Instance): { W: RationalMatrix; M: RationalMatrix } {
  const rows = inverse(b);
  const chosen = RationalMatrix.generate(m, b.rows, (i, j) => rows.get(taken[i]!, j));
  const levels = RationalMatrix.diagonal(taken.map((k) => lambda[k]!.sub(1)));
  return { W: frame.multiply(chosen), M: product(frame, levels, frame.transpose()) };
}

/** 2m − 2 Σ_K λ. */
const lossAt = ({ m, lambda, taken }: Pick<Instance, "m" | "lambda" | "taken">): Rational =>
  taken.reduce((sum, k) => sum.sub(lambda[k]!.mul(2)), rational(2 * m));

/** #{(k, l) : k ∈ K, l ∉ K, λ_l > λ_k}. */
const indexOf = ({ lambda, taken }: Pick<Instance, "lambda" | "taken">): number =>
  taken.reduce(
    (sum, k) => sum + lambda.filter((x, l) => !taken.includes(l) && x.compare(lambda[k]!) > 0).length,
    0,
  );

/** The constraints add as many negative directions of the Lagrangian, and the skew part of M as many zeros. */
const bordered = (instance: Omit<Instance, "frame">): { index: number; nullity: number } => {
  const { m } = instance;
  const rotations = (m * (m - 1)) / 2;
  return { index: indexOf(instance) + rotations + m, nullity: rotations + rotations };
};

const isAsClaimed = (instance: Instance): Check =>
  isExactlyCritical(problemOf(file(instance)), pointOf(instance), {
    value: lossAt(instance),
    ...bordered(instance),
  });

const parts: Parts<Instance> = {
  "m = p": ({ m, b }) => m === b.rows,
  "m > 1": ({ m }) => m > 1,
  "a saddle": (instance) => indexOf(instance) > 0,
  "m < p": ({ m, b }) => m < b.rows,
  "a negative λ": ({ lambda }) => lambda.some((x) => x.compare(ZERO) < 0),
};

export const whitened = theorem({
  id: "whitened-alignment-is-critical-at-sets-of-generalised-eigenvectors-and-minimal-at-the-top",
  section: "literature",
  title: "Alignment of whitened embeddings",
  statement:
    tex`Let $\Sigma \succ 0$, $\Gamma = \Gamma^\top$, and let the eigenvalues $\lambda_k$ of $\Sigma^{-1}\Gamma$ be distinct. On $\{W ` +
    tex`\in \mathbb{R}^{m \times p} : W\Sigma W^\top = I_m\}$, $m \le p$, $\mathbb{E}\|Wa_1 - Wa_2\|^2 = 2m - 2\operatorname{tr}` +
    tex`W\Gamma W^\top$ is critical exactly at $W = RQ_K^\top$, $R$ orthogonal, $Q_K$ the $\Sigma$-orthonormal generalised eigenvectors of ` +
    tex`a set $K$ of $m$: two copies of $\mathrm{SO}(m)$ for each $K$, value $2m - 2\sum_K\lambda_k$, index $\#\{(k, l) : k \in K, l ` +
    tex`\notin K, \lambda_l > \lambda_k\}$, nullity $m(m-1)/2$. The local minima are the top $m$. Loss and flow are those of ` +
    tex`$\operatorname{span}$ on the Grassmannian: nothing depends on $R$.`,
  hypotheses: ["Σ is positive definite", "Γ is symmetric", "the generalised eigenvalues are distinct"],
  source: {
    label: "D",
    claim:
      "whitening losses: W-MSE (Ermolov, Siarohin, Sangineto, Sebe 2021), spectral embeddings (Balestriero, LeCun 2022), orthogonality constraints (Esser, Mukherjee, Ghoshdastidar 2023)",
  },
  status: "proved",
  proof:
    tex`$U = W\Sigma^{1/2}$ has orthonormal rows and $\tilde\Gamma = \Sigma^{-1/2}\Gamma\Sigma^{-1/2}$ the eigenvalues $\lambda_k$. ` +
    tex`$-2\operatorname{tr}U\tilde\Gamma U^\top$ is critical on the Stiefel manifold iff $U\tilde\Gamma = NU$ with symmetric $N = U\tilde\Gamma ` +
    tex`U^\top$: the rows span an invariant subspace, a set of eigenvectors. Tangent vectors are $\Omega U + XU_\perp$, $\Omega$ skew, $X$ ` +
    tex`arbitrary; the second derivative is $0$ on $\Omega$ and $2(\lambda_k - \lambda_l)$ on $X_{kl}$. The Lagrangian with $c = ` +
    tex`m(m+1)/2$ independent constraints has the inertia of the restricted Hessian and $c$ directions more of either sign; writing the multiplier ` +
    tex`as $M + M^\top$ adds $m(m-1)/2$ zeros. The record checks the Lagrangian, exactly.`,
  forms: [
    form({
      mode: "exact",
      instances: instances(3, 3),
      parts,
      problem: (instance) => file(instance),
      check: isAsClaimed,
    }),
    form({
      mode: "floating",
      share: 0.05,
      instances: instances(1, 2),
      problem: (instance) => file(instance),
      check: (instance) =>
        solverListsExactly(
          problemOf(file(instance)),
          instance.lambda.map((_, k) => {
            const choice = { ...instance, taken: [k] };
            return { value: lossAt(choice), index: bordered(choice).index, dimension: 0, copies: 2n };
          }),
        ),
    }),
  ],
  controls: [
    {
      id: "ordinary-eigenvectors",
      dropped: "whitening by W Wᵀ = I in place of W Σ Wᵀ = I",
      form: form({
        mode: "exact",
        instances: instances(2, 3).filter(({ b }) => !b.multiply(b.transpose()).isDiagonal()),
        problem: (instance) => file(instance),
        check: (instance) => {
          const { W, M } = pointOf({ ...instance, b: RationalMatrix.identity(instance.b.rows) });
          return isExactlyCritical(problemOf(file(instance)), { W, M });
        },
      }),
    },
    {
      id: "equal-eigenvalues",
      dropped: "two equal generalised eigenvalues, one of them taken: the nullity is larger",
      form: form({
        mode: "exact",
        instances: instances(2, 3)
          .filter(({ m, b }) => m < b.rows)
          .map((instance): Instance => ({ ...instance, lambda: instance.lambda.map(() => ONE) })),
        problem: (instance) => file(instance),
        check: isAsClaimed,
      }),
    },
    {
      id: "not-symmetric",
      dropped: "Γ ≠ Γᵀ with the same symmetric eigenvectors of Γ alone: left and right eigenvectors differ",
      form: form({
        mode: "exact",
        instances: fc.record({ skew: positiveRational, lambda: spectrum(2) }),
        check: ({ skew, lambda }) => {
          // Γ upper triangular with the eigenvector e_1; only its symmetric part counts.
          const gamma = RationalMatrix.from([
            [lambda[0]!, skew],
            [ZERO, lambda[1]!],
          ]);
          const problem = problemOf({
            objective: {
              kind: "custom",
              loss: "2*tr(W*W') - 2*tr(W*G*W') + 2*M*(W*W' - 1)",
              variables: { W: [1, 2], M: [1, 1] },
              constants: { G: matrixText(gamma) },
            },
          });
          return isExactlyCritical(problem, {
            W: RationalMatrix.from([[1, 0]]),
            M: RationalMatrix.diagonal([lambda[0]!.sub(1)]),
          });
        },
      }),
    },
  ],
});
