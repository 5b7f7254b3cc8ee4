/**
 * §8: where alternating projected gradient steps end.
 *
 *   o ← normalise(o + c Γ t),  t ← normalise(t + c Γᵀ o),  c = 2η,  columns (or rows) of length one
 *
 * The steps are written out below with plain arrays. Columns: o_j sees Σ_k Γ_jk t_k. Rows: each row sees Γ t alone. Each
 * statement about limits has a second form, on the trajectories that `train` makes (`buildRule`, `runRule`).
 * Source: the claim of [P] that training does not avoid the bad minima; statements derived.
 * Not covered: sample-level training, thresholded features, predictors (simulation only).
 */
import fc from "fast-check";
import {
  buildRule,
  exactValue,
  LandscapeSystem,
  Random,
  type Rational,
  RationalMatrix,
  rational,
  rationalText,
  runRule,
  toNumber,
} from "landscape-atlas";
import {
  all,
  type Check,
  form,
  fromColumns,
  keepProbability,
  landscapeOf,
  matrixText,
  momentsProblem,
  positiveRational,
  problemOf,
  rationalOrthogonal,
  rationalUnitVector,
  require,
  shape,
  smallRational,
  theorem,
  undecided,
  within,
  withSpectrum,
} from "landscape-atlas/theorems";

type Vector = readonly number[];

const dot = (u: Vector, v: Vector): number => u.reduce((sum, x, i) => sum + x * v[i]!, 0);
const distance = (u: Vector, v: Vector): number => Math.hypot(...u.map((x, i) => x - v[i]!));
const opposite = (u: Vector): Vector => u.map((x) => -x);
const unit = (v: Vector): Vector => {
  const length = Math.hypot(...v);
  return v.map((x) => x / length);
};
/** The angle between unit vectors, accurate for small ones. */
const angle = (u: Vector, v: Vector): number => 2 * Math.asin(Math.min(1, distance(u, v) / 2));

type Normalize = "columns" | "rows";

interface Encoders {
  readonly o: readonly Vector[];
  readonly t: readonly Vector[];
}

/** The unit vectors of one encoder after a step against the other's. */
const step = (
  own: readonly Vector[],
  other: readonly Vector[],
  coupling: readonly Vector[],
  c: number,
  normalize: Normalize,
): Vector[] =>
  own.map((v, j) =>
    unit(
      v.map((x, i) =>
        normalize === "columns"
          ? x + c * coupling[j]!.reduce((sum, g, k) => sum + g * other[k]![i]!, 0)
          : x + c * dot(coupling[i]!, other[j]!),
      ),
    ),
  );

const transpose = (a: readonly Vector[]): Vector[] => a[0]!.map((_, j) => a.map((row) => row[j]!));

/** Alternating steps until nothing moves any more; `null` if that takes too long. */
const train = (
  start: Encoders,
  gamma: readonly Vector[],
  c: number,
  normalize: Normalize,
  steps = 60_000,
): Encoders | null => {
  const { atRest, ...end } = trainFor(start, gamma, c, normalize, steps);
  return atRest ? end : null;
};

function trainFor(
  start: Encoders,
  gamma: readonly Vector[],
  c: number,
  normalize: Normalize,
  steps: number,
): Encoders & { readonly atRest: boolean } {
  let { o, t } = start;
  const back = transpose(gamma);
  for (let n = 0; n < steps; n++) {
    const nextO = step(o, t, gamma, c, normalize);
    const nextT = step(t, nextO, back, c, normalize);
    const moved = Math.max(
      ...nextO.map((v, j) => distance(v, o[j]!)),
      ...nextT.map((v, j) => distance(v, t[j]!)),
    );
    [o, t] = [nextO, nextT];
    if (moved < 1e-13) return { o, t, atRest: true };
  }
  return { o, t, atRest: false };
}

/** The same run of the package's own rule, from the same start. */
function byRuleFor(
  start: Encoders,
  gamma: readonly Vector[],
  c: number,
  normalize: Normalize,
  steps: number,
): Encoders & { readonly atRest: boolean } {
  const p = gamma.length;
  const m = normalize === "columns" ? start.o[0]!.length : start.o.length;
  const exact = RationalMatrix.generate(p, p, (i, j) => rational(gamma[i]![j]!));
  const problem = problemOf(momentsProblem(exact, RationalMatrix.identity(p), bilinear(m, normalize)));
  const rule = buildRule(problem, { kind: "alternating-steps", step: c / 2 });
  const flat = (vectors: readonly Vector[]) =>
    (normalize === "columns" ? transpose(vectors) : vectors).flat();
  const end = runRule(rule, Float64Array.from([...flat(start.o), ...flat(start.t)]), {
    steps,
    time: Number.POSITIVE_INFINITY,
    tolerance: 1e-11,
  });
  const read = (from: number) => {
    const rows = Array.from({ length: m }, (_, i) =>
      Array.from(end.state.subarray(from + i * p, from + (i + 1) * p)),
    );
    return normalize === "columns" ? transpose(rows) : rows;
  };
  return { o: read(0), t: read(m * p), atRest: end.outcome === "rest" };
}

type Trainer = typeof train;

const byRule: Trainer = (start, gamma, c, normalize, steps = 60_000) => {
  const { atRest, ...end } = byRuleFor(start, gamma, c, normalize, steps);
  return atRest ? end : null;
};

/** Uniform unit vectors: p columns of length m, or m rows of length p. */
function randomStart(seed: number, m: number, p: number, normalize: Normalize): Encoders {
  const random = new Random(seed).fork("start");
  const [count, length] = normalize === "columns" ? [p, m] : [m, p];
  const draw = () => Array.from({ length: count }, () => unit(Array.from({ length }, () => random.normal())));
  return { o: draw(), t: draw() };
}

