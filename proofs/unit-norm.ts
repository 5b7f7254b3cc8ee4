/** §2: the bilinear objective with unit Frobenius norm, tied or not: one row of length mp in disguise. */
import fc from "fast-check";
import { type Rational, RationalMatrix, rank, rational, rationalText, sign, ZERO } from "landscape-atlas";
import {
  all,
  atlasAgrees,
  type Check,
  closedFormLists,
  combine,
  distinctPositive,
  form,
  fromRows,
  groupAt,
  groupsOf,
  isExactlyCritical,
  momentsProblem,
  problemOf,
  product,
  proposalsAreCritical,
  rationalOrthogonal,
  rationalUnitVector,
  require,
  searchCovers,
  shape,
  spectrumFrom,
  sphereCharacteristic,
  theorem,
  unitVectorsUpTo,
  withSpectrum,
} from "landscape-atlas/theorems";

interface Instance {
  readonly m: number;
  readonly tied: boolean;
  readonly values: readonly Rational[];
  readonly left: RationalMatrix;
  readonly right: RationalMatrix;
  readonly lambda: Rational;
  /** The group of this position, this sign, and unit coefficients of lengths 1, …, mp for both factors. */
  readonly position: number;
  readonly orientation: number;
  readonly online: readonly (readonly Rational[])[];
  readonly target: readonly (readonly Rational[])[];
}

const SINGULAR = [0, "1/2", 1, 1, 2];
const SIGNED = [-1, -1, 0, "1/2", 1, 2];

const instanceOf = (
  m: number,
  p: number,
  tied: boolean,
  values: fc.Arbitrary<readonly Rational[]>,
): fc.Arbitrary<Instance> =>
  fc.record({
    m: fc.constant(m),
    tied: fc.constant(tied),
    values,
    left: rationalOrthogonal(p),
    right: rationalOrthogonal(p),
    lambda: fc.constantFrom(ZERO, rational("1/2")),
    position: fc.nat(p - 1),
    orientation: fc.constantFrom(1, -1),
    online: unitVectorsUpTo(m * p),
    target: unitVectorsUpTo(m * p),
  });

const grouped = (tied: boolean, maxM: number, maxP: number) =>
  shape(maxM, maxP).chain(({ m, p }) => instanceOf(m, p, tied, spectrumFrom(tied ? SIGNED : SINGULAR, p)));

const file = ({ m, tied, values, left, right, lambda }: Instance): unknown =>
  momentsProblem(
    tied
      ? withSpectrum(left, values).map((g, i, j) => (i + j === 1 ? g.add(i - j) : g))
      : product(left, RationalMatrix.diagonal(values), right.transpose()),
    RationalMatrix.identity(values.length),
    { kind: "bilinear", embedding: m, normalize: "frobenius", tied, weightDecay: rationalText(lambda) },
  );

/** A (basis of the group)ᵀ, A the m×μ matrix of the coefficients. */
const spread = (
  instance: Instance,
  basis: RationalMatrix,
  coefficients: readonly (readonly Rational[])[],
): RationalMatrix => {
  const group = groupAt(instance.values, instance.position);
  const flat = coefficients[instance.m * group.size - 1]!;
  return fromRows(
    Array.from({ length: instance.m }, (_, i) =>
      combine(basis, group, flat.slice(i * group.size, (i + 1) * group.size)),
    ),
  );
};

const pointOf = (instance: Instance) => {
  const { value } = groupAt(instance.values, instance.position);
  const online = spread(instance, instance.left, instance.online);
  if (instance.tied) return { W: online };
  const target = spread(instance, instance.right, sign(value) === 0 ? instance.target : instance.online);
  return { Wo: online, Wt: target.map((x) => x.mul(instance.orientation)) };
};

/** 2 + 2λ − 2 (gain). */
const levelOf = ({ lambda }: Instance, gain: Rational) => lambda.sub(gain).mul(2).add(2);

