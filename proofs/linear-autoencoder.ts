/** The linear autoencoder with weight decay on both layers, its critical points with their indices. */
import fc from "fast-check";
import { type Rational, type RationalMatrix, rational, rationalText, ZERO } from "landscape-atlas";
import {
  type Check,
  form,
  isExactlyCritical,
  matrixText,
  type Parts,
  positiveRational,
  problemOf,
  rationalInvertible,
  rationalOrthogonal,
  solverListsExactly,
  theorem,
  withSpectrum,
} from "landscape-atlas/theorems";
import { claimsOf, inertiaOf, type ModeSet, pointAlong } from "./mode-sets.js";

const tex = String.raw;
const ONE = rational(1);

/** Levels 1 − λ/c_k, so that they are ordered as the eigenvalues c_k of Σ. */
interface Instance extends ModeSet {
  readonly lambda: Rational;
  /** c_k ≤ λ where a mode is dead. */
  readonly spectrum: readonly Rational[];
  readonly q: RationalMatrix;
}

const instances = (
  maxM: number,
  maxP: number,
  lambdas: fc.Arbitrary<Rational> = positiveRational,
): fc.Arbitrary<Instance> =>
  fc
    .record({ m: fc.integer({ min: 1, max: maxM }), p: fc.integer({ min: 1, max: maxP }), lambda: lambdas })
    .chain(({ m, p, lambda }) =>
      fc
        .record({
          roots: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: p, maxLength: p }),
          shares: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: p, maxLength: p }),
          alive: fc.array(fc.oneof(fc.constant(true), fc.boolean()), { minLength: p, maxLength: p }),
          wanted: fc.array(fc.boolean(), { minLength: p, maxLength: p }),
          frame: rationalOrthogonal(m),
          q: rationalOrthogonal(p),
        })
        .map(({ roots, shares, alive, wanted, frame, q }): Instance => {
          const levels = roots.map((n, k) => (alive[k] ? rational(`${n}/9`) : null));
          let room = m;
          return {
            m,
            lambda,
            roots: levels,
            spectrum: levels.map((t, k) =>
              t === null ? lambda.mul(shares[k]!).div(10) : lambda.div(ONE.sub(t.mul(t))),
            ),
            taken: levels.map((t, k) => t !== null && wanted[k]! && room-- > 0),
            frame,
            q,
          };
        }),
    );

const fileOf = ({ m, lambda }: Pick<Instance, "m" | "lambda">, sigma: RationalMatrix): unknown => ({
  objective: {
    kind: "custom",
    loss: `let E = I(${sigma.rows}) - B*A; tr(E*S*E') + lambda*(norm2(A) + norm2(B))`,
    variables: { A: [m, sigma.rows], B: [sigma.rows, m] },
    constants: { S: { matrix: matrixText(sigma), is: "positive-definite" } },
    parameters: { lambda: rationalText(lambda) },
  },
});

const file = (instance: Instance): unknown => fileOf(instance, withSpectrum(instance.q, instance.spectrum));

/** Σ_K (2λ − λ²/c) + Σ_{not K} c. */
const valueAt = ({ lambda, spectrum, taken }: Instance): Rational =>
  spectrum.reduce((sum, c, k) => sum.add(taken[k] ? lambda.mul(2).sub(lambda.mul(lambda).div(c)) : c), ZERO);

const pointOf = (instance: Instance): { A: RationalMatrix; B: RationalMatrix } => {
  const a = pointAlong(instance, instance.q);
  return { A: a, B: a.transpose() };
};

const isAsClaimed = (instance: Instance): Check =>
  isExactlyCritical(problemOf(file(instance)), pointOf(instance), {
    value: valueAt(instance),
    ...inertiaOf(instance),
  });

const parts: Parts<Instance> = {
  collapse: ({ taken }) => !taken.includes(true),
  "0 < r < m": ({ taken, m }) => taken.includes(true) && taken.filter(Boolean).length < m,
  "r = m": ({ taken, m }) => taken.filter(Boolean).length === m,
  "c_k < λ for some k": ({ roots }) => roots.includes(null),
  "a larger mode left out": ({ roots, taken }) =>
    roots.some((t, l) => t !== null && !taken[l] && roots.some((s, k) => taken[k] && t.compare(s!) > 0)),
};

