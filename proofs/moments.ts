/**
 * §0: the exact moments of a data model against sums over all latents, noises and masks.
 *
 * x = M z + e; every expectation here is a finite sum over outcomes (weight, a1, a2). A Gaussian of variance σ² per
 * coordinate enters Γ and Σ through its first two moments alone, so that ±σ with probability 1/2 stands for it.
 */
import fc from "fast-check";
import { inertia, ONE, type Rational, RationalMatrix, rational, rationalText, ZERO } from "landscape-atlas";
import {
  all,
  type Check,
  form,
  fromRows,
  keepProbability,
  matrixText,
  positiveRational,
  probabilities,
  problemOf,
  require,
  smallRational,
  sumOf,
  theorem,
} from "landscape-atlas/theorems";

type Vector = readonly Rational[];

interface Outcome<T> {
  readonly weight: Rational;
  readonly value: T;
}

type Views = Outcome<readonly [Vector, Vector]>;

const HALF = rational("1/2");

/** All vectors of n independent entries. */
const independent = (n: number, entry: readonly Outcome<Rational>[]): Outcome<Vector>[] => {
  let vectors: Outcome<Vector>[] = [{ weight: ONE, value: [] }];
  for (let k = 0; k < n; k++)
    vectors = vectors.flatMap(({ weight, value }) =>
      entry.map((e) => ({ weight: weight.mul(e.weight), value: [...value, e.value] })),
    );
  return vectors;
};

const pairs = <A, B>(
  first: readonly Outcome<A>[],
  second: readonly Outcome<B>[],
): Outcome<readonly [A, B]>[] =>
  first.flatMap((a) =>
    second.map((b) => ({ weight: a.weight.mul(b.weight), value: [a.value, b.value] as const })),
  );

const coin = (probability: Rational): Outcome<Rational>[] => [
  { weight: probability, value: ONE },
  { weight: ONE.sub(probability), value: ZERO },
];

const flip = (sigma: Rational): Outcome<Rational>[] => [
  { weight: HALF, value: sigma },
  { weight: HALF, value: sigma.neg() },
];

const uniformly = (vectors: readonly Vector[]): Outcome<Vector>[] =>
  vectors.map((value) => ({ weight: ONE.div(rational(vectors.length)), value }));

const basisVector = (d: number, j: number): Vector =>
  Array.from({ length: d }, (_, i) => (i === j ? ONE : ZERO));

/** All vectors with the given numbers of +1 and −1 entries. */
const patterns = (d: number, positive: number, negative: number): Vector[] =>
  independent(
    d,
    [1, -1, 0].map((value) => ({ weight: ONE, value: rational(value) })),
  )
    .map(({ value }) => value)
    .filter(
      (z) =>
        z.filter((x) => x.equals(1)).length === positive && z.filter((x) => x.equals(-1)).length === negative,
    );

/** A latent of a problem file, with all its values. */
interface Latent {
  readonly d: number;
  readonly spec: unknown;
  readonly outcomes: readonly Outcome<Vector>[];
}

