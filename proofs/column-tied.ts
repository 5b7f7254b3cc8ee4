/**
 * §1b: tied unit columns under a correlation of one strength, Γ_ij = β s_i s_j off the diagonal: the loss sees
 * v = Σ_j s_j w_j alone, as −2β‖v‖².
 */

import fc from "fast-check";
import {
  ONE,
  type Rational,
  RationalMatrix,
  rank,
  rational,
  rationalText,
  sign,
  ZERO,
} from "landscape-atlas";
import {
  all,
  atlasAgrees,
  type Check,
  closedFormLists,
  form,
  fromColumns,
  isExactlyCritical,
  keepProbability,
  momentsProblem,
  nonzeroRational,
  type Parts,
  partsAt,
  positiveRational,
  problemOf,
  proposalsAreCritical,
  rationalFrame,
  rationalOrthogonal,
  rationalUnitVector,
  require,
  searchCovers,
  searchFindsOnly,
  shape,
  smallRational,
  sphereCharacteristic,
  squared,
  sumOf,
  theorem,
  valuesAtLeast,
} from "landscape-atlas/theorems";

const list = <T>(item: fc.Arbitrary<T>, count: number) =>
  fc.array(item, { minLength: count, maxLength: count });

interface Coupled {
  readonly m: number;
  readonly beta: Rational;
  readonly signs: readonly number[];
  readonly diagonal: readonly Rational[];
  /** Γ_12 − Γ_21 = 2 skew, which tied weights do not see. */
  readonly skew: Rational;
  readonly lambda: Rational;
}

const parts: Parts<Coupled> = {
  "signs that differ": ({ signs }) => new Set(signs).size === 2,
  "p odd": ({ signs }) => signs.length % 2 === 1,
  "m < p": ({ m, signs }) => m < signs.length,
  "Γ not symmetric": ({ skew }) => !skew.equals(0),
  "λ > 0": ({ lambda }) => sign(lambda) > 0,
};

const ofInstance = <T extends { readonly instance: Coupled }>(): Parts<T> =>
  partsAt(parts, ({ instance }: T) => instance);

const coupled = (beta: fc.Arbitrary<Rational>, maxM: number, maxP: number, minM = 1, minP = 1) =>
  shape(maxM, maxP, minM, minP).chain(({ m, p }): fc.Arbitrary<Coupled> => coupledOf(beta, m, p));

const coupledOf = (beta: fc.Arbitrary<Rational>, m: number, p: number): fc.Arbitrary<Coupled> =>
  fc.record({
    m: fc.constant(m),
    beta,
    signs: list(fc.constantFrom(1, -1), p),
    diagonal: list(smallRational, p),
    skew: fc.constantFrom(ZERO, ZERO, ONE),
    lambda: fc.constantFrom(ZERO, rational("1/2")),
  });

const file = ({ m, beta, signs, diagonal, skew, lambda }: Coupled): unknown => {
  const p = signs.length;
  const gamma = RationalMatrix.generate(p, p, (i, j) => {
    if (i === j) return diagonal[i]!;
    const value = beta.mul(signs[i]! * signs[j]!);
    return i + j === 1 ? value.add(skew.mul(i - j)) : value;
  });
  return momentsProblem(gamma, RationalMatrix.identity(p), {
    kind: "bilinear",
    embedding: m,
    normalize: "columns",
    tied: true,
    weightDecay: rationalText(lambda),
  });
};

/** 2 + 2pλ − 2 tr Γ + 2pβ − 2β‖v‖². */
const levelOf = ({ beta, diagonal, lambda }: Coupled, squaredLength: number): Rational =>
  sumOf(diagonal.map((g) => lambda.add(beta).sub(g)))
    .sub(beta.mul(squaredLength))
    .mul(2)
    .add(2);

const choose = (n: number, k: number): bigint =>
  k === 0 ? 1n : (choose(n - 1, k - 1) * BigInt(n)) / BigInt(k);

/** χ(S^{m−1}), two points for m = 1. */
const chi = (m: number) => (m % 2 === 1 ? 2n : 0n);

