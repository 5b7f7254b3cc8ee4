/** ‖BA − C‖² with weight decay on both factors: linear autoencoders, linear pairs of encoders, unconstrained features. */
import fc from "fast-check";
import { type Rational, RationalMatrix, rational, rationalText, ZERO } from "landscape-atlas";
import {
  type Check,
  form,
  isExactlyCritical,
  matrixText,
  type Parts,
  positiveRational,
  problemOf,
  product,
  rationalOrthogonal,
  solverListsExactly,
  theorem,
} from "landscape-atlas/theorems";
import { claimsOf, inertiaOf, type ModeSet, pointAlong } from "./mode-sets.js";

const tex = String.raw;

interface Instance extends ModeSet {
  readonly lambda: Rational;
  /** Singular values of C, distinct and from the largest on; λ is none of them: σ_k − λ are the levels. */
  readonly sigma: readonly Rational[];
  readonly left: RationalMatrix;
  readonly right: RationalMatrix;
}

/** σ = λ + s² for some, λ·c with c < 1 for the others: all points are rational. */
const instances = (
  maxM: number,
  maxSize: number,
  lambdas: fc.Arbitrary<Rational> = positiveRational,
  same = false,
): fc.Arbitrary<Instance> =>
  fc
    .record({
      m: fc.integer({ min: 1, max: maxM }),
      q: fc.integer({ min: same ? 2 : 1, max: maxSize }),
      p: fc.integer({ min: same ? 2 : 1, max: maxSize }),
      lambda: lambdas,
    })
    .chain(({ m, q, p, lambda }) => {
      const n = Math.min(p, q);
      return fc
        .record({
          alive: same ? fc.constant(n) : fc.oneof(fc.constant(n), fc.nat(n)),
          roots: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: n, maxLength: n }),
          shares: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: n, maxLength: n }),
          left: rationalOrthogonal(q),
          right: rationalOrthogonal(p),
          frame: rationalOrthogonal(m),
          wanted: fc.array(fc.boolean(), { minLength: n, maxLength: n }),
        })
        .map(({ alive, roots, shares, left, right, frame, wanted }): Instance => {
          const above = roots
            .slice(0, alive)
            .sort((a, b) => b - a)
            .map((s) => rational(`${same ? 3 : s}/3`));
          const below = shares
            .slice(alive)
            .sort((a, b) => b - a)
            .map((c) => lambda.mul(c).div(10));
          let room = m;
          const taken = above.map((_, k) => wanted[k]! && room-- > 0);
          return {
            m,
            lambda,
            sigma: [...above.map((s) => lambda.add(s.mul(s))), ...below],
            roots: [...above, ...below.map(() => null)],
            left,
            right,
            frame,
            taken: [...taken, ...below.map(() => false)],
          };
        });
    });

const matrixOf = ({ sigma, left, right }: Instance): RationalMatrix =>
  product(
    left,
    RationalMatrix.generate(left.rows, right.rows, (i, j) => (i === j ? sigma[i]! : ZERO)),
    right.transpose(),
  );

const file = (instance: Instance): unknown => {
  const { m, lambda, left, right } = instance;
  return {
    objective: {
      kind: "custom",
      loss: "norm2(B*A - C) + lambda*(norm2(A) + norm2(B))",
      variables: { A: [m, right.rows], B: [left.rows, m] },
      constants: { C: matrixText(matrixOf(instance)) },
      parameters: { lambda: rationalText(lambda) },
    },
  };
};

/** A = R diag(s) V_Kᵀ, B = U_K diag(s) Rᵀ, the columns of R one for each k in K. */
const pointOf = (instance: Instance): Record<"A" | "B", RationalMatrix> => ({
  A: pointAlong(instance, instance.right),
  B: pointAlong(instance, instance.left).transpose(),
});

/** Σ_K (2λσ − λ²) + Σ_{not K} σ². */
const valueAt = ({ lambda, sigma, taken }: Instance): Rational =>
  sigma.reduce(
    (sum, s, k) => sum.add(taken[k] ? lambda.mul(s).mul(2).sub(lambda.mul(lambda)) : s.mul(s)),
    ZERO,
  );

const isAsClaimed = (instance: Instance): Check =>
  isExactlyCritical(problemOf(file(instance)), pointOf(instance), {
    value: valueAt(instance),
    ...inertiaOf(instance),
  });

const parts: Parts<Instance> = {
  "a smaller one taken before a larger one": ({ taken }) =>
    taken.some((is, k) => is && taken.slice(0, k).includes(false)),
  "r = m": ({ taken, m }) => taken.filter(Boolean).length === m,
  "0 < r < m": ({ taken, m }) => taken.includes(true) && taken.filter(Boolean).length < m,
  collapse: ({ taken }) => !taken.includes(true),
  "σ_k < λ for some k": ({ sigma, lambda }) => sigma.some((s) => s.compare(lambda) < 0),
  "p ≠ q": ({ left, right }) => left.rows !== right.rows,
};