const latent = (d: number): fc.Arbitrary<Latent> =>
  fc.oneof(
    probabilities(d).map((weights) => ({
      d,
      spec: { kind: "one-hot", probabilities: weights.map(rationalText) },
      outcomes: weights.map((weight, j) => ({ weight, value: basisVector(d, j) })),
    })),
    keepProbability.map((kappa) => ({
      d,
      spec: { kind: "bernoulli", probability: rationalText(kappa) },
      outcomes: independent(d, coin(kappa)),
    })),
    keepProbability.map((kappa) => ({
      d,
      spec: { kind: "signed-bernoulli", probability: rationalText(kappa) },
      outcomes: independent(d, [
        { weight: kappa.div(2), value: ONE },
        { weight: kappa.div(2), value: ONE.neg() },
        { weight: ONE.sub(kappa), value: ZERO },
      ]),
    })),
    fc.integer({ min: 1, max: d }).map((active) => ({
      d,
      spec: { kind: "k-sparse", active },
      outcomes: uniformly(patterns(d, active, 0)),
    })),
    fc
      .integer({ min: 1, max: d })
      .chain((total) => fc.tuple(fc.constant(total), fc.integer({ min: 0, max: total })))
      .map(([total, positive]) => ({
        d,
        spec: { kind: "signed-pattern", positive, negative: total - positive },
        outcomes: uniformly(patterns(d, positive, total - positive)),
      })),
    // z = ±2 b_k with probability 1/8 each has E[z zᵀ] = Σ_k b_k b_kᵀ over the four columns b_k.
    fc
      .array(fc.array(smallRational, { minLength: d, maxLength: d }), { minLength: 4, maxLength: 4 })
      .map((columns) => ({
        d,
        spec: {
          kind: "moment",
          matrix: matrixText(
            RationalMatrix.generate(d, d, (i, j) => sumOf(columns.map((b) => b[i]!.mul(b[j]!)))),
          ),
        },
        outcomes: uniformly(columns.flatMap((b) => [2, -2].map((s) => b.map((x) => x.mul(s))))),
      })),
  );

/** An augmentation of a problem file, with all pairs of views of one x. */
interface Augmentation {
  readonly spec: unknown;
  readonly views: (x: Vector) => Views[];
}

const masked = (x: Vector, mask: Vector, scale: Rational = ONE): Vector =>
  x.map((value, i) => value.mul(mask[i]!).mul(scale));

const augmentation: fc.Arbitrary<Augmentation> = fc.oneof(
  keepProbability.map((keep) => ({
    spec: { kind: "independent-masks", keep: rationalText(keep) },
    views: (x: Vector) => {
      const masks = independent(x.length, coin(keep));
      return pairs(masks, masks).map(({ weight, value: [a, b] }) => ({
        weight,
        value: [masked(x, a), masked(x, b)] as const,
      }));
    },
  })),
  fc.tuple(keepProbability, positiveRational).map(([keep, scale]) => ({
    spec: { kind: "complementary-masks", keep: rationalText(keep), scale: rationalText(scale) },
    views: (x: Vector) =>
      independent(x.length, coin(keep)).map(({ weight, value: mask }) => ({
        weight,
        value: [
          masked(x, mask, scale),
          masked(
            x,
            mask.map((k) => ONE.sub(k)),
            scale,
          ),
        ] as const,
      })),
  })),
  positiveRational.map((sigma) => ({
    spec: { kind: "additive-gaussian", variance: rationalText(sigma.mul(sigma)) },
    views: (x: Vector) => {
      const noises = independent(x.length, flip(sigma));
      return pairs(noises, noises).map(({ weight, value: [a, b] }) => ({
        weight,
        value: [x.map((v, i) => v.add(a[i]!)), x.map((v, i) => v.add(b[i]!))] as const,
      }));
    },
  })),
  fc.constant({
    spec: { kind: "none" },
    views: (x: Vector): Views[] => [{ weight: ONE, value: [x, x] }],
  }),
);

/** E[u vᵀ] over weighted pairs (u, v), as one product of exact matrices. */
const correlation = (outcomes: readonly Views[]): RationalMatrix =>
  fromRows(outcomes.map(({ weight, value: [u] }) => u.map((x) => x.mul(weight))))
    .transpose()
    .multiply(fromRows(outcomes.map(({ value: [, v] }) => v)));

interface Model {
  readonly dictionary: RationalMatrix;
  readonly latent: Latent;
  /** s. */
  readonly deviation: Rational;
  readonly augmentation: Augmentation;
}

const model = (largest: number): fc.Arbitrary<Model> =>
  fc
    .record({ p: fc.integer({ min: 1, max: largest }), d: fc.integer({ min: 1, max: largest }) })
    .chain(({ p, d }) =>
      fc.record({
        dictionary: fc
          .array(fc.array(smallRational, { minLength: d, maxLength: d }), { minLength: p, maxLength: p })
          .map(fromRows),
        latent: latent(d),
        deviation: fc.oneof(fc.constant(ZERO), positiveRational),
        augmentation,
      }),
    );

