/** Two linear encoders under the spectral form of the multimodal loss: singular vectors of the whitened cross-covariance. */
import fc from "fast-check";
import { inverse, type Rational, RationalMatrix, rational, ZERO } from "landscape-atlas";
import {
  type Check,
  columnsAt,
  distinctPositive,
  form,
  isExactlyCritical,
  matrixText,
  onFirstColumns,
  type Parts,
  problemOf,
  product,
  rationalInvertible,
  solverListsExactly,
  theorem,
} from "landscape-atlas/theorems";

const tex = String.raw;

/** Σ_X = X Xᵀ, Σ_Y = Y Yᵀ, Γ = X diag(σ) Yᵀ. */
interface Instance {
  readonly m: number;
  readonly x: RationalMatrix;
  readonly y: RationalMatrix;
  /** Distinct, in descending order, positive: min(p, q) of them. */
  readonly sigma: readonly Rational[];
  /** m of them, ascending. */
  readonly taken: readonly number[];
  /** Any change of basis of the embedding. */
  readonly change: RationalMatrix;
}

/** One size in two is the largest, so that modes are left out. */
const oftenLargest = (max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: 1, max }), fc.constant(max));

const instances = (maxSize: number): fc.Arbitrary<Instance> =>
  fc.record({ p: oftenLargest(maxSize), q: oftenLargest(maxSize) }).chain(({ p, q }) => {
    const n = Math.min(p, q);
    return fc.integer({ min: 1, max: n }).chain((m) =>
      fc.record({
        m: fc.constant(m),
        x: rationalInvertible(p),
        y: rationalInvertible(q),
        sigma: distinctPositive(n),
        taken: fc.subarray(
          Array.from({ length: n }, (_, k) => k),
          { minLength: m, maxLength: m },
        ),
        change: rationalInvertible(m),
      }),
    );
  });

const file = ({ m, x, y, sigma }: Instance): unknown => ({
  objective: {
    kind: "custom",
    loss: "-2*tr(F*GammaXY*G') + tr(F*SigmaX*F'*G*SigmaY*G')",
    variables: { F: [m, x.rows], G: [m, y.rows] },
    constants: {
      GammaXY: matrixText(
        product(
          x,
          onFirstColumns(RationalMatrix.identity(x.rows), sigma, RationalMatrix.identity(y.rows)),
          y.transpose(),
        ),
      ),
      SigmaX: { matrix: matrixText(x.multiply(x.transpose())), is: "positive-definite" },
      SigmaY: { matrix: matrixText(y.multiply(y.transpose())), is: "positive-definite" },
    },
  },
});

/** F = T diag(σ_K) X_K⁻¹, G = T⁻ᵀ Y_K⁻¹, rows of the inverses. */
function pointOf({ x, y, sigma, taken, change }: Instance): { F: RationalMatrix; G: RationalMatrix } {
  const rows = (a: RationalMatrix) => columnsAt(inverse(a).transpose(), taken).transpose();
  const scale = RationalMatrix.diagonal(taken.map((k) => sigma[k]!));
  return {
    F: product(change, scale, rows(x)),
    G: inverse(change).transpose().multiply(rows(y)),
  };
}

const lossAt = ({ sigma, taken }: Pick<Instance, "sigma" | "taken">): Rational =>
  taken.reduce((sum, k) => sum.sub(sigma[k]!.mul(sigma[k]!)), ZERO);

/** #{(k, l) : k ∈ K, l ∉ K, σ_l > σ_k}; σ is in descending order. */
const indexOf = ({ taken }: Pick<Instance, "taken">): number =>
  taken.reduce((sum, k, place) => sum + k - place, 0);

const isAsClaimed = (instance: Instance): Check =>
  isExactlyCritical(problemOf(file(instance)), pointOf(instance), {
    value: lossAt(instance),
    index: indexOf(instance),
    nullity: instance.m * instance.m,
  });

const parts: Parts<Instance> = {
  "p ≠ q": ({ x, y }) => x.rows !== y.rows,
  "a saddle": ({ taken }) => indexOf({ taken }) > 0,
  "a minimum": ({ taken }) => indexOf({ taken }) === 0,
  "m > 1": ({ m }) => m > 1,
};