const claimOf = (instance: Instance) => {
  const { m, tied, values, orientation } = instance;
  const p = values.length;
  const { value, size, larger, smaller } = groupAt(values, instance.position);
  if (tied) return { value: levelOf(instance, value), index: m * larger, nullity: m * size - 1 };
  const isNull = sign(value) === 0;
  return {
    value: levelOf(instance, value.mul(orientation)),
    index: isNull || orientation > 0 ? m * larger : m * smaller + m * p - 1,
    nullity: isNull ? 2 * (m * size - 1) : m * size - 1,
  };
};

const componentsOf = (instance: Instance) => {
  const { m, tied, values } = instance;
  const p = values.length;
  return groupsOf(values).flatMap(({ value, size, larger, smaller }) => {
    const dimension = m * size - 1;
    const points = dimension === 0 ? 2n : 1n;
    const euler = sphereCharacteristic(dimension);
    const first = {
      value: levelOf(instance, value),
      dimension,
      index: m * larger,
      nullity: dimension,
      copies: points,
      euler,
      globalMinimum: larger === 0,
    };
    if (tied) return [first];
    if (sign(value) === 0)
      return [
        {
          ...first,
          dimension: 2 * dimension,
          nullity: 2 * dimension,
          copies: points ** 2n,
          euler: euler ** 2n,
        },
      ];
    return [
      first,
      {
        ...first,
        value: levelOf(instance, value.neg()),
        index: m * p - 1 + m * smaller,
        globalMinimum: false,
      },
    ];
  });
};

const isAsClaimed = (instance: Instance): Check =>
  isExactlyCritical(problemOf(file(instance)), pointOf(instance), claimOf(instance));