const componentsOf = (instance: Coupled) => {
  const { m, beta, signs } = instance;
  const p = signs.length;
  const points = m === 1 ? 2n : 1n;
  const positive = sign(beta) > 0;
  if (beta.equals(0) || p === 1)
    return [
      {
        value: levelOf({ ...instance, beta: ZERO }, 0),
        dimension: p * (m - 1),
        index: 0,
        nullity: p * (m - 1),
        copies: points ** BigInt(p),
        euler: sphereCharacteristic(m - 1) ** BigInt(p),
        globalMinimum: true,
      },
    ];
  const isBalanced = m > 1 || p % 2 === 0;
  const aligned = Array.from({ length: Math.ceil(p / 2) }, (_, b) => ({
    value: levelOf(instance, squared(p - 2 * b)),
    dimension: m - 1,
    index: (positive ? b : p - b - 1) * (m - 1),
    nullity: m - 1,
    copies: points * choose(p, b),
    euler: sphereCharacteristic(m - 1),
    globalMinimum: positive ? b === 0 : !isBalanced && 2 * b === p - 1,
  }));
  return isBalanced ? [...aligned, balanced(instance)] : aligned;
};

/** {v = 0}, the columns with their signs in balance: points for m = 1, a sphere of opposite pairs for p = 2. */
const balanced = (instance: Coupled) => {
  const { m, beta, signs } = instance;
  const p = signs.length;
  const positive = sign(beta) > 0;
  const level = { value: levelOf(instance, 0), globalMinimum: !positive };
  if (m === 1) return { ...level, dimension: 0, index: 0, nullity: 0, copies: choose(p, p / 2), euler: 1n };
  const dimension = p === 2 ? m - 1 : p * (m - 1) - m;
  return {
    ...level,
    dimension,
    index: !positive ? 0 : p === 2 ? m - 1 : m,
    nullity: dimension,
    // Triangles in the plane come in two orientations.
    copies: m === 2 && p === 3 ? 2n : 1n,
    // Singular where the columns are collinear, which needs p even.
    ...(p === 2 ? { euler: sphereCharacteristic(m - 1) } : p % 2 === 1 ? { euler: 0n } : {}),
  };
};

const manifoldEuler = ({ m, beta, signs }: Coupled): bigint | undefined => {
  const p = signs.length;
  const singular = !beta.equals(0) && m > 1 && p > 2 && p % 2 === 0;
  return singular ? undefined : chi(m) ** BigInt(p);
};

/** Columns whose signed sum is zero: pairs ±u and, for odd p, a triangle, which over Q needs four dimensions. */
const balancedColumns = (m: number, p: number): fc.Arbitrary<RationalMatrix> =>
  fc
    .record({
      q: rationalOrthogonal(m),
      vectors: list(rationalUnitVector(m), Math.floor(p / 2)),
      collinear: fc.boolean(),
    })
    .map(({ q, vectors, collinear }) => {
      const triangle = ["1 0 0 0", "-1/2 1/2 1/2 1/2", "-1/2 -1/2 -1/2 -1/2"].map((row) =>
        row.split(" ").map((x) => rational(x)),
      );
      const corner = p % 2 === 1 ? triangle.map((w) => [...w, ...new Array<Rational>(m - 4).fill(ZERO)]) : [];
      const pairs = vectors
        .slice(0, (p - corner.length) / 2)
        .flatMap((u, k, us) => [collinear ? us[0]! : us[k]!, (collinear ? us[0]! : u).map((x) => x.neg())]);
      return q.multiply(fromColumns([...corner, ...pairs]));
    });

const balancedShape = (maxP: number) =>
  fc
    .integer({ min: 2, max: maxP })
    .chain((p) => fc.record({ p: fc.constant(p), m: fc.integer({ min: p % 2 === 1 ? 4 : 1, max: 4 }) }));

const withSigns = (w: RationalMatrix, signs: readonly number[]) => w.map((x, _, j) => x.mul(signs[j]!));

interface AlignedPoint {
  readonly instance: Coupled;
  readonly direction: readonly Rational[];
  readonly pattern: readonly number[];
}