const numbers = (a: RationalMatrix): Vector[] => a.toRows().map((row) => row.map(toNumber));

/** Largest sum of magnitudes over a row or a column: c times it stays below 1. */
const bound = (gamma: readonly Vector[]): number =>
  Math.max(...[...gamma, ...transpose(gamma)].map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));

/** Number of directions, by Gram–Schmidt with pivoting. */
function rankOf(vectors: readonly Vector[], tolerance: number): number {
  let left = vectors.map((v) => [...v]);
  for (let rank = 0; ; rank++) {
    const lengths = left.map((v) => Math.hypot(...v));
    const longest = Math.max(...lengths);
    if (longest <= tolerance) return rank;
    const q = left[lengths.indexOf(longest)]!.map((x) => x / longest);
    left = left.map((v) => {
      const along = dot(v, q);
      return v.map((x, i) => x - along * q[i]!);
    });
  }
}

const moments = (model: unknown) =>
  problemOf({ model, objective: { kind: "bilinear", embedding: 1, normalize: "rows" } }).model.moments;

const oneHot = (p: number, seed: number, keep: string, probabilities?: readonly string[]) => ({
  dictionary: { kind: "rational-orthonormal", rows: p, columns: p, seed },
  latent: { kind: "one-hot", ...(probabilities === undefined ? {} : { probabilities }) },
  augmentation: { kind: "independent-masks", keep },
});

const bilinear = (m: number, normalize: Normalize) => ({ kind: "bilinear", embedding: m, normalize });

/** γ_j per pair of vectors: the pair stays on its arc and meets near the middle. */
function meetsInTheMiddle(
  start: Encoders,
  gamma: readonly Vector[],
  c: number,
  normalize: Normalize,
  kappas: readonly number[],
  trainer: Trainer = train,
): Check {
  const end = trainer(start, gamma, c, normalize);
  if (end === null) return undecided("training did not come to rest");
  return all(
    ...start.o.map((o, j) => {
      const [t, limit, kappa] = [start.t[j]!, end.o[j]!, kappas[j]!];
      const theta = angle(o, t);
      const middle = unit(o.map((x, i) => x + t[i]!));
      const allowed = (kappa * theta) / (2 * (1 - kappa));
      return all(
        within(distance(limit, end.t[j]!), 1e-9, "distance of the two limits"),
        within(angle(o, limit) + angle(limit, t) - theta, 1e-6, "detour from the shorter arc"),
        require(angle(limit, middle) <=
          allowed + 1e-9, `the limit is ${angle(limit, middle)} off the middle, at most ${allowed} allowed`),
      );
    }),
    require(rankOf(end.o, 1e-9) ===
      Math.min(end.o.length, end.o[0]!.length), "the limit does not have full rank"),
  );
}

const stepSize = fc.constantFrom(0.01, 0.1, 0.3, 0.5);

/** Vectors of length two at least: on S⁰ a pair is equal or opposite from the start. */
const scalarShapes = fc.oneof(
  shape(4, 4, 2, 1).map((x) => ({ ...x, normalize: "columns" as Normalize })),
  shape(4, 4, 1, 2).map((x) => ({ ...x, normalize: "rows" as Normalize })),
);

const scalarInstances = scalarShapes.chain(({ m, p, normalize }) =>
  fc.record({
    m: fc.constant(m),
    p: fc.constant(p),
    normalize: fc.constant(normalize),
    gamma: fc.array(positiveRational, { minLength: p, maxLength: p }),
    keep: keepProbability,
    dictionaries: fc.tuple(fc.nat(1000), fc.nat(1000)),
    kappa: stepSize,
    seed: fc.nat(2 ** 30),
  }),
);

type ScalarInstance = typeof scalarInstances extends fc.Arbitrary<infer T> ? T : never;

/** Columns: Γ = diag(γ), all positive; rows: Γ = γ₁ I. c is such that the largest c γ_j is κ. */
function scalarRun(
  { m, p, normalize, gamma, kappa, seed }: ScalarInstance,
  sign = 1,
  trainer: Trainer = train,
): Check {
  const values = gamma.map(toNumber);
  const diagonal = normalize === "columns" ? values : values.map(() => values[0]!);
  const c = kappa / Math.max(...diagonal);
  const vectors = normalize === "columns" ? p : m;
  return meetsInTheMiddle(
    randomStart(seed, m, p, normalize),
    diagonal.map((g, i) => diagonal.map((_, j) => (i === j ? sign * g : 0))),
    c,
    normalize,
    Array.from({ length: vectors }, (_, j) => c * diagonal[normalize === "columns" ? j : 0]!),
    trainer,
  );
}

const diagonalFile = ({ m, normalize, gamma }: ScalarInstance) =>
  momentsProblem(
    RationalMatrix.diagonal(normalize === "columns" ? gamma : gamma.map(() => gamma[0]!)),
    RationalMatrix.identity(gamma.length),
    bilinear(m, normalize),
  );

