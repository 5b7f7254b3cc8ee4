/** §2: the bilinear objective without constraint: a quadratic form, and weight decay decides whether it is bounded. */
import fc from "fast-check";
import { type Rational, RationalMatrix, rational, rationalText, sign, ZERO } from "landscape-atlas";
import {
  all,
  atlasAgrees,
  type Check,
  closedFormLists,
  combine,
  form,
  fromRows,
  groupsOf,
  isExactlyCritical,
  momentsProblem,
  type Parts,
  problemOf,
  product,
  proposalsAreCritical,
  rationalOrthogonal,
  require,
  searchFindsOnly,
  shape,
  smallRational,
  spectrumFrom,
  theorem,
  valuesAtLeast,
  withSpectrum,
} from "landscape-atlas/theorems";

interface Instance {
  readonly m: number;
  readonly tied: boolean;
  readonly values: readonly Rational[];
  readonly left: RationalMatrix;
  readonly right: RationalMatrix;
  /** λ. */
  readonly lambda: Rational;
  /** m×p coefficients of W_o and of W_t in the singular bases. */
  readonly online: readonly (readonly Rational[])[];
  readonly target: readonly (readonly Rational[])[];
}

const list = <T>(item: fc.Arbitrary<T>, count: number) =>
  fc.array(item, { minLength: count, maxLength: count });

/** λ from the same few numbers as the spectrum, so that it often meets a singular value. */
const instances = (
  maxM: number,
  maxP: number,
  tied: boolean | undefined = undefined,
): fc.Arbitrary<Instance> =>
  fc
    .record({ size: shape(maxM, maxP), tied: tied === undefined ? fc.boolean() : fc.constant(tied) })
    .chain(({ size: { m, p }, tied }) =>
      fc.record({
        m: fc.constant(m),
        tied: fc.constant(tied),
        values: spectrumFrom(tied ? [-1, 0, "1/2", 1, 1, 2] : [0, "1/2", 1, 1, 2], p),
        left: rationalOrthogonal(p),
        right: rationalOrthogonal(p),
        lambda: fc.constantFrom("0", "0", "1/2", "1", "3/2", "2", "3").map((x) => rational(x)),
        online: list(list(smallRational, p), m),
        target: list(list(smallRational, p), m),
      }),
    );

const file = ({ m, tied, values, left, right, lambda }: Instance): unknown =>
  momentsProblem(
    tied
      ? withSpectrum(left, values).map((g, i, j) => (i + j === 1 ? g.add(i - j) : g))
      : product(left, RationalMatrix.diagonal(values), right.transpose()),
    RationalMatrix.identity(values.length),
    { kind: "bilinear", embedding: m, normalize: "none", tied, weightDecay: rationalText(lambda) },
  );

const parts: Parts<Instance> = {
  "λ = σ_k for some k": ({ values, lambda }) => values.some((x) => x.equals(lambda)),
  "λ > σ_1": ({ values, lambda }) => lambda.compare(values[0]!) > 0,
  "λ < σ_1": ({ values, lambda }) => lambda.compare(values[0]!) < 0,
  "λ = 0 beside σ_k = 0": ({ values, lambda }) => sign(lambda) === 0 && values.some((x) => sign(x) === 0),
  "σ_k repeated": ({ values }) => values.some((x, k) => k > 0 && x.equals(values[k - 1]!)),
  tied: ({ tied }) => tied,
  "m > p": ({ m, values }) => m > values.length,
};

const count = ({ values }: Instance, test: (value: Rational) => boolean) => values.filter(test).length;

const componentOf = (instance: Instance) => {
  const { m, tied, lambda } = instance;
  const flat = count(instance, (value) => value.equals(lambda));
  const index = m * count(instance, (value) => value.compare(lambda) > 0);
  const dimension = m * flat * (!tied && lambda.equals(0) ? 2 : 1);
  return {
    value: rational(2),
    dimension,
    index,
    nullity: dimension,
    copies: 1n,
    euler: 1n,
    globalMinimum: index === 0,
  };
};