/** All s_j w_j = ±u, more pluses than minuses; p even never splits in half. */
const alignedPoint = (beta: fc.Arbitrary<Rational>, maxM: number, maxP: number, minM = 1) =>
  coupled(beta, maxM, maxP, minM, 2).chain(
    (instance): fc.Arbitrary<AlignedPoint> =>
      fc.record({
        instance: fc.constant(instance),
        direction: rationalUnitVector(instance.m),
        pattern: fc
          .integer({ min: 0, max: Math.ceil(instance.signs.length / 2) - 1 })
          .chain((b) =>
            fc.shuffledSubarray(
              instance.signs.map((_, j) => j),
              { minLength: b, maxLength: b },
            ),
          )
          .map((minus) => instance.signs.map((_, j) => (minus.includes(j) ? -1 : 1))),
      }),
  );

const alignedEncoder = ({ instance, direction, pattern }: AlignedPoint) =>
  withSigns(fromColumns(pattern.map((s) => direction.map((x) => x.mul(s)))), instance.signs);

const minusCount = (pattern: readonly number[]) => pattern.filter((s) => s < 0).length;

const alignedIsCritical = (point: AlignedPoint): Check => {
  const { instance, pattern } = point;
  const [p, b] = [pattern.length, minusCount(pattern)];
  const others = sign(instance.beta) > 0 ? b : p - b - 1;
  return isExactlyCritical(
    problemOf(file(instance)),
    { W: alignedEncoder(point) },
    {
      value: levelOf(instance, squared(p - 2 * b)),
      index: others * (instance.m - 1),
      nullity: instance.m - 1,
    },
  );
};

const balancedPoint = (beta: fc.Arbitrary<Rational>, maxP: number) =>
  balancedShape(maxP).chain(({ m, p }) =>
    fc.record({ instance: coupledOf(beta, m, p), columns: balancedColumns(m, p) }),
  );

/** At v = 0 the Hessian is −4β‖Σ s_j δ_j‖², whose rank is the dimension of Σ_j w_j^⊥. */
const balancedIsCritical = ({ instance, columns }: { instance: Coupled; columns: RationalMatrix }): Check => {
  const { m, signs, beta } = instance;
  const codimension = rank(columns) > 1 ? m : m - 1;
  return isExactlyCritical(
    problemOf(file(instance)),
    { W: withSigns(columns, signs) },
    {
      value: levelOf(instance, 0),
      index: sign(beta) > 0 ? codimension : 0,
      nullity: signs.length * (m - 1) - codimension,
    },
  );
};

const seeded = (instances: fc.Arbitrary<Coupled>) =>
  fc.record({ instance: instances, seed: fc.nat(2 ** 30) });