export const criticalSet = theorem({
  id: "critical-points-under-unit-frobenius-norm-live-on-one-singular-space",
  section: "2",
  title: "Unit Frobenius norm: critical set, indices, multiplicities",
  statement:
    "Let $\\|W_o\\|_F = \\|W_t\\|_F = 1$. The critical points of $2 - 2\\operatorname{tr}(W_o\\Gamma W_t^\\top) + " +
    "\\lambda(\\|W_o\\|^2 + \\|W_t\\|^2)$ are exactly $W_o = A U^\\top$, $W_t = sAV^\\top$ with $\\|A\\|_F = 1$ and $U, V$ bases of " +
    "paired singular vectors for one singular value $\\sigma > 0$, or $W_o = AU^\\top$, $W_t = BV^\\top$ with bases of both null " +
    "spaces. If $\\sigma$ has multiplicity $\\mu$: $S^{m\\mu-1}$, value $2 + 2\\lambda - 2s\\sigma$, nullity $m\\mu - 1$, index " +
    "$m\\,\\#\\{\\sigma_j > \\sigma\\}$ for $s = +$ and $mp - 1 + m\\,\\#\\{\\sigma_j < \\sigma\\}$ for $s = -$; null spaces of " +
    "dimension $\\mu_0$: $S^{m\\mu_0-1}\\times S^{m\\mu_0-1}$, index $m\\,\\#\\{\\sigma_j > 0\\}$. Distinct positive $\\sigma_j$ leave " +
    "only rank one. Tied: $W = AQ^\\top$ on one eigenspace of $(\\Gamma+\\Gamma^\\top)/2$, index $m\\,\\#\\{\\gamma_j > \\gamma\\}$, nullity " +
    "$m\\mu - 1$.",
  hypotheses: [
    "W_o and W_t live on the same singular space with the same coefficients",
    "for rank one: the singular values are distinct and positive",
  ],
  source: { label: "D", claim: "the full critical set under a single norm constraint" },
  status: "proved",
  proof:
    "With $o = \\operatorname{vec} W_o$, $t = \\operatorname{vec} W_t$ the loss is $2 + 2\\lambda - 2o^\\top(I_m\\otimes\\Gamma)t$ on " +
    "$S^{mp-1}\\times S^{mp-1}$: the objective with one unit row of length $mp$, whose matrix $I_m\\otimes\\Gamma$ has the singular " +
    "values of $\\Gamma$, each $m$ times as often. Apply the classification of unit rows. The singular spaces of $I_m\\otimes\\Gamma$ " +
    "are $\\mathbb R^m$ tensor those of $\\Gamma$: $o = \\operatorname{vec}(AU^\\top)$. If $\\mu = 1$, $AU^\\top = au^\\top$ has rank one.",
  forms: [
    form({
      mode: "exact",
      share: 0.6,
      instances: grouped(false, 2, 3),
      problem: (instance) => file(instance),
      check: isAsClaimed,
    }),
    form({
      mode: "exact",
      share: 0.6,
      instances: grouped(true, 3, 3),
      problem: (instance) => file(instance),
      check: isAsClaimed,
    }),
    form({
      mode: "exact",
      share: 0.6,
      instances: fc.boolean().chain((tied) => grouped(tied, 5, 4)),
      problem: (instance) => file(instance),
      check: (instance) => {
        const sphere = (instance.m * instance.values.length) % 2 === 1 ? 2n : 0n;
        return closedFormLists(
          problemOf(file(instance)),
          componentsOf(instance),
          instance.tied ? sphere : sphere ** 2n,
        );
      },
    }),
    form({
      mode: "exact",
      share: 0.3,
      instances: shape(3, 3).chain(({ m, p }) => instanceOf(m, p, false, distinctPositive(p))),
      problem: (instance) => file(instance),
      check: (instance) =>
        all(
          isExactlyCritical(problemOf(file(instance)), pointOf(instance)),
          require(rank(pointOf(instance).Wo!) === 1, "a critical point of higher rank"),
        ),
    }),
    form({
      mode: "floating",
      share: 0.2,
      instances: fc.record({
        instance: fc.boolean().chain((tied) => grouped(tied, 2, 3)),
        seed: fc.nat(2 ** 30),
      }),
      problem: ({ instance }) => file(instance),
      check: async ({ instance, seed }) => {
        const problem = problemOf(file(instance));
        const { check, atlas } = await atlasAgrees(problem);
        return all(
          check,
          proposalsAreCritical(problem, { seed }),
          searchCovers(problem, atlas.components, { starts: 30, seed }),
        );
      },
    }),
  ],
  controls: [
    {
      id: "other-coefficients",
      dropped: "W_o and W_t have different coefficients on a space with σ > 0",
      form: form({
        mode: "exact",
        instances: instanceOf(2, 2, false, distinctPositive(2)),
        problem: (instance) => file(instance),
        check: (instance) =>
          isExactlyCritical(problemOf(file(instance)), {
            Wo: spread(instance, instance.left, instance.online),
            Wt: spread(instance, instance.right, instance.target),
          }),
      }),
    },
    {
      id: "two-spaces",
      dropped: "W is spread over the singular spaces of different σ",
      form: form({
        mode: "exact",
        instances: fc.record({
          instance: instanceOf(1, 2, false, distinctPositive(2)),
          mix: rationalUnitVector(2),
        }),
        problem: ({ instance }) => file(instance),
        check: ({ instance, mix }) => {
          const row = (basis: RationalMatrix) => fromRows([mix]).multiply(basis.transpose());
          return isExactlyCritical(problemOf(file(instance)), {
            Wo: row(instance.left),
            Wt: row(instance.right),
          });
        },
      }),
    },
    {
      id: "repeated-singular-values",
      dropped: "σ_1 = σ_2: there are critical points of rank two, the minima among them",
      form: form({
        mode: "exact",
        instances: instanceOf(2, 2, false, fc.constant([rational(1), rational(1)])),
        problem: (instance) => file(instance),
        check: (instance) =>
          all(
            isAsClaimed(instance),
            require(rank(pointOf(instance).Wo!) === 1, "a critical point of higher rank"),
          ),
      }),
    },
  ],
});