/** Rows in the space of the singular value λ (0 if there is none), from given coefficients. */
const onLambda = (
  { values, lambda }: Instance,
  basis: RationalMatrix,
  coefficients: readonly (readonly Rational[])[],
): RationalMatrix => {
  const group = groupsOf(values).find(({ value }) => value.equals(lambda));
  return fromRows(
    coefficients.map((row) =>
      group === undefined
        ? row.map(() => ZERO)
        : combine(basis, group, row.slice(group.start, group.start + group.size)),
    ),
  );
};

const kernelPoint = (instance: Instance) => {
  const { tied, left, right, lambda, online, target } = instance;
  if (tied) return { W: onLambda(instance, left, online) };
  return {
    Wo: onLambda(instance, left, online),
    Wt: onLambda(instance, right, lambda.equals(0) ? target : online),
  };
};

const isAsClaimed = (instance: Instance): Check => {
  const { value, index, nullity } = componentOf(instance);
  return isExactlyCritical(problemOf(file(instance)), kernelPoint(instance), { value, index, nullity });
};

/** Rows a_i u_1 and a_i v_1. */
const alongTop = ({ m, tied, left, right }: Instance, length: number) => {
  const rows = (basis: RationalMatrix) =>
    RationalMatrix.generate(m, basis.rows, (_, j) => basis.get(j, 0).mul(length));
  return tied ? { W: rows(left) } : { Wo: rows(left), Wt: rows(right) };
};

/** Bounded by 2 if σ_1 ≤ λ (tied: γ_1 ≤ λ), otherwise −∞ along the top pair. */
const boundedAsClaimed = (instance: Instance): Check => {
  const { m, tied, values, lambda, online, target } = instance;
  const problem = problemOf(file(instance));
  const anywhere = tied ? { W: fromRows(online) } : { Wo: fromRows(online), Wt: fromRows(target) };
  if (values[0]!.compare(lambda) <= 0)
    return valuesAtLeast(problem, [anywhere, kernelPoint(instance)], rational(2));
  // 2 + 2mt²(λ − σ_1): below any bound, in steps that grow like t².
  const slope = lambda.sub(values[0]!).mul(2 * m);
  return all(
    ...[1, 10, 100].map((t) => {
      const value = slope.mul(t * t).add(2);
      const [point, above] = [alongTop(instance, t), value.add(rational("1/1000"))];
      return all(
        valuesAtLeast(problem, [point], value),
        require(valuesAtLeast(problem, [point], above).verdict ===
          "fails", `no descent along the top pair at length ${t}`),
      );
    }),
  );
};