export const criticalSet = theorem({
  id: "tied-unit-columns-coupled-alike-are-critical-when-collinear-or-when-they-cancel",
  section: "1b",
  title: "Tied unit columns with one coupling strength: critical set, indices, multiplicities",
  statement:
    "Let $W \\in \\mathbb{R}^{m\\times p}$, $p \\ge 2$, have unit columns, $\\Gamma_{ij} + \\Gamma_{ji} = 2\\beta s_i s_j$ for " +
    "$i \\ne j$ with $s \\in \\{\\pm 1\\}^p$ and $\\beta \\ne 0$. With $v = \\sum_j s_j w_j$, $2 - 2\\operatorname{tr}(W\\Gamma " +
    "W^\\top) = 2 - 2\\operatorname{tr}\\Gamma + 2p\\beta - 2\\beta\\|v\\|^2$ is critical exactly where $v = 0$ or all $s_j " +
    "w_j = \\pm u$ with $a > b$ signs. The latter form, for each $b < p/2$, $\\binom{p}{b}$ copies of $S^{m-1}$ of nullity " +
    "$m-1$ and index $b(m-1)$ if $\\beta > 0$, $(a-1)(m-1)$ if $\\beta < 0$. On $v = 0$ the index is $0$ for $\\beta < 0$ and " +
    "for $\\beta > 0$ it is $m$, or $m - 1$ where the columns are collinear; index and nullity add up to $p(m-1)$ there for " +
    "$\\beta > 0$. For $\\beta = 0$ or $p = 1$ the loss is constant.",
  hypotheses: [
    "the coupling off the diagonal has one strength, Γ_ij = β s_i s_j",
    "the weights are tied",
    "where the index of v = 0 is m: the columns are not collinear",
  ],
  source: { label: "D", claim: "classification for the dense latents of [P]" },
  status: "proved",
  proof:
    "Replace $w_j$ by $s_j w_j$, so $s = \\mathbf 1$. The tangential gradient in $w_j$ is $-4\\beta(v - \\langle v,w_j\\rangle " +
    "w_j)$: it vanishes for all $j$ iff $v = 0$ or every $w_j = \\pm v/\\|v\\|$. At $w_j = \\epsilon_j u$ with $v = (a-b)u$ the " +
    "Riemannian Hessian on $\\delta_j \\perp u$ is $-4\\beta\\|\\sum_j\\delta_j\\|^2 + 4\\beta(a-b)\\sum_j\\epsilon_j\\|\\delta_j\\|^2$, " +
    "that is $m-1$ copies of $4\\beta A$, $A = (a-b)\\operatorname{diag}(\\epsilon) - \\mathbf 1\\mathbf 1^\\top$. $A\\epsilon = 0$. " +
    "Both $A$ and $A + \\mathbf 1\\mathbf 1^\\top$ differ by rank one, the latter with $a$ positive and $b$ negative " +
    "eigenvalues; since $\\det(A + \\mathbf{1}\\mathbf{1}^\\top) \\ne 0$ and $1 - \\mathbf 1^\\top " +
    "((a-b)\\operatorname{diag}\\epsilon)^{-1}\\mathbf 1 = 0$, the bordered determinant shows that exactly one positive " +
    "eigenvalue becomes $0$: inertia $(b, 1, a-1)$. At $v = 0$ the Hessian is $-4\\beta\\|\\sum_j\\delta_j\\|^2$, of rank " +
    "$\\dim\\sum_j w_j^\\perp$, which is $m$ unless all $w_j$ are collinear, and then $m-1$. Level sets: triangles of unit " +
    "vectors in the plane have two orientations; all other polygon spaces $v = 0$ with $m \\ge 2$ are connected, as no three of " +
    "their $p \\ge 4$ sides are pairwise longer than half of the perimeter.",
  forms: [
    form({
      mode: "exact",
      instances: alignedPoint(nonzeroRational, 4, 4),
      parts: {
        ...ofInstance<AlignedPoint>(),
        "β < 0": ({ instance }) => sign(instance.beta) < 0,
        "m = 1": ({ instance }) => instance.m === 1,
        "b > 0": ({ pattern }) => minusCount(pattern) > 0,
      },
      problem: ({ instance }) => file(instance),
      check: alignedIsCritical,
    }),
    form({
      mode: "exact",
      instances: balancedPoint(nonzeroRational, 4),
      parts: {
        "v = 0, collinear": ({ columns }) => rank(columns) === 1,
        "v = 0, not collinear": ({ columns }) => rank(columns) > 1,
      },
      problem: ({ instance }) => file(instance),
      check: balancedIsCritical,
    }),
    form({
      mode: "exact",
      instances: fc.oneof(
        {
          weight: 4,
          arbitrary: coupled(fc.oneof(nonzeroRational, nonzeroRational, fc.constant(ZERO)), 5, 6),
        },
        // Triangles in the plane, the one shape whose v = 0 has two components.
        { weight: 1, arbitrary: coupledOf(nonzeroRational, 2, 3) },
      ),
      problem: (instance) => file(instance),
      check: (instance) =>
        closedFormLists(problemOf(file(instance)), componentsOf(instance), manifoldEuler(instance)),
    }),
    form({
      mode: "floating",
      share: 0.25,
      instances: seeded(coupled(nonzeroRational, 3, 4)),
      problem: ({ instance }) => file(instance),
      check: async ({ instance, seed }) => {
        const problem = problemOf(file(instance));
        const { check, atlas } = await atlasAgrees(problem);
        const options = { starts: 30, seed, singular: instance.signs.length === 4 };
        return all(
          check,
          proposalsAreCritical(problem, { seed }),
          instance.signs.length <= 3
            ? searchCovers(problem, atlas.components, options)
            : searchFindsOnly(problem, atlas.components, options).check,
        );
      },
    }),
  ],
  controls: [
    {
      id: "two-strengths",
      dropped: "one coupling is of another strength: cancelling columns are then not critical",
      form: form({
        mode: "exact",
        instances: fc.record({
          // The odd coupling acts on columns 1 and 3: not where they are collinear.
          columns: balancedColumns(3, 4).filter(
            (w) => rank(RationalMatrix.generate(3, 2, (i, j) => w.get(i, 2 * j))) > 1,
          ),
          strength: positiveRational.map((x) => x.add(1)),
        }),
        check: ({ columns, strength }) =>
          isExactlyCritical(
            problemOf(
              momentsProblem(
                RationalMatrix.generate(4, 4, (i, j) => (i === j ? ZERO : i + j === 2 ? strength : ONE)),
                RationalMatrix.identity(4),
                { kind: "bilinear", embedding: 3, normalize: "columns", tied: true },
              ),
            ),
            { W: columns },
          ),
      }),
    },
    {
      id: "untied-weights",
      dropped: "the weights are not tied: nullity and index at equal columns differ from the stated ones",
      form: form({
        mode: "exact",
        instances: alignedPoint(positiveRational, 3, 3, 2),
        check: (point) => {
          const w = alignedEncoder(point);
          const [p, b] = [point.pattern.length, minusCount(point.pattern)];
          const parsed = file(point.instance) as { objective: object };
          return isExactlyCritical(
            problemOf({ ...parsed, objective: { ...parsed.objective, tied: false } }),
            { Wo: w, Wt: w },
            {
              value: levelOf(point.instance, squared(p - 2 * b)),
              index: b * (point.instance.m - 1),
              nullity: point.instance.m - 1,
            },
          );
        },
      }),
    },
    {
      id: "collinear-columns",
      dropped: "v = 0 with collinear columns: the index is not m but m − 1, a singular point of the set",
      form: form({
        mode: "exact",
        instances: coupledOf(positiveRational, 2, 4),
        check: (instance) =>
          isExactlyCritical(
            problemOf(file(instance)),
            {
              W: withSigns(
                RationalMatrix.from([
                  [1, -1, 1, -1],
                  [0, 0, 0, 0],
                ]),
                instance.signs,
              ),
            },
            { index: 2 },
          ),
      }),
    },
  ],
});