const fileOf = ({ dictionary, latent, deviation, augmentation }: Model): unknown => ({
  model: {
    dictionary: { kind: "matrix", rows: matrixText(dictionary) },
    latent: latent.spec,
    noise: { variance: rationalText(deviation.mul(deviation)) },
    augmentation: augmentation.spec,
  },
  objective: { kind: "bilinear", embedding: 1, normalize: "rows" },
});

const momentsOf = (file: unknown) => problemOf(file).model.moments;

/** All x = M z + e; the noise of a latent may be chosen by what the latent is. */
const inputs = (
  { dictionary, latent, deviation }: Model,
  noiseOf: (z: Vector, noise: Vector) => Vector = (_, noise) => noise,
): Outcome<Vector>[] => {
  const noises = deviation.equals(0)
    ? [{ weight: ONE, value: Array.from({ length: dictionary.rows }, () => ZERO) }]
    : independent(dictionary.rows, flip(deviation));
  return pairs(latent.outcomes, noises).map(({ weight, value: [z, e] }) => {
    const noise = noiseOf(z, e);
    const signal = dictionary.multiply(fromRows([z]).transpose());
    return { weight, value: noise.map((value, i) => signal.get(i, 0).add(value)) };
  });
};

const viewsOf = (xs: readonly Outcome<Vector>[], views: (x: Vector) => Views[]): Views[] =>
  xs.flatMap(({ weight, value: x }) =>
    views(x).map((pair) => ({ weight: weight.mul(pair.weight), value: pair.value })),
  );

/** Γ, Σ and E[a2 a2ᵀ] of the package against those of a list of outcomes. */
const momentsAre = (file: unknown, outcomes: readonly Views[]): Check => {
  const { gamma, sigma, sigmaSecond } = momentsOf(file);
  const twice = (k: 0 | 1) =>
    outcomes.map(({ weight, value }) => ({ weight, value: [value[k], value[k]] as const }));
  return all(
    require(gamma.equals(correlation(outcomes)), "Γ differs from the sum over all outcomes"),
    require(sigma.equals(correlation(twice(0))), "Σ differs from the sum over all outcomes"),
    require(sigmaSecond.equals(correlation(twice(1))), "E[a2 a2ᵀ] differs from the sum over all outcomes"),
  );
};

/** z with second moment S, seen without dictionary, noise or augmentation: Γ = S. */
const latentFile = ({ d, spec }: Latent) => ({
  model: {
    dictionary: { kind: "identity", size: d },
    latent: spec,
    noise: { variance: 0 },
    augmentation: { kind: "none" },
  },
  objective: { kind: "bilinear", embedding: 1, normalize: "rows" },
});

const latentMomentIs = (named: Latent, outcomes: readonly Outcome<Vector>[]): Check =>
  require(momentsOf(latentFile(named)).gamma.equals(
    correlation(outcomes.map(({ weight, value }) => ({ weight, value: [value, value] as const }))),
  ), "S differs from the sum over all latents");