export const criticalSet = theorem({
  id: "without-constraint-the-bilinear-loss-is-critical-on-the-space-where-a-singular-value-meets-the-weight-decay",
  section: "2",
  title: "No constraint, weight decay: critical set, index, and the threshold of collapse",
  statement:
    "Without constraint, $2 - 2\\operatorname{tr}(W_o\\Gamma W_t^\\top) + \\lambda(\\|W_o\\|^2 + \\|W_t\\|^2)$, $\\lambda \\ge 0$, has " +
    "the Hessian eigenvalues $2(\\lambda\\pm\\sigma_k)$, $m$ times each. Its critical set is a linear space of value $2$, index " +
    "$m\\,\\#\\{\\sigma_k > \\lambda\\}$ and dimension $m\\,\\#\\{\\sigma_k = \\lambda\\}$ if $\\lambda > 0$, $2m\\,\\#\\{\\sigma_k = " +
    "0\\}$ if $\\lambda = 0$, equal to the nullity; it is the origin unless some $\\sigma_k = \\lambda$. It consists of global minima " +
    "iff $\\sigma_1 \\le \\lambda$; otherwise the loss is unbounded below. Tied: eigenvalues $4(\\lambda - \\gamma_k)$ with those of " +
    "$(\\Gamma+\\Gamma^\\top)/2$, index $m\\,\\#\\{\\gamma_k > \\lambda\\}$, dimension $m\\,\\#\\{\\gamma_k = \\lambda\\}$.",
  hypotheses: ["there is no constraint", "for collapse (the origin as the minimum): σ_1 ≤ λ"],
  source: { label: "D", claim: "weight decay alone gives collapse or divergence" },
  status: "proved",
  proof:
    "The loss minus $2$ is a quadratic form. In singular bases of $\\Gamma$ it is the sum over rows and modes $k$ of $\\lambda(x^2 + " +
    "y^2) - 2\\sigma_k xy$, whose Hessian has the eigenvalues $2(\\lambda\\mp\\sigma_k)$ on $x = \\pm y$. A quadratic form is critical " +
    "exactly on its kernel, with the index of the form; it is bounded below iff no eigenvalue is negative. The kernel of a mode is " +
    "$x = y$ for $\\sigma_k = \\lambda > 0$ and the whole plane for $\\sigma_k = \\lambda = 0$. Tied: $2(\\lambda - \\gamma_k)x^2$.",
  forms: [
    form({
      mode: "exact",
      instances: instances(3, 3),
      parts,
      problem: (instance) => file(instance),
      check: isAsClaimed,
    }),
    form({
      mode: "exact",
      instances: instances(4, 4),
      parts,
      problem: (instance) => file(instance),
      check: boundedAsClaimed,
    }),
    form({
      mode: "exact",
      instances: instances(6, 5),
      parts,
      problem: (instance) => file(instance),
      check: (instance) => {
        const component = componentOf(instance);
        // A coercive loss on R^n: the Euler sum is 1. Otherwise no audit is due.
        const coercive = component.index === 0 && component.dimension === 0;
        return closedFormLists(problemOf(file(instance)), [component], coercive ? 1n : undefined);
      },
    }),
    form({
      mode: "floating",
      share: 0.3,
      instances: fc.record({ instance: instances(3, 3), seed: fc.nat(2 ** 30) }),
      problem: ({ instance }) => file(instance),
      check: async ({ instance, seed }) => {
        const problem = problemOf(file(instance));
        const { check, atlas } = await atlasAgrees(problem);
        const [only] = atlas.components;
        return all(
          check,
          proposalsAreCritical(problem, { seed }),
          searchFindsOnly(problem, atlas.components, { starts: 15, seed }).check,
          require((only!.kind === "global-minimum") ===
            instance.values[0]!.compare(instance.lambda) <= 0, `the critical set is a ${only!.kind}`),
        );
      },
    }),
  ],
  controls: [
    {
      id: "normalised-rows",
      dropped:
        "rows are normalised: a row on the singular space of λ does not have the index of the quadratic form",
      form: form({
        mode: "exact",
        instances: rationalOrthogonal(2),
        check: (q) => {
          const row = RationalMatrix.generate(1, 2, (_, j) => q.get(j, 1));
          return isExactlyCritical(
            problemOf(
              momentsProblem(withSpectrum(q, [rational(2), rational(1)]), RationalMatrix.identity(2), {
                kind: "bilinear",
                embedding: 1,
                normalize: "rows",
                weightDecay: "1",
              }),
            ),
            { Wo: row, Wt: row },
            { value: rational(2), index: 1, nullity: 1 },
          );
        },
      }),
    },
    {
      id: "weak-decay",
      dropped: "σ_1 > λ: the loss falls below 2, collapse is not the minimum",
      form: form({
        mode: "exact",
        instances: instances(3, 3).map((instance) => ({
          ...instance,
          lambda: instance.values[0]!.abs().div(2),
        })),
        problem: (instance) => file(instance),
        check: (instance) => valuesAtLeast(problemOf(file(instance)), [alongTop(instance, 1)], rational(2)),
      }),
    },
  ],
});