export const linearAutoencoder = theorem({
  id: "regularised-linear-autoencoders-are-symmetric-and-keep-principal-directions-above-the-decay",
  section: "literature",
  title: "Linear autoencoder with weight decay",
  statement:
    tex`Let $\Sigma \succ 0$ have distinct eigenvalues $c_k$, none equal to $\lambda > 0$, and $L(A, B) = \operatorname{tr}(I - ` +
    tex`BA)\Sigma(I - BA)^\top + \lambda(\|A\|_F^2 + \|B\|_F^2)$, $A \in \mathbb{R}^{m \times p}$. Every critical point has $B = ` +
    tex`A^\top$ and $A = R\,\mathrm{diag}(\sqrt{1 - \lambda/c_k})Q_K^\top$ with eigenvectors $Q_K$ for a set $K \subset \{k : c_k > ` +
    tex`\lambda\}$ of $r \le m$ elements and $R^\top R = I_r$. The value is $\sum_K(2\lambda - \lambda^2/c_k) + \sum_{l \notin K}c_l$, the ` +
    tex`index $(m-r)\,\#\{l \notin K : c_l > \lambda\} + \#\{(k, l) : k \in K, l \notin K, c_l > c_k\}$, the nullity ` +
    tex`$mr - r(r+1)/2$, the dimension. All local minima are global.`,
  hypotheses: ["Σ is positive definite with distinct eigenvalues", "λ > 0", "no eigenvalue equals λ"],
  source: {
    label: "D",
    claim:
      "loss landscape of regularised linear autoencoders, transposed layers included, as in Kunin, Bloom, Goeva, Seed 2019; indices added",
  },
  status: "proved",
  proof:
    tex`The equations are $B^\top E\Sigma = \lambda A$ and $E\Sigma A^\top = \lambda B$, $E = I - BA$. Hence $AA^\top = B^\top B =: S$. With $M = ` +
    tex`A\Sigma A^\top$ the second is $A\Sigma = (\lambda + M)B^\top$, so $Y := AB = M(\lambda + M)^{-1} = Y^\top$ and $A\Sigma B = (\lambda ` +
    tex`+ M)S$; the first times $B$ is $N := B^\top\Sigma B = \lambda Y + S(\lambda + M)S$. On the range of $M$, which is that of $S$, ` +
    tex`$\bigl(\begin{smallmatrix}M & A\Sigma B\\ \cdot & N\end{smallmatrix}\bigr) \succeq 0$ gives $\lambda Y \succeq ` +
    tex`S(\lambda+M)[M^{-1}(\lambda + M) - 1]S = \lambda SY^{-1}S$, so $S \preceq Y$, while $(A - B^\top)(A - B^\top)^\top = 2(S - Y) \succeq ` +
    tex`0$. So $S = Y$ and $A = B^\top$, and $A\Sigma = (\lambda + M)A$ with $AA^\top = M(\lambda + M)^{-1}$: the rows, in a basis where $M$ ` +
    tex`is diagonal, are $\sqrt{1 - \lambda/c_k}$ times eigenvectors. Second order, $a = dA$, $b = dB$: unused units $i$ with $l \notin K$ the block ` +
    tex`with diagonal $\lambda$ and off-diagonal $-c_l$, with $k \in K$: $\lambda(a - b)^2$; $a_{kl}$, $b_{lk}$, $l \notin K$: the determinant ` +
    tex`is $(c_k - c_l)(\lambda + c_l)$ and the entry of $b^2$ is $c_k > 0$; inside $K$: $\lambda(b_{kl} - a_{lk})^2 + \lambda(b_{lk} - a_{kl})^2 + ` +
    tex`c_l(dBA)_{kl}^2 + c_k(dBA)_{lk}^2$, zero on the rotations of $R$ alone. Index $0$ thus asks for the top $\min(m, \#\{c_k > ` +
    tex`\lambda\})$ modes, of one value.`,
  forms: [
    form({ mode: "exact", instances: instances(3, 3), parts, problem: file, check: isAsClaimed }),
    form({
      mode: "floating",
      share: 0.06,
      instances: fc.oneof(instances(1, 2), instances(2, 1)),
      problem: file,
      check: (instance) => solverListsExactly(problemOf(file(instance)), claimsOf(instance, valueAt)),
    }),
  ],
  controls: [
    {
      id: "no-decay",
      dropped:
        "λ = 0: every invertible change of the hidden units is critical, B ≠ Aᵀ, and the nullity is larger",
      form: form({
        mode: "exact",
        // Levels 1 − 0/c = 1: A = R Q_Kᵀ, for any spectrum.
        instances: instances(2, 3)
          .filter(({ taken }) => taken.includes(true))
          .map((instance): Instance => ({ ...instance, lambda: ZERO, roots: instance.roots.map(() => ONE) })),
        problem: file,
        check: isAsClaimed,
      }),
    },
    {
      id: "decay-above",
      dropped: "modes with c_k < λ are counted as if they were alive",
      form: form({
        mode: "exact",
        instances: instances(2, 3).filter(
          ({ roots, taken, m }) => roots.includes(null) && taken.filter(Boolean).length < m,
        ),
        problem: file,
        check: (instance) =>
          isExactlyCritical(problemOf(file(instance)), pointOf(instance), {
            ...inertiaOf({ ...instance, roots: instance.roots.map((t) => t ?? rational("1/100")) }),
          }),
      }),
    },
    {
      id: "not-principal",
      dropped: "Σ has other eigenvectors",
      form: form({
        mode: "exact",
        instances: fc
          .record({ instance: instances(2, 3), b: fc.constant(0) })
          .chain(({ instance }) =>
            fc.record({ instance: fc.constant(instance), b: rationalInvertible(instance.roots.length) }),
          )
          .filter(
            ({ instance: { taken, q }, b }) =>
              taken.includes(true) &&
              !q.transpose().multiply(b).multiply(b.transpose()).multiply(q).isDiagonal(),
          ),
        check: ({ instance, b }) =>
          isExactlyCritical(problemOf(fileOf(instance, b.multiply(b.transpose()))), pointOf(instance)),
      }),
    },
  ],
});