export const latentMoments = theorem({
  id: "second-moments-of-sparse-latents-are-rational-in-their-parameters",
  section: "0",
  title: "Second moments of the latents",
  statement:
    "$S = \\mathbb{E}[z z^\\top]$ is $\\operatorname{diag}(\\pi)$ for one-hot latents, $\\kappa(1-\\kappa) I + \\kappa^2 " +
    "\\mathbf{1}\\mathbf{1}^\\top$ for independent Bernoulli($\\kappa$) entries, $\\kappa I$ for independent entries $\\pm 1$ " +
    "with probability $\\kappa/2$ each, and for exactly $a$ entries $+1$ and $b$ entries $-1$, uniformly placed among $d$, " +
    "$S_{ii} = (a+b)/d$ and $S_{ij} = ((a-b)^2 - (a+b))/(d(d-1))$; exactly $k$ ones is $a = k$, $b = 0$.",
  hypotheses: ["Bernoulli entries are independent", "supports are uniform"],
  source: { label: "D", claim: "the latent models of [P] and their elementary second moments" },
  role: "definition",
  status: "proved",
  proof:
    "One-hot: $z_i z_j = \\delta_{ij} z_i$. Independent entries: $\\mathbb{E} z_i z_j = \\mathbb{E} z_i\\, \\mathbb{E} z_j$ off " +
    "the diagonal, that is $\\kappa^2$ or $0$, and $\\mathbb{E} z_i^2 = \\kappa$. Patterns: by exchangeability all $S_{ii}$ are " +
    "equal and all $S_{ij}$, $i \\ne j$, are equal; $\\sum_i z_i^2 = a + b$ gives $S_{ii}$, and $(\\sum_i z_i)^2 = (a-b)^2$ " +
    "gives $d\\, S_{ii} + d(d-1) S_{ij} = (a-b)^2$.",
  forms: [
    form({
      mode: "exact",
      instances: fc.integer({ min: 1, max: 5 }).chain(latent),
      problem: latentFile,
      check: (z) => latentMomentIs(z, z.outcomes),
    }),
  ],
  controls: [
    {
      id: "dependent-entries",
      dropped: "the entries are all equal instead of independent: S is then κ everywhere",
      form: form({
        mode: "exact",
        instances: fc.tuple(fc.integer({ min: 2, max: 4 }), keepProbability).map(([d, kappa]) => ({
          named: { d, spec: { kind: "bernoulli", probability: rationalText(kappa) }, outcomes: [] },
          outcomes: coin(kappa).map(({ weight, value }) => ({
            weight,
            value: new Array<Rational>(d).fill(value),
          })),
        })),
        problem: ({ named }) => latentFile(named),
        check: ({ named, outcomes }) => latentMomentIs(named, outcomes),
      }),
    },
    {
      id: "preferred-supports",
      dropped: "the supports of k ones are not uniform: only the first k entries are active",
      form: form({
        mode: "exact",
        instances: fc
          .integer({ min: 2, max: 4 })
          .chain((d) => fc.record({ d: fc.constant(d), active: fc.integer({ min: 1, max: d - 1 }) })),
        problem: ({ d, active }) => latentFile({ d, spec: { kind: "k-sparse", active }, outcomes: [] }),
        check: ({ d, active }) =>
          latentMomentIs({ d, spec: { kind: "k-sparse", active }, outcomes: [] }, [
            { weight: ONE, value: Array.from({ length: d }, (_, i) => (i < active ? ONE : ZERO)) },
          ]),
      }),
    },
  ],
});