export const mixtures = theorem({
  id: "training-on-scalar-gamma-ends-at-mixtures-of-the-initial-features",
  section: "8",
  title: "Scalar correlation: each feature ends between its two initial values, whatever the dictionary",
  statement: String.raw`Normalise columns and let $\Gamma = \operatorname{diag}(\gamma)$, $\gamma_j > 0$, or normalise rows and let
    $\Gamma = \gamma I$, $\gamma > 0$; put $\kappa = c\gamma_j < 1$. From $o \ne -t$ the pair of a column (row) converges to one common
    limit on the shorter arc between $o$ and $t$, at an angle of at most $\frac{\kappa\theta}{2(1-\kappa)}$ from their normalised sum,
    $\theta$ the initial angle. From independent uniform starts the limit has full rank almost surely. For uniform one-hot latents,
    a square orthonormal $M$ and independent masks $\Gamma = (\alpha^2/d) I$ for every $M$: the features learnt never depend on it.`,
  hypotheses: ["all γ_j are positive", "Γ is diagonal (columns), scalar (rows)", "M is square"],
  source: { label: "P", claim: "non-contrastive training does not recover the dictionary" },
  status: "proved",
  proof: String.raw`The vectors decouple and stay in the plane of $o$ and $t$. A step turns $o$ towards $t$ by $\delta(\theta)$ with
    $\tan\delta = \kappa\sin\theta/(1 + \kappa\cos\theta)$, $0 < \delta < \theta$ for $0 < \theta < \pi$, then $t$ towards $o$ by
    $\delta(\theta - \delta)$: nested arcs, whose length tends to the only zero of $\delta$ in $[0, \pi)$, $\theta = 0$. As
    $\delta' = \kappa(\kappa + \cos\theta)/(1 + 2\kappa\cos\theta + \kappa^2)$ has modulus at most $\kappa/(1-\kappa)$, two consecutive turns
    differ by at most $\frac{\kappa}{1-\kappa}$ times the first. The turns of $o$ sum to $\theta_o \le \theta$, those of $t$ to
    $\theta - \theta_o$, so $|\theta_o - \theta/2| \le \frac12\frac{\kappa}{1-\kappa}\theta$. The limit map commutes with rotations, so uniform starts give
    independent uniform limits, linearly independent almost surely. Finally $X = \frac1d MM^\top = \frac1d I$ and
    $\Gamma = \alpha^2 X$.`,
  forms: [
    form<ScalarInstance>({
      mode: "floating",
      share: 0.5,
      instances: scalarInstances,
      problem: diagonalFile,
      check: (instance) => scalarRun(instance),
    }),
    form<ScalarInstance>({
      mode: "floating",
      share: 0.3,
      instances: scalarInstances,
      problem: diagonalFile,
      check: (instance) => scalarRun(instance, 1, byRule),
    }),
    form<ScalarInstance>({
      mode: "exact",
      instances: scalarInstances,
      problem: ({ p, keep, dictionaries: [seed] }) => ({
        model: oneHot(p, seed, rationalText(keep)),
        objective: bilinear(p, "columns"),
      }),
      check: ({ p, keep, dictionaries }) =>
        all(
          ...dictionaries.map((seed) =>
            require(moments(oneHot(p, seed, rationalText(keep))).gamma.equals(
              RationalMatrix.identity(p).scale(keep.mul(keep).div(p)),
            ), "Γ is not (α²/d) I"),
          ),
        ),
    }),
  ],
  controls: [
    {
      id: "negative-gamma",
      dropped: "γ < 0: the two vectors part",
      form: form<ScalarInstance>({
        mode: "floating",
        instances: scalarInstances,
        check: (instance) => scalarRun(instance, -1),
      }),
    },
    {
      id: "rows-with-distinct-gamma",
      dropped: "rows with Γ diagonal but not scalar: they leave the arc for the top eigenvector",
      form: form<ScalarInstance>({
        mode: "floating",
        instances: scalarInstances,
        problem: ({ m }) =>
          momentsProblem(
            RationalMatrix.diagonal([rational(2), rational(1)]),
            RationalMatrix.identity(2),
            bilinear(m, "rows"),
          ),
        check: ({ m, kappa, seed }) =>
          meetsInTheMiddle(
            randomStart(seed, m, 2, "rows"),
            [
              [2, 0],
              [0, 1],
            ],
            kappa / 2,
            "rows",
            new Array<number>(m).fill(kappa),
          ),
      }),
    },
    {
      id: "tall-dictionary",
      dropped: "more inputs than latents: Γ has a kernel and knows the range of M",
      form: form<ScalarInstance>({
        mode: "exact",
        instances: scalarInstances,
        check: ({ p, keep, dictionaries: [seed] }) => {
          const model = {
            ...oneHot(p, seed, rationalText(keep)),
            dictionary: { kind: "rational-orthonormal", rows: p + 1, columns: p, seed },
          };
          return require(moments(model).gamma.equals(
            RationalMatrix.identity(p + 1).scale(keep.mul(keep).div(p)),
          ), "Γ is not (α²/d) I");
        },
      }),
    },
  ],
});

interface Coupled {
  readonly m: number;
  readonly gamma: RationalMatrix;
  /** Γ_ij r_i s_j ≥ 0. */
  readonly r: readonly number[];
  readonly s: readonly number[];
  readonly fraction: number;
  readonly seed: number;
}

const ones = (p: number, value = 1): number[] => new Array<number>(p).fill(value);

/** Models whose Γ is entrywise positive (or balanced by one sign), and random balanced matrices. */
const balanced = (minM: number, maxM: number): fc.Arbitrary<Coupled> =>
  fc
    .record({
      m: fc.integer({ min: minM, max: maxM }),
      p: fc.integer({ min: 3, max: 5 }),
      keep: keepProbability,
      kind: fc.constantFrom("bernoulli", "sparse", "complementary", "signed", "random"),
      entries: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 25, maxLength: 25 }),
      flips: fc.array(fc.constantFrom(1, -1), { minLength: 10, maxLength: 10 }),
      fraction: fc.constantFrom(0.3, 0.6, 0.9),
      seed: fc.nat(2 ** 30),
    })
    .map(({ m, p, keep, kind, entries, flips, fraction, seed }) => {
      const alpha = rationalText(keep);
      const dictionary = { kind: "identity", size: p };
      const independent = { kind: "independent-masks", keep: alpha };
      const complementary = { kind: "complementary-masks", keep: alpha };
      const bernoulli = { kind: "bernoulli", probability: alpha };
      const [r, s] = kind === "random" ? [flips.slice(0, p), flips.slice(5, 5 + p)] : [ones(p), ones(p)];
      const gamma =
        kind === "random"
          ? RationalMatrix.generate(p, p, (i, j) => rational(entries[i * 5 + j]! * r[i]! * s[j]!))
          : moments({
              dictionary,
              latent:
                kind === "signed"
                  ? { kind: "signed-pattern", positive: 1, negative: 1 }
                  : kind === "sparse"
                    ? { kind: "k-sparse", active: 2 }
                    : bernoulli,
              augmentation: kind === "bernoulli" || kind === "sparse" ? independent : complementary,
            }).gamma;
      return { m, gamma, r, s: kind === "signed" ? ones(p, -1) : s, fraction, seed };
    });

