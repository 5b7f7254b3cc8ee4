/** Linear VICReg with the variance hinge: what is critical on its kink, on its active and on its inactive side. */
import fc from "fast-check";
import {
  exactStationarity,
  exactValue,
  inverse,
  type Rational,
  RationalMatrix,
  rational,
  rationalText,
  sign,
  ZERO,
} from "landscape-atlas";
import {
  all,
  type Check,
  fails,
  form,
  holds,
  landscapeOf,
  matrixText,
  type Parts,
  positiveRational,
  problemOf,
  product,
  rationalInvertible,
  rationalMatrix,
  require,
  theorem,
} from "landscape-atlas/theorems";

const tex = String.raw;
const ONE = rational(1);

/** Σ = B Bᵀ, Γ = B diag(λ) Bᵀ. */
interface Instance {
  readonly mu: Rational;
  readonly b: RationalMatrix;
  readonly lambda: readonly Rational[];
  /** The mode and the sign of each row. */
  readonly rows: readonly { readonly k: number; readonly negative: boolean }[];
}

const instances = (modes: fc.Arbitrary<Rational>): fc.Arbitrary<Instance> =>
  fc
    .record({ m: fc.integer({ min: 1, max: 3 }), p: fc.integer({ min: 1, max: 3 }) })
    .chain(({ m, p }) =>
      fc.record({
        mu: positiveRational,
        b: rationalInvertible(p),
        lambda: fc.uniqueArray(modes, { minLength: p, maxLength: p, selector: rationalText }),
        rows: fc.array(fc.record({ k: fc.nat(p - 1), negative: fc.boolean() }), {
          minLength: m,
          maxLength: m,
        }),
      }),
    )
    // No level exactly at the threshold.
    .filter(({ lambda, mu }) => lambda.every((x) => sign(share(x, mu).sub(1)) !== 0));

/** θ = 2(1 − λ)/μ. */
const share = (lambda: Rational, mu: Rational): Rational => ONE.sub(lambda).mul(2).div(mu);

/** λ < 1: Σ ≻ Γ. */
const below: fc.Arbitrary<Rational> = fc.integer({ min: -9, max: 9 }).map((n) => rational(`${n}/10`));

/** One side of every hinge, active or not, beside the invariance and, if any, a weight on the off-diagonal. */
const side = ({ mu, b, lambda, rows: { length: m } }: Instance, active: boolean, covariance: Rational) =>
  problemOf({
    model: {
      moments: {
        gamma: matrixText(product(b, RationalMatrix.diagonal(lambda), b.transpose())),
        sigma: matrixText(b.multiply(b.transpose())),
      },
    },
    objective: {
      kind: "custom",
      loss: `let C = W*Sigma*W'; ${active ? `mu*tr(I(${m}) - C) + ` : ""}2*tr(W*(Sigma - Gamma)*W') + nu*norm2(offdiag(C))`,
      variables: { W: [m, b.rows] },
      parameters: { mu: rationalText(mu), nu: rationalText(covariance) },
    },
  });

/** Whether a convex combination of the gradients of both sides is 0, row by row: W is critical in Clarke's sense. */
function isCriticalOnKink(instance: Instance, w: RationalMatrix, covariance: Rational): boolean {
  const point = new Map([["W", w]]);
  const [active, inactive] = [true, false].map(
    (is) => exactStationarity(landscapeOf(side(instance, is, covariance)), point)[0]!,
  );
  return instance.rows.every((_, i) => {
    const one = active!.toRows()[i]!;
    const other = inactive!.toRows()[i]!;
    const at = one.findIndex((x, j) => !x.equals(other[j]!));
    // On the kink wᵀΣw = 1, so the gradients differ.
    const theta = other[at]!.div(other[at]!.sub(one[at]!));
    const within01 = sign(theta) >= 0 && theta.compare(ONE) <= 0;
    return within01 && one.every((x, j) => sign(theta.mul(x).add(ONE.sub(theta).mul(other[j]!))) === 0);
  });
}

/** Rows ±Q_k, Q = B⁻¹. */
const pointOf = ({ b, rows }: Instance): RationalMatrix => {
  const q = inverse(b);
  return RationalMatrix.generate(rows.length, b.rows, (i, j) => {
    const entry = q.get(rows[i]!.k, j);
    return rows[i]!.negative ? entry.neg() : entry;
  });
};

const lossAt = ({ lambda, rows }: Instance): Rational =>
  rows.reduce((sum, { k }) => sum.add(ONE.sub(lambda[k]!).mul(2)), ZERO);

function isAsClaimed(instance: Instance, covariance: Rational): Check {
  const { lambda, mu, rows } = instance;
  const w = pointOf(instance);
  const claimed = rows.every(({ k }) => share(lambda[k]!, mu).compare(ONE) < 0);
  if (isCriticalOnKink(instance, w, covariance) !== claimed)
    return fails(`critical on the kink: ${!claimed}, claimed: ${claimed}`);
  const value = exactValue(landscapeOf(side(instance, true, covariance)), new Map([["W", w]]));
  return require(value.equals(lossAt(instance)), "another value");
}

/** m · min(μ, 2(1 − λ₁)). */
function bound({ lambda, mu, rows: { length: m } }: Instance): Rational {
  const top = lambda.reduce((a, x) => (x.compare(a) > 0 ? x : a));
  const kept = ONE.sub(top).mul(2);
  return (kept.compare(mu) < 0 ? kept : mu).mul(m);
}

/** The loss itself, row by row: the larger of both sides. */
function valueAt(instance: Instance, w: RationalMatrix): Rational {
  return w.toRows().reduce((sum, row) => {
    const one = { ...instance, rows: [{ k: 0, negative: false }] };
    const point = new Map([["W", RationalMatrix.from([row])]]);
    const [a, b] = [true, false].map((is) => exactValue(landscapeOf(side(one, is, ZERO)), point));
    return sum.add(a!.compare(b!) > 0 ? a! : b!);
  }, ZERO);
}