export const viewMoments = theorem({
  id: "moments-of-two-views-of-a-linear-model-are-those-of-the-sum-over-latents-and-masks",
  section: "0",
  title: "Moments of two views",
  statement:
    "Let $x = Mz + e$, $e$ of mean zero and covariance $s^2 I$, and $X = M S M^\\top + s^2 I$. For views masked independently, " +
    "each entry kept with probability $\\alpha$: $\\Gamma = \\alpha^2 X$, $\\Sigma = \\alpha^2 X + \\alpha(1-\\alpha) " +
    "\\operatorname{diag} X$. For complementary masks $cD$, $c(I-D)$: $\\Gamma = c^2\\alpha(1-\\alpha)(X - " +
    "\\operatorname{diag} X)$, $\\Sigma = c^2(\\alpha^2 X + \\alpha(1-\\alpha)\\operatorname{diag} X)$, with $1-\\alpha$ in place " +
    "of $\\alpha$ for the second view. For independent additive noise of variance $v$: $\\Gamma = X$, $\\Sigma = X + vI$. " +
    "All are rational in rational parameters.",
  hypotheses: [
    "the noise is independent of the latent",
    "both views are views of the same x",
    "the masks of the two views are independent of each other (or complementary, where that is said)",
  ],
  source: { label: "D", claim: "the data models of [P] and the moments of their augmentations" },
  role: "definition",
  status: "proved",
  proof:
    "$\\mathbb{E}[x x^\\top] = M S M^\\top + s^2 I$ as $e$ is centred and independent of $z$. Masks are independent of $x$, so " +
    "$\\Gamma_{ij} = \\mathbb{E}[D_{1,ii} D_{2,jj}]\\, X_{ij}$ and $\\Sigma_{ij} = \\mathbb{E}[D_{1,ii} D_{1,jj}]\\, X_{ij}$. For " +
    "independent masks the factors are $\\alpha^2$ everywhere, and $\\alpha$ on the diagonal, $\\alpha^2$ off it. For " +
    "complementary masks $D_{ii}(1 - D_{ii}) = 0$ and $\\mathbb{E}[D_{ii}(1 - D_{jj})] = \\alpha(1-\\alpha)$. Added noise is " +
    "centred and independent of $x$ and of the other view's.",
  forms: [
    form({
      mode: "exact",
      instances: model(2),
      problem: fileOf,
      check: (instance) =>
        momentsAre(fileOf(instance), viewsOf(inputs(instance), instance.augmentation.views)),
    }),
    form({
      mode: "exact",
      share: 0.3,
      instances: model(3),
      problem: fileOf,
      check: (instance) =>
        momentsAre(fileOf(instance), viewsOf(inputs(instance), instance.augmentation.views)),
    }),
  ],
  controls: [
    {
      id: "noise-follows-latent",
      dropped: "the noise takes the sign of the latent's first entry",
      form: form({
        mode: "exact",
        instances: model(2).filter(({ deviation }) => !deviation.equals(0)),
        problem: fileOf,
        check: (instance) =>
          momentsAre(
            fileOf(instance),
            viewsOf(
              inputs(instance, (z, e) => e.map((v) => v.mul(z[0]!))),
              instance.augmentation.views,
            ),
          ),
      }),
    },
    {
      id: "views-of-two-inputs",
      dropped: "the second view is one of another, independent x: Γ is then the product of the means",
      form: form({
        mode: "exact",
        instances: model(2),
        problem: fileOf,
        check: (instance) => {
          const single = viewsOf(inputs(instance), instance.augmentation.views);
          const outcomes = pairs(single, single).map(({ weight, value: [[a], [, b]] }) => ({
            weight,
            value: [a, b] as const,
          }));
          return momentsAre(fileOf(instance), outcomes);
        },
      }),
    },
    {
      id: "shared-mask",
      dropped: "both views have the same mask: Γ is then Σ",
      form: form({
        mode: "exact",
        instances: fc.record({ model: model(2), keep: keepProbability }),
        check: ({ model: instance, keep }) => {
          const named = { kind: "independent-masks", keep: rationalText(keep) };
          const shared = (x: Vector) =>
            independent(x.length, coin(keep)).map(({ weight, value: mask }) => ({
              weight,
              value: [masked(x, mask), masked(x, mask)] as const,
            }));
          return momentsAre(
            fileOf({ ...instance, augmentation: { spec: named, views: shared } }),
            viewsOf(inputs(instance), shared),
          );
        },
      }),
    },
  ],
});

/** @param seen the same x without augmentation: its Γ is X. */
const indefiniteUnlessDiagonal = (file: unknown, seen: unknown): Check => {
  const { gamma } = momentsOf(file);
  const x = momentsOf(seen).gamma;
  const { negative, positive } = inertia(gamma);
  return all(
    require(gamma.diagonalEntries().every((g) => g.equals(0)), "a diagonal entry of Γ is not zero"),
    require(gamma.isZero() === x.isDiagonal(), "Γ is zero, or X diagonal, without the other"),
    require(gamma.isZero() || (negative > 0 && positive > 0), "Γ is semidefinite and not zero"),
  );
};

const withMasks = (kind: string) => (instance: Model & { keep: Rational }) =>
  fileOf({
    ...instance,
    augmentation: { spec: { kind, keep: rationalText(instance.keep) }, views: () => [] },
  });

const unseen = (instance: Model) =>
  fileOf({ ...instance, augmentation: { spec: { kind: "none" }, views: () => [] } });