/** All r_j o_j and all s_j t_j end at one vector. */
function collapses({ m, gamma, r, s, fraction, seed }: Coupled, trainer: Trainer = train): Check {
  const g = numbers(gamma);
  const end = trainer(randomStart(seed, m, g.length, "columns"), g, fraction / bound(g), "columns");
  if (end === null) return undecided("training did not come to rest");
  const aligned = [
    ...end.o.map((v, j) => v.map((x) => x * r[j]!)),
    ...end.t.map((v, j) => v.map((x) => x * s[j]!)),
  ];
  return within(
    Math.max(...aligned.map((v) => distance(v, aligned[0]!))),
    1e-9,
    "spread of the signed columns",
  );
}

const coupledFile = ({ m, gamma }: Coupled) =>
  momentsProblem(gamma, RationalMatrix.identity(gamma.rows), bilinear(m, "columns"));

export const totalCollapse = theorem({
  id: "training-unit-columns-on-sign-balanced-gamma-ends-at-one-direction",
  section: "8",
  title: "Unit columns and sign-balanced correlation: total collapse",
  statement: String.raw`Let $m \ge 3$, $r, s \in \{\pm1\}^p$ with $r_i\Gamma_{ij}s_j \ge 0$ for all $i, j$, the bipartite graph of the nonzero entries
    connected, and $c$ times every row and column sum of $|\Gamma|$ below $1$. From almost every start, alternating steps on unit columns
    end at $o_j = r_j u$, $t_j = s_j u$ for one unit vector $u$: both encoders have rank one. This covers Bernoulli and $k$-sparse latents
    ($k \ge 2$) with $M = I$ and independent masks ($W_t = W_o$, all columns equal), the same Bernoulli latents with complementary masks for $p \ge 3$ ($W_t = W_o$,
    although $\Gamma$ is indefinite), and patterns with one $+1$ and one $-1$ with complementary masks ($W_t = -W_o$).`,
  hypotheses: ["m ≥ 3", "Γ is sign-balanced", "the bipartite graph of Γ is connected"],
  source: {
    label: "D",
    claim: "training on correlated latents collapses; almost global consensus on spheres",
  },
  status: "proved",
  proof: String.raw`Replacing $o_j$ by $r_j o_j$ and $t_j$ by $s_j t_j$ we may take $\Gamma \ge 0$, $r = s = 1$. A block step is
    $x \mapsto (x + v)/|x + v|$ with $|v| < 1$ fixed: a diffeomorphism of the sphere that increases $\langle x, v\rangle$ unless $x \parallel v$. So
    the loss decreases, with decrease and gradient comparable to the squared and the plain length of the step, and by
    Łojasiewicz's inequality (the loss is analytic) every orbit converges to a critical point. Linearised there, a step is a block
    Gauss--Seidel step $\delta \mapsto \delta - S(H\delta)$ with $S = c/(1 + c\lambda)$ below $2/\lambda$ on each block, under which
    $\delta^\top H\delta$ decreases strictly unless $H\delta = 0$; hence it expands some direction if $H$ has a negative one, and by the
    stable manifold theorem almost no start converges to such a point (first-order methods avoid strict saddles, Lee et al.\ 2019). It
    remains to find a negative direction at every critical point with $x_i \ne x_j$ on some edge. Let $x_i$ be all $2p$
    vectors, $w_{ij} \ge 0$ the weights of the edges, $\sum_j w_{ij}x_j = \lambda_i x_i$, and $v_i = a - \langle a, x_i\rangle x_i$ for a fixed
    $a$. The second variation of $-\sum_{\text{edges}} w_{ij}\langle x_i, x_j\rangle$, doubled, is
    $\sum_{\text{edges}} w_{ij}(\langle x_i, x_j\rangle(|v_i|^2 + |v_j|^2) - 2\langle v_i, v_j\rangle)$. Summed over an orthonormal basis of
    vectors $a$, with $y = \langle x_i, x_j\rangle$, this is $\sum w_{ij}(2(m-1)y - 2(m - 2 + y^2)) = -2\sum w_{ij}(1 - y)(m - 2 - y)$, negative
    for $m \ge 3$ unless all $y = 1$. The graph being connected, all vectors are then equal.`,
  forms: [
    form<Coupled>({
      mode: "floating",
      share: 0.3,
      instances: balanced(3, 6),
      problem: coupledFile,
      check: (instance) => collapses(instance),
    }),
    form<Coupled>({
      mode: "floating",
      share: 0.2,
      instances: balanced(3, 6),
      problem: coupledFile,
      check: (instance) => collapses(instance, byRule),
    }),
  ],
  controls: [
    {
      id: "two-dimensional-embedding",
      dropped: "m = 2, complementary masks, p = 3: columns can also settle around a circle",
      form: form<Coupled>({
        mode: "floating",
        instances: balanced(2, 2).map((instance) => ({
          ...instance,
          gamma: RationalMatrix.generate(3, 3, (i, j) => rational(i === j ? 0 : 1)),
          r: ones(3),
          s: ones(3),
        })),
        problem: coupledFile,
        check: (instance) => collapses(instance),
      }),
    },
    {
      id: "one-dimensional-embedding",
      dropped: "m = 1: small steps never change a sign",
      form: form<Coupled>({
        mode: "floating",
        instances: balanced(1, 1),
        problem: coupledFile,
        check: (instance) => collapses(instance),
      }),
    },
    {
      id: "frustrated-gamma",
      dropped: "one sign too many: no choice of signs satisfies all pairs",
      form: form<Coupled>({
        mode: "floating",
        instances: balanced(3, 5).map((instance) => ({
          ...instance,
          gamma: instance.gamma.map((x, i, j) => (i === 0 && j === 1 ? x.neg() : x)),
        })),
        problem: coupledFile,
        check: (instance) => collapses(instance),
      }),
    },
    {
      id: "disconnected-gamma",
      dropped: "Γ diagonal: every column finds its own direction",
      form: form<Coupled>({
        mode: "floating",
        instances: balanced(3, 5).map((instance) => ({
          ...instance,
          gamma: RationalMatrix.identity(instance.gamma.rows),
          r: instance.r.map(() => 1),
          s: instance.s.map(() => 1),
        })),
        problem: coupledFile,
        check: (instance) => collapses(instance),
      }),
    },
  ],
});