const parts: Parts<Instance> = {
  "critical on the kink": ({ lambda, mu, rows }) =>
    rows.every(({ k }) => share(lambda[k]!, mu).compare(ONE) < 0),
  "not critical": ({ lambda, mu, rows }) => rows.some(({ k }) => share(lambda[k]!, mu).compare(ONE) > 0),
  "two rows on one mode": ({ rows }) => new Set(rows.map(({ k }) => k)).size < rows.length,
};

export const vicRegHinge = theorem({
  id: "the-variance-hinge-holds-every-row-on-one-generalised-eigenvector-unless-it-collapses",
  section: "literature",
  title: "Linear VICReg with the variance hinge",
  statement:
    tex`Let $\Sigma \succ \Gamma = \Gamma^\top$, $\Sigma \succ 0$, with distinct generalised eigenvalues $\lambda_k$, $C = W\Sigma W^\top$, $\mu > 0$, ` +
    tex`none of $1 - \mu/2$ equal to a $\lambda_k$, and $L(W) = \mu\sum_i\max(0, 1 - C_{ii}) + \mathbb{E}\|Wa_1 - Wa_2\|^2$. A row is ` +
    tex`critical (in Clarke's sense) iff it is $0$, or $\pm$ a generalised eigenvector with $C_{ii} = 1$ and $\lambda_k > 1 - \mu/2$: ` +
    tex`nothing is critical inside either side of the hinge but $0$. The minimum is $m\min(\mu, 2(1 - \lambda_1))$: collapse if $\lambda_1 < ` +
    tex`1 - \mu/2$, otherwise every row $\pm$ the top generalised eigenvector: rank one, unless the covariance term forbids it.`,
  hypotheses: ["Σ − Γ and Σ are positive definite", "μ > 0, no λ_k at 1 − μ/2", "no covariance term"],
  source: {
    label: "D",
    claim:
      "linear VICReg (Bardes, Ponce, LeCun 2022) with its hinge on the variance, at the smooth and at the active side",
  },
  status: "proved",
  proof:
    tex`A row $w$ with $c = w^\top\Sigma w$: for $c > 1$ the gradient is $4(\Sigma - \Gamma)w \ne 0$; for $c < 1$ it is $2(2(\Sigma - \Gamma) - \mu\Sigma)w$, ` +
    tex`zero only at $w = 0$ as no $2(1 - \lambda_k) = \mu$; at $c = 1$ Clarke's gradients are $4(\Sigma - \Gamma)w - 2\theta\mu\Sigma w$, $\theta ` +
    tex`\in [0, 1]$, zero iff $w$ is a generalised eigenvector and $\theta = 2(1 - \lambda_k)/\mu \le 1$. For the minimum, ` +
    tex`$\mathbb{E}(w^\top(a_1 - a_2))^2 \ge 2(1 - \lambda_1)c$, and $\mu\max(0, 1 - c) + 2(1-\lambda_1)c$ is smallest at $c = 0$ or $c = 1$.`,
  forms: [
    form({
      mode: "exact",
      instances: instances(below),
      parts,
      check: (instance) => isAsClaimed(instance, ZERO),
    }),
    form({
      mode: "exact",
      share: 0.5,
      instances: instances(below).chain((instance) =>
        fc.record({
          instance: fc.constant(instance),
          w: rationalMatrix(instance.rows.length, instance.b.rows),
          shrink: fc.constantFrom("1", "1/4", "1/16"),
        }),
      ),
      check: ({ instance, w, shrink }) => {
        const least = bound(instance);
        const top = instance.lambda.reduce((a, x, k) => (x.compare(instance.lambda[a]!) > 0 ? k : a), 0);
        const best = { ...instance, rows: instance.rows.map((row) => ({ ...row, k: top })) };
        const kept = valueAt(instance, pointOf(best));
        const gone = valueAt(instance, RationalMatrix.zero(w.rows, w.columns));
        return all(
          require(valueAt(instance, w.scale(rational(shrink))).compare(least) >= 0, "below the minimum"),
          require((kept.compare(gone) < 0 ? kept : gone).equals(least), "the minimum is not attained"),
        );
      },
    }),
  ],
  controls: [
    {
      id: "covariance",
      dropped: "the covariance term: two rows on one mode push each other away",
      form: form({
        mode: "exact",
        instances: instances(below).filter(
          (instance) =>
            new Set(instance.rows.map(({ k }) => k)).size < instance.rows.length &&
            instance.rows.every(({ k }) => share(instance.lambda[k]!, instance.mu).compare(ONE) < 0),
        ),
        check: (instance) => isAsClaimed(instance, rational(3)),
      }),
    },
    {
      id: "anti-correlated",
      dropped: "Σ ⊁ Γ: for λ > 1 rows grow without bound, and the kink is not critical",
      form: form({
        mode: "exact",
        instances: instances(fc.integer({ min: 11, max: 30 }).map((n) => rational(`${n}/10`))),
        check: (instance) => isAsClaimed(instance, ZERO),
      }),
    },
    {
      id: "weak-hinge",
      dropped: "μ < 2(1 − λ₁): the top generalised eigenvector is not the minimum",
      form: form({
        mode: "exact",
        instances: instances(below).filter(({ lambda, mu }) =>
          lambda.every((x) => share(x, mu).compare(ONE) > 0),
        ),
        check: (instance) =>
          isCriticalOnKink(instance, pointOf(instance), ZERO) ? holds() : fails("not critical on the kink"),
      }),
    },
  ],
});