/** What the theorem says of a critical point: the collapsed ones are minima, all others have descent directions. */
const collapsedOrSaddle = (instance: Coupled, w: RationalMatrix): Check => {
  const problem = problemOf(file(instance));
  const p = instance.signs.length;
  const equal = withSigns(w, instance.signs)
    .toRows()
    .every((row) => row.every((x) => x.equals(row[0]!)));
  const stable = isExactlyCritical(problem, { W: w }, { index: 0 }).verdict === "holds";
  return all(
    isExactlyCritical(problem, { W: w }),
    require(stable === equal, `index ${stable ? "zero" : "positive"}, columns ${equal ? "" : "not "}equal`),
    require(!stable || rank(w) === 1, `a minimum of rank ${rank(w)}`),
    valuesAtLeast(problem, [{ W: w }], levelOf(instance, p * p)),
  );
};

/** Γ of a dense unsigned latent behind masks: α²κ² (Bernoulli) or α² k(k−1)/(d(d−1)) off the diagonal. */
const denseLatent = fc
  .record({
    m: fc.integer({ min: 2, max: 4 }),
    d: fc.integer({ min: 2, max: 6 }),
    keep: keepProbability,
    probability: fc.option(keepProbability),
    active: fc.integer({ min: 2, max: 6 }),
  })
  .map(({ m, d, keep, probability, active: wanted }) => {
    const active = Math.min(wanted, d);
    const pairs =
      probability === null
        ? rational(`${active * (active - 1)}/${d * (d - 1)}`)
        : probability.mul(probability);
    return {
      m,
      d,
      beta: keep.mul(keep).mul(pairs),
      trace: keep
        .mul(keep)
        .mul(d)
        .mul(probability ?? rational(`${active}/${d}`)),
      file: {
        model: {
          dictionary: { kind: "identity", size: d },
          latent:
            probability === null
              ? { kind: "k-sparse", active }
              : { kind: "bernoulli", probability: rationalText(probability) },
          augmentation: { kind: "independent-masks", keep: rationalText(keep) },
        },
        objective: { kind: "bilinear", embedding: m, normalize: "columns", tied: true },
      } as unknown,
    };
  });