interface RowRun {
  readonly m: number;
  readonly gamma: RationalMatrix;
  /** The top singular pair, exactly known: Γ v = σ₁ u up to a positive factor. */
  readonly u: Vector;
  readonly v: Vector;
  readonly fraction: number;
  readonly seed: number;
}

const basis = (p: number, k: number): Vector => Array.from({ length: p }, (_, i) => (i === k ? 1 : 0));
const flat = (p: number, sign = 1): Vector => unit(ones(p, sign));

/** Γ with a simple largest singular value, clearly above the next: models of the table and general matrices. */
const topHeavy: fc.Arbitrary<RowRun> = fc
  .record({
    m: fc.integer({ min: 1, max: 6 }),
    p: fc.integer({ min: 2, max: 5 }),
    keep: keepProbability,
    kind: fc.constantFrom("one-hot", "bernoulli", "complementary", "signed", "symmetric", "general"),
    negative: fc.boolean(),
    rest: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 5, maxLength: 5 }),
    fraction: fc.constantFrom(0.2, 0.5, 0.9),
    seed: fc.nat(2 ** 30),
  })
  .chain((x) => fc.tuple(fc.constant(x), rationalOrthogonal(x.p), rationalOrthogonal(x.p)))
  .map(([{ m, p: size, keep, kind, negative, rest, fraction, seed }, left, right]) => {
    const common = { m, fraction, seed };
    const alpha = rationalText(keep);
    const mask = (name: string) => ({ kind: `${name}-masks`, keep: alpha });
    if (kind === "symmetric" || kind === "general") {
      const q = kind === "general" ? right : left;
      const values = rest.slice(0, size).map((x, k) => rational(k === 0 ? 4 : x));
      const sign = negative ? -1 : 1;
      const middle = RationalMatrix.diagonal(values.map((x, k) => (k === 0 ? x.mul(sign) : x)));
      const column = (a: RationalMatrix) => a.toRows().map((row) => toNumber(row[0]!));
      return {
        ...common,
        gamma: left.multiply(middle).multiply(q.transpose()),
        u: column(left),
        v: column(q).map((x) => sign * x),
      };
    }
    const p = Math.max(3, size);
    const identity = { kind: "identity", size: p };
    if (kind === "one-hot") {
      // π ∝ (2, 1, …, 1), the largest at a random place.
      const k = seed % p;
      const latent = {
        kind: "one-hot",
        probabilities: Array.from({ length: p }, (_, i) => `${i === k ? 2 : 1}/${p + 1}`),
      };
      const { gamma } = moments({ dictionary: identity, latent, augmentation: mask("independent") });
      return { ...common, gamma, u: basis(p, k), v: basis(p, k) };
    }
    const latent =
      kind === "signed"
        ? { kind: "signed-pattern", positive: 1, negative: 1 }
        : { kind: "bernoulli", probability: "1/2" };
    const { gamma } = moments({
      dictionary: identity,
      latent,
      augmentation: mask(kind === "bernoulli" ? "independent" : "complementary"),
    });
    return { ...common, gamma, u: flat(p), v: flat(p, kind === "signed" ? -1 : 1) };
  });

/** Every row of Wo ends at ±u, the same row of Wt at the same sign times v. */
function endsAtTopPair({ m, gamma, u, v, fraction, seed }: RowRun, trainer: Trainer = train): Check {
  const g = numbers(gamma);
  const end = trainer(randomStart(seed, m, g.length, "rows"), g, fraction / bound(g), "rows");
  if (end === null) return undecided("training did not come to rest");
  return all(
    ...end.o.map((o, i) => {
      const sign = Math.sign(dot(o, u));
      return within(
        Math.max(distance(o, sign > 0 ? u : opposite(u)), distance(end.t[i]!, sign > 0 ? v : opposite(v))),
        1e-8,
        "distance of a row pair from ±(u, v)",
      );
    }),
  );
}

const rowFile = ({ m, gamma }: RowRun) =>
  momentsProblem(gamma, RationalMatrix.identity(gamma.rows), bilinear(m, "rows"));

