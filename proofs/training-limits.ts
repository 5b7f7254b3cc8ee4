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
  asin,
  type Check,
  cos,
  euclideanNorm,
  form,
  fromColumns,
  keepProbability,
  landscapeOf,
  matrixText,
  momentsProblem,
  type Parts,
  positiveRational,
  problemOf,
  rationalOrthogonal,
  rationalUnitVector,
  require,
  shape,
  sin,
  smallRational,
  theorem,
  undecided,
  within,
  withSpectrum,
} from "landscape-atlas/theorems";

type Vector = readonly number[];

const dot = (u: Vector, v: Vector): number => u.reduce((sum, x, i) => sum + x * v[i]!, 0);
const distance = (u: Vector, v: Vector): number => euclideanNorm(u.map((x, i) => x - v[i]!));
const opposite = (u: Vector): Vector => u.map((x) => -x);
const unit = (v: Vector): Vector => {
  const length = euclideanNorm(v);
  return v.map((x) => x / length);
};
/** The angle between unit vectors, accurate for small ones. */
const angle = (u: Vector, v: Vector): number => 2 * asin(Math.min(1, distance(u, v) / 2));

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
    const lengths = left.map((v) => euclideanNorm(v));
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
  bounded: (kappa: number) => boolean = (kappa) => kappa < 1,
): Check {
  const end = trainer(start, gamma, c, normalize);
  if (end === null) return undecided("training did not come to rest");
  return all(
    ...start.o.map((o, j) => {
      const [t, limit, kappa] = [start.t[j]!, end.o[j]!, kappas[j]!];
      const theta = angle(o, t);
      const middle = unit(o.map((x, i) => x + t[i]!));
      const allowed = bounded(kappa) ? (kappa * theta) / (2 * (1 - kappa)) : Number.POSITIVE_INFINITY;
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

/** Largest c γ: from the limit of short steps to those that jump across the middle. */
const stepSize = fc.constantFrom(0.01, 0.1, 0.3, 0.5, 0.9, 2, 8);

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
  bounded?: (kappa: number) => boolean,
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
    bounded,
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
    $\Gamma = \gamma I$, $\gamma > 0$; let $c > 0$ and $\kappa = c\gamma_j$. From $o \ne -t$ the pair of a column (row) converges to one common
    limit on the shorter arc between $o$ and $t$; if $\kappa < 1$, at an angle of at most $\frac{\kappa\theta}{2(1-\kappa)}$ from their normalised sum,
    $\theta$ the initial angle. From independent uniform starts the limit has full rank almost surely. For uniform one-hot latents,
    a square orthonormal $M$ and independent masks $\Gamma = (\alpha^2/d) I$ for every $M$: the features learnt never depend on it.`,
  hypotheses: [
    "all γ_j are positive",
    "Γ is diagonal (columns), scalar (rows)",
    "M is square",
    "for the distance from the middle: κ < 1",
  ],
  source: { label: "P", claim: "non-contrastive training does not recover the dictionary" },
  status: "proved",
  proof: String.raw`The vectors decouple and stay in the plane of $o$ and $t$. A step turns $o$ towards $t$ by $\delta(\theta)$ with
    $\tan\delta = \kappa\sin\theta/(1 + \kappa\cos\theta)$, the angle of $o$ with $o + \kappa t$, so $0 < \delta < \theta$ for $0 < \theta < \pi$ and every $\kappa > 0$, then $t$ towards $o$ by
    $\delta(\theta - \delta)$: nested arcs, whose length tends to the only zero of $\delta$ in $[0, \pi)$, $\theta = 0$. For $\kappa < 1$, as
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
      parts: {
        "κ > 1 for the largest γ": ({ kappa }) => kappa > 1,
        "κ ≤ 1/10": ({ kappa }) => kappa <= 0.1,
        rows: ({ normalize }) => normalize === "rows",
        "m < p": ({ m, p }) => m < p,
      },
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
      id: "long-steps",
      dropped: "κ > 1: o jumps across the middle, and the bound on the distance from it makes no sense",
      form: form<ScalarInstance>({
        mode: "floating",
        instances: scalarInstances.map((instance) => ({ ...instance, kappa: 8 })),
        check: (instance) => scalarRun(instance, 1, train, () => true),
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
function collapses(
  { m, gamma, r, s, fraction, seed }: Coupled,
  trainer: Trainer = train,
  start: Encoders = randomStart(seed, m, gamma.rows, "columns"),
): Check {
  const g = numbers(gamma);
  const end = trainer(start, g, fraction / bound(g), "columns");
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

/**
 * m = 2, p = 3, Γ = J − I: the graph is a ring o₁ t₂ o₃ t₁ o₂ t₃. One turn around the circle in steps of π/3 is a stable rest;
 * each vector is off by at most π/20 here, an open set of starts.
 */
function nearOneTurn(seed: number): Encoders {
  const random = new Random(seed).fork("turn");
  const at = (place: number): Vector => {
    const phi = (place * Math.PI) / 3 + (Math.PI / 20) * (2 * random.next() - 1);
    return [cos(phi), sin(phi)];
  };
  return { o: [at(0), at(4), at(2)], t: [at(3), at(1), at(5)] };
}

const coupledFile = ({ m, gamma }: Coupled) =>
  momentsProblem(gamma, RationalMatrix.identity(gamma.rows), bilinear(m, "columns"));

export const totalCollapse = theorem({
  id: "training-unit-columns-on-sign-balanced-gamma-ends-at-one-direction",
  section: "8",
  title: "Unit columns and sign-balanced correlation: total collapse",
  statement: String.raw`Let $m \ge 3$, $r, s \in \{\pm1\}^p$ with $r_i\Gamma_{ij}s_j \ge 0$ for all $i, j$, the bipartite graph of the nonzero entries
    connected, and $c > 0$ such that $c\sum_k\Gamma_{jk}t_k \ne -o_j$ and $c\sum_k\Gamma_{kj}o_k \ne -t_j$ for all $j$ at every critical point, for
    instance $c$ times every row and column sum of $|\Gamma|$ below $1$. From almost every start, alternating steps on unit columns
    end at $o_j = r_j u$, $t_j = s_j u$ for one unit vector $u$: both encoders have rank one. This covers Bernoulli and $k$-sparse latents
    ($k \ge 2$) with $M = I$ and independent masks ($W_t = W_o$, all columns equal), the same Bernoulli latents with complementary masks, $0 < \alpha < 1$, for $p \ge 3$ ($W_t = W_o$,
    although $\Gamma$ is indefinite), and patterns with one $+1$ and one $-1$ with complementary masks ($W_t = -W_o$).`,
  hypotheses: [
    "m ≥ 3",
    "Γ is sign-balanced",
    "the bipartite graph of Γ is connected",
    "c times the row and column sums is below 1, or as stated (used in the proof; nothing is known to break without it)",
  ],
  source: {
    label: "D",
    claim: "training on correlated latents collapses; almost global consensus on spheres",
  },
  status: "proved",
  proof: String.raw`Replacing $o_j$ by $r_j o_j$ and $t_j$ by $s_j t_j$ we may take $\Gamma \ge 0$, $r = s = 1$. A block step is
    $x \mapsto x' = (x + v)/|x + v|$ with $v$, $c$ times a sum over neighbours, fixed. As $x'$ maximises $\langle\cdot, x + v\rangle$ on the sphere, $\langle x' - x, v\rangle \ge
    1 - \langle x', x\rangle = \frac12|x' - x|^2$; as $v = |x + v|x' - x$, the gradient of $\langle\cdot, v\rangle$ at $x'$ is $-(x - \langle x, x'\rangle x')$, not longer
    than $x' - x$. So for every $c > 0$ the loss decreases by at least a multiple of the squared step, the gradient is at most a multiple of the step, and by
    Łojasiewicz's inequality (the loss is analytic) every orbit that is defined converges to a critical point. A step is analytic where it is defined, its Jacobian is
    not zero at $x = v/|v|$ and so almost nowhere: preimages of null sets are null, and almost every orbit is defined. At a critical point, where $v = c\lambda x$,
    $1 + c\lambda \ne 0$ by assumption (if $c$ times the row sums is below $1$, $|v| < 1$); if $1 + c\lambda < 0$ the step goes to $-x$, and no orbit converges there.
    Otherwise a step is a local diffeomorphism, and linearised a block
    Gauss--Seidel step $\delta \mapsto \delta - S(H\delta)$ with $S = c/(1 + c\lambda) > 0$, $S\lambda < 1$ on each block, under which
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
      parts: {
        "Γ has a zero": ({ gamma }) =>
          gamma
            .toRows()
            .flat()
            .some((x) => x.equals(0)),
        "signs that differ": ({ r, s }) => new Set([...r, ...s]).size === 2,
        "m = 3": ({ m }) => m === 3,
        "m < p": ({ m, gamma }) => m < gamma.rows,
      },
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
      dropped: "m = 2, complementary masks, p = 3: columns near a turn around the circle settle in one",
      form: form<Coupled>({
        mode: "floating",
        instances: balanced(2, 2).map((instance) => ({
          ...instance,
          gamma: RationalMatrix.generate(3, 3, (i, j) => rational(i === j ? 0 : 1)),
          r: ones(3),
          s: ones(3),
        })),
        problem: coupledFile,
        check: (instance) => collapses(instance, train, nearOneTurn(instance.seed)),
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
    // Of 1/‖Γ‖; the bound is no singular value of these matrices times 29/10.
    fraction: fc.constantFrom(0.2, 0.5, 0.9, 2.9),
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
  statement: String.raw`Let $p \ge 2$ and let $\Gamma$ have a largest singular value $\sigma_1$ that is simple, with $\Gamma v = \sigma_1 u$, and let $c > 0$, $c\sigma_k \ne 1$ for all $k$. From almost every start,
    alternating steps on unit rows end with every row of $(W_o, W_t)$ at $(u, v)$ or $(-u, -v)$: rank one. For diagonal $\Gamma$ this is the coordinate of
    the largest $|\gamma_j|$; for Bernoulli latents with $M = I$ the constant vector; for symmetric indefinite $\Gamma$ (complementary masks) the eigenvector of
    the largest $|\text{eigenvalue}|$, with $W_t = -W_o$ if that eigenvalue is negative.`,
  hypotheses: [
    "the largest singular value is simple",
    "rows are normalised",
    "for the constant vector: M = I",
    "p ≥ 2",
  ],
  source: { label: "P", claim: "training ends at collapsed encoders; rank one by rows is derived" },
  status: "proved",
  proof: String.raw`Rows decouple: each is a pair in $S^{p-1} \times S^{p-1}$ with loss $-2\langle o, \Gamma t\rangle$. By the argument for columns, of any $c > 0$, the steps
    decrease the loss, almost every orbit is defined and converges to a critical point, where $1 \pm c\sigma_k \ne 0$, and almost none to one with a
    negative Hessian direction. Critical points are $\pm(u_k, \pm v_k)$ for the singular pairs (and pairs of null vectors), with $\Gamma^\top$ exchanging the roles; the second
    derivative at $(u_k, s v_k)$ in the directions $(u_1, \pm v_1)$, $u_1 \perp u_k$, is $2(s\sigma_k \mp \sigma_1)$ up to a positive factor, negative for one sign
    unless $\sigma_k = \sigma_1$; and $(u_1, -v_1)$ is the maximum. For a symmetric matrix with eigenvalue $-\sigma_1$ at $u$, $v = -u$.`,
  forms: [
    form<RowRun>({
      mode: "floating",
      share: 0.4,
      instances: topHeavy,
      parts: {
        "c‖Γ‖ > 1": ({ fraction }) => fraction > 1,
        "symmetric Γ, negative on top": ({ gamma, u, v }) => gamma.isSymmetric() && dot(u, v) < -0.5,
        "Γ not symmetric": ({ gamma }) => !gamma.isSymmetric(),
        "m = 1": ({ m }) => m === 1,
        "p = 2": ({ gamma }) => gamma.rows === 2,
      },
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
      id: "one-input",
      dropped: "p = 1: rows are signs, and short steps never change one",
      form: form<RowRun>({
        mode: "floating",
        instances: topHeavy.map((run) => ({
          ...run,
          m: 6,
          fraction: 0.5,
          gamma: RationalMatrix.identity(1),
          u: [1],
          v: [1],
        })),
        problem: rowFile,
        check: (run) => endsAtTopPair(run),
      }),
    },
    {
      id: "general-dictionary",
      dropped:
        "Bernoulli latents with a general orthonormal M: the top eigenvector is not the constant vector",
      form: form<RowRun>({
        mode: "floating",
        instances: fc.record({ run: topHeavy, dictionary: fc.nat(1000) }).map(({ run, dictionary }) => ({
          ...run,
          gamma: moments({
            dictionary: { kind: "rational-orthonormal", rows: 4, columns: 4, seed: dictionary },
            latent: { kind: "bernoulli", probability: "1/2" },
            augmentation: { kind: "independent-masks", keep: "1/2" },
          }).gamma,
          u: flat(4),
          v: flat(4),
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
  role: "corollary",
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

/** Σ = B Bᵀ, Γ = B Q diag(a) Qᵀ Bᵀ: modes a_k, and BᵀWᵀWB has the coordinates of UᵀU. */
const contrastive = shape(3, 4).chain(({ m, p }) =>
  fc.record({
    m: fc.constant(m),
    q: rationalOrthogonal(p),
    // No zero: along null modes a spare row decays, but not exponentially.
    values: fc.oneof<fc.Arbitrary<number[]>[]>(
      fc.uniqueArray(fc.constantFrom(-2, -1, 1, 2, 3, 4, 5, 6), { minLength: p, maxLength: p }),
      // Equal modes on the same side of the cut.
      fc
        .tuple(fc.constantFrom(2, 3), fc.constantFrom(-2, 1))
        .map(([top, low]) => Array.from({ length: p }, (_, k) => (k < m ? top : low))),
    ),
    b: fc
      .tuple(
        rationalOrthogonal(p),
        fc.array(fc.constantFrom(rational(1), rational("5/4"), rational("3/4")), {
          minLength: p,
          maxLength: p,
        }),
      )
      .map(([turn, scales]) => turn.multiply(RationalMatrix.diagonal(scales))),
    seed: fc.nat(2 ** 30),
  }),
);

type Contrastive = typeof contrastive extends fc.Arbitrary<infer T> ? T : never;

const contrastiveFile = ({ m, q, values, b }: Contrastive) =>
  momentsProblem(
    b
      .multiply(
        withSpectrum(
          q,
          values.map((x) => rational(x)),
        ),
      )
      .multiply(b.transpose()),
    b.multiply(b.transpose()),
    { kind: "spectral-contrastive", embedding: m },
  );

/** An upper bound of the spectral norm: rows of magnitudes. */
const normBound = (a: RationalMatrix): number =>
  Math.max(...numbers(a).map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));

/** K(ℓ) = 4‖Γ‖ + 12‖Σ‖(‖Ã‖_F + √(ℓ + ‖Ã‖_F²)), ‖Ã‖_F² = Σ a_k²; norms of rows instead of spectral ones. */
function curvatureBound(instance: Contrastive, level: number): number {
  const { gamma, sigma } = problemOf(contrastiveFile(instance)).model.moments;
  const squares = instance.values.reduce((sum, x) => sum + x * x, 0);
  return (
    4 * normBound(gamma) +
    12 * normBound(sigma) * (Math.sqrt(squares) + Math.sqrt(Math.max(0, level + squares)))
  );
}

interface Descent {
  readonly spread: number;
  /** Default: 9/10 of the bound of the start's sublevel set. */
  readonly rate?: number;
  readonly steps?: number;
}

/** Gradient descent from a random start, and whether the loss decreased at every step. */
function descend(instance: Contrastive, { spread, rate, steps = 60_000 }: Descent) {
  const system = new LandscapeSystem(landscapeOf(problemOf(contrastiveFile(instance))));
  const random = new Random(instance.seed).fork("descent");
  let x = Float64Array.from({ length: system.size }, () => spread * random.normal());
  const start = system.value(x);
  const step = rate ?? 0.9 / curvatureBound(instance, start);
  let level = start;
  let decreasing = true;
  for (let n = 0; n < steps; n++) {
    const { gradient } = system.gradient(x);
    x = x.map((value, k) => value - step * gradient[k]!);
    if (n % 50 === 0 || steps < 1000) {
      const next = system.value(x);
      // Values are sums of terms up to the first; near rest they no longer change.
      decreasing &&= next <= level + 1e-12 * Math.max(1, Math.abs(start));
      level = next;
      if (!Number.isFinite(level) || euclideanNorm(gradient) < 1e-9) break;
    }
  }
  return { x, decreasing };
}

/** Descent ends at BᵀWᵀWB = Σ_top a_k q_k q_kᵀ without ever ascending. */
function descendsToTop(instance: Contrastive, descent: Descent): Check {
  const { x, decreasing } = descend(instance, descent);
  return all(require(decreasing, "a step leaves the sublevel set"), atTop(instance, x, 6e-6));
}

/** Gradient flow instead, by the package's integrator: the rate can be as small as the gap beside the largest a. */
function flowsToTop(instance: Contrastive): Check {
  const rule = buildRule(problemOf(contrastiveFile(instance)), { kind: "gradient-flow" });
  const start = rule.start(new Random(instance.seed).fork("flow"), 1);
  const { state, outcome } = runRule(rule, start, { steps: 20_000, time: Number.POSITIVE_INFINITY });
  if (outcome !== "rest") return undecided("the flow did not come to rest");
  return atTop(instance, state, 6e-6);
}

function atTop({ m, q, values, b }: Contrastive, x: Float64Array, tolerance: number): Check {
  const p = values.length;
  const top = values
    .map((a, k) => ({ a, k }))
    .filter(({ a }) => a > 0)
    .sort((s, t) => t.a - s.a)
    .slice(0, m);
  const axes = numbers(q);
  const wb = Array.from({ length: m }, (_, r) =>
    transpose(numbers(b)).map((column) => dot(column, Array.from(x.subarray(r * p, (r + 1) * p)))),
  );
  let off = 0;
  for (let i = 0; i < p; i++)
    for (let j = 0; j < p; j++) {
      const gram = wb.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
      const wanted = top.reduce((sum, { a, k }) => sum + a * axes[i]![k]! * axes[j]![k]!, 0);
      off = Math.max(off, Math.abs(gram - wanted));
    }
  return within(off, tolerance, "distance of UᵀU from the top modes");
}

const contrastiveParts: Parts<Contrastive> = {
  "p₊ > m": ({ m, values }) => values.filter((a) => a > 0).length > m,
  "p₊ < m": ({ m, values }) => values.filter((a) => a > 0).length < m,
  "equal modes": ({ values }) => new Set(values).size < values.length,
  "Γ indefinite": ({ values }) => values.some((a) => a > 0) && values.some((a) => a < 0),
  "Σ not a multiple of I": ({ b }) => {
    const sigma = b.multiply(b.transpose());
    return !sigma.equals(RationalMatrix.identity(sigma.rows).scale(sigma.get(0, 0)));
  },
};

export const contrastiveDescent = theorem({
  id: "spectral-contrastive-descent-ends-at-the-top-eigenspace",
  section: "8",
  title: "Gradient descent on the spectral contrastive loss finds the top modes",
  statement: String.raw`Let $\Sigma \succ 0$, $\Gamma = \Gamma^\top$, let $a_1 \ge a_2 \ge \dots$ be the eigenvalues of $\tilde A = \Sigma^{-1/2}\Gamma\Sigma^{-1/2}$, $p_+$ of them positive, and
    $a_m > a_{m+1}$ if $m < p_+$. For a level $\ell$ put $B = \|\tilde A\|_F + (\ell + \|\tilde A\|_F^2)^{1/2}$ and $K = 4\|\Gamma\| + 12\|\Sigma\|B$. On
    $\{L \le \ell\}$, $L$ the spectral contrastive loss, gradient descent with a fixed step $0 < t < 1/K$ stays, decreases $L$ and converges, and from almost every
    start of it $\Sigma^{1/2}W^\top W\Sigma^{1/2} \to \sum_{k \le \min(m, p_+)} a_k q_k q_k^\top$. So does the gradient flow from almost every start. No fixed step
    serves all starts: descent diverges from large ones.`,
  hypotheses: [
    "the start is generic",
    "the step is below 1/K(ℓ) for the start's level ℓ",
    "a_m > a_{m+1} if m < p₊",
    "Σ ≻ 0",
  ],
  source: {
    label: "H",
    claim:
      "minimisers of the spectral contrastive loss span the top eigenspace; convergence of descent is derived",
  },
  status: "proved",
  proof: String.raw`With $U = W\Sigma^{1/2}$, $L = \|U^\top U - \tilde A\|_F^2 - \|\tilde A\|_F^2$, so $\|W\Sigma W^\top\|_F = \|U^\top U\|_F \le B$ where $L \le \ell$: the set is
    compact. The second derivative along $V$ is $-4\operatorname{tr}(V\Gamma V^\top) + 2\|V\Sigma W^\top + W\Sigma V^\top\|_F^2 + 4\langle W\Sigma W^\top, V\Sigma V^\top\rangle$, of modulus at
    most $(4\|\Gamma\| + 8\|\Sigma\|B + 4\|\Sigma\|B)\|V\|_F^2 = K\|V\|_F^2$ there. While the segment from $W$ to $W - \tau\nabla L$ lies in the set, $L(W - \tau\nabla L) \le L(W) -
    \tau(1 - \tau K/2)\|\nabla L\|^2$; if it left at some $\tau < 2/K$, $L$ would be $\ell$ there, and smaller by the bound. So a step $t < 2/K$ stays and
    decreases $L$ by $t(1 - tK/2)\|\nabla L\|^2$ at least, and as $L$ is analytic the iteration converges to a critical point (Łojasiewicz; Absil, Mahony,
    Andrews 2005). For $t < 1/K$ the derivative $I - t\nabla^2L$ of the step is invertible on the set: preimages of null sets are null, and by the
    centre-stable manifold theorem the starts that converge to a strict saddle are null (Lee et al.\ 2019). Every critical point is a strict
    saddle unless it has the least value, that is unless $U^\top U = \sum_{k \in K'} a_kq_kq_k^\top$ for top $\min(m, p_+)$ positive modes $K'$ (index zero exactly
    at the global minima); with the gap at $m$ this sum does not depend on the choice of $K'$. The flow: $\{L \le \ell\}$ is compact for every $\ell$, and the
    same arguments apply to its time-one map, a diffeomorphism. Divergence: for $\Sigma = I$, $\Gamma q = \gamma q$ and $W = w\,uq^\top$ with unit $u$, $q$ a step is
    $w \mapsto w(1 - 4t(w^2 - \gamma))$, and $|w|$ grows, ever faster, once $2t(w^2 - \gamma) > 1$.`,
  forms: [
    form<Contrastive>({
      mode: "floating",
      share: 0.2,
      instances: contrastive,
      parts: contrastiveParts,
      problem: contrastiveFile,
      check: (instance) => descendsToTop(instance, { spread: 0.3 }),
    }),
    form<Contrastive>({
      mode: "floating",
      share: 0.2,
      instances: contrastive,
      parts: contrastiveParts,
      problem: contrastiveFile,
      check: flowsToTop,
    }),
    form<{ instance: Contrastive; spread: number }>({
      mode: "floating",
      share: 0.3,
      instances: fc.record({ instance: contrastive, spread: fc.constantFrom(0.3, 1, 10, 100) }),
      parts: { "starts of scale 10 and more": ({ spread }) => spread >= 10 },
      problem: ({ instance }) => contrastiveFile(instance),
      check: ({ instance, spread }) =>
        require(descend(instance, { spread, steps: 100 }).decreasing, "a step leaves the sublevel set"),
    }),
  ],
  controls: [
    {
      id: "start-at-the-saddle",
      dropped: "the start W = 0 is critical: descent stays there",
      form: form<Contrastive>({
        mode: "floating",
        instances: contrastive.filter(({ values }) => values.some((a) => a > 0)),
        problem: contrastiveFile,
        check: (instance) => descendsToTop(instance, { spread: 0 }),
      }),
    },
    {
      id: "one-step-for-all-starts",
      dropped: "a step of 1/100 whatever the start: from starts of scale 10 descent diverges",
      form: form<Contrastive>({
        mode: "floating",
        instances: contrastive,
        problem: contrastiveFile,
        check: (instance) => descendsToTop(instance, { spread: 10, rate: 0.01 }),
      }),
    },
    {
      id: "no-gap",
      dropped: "a_m = a_{m+1} > 0: the limit is a space that the start chooses",
      form: form<Contrastive>({
        mode: "floating",
        instances: contrastive
          .map((instance) => ({
            ...instance,
            m: 1,
            values: instance.values.map(() => 2),
          }))
          .filter(({ values }) => values.length > 1),
        problem: contrastiveFile,
        check: (instance) => descendsToTop(instance, { spread: 0.3, steps: 10_000 }),
      }),
    },
    {
      id: "singular-sigma",
      dropped: "Σ is singular where Γ is not: W grows along the kernel for ever",
      form: form({
        mode: "floating",
        instances: fc.record({ m: fc.integer({ min: 1, max: 2 }), seed: fc.nat(2 ** 30) }),
        check: ({ m, seed }) => {
          const file = momentsProblem(
            RationalMatrix.identity(2),
            RationalMatrix.diagonal([rational(1), rational(0)]),
            { kind: "spectral-contrastive", embedding: m },
          );
          const system = new LandscapeSystem(landscapeOf(problemOf(file)));
          const random = new Random(seed);
          let x = Float64Array.from({ length: system.size }, () => 0.3 * random.normal());
          for (let n = 0; n < 2000; n++) {
            const { gradient } = system.gradient(x);
            x = x.map((value, k) => value - gradient[k]! / 100);
          }
          return within(euclideanNorm(system.gradient(x).gradient), 1e-6, "gradient at the end");
        },
      }),
    },
  ],
});
