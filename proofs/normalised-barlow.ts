/** Barlow Twins with every feature normalised: when different eigenvectors are a minimum, and when never. */
import fc from "fast-check";
import { type Rational, RationalMatrix, rational, rationalText, sign, ZERO } from "landscape-atlas";
import {
  all,
  type Check,
  form,
  isExactlyCritical,
  matrixText,
  type Parts,
  positiveRational,
  problemOf,
  rationalOrthogonal,
  require,
  theorem,
  withSpectrum,
} from "landscape-atlas/theorems";

const tex = String.raw;
const ONE = rational(1);

interface Instance {
  readonly lambda: Rational;
  /** Distinct, below 1. */
  readonly gamma: readonly Rational[];
  /** The mode of each row, all different, and its sign. */
  readonly rows: readonly { readonly k: number; readonly negative: boolean }[];
  readonly q: RationalMatrix;
}

/** φ(γ) = (1 − γ)γ². */
const weight = (gamma: Rational): Rational => ONE.sub(gamma).mul(gamma).mul(gamma);

/** λ(φ(a) − φ(b)) − (1 − a)(1 − b)(a − b) for a > b: negative where the two rows are a saddle. */
const margin = (a: Rational, b: Rational, lambda: Rational): Rational =>
  lambda.mul(weight(a).sub(weight(b))).sub(ONE.sub(a).mul(ONE.sub(b)).mul(a.sub(b)));

const pairsOf = ({ gamma, rows }: Pick<Instance, "gamma" | "rows">): [Rational, Rational][] =>
  rows.flatMap((one, i) =>
    rows.slice(i + 1).map((other): [Rational, Rational] => {
      const [a, b] = [gamma[one.k]!, gamma[other.k]!];
      return a.compare(b) > 0 ? [a, b] : [b, a];
    }),
  );

/** #{(k, l) : k ∈ K, l ∉ K, γ_l > γ_k} and the pairs in K of negative margin. */
const indexOf = ({ gamma, rows, lambda }: Pick<Instance, "gamma" | "rows" | "lambda">): number =>
  gamma.reduce(
    (sum, x, l) =>
      rows.some(({ k }) => k === l) ? sum : sum + rows.filter(({ k }) => x.compare(gamma[k]!) > 0).length,
    0,
  ) + pairsOf({ gamma, rows }).filter(([a, b]) => sign(margin(a, b, lambda)) < 0).length;

const lossAt = ({ gamma, rows }: Pick<Instance, "gamma" | "rows">): Rational =>
  rows.reduce((sum, { k }) => sum.add(ONE.sub(gamma[k]!).mul(ONE.sub(gamma[k]!))), ZERO);

const instances = (spectrum: fc.Arbitrary<Rational>): fc.Arbitrary<Instance> =>
  fc
    .integer({ min: 2, max: 3 })
    .chain((p) => fc.record({ p: fc.constant(p), m: fc.integer({ min: 1, max: p }) }))
    .chain(({ p, m }) =>
      fc.record({
        lambda: positiveRational,
        gamma: fc.uniqueArray(spectrum, { minLength: p, maxLength: p, selector: rationalText }),
        rows: fc
          .shuffledSubarray(
            Array.from({ length: p }, (_, k) => k),
            { minLength: m, maxLength: m },
          )
          .chain((list) => fc.tuple(...list.map((k) => fc.boolean().map((negative) => ({ k, negative }))))),
        q: rationalOrthogonal(p),
      }),
    )
    .filter((instance) => pairsOf(instance).every(([a, b]) => sign(margin(a, b, instance.lambda)) !== 0));

/** Between −1 and 1, most of them positive. */
const below: fc.Arbitrary<Rational> = fc.integer({ min: -3, max: 19 }).map((n) => rational(`${n}/20`));

const fileOf = (m: number, gamma: RationalMatrix, lambda: Rational): unknown => ({
  model: {
    moments: { gamma: matrixText(gamma), sigma: matrixText(RationalMatrix.identity(gamma.rows)) },
  },
  objective: {
    kind: "custom",
    loss: `let C = W*Gamma*W'; norm2(diag(C) - ones(${m},1)) + lambda*norm2(offdiag(C))`,
    variables: { W: [m, gamma.rows] },
    parameters: { lambda: rationalText(lambda) },
    constraints: { W: "unit-rows" },
  },
});

const file = ({ lambda, gamma, rows, q }: Instance): unknown =>
  fileOf(rows.length, withSpectrum(q, gamma), lambda);

const pointOf = ({ rows, q }: Instance): RationalMatrix =>
  RationalMatrix.generate(rows.length, q.rows, (i, j) => {
    const x = q.get(j, rows[i]!.k);
    return rows[i]!.negative ? x.neg() : x;
  });

const isAsClaimed = (instance: Instance): Check =>
  isExactlyCritical(
    problemOf(file(instance)),
    { W: pointOf(instance) },
    { value: lossAt(instance), index: indexOf(instance), nullity: 0 },
  );

const parts: Parts<Instance> = {
  "m > 1": ({ rows }) => rows.length > 1,
  "a pair that is a saddle": (instance) =>
    pairsOf(instance).some(([a, b]) => sign(margin(a, b, instance.lambda)) < 0),
  "a pair that is none": (instance) =>
    pairsOf(instance).some(([a, b]) => sign(margin(a, b, instance.lambda)) > 0),
  "φ(a) < φ(b) for a > b": (instance) => pairsOf(instance).some(([a, b]) => weight(a).compare(weight(b)) < 0),
  "a larger mode left out": ({ gamma, rows }) =>
    gamma.some((x, l) => rows.every(({ k }) => k !== l) && rows.some(({ k }) => x.compare(gamma[k]!) > 0)),
};