export const topDirection = theorem({
  id: "training-unit-rows-ends-at-the-top-singular-pair-in-every-row",
  section: "8",
  title: "Unit rows: every row ends at the top singular pair",
  statement: String.raw`Let $p \ge 2$ and let $\Gamma$ have a largest singular value $\sigma_1$ that is simple, with $\Gamma v = \sigma_1 u$, and $c\sigma_1 < 1$. From almost every start,
    alternating steps on unit rows end with every row of $(W_o, W_t)$ at $(u, v)$ or $(-u, -v)$: rank one. For diagonal $\Gamma$ this is the coordinate of
    the largest $|\gamma_j|$; for Bernoulli latents the constant vector; for symmetric indefinite $\Gamma$ (complementary masks) the eigenvector of
    the largest $|\text{eigenvalue}|$, with $W_t = -W_o$ if that eigenvalue is negative.`,
  hypotheses: ["the largest singular value is simple", "rows are normalised"],
  source: { label: "P", claim: "training ends at collapsed encoders; rank one by rows is derived" },
  status: "proved",
  proof: String.raw`Rows decouple: each is a pair in $S^{p-1} \times S^{p-1}$ with loss $-2\langle o, \Gamma t\rangle$. As for columns, the steps are
    diffeomorphisms that decrease the loss, orbits converge to critical points, and almost none of them to a point with a
    negative Hessian direction. Critical points are $\pm(u_k, \pm v_k)$ for the singular pairs (and pairs of null vectors), with $\Gamma^\top$ exchanging the roles; the second
    derivative at $(u_k, s v_k)$ in the directions $(u_1, \pm v_1)$, $u_1 \perp u_k$, is $2(s\sigma_k \mp \sigma_1)$ up to a positive factor, negative for one sign
    unless $\sigma_k = \sigma_1$; and $(u_1, -v_1)$ is the maximum. For a symmetric matrix with eigenvalue $-\sigma_1$ at $u$, $v = -u$.`,
  forms: [
    form<RowRun>({
      mode: "floating",
      share: 0.4,
      instances: topHeavy,
      problem: rowFile,
      check: (run) => endsAtTopPair(run),
    }),
    form<RowRun>({
      mode: "floating",
      share: 0.3,
      instances: topHeavy,
      problem: rowFile,
      check: (run) => endsAtTopPair(run, byRule),
    }),
  ],
  controls: [
    {
      id: "repeated-singular-value",
      dropped: "σ₁ = σ₂: the limit depends on the start",
      form: form<RowRun>({
        mode: "floating",
        instances: topHeavy.map((run) => ({
          ...run,
          gamma: RationalMatrix.identity(run.gamma.rows + 1),
          u: basis(run.gamma.rows + 1, 0),
          v: basis(run.gamma.rows + 1, 0),
        })),
        problem: rowFile,
        check: (run) => endsAtTopPair(run),
      }),
    },
    {
      id: "unit-columns",
      dropped: "columns are normalised instead: they mix their own initial values",
      form: form<RowRun>({
        mode: "floating",
        instances: topHeavy,
        problem: ({ gamma, m }) =>
          momentsProblem(gamma, RationalMatrix.identity(gamma.rows), bilinear(m, "columns")),
        check: ({ gamma, u, seed, fraction }) => {
          const g = numbers(gamma);
          const end = train(
            randomStart(seed, 3, g.length, "columns"),
            g,
            fraction / bound(g),
            "columns",
            2000,
          );
          if (end === null) return undecided("training did not come to rest");
          const rows = transpose(end.o).map(unit);
          return within(
            Math.max(...rows.map((o) => Math.min(distance(o, u), distance(o, opposite(u))))),
            1e-6,
            "distance of a row from ±u",
          );
        },
      }),
    },
  ],
});

interface Still {
  readonly m: number;
  readonly p: number;
  readonly seed: number;
  readonly keep: Rational;
  readonly scale: Rational;
  readonly noise: Rational;
  readonly o: readonly (readonly Rational[])[];
  readonly t: readonly (readonly Rational[])[];
}

const still = shape(4, 4).chain(({ m, p }) =>
  fc.record({
    m: fc.constant(m),
    p: fc.constant(p),
    seed: fc.nat(1000),
    keep: keepProbability,
    scale: positiveRational,
    noise: smallRational.map((x) => x.abs()),
    o: fc.array(rationalUnitVector(m), { minLength: p, maxLength: p }),
    t: fc.array(rationalUnitVector(m), { minLength: p, maxLength: p }),
  }),
);

const stillFile = ({ m, p, seed, keep, scale, noise }: Still, model: object = {}) => ({
  model: {
    dictionary: { kind: "rational-orthonormal", rows: p, columns: p, seed },
    latent: { kind: "one-hot" },
    noise: { variance: rationalText(noise) },
    augmentation: { kind: "complementary-masks", keep: rationalText(keep), scale: rationalText(scale) },
    ...model,
  },
  objective: bilinear(m, "columns"),
});

/** Γ = 0, the loss is 2 everywhere, and o + cΓt = o. */
function nothingMoves(instance: Still, model: object = {}): Check {
  const problem = problemOf(stillFile(instance, model));
  const { gamma } = problem.model.moments;
  const [o, t] = [fromColumns(instance.o), fromColumns(instance.t)];
  if (gamma.rows !== o.columns) return require(gamma.isZero(), "Γ is not zero");
  const point = new Map([
    ["Wo", o],
    ["Wt", t],
  ]);
  return all(
    require(gamma.isZero(), "Γ is not zero"),
    require(exactValue(landscapeOf(problem), point).equals(2), "the loss is not constant"),
    require(o.add(t.multiply(gamma.transpose())).equals(o), "a step moves the encoder"),
  );
}

/** Training leaves the start as it is, up to rounding. */
function staysPut(instance: Still): Check {
  const problem = problemOf(stillFile(instance));
  const rule = buildRule(problem, { kind: "alternating-steps", step: 1 / 2 });
  const start = rule.start(new Random(instance.seed), 1);
  const { state } = runRule(rule, start, { steps: 20, time: 1 });
  return within(Math.max(...state.map((x, k) => Math.abs(x - start[k]!))), 1e-14, "motion of an entry");
}