export const totalCollapse = theorem({
  id: "tied-unit-columns-with-positive-coupling-have-total-collapse-as-their-only-minimum",
  section: "1b",
  title: "Tied unit columns, positive coupling: total collapse is the only minimum",
  statement:
    "Let $m \\ge 2$, $\\beta > 0$ and $\\Gamma_{ij} = \\beta s_i s_j$ off the diagonal, as for Bernoulli or $k$-sparse ($k \\ge 2$) unsigned " +
    "latents ($s = \\mathbf 1$). The only local minima of the tied column-normalised objective are the points with all $s_j w_j$ " +
    "equal: rank one, and global. Every other critical point has index at least $m - 1$.",
  hypotheses: ["β > 0", "m ≥ 2", "the latents are correlated: β ≠ 0"],
  source: { label: "D", claim: "total collapse of the simplified objective of [P] on dense latents" },
  role: "corollary",
  status: "proved",
  proof:
    "By the classification of the critical set the index is $b(m-1)$ where all $s_j w_j = \\pm u$ with $b < p/2$ minuses, and at " +
    "least $m - 1$ where $v = 0$: it vanishes only for $b = 0$. There $\\|v\\| = p$, the largest value possible, so the loss is " +
    "least.",
  forms: [
    form({
      mode: "exact",
      instances: alignedPoint(positiveRational, 4, 4, 2),
      parts: ofInstance(),
      problem: ({ instance }) => file(instance),
      check: (point) => collapsedOrSaddle(point.instance, alignedEncoder(point)),
    }),
    form({
      mode: "exact",
      share: 0.5,
      instances: balancedPoint(positiveRational, 4).map(({ instance, columns }) => ({ instance, columns })),
      problem: ({ instance }) => file(instance),
      check: ({ instance, columns }) =>
        columns.rows === 1
          ? require(true, "one dimension is excluded")
          : collapsedOrSaddle(instance, withSigns(columns, instance.signs)),
    }),
    form({
      mode: "exact",
      share: 0.3,
      instances: denseLatent,
      problem: ({ file: model }) => model,
      check: async ({ m, d, beta, trace, file: model }) => {
        const problem = problemOf(model);
        const { check, atlas } = await atlasAgrees(problem);
        const minima = atlas.components.filter(({ kind }) => kind.endsWith("minimum"));
        const [only] = minima;
        const least = rational(2)
          .sub(trace.mul(2))
          .sub(beta.mul(2 * d * (d - 1)));
        const u = RationalMatrix.generate(m, d, (i) => (i === 0 ? ONE : ZERO));
        return all(
          check,
          require(minima.length === 1, `${minima.length} kinds of minima`),
          require(only?.exactValue === rationalText(least) &&
            only.rank === 1 &&
            only.dimension === m - 1, "the minimum is not total collapse"),
          isExactlyCritical(problem, { W: u }, { value: least }),
        );
      },
    }),
  ],
  controls: [
    {
      id: "negative-coupling",
      dropped: "β < 0: equal columns are the worst critical points",
      form: form({
        mode: "exact",
        instances: alignedPoint(
          positiveRational.map((x) => x.neg()),
          3,
          3,
          2,
        ),
        problem: ({ instance }) => file(instance),
        check: (point) => collapsedOrSaddle(point.instance, alignedEncoder(point)),
      }),
    },
    {
      id: "one-dimensional-embedding",
      dropped: "m = 1: every point is isolated, hence a local minimum, collapsed or not",
      form: form({
        mode: "exact",
        instances: alignedPoint(positiveRational, 1, 4).filter(({ pattern }) => minusCount(pattern) > 0),
        problem: ({ instance }) => file(instance),
        check: (point) => collapsedOrSaddle(point.instance, alignedEncoder(point)),
      }),
    },
    {
      id: "uncorrelated-latents",
      dropped: "β = 0 (one-hot or signed latents): the loss is constant, orthonormal columns are minima too",
      form: form({
        mode: "exact",
        instances: rationalFrame(3, 2).chain((w) =>
          fc.record({ w: fc.constant(w), instance: coupledOf(fc.constant(ZERO), 3, 2) }),
        ),
        problem: ({ instance }) => file(instance),
        check: ({ instance, w }) => collapsedOrSaddle(instance, w),
      }),
    },
  ],
});

