/** Losses that name entries: Barlow Twins with a weight on the off-diagonal, which leaves signed permutations of O(m). */
import fc from "fast-check";
import { type Rational, RationalMatrix, rational, rationalText, ZERO } from "landscape-atlas";
import {
  type Check,
  fails,
  form,
  holds,
  isExactlyCritical,
  matrixText,
  type Parts,
  positiveRational,
  problemOf,
  rationalInvertible,
  require,
  smallRational,
  theorem,
} from "landscape-atlas/theorems";

const tex = String.raw;
const ONE = rational(1);

const file = (gamma: RationalMatrix, m: number, lambda: Rational): unknown => ({
  model: { moments: { gamma: matrixText(gamma), sigma: matrixText(gamma) } },
  objective: {
    kind: "custom",
    loss: `let C = W*Gamma*W'; norm2(diag(C) - ones(${m},1)) + lambda*norm2(offdiag(C))`,
    variables: { W: [m, gamma.rows] },
    parameters: { lambda: rationalText(lambda) },
  },
});

interface Instance {
  readonly lambda: Rational;
  /** Γ with vᵀΓv = 1. */
  readonly gamma: RationalMatrix;
  /** p×1. */
  readonly v: RationalMatrix;
  /** W = u vᵀ. */
  readonly u: readonly Rational[];
}

const nonzero = (length: number) =>
  fc
    .array(smallRational, { minLength: length, maxLength: length })
    .filter((entries) => entries.some((x) => !x.equals(ZERO)));

/** Γ ≻ 0 and v, scaled to vᵀΓv = s. */
const forms = (s: Rational): fc.Arbitrary<{ gamma: RationalMatrix; v: RationalMatrix }> =>
  fc.integer({ min: 1, max: 3 }).chain((p) =>
    fc.record({ b: rationalInvertible(p), entries: nonzero(p) }).map(({ b, entries }) => {
      const gamma = b.multiply(b.transpose());
      const v = RationalMatrix.generate(p, 1, (i) => entries[i]!);
      return { gamma: gamma.scale(s.div(v.transpose().multiply(gamma).multiply(v).get(0, 0))), v };
    }),
  );

const positiveNotOne = positiveRational.filter((lambda) => !lambda.equals(ONE));

/** u with entries 0 and ±1, or any others. */
const instances: fc.Arbitrary<Instance> = fc
  .record({ m: fc.integer({ min: 2, max: 4 }), lambda: positiveNotOne, isEven: fc.boolean() })
  .chain(({ m, lambda, isEven }) => {
    const entries = isEven
      ? fc
          .array(fc.constantFrom(-1, 0, 1), { minLength: m, maxLength: m })
          .filter((list) => list.some((x) => x !== 0))
          .map((list) => list.map((x) => rational(x)))
      : nonzero(m);
    return entries.chain((u) => {
      const k = u.filter((x) => !x.equals(ZERO)).length;
      const t = levelOf(lambda, k);
      return forms(t).map((made) => ({ lambda, u, ...made }));
    });
  });

/** t_k = 1/(1 + λ(k−1)), the entries of the diagonal of C that are not 0. */
const levelOf = (lambda: Rational, k: number): Rational => ONE.div(lambda.mul(k - 1).add(1));

/** m − k + λk(k−1) t_k. */
const valueWith = (lambda: Rational, m: number, k: number): Rational =>
  lambda
    .mul(k * (k - 1))
    .mul(levelOf(lambda, k))
    .add(m - k);

const pointOf = ({ u, v }: Instance): RationalMatrix =>
  RationalMatrix.generate(u.length, v.rows, (i, j) => u[i]!.mul(v.get(j, 0)));

/** W is critical iff its entries are as claimed, and then has the claimed value. */
function isAsClaimed(instance: Instance): Check {
  const { gamma, u, v, lambda } = instance;
  const problem = problemOf(file(gamma, u.length, lambda));
  const s = v.transpose().multiply(gamma).multiply(v).get(0, 0);
  const others = u.filter((x) => !x.equals(ZERO));
  const level = levelOf(lambda, others.length);
  const claimed = others.every((x) => s.mul(x).mul(x).equals(level));
  const point = { W: pointOf(instance) };
  const isCritical = isExactlyCritical(problem, point).verdict === "holds";
  if (isCritical !== claimed) return fails(`critical: ${isCritical}, claimed: ${claimed}`);
  if (!claimed) return holds();
  return isExactlyCritical(problem, point, { value: valueWith(lambda, u.length, others.length) });
}

const equalEntries = ({ u }: Instance): boolean => {
  const [first, ...rest] = u.filter((x) => !x.equals(ZERO)).map((x) => x.abs());
  return rest.every((x) => x.equals(first!));
};