export const nothingLearnt = theorem({
  id: "complementary-masks-of-uniform-one-hot-latents-teach-nothing",
  section: "8",
  title: "Complementary masks on uniform one-hot latents: nothing moves",
  statement: String.raw`For uniform one-hot latents, square orthonormal $M$, noise of any variance and complementary masks, $\Gamma = 0$ exactly: the bilinear loss is constant and
    training leaves the random initial encoders as they are, columns or rows normalised.`,
  hypotheses: ["the latents are uniform", "M is square", "the masks are complementary"],
  source: {
    label: "P",
    claim: "the masks of the released experiments; that they teach nothing in this case is derived",
  },
  status: "proved",
  proof: String.raw`$X = \frac1d MM^\top + s^2 I = (\frac1d + s^2) I$ is diagonal and $\Gamma = c^2\alpha(1-\alpha)(X - \operatorname{diag} X) = 0$.`,
  forms: [
    form<Still>({
      mode: "exact",
      instances: still,
      problem: (instance) => stillFile(instance),
      check: (instance) => nothingMoves(instance),
    }),
    form<Still>({
      mode: "floating",
      share: 0.2,
      instances: still,
      problem: (instance) => stillFile(instance),
      check: staysPut,
    }),
  ],
  controls: [
    {
      id: "unequal-probabilities",
      dropped: "latents that are not uniform: X is not diagonal unless M is",
      form: form<Still>({
        mode: "exact",
        instances: still,
        check: (instance) => {
          const { p } = instance;
          const probabilities = Array.from({ length: p }, (_, j) => `${2 * (j + 1)}/${p * (p + 1)}`);
          return nothingMoves(instance, { latent: { kind: "one-hot", probabilities } });
        },
      }),
    },
    {
      id: "tall-dictionary",
      dropped: "more inputs than latents: M Mᵀ is a projector, not the identity",
      form: form<Still>({
        mode: "exact",
        instances: still,
        check: (instance) => {
          const { p, seed } = instance;
          return nothingMoves(instance, {
            dictionary: { kind: "rational-orthonormal", rows: p + 1, columns: p, seed },
          });
        },
      }),
    },
    {
      id: "independent-masks",
      dropped: "independent masks keep the diagonal of X",
      form: form<Still>({
        mode: "exact",
        instances: still,
        problem: (instance) =>
          stillFile(instance, {
            augmentation: { kind: "independent-masks", keep: rationalText(instance.keep) },
          }),
        check: (instance) =>
          nothingMoves(instance, {
            augmentation: { kind: "independent-masks", keep: rationalText(instance.keep) },
          }),
      }),
    },
  ],
});

/** Symmetric Γ with zero diagonal and random signs, from complementary masks on latents of a given second moment. */
const frustrated = fc.record({
  extra: fc.integer({ min: 0, max: 2 }),
  entries: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 25, maxLength: 25 }),
  fraction: fc.constantFrom(0.6, 0.9),
  seed: fc.nat(2 ** 30),
});

type Frustrated = typeof frustrated extends fc.Arbitrary<infer T> ? T : never;

const frustratedFile = ({ extra, entries }: Frustrated, normalize: Normalize = "columns") => {
  const a = RationalMatrix.generate(5, 5, (i, j) => rational(entries[i * 5 + j]!));
  return {
    model: {
      dictionary: { kind: "identity", size: 5 },
      latent: { kind: "moment", matrix: matrixText(a.multiply(a.transpose())) },
      augmentation: { kind: "complementary-masks" },
    },
    objective: bilinear(5 + extra, normalize),
  };
};

/** r(r+1)/2 ≤ 2p for the stacked encoders: r ≤ 4 at p = 5. */
function lowRank(instance: Frustrated, gamma: RationalMatrix, trainer: typeof trainFor = trainFor): Check {
  const g = numbers(gamma);
  const largest = bound(g);
  if (largest === 0) return require(true, "");
  const m = 5 + instance.extra;
  const start = randomStart(instance.seed, m, 5, "columns");
  // Flat valleys are slow: after 20 000 steps the directions that die are below 1e-3 of those that stay.
  const end = trainer(start, g, instance.fraction / largest, "columns", 20_000);
  const rank = rankOf([...end.o, ...end.t], 1e-3);
  return require((rank * (rank + 1)) / 2 <= 10, `rank ${rank}`);
}

export const lowRankLimits = theorem({
  id: "training-unit-columns-with-complementary-masks-ends-at-low-rank",
  section: "8",
  title: "Unit columns and complementary masks: low rank",
  statement: String.raw`Let $\Gamma$ be generic with zero diagonal (complementary masks) and $m \ge p$, $m(m+1)/2 > 2p$. The limit of alternating
    steps on unit columns has rank $r$ with $r(r+1)/2 \le 2p$, for $W_o$ and $W_t$ together. Both $W_t = W_o$ and $W_t \ne W_o$ occur.`,
  hypotheses: ["Γ couples the columns"],
  source: {
    label: "D",
    claim: "checked by simulation; the bound is that of extreme points of the semidefinite relaxation",
  },
  status: "experimental",
  proof: String.raw`What is known: the loss is a Burer--Monteiro factorisation of a semidefinite program with $2p$ constraints. For
    generic cost its solution is unique with $r(r+1)/2 \le 2p$ (Pataki 1998), and every second-order critical point is global
    if $m(m+1)/2 > 2p$ (Boumal, Voroninski, Bandeira 2016). That generic $\Gamma$ of this structure is generic enough is checked here, not proved.`,
  forms: [
    form<Frustrated>({
      mode: "floating",
      share: 0.2,
      instances: frustrated,
      problem: (instance) => frustratedFile(instance),
      check: (instance) => lowRank(instance, moments(frustratedFile(instance).model).gamma),
    }),
    form<Frustrated>({
      mode: "floating",
      share: 0.2,
      instances: frustrated,
      problem: (instance) => frustratedFile(instance),
      check: (instance) => lowRank(instance, moments(frustratedFile(instance).model).gamma, byRuleFor),
    }),
  ],
  controls: [
    {
      id: "uncoupled-columns",
      dropped: "Γ diagonal: full rank",
      form: form<Frustrated>({
        mode: "floating",
        instances: frustrated,
        check: (instance) => lowRank(instance, RationalMatrix.identity(5)),
      }),
    },
  ],
});