/** Minima are exactly the critical points where the signed columns cancel. */
const cancellingOrSaddle = (instance: Coupled, w: RationalMatrix): Check => {
  const problem = problemOf(file(instance));
  const cancels = withSigns(w, instance.signs)
    .toRows()
    .every((row) => sumOf(row).equals(0));
  const stable = isExactlyCritical(problem, { W: w }, { index: 0 }).verdict === "holds";
  return all(
    isExactlyCritical(problem, { W: w }),
    require(stable === cancels, `index ${stable ? "zero" : "positive"}, sum ${cancels ? "" : "not "}zero`),
    valuesAtLeast(problem, [{ W: w }], levelOf(instance, 0)),
  );
};

const negative = positiveRational.map((x) => x.neg());

export const cancellation = theorem({
  id: "tied-unit-columns-with-negative-coupling-have-cancelling-columns-as-their-only-minima",
  section: "1b",
  title: "Tied unit columns, negative coupling: the minima are the cancelling columns",
  statement:
    "Let $m, p \\ge 2$, $\\beta < 0$ and $\\Gamma_{ij} = \\beta s_i s_j$ off the diagonal. The local minima of the tied " +
    "column-normalised objective are exactly the points with $\\sum_j s_j w_j = 0$: all global, of any rank from $1$ ($p$ even) " +
    "or $2$ ($p$ odd) up to $\\min(m, p-1)$. Every other critical point has index at least $m - 1$.",
  hypotheses: ["β < 0", "m ≥ 2"],
  source: { label: "D", claim: "the sign of the coupling decides between collapse and its opposite" },
  role: "corollary",
  status: "proved",
  proof:
    "The loss is a constant plus $2|\\beta|\\|v\\|^2$, least exactly where $v = 0$, which unit vectors of $\\mathbb R^m$ reach for " +
    "$m, p \\ge 2$ by pairs $\\pm u$ and, for odd $p$, one equilateral triangle. Other critical points have index $(a-1)(m-1)$ " +
    "with $a > p/2 \\ge 1$, so $a \\ge 2$. One linear relation leaves rank at most $p - 1$; generic closed polygons attain " +
    "$\\min(m,p-1)$.",
  forms: [
    form({
      mode: "exact",
      instances: alignedPoint(negative, 4, 4, 2),
      parts: ofInstance(),
      problem: ({ instance }) => file(instance),
      check: (point) => cancellingOrSaddle(point.instance, alignedEncoder(point)),
    }),
    form({
      mode: "exact",
      share: 0.5,
      instances: balancedPoint(negative, 4),
      problem: ({ instance }) => file(instance),
      check: ({ instance, columns }) => cancellingOrSaddle(instance, withSigns(columns, instance.signs)),
    }),
    form({
      mode: "floating",
      share: 0.2,
      instances: coupled(negative, 4, 4, 2, 2),
      problem: (instance) => file(instance),
      check: async (instance) => {
        const { check, atlas } = await atlasAgrees(problemOf(file(instance)));
        const minima = atlas.components.filter(({ kind }) => kind.endsWith("minimum"));
        return all(
          check,
          require(minima.length === 1 &&
            minima[0]!.exactValue ===
              rationalText(levelOf(instance, 0)), "the minima are not the cancelling columns"),
        );
      },
    }),
  ],
  controls: [
    {
      id: "positive-coupling",
      dropped: "β > 0: cancelling columns are the maxima",
      form: form({
        mode: "exact",
        instances: balancedPoint(positiveRational, 4),
        problem: ({ instance }) => file(instance),
        check: ({ instance, columns }) => cancellingOrSaddle(instance, withSigns(columns, instance.signs)),
      }),
    },
    {
      id: "one-dimensional-embedding",
      dropped: "m = 1: isolated points with v ≠ 0 are local minima, too",
      form: form({
        mode: "exact",
        instances: alignedPoint(negative, 1, 4),
        problem: ({ instance }) => file(instance),
        check: (point) => cancellingOrSaddle(point.instance, alignedEncoder(point)),
      }),
    },
  ],
});