export const linearClip = theorem({
  id: "linear-multimodal-contrastive-learning-is-the-svd-of-the-whitened-cross-covariance",
  section: "literature",
  title: "Linear CLIP: singular vectors of the whitened cross-covariance",
  statement:
    tex`Let $\Sigma_X, \Sigma_Y \succ 0$, let $\Sigma_X^{-1/2}\Gamma\Sigma_Y^{-1/2}$ have the singular values $\sigma_k$, $\min(p, q)$ ` +
    tex`of them, distinct and positive, with vectors $u_k$, $v_k$, and $L(F, G) = -2\operatorname{tr}F\Gamma G^\top + ` +
    tex`\operatorname{tr}F\Sigma_XF^\top G\Sigma_YG^\top$ with $F \in \mathbb{R}^{m \times p}$, $G \in \mathbb{R}^{m \times q}$, $m \le ` +
    tex`\min(p, q)$. Its critical points with $\operatorname{rank}F^\top G = m$ are $F = T\mathrm{diag}(\sigma_K)U_K^\top` +
    tex`\Sigma_X^{-1/2}$, $G = T^{-\top}V_K^\top\Sigma_Y^{-1/2}$ for sets $K$ of $m$ modes and invertible $T$: value $-\sum_K\sigma_k^2$, ` +
    tex`index $\#\{(k, l) : k \in K, l \notin K, \sigma_l > \sigma_k\}$, nullity $m^2$, two copies of $\mathrm{GL}(m)$'s identity ` +
    tex`component each. The minimum is the top $m$.`,
  hypotheses: [
    "Σ_X and Σ_Y are positive definite",
    "the singular values of the whitened cross-covariance are distinct and positive",
    "Fᵀ G has rank m",
  ],
  source: {
    label: "D",
    claim:
      "multimodal contrastive learning as singular value decomposition, as in Nakada, Gulluk, Deng, Ji, Zou, Zhang 2023, with two covariances; indices added",
  },
  status: "proved",
  proof:
    tex`With $Z = \Sigma_X^{1/2}F^\top G\Sigma_Y^{1/2}$ and $C = \Sigma_X^{-1/2}\Gamma\Sigma_Y^{-1/2}$, $L = \|Z - C\|_F^2 - \|C\|_F^2$. At rank $m$ ` +
    tex`the map to $Z$ is a submersion onto the matrices of rank $m$ with fibres $\mathrm{GL}(m)$ of dimension $m^2$, so critical points, ` +
    tex`indices and further nullities are those of $\|Z - C\|_F^2$ on that manifold. There $Z = USV^\top$ is critical iff $U^\top C = ` +
    tex`SV^\top$ and $CV = US$: $Z = \sum_K\sigma_ku_kv_k^\top$. The manifold's second derivative in $Z_{kl}$, $Z_{lk}$, $k \in K$, $l \notin K$, is ` +
    tex`the block with diagonal $1$ and off-diagonal $-\sigma_l/\sigma_k$ ($1$ alone where $l$ has no partner), and $1$ inside $K$: it is ` +
    tex`negative once iff $\sigma_l > \sigma_k$ and never zero.`,
  forms: [
    form({ mode: "exact", instances: instances(3), parts, problem: file, check: isAsClaimed }),
    form({
      mode: "floating",
      share: 0.04,
      // With a term that holds ‖F‖ and ‖G‖ together the orbits of scalars become points.
      instances: fc
        .constantFrom([2, 1], [1, 2])
        .chain(([p, q]) =>
          fc.record({ x: rationalInvertible(p!), y: rationalInvertible(q!), sigma: distinctPositive(1) }),
        ),
      check: ({ x, y, sigma }) => {
        const whole = file({ m: 1, x, y, sigma, taken: [0], change: RationalMatrix.identity(1) }) as {
          objective: { loss: string; constants: object };
        };
        const { loss } = whole.objective;
        return solverListsExactly(
          problemOf({
            objective: { ...whole.objective, loss: `${loss} + norm2(F*SigmaX*F' - G*SigmaY*G')` },
          }),
          [
            { value: ZERO, index: 1, dimension: 0, copies: 1n },
            { value: lossAt({ sigma, taken: [0] }), index: 0, dimension: 0, copies: 2n },
          ],
        );
      },
    }),
  ],
  controls: [
    {
      id: "not-whitened",
      dropped: "the singular vectors of Γ itself, for covariances that are not multiples of the identity",
      form: form({
        mode: "exact",
        instances: instances(3).filter(({ x }) => !x.multiply(x.transpose()).isDiagonal()),
        problem: file,
        check: (instance) => {
          const { x, y } = instance;
          const [one, other] = [RationalMatrix.identity(x.rows), RationalMatrix.identity(y.rows)];
          return isExactlyCritical(problemOf(file(instance)), pointOf({ ...instance, x: one, y: other }));
        },
      }),
    },
    {
      id: "smaller-rank",
      dropped: "F = 0 and G = 0, of rank 0: the index is another, min(p, q) negative directions a unit",
      form: form({
        mode: "exact",
        instances: instances(3),
        problem: file,
        check: (instance) =>
          isExactlyCritical(
            problemOf(file(instance)),
            {
              F: RationalMatrix.zero(instance.m, instance.x.rows),
              G: RationalMatrix.zero(instance.m, instance.y.rows),
            },
            { index: indexOf(instance), nullity: instance.m * instance.m },
          ),
      }),
    },
    {
      id: "equal",
      dropped: "two equal singular values, one of them taken: the nullity is larger",
      form: form({
        mode: "exact",
        instances: instances(3)
          .filter(({ sigma, m }) => m < sigma.length)
          .map(
            (instance): Instance => ({
              ...instance,
              sigma: instance.sigma.map(() => rational(2)),
            }),
          ),
        problem: file,
        check: isAsClaimed,
      }),
    },
  ],
});