/** Dictionaries up to 5×5; no outcomes are enumerated here. */
const maskedModel = (d: number) =>
  fc.record({
    dictionary: fc
      .array(fc.array(smallRational, { minLength: d, maxLength: d }), { minLength: 1, maxLength: 5 })
      .map(fromRows),
    latent: latent(d),
    deviation: fc.oneof(fc.constant(ZERO), positiveRational),
    augmentation: fc.constant<Augmentation>({ spec: {}, views: () => [] }),
    keep: keepProbability,
  });

export const complementaryMasks = theorem({
  id: "complementary-masks-correlate-views-by-an-indefinite-matrix-or-not-at-all",
  section: "0",
  title: "Complementary masks: zero diagonal, indefinite or zero correlation",
  statement:
    "For complementary masks that keep an entry with probability $0 < \\alpha < 1$, $\\Gamma = \\mathbb{E}[a_1 a_2^\\top]$ has " +
    "zero diagonal. It is $0$ exactly if $X$ is diagonal, in particular for one-hot latents of equal probability seen through an orthogonal dictionary, and otherwise it has " +
    "eigenvalues of both signs.",
  hypotheses: ["the masks of the two views are complementary", "0 < α < 1"],
  role: "corollary",
  source: { label: "D", claim: "consequence of the augmentation used in the code of [P]" },
  status: "proved",
  proof:
    "$D_{ii}(1 - D_{ii}) = 0$ gives the zero diagonal, and $\\Gamma_{ij} = c^2\\alpha(1-\\alpha)X_{ij}$ off it, zero " +
    "exactly for diagonal $X$ as $\\alpha(1-\\alpha) > 0$. A symmetric matrix of trace zero has eigenvalues that sum to zero: all zero, or of both signs.",
  forms: [
    form({
      mode: "exact",
      instances: fc.integer({ min: 1, max: 4 }).chain(maskedModel),
      problem: withMasks("complementary-masks"),
      parts: {
        "X diagonal": (instance) => momentsOf(unseen(instance)).gamma.isDiagonal(),
        "X not diagonal": (instance) => !momentsOf(unseen(instance)).gamma.isDiagonal(),
      },
      check: (instance) =>
        indefiniteUnlessDiagonal(withMasks("complementary-masks")(instance), unseen(instance)),
    }),
    form({
      mode: "exact",
      instances: fc.record({ d: fc.integer({ min: 1, max: 5 }), seed: fc.nat(1000) }),
      check: ({ d, seed }) => {
        const { gamma } = momentsOf({
          model: {
            dictionary: { kind: "rational-orthonormal", rows: d, columns: d, seed },
            latent: { kind: "one-hot" },
            augmentation: { kind: "complementary-masks" },
          },
          objective: { kind: "bilinear", embedding: 1, normalize: "rows" },
        });
        return require(gamma.isZero(), "Γ is not zero for a uniform one-hot latent");
      },
    }),
  ],
  controls: [
    {
      id: "independent-masks",
      dropped: "the masks are independent: Γ is then positive semidefinite",
      form: form({
        mode: "exact",
        instances: fc.integer({ min: 1, max: 4 }).chain(maskedModel),
        problem: withMasks("independent-masks"),
        check: (instance) =>
          indefiniteUnlessDiagonal(withMasks("independent-masks")(instance), unseen(instance)),
      }),
    },
    {
      id: "everything-kept",
      dropped: "α = 1: one view is everything, the other nothing, and Γ = 0 whatever X is",
      form: form({
        mode: "exact",
        instances: fc
          .integer({ min: 2, max: 4 })
          .chain(maskedModel)
          .map((instance) => ({ ...instance, keep: rational(1) }))
          .filter((instance) => !momentsOf(unseen(instance)).gamma.isDiagonal()),
        problem: withMasks("complementary-masks"),
        check: (instance) =>
          indefiniteUnlessDiagonal(withMasks("complementary-masks")(instance), unseen(instance)),
      }),
    },
  ],
});