/** A strongly correlated pair, a > b ≥ 2/3: φ decreases there. */
const nearOne: fc.Arbitrary<Rational> = fc.integer({ min: 14, max: 19 }).map((n) => rational(`${n}/20`));

export const normalisedBarlow = theorem({
  id: "normalised-barlow-twins-has-eigenvectors-as-minima-above-a-threshold-of-the-off-diagonal",
  section: "literature",
  title: "Barlow Twins with normalised features",
  statement:
    tex`Let $\Sigma = I$ (whitened inputs), $\Gamma = \Gamma^\top \prec I$ with distinct eigenvalues, and let the rows of $W$ have unit norm, so that $C = ` +
    tex`W\Gamma W^\top$ is the matrix of correlations. With $\lambda > 0$, rows that are $\pm$ different eigenvectors, a set $K$, are critical for ` +
    tex`$\sum_i(C_{ii} - 1)^2 + \lambda\sum_{i \ne j}C_{ij}^2$, of value $\sum_K(1 - \gamma_k)^2$ and index $\#\{(k, l) : k \in K, l \notin K, ` +
    tex`\gamma_l > \gamma_k\} + \#\{k, l \in K : \gamma_k > \gamma_l,\ \lambda(\varphi(\gamma_k) - \varphi(\gamma_l)) < (1 - \gamma_k)(1 - \gamma_l)(\gamma_k - ` +
    tex`\gamma_l)\}$, $\varphi(\gamma) = (1 - \gamma)\gamma^2$, and isolated where no two of these sides are equal. So the top $m$ eigenvectors are a local ` +
    tex`minimum for $\lambda$ above a threshold only, and for no $\lambda$ if $\varphi(\gamma_k) \le \varphi(\gamma_l)$ for a pair $\gamma_k > \gamma_l$ of ` +
    tex`them, as for $\gamma_k > \gamma_l \ge \frac23$.`,
  hypotheses: ["Γ ≺ I with distinct eigenvalues", "every row has unit norm", "λ > 0 at no threshold"],
  source: {
    label: "D",
    claim: "linear Barlow Twins (Zbontar, Jing, Misra, LeCun, Deny 2021) with its normalisation of features",
  },
  status: "proved",
  proof:
    tex`$C$ is diagonal there, and the gradient of row $i$, $4(C_{ii} - 1)\Gamma w_i$, is a multiple of $w_i$. With tangent vectors $\xi_i$, to second ` +
    tex`order, $C_{ii} = \gamma_i + \sum_l(\gamma_l - \gamma_i)\xi_{il}^2$ and $C_{ij} = \gamma_j\xi_{ij} + \gamma_i\xi_{ji}$ to first order, up to signs. So ` +
    tex`$\xi_{il}$, $l \notin K$, has the coefficient $2(1 - \gamma_i)(\gamma_i - \gamma_l)$, and $\xi_{ij}$, $\xi_{ji}$ for $\gamma_i > \gamma_j$ the form $2(1 - ` +
    tex`\gamma_i)d\,x^2 - 2(1 - \gamma_j)d\,y^2 + 2\lambda(\gamma_jx + \gamma_iy)^2$, $d = \gamma_i - \gamma_j$, whose first coefficient is positive and whose ` +
    tex`determinant is $4d[\lambda(\varphi(\gamma_i) - \varphi(\gamma_j)) - (1 - \gamma_i)(1 - \gamma_j)d]$. $\varphi$ decreases on $[\frac23, 1]$.`,
  forms: [
    form({
      mode: "exact",
      instances: instances(below),
      parts,
      problem: (instance) => file(instance),
      check: isAsClaimed,
    }),
    form({
      mode: "exact",
      share: 0.3,
      instances: instances(nearOne).filter(({ rows }) => rows.length > 1),
      check: (instance) =>
        all(isAsClaimed(instance), require(indexOf(instance) > 0, "two correlated modes are a minimum")),
    }),
  ],
  controls: [
    {
      id: "not-normalised",
      dropped: "rows of any norm: eigenvectors of unit norm are not critical",
      form: form({
        mode: "exact",
        instances: instances(below),
        check: (instance) => {
          const whole = file(instance) as { objective: object };
          return isExactlyCritical(
            problemOf({ ...whole, objective: { ...whole.objective, constraints: {} } }),
            { W: pointOf(instance) },
          );
        },
      }),
    },
    {
      id: "repeated-rows",
      dropped: "two rows on one eigenvector: the value is another",
      form: form({
        mode: "exact",
        instances: instances(below)
          .map((instance): Instance => ({ ...instance, rows: [instance.rows[0]!, instance.rows[0]!] }))
          .filter(({ gamma, rows }) => sign(gamma[rows[0]!.k]!) !== 0),
        check: (instance) =>
          isExactlyCritical(problemOf(file(instance)), { W: pointOf(instance) }, { value: lossAt(instance) }),
      }),
    },
    {
      id: "above-one",
      dropped: "Γ ⊀ I: modes above 1 are left for smaller ones",
      form: form({
        mode: "exact",
        instances: instances(fc.integer({ min: 21, max: 40 }).map((n) => rational(`${n}/20`))).filter(
          ({ gamma, rows }) => rows.length < gamma.length,
        ),
        check: isAsClaimed,
      }),
    },
    {
      id: "any-weight",
      dropped: "a small λ: the top eigenvectors are no minimum",
      form: form({
        mode: "exact",
        instances: instances(below)
          .map((instance): Instance => ({ ...instance, lambda: rational("1/1000") }))
          .filter(({ rows, gamma }) => rows.length === gamma.length),
        check: (instance) =>
          isExactlyCritical(problemOf(file(instance)), { W: pointOf(instance) }, { index: 0 }),
      }),
    },
  ],
});