export const twoFactors = theorem({
  id: "critical-points-of-a-two-factor-loss-with-decay-are-sets-of-singular-values-above-it",
  section: "literature",
  title: "Two-factor losses with weight decay",
  statement:
    tex`Let $C \in \mathbb{R}^{q \times p}$ have distinct singular values $\sigma_k$ (rank and corank aside: zeros beyond ` +
    tex`$\min(p, q)$ do not count), none equal to $\lambda > 0$, and $L(A, B) = \|BA - C\|_F^2 + \lambda(\|A\|_F^2 + \|B\|_F^2)$ ` +
    tex`with $A \in \mathbb{R}^{m \times p}$, $B \in \mathbb{R}^{q \times m}$. The critical components are given by the sets $K ` +
    tex`\subset \{k : \sigma_k > \lambda\}$ of $r \le m$ elements: $A = R\,\mathrm{diag}(\sqrt{\sigma_k - \lambda})V_K^\top$, $B = ` +
    tex`U_K\,\mathrm{diag}(\sqrt{\sigma_k - \lambda})R^\top$, $R^\top R = I_r$. The value is $\sum_K(2\lambda\sigma_k - \lambda^2) + ` +
    tex`\sum_{l \notin K}\sigma_l^2$, the index $(m-r)\,\#\{l \notin K : \sigma_l > \lambda\} + \#\{(k, l) : k \in K, l \notin K, ` +
    tex`\sigma_l > \sigma_k\}$, the nullity is the dimension $mr - r(r+1)/2$; a component is connected unless $r = m$ (two copies).`,
  hypotheses: ["λ > 0", "the singular values of C are distinct", "no singular value equals λ"],
  source: {
    label: "D",
    claim:
      "regularised linear autoencoders, linear pairs of encoders with decay, unconstrained features with distinct classes",
  },
  status: "proved",
  proof:
    tex`The equations are $B^\top(BA - C) + \lambda A = 0$ and $(BA - C)A^\top + \lambda B = 0$. Multiply the first by $A^\top$ from ` +
    tex`the right and the second by $B^\top$ from the left: $\lambda AA^\top = \lambda B^\top B$, so $AA^\top = B^\top B =: S$. Then ` +
    tex`$C A^\top = B(S + \lambda)$ and $C^\top B = A^\top(S + \lambda)$. With $S = R\,\mathrm{diag}(s_k^2)R^\top$ over its range, the ` +
    tex`columns $b_k = BR_k/s_k$ and $a_k = A^\top R_k/s_k$ are orthonormal and $C a_k = (s_k^2 + \lambda)b_k$, $C^\top b_k = (s_k^2 ` +
    tex`+ \lambda)a_k$: singular pairs with $\sigma_k = s_k^2 + \lambda > \lambda$. The value follows by substitution. Hessian, in ` +
    tex`coordinates where $C$ and $R$ are diagonal: $dA$, $dB$ at rows $i > r$ and column $l \notin K$ see twice the block with ` +
    tex`diagonal $\lambda$ and off-diagonal $-\sigma_l$: one negative direction iff $\sigma_l > \lambda$, with $l \in K$ the block ` +
    tex`$\bigl(\begin{smallmatrix}\sigma_l & -\sigma_l\\ -\sigma_l & \sigma_l\end{smallmatrix}\bigr)$ (one zero, $r(m-r)$ in all); row ` +
    tex`$k \in K$ and column $l \notin K$ the block with diagonal $\sigma_k$ and off-diagonal $-\sigma_l$: negative iff ` +
    tex`$\sigma_l > \sigma_k$; rows and columns in $K$: the rotations of $R$ give $r(r-1)/2$ zeros, all else is positive. The zeros ` +
    tex`add up to $\dim \mathrm{St}(m, r) = mr - r(r+1)/2$.`,
  forms: [
    form({
      mode: "exact",
      instances: instances(3, 3),
      parts,
      problem: file,
      check: isAsClaimed,
    }),
    form({
      mode: "floating",
      share: 0.06,
      instances: fc
        .record({ wide: instances(1, 2), high: instances(2, 1) })
        .chain(({ wide, high }) => fc.constantFrom(wide, high)),
      problem: file,
      check: (instance) => solverListsExactly(problemOf(file(instance)), claimsOf(instance, valueAt)),
    }),
  ],
  controls: [
    {
      id: "no-decay",
      dropped: "λ = 0: GL(m) acts, and the nullity is larger",
      form: form({
        mode: "exact",
        instances: instances(2, 2, fc.constant(ZERO)).filter(({ taken }) => taken.includes(true)),
        problem: file,
        check: isAsClaimed,
      }),
    },
    {
      id: "repeated",
      dropped:
        "a singular value twice, once taken and once not: rotations between the two are zeros of the Hessian",
      form: form({
        mode: "exact",
        instances: instances(1, 2, positiveRational, true).map(
          (instance): Instance => ({
            ...instance,
            taken: [true, ...instance.taken.slice(1).map(() => false)],
          }),
        ),
        problem: file,
        check: isAsClaimed,
      }),
    },
  ],
});