const parts: Parts<Instance> = {
  "all entries of u used": ({ u }) => u.every((x) => !x.equals(ZERO)),
  "one entry of u used": ({ u }) => u.filter((x) => !x.equals(ZERO)).length === 1,
  "entries of different size": (instance) => !equalEntries(instance),
  "λ < 1": ({ lambda }) => lambda.compare(ONE) < 0,
  "λ > 1": ({ lambda }) => lambda.compare(ONE) > 0,
};

export const rankOne = theorem({
  id: "rank-one-critical-points-of-the-weighted-barlow-loss-use-k-features-equally",
  section: "literature",
  title: "Rank-one critical points of Barlow Twins with a weight on the off-diagonal",
  statement:
    tex`Let $\Gamma \succ 0$, $\lambda > 0$, $\lambda \ne 1$, $C = W\Gamma W^\top$, and $L(W) = \sum_i (C_{ii} - 1)^2 + ` +
    tex`\lambda\sum_{i \ne j} C_{ij}^2$ for $W \in \mathbb{R}^{m \times p}$. A matrix $W = u v^\top \ne 0$ is critical if and only if ` +
    tex`the nonzero ones of $C_{11}, \dots, C_{mm}$, $k$ in number, all equal $1/(1 + \lambda(k-1))$. Its value is ` +
    tex`$m - k + \lambda k(k-1)/(1 + \lambda(k-1))$: for $m = 2$ it is $1$ or $2\lambda/(1+\lambda)$.`,
  hypotheses: ["Γ is positive definite", "λ > 0, λ ≠ 1"],
  source: {
    label: "D",
    claim: "classification of the rank-one critical points of linear Barlow Twins with λ",
  },
  status: "proved",
  proof:
    tex`The gradient is $4NW\Gamma$ with $N = \mathrm{Diag}(\mathrm{diag}\,C) - I + \lambda\,\mathrm{offdiag}(C)$. For $W = uv^\top$, ` +
    tex`$W\Gamma = u(\Gamma v)^\top$ with $\Gamma v \ne 0$, so $W$ is critical iff $Nu = 0$. With $s = v^\top\Gamma v > 0$, $C = ` +
    tex`s\,uu^\top$ and $(Nu)_i = u_i(su_i^2 - 1 + \lambda s\sum_{j \ne i} u_j^2)$. Where $u_i, u_j \ne 0$ the difference of the two ` +
    tex`brackets is $(1 - \lambda)s(u_i^2 - u_j^2)$, so that $su_i^2 = t$ for all of them, and $t(1 + \lambda(k-1)) = 1$. The value ` +
    tex`is $m - k + k(1-t)^2 + \lambda k(k-1)t^2$, and with $1 - t = \lambda(k-1)t$ the last two terms are $\lambda k(k-1)t^2 ` +
    tex`(\lambda(k-1) + 1) = \lambda k(k-1)t$.`,
  forms: [
    form({
      mode: "exact",
      instances,
      parts,
      problem: ({ gamma, u, lambda }) => file(gamma, u.length, lambda),
      check: isAsClaimed,
    }),
  ],
  controls: [
    {
      id: "equal-weights",
      dropped: "λ = 1: O(m) is restored, and entries of any sizes are critical",
      form: form({
        mode: "exact",
        instances: fc.constantFrom([1, 2], [1, 3], [2, -1, 2], [1, 0, 2]).chain((entries) => {
          const u = entries.map((x) => rational(x));
          const square = u.reduce((sum, x) => sum.add(x.mul(x)), ZERO);
          return forms(ONE.div(square)).map((made): Instance => ({ lambda: ONE, u, ...made }));
        }),
        problem: ({ gamma, u, lambda }) => file(gamma, u.length, lambda),
        check: isAsClaimed,
      }),
    },
    {
      id: "singular",
      dropped: "Γ ⪰ 0 with v in its kernel: critical with C = 0",
      form: form({
        mode: "exact",
        instances: fc.record({ t: positiveRational, lambda: positiveNotOne, u: nonzero(2) }),
        problem: ({ t, u, lambda }) => file(RationalMatrix.diagonal([t, ZERO]), u.length, lambda),
        check: ({ t, u, lambda }) => {
          const gamma = RationalMatrix.diagonal([t, ZERO]);
          const v = RationalMatrix.from([[0], [1]]);
          const problem = problemOf(file(gamma, u.length, lambda));
          const isCritical = isExactlyCritical(problem, { W: pointOf({ lambda, gamma, u, v }) });
          // Nothing on the diagonal is above 0, so that it should not be critical.
          return require(isCritical.verdict === "fails", "critical with C = 0");
        },
      }),
    },
  ],
});