/** Σ = I, Γ = Q diag(a) Qᵀ with a gap below the modes that fit. */
const contrastive = shape(3, 4).chain(({ m, p }) =>
  fc.record({
    m: fc.constant(m),
    q: rationalOrthogonal(p),
    // No zero: along null modes a spare row decays, but not exponentially.
    values: fc.uniqueArray(fc.constantFrom(-2, -1, 1, 2, 3, 4, 5, 6), { minLength: p, maxLength: p }),
    seed: fc.nat(2 ** 30),
  }),
);

type Contrastive = typeof contrastive extends fc.Arbitrary<infer T> ? T : never;

const contrastiveFile = ({ m, q, values }: Contrastive) =>
  momentsProblem(
    withSpectrum(
      q,
      values.map((x) => rational(x)),
    ),
    RationalMatrix.identity(values.length),
    { kind: "spectral-contrastive", embedding: m },
  );

/** Gradient descent from a random start: WᵀW → Σ_top a_k q_k q_kᵀ. */
function descendsToTop(instance: Contrastive, spread: number): Check {
  const { m, values, seed } = instance;
  const p = values.length;
  const system = new LandscapeSystem(landscapeOf(problemOf(contrastiveFile(instance))));
  const random = new Random(seed).fork("descent");
  let x = Float64Array.from({ length: system.size }, () => spread * random.normal());
  const rate = 1 / (16 * (Math.max(...values.map(Math.abs)) + 1) + 64 * spread ** 2 * m * p);
  for (let n = 0; n < 60_000; n++) {
    const { gradient } = system.gradient(x);
    x = x.map((value, k) => value - rate * gradient[k]!);
    if (n % 50 === 0 && Math.hypot(...gradient) < 1e-9) break;
  }
  return atTop(instance, x, 6e-6);
}

/** Gradient flow instead, by the package's integrator: the rate can be as small as the gap beside the largest a. */
function flowsToTop(instance: Contrastive): Check {
  const rule = buildRule(problemOf(contrastiveFile(instance)), { kind: "gradient-flow" });
  const start = rule.start(new Random(instance.seed).fork("flow"), 1);
  const { state, outcome } = runRule(rule, start, { steps: 20_000, time: Number.POSITIVE_INFINITY });
  if (outcome !== "rest") return undecided("the flow did not come to rest");
  return atTop(instance, state, 6e-6);
}

function atTop({ m, q, values }: Contrastive, x: Float64Array, tolerance: number): Check {
  const p = values.length;
  const top = values
    .map((a, k) => ({ a, k }))
    .filter(({ a }) => a > 0)
    .sort((s, t) => t.a - s.a)
    .slice(0, m);
  const axes = numbers(q);
  let off = 0;
  for (let i = 0; i < p; i++)
    for (let j = 0; j < p; j++) {
      let gram = 0;
      for (let r = 0; r < m; r++) gram += x[r * p + i]! * x[r * p + j]!;
      off = Math.max(
        off,
        Math.abs(gram - top.reduce((sum, { a, k }) => sum + a * axes[i]![k]! * axes[j]![k]!, 0)),
      );
    }
  return within(off, tolerance, "distance of WᵀW from the top modes");
}

export const contrastiveDescent = theorem({
  id: "spectral-contrastive-descent-ends-at-the-top-eigenspace",
  section: "8",
  title: "Gradient descent on the spectral contrastive loss finds the top modes",
  statement: String.raw`Let $\Sigma \succ 0$ and the positive eigenvalues $a_k$ of $\Sigma^{-1/2}\Gamma\Sigma^{-1/2}$ be distinct. From almost every start, gradient descent with
    small steps on the spectral contrastive loss converges with
    $\Sigma^{1/2}W^\top W\Sigma^{1/2} \to \sum_{k \le \min(m, p_+)} a_k q_k q_k^\top$.`,
  hypotheses: ["the start is generic"],
  source: {
    label: "H",
    claim:
      "minimisers of the spectral contrastive loss span the top eigenspace; convergence of descent is derived",
  },
  status: "proved",
  proof: String.raw`The loss is a coercive polynomial, so bounded orbits of descent with steps below the inverse curvature converge to critical points
    (Łojasiewicz). Those have $U^\top U = \sum_{k \in K} a_k q_k q_k^\top$, and unless $K$ holds the top $\min(m, p_+)$ modes there is a
    negative Hessian direction: a missing larger mode $l$ can replace a chosen one $k$ (curvature $\propto a_k - a_l$) or, if
    $|K| < m$, enter a free row (curvature $\propto -a_l$). Gradient descent avoids strict saddles from almost every start.`,
  forms: [
    form<Contrastive>({
      mode: "floating",
      share: 0.2,
      instances: contrastive,
      problem: contrastiveFile,
      check: (instance) => descendsToTop(instance, 0.3),
    }),
    form<Contrastive>({
      mode: "floating",
      share: 0.2,
      instances: contrastive,
      problem: contrastiveFile,
      check: flowsToTop,
    }),
  ],
  controls: [
    {
      id: "start-at-the-saddle",
      dropped: "the start W = 0 is critical: descent stays there",
      form: form<Contrastive>({
        mode: "floating",
        instances: contrastive,
        problem: contrastiveFile,
        check: (instance) => descendsToTop(instance, 0),
      }),
    },
  ],
});
